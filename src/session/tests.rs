//! Requests, mailboxes, bare connections and look-ups, whole.

mod around;
mod problems;
mod robust;

use super::*;

fn check(protocol: Protocol, text: &str, roles: &str, facts: &str) {
    let session = read(protocol, &Source::new("rec.txt", text));
    let found: String = session
        .lines
        .iter()
        .map(|line| line.role.letter())
        .collect();
    assert_eq!(found, roles, "{text}");
    let all = session.facts.iter().map(|(name, fact)| {
        let line = fact.place.as_ref().map_or(0, Place::line);
        format!(
            "{name} {}@{line}",
            fact.value.to_string().replace('\n', "|")
        )
    });
    assert_eq!(all.collect::<Vec<_>>().join("; "), facts, "{text}");
}

const CONNECTED: &str = "$ telnet www.usfca.edu 80\nTrying 192.0.2.80...\nConnected to www.usfca.edu.\nEscape character is '^]'.\n";

#[test]
fn hi_at_a_web_server() {
    check(
        Protocol::Http,
        &format!(
            "{CONNECTED}hi\nHTTP/1.1 400 Bad Request\nConnection: close\n\n<h1>Bad Request</h1>\nConnection closed by foreign host.\n"
        ),
        "PLLLCSSSSL",
        "address 192.0.2.80@2; body <h1>Bad Request</h1>@9; connect open@3; ended-by server@10; first-line HTTP/1.1 400 Bad Request@6; \
         header.connection close@7; headers Connection: close@7; reason Bad Request@6; says-bad-request yes@6; status 400@6; \
         target www.usfca.edu:80@1; typed hi@5; version 1.1@6",
    );
}

#[test]
fn a_page_without_status_line_can_say_bad_request_too() {
    check(
        Protocol::Http,
        "hi\n<html><title>400 Bad request</title></html>\n",
        "CS",
        "body <html><title>400 Bad request</title></html>@2; connect open@2; first-line <html><title>400 Bad request</title></html>@2; \
         says-bad-request yes@2; typed hi@1",
    );
}

#[test]
fn a_request_by_hand() {
    check(
        Protocol::Http,
        &format!(
            "{CONNECTED}GET /a HTTP/1.1\nHost: www.usfca.edu\n\nHTTP/1.1 200 OK\n\nhello\n^]\ntelnet> quit\nConnection closed.\n"
        ),
        "PLLLCCCSSSLLL",
        "address 192.0.2.80@2; body hello@10; connect open@3; ended-by client@13; first-line HTTP/1.1 200 OK@8; reason OK@8; \
         request.header.host www.usfca.edu@6; request.method GET@5; request.path /a@5; says-bad-request no@8; status 200@8; \
         target www.usfca.edu:80@1; typed GET /a HTTP/1.1, Host: www.usfca.edu, @5; version 1.1@8",
    );
}

#[test]
fn an_answer_without_anything_typed() {
    let facts = |line: usize| {
        format!(
            "body no@{body}; connect open@{line}; first-line HTTP/1.1 400 Bad Request@{line}; header.a b@{header}; headers A: b@{header}; \
             reason Bad Request@{line}; says-bad-request yes@{line}; status 400@{line}; ",
            header = line + 1,
            body = line + 3,
        )
    };
    let answer = "HTTP/1.1 400 Bad Request\nA: b\n\nno\n";
    check(
        Protocol::Http,
        answer,
        "SSSS",
        &format!("{}version 1.1@1", facts(1)),
    );
    check(
        Protocol::Http,
        &format!("$ echo hi | nc a.test 80 >hi.txt\n$ cat hi.txt\n{answer}"),
        "PPSSSS",
        &format!("{}target a.test:80@1; version 1.1@3", facts(3)),
    );
}

#[test]
fn what_curl_tells_of_a_request() {
    check(
        Protocol::Http,
        "$ curl -v http://www.usfca.edu/a\n*   Trying 192.0.2.80:80...\n* Connected to www.usfca.edu (192.0.2.80) port 80 (#0)\n\
         > GET /a HTTP/1.1\n> Host: www.usfca.edu\n> \n< HTTP/1.1 200 OK\n< A: b\n<\n<p>hello\n* Closing connection 0\n",
        "PLLCCCSSSSL",
        "address 192.0.2.80@3; body <p>hello@10; connect open@3; first-line HTTP/1.1 200 OK@7; header.a b@8; headers A: b@8; reason OK@7; \
         request.header.host www.usfca.edu@5; request.method GET@4; request.path /a@4; says-bad-request no@7; status 200@7; \
         target www.usfca.edu:80@1; typed GET /a HTTP/1.1, Host: www.usfca.edu, @4; version 1.1@7",
    );
}

#[test]
fn what_is_no_request_is_pointed_at() {
    let page = "HTTP/1.1 400 Bad Request\n\n<html>\n</html>\n";
    let table = [
        (format!("{CONNECTED}hi\n{page}"), "request.method", 5),
        (
            format!("{CONNECTED}GET / HTTP/1.1\n\n{page}"),
            "request.header.host",
            5,
        ),
        (
            format!("{CONNECTED}GET / HTTP/1.1\nHost: a\n\n"),
            "status",
            6,
        ),
        (CONNECTED.to_owned(), "request.method", 3),
    ];
    for (text, name, line) in table {
        let session = read(Protocol::Http, &Source::new("get.txt", text.as_str()));
        let place = session.facts.place(name).map(Place::line);
        assert_eq!(
            (session.facts.get(name), place),
            (None, Some(line)),
            "{name}"
        );
    }
}

#[test]
fn ports_that_do_not_open() {
    let table = [
        (
            "telnet: Unable to connect to remote host: Connection refused",
            "refused",
        ),
        (
            "telnet: Unable to connect to remote host: Connection timed out",
            "timeout",
        ),
        (
            "telnet: Unable to connect to remote host: No route to host",
            "unreachable",
        ),
        (
            "telnet: Unable to connect to remote host: Network is unreachable",
            "unreachable",
        ),
        (
            "telnet: connect to address 192.0.2.80: Operation timed out",
            "timeout",
        ),
    ];
    for (words, connect) in table {
        check(
            Protocol::Plain,
            &format!("$ telnet www.usfca.edu 81\nTrying 192.0.2.80...\n{words}\n$ \n"),
            "PLLP",
            &format!(
                "address 192.0.2.80@{}; connect {connect}@3; target www.usfca.edu:81@1",
                if words.contains("address") { 3 } else { 2 }
            ),
        );
    }
}

#[test]
fn a_prompt_after_a_refusal_does_not_undo_it() {
    check(
        Protocol::Plain,
        "C:\\Users\\sam>telnet www.usfca.edu 81\nConnecting To www.usfca.edu...Could not open connection to the host, on port 81: Connect failed\n\nC:\\Users\\sam>",
        "PLXP",
        "connect refused@2; target www.usfca.edu:81@1",
    );
}

#[test]
fn names_and_ports_that_are_none() {
    check(
        Protocol::Plain,
        "$ telnet nosuch.usfca.edu 80\ntelnet: could not resolve nosuch.usfca.edu/80: Name or service not known\n",
        "PL",
        "connect unknown-host@2; target nosuch.usfca.edu:80@1",
    );
    check(
        Protocol::Plain,
        "Port number 70000 is out of range.\n",
        "L",
        "connect bad-port@1",
    );
}

#[test]
fn an_open_port_needs_no_words() {
    check(
        Protocol::Plain,
        &format!("{CONNECTED}^]\ntelnet> quit\nConnection closed.\n"),
        "PLLLLLL",
        "address 192.0.2.80@2; connect open@3; ended-by client@7; target www.usfca.edu:80@1",
    );
}

#[test]
fn an_echo() {
    check(
        Protocol::Plain,
        "Connected to a.test.\nhi\nhi\nhello there\nhello there\n",
        "LCSCS",
        "body hi|hello there@3; connect open@1; first-line hi@3; typed hi, hello there@2",
    );
}

#[test]
fn a_mailbox_is_read() {
    check(
        Protocol::Pop3,
        "+OK ready\nUSER kim\n+OK\nPASS secret\n+OK Logged in.\nSTAT\n+OK 1 44\nRETR 1\n+OK 44 octets\nFrom: a\n\n+OK is text\n.\nQUIT\n+OK bye\n",
        "SCSCSCSCSSSSSCS",
        "body From: a||+OK is text@10; connect open@1; first-line +OK ready@1; logged-in yes@5; messages 1@7; quit yes@14; retrieved 1@9; \
         typed USER kim, PASS secret, STAT, RETR 1, QUIT@2; user kim@2",
    );
}

#[test]
fn a_look_up_with_its_command() {
    check(
        Protocol::Nslookup,
        "$ nslookup www.usfca.edu\nServer:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nName:\twww.usfca.edu\nAddress: 192.0.2.10\n",
        "PLL_LL",
        "addresses 192.0.2.10@6; asked www.usfca.edu@5; authoritative yes@6; canonical-name www.usfca.edu@5; port 53@3; server 192.0.2.1@3; status noerror@6",
    );
}

#[test]
fn every_fact_that_is_learned_is_declared() {
    let all = "$ telnet a.test 80\nTrying 192.0.2.1...\nConnected to a.test.\n220 a.test\nHELO x\n250 a.test\nGET / HTTP/1.0\nHTTP/1.0 200 OK\nA: b\n\nx\n+OK\nQUIT\n221 x\nConnection closed by foreign host.\n";
    for (word, protocol) in Protocol::ALL {
        let session = read(*protocol, &Source::new("rec.txt", all));
        let declared = facts(*protocol);
        for (name, _) in session.facts.iter() {
            assert!(declared.iter().any(|d| d.covers(name)), "{word}: {name}");
        }
    }
}
