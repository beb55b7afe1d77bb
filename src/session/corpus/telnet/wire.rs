//! What really went over the wire, beside a recording.

use crate::session::terminal;

/// What the server sent, as lines of a terminal; what a terminal swallows is gone, and so is telnet's own talk if `telnet` showed it.
pub(super) fn server_lines(wire: &str, by_telnet: bool) -> Vec<String> {
    let sent = wire.lines().filter_map(|line| side(line, "server"));
    let mut bytes = Vec::new();
    for part in sent {
        unescape(part, &mut bytes);
    }
    if by_telnet {
        bytes = without_options(&bytes);
    }
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|bytes| bytes.into_bytes().into_iter().map(char::from).collect());
    let mut lines: Vec<String> = text.split('\n').flat_map(returns).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A bare CR begins a line of its own if there is something on both sides of it.
fn returns(line: &str) -> Vec<String> {
    let all = line.split('\r').map(on_screen);
    let filled: Vec<String> = all.filter(|piece| !piece.is_empty()).collect();
    if filled.is_empty() {
        vec![String::new()]
    } else {
        filled
    }
}

/// A line as it looks on a screen.
pub(super) fn on_screen(line: &str) -> String {
    terminal::clean(line).trim_end().to_owned()
}

/// `   0.424 server hi\r\n` gives `hi\r\n`; opening and ending a connection sends nothing.
fn side<'a>(line: &'a str, side: &str) -> Option<&'a str> {
    let (_, rest) = line.trim_start().split_once(' ')?;
    let sent = rest.strip_prefix(side)?.strip_prefix(' ')?;
    (!matches!(sent, "SYN" | "SYNACK" | "FIN" | "RST")).then_some(sent)
}

fn unescape(text: &str, bytes: &mut Vec<u8>) {
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            bytes.extend(char.to_string().bytes());
            continue;
        }
        match chars.next() {
            Some('r') => bytes.push(b'\r'),
            Some('n') => bytes.push(b'\n'),
            Some('t') => bytes.push(b'\t'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).expect("two digits"));
            }
            Some(other) => bytes.extend(other.to_string().bytes()),
            None => {}
        }
    }
}

/// Without the commands of the telnet protocol (RFC 854).
pub(super) fn without_options(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            255 => match rest.next() {
                Some(250) => {
                    // A subnegotiation ends with IAC SE.
                    let mut before = 0;
                    rest.find(|byte| std::mem::replace(&mut before, *byte) == 255 && *byte == 240);
                }
                Some(251..=254) => {
                    rest.next();
                }
                Some(255) => out.push(255),
                _ => {}
            },
            other => out.push(other),
        }
    }
    out
}
