//! Every mistake with its line and its words, and recordings of other servers.

use super::{first_problem, session, with};

#[test]
fn every_mistake_is_found_at_its_line() {
    let table = [
        (
            with("HELO cs.usfca.edu\n250 smtp.usfca.edu\n", ""),
            "helo 6: HELO is missing before `MAIL FROM: <kim@cs.usfca.edu>`: a client first says who it is; type `HELO` and the name of your machine after the greeting",
        ),
        (
            with(
                "HELO cs.usfca.edu\n250 smtp.usfca.edu",
                "HELO\n501 Syntax: HELO hostname",
            ),
            "helo 6: the server refused `HELO` with `501 Syntax: HELO hostname`: `HELO` needs the name of your machine behind it; type `HELO beast.example` and wait for `250`",
        ),
        (
            with(
                "MAIL FROM: <kim@cs.usfca.edu>\n250 2.1.0 Ok\nRCPT TO: <bob@usfca.edu>\n250 2.1.5 Ok",
                "RCPT TO: <bob@usfca.edu>\n503 5.5.1 Error: need MAIL command",
            ),
            "mail 8: the server refused `RCPT TO: <bob@usfca.edu>` with `503 5.5.1 Error: need MAIL command`: after HELO comes `MAIL FROM: <you@example.org>`, and only then recipients and DATA",
        ),
        (
            with("HELO cs.usfca.edu\n250 smtp.usfca.edu", "HLEO cs\n500 what"),
            "helo 6: the server refused `HLEO cs` with `500 what`: type `HELO` and the name of your machine, and wait for `250`",
        ),
        (
            with(
                "MAIL FROM: <kim@cs.usfca.edu>\n250 2.1.0 Ok",
                "MAIL FORM: <kim>\n500 what",
            ),
            "mail 8: the server refused `MAIL FORM: <kim>` with `500 what`: after HELO comes `MAIL FROM: <you@example.org>`, and only then recipients and DATA",
        ),
        (
            with(
                "RCPT TO: <bob@usfca.edu>\n250 2.1.5 Ok",
                "RPCT bob\n500 what",
            ),
            "rcpt 10: the server refused `RPCT bob` with `500 what`: after MAIL FROM comes `RCPT TO: <partner@example.org>`",
        ),
        (
            with("250 2.1.5 Ok", "550 5.1.1 <bob@usfca.edu>: User unknown"),
            "rcpt 10: the server refused `RCPT TO: <bob@usfca.edu>` with `550 5.1.1 <bob@usfca.edu>: User unknown`: check the address and type `RCPT TO: <partner@example.org>` again until the server says `250`",
        ),
        (
            with("RCPT TO: <bob@usfca.edu>\n250 2.1.5 Ok\n", ""),
            "rcpt 10: no recipient was named: after MAIL FROM comes `RCPT TO: <partner@example.org>`, and only then DATA",
        ),
        (
            with("From: kim@cs.usfca.edu\n", "Subject: hi\n"),
            "header 14: the message has no `From:` header: type `From: you@example.org` in the first lines after DATA, before the empty line",
        ),
        (
            with("From: kim@cs.usfca.edu\n\n", "From: kim@cs.usfca.edu\n"),
            "blank 15: the empty line between headers and body is missing: press Enter on an empty line after the last header",
        ),
        (
            with(
                ".\n250 2.0.0 Ok: queued as D86AEE295B\nQUIT\n221 2.0.0 Bye\n",
                "^]\ntelnet> quit\n",
            ),
            "dot 17: the final dot is missing: a dot alone on a line ends the message; only then does the server send it",
        ),
        (
            with("250 2.0.0 Ok: queued as D86AEE295B", "552 5.3.4 too big"),
            "queued 18: the server did not take the message: `552 5.3.4 too big`; read its reason, correct it, and send again",
        ),
        (
            with(
                "250 2.0.0 Ok: queued as D86AEE295B\nQUIT\n221 2.0.0 Bye\n",
                "",
            ),
            "queued 18: no reply to the final dot is here: wait for the server's `250` before you leave; without it nobody knows whether the mail was taken",
        ),
        (
            with(
                "220 smtp.usfca.edu ESMTP Postfix",
                "554 smtp.usfca.edu no mail today",
            ),
            "greeting 5: the server greets with `554`, not with `220`: it takes no mail now; check host and port, or try again later",
        ),
    ];
    for (text, want) in table {
        assert_eq!(first_problem(&text), want);
    }
}

#[test]
fn a_recording_without_a_mail_server_says_what_is_there_instead() {
    let command = "$ telnet 127.0.0.1 2525\nTrying 127.0.0.1...\n";
    let web = "GET / HTTP/1.0\n\nHTTP/1.1 200 OK\n\nhi\n";
    let table = [
        (
            format!("{command}telnet: Unable to connect to remote host: Connection refused\n"),
            "greeting 3: the connection was refused: is `netcheck lab` running, and is the port right?",
        ),
        (
            "$ telnet a.test:25\ntelnet: could not resolve a.test:25/telnet: Name or service not known\n".to_owned(),
            "greeting 2: the host is not known: check its name, and type host and port apart,",
        ),
        (
            command.to_owned(),
            "greeting 2: the client only tried to connect:",
        ),
        (
            format!("{command}Connected to a.test.\nEscape character is '^]'.\n"),
            "greeting 3: the connection opened, but no mail server's greeting is here:",
        ),
        (
            format!("{command}Connected to a.test.\n{web}"),
            "greeting 6: this is a web server's answer, not a mail server's greeting:",
        ),
        (
            web.to_owned(),
            "greeting 3: this is a web server's answer, not a mail server's greeting:",
        ),
        (
            format!("{command}Connected to a.test.\n+OK ready\nQUIT\n"),
            "greeting 4: this is a mailbox server (POP3),",
        ),
    ];
    for (text, want) in table {
        assert!(session(&text).recognised, "{text}");
        let found = first_problem(&text);
        assert!(found.starts_with(want), "{found}");
    }
}
