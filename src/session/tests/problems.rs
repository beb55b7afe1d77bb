//! What went wrong, in words for a student: each wording whole.

use crate::model::Source;
use crate::session::{Protocol, read};

fn check(protocol: Protocol, text: &str, want: &str) {
    let session = read(protocol, &Source::new("rec.txt", text));
    let first = session
        .problems
        .first()
        .map(|problem| format!("{} [{}] {}", problem.line, problem.rule, problem.text));
    assert_eq!(first.unwrap_or_default(), want, "{text}");
}

const OPEN: &str =
    "$ telnet a.test 80\nTrying 192.0.2.80...\nConnected to a.test.\nEscape character is '^]'.\n";

#[test]
fn requests_that_are_not_taken() {
    let bad = "HTTP/1.1 400 Bad Request\nConnection: close\n\nConnection closed by foreign host.\n";
    let table = [
        (
            format!("get / http/1.0\n\n{bad}"),
            "5 [RFC 9110 9.1] `get` is not `GET`: the name of a method is written in capital letters; type `GET / HTTP/1.0`",
        ),
        (
            format!("get /a http/1.1\n\n{bad}"),
            "5 [RFC 9110 9.1] `get` is not `GET`: the name of a method is written in capital letters; type `GET /a HTTP/1.1`",
        ),
        (
            format!("GET/ HTTP/1.1\n\n{bad}"),
            "5 [RFC 9112 3] a blank is missing in `GET/`: one stands between the method and the path; type `GET / HTTP/1.1`",
        ),
        (
            format!("GET /HTTP/1.0\n\n{bad}"),
            "5 [RFC 9112 3] a blank is missing in `/HTTP/1.0`: one stands between the path and the version; type `GET / HTTP/1.0`",
        ),
        (
            format!("GTE / HTTP/1.1\n\n{bad}"),
            "5 [RFC 9110 9.1] `GTE` is no method: did you mean `GET`? type `GET / HTTP/1.1`",
        ),
        (
            format!("GETT /a\n\n{bad}"),
            "5 [RFC 9110 9.1] `GETT` is no method: did you mean `GET`? type `GET /a HTTP/1.0`",
        ),
        (format!("hi / there\n\n{bad}"), ""),
        (
            format!("GET index.html HTTP/1.0\n\n{bad}"),
            "5 [RFC 9112 3.2] `index.html` is no path: a path begins with `/`; type `GET /index.html HTTP/1.0`",
        ),
        (
            format!("GET / http/1.0\n\n{bad}"),
            "5 [RFC 9112 2.3] `http/1.0` is no version: it is written `HTTP/1.0` or `HTTP/1.1`, in capital letters",
        ),
        (
            format!("GET / HTTP/1.1\n\n{bad}"),
            "5 [RFC 9112 3.2] HTTP/1.1 needs to know which site you mean: type `Host:` and the server's name in the next line, then an empty line",
        ),
        (
            format!("GET / HTTP/1.1\nHost a.test\n\n{bad}"),
            "6 [RFC 9112 5] `Host a.test` is no header: a header is `Name: value`, without a blank before the colon",
        ),
        (
            "GET / HTTP/1.0\n^]\ntelnet> quit\nConnection closed.\n".to_owned(),
            "5 [RFC 9112 2.1] the server waits for the rest: an empty line ends a request; press Enter once more",
        ),
        (
            "GET /nope HTTP/1.0\n\nHTTP/1.1 404 Not Found\n".to_owned(),
            "5 [RFC 9110 15.5.5] the server has nothing at `/nope`: compare the path with the exercise's; `/` is the first page",
        ),
        (
            "GET / HTTP/1.0\n\nHTTP/1.1 503 Service Unavailable\n".to_owned(),
            "5 [RFC 9110 15.6] the server itself failed, with 503 Service Unavailable: try again later",
        ),
        (
            "GET / HTTP/1.0\n\nHTTP/1.1 403 Forbidden\n".to_owned(),
            "5 [RFC 9110 15.5] the server did not take `GET / HTTP/1.0`, with 403 Forbidden: compare what you typed with the lecture, letter by letter",
        ),
        // It was hardly meant to be a request.
        (format!("hi\n{bad}"), ""),
        ("GET / HTTP/1.0\n\nHTTP/1.1 200 OK\n".to_owned(), ""),
    ];
    for (text, want) in table {
        check(Protocol::Http, &format!("{OPEN}{text}"), want);
    }
}

#[test]
fn servers_of_another_kind() {
    let table = [
        ("220 a.test ESMTP\nhi\n500 what?\n", "a mail"),
        ("220 a.test ESMTP\nGET / HTTP/1.0\n500 what?\n", "a mail"),
        ("220-a.test FTP\n220 hello\nhi\n500 what?\n", "a file"),
        ("+OK ready\nhi\n-ERR what?\n", "a mailbox"),
        (
            "SSH-2.0-OpenSSH_9.6\nhi\nInvalid SSH identification string.\n",
            "an SSH",
        ),
    ];
    for (text, kind) in table {
        let want = format!(
            "5 [] this is {kind} server, not a web server: compare the port in your command with the exercise's; web servers listen at port 80"
        );
        check(Protocol::Http, &format!("{OPEN}{text}"), &want);
    }
    check(
        Protocol::Http,
        &format!("{OPEN}220 a.test ESMTP\nHTTP/1.1 400 Bad Request\n"),
        "",
    );
}

#[test]
fn the_problem_is_the_reason_of_what_is_not_as_expected() {
    let reason = |text: &str, name: &str| {
        let session = read(
            Protocol::Http,
            &Source::new("rec.txt", format!("{OPEN}{text}")),
        );
        session.facts.reason(name).map(str::to_owned)
    };
    let missing = "GET /nope HTTP/1.0\n\nHTTP/1.1 404 Not Found\n";
    let said = "the server has nothing at `/nope`: compare the path with the exercise's; `/` is the first page (RFC 9110 15.5.5)";
    for name in ["status", "reason", "says-bad-request", "first-line", "body"] {
        assert_eq!(reason(missing, name).as_deref(), Some(said), "{name}");
        assert_eq!(reason("hi\nHTTP/1.1 400 Bad Request\n", name), None);
    }
    // The request was understood.
    assert_eq!(reason(missing, "request.method"), None);
    let mail = "220 a.test ESMTP\nGET / HTTP/1.0\n500 what?\n";
    for name in [
        "request.method",
        "request.path",
        "request.header.host",
        "status",
    ] {
        assert!(reason(mail, name).is_some(), "{name}");
    }
}

#[test]
fn connections_that_do_not_open() {
    let table = [
        (
            "Trying 192.0.2.80...\ntelnet: Unable to connect to remote host: Connection refused",
            "2 [RFC 9293 3.5.2] the host answered that nothing listens at this port: compare the port in your command with the exercise's",
        ),
        (
            "Trying 192.0.2.80...\ntelnet: Unable to connect to remote host: Connection timed out",
            "2 [] nobody answered: the host is off, or a firewall drops what you send; compare the name and the port with the exercise's, or try another network",
        ),
        (
            "Trying 192.0.2.80...\ntelnet: Unable to connect to remote host: No route to host",
            "2 [RFC 792] there is no way to this host from here: check your own connection and the address",
        ),
        (
            "telnet: could not resolve a.test/80: Name or service not known",
            "1 [RFC 1035 4.1.1] this name has no address: compare its spelling with the exercise's",
        ),
        (
            "telnet: bad port '70000'",
            "1 [RFC 6335 6] this is no port: it is a number from 1 to 65535, written behind the host with a blank between",
        ),
        (
            "2026/11/23 03:23:18 socat[9] E connect(5, AF=2 192.0.2.80:80, 16): Connection reset by peer",
            "1 [RFC 9293 3.5.2] the host broke the connection off: try again",
        ),
        (
            "I forgot to record it.",
            "1 [] no connection is recorded here: keep everything that the terminal showed, from the command on",
        ),
    ];
    for (text, want) in table {
        check(Protocol::Http, text, want);
        check(Protocol::Pop3, text, want);
    }
    // That a port is closed may be what was to be shown.
    check(Protocol::Plain, table[0].0, "");
    check(
        Protocol::Http,
        &format!("{OPEN}hi\n^]\ntelnet> quit\nConnection closed.\n"),
        "3 [] the server said nothing that this file shows: wait for its answer before you leave",
    );
}

#[test]
fn programs_that_the_shell_does_not_know() {
    let install =
        "the shell knows no `telnet`: install it, or use `netcheck telnet HOST PORT --save FILE`";
    let spell = "the shell knows no `telent`: check its spelling, did you mean `telnet`?";
    let windows = "C:\\>telnet a.test 80\n'telnet' is not recognized as an internal or external command,\noperable program or batch file.\n";
    let ubuntu =
        "Command 'telnet' not found, but can be installed with:\nsudo apt install telnet\n";
    let table = [
        (
            "$ telnet a.test 80\nbash: telnet: command not found\n",
            2,
            install,
        ),
        (
            "$ telnet a.test 80\n\nzsh: command not found: telnet\n$ hi\nzsh: command not found: hi\n",
            3,
            install,
        ),
        (windows, 2, install),
        ("telent: command not found\n", 1, spell),
        ("\n$ telent a.test 80\nsh: 1: telent: not found\n", 3, spell),
    ];
    for protocol in [Protocol::Plain, Protocol::Http, Protocol::Pop3] {
        for (text, line, want) in table {
            check(protocol, text, &format!("{line} [] {want}"));
            let session = read(protocol, &Source::new("rec.txt", text)).or_nothing();
            assert_eq!(session.problems[0].text, want);
        }
        check(protocol, ubuntu, &format!("1 [] {install}"));
    }
    // The second try was the right one.
    let again = format!("$ telent a.test 80\nbash: telent: command not found\n{OPEN}hi\nhi\n");
    check(Protocol::Plain, &again, "");
}

#[test]
fn mailboxes_that_do_not_open() {
    let table = [
        (
            "USER kim\n+OK\nPASS wrong\n-ERR [AUTH] Authentication failed.\n",
            "4 [RFC 1939 7] the server refused PASS with `[AUTH] Authentication failed.`: name and password do not belong together; type `USER` and `PASS` again",
        ),
        (
            "hi\n-ERR Unknown command.\n",
            "2 [RFC 1939 3] the server refused HI with `Unknown command.`: this is no command of POP3; it knows `USER`, `PASS`, `STAT`, `LIST`, `RETR` and `QUIT`",
        ),
        (
            "STAT\n-ERR\n",
            "2 [RFC 1939 5] the server refused STAT: log in with `USER` and `PASS` first",
        ),
        (
            "RETR 9\n-ERR There's no message 9.\n",
            "2 [RFC 1939 5] the server refused RETR with `There's no message 9.`: log in with `USER` and `PASS` first, and use a number that `LIST` shows",
        ),
        (
            "USER\n-ERR No username\n",
            "2 [RFC 1939 7] the server refused USER with `No username`: type `USER` and the name of your mailbox, once, before `PASS`",
        ),
        (
            "APOP kim x\n-ERR no\n",
            "2 [RFC 1939 7] the server refused APOP with `no`: use `USER` and `PASS` instead",
        ),
        (
            "QUIT\n-ERR locked\n",
            "2 [RFC 1939 6] the server refused QUIT with `locked`: the mailbox could not be brought up to date; log in again and look",
        ),
        (
            "DELE 1\n+OK\n",
            "2 [RFC 1939 6] the message is still there: a message goes when the session ends with `QUIT`",
        ),
        ("DELE 1\n+OK\nQUIT\n+OK bye\n", ""),
    ];
    for (text, want) in table {
        check(Protocol::Pop3, &format!("+OK ready\n{text}"), want);
    }
}

#[test]
fn look_ups_without_an_answer() {
    let server = "Server:\t192.0.2.1\nAddress:\t192.0.2.1#53\n\n";
    let cannot = |rcode: &str| format!("{server}** server can't find no.test: {rcode}\n");
    let table = [
        (
            cannot("NXDOMAIN"),
            "4 [RFC 1035 4.1.1] the server says that this name does not exist: compare its spelling with the exercise's",
        ),
        (
            format!("{server}*** Can't find a.test: No answer\n"),
            "4 [RFC 2308 2.2] the name exists, and has nothing of the type that was asked for: ask for another type, as with `-type=mx`",
        ),
        (
            cannot("SERVFAIL"),
            "4 [RFC 1035 4.1.1] the server could not find out: try again, or ask another server, named behind the name",
        ),
        (
            cannot("REFUSED"),
            "4 [RFC 1035 4.1.1] the server does not answer you for this name: ask another server, or leave the server out",
        ),
        (
            cannot("NOTIMP"),
            "4 [RFC 1035 4.1.1] the server does not know this kind of question: ask for the type `a`, or ask another server",
        ),
        (
            cannot("FORMERR"),
            "4 [RFC 1035 4.1.1] the server did not understand the question: ask another server",
        ),
        (
            cannot("YXDOMAIN"),
            "4 [RFC 1035 4.1.1] what came back is no answer to the question: ask another server",
        ),
        (
            ";; communications error to 192.0.2.1#53: connection refused\n".to_owned(),
            "1 [RFC 1122 4.1.3.1] nobody listens at the server's port: compare the server's address with the exercise's, or leave it out",
        ),
        (
            ";; communications error to 192.0.2.1#53: timed out\n".to_owned(),
            "1 [] no reply came: compare the server's address with the exercise's, check your own connection, and try again",
        ),
        (
            "nslookup: couldn't get address for 'ns.test': not found\n".to_owned(),
            "1 [] there is no way to this server: compare its name or address with the exercise's, and check your own connection",
        ),
        (
            "nslookup: 'a..b' is not a legal name (empty label)\n".to_owned(),
            "1 [RFC 1035 2.3.4] no question was sent: between two dots of a name stand 1 to 63 letters, digits or hyphens; compare its spelling with the exercise's",
        ),
        (
            "I looked it up.\n".to_owned(),
            "1 [] no look-up is recorded here: keep everything that `nslookup` printed",
        ),
        (format!("{server}Name:\ta.test\nAddress: 192.0.2.2\n"), ""),
    ];
    for (text, want) in table {
        check(Protocol::Nslookup, &text, want);
    }
}
