//! What one line of output is, by its form alone.

use std::net::IpAddr;

use crate::wire::nslookup::Status;
use crate::wire::nslookup::verdict::{trouble, verdict};

/// A line of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Nothing on it.
    Blank,
    /// A command line of a shell: what follows the program's name.
    Command(&'a str),
    /// Something typed at the prompt of an interactive `nslookup`.
    Typed(&'a str),
    /// A `Key: value` line.
    Key(Key, &'a str),
    /// `owner  words = data`, as `nslookup` prints records.
    Equation {
        /// The owner; empty on the indented lines of an SOA record.
        owner: &'a str,
        /// What stands before the equals sign.
        words: &'a str,
        /// What stands behind it.
        data: &'a str,
    },
    /// `owner 3600 IN TYPE data`, as `dig` prints records: owner, seconds, type, data.
    Zone(&'a str, u32, &'a str, &'a str),
    /// `;; …`, without the semicolons.
    Comment(&'a str),
    /// A sentence of `host`, `owner has address data`: owner, type, data.
    Sentence(&'a str, &'static str, &'a str),
    /// The server's last word on the question, with the name if it is printed.
    Verdict(Option<&'a str>, Status),
    /// A try that failed; another one may follow.
    Trouble(Status),
    /// The dashes around `-debug` output.
    Dashes,
    /// An address alone.
    Address(IpAddr),
    /// One word alone that may be a name.
    Word(&'a str),
    /// A name that breaks the rules, so that no question was sent.
    BadName,
    /// An address, and the names it goes by, as `getent` prints them.
    Names(IpAddr, Vec<&'a str>),
    /// The data of a record of some type alone, as `dig +short` prints it.
    Data(&'static str, &'a str),
    /// Anything else.
    Other,
}

/// The keys of `Key: value` lines, in the languages seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// `Server:`, `Servidor:`, `Serveur :`.
    Server,
    /// `Default server:` of interactive sessions.
    DefaultServer,
    /// `Address:`, `Addresses:`, `Address 1:`.
    Address,
    /// `Name:`, `Nombre:`.
    Name,
    /// `Aliases:`.
    Aliases,
    /// A heading without value that says the answer is not authoritative, in any language.
    NonAuthoritative,
    /// `Authoritative answers can be found from:`.
    AuthoritativeFrom,
    /// `QUESTIONS:` and the like within `-debug` output.
    Debug,
}

/// Says what a line is.
pub(super) fn classify(line: &str) -> Line<'_> {
    let trimmed = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if trimmed.is_empty() {
        return Line::Blank;
    }
    if trimmed.len() >= 8 && trimmed.bytes().all(|b| b == b'-') {
        return Line::Dashes;
    }
    if let Ok(address) = trimmed.parse() {
        return Line::Address(address);
    }
    verdict(trimmed)
        .or_else(|| trouble(trimmed))
        .or_else(|| prompted(trimmed))
        .or_else(|| comment(trimmed))
        .or_else(|| zone(trimmed))
        .or_else(|| sentence(trimmed))
        .or_else(|| short(trimmed))
        .or_else(|| equation(line, trimmed))
        .or_else(|| key(trimmed))
        .or_else(|| names(trimmed))
        .unwrap_or_else(|| word(trimmed))
}

fn word(trimmed: &str) -> Line<'_> {
    let mut words = trimmed.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(first), None, None) if !first.contains(['$', '%', '#', '>', '`', ':']) => {
            Line::Word(first)
        }
        // `getent` prints the kind of socket behind each address, and the name once.
        (Some(address), Some("STREAM"), Some(name)) => Line::Sentence(name, "A", address),
        (Some(address), Some("STREAM"), None) => address.parse().map_or(Line::Other, Line::Address),
        _ => Line::Other,
    }
}

/// `192.0.2.10  www.usfca.edu web.usfca.edu`.
fn names(trimmed: &str) -> Option<Line<'_>> {
    let mut words = trimmed.split_whitespace();
    let address = words.next()?.parse().ok()?;
    let names: Vec<&str> = words.collect();
    let are_names = names
        .iter()
        .all(|name| name.contains('.') || *name == "localhost");
    (!names.is_empty() && are_names).then_some(Line::Names(address, names))
}

/// `"a text"`, or `10 smtp.usfca.edu.`, alone on a line.
fn short(trimmed: &str) -> Option<Line<'_>> {
    if trimmed.len() > 2 && trimmed.starts_with('"') && trimmed.ends_with('"') {
        return Some(Line::Data("TXT", trimmed));
    }
    let (preference, name) = trimmed.split_once(' ')?;
    preference.parse::<u16>().ok()?;
    let is_name = name
        .strip_suffix('.')
        .is_some_and(|name| name.contains('.'))
        && !name.contains(' ');
    is_name.then_some(Line::Data("MX", trimmed))
}

/// The programs whose command lines are known.
const PROGRAMS: &[&str] = &["nslookup", "nslookup.exe", "dig", "host", "kdig", "drill"];

fn prompted(line: &str) -> Option<Line<'_>> {
    if let Some(typed) = line.strip_prefix("> ") {
        return Some(Line::Typed(typed.trim()));
    }
    let start = match line.find(['$', '#', '%', '>']) {
        Some(at) => line[at + 1..].trim_start(),
        None => line,
    };
    let start = start.strip_prefix("busybox ").unwrap_or(start);
    let (program, rest) = start.split_once(char::is_whitespace).unwrap_or((start, ""));
    let alone = start.len() == line.len();
    // A bare word such as `host` in prose is no command line, a prompted one is.
    (PROGRAMS.contains(&program) && !(alone && rest.split_whitespace().count() > 6))
        .then(|| Line::Command(rest.trim()))
}

fn comment(line: &str) -> Option<Line<'_>> {
    let rest = line.strip_prefix(';')?;
    Some(Line::Comment(rest.trim_start_matches(';').trim()))
}

fn zone(line: &str) -> Option<Line<'_>> {
    let (owner, rest) = line.split_once(char::is_whitespace)?;
    if let Some(found) = table(owner, rest) {
        return Some(found);
    }
    let (ttl, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let (class, rest) = rest.trim_start().split_once(char::is_whitespace)?;
    let (kind, data) = rest.trim_start().split_once(char::is_whitespace)?;
    let ttl = ttl.parse().ok()?;
    matches!(class, "IN" | "CH" | "HS").then(|| Line::Zone(owner, ttl, kind, data.trim()))
}

/// `www.usfca.edu  A  300  Answer  192.0.2.10`, as PowerShell's `Resolve-DnsName` prints records.
fn table<'a>(owner: &'a str, rest: &'a str) -> Option<Line<'a>> {
    let words: Vec<&str> = rest.split_whitespace().take(5).collect();
    match *words.as_slice() {
        [kind, ttl, "Answer", data] => Some(Line::Zone(owner, ttl.parse().ok()?, kind, data)),
        _ => None,
    }
}

/// What `host` says about each type.
const SENTENCES: &[(&str, &str)] = &[
    (" has address ", "A"),
    (" has IPv6 address ", "AAAA"),
    (" is an alias for ", "CNAME"),
    (" mail is handled by ", "MX"),
    (" domain name pointer ", "PTR"),
    (" name server ", "NS"),
    (" descriptive text ", "TXT"),
    (" has SOA record ", "SOA"),
    (" has SRV record ", "SRV"),
    (" has CAA record ", "CAA"),
    (" has DS record ", "DS"),
    (" has NAPTR record ", "NAPTR"),
    (" has SSHFP record ", "SSHFP"),
    (" has TLSA record ", "TLSA"),
    (" has HTTPS record ", "HTTPS"),
    (" has SVCB record ", "SVCB"),
    (" host information ", "HINFO"),
    (" location ", "LOC"),
];

fn sentence(line: &str) -> Option<Line<'_>> {
    let (owner, _) = line.split_once(' ')?;
    SENTENCES.iter().find_map(|&(words, kind)| {
        let data = line[owner.len()..].strip_prefix(words)?;
        Some(Line::Sentence(owner, kind, data))
    })
}

fn equation<'a>(line: &str, trimmed: &'a str) -> Option<Line<'a>> {
    let (left, data) = trimmed
        .split_once(" =")
        .or_else(|| trimmed.split_once("\t="))?;
    let indented = line.starts_with([' ', '\t']) && !left.contains('.');
    let (owner, words) = match left.split_once(char::is_whitespace) {
        Some((owner, words)) if !indented => (owner, words.trim()),
        _ => ("", left.trim()),
    };
    let is_kind = !words.contains(' ') || KINDS.iter().any(|(said, _)| *said == words);
    (owner.is_empty() || is_kind || words.starts_with("MX ")).then_some(())?;
    Some(Line::Equation {
        owner,
        words,
        data: data.trim(),
    })
}

fn key(line: &str) -> Option<Line<'_>> {
    let (key, value) = line.split_once(':')?;
    let value = value.trim();
    let key = key.trim().to_lowercase();
    let known = match key.as_str() {
        "authoritative answers can be found from" => Key::AuthoritativeFrom,
        "using domain server" => return Some(Line::Other),
        "questions" | "answers" | "authority records" | "additional records" => Key::Debug,
        _ if key.starts_with("address") || key.starts_with("adres") => Key::Address,
        _ if key.starts_with("alias") => Key::Aliases,
        "name" | "nombre" | "nom" | "nome" | "naam" | "namn" | "navn" | "nazwa" => Key::Name,
        _ if key.starts_with("default serv") || key.starts_with("standardserver") => {
            Key::DefaultServer
        }
        _ if key.starts_with("serv") || key.starts_with("serwer") => Key::Server,
        // Every language has its own words for it; they all hold the stem.
        _ if value.is_empty() && key.contains("autori") | key.contains("authori") => {
            Key::NonAuthoritative
        }
        _ => return None,
    };
    Some(Line::Key(known, value))
}

/// `nslookup`'s words for record types; others are named by their number or by their own letters.
const KINDS: &[(&str, &str)] = &[
    ("internet address", "A"),
    ("has AAAA address", "AAAA"),
    ("AAAA IPv6 address", "AAAA"),
    ("canonical name", "CNAME"),
    ("mail exchanger", "MX"),
    ("nameserver", "NS"),
    ("name", "PTR"),
    ("text", "TXT"),
    ("service", "SRV"),
    ("protocol", "WKS"),
    ("rdata_39", "DNAME"),
    ("rdata_43", "DS"),
    ("rdata_44", "SSHFP"),
    ("rdata_46", "RRSIG"),
    ("rdata_47", "NSEC"),
    ("rdata_48", "DNSKEY"),
    ("rdata_52", "TLSA"),
    ("rdata_64", "SVCB"),
    ("rdata_65", "HTTPS"),
    ("rdata_99", "SPF"),
    ("rdata_256", "URI"),
    ("rdata_257", "CAA"),
];

/// The type that `nslookup` writes as `words`.
pub(super) fn kind_of(words: &str) -> String {
    let known = KINDS.iter().find(|(said, _)| *said == words);
    known.map_or_else(
        || words.replace("rdata_", "TYPE").to_ascii_uppercase(),
        |(_, kind)| (*kind).to_owned(),
    )
}

/// A name without the final dot.
pub(super) fn bare(name: &str) -> String {
    let name = name.trim();
    name.strip_suffix('.').unwrap_or(name).to_owned()
}

/// An address with a port behind `#`, `:` or `@`, or without one; the address as written.
pub(super) fn address_and_port(word: &str) -> Option<(String, Option<u16>)> {
    let word = word.split('(').next().unwrap_or_default();
    let (address, port) = match word
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]:"))
    {
        Some((address, port)) => (address, Some(port)),
        None if word.matches(':').count() == 1 => split_port(word, ':'),
        None => match split_port(word, '#') {
            (_, None) => split_port(word, '@'),
            found => found,
        },
    };
    let number = address.split('%').next().unwrap_or_default();
    number.parse::<IpAddr>().ok()?;
    Some((address.to_owned(), port.and_then(|port| port.parse().ok())))
}

fn split_port(word: &str, mark: char) -> (&str, Option<&str>) {
    match word.split_once(mark) {
        Some((address, port)) => (address, Some(port)),
        None => (word, None),
    }
}
