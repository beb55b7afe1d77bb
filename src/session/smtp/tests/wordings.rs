//! Every wording of what went wrong, whole.

use super::{SOUND, first_problem, session, with};

/// The sound session up to a line.
fn until(line: &str) -> String {
    SOUND.split(line).next().unwrap_or_default().to_owned()
}

fn check(table: Vec<(String, &str)>) {
    for (text, want) in table {
        assert_eq!(first_problem(&text), want, "{text}");
    }
}

#[test]
fn of_the_commands() {
    check(vec![
        (
            with("<kim@cs.usfca.edu>", ""),
            "mail 8: `MAIL FROM:` names no sender; if the address was lost on the way into the file, keep it as plain text",
        ),
        (
            until("MAIL FROM") + "STARTTLS\n220 2.0.0 Ready to start TLS\nMAIL FROM:<a@b.c>\n",
            "mail 8: after STARTTLS the server waits for encryption, which `telnet` cannot do: leave STARTTLS out and go on with `MAIL FROM`",
        ),
        (
            until("MAIL FROM")
                + "421 4.4.2 smtp.usfca.edu Error: timeout exceeded\nConnection closed by foreign host.\n",
            "mail 6: the server ended the session with `421 4.4.2 smtp.usfca.edu Error: timeout exceeded`: connect again; servers end what takes too long, or has too many mistakes; after HELO comes `MAIL FROM: <you@example.org>`, and only then recipients and DATA",
        ),
        (
            until("MAIL FROM") + "QUIT\n221 Bye\n",
            "mail 8: no sender was named: after HELO comes `MAIL FROM: <you@example.org>`, and only then recipients and DATA",
        ),
        (
            with("250 2.1.0 Ok", "501 5.1.7 Bad sender address syntax"),
            "mail 8: the server refused `MAIL FROM: <kim@cs.usfca.edu>` with `501 5.1.7 Bad sender address syntax`: type it as `MAIL FROM: <you@example.org>` and wait for `250`",
        ),
        (
            with("250 2.1.0 Ok\n", ""),
            "mail 8: `MAIL FROM: <kim@cs.usfca.edu>` has no reply: wait for the server before you type on",
        ),
        (
            with(
                "MAIL FROM: <kim@cs.usfca.edu>\n250 2.1.0 Ok\n",
                "250 2.1.0 Ok\nMAIL FROM: <kim@cs.usfca.edu>\n",
            ),
            "mail 8: the reply stands before `MAIL FROM: <kim@cs.usfca.edu>`: a server answers after the command",
        ),
        (
            until("DATA") + "RSET\n250 Ok\nQUIT\n221 Bye\n",
            "rcpt 10: RSET threw this recipient away again: name sender and recipient once more, then type DATA",
        ),
        (
            with(
                "RCPT TO: <bob@usfca.edu>\n250 2.1.5 Ok\nDATA\n354",
                "DATA\n554 no valid recipients\nDATA\n354",
            ),
            "rcpt 12: no recipient was named: after MAIL FROM comes `RCPT TO: <partner@example.org>`, and only then DATA",
        ),
        (
            until("DATA") + "QUIT\n221 Bye\n",
            "data 12: DATA is missing: after the recipients DATA tells the server that the message comes",
        ),
        (
            until("DATA") + "DTAA\n500 what\nQUIT\n221 Bye\n",
            "data 12: the server refused `DTAA` with `500 what`: type `DATA` and wait for `354`",
        ),
        (
            with("354 End data with <CR><LF>.<CR><LF>", "250 Ok"),
            "data 13: DATA is answered with `250`: a server that wants the message says `354`; wait for that before you type it",
        ),
        (
            with("354 End data with <CR><LF>.<CR><LF>", "451 4.3.0 try later"),
            "data 12: the server refused `DATA` with `451 4.3.0 try later`: it takes no message now: read its reason, and type `DATA` again later",
        ),
        (
            until("354"),
            "data 12: `DATA` has no reply: wait for the server before you type on",
        ),
        (
            with("From: kim@cs.usfca.edu", "From:"),
            "header 14: the message has no `From:` header: type `From: you@example.org` in the first lines after DATA, before the empty line",
        ),
        (
            with("From: kim@cs.usfca.edu\n\n", ""),
            "header 14: the message has no `From:` header: type `From: you@example.org` in the first lines after DATA, before the empty line",
        ),
        (
            until("so nothing")
                + "421 4.4.2 Error: timeout exceeded\nConnection closed by foreign host.\n",
            "dot 16: the server broke off before the final dot with `421 4.4.2 Error: timeout exceeded`: connect again; a dot alone on a line ends the message; only then does the server send it",
        ),
    ]);
}

#[test]
fn of_the_message_and_the_connection() {
    check(vec![
        (with(".\n250 2.0.0", "250 2.0.0"), "dot 18: the final dot is missing: a dot alone on a line ends the message; only then does the server send it"),
        (until("250 2.0.0 Ok: q"), "queued 18: no reply to the final dot is here: wait for the server's `250` before you leave; without it nobody knows whether the mail was taken"),
        (with("354 End data with <CR><LF>.<CR><LF>", "250 Ok: queued as AB12"), "data 13: DATA is answered with `250`: a server that wants the message says `354`; wait for that before you type it"),
        (with("220 smtp.usfca.edu ESMTP Postfix\n", ""), "greeting 5: the server's greeting is missing: a mail server speaks first, with `220` and its name; keep the session from its first line on, and wait for `220` before you type"),
        ("$ telnet a.test 25\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: Connection timed out\n".to_owned(), "greeting 3: nobody answered the client: check host and port; a firewall may stop mail to other networks, the lab's server needs none"),
        ("$ telnet a.test 25\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: No route to host\n".to_owned(), "greeting 3: no way leads to the host: check its name and your network, then connect again"),
        ("$ telnet a.test 99999\ntelnet: could not resolve a.test/99999: Servname not supported for ai_socktype\n".to_owned(), "greeting 2: there is no such port: type host and port apart, as in `telnet smtp.usfca.edu 25`; ports are numbers from 1 to 65535"),
        ("$ nc a.test 25\nnc: connect to a.test port 25 (tcp) failed: Connection reset by peer\n".to_owned(), "greeting 2: the connection broke at once: check host and port, then connect again"),
        ("$ telnet a.test 22\nTrying 192.0.2.1...\nConnected to a.test.\nEscape character is '^]'.\nSSH-2.0-OpenSSH_9.2\nHELO a\nInvalid SSH identification string.\n".to_owned(), "greeting 5: this is an SSH server, not a mail server: check host and port; mail is port 25, SSH port 22"),
        (format!("spawn telnet smtp.usfca.edu 25\n{SOUND}"), "form 1: a script ran the client (`spawn`); the exercise asks for a session that you typed yourself: use `telnet` and keep what the terminal showed"),
        ("220 a.test ESMTP\n250 a.test\n250 Ok\n250 Ok\n354 go\n250 Ok: queued as AB12\n221 Bye\n".to_owned(), "form 1: only the server's lines are here; the exercise asks for a session that you typed yourself: use `telnet` and keep what the terminal showed"),
        (until("250 smtp") + "MAIL FROM:<a@b.c>\n", "helo 6: `HELO cs.usfca.edu` has no reply: wait for the server before you type on"),
        (with("250 smtp.usfca.edu", "25O smtp.usfca.edu"), "helo 7: `HELO cs.usfca.edu` is answered with `25O smtp.usfca.edu`, which says neither yes (2 and two more digits) nor no (4 or 5): keep what the terminal showed as it is, or record it once more"),
        ("CONNECTED(00000003)\n---\nread R BLOCK\nHELO a\n250 a.test\nMAIL FROM:<a@b.c>\n250 Ok\nRCPT TO:<d@e.f>\nRENEGOTIATING\n".to_owned(), "rcpt 9: `openssl s_client` took the line for an order to itself because it begins with R, and never sent it: type `rcpt to:` in small letters"),
        ("Connected to a.test.\n421 a.test too many connections\nConnection closed by foreign host.\n".to_owned(), "greeting 2: the server greets with `421`, not with `220`: it takes no mail now; check host and port, or try again later"),
        (with("From: kim@cs.usfca.edu\n\n250 apples\nso nothing really\n.\n250 2.0.0 Ok: queued as D86AEE295B\nQUIT\n221 2.0.0 Bye\n", "From: kim@cs.usfca.edu\n421 4.5.0 Bare linefeed (LF) not allowed\n"), "dot 15: the server broke off before the final dot with `421 4.5.0 Bare linefeed (LF) not allowed` (`nc` needs `-C`, so that its lines end as the server wants): connect again; a dot alone on a line ends the message; only then does the server send it"),
        (until("RCPT") + "421 4.4.2 timeout\nConnection closed by foreign host.\nRCPT TO: <a@b.c>\nDATA\n", "rcpt 8: the server ended the session with `421 4.4.2 timeout`: connect again; servers end what takes too long, or has too many mistakes; after MAIL FROM comes `RCPT TO: <partner@example.org>`, and only then DATA"),
    ]);
}
#[test]
fn of_what_beginners_do() {
    check(vec![
        (until("MAIL FROM") + "RCPT TO: <bob@usfca.edu>\n503 need MAIL\nMAIL FROM: <kim@cs.usfca.edu>\n250 Ok\nDATA\n503 need RCPT\n", "rcpt 8: `RCPT TO: <bob@usfca.edu>` came before MAIL FROM, so the server did not take it: type it once more after MAIL FROM, and only then DATA"),
        (with("250 2.1.5 Ok", "503 5.5.1 nested"), "rcpt 10: the server refused `RCPT TO: <bob@usfca.edu>` with `503 5.5.1 nested`: it is not its turn yet; type first what the server asks for"),
        (with(".\n250 2.0.0 Ok: queued as D86AEE295B\nQUIT\n221 2.0.0 Bye\n", ". \nQUIT\n^]\ntelnet> quit\n"), "dot 18: a blank stands behind the dot, so the server took the line for text: type a dot alone"),
        (with(".\n250 2.0.0 Ok: queued as D86AEE295B\nQUIT\n221 2.0.0 Bye\n", "..\nQUIT\n"), "dot 18: two dots are text, not the end: type one dot alone"),
        (with("From: kim@cs.usfca.edu", "From kim@cs.usfca.edu"), "header 14: a colon is missing behind `From`: type `From: you@example.org`"),
        ("$ telnet smtp.usfca.edu 25\nbash: telnet: command not found\n".to_owned(), "greeting 2: the shell knows no `telnet`: install it, or use `netcheck telnet HOST PORT --save FILE`"),
        ("Connected to a.test.\n220 a.test ESMTP\n250 a.test\n250 Ok\n250 Ok\n354 go\n250 Ok\n".to_owned(), "helo 3: nothing that you typed is here, only the server's lines: on Windows type `set localecho` at telnet's own prompt first, or use `netcheck telnet`"),
        ("HELO a\nMAIL FROM:<a@b.c>\nRCPT TO:<d@e.f>\nDATA\nFrom: a@b.c\n\nhi\n.\nQUIT\n".to_owned(), "greeting 1: none of the server's lines is here: keep everything that the terminal showed, beginning with the server's `220`"),
        ("C:\\Users\\kim>telnet a.test 25\n'telnet' is not recognized as an internal or external command,\noperable program or batch file.\n".to_owned(), "greeting 2: the shell knows no `telnet`: install it, or use `netcheck telnet HOST PORT --save FILE`"),
        (with("220 smtp.usfca.edu ESMTP Postfix\nHELO cs.usfca.edu\n250 smtp.usfca.edu\n", "220 smtp.usfca.edu ESMTP Postfix\n").replace("250 2.1.0 Ok","503 send HELO first").replace("250 2.1.5 Ok", "503 no").replace("354 End data with <CR><LF>.<CR><LF>", "503 no"), "helo 6: HELO is missing before `MAIL FROM: <kim@cs.usfca.edu>`: a client first says who it is; type `HELO` and the name of your machine after the greeting"),
    ]);
}

#[test]
fn only_what_does_not_follow_from_something_else_is_a_problem() {
    let table = [
        (
            with("HELO cs.usfca.edu\n250 smtp.usfca.edu\n", "")
                .replace("250 2.1.0 Ok", "503 send HELO first"),
            1,
        ),
        (
            "$ telnet a.test 25\nbash: telnet: command not found\n".to_owned(),
            1,
        ),
        (
            with("250 2.1.5 Ok", "550 no such user").replace("354 End", "554 no recipients"),
            1,
        ),
        (with("From: kim@cs.usfca.edu\n\n", ""), 2),
    ];
    for (text, count) in table {
        assert_eq!(session(&text).problems.len(), count, "{text}");
    }
}
