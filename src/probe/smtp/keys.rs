//! The keys of `smtp`, and their words.

use crate::model::{Base, Type};
use crate::probe::target;
use crate::spec::{Key, Keys, Names, Rule, Takes};

/// How the client says who it is.
pub(super) const HELLO: &[&str] = &["helo", "ehlo"];

/// Whether TLS is put on the connection.
pub(super) const STARTTLS: &[&str] = &["true", "verify", "false"];

/// The steps after which it may end.
pub(super) const LAST: &[&str] = &[
    "greeting", "helo", "starttls", "mail", "rcpt", "data", "dot",
];

/// The arguments of the probe.
pub(super) static ARGUMENTS: Keys = Keys::with_rules(
    &[
        target::TO,
        target::HOST,
        target::PORT,
        Key::new(
            "from",
            TEXT,
            "the sender's address, for MAIL FROM; `\"\"` is the empty one of bounces",
        ),
        Key::new(
            "rcpt",
            Takes::OneOrMany(&TEXT, 0),
            "the recipient's address, for RCPT TO, or a list of them; those that the server refuses are left out",
        ),
        Key::new(
            "hello",
            Takes::OneOf(HELLO),
            "how the client says who it is: helo (the default) or ehlo, which asks for the server's extensions; with `starttls` always ehlo",
        ),
        Key::new(
            "helo",
            TEXT,
            "the name behind HELO or EHLO; unless given, this machine's full name, or its address in brackets where it has none",
        ),
        Key::new(
            "starttls",
            Takes::OneOf(STARTTLS),
            "`true` puts TLS on the connection where the server offers it, whatever its certificate (mail servers do so among themselves, RFC 7435), and goes on without where it does not; `verify` asks for a certificate of this host from an authority that this machine trusts, and sends nothing without",
        ),
        Key::new(
            "headers",
            Takes::Map(Names::Headers, &TEXT),
            "a map of headers to send beside From, To, Subject and Date, or in their place; an empty one is left out",
        ),
        Key::new(
            "body",
            TEXT,
            "the text below the headers; `This is a test` unless given",
        ),
        Key::new("quit", Takes::Flag, "`false` leaves without QUIT"),
        Key::new(
            "stop-after",
            Takes::OneOf(LAST),
            "the last step before QUIT: greeting, helo, starttls, mail, rcpt, data (after which no QUIT is possible) or dot (the default)",
        ),
    ],
    &[
        target::WHERE,
        Rule::NeededUnless("from", "stop-after", &["greeting", "helo", "starttls"]),
        Rule::NeededUnless(
            "rcpt",
            "stop-after",
            &["greeting", "helo", "starttls", "mail"],
        ),
    ],
);

const TEXT: Takes = Takes::Value(Type::one(Base::Text));
