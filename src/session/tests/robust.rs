//! Any text gives an answer, and every line of it a role.

use proptest::prelude::*;

use crate::model::Source;
use crate::session::{Protocol, Role, read};

/// Lines of recordings of every kind.
const LINES: &[&str] = &[
    "",
    " ",
    "$ telnet a.test 80",
    "C:\\Users\\kim>telnet a.test 81",
    "Trying 192.0.2.80...",
    "Connected to a.test.",
    "Escape character is '^]'.",
    "telnet: Unable to connect to remote host: Connection refused",
    "nc: connect to a.test (192.0.2.80) port 80 (tcp) failed: No route to host",
    "Connection to a.test (192.0.2.80) 80 port [tcp/http] succeeded!",
    "2026/11/23 03:23:18 socat[9] E getaddrinfo(\"a.test\", \"80\", {}): Name or service not known",
    "bash: line 1: /dev/tcp/a.test/80: Connection refused",
    "Unable to open connection:",
    "Network is unreachable",
    "* Connected to a.test (192.0.2.80) port 80 (#0)",
    "> GET / HTTP/1.1",
    "< HTTP/1.1 200 OK",
    "GET / HTTP/1.1",
    "Host: a.test",
    "hi",
    "HTTP/1.1 400 Bad Request",
    "(null) 400 Bad Request",
    "<h1>Bad Request</h1>",
    "+OK ready",
    "-ERR no",
    "LIST",
    "RETR 1",
    ".",
    "..",
    "220-one",
    "220 two",
    "$5",
    "a1 OK done",
    "login: kim",
    "^]",
    "telnet> quit",
    "Connection closed by foreign host.",
    "250 okConnection closed by foreign host.",
    "^C",
    "```",
    "{",
    " \"host\": \"a.test\",",
    " \"port\": \"80\",",
    " \"text\": \"[Errno 111] Connection refused\"",
    "}",
    "Server:\t192.0.2.1",
    "Address:\t192.0.2.1#53",
    "a.test\tcanonical name = b.test.",
    "** server can't find a.test: NXDOMAIN",
    "> a.test",
    "192.0.2.1 a.test b.test",
    "10 mx.a.test.",
    "\u{ff}\u{fb}\u{1}login: ",
    "That was it.",
];

fn every_line_has_a_role(text: &str) {
    for (word, protocol) in Protocol::ALL {
        if *protocol == Protocol::Smtp {
            continue;
        }
        let source = Source::new("rec.txt", text);
        let session = read(*protocol, &source);
        assert!(
            session.lines.len() >= source.line_count(),
            "{word}: {text:?}"
        );
        let unknown = session.lines.iter().find(|line| line.role == Role::Unknown);
        assert_eq!(unknown, None, "{word}: {text:?}");
    }
}

proptest! {
    #[test]
    fn lines_of_recordings_in_any_order(picks in prop::collection::vec(0..LINES.len(), 0..40)) {
        let lines: Vec<&str> = picks.into_iter().map(|pick| LINES[pick]).collect();
        every_line_has_a_role(&lines.join("\n"));
        every_line_has_a_role(&lines.join("\r\n"));
    }

    #[test]
    fn lines_of_recordings_with_noise(
        picks in prop::collection::vec((0..LINES.len(), any::<String>(), any::<prop::sample::Index>()), 0..12)
    ) {
        let mixed = picks.into_iter().map(|(pick, noise, at)| {
            let line: Vec<char> = LINES[pick].chars().collect();
            let cut = at.index(line.len() + 1);
            let (before, behind) = line.split_at(cut);
            let (before, behind): (String, String) = (before.iter().collect(), behind.iter().collect());
            format!("{before}{noise}{behind}")
        });
        every_line_has_a_role(&mixed.collect::<Vec<_>>().join("\n"));
    }
}
