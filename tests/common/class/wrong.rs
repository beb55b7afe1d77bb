//! The typical mistakes of the exercises: which checks fail because of each, and why.

/// What is to blame for a failed check.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Blame {
    /// A fact is not as expected.
    Fact(&'static str),
    /// A step of `sent-by-hand` is the first that went wrong; what the steps before it earn.
    Step(&'static str, u64),
    /// What was handed in cannot be read; these words say so.
    Unreadable(&'static str),
}

use Blame::{Fact, Step, Unreadable};

/// An exercise's folder, a folder of its `wrong`, and the checks that fail because of it.
pub(crate) type Wrong = (&'static str, &'static str, &'static [(&'static str, Blame)]);

/// The exercises that only the box can play.
pub(crate) const BOX_ONLY: &[&str] =
    &["10-packets", "11-client", "12-echo-server", "13-web-server"];

/// Each wrong folder, and every check that fails because of it.
pub(crate) const WRONG: &[Wrong] = &[
    ("01-pipes", "any-case", &[("august", Fact("lines"))]),
    ("01-pipes", "long-listing", &[("august", Fact("lines"))]),
    ("01-pipes", "ls-without-grep", &[("august", Fact("lines"))]),
    (
        "01-pipes",
        "screen-with-prompt",
        &[("august", Fact("lines"))],
    ),
    (
        "02-my-address",
        "address-with-prefix-length",
        &[(
            "mine",
            Unreadable("expected after `address:` an IPv4 address"),
        )],
    ),
    (
        "02-my-address",
        "loopback-address",
        &[("mine", Fact("value"))],
    ),
    (
        "02-my-address",
        "mask-instead-of-address",
        &[("mine", Fact("value"))],
    ),
    (
        "02-my-address",
        "name-instead-of-address",
        &[(
            "mine",
            Unreadable("expected after `address:` an IPv4 address"),
        )],
    ),
    (
        "03-hostname",
        "address-instead-of-name",
        &[
            ("command", Unreadable("this is an address")),
            ("program", Unreadable("this is an address")),
        ],
    ),
    (
        "03-hostname",
        "names-of-two-machines",
        &[("program", Fact("value"))],
    ),
    (
        "03-hostname",
        "program-instead-of-what-it-printed",
        &[("program", Unreadable("write what the program printed"))],
    ),
    (
        "03-hostname",
        "prompt-instead-of-name",
        &[
            ("command", Unreadable("leave the prompt")),
            ("program", Unreadable("leave the prompt")),
        ],
    ),
    (
        "04-dns",
        "address-from-elsewhere",
        &[("answer", Fact("value"))],
    ),
    (
        "04-dns",
        "dns-server-address-as-answer",
        &[("not-the-server", Fact("value"))],
    ),
    ("04-dns", "misspelt-name", &[("recording", Fact("asked"))]),
    (
        "04-dns",
        "no-server-answered",
        &[("recording", Fact("status"))],
    ),
    (
        "04-dns",
        "other-name-looked-up",
        &[("recording", Fact("asked"))],
    ),
    (
        "04-dns",
        "screenshot-instead-of-text",
        &[("recording", Unreadable("is a picture"))],
    ),
    ("05-ports", "lab-not-running", &[("open", Fact("connect"))]),
    (
        "05-ports",
        "port-behind-a-colon",
        &[("open", Fact("connect")), ("refused", Fact("connect"))],
    ),
    (
        "05-ports",
        "recordings-swapped",
        &[("open", Fact("connect")), ("refused", Fact("connect"))],
    ),
    (
        "05-ports",
        "two-open-ports",
        &[("refused", Fact("connect"))],
    ),
    (
        "06-http-by-hand",
        "get-instead-of-hi",
        &[("hi", Fact("says-bad-request"))],
    ),
    (
        "06-http-by-hand",
        "hi-at-a-closed-port",
        &[("hi", Fact("says-bad-request"))],
    ),
    (
        "06-http-by-hand",
        "hi-to-a-mail-server",
        &[("hi", Fact("says-bad-request"))],
    ),
    (
        "06-http-by-hand",
        "no-empty-line-after-get",
        &[("get", Fact("status"))],
    ),
    (
        "06-http-by-hand",
        "page-that-is-not-there",
        &[("get", Fact("status"))],
    ),
    (
        "07-mail-by-hand",
        "copied",
        &[("session", Fact("mail-from"))],
    ),
    (
        "07-mail-by-hand",
        "empty-file",
        &[("session", Unreadable("empty"))],
    ),
    (
        "07-mail-by-hand",
        "mail-to-somebody-else",
        &[("session", Step("rcpt", 2))],
    ),
    (
        "07-mail-by-hand",
        "no-empty-line",
        &[("session", Step("blank", 3))],
    ),
    (
        "07-mail-by-hand",
        "no-final-dot",
        &[("session", Step("dot", 3))],
    ),
    (
        "07-mail-by-hand",
        "no-from-header",
        &[("session", Step("header", 3))],
    ),
    (
        "07-mail-by-hand",
        "no-helo",
        &[("session", Step("helo", 0))],
    ),
    (
        "07-mail-by-hand",
        "rcpt-before-mail",
        &[("session", Step("mail", 1))],
    ),
    (
        "07-mail-by-hand",
        "refused-recipient",
        &[("session", Step("rcpt", 2))],
    ),
    (
        "07-mail-by-hand",
        "screenshot-instead-of-text",
        &[("session", Unreadable("is a picture"))],
    ),
    (
        "07-mail-by-hand",
        "sent-by-a-program",
        &[("session", Step("form", 0))],
    ),
    (
        "07-mail-by-hand",
        "session-of-another-student",
        &[("session", Step("mail", 1))],
    ),
    (
        "07-mail-by-hand",
        "typed-after-the-connection-was-gone",
        &[("session", Step("mail", 1))],
    ),
    (
        "08-well-known-ports",
        "https-at-80",
        &[("at-80", Fact("value"))],
    ),
    (
        "08-well-known-ports",
        "no-protocol-of-the-list",
        &[("at-25", Unreadable("expected after `port-25:` one of"))],
    ),
    (
        "08-well-known-ports",
        "pop-and-smtp-swapped",
        &[("at-110", Fact("value")), ("at-25", Fact("value"))],
    ),
    (
        "08-well-known-ports",
        "telnet-at-22",
        &[("at-22", Fact("value"))],
    ),
    (
        "09-questions",
        "first-free-port-for-the-lowest",
        &[("lowest", Fact("value"))],
    ),
    (
        "09-questions",
        "how-many-ports-for-the-highest",
        &[("highest", Fact("value"))],
    ),
    (
        "09-questions",
        "ip-taken-for-reliable",
        &[("reliable", Fact("value"))],
    ),
    (
        "09-questions",
        "no-blank-behind-a-colon",
        &[("pop", Unreadable("expected a blank behind this colon"))],
    ),
    (
        "09-questions",
        "number-with-a-comma",
        &[(
            "highest",
            Unreadable("expected after `highest-port:` a whole number"),
        )],
    ),
    (
        "09-questions",
        "port-of-smtp-for-pop",
        &[("pop", Fact("value"))],
    ),
    (
        "09-questions",
        "private-address-taken-for-reachable",
        &[("reachable", Fact("value"))],
    ),
    (
        "10-packets",
        "loses-nothing",
        &[("udp-lost", Fact("value"))],
    ),
    ("10-packets", "tcp-loses", &[("tcp-lost", Fact("value"))]),
    (
        "10-packets",
        "udp-repairs",
        &[("repaired-by", Fact("value"))],
    ),
];
