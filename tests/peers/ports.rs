//! Probes that connect and talk, against real servers.

use crate::common::port::Port;
use crate::judge::judge;
use crate::servers::{dovecot, nginx, postfix, sshd};

#[test]
fn nginx_calls_hi_a_bad_request_and_serves_a_page() {
    let Some(nginx) = nginx::start() else { return };
    let at = format!("127.0.0.1:{}", nginx.port.number);
    let report = judge(&format!(
        "\
- {{ id: open, title: open, connect: \"{at}\", expect: {{ result: open, address: 127.0.0.1 }} }}
- {{ id: hi, title: hi, talk: {{ to: \"{at}\", say: [ {{ send: hi }}, {{ wait-for: \"400 Bad Request\" }}, {{ wait-for-close: true }} ] }}, expect: {{ matched: true, closed-by: peer }} }}
- {{ id: raw, title: hi as a request, http: {{ to: \"{at}\", raw: hi }}, expect: {{ status: 400, reason: Bad Request }} }}
- {{ id: page, title: GET, http: {{ to: \"{at}\", path: / }}, expect: {{ status: 200, header.server: {{ matches: \"^nginx\" }}, body: {{ contains: \"{page}\" }} }} }}
- {{ id: gone, title: 404, http: {{ to: \"{at}\", path: /gone }}, expect: {{ status: 404 }} }}
",
        page = nginx::PAGE
    ));
    report.all_pass(5);
}

#[test]
fn a_port_where_nobody_listens_is_refused() {
    let port = Port::free();
    let at = format!("127.0.0.1:{}", port.number);
    let report = judge(&format!(
        "\
- {{ id: closed, title: closed, connect: \"{at}\", expect: {{ result: refused }} }}
- {{ id: wrong, title: wrong, connect: \"{at}\", expect: {{ result: open }} }}
"
    ));
    assert_eq!(report.check("closed")["verdict"], "pass");
    assert_eq!(report.check("wrong")["verdict"], "fail");
    assert_eq!(report.check("wrong")["mismatches"][0]["actual"], "refused");
}

#[test]
fn sshd_names_itself() {
    let Some(sshd) = sshd::start() else { return };
    let report = judge(&format!(
        "- {{ id: banner, title: banner, talk: {{ to: \"127.0.0.1:{}\", say: [ {{ wait-for: \"^SSH-2\\\\.0-OpenSSH\" }} ] }}, expect: {{ matched: true }} }}",
        sshd.port.number
    ));
    report.all_pass(1);
}

#[test]
fn dovecot_lets_a_user_in() {
    let Some(dovecot) = dovecot::start() else {
        return;
    };
    let lines = [
        r"< ^\+OK",
        "> USER parrt",
        r"< ^\+OK",
        "> PASS secret",
        r"< ^\+OK",
        "> STAT",
        r"< ^\+OK 0 0",
        "> QUIT",
        r"< ^\+OK",
    ];
    judge(&by_hand("pop3", &dovecot.port, &lines)).all_pass(1);
}

/// A mail up to its recipient.
const ENVELOPE: [&str; 5] = [
    "< ^220 ",
    "> HELO here.peers.test",
    "< ^250 ",
    "> MAIL FROM:<parrt@cs.usfca.edu>",
    "< ^250 ",
];

#[test]
fn postfix_takes_a_mail_and_refuses_to_pass_one_on() {
    let Some(postfix) = postfix::start() else {
        return;
    };
    let rest = [
        "> RCPT TO:<support@peers.test>",
        "< ^250 ",
        "> DATA",
        "< ^354 ",
        "> From: parrt@cs.usfca.edu",
        "> ",
        "> hello",
        "> .",
        "< ^250 .*queued as ",
        "> QUIT",
        "< ^221 ",
    ];
    let mail = [&ENVELOPE[..], &rest].concat();
    let stranger = [
        "> RCPT TO:<someone@elsewhere.test>",
        "< ^554 .*Relay access denied",
    ];
    let stranger = [&ENVELOPE[..], &stranger].concat();
    let checks = by_hand("mail", &postfix.port, &mail);
    judge(&(checks + &by_hand("stranger", &postfix.port, &stranger))).all_pass(2);
}

/// A dialogue: what is typed behind `> `, the pattern of a line that is waited for behind `< `.
fn by_hand(id: &str, port: &Port, lines: &[&str]) -> String {
    let steps = lines.iter().map(|line| {
        let (side, text) = line.split_at(2);
        let step = if side == "> " { "send" } else { "wait-for" };
        format!("      - {{ {step}: '{text}' }}\n")
    });
    let (port, steps) = (port.number, steps.collect::<Vec<_>>().concat());
    format!(
        "- id: {id}\n  title: {id}\n  talk:\n    to: \"127.0.0.1:{port}\"\n    say:\n{steps}  expect: {{ matched: true }}\n"
    )
}
