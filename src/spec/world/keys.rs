//! The keys of a world.

use crate::spec::document::FORMAT_KEY;
use crate::spec::{Key, Keys, Names, Takes};

/// The keys of the file of a world.
pub static WORLD_KEYS: Keys = Keys::new(&[
    FORMAT_KEY,
    Key::new("title", Takes::Prose, "what the world is called"),
    Key::new(
        "resolver",
        Takes::Address,
        "the address of the DNS server that its machines ask",
    ),
    Key::new(
        "zones",
        Takes::List(&Takes::Name, 1),
        "what that server answers for; without it, the last two parts of every name",
    ),
    Key::new(
        "hosts",
        Takes::Map(Names::Hosts, &Takes::Keys(&HOST_KEYS)),
        "by name: `addresses` (kept for documentation, RFC 5737), `services` by port (http, smtp, pop3, ssh, echo, daytime, dns, silent, …), and `manner` of all other ports: refuses, silent, unreachable",
    )
    .required(),
    Key::new(
        "addresses",
        Takes::Map(Names::Hosts, &ADDRESSES),
        "further addresses of names, also of names that no host has (A, AAAA)",
    ),
    Key::new(
        "aliases",
        Takes::Map(Names::Hosts, &Takes::Name),
        "names that are other names for a host (CNAME)",
    ),
    Key::new(
        "mail",
        Takes::Map(
            Names::Hosts,
            &Takes::OneOrMany(&Takes::Either(&[Takes::Name, Takes::Keys(&MAIL_KEYS)]), 0),
        ),
        "the host that takes a domain's mail (MX)",
    ),
    Key::new(
        "texts",
        Takes::Map(Names::Hosts, &Takes::OneOrMany(&Takes::Prose, 0)),
        "texts of a name (TXT)",
    ),
    Key::new(
        "name-servers",
        Takes::Map(Names::Hosts, &NAMES),
        "the name servers of a domain (NS)",
    ),
    Key::new(
        "reverse",
        Takes::Map(Names::Addresses, &NAMES),
        "the name of an address (PTR)",
    ),
    Key::new(
        "refuse-mail-to",
        Takes::List(&Takes::Name, 0),
        "domains to which no mail is accepted",
    ),
    Key::new(
        "computer",
        Takes::Keys(&COMPUTER_KEYS),
        "the student's computer in the box: its name and its addresses; chosen unless said",
    ),
    Key::new(
        "networks",
        Takes::Map(Names::Networks, &Takes::Keys(&NETWORK_KEYS)),
        "networks whose paths differ, such as `203.0.113.0/24`: routers on the way, latency, loss, reordering; the box plays them",
    ),
    Key::new(
        "other-addresses",
        Takes::Flag,
        "`true` allows addresses that are not kept for documentation, and may be somebody's",
    ),
]);

const ADDRESSES: Takes = Takes::OneOrMany(&Takes::Address, 1);

const NAMES: Takes = Takes::OneOrMany(&Takes::Name, 0);

/// The keys of a host.
pub(super) static HOST_KEYS: Keys = Keys::new(&[
    Key::new(
        "addresses",
        ADDRESSES,
        "its address, or a list of them: kept for documentation (192.0.2.x, 198.51.100.x, 203.0.113.x, 2001:db8::x)",
    )
    .required(),
    Key::new(
        "manner",
        Takes::OneOf(MANNERS),
        "what its ports without a service do: refuses (the default), silent, unreachable",
    ),
    Key::new(
        "services",
        Takes::Map(
            Names::Ports,
            &Takes::Either(&[Takes::OneOf(ALONE), Takes::OneKey(&SERVICE_KEYS)]),
        ),
        "by port: http, smtp, pop3, ssh, echo, daytime, banner, dns, silent, filtered, reset or faulty",
    ),
]);

/// The keys of the student's computer.
pub(super) static COMPUTER_KEYS: Keys = Keys::new(&[
    Key::new("name", Takes::Name, "its host name"),
    Key::new(
        "addresses",
        Takes::OneOrMany(&Takes::Cidr, 1),
        "its address with the length of its network, such as `198.51.100.10/29`; one of IPv6 beside it",
    ),
    Key::new(
        "gateway",
        ADDRESSES,
        "the router of that network; its first address unless said",
    ),
]);

/// The keys of a network.
pub(super) static NETWORK_KEYS: Keys = Keys::new(&[
    Key::new(
        "via",
        ADDRESSES,
        "the routers on the way, behind the computer's gateway, as `traceroute` shows them",
    ),
    Key::new(
        "latency",
        Takes::Time,
        "how long a packet takes, each way, such as `20ms`",
    ),
    Key::new(
        "lose-every",
        Takes::Number(2, 1_000_000),
        "of how many packets of a conversation one is lost on the way there: the 10th, the 20th … for 10",
    ),
    Key::new(
        "reorder-every",
        Takes::Number(2, 1_000_000),
        "of how many one is overtaken by the next, on the way there",
    ),
    Key::new(
        "duplicate-every",
        Takes::Number(2, 1_000_000),
        "of how many one comes twice, on the way there",
    ),
]);

/// What ports without a service do.
pub(super) const MANNERS: &[&str] = &["refuses", "silent", "unreachable"];

/// The services, by their words.
pub(super) const SERVICES: &[&str] = &[
    "http", "smtp", "pop3", "ssh", "echo", "daytime", "banner", "dns", "silent", "filtered",
    "reset", "faulty",
];

/// Those that need not be told anything.
pub(super) const ALONE: &[&str] = &[
    "http", "smtp", "pop3", "ssh", "echo", "daytime", "dns", "silent", "filtered", "reset",
];

/// Those that can be told something.
static SERVICE_KEYS: Keys = Keys::new(&[
    Key::new(
        "http",
        Takes::Keys(&WEB_KEYS),
        "a web server with these pages",
    ),
    Key::new("ssh", Takes::Line, "an SSH server that greets so"),
    Key::new(
        "banner",
        Takes::Line,
        "a server that says one line and hangs up",
    ),
    Key::new(
        "faulty",
        Takes::Fault,
        "a server that misbehaves in this way",
    ),
]);

/// The keys of a web server.
pub(super) static WEB_KEYS: Keys = Keys::new(&[Key::new(
    "pages",
    Takes::Map(Names::Paths, &Takes::Scalar),
    "its pages: the text of each by its path, `/hello.txt`",
)]);

/// The keys of a mail exchanger.
pub(super) static MAIL_KEYS: Keys = Keys::new(&[
    Key::new("to", Takes::Name, "the host that takes the mail").required(),
    Key::new(
        "preference",
        Takes::Number(0, 65535),
        "its place among several, the lowest first; 10 unless given",
    ),
]);
