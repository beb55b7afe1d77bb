//! Recordings of every protocol, and those that could be taken for another.

use proptest::prelude::*;

use super::detect;
use crate::model::Source;
use crate::session::Protocol;

fn check(text: &str, want: Protocol) {
    let source = Source::new("rec.txt", text);
    assert_eq!(detect(&source), want, "{text}");
}

const OPEN: &str = "Trying 192.0.2.1...\nConnected to a.test.\nEscape character is '^]'.\n";

#[test]
fn the_servers_first_words_tell() {
    for (said, want) in [
        ("220 a.test ESMTP\nHELO x\n250 a.test\n", Protocol::Smtp),
        (
            "220 a.test ESMTP\nGET / HTTP/1.0\n500 what?\n",
            Protocol::Smtp,
        ),
        ("HTTP/1.1 400 Bad Request\n", Protocol::Http),
        ("hi\n<HTML><h1>Bad request</h1>\n", Protocol::Http),
        ("GET / HTTP/1.0\n\n", Protocol::Http),
        ("HELO x\nHTTP/1.1 400 Bad Request\n", Protocol::Http),
        ("+OK ready\nUSER kim\n+OK\n", Protocol::Pop3),
        ("SSH-2.0-OpenSSH_9.2\nhi\n", Protocol::Plain),
        (
            "220 (vsFTPd 3.0.3)\nUSER kim\n331 Please specify the password.\n",
            Protocol::Plain,
        ),
        ("220 FTP server ready\nUSER kim\n", Protocol::Plain),
        ("hi\nhi\n", Protocol::Plain),
        ("HELO x\nMAIL FROM: <a@b.test>\n", Protocol::Smtp),
        ("EHLO x\n", Protocol::Smtp),
    ] {
        check(&format!("{OPEN}{said}"), want);
    }
}

#[test]
fn an_answer_that_went_into_a_file_is_a_web_servers() {
    let answer = "HTTP/1.1 400 Bad Request\nServer: a\nAddress: b\n\n<p>no\n";
    for above in [
        "",
        "$ cat hi.txt\n",
        "$ echo hi | nc a.test 80\n",
        "$ echo hi | nc a.test 80 > hi.txt\n$ cat hi.txt\n",
    ] {
        check(&format!("{above}{answer}"), Protocol::Http);
    }
}

#[test]
fn what_a_message_or_a_page_quotes_is_content() {
    check(
        &format!(
            "{OPEN}220 a.test\nHELO x\n250 a.test\nMAIL FROM:<a@b.test>\n250 ok\nRCPT TO:<c@d.test>\n250 ok\nDATA\n354 go\nHTTP/1.1 200 OK\n+OK\n.\n250 ok\n"
        ),
        Protocol::Smtp,
    );
    check(
        &format!(
            "{OPEN}GET / HTTP/1.0\n\nHTTP/1.0 200 OK\n\n220 a.test ESMTP\nHELO x\n250 a.test\n"
        ),
        Protocol::Http,
    );
}

#[test]
fn without_a_word_the_port_tells() {
    let refused = "telnet: Unable to connect to remote host: Connection refused\n";
    let closed = "hi\nConnection closed by foreign host.\n";
    for (port, rest, want) in [
        ("25", refused.to_owned(), Protocol::Smtp),
        ("81", refused.to_owned(), Protocol::Plain),
        ("80", refused.to_owned(), Protocol::Plain),
        ("80", format!("{OPEN}{closed}"), Protocol::Http),
        ("8080", format!("{OPEN}{closed}"), Protocol::Http),
        ("110", format!("{OPEN}{closed}"), Protocol::Pop3),
        ("7", format!("{OPEN}{closed}"), Protocol::Plain),
    ] {
        check(&format!("$ telnet a.test {port}\n{rest}"), want);
    }
}

#[test]
fn look_ups_are_told_from_clients_that_look_up() {
    let answer =
        "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nName:\ta.test\nAddress: 192.0.2.10\n";
    check(&format!("$ nslookup a.test\n{answer}"), Protocol::Nslookup);
    check(
        &format!("{answer}$ telnet a.test 81\ntelnet: Connection refused\n"),
        Protocol::Nslookup,
    );
    check(
        &format!("{answer}$ telnet a.test 25\n{OPEN}220 a.test\nHELO x\n250 a.test\n"),
        Protocol::Smtp,
    );
    check(
        "Server lookup failure:  a.test:80, Name or service not known\n",
        Protocol::Plain,
    );
}

#[test]
fn what_is_no_recording_is_plain() {
    for text in [
        "",
        "\n",
        "I sent a mail and it worked.\n",
        "See http://a.test/ for more.\n",
        "\u{0}\u{1b}[31m\n",
    ] {
        check(text, Protocol::Plain);
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        detect(&Source::new("any.txt", text));
    }
}
