//! The typical mistakes of programs: which checks fail because of each, and why.

use super::wrong::Blame::Fact;
use super::wrong::Wrong;

/// The same of exercises and of mistakes that only the box shows: programs. A folder of an exercise that is played elsewhere too begins with
/// `program-`.
pub(crate) const WRONG_PROGRAMS: &[Wrong] = &[
    (
        "01-pipes",
        "program-any-case",
        &[("other-files", Fact("stdout"))],
    ),
    (
        "01-pipes",
        "program-lists-what-it-saw",
        &[("other-files", Fact("stdout"))],
    ),
    (
        "01-pipes",
        "program-looks-into-files",
        &[("other-files", Fact("stdout"))],
    ),
    (
        "02-my-address",
        "program-prints-loopback",
        &[("printed", Fact("stdout"))],
    ),
    (
        "02-my-address",
        "program-prints-the-pair",
        &[("printed", Fact("stdout"))],
    ),
    (
        "02-my-address",
        "program-with-a-fixed-address",
        &[("printed", Fact("stdout"))],
    ),
    (
        "03-hostname",
        "program-does-not-call",
        &[("printed", Fact("stdout"))],
    ),
    (
        "03-hostname",
        "program-with-a-fixed-name",
        &[("printed", Fact("stdout"))],
    ),
    (
        "03-hostname",
        "program-without-import",
        &[("printed", Fact("stdout"))],
    ),
    (
        "04-dns",
        "program-crashes-on-unknown-names",
        &[("lookup-unknown", Fact("exit"))],
    ),
    (
        "04-dns",
        "program-with-a-fixed-address",
        &[("lookup", Fact("stdout"))],
    ),
    (
        "04-dns",
        "program-with-a-fixed-name",
        &[
            ("lookup", Fact("stdout")),
            ("lookup-unknown", Fact("stdout")),
        ],
    ),
    (
        "11-client",
        "fixed-address",
        &[("other-host-asked", Fact("connections"))],
    ),
    (
        "11-client",
        "never-asks",
        &[
            ("asked", Fact("connections")),
            ("other-host-asked", Fact("connections")),
        ],
    ),
    (
        "11-client",
        "no-host-header",
        &[
            ("asked", Fact("request.header.host")),
            ("other-host-asked", Fact("request.header.host")),
        ],
    ),
    (
        "11-client",
        "page-with-a-socket",
        &[("page-asked", Fact("request.header.user-agent"))],
    ),
    (
        "11-client",
        "prints-the-headers",
        &[("client", Fact("stdout"))],
    ),
    (
        "11-client",
        "reads-one-byte",
        &[("client", Fact("exit")), ("other-host", Fact("exit"))],
    ),
    (
        "12-echo-server",
        "answers-before-it-is-asked",
        &[("server/waits", Fact("received"))],
    ),
    (
        "12-echo-server",
        "binds-loopback-only",
        &[("server", Fact("binds"))],
    ),
    (
        "12-echo-server",
        "blocks-the-second-client",
        &[("server/two", Fact("matched"))],
    ),
    (
        "12-echo-server",
        "fixed-port",
        &[("server", Fact("listening"))],
    ),
    (
        "12-echo-server",
        "missing-newline",
        &[("server/greets", Fact("matched"))],
    ),
    (
        "12-echo-server",
        "never-closes",
        &[("server/echoes", Fact("matched"))],
    ),
    (
        "12-echo-server",
        "prints-instead-of-sending",
        &[("server/greets", Fact("matched"))],
    ),
    (
        "12-echo-server",
        "serves-once",
        &[
            ("server/echoes", Fact("matched")),
            ("server/waits", Fact("received")),
            ("server/two", Fact("matched")),
        ],
    ),
    (
        "13-web-server",
        "answers-in-plain-words",
        &[
            ("server/text", Fact("status")),
            ("server/data", Fact("status")),
            ("server/missing", Fact("status")),
            ("server/two", Fact("matched")),
        ],
    ),
    (
        "13-web-server",
        "binds-loopback-only",
        &[("server", Fact("binds"))],
    ),
    (
        "13-web-server",
        "blocks-the-second-client",
        &[("server/two", Fact("matched"))],
    ),
    (
        "13-web-server",
        "everything-is-found",
        &[("server/missing", Fact("status"))],
    ),
    (
        "13-web-server",
        "no-content-type",
        &[
            ("server/text", Fact("header.content-type")),
            ("server/data", Fact("header.content-type")),
        ],
    ),
    (
        "13-web-server",
        "python-instead-of-json",
        &[("server/data", Fact("body"))],
    ),
];
