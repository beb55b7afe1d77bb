//! Whose each line is: servers that send what a client would say, several sessions in one file, words around them.

use crate::model::{Place, Source};
use crate::session::{Protocol, read};

fn roles(protocol: Protocol, text: &str, want: &str) {
    let session = read(protocol, &Source::new("rec.txt", text));
    let lines: Vec<&str> = session
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    let found: String = session
        .lines
        .iter()
        .map(|line| line.role.letter())
        .collect();
    assert_eq!(found, want, "{}", lines.join("\n"));
}

fn fact(protocol: Protocol, text: &str, name: &str, want: &str) {
    let session = read(protocol, &Source::new("rec.txt", text));
    let fact = session.facts.get(name).map(|fact| {
        let line = fact.place.as_ref().map_or(0, Place::line);
        format!("{}@{line}", fact.value)
    });
    assert_eq!(fact.unwrap_or_default(), want, "{name} of {text}");
}

const OPEN: &str = "Trying 192.0.2.80...\nConnected to a.test.\nEscape character is '^]'.\n";

#[test]
fn what_a_server_sends_is_its_own_whatever_it_looks_like() {
    let page = "HTTP/1.1 200 OK\n\nTrying 192.0.2.9...\nConnection closed by foreign host.\n$ telnet a.test 80\nkim@beast:~$ ls\ntelnet: Unable to connect\nGET / HTTP/1.0\nHTTP/1.1 404\n";
    let text = format!("{OPEN}GET / HTTP/1.0\n\n{page}Connection closed by foreign host.\n");
    roles(Protocol::Http, &text, "LLLCCSSSSSSSCSL");
    roles(Protocol::Plain, &text, "LLLCCSSSSSSSSSL");
    fact(Protocol::Http, &text, "status", "200@6");
    fact(Protocol::Http, &text, "ended-by", "server@15");
}

#[test]
fn a_connection_that_stays_open_takes_several_requests() {
    let text = format!(
        "{OPEN}GET /a HTTP/1.1\nHost: a.test\n\nHTTP/1.1 200 OK\n\nfirst\nGET /b HTTP/1.1\nHost: a.test\n\nHTTP/1.1 404 Not Found\n\nsecond\nConnection closed by foreign host.\n"
    );
    roles(Protocol::Http, &text, "LLLCCCSSSCCCSSSL");
    fact(Protocol::Http, &text, "request.path", "/a@4");
    fact(Protocol::Http, &text, "body", "first@9");
}

#[test]
fn several_sessions_and_words_between_them() {
    let text = format!(
        "My first try:\n$ telnet a.test 81\nTrying 192.0.2.80...\ntelnet: Unable to connect to remote host: Connection refused\nThat was the wrong port.\n\n$ telnet a.test 80\n{OPEN}hi\nHTTP/1.1 400 Bad Request\n\nConnection closed by foreign host.\n$ \nNow it works: connection closed.\n"
    );
    roles(Protocol::Http, &text, "XPLLXXPLLLCSSLPX");
    fact(Protocol::Http, &text, "target", "a.test:80@7");
    roles(Protocol::Plain, &text, "XPLLXXPLLLCSSLPX");
}

#[test]
fn both_of_two_sessions_are_told_apart() {
    let one = format!(
        "$ telnet a.test 80\n{OPEN}hi\nHTTP/1.1 400 Bad Request\nConnection closed by foreign host.\n"
    );
    roles(Protocol::Http, &format!("{one}{one}"), "PLLLCSLPLLLCSL");
    let mail = format!(
        "$ telnet a.test 110\n{OPEN}+OK ready\nUSER kim\n+OK\nQUIT\n+OK\nConnection closed by foreign host.\n"
    );
    roles(
        Protocol::Pop3,
        &format!("{mail}{mail}"),
        "PLLLSCSCSLPLLLSCSCSL",
    );
}

#[test]
fn a_sentence_above_a_session_without_command_is_no_request() {
    roles(
        Protocol::Http,
        "This is what I saw:\n\nhi\nHTTP/1.1 400 Bad Request\n",
        "X_CS",
    );
    fact(
        Protocol::Http,
        "This is what I saw:\n\nhi\nHTTP/1.1 400 Bad Request\n",
        "typed",
        "hi@3",
    );
}

#[test]
fn dresses_do_not_change_who_said_what() {
    let plain = format!(
        "$ telnet a.test 80\n{OPEN}hi\nHTTP/1.1 400 Bad Request\nA: b\n\n<h1>Bad Request</h1>\nConnection closed by foreign host."
    );
    let lines = || plain.lines();
    let each = |dress: &dyn Fn(usize, &str) -> String| {
        lines()
            .enumerate()
            .map(|(at, line)| dress(at + 1, line))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let table = [
        (plain.clone(), "PLLLCSSSSL"),
        (plain.replace('\n', "\r\n"), "PLLLCSSSSL"),
        (each(&|_, line| format!("> {line}")), "PLLLCSSSSL"),
        (each(&|at, line| format!("{at:>3}  {line}")), "PLLLCSSSSL"),
        (each(&|_, line| format!("    {line}")), "PLLLCSSSSL"),
        (
            format!("Here it is:\n\n```\n{plain}\n```\n\nThat was it.\n"),
            "XXXPLLLCSSSSLXXX",
        ),
        (
            format!(
                "Script started on 2026-11-23 03:18:50+00:00\n\u{1b}[?2004h{plain}\n\u{1b}[?2004l$ exit\nScript done on 2026-11-23\n"
            ),
            "LPLLLCSSSSLPL",
        ),
    ];
    for (text, want) in table {
        roles(Protocol::Http, &text, want);
    }
}

#[test]
fn servers_that_speak_without_a_protocol() {
    let table = [
        ("hi\nhi\nhello there\nhello there\n", "CSCS"),
        ("250 apples\n250 apples\nquit\nquit\n", "CSCS"),
        ("Mon Nov 23 03:23:09 2026\n", "S"),
        (
            "SSH-2.0-OpenSSH_9.2\nhi\nInvalid SSH identification string.\n",
            "SCS",
        ),
        (
            "220 (vsFTPd 3.0.3)\nUSER anonymous\n331 Password?\nHELP\n214-Known:\n ABOR ACCT\n QUIT\n214 OK.\nQUIT\n221 Bye.\n",
            "SCSCSSSSCS",
        ),
        (
            "PING\n+PONG\nSET a hi\n+OK\nGET a\n$2\nhi\nDEL a\n:1\n",
            "CSCSCSSCS",
        ),
        (
            "GET / HTTP/1.0\n-ERR wrong number of arguments\nHost: x\n",
            "CSC",
        ),
        ("GET / HTTP/1.0\nHost: x\n\n-ERR unknown command\n", "CCCS"),
        ("* OK IMAP ready\na1 LOGIN kim x\na1 OK done\n", "SCS"),
        (
            "Welcome to the quiz.\nWhat is your name? Kim\nHello, Kim!\nYour number: 7\nYou said 7\nbye\n",
            "SSSSSS",
        ),
    ];
    for (said, want) in table {
        roles(
            Protocol::Plain,
            &format!("{OPEN}{said}Connection closed by foreign host.\n"),
            &format!("LLL{want}L"),
        );
    }
}

#[test]
fn a_line_that_the_server_left_open_is_its_own() {
    roles(
        Protocol::Plain,
        &format!("{OPEN}\u{ee}\u{ae}0Connection closed by foreign host.\n"),
        "LLLS",
    );
    roles(Protocol::Plain, "login: kim\n^C", "SL");
    roles(
        Protocol::Plain,
        "Connected to a.test\n\nEntering character mode\nEscape character is '^]'.\n\nlogin: \nConsole escape. Commands are:\n\n l\tgo to line mode\n c\tgo to character mode\n z\tsuspend telnet\n e\texit telnet\n",
        "L_LLSSL_LLLL",
    );
}

#[test]
fn commands_typed_ahead_wait_for_their_replies() {
    let text = "+OK ready\nUSER kim\nPASS x\nSTAT\n+OK\n+OK Logged in.\n+OK 2 88\nRETR 1\n+OK\n..\n.\nQUIT\n+OK\n";
    roles(Protocol::Pop3, text, "SCCCSSSCSSSCS");
    fact(Protocol::Pop3, text, "messages", "2@7");
    fact(Protocol::Pop3, text, "body", ".@10");
}

#[test]
fn a_web_server_that_understood_nothing_has_a_status_all_the_same() {
    let text = format!(
        "{OPEN}hi\n\n(null) 400 Bad Request\nServer: mini_httpd\n\n<h4>400</h4>\nConnection closed by foreign host.\n"
    );
    roles(Protocol::Http, &text, "LLLCCSSSSL");
    fact(Protocol::Http, &text, "status", "400@6");
    fact(Protocol::Http, &text, "version", "");
    let text = format!(
        "{OPEN}get / http/1.0\n\nhttp/1.0 200 Ok\nServer: mini_httpd\n\n<p>\nConnection closed by foreign host.\n"
    );
    roles(Protocol::Http, &text, "LLLCCSSSSL");
    fact(Protocol::Http, &text, "version", "1.0@6");
}

#[test]
fn a_program_of_ones_own_can_tell_of_a_port() {
    let table = [
        (
            "$ python3 try.py\nTraceback (most recent call last):\nConnectionRefusedError: [Errno 111] Connection refused\n",
            "refused@3",
        ),
        ("TimeoutError: timed out\n", "timeout@1"),
        ("OSError: [Errno 113] No route to host\n", "unreachable@1"),
        (
            "socket.gaierror: [Errno -2] Name or service not known\n",
            "unknown-host@1",
        ),
        (
            "{\n \"host\": \"a.test\",\n \"port\": \"80\",\n \"error\": \"gaierror\",\n \"text\": \"Name or service not known\"\n}\n",
            "unknown-host@5",
        ),
        (
            "{\n \"host\": \"a.test\",\n \"port\": \"80\",\n \"connected\": \"192.0.2.80\"\n}\n",
            "open@4",
        ),
    ];
    for (text, want) in table {
        fact(Protocol::Plain, text, "connect", want);
    }
}

#[test]
fn clients_name_the_target_in_their_own_ways() {
    let table = [
        (
            "nc: getaddrinfo for host \"a.test\" port 80: Name or service not known",
            "a.test:80@1",
            "unknown-host@1",
        ),
        (
            "nc: connect to a.test (192.0.2.80) port 80 (tcp) failed: Connection refused",
            "a.test:80@1",
            "refused@1",
        ),
        (
            "Connection to a.test (192.0.2.80) 80 port [tcp/http] succeeded!",
            "a.test:80@1",
            "open@1",
        ),
        (
            "a.test [192.0.2.80] 80 (http) open",
            "a.test:80@1",
            "open@1",
        ),
        (
            "a.test: forward host lookup failed: Unknown host",
            "",
            "unknown-host@1",
        ),
        ("invalid port nosuchservice", "", "bad-port@1"),
        (
            "telnet: could not resolve a.test/80: Name or service not known",
            "a.test:80@1",
            "unknown-host@1",
        ),
        (
            "Server lookup failure:  a.test:80, Temporary failure in name resolution",
            "a.test:80@1",
            "unknown-host@1",
        ),
        (
            "bash: connect: Connection refused\nbash: line 1: /dev/tcp/a.test/80: Connection refused",
            "a.test:80@2",
            "refused@2",
        ),
        (
            "2026/11/23 03:23:18 socat[9] E connect(5, AF=2 192.0.2.80:80, 16): No route to host",
            "",
            "unreachable@1",
        ),
        (
            "2026/11/23 03:23:18 socat[9] E getaddrinfo(\"a.test\", \"80\", {1,0,1,6}, {}): Name or service not known",
            "a.test:80@1",
            "unknown-host@1",
        ),
        (
            "curl: (28) Failed to connect to a.test port 80 after 3063 ms: Couldn't connect to server",
            "a.test:80@1",
            "timeout@1",
        ),
        (
            "curl: (6) Could not resolve host: a.test",
            "",
            "unknown-host@1",
        ),
        (
            "Unable to open connection:\nNetwork is unreachable",
            "",
            "unreachable@2",
        ),
        ("Ncat: Connection refused.", "", "refused@1"),
        ("telnet: bad port '70000'", "", "bad-port@1"),
        (
            "telnet: can't connect to remote host (192.0.2.80): Connection refused",
            "",
            "refused@1",
        ),
        (
            "telnet: could not resolve refused.timeout.test/80: Name or service not known",
            "refused.timeout.test:80@1",
            "unknown-host@1",
        ),
    ];
    for (text, target, connect) in table {
        fact(Protocol::Plain, text, "target", target);
        fact(Protocol::Plain, text, "connect", connect);
    }
}

#[test]
fn a_request_may_be_answered_before_it_is_typed_to_the_end() {
    let bad = "HTTP/1.1 400 Bad Request\nConnection: close\n";
    let request = "GET / HTTP/1.1\n";
    let table = [
        (
            format!("{request}{bad}\nHost: a.test\nConnection: close\n"),
            "CSSSCC",
        ),
        (
            format!("{request}{bad}\n<p>bad</p>\nHost: a.test\n"),
            "CSSSSC",
        ),
        (format!("{request}{bad}\n"), "CSS_"),
        (
            format!("{request}Host: a.test\n\n{bad}\nHost: a.test\n"),
            "CCCSSSS",
        ),
    ];
    for (text, want) in table {
        roles(Protocol::Http, &text, want);
    }
    fact(
        Protocol::Http,
        &format!("{request}{bad}\nHost: a.test\n"),
        "request.header.host",
        "a.test@5",
    );
}

#[test]
fn words_around_a_look_up_are_nobody_s() {
    let output =
        "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\n** server can't find no.test: NXDOMAIN\n";
    let table = [
        (
            format!("I looked it up:\n\n$ nslookup no.test\n{output}$ \nIt is not there.\n"),
            "X_PLL_LPX",
        ),
        (
            format!("My look-up:\n\n```bash\n$ nslookup no.test\n{output}```\n\nSo there.\n"),
            "X_XPLL_LX_X",
        ),
        (format!("> no.test\n{output}> exit\n"), "CLL_LC"),
        (
            format!("C:\\Users\\kim>nslookup no.test\n{output}\nC:\\Users\\kim>"),
            "PLL_L_P",
        ),
    ];
    for (text, want) in table {
        roles(Protocol::Nslookup, &text, want);
    }
}

#[test]
fn lines_of_one_length_are_not_one_line() {
    let line = ";; communications error to 192.0.2.1#53: timed out";
    let text = format!("{line}\n{line}\n{line}\n;; no servers could be reached\n");
    roles(Protocol::Nslookup, &text, "LLLL");
    let x = "x".repeat(78);
    let text = format!("{OPEN}{x}\n{x}\n{x}\n{x}\nConnection closed by foreign host.\n");
    roles(Protocol::Plain, &text, "LLLSSSSL");
    fact(Protocol::Plain, &text, "first-line", &format!("{x}@4"));
}

#[test]
fn a_server_alone_is_a_session_if_nobody_else_speaks_so() {
    let table = [
        ("HTTP/1.1 400 Bad Request\n\n<p>\n", true),
        ("220 mail ready\n", true),
        ("I did it, and it worked.\n", false),
        ("<html>\n", false),
    ];
    for (text, want) in table {
        let session = read(Protocol::Plain, &Source::new("rec.txt", text));
        assert_eq!(session.recognised, want, "{text}");
    }
}
