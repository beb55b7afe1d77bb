//! What programs say when there is no answer.

use crate::wire::nslookup::Status;
use crate::wire::nslookup::line::Line;

/// The words that stand for a verdict, behind the name and a colon.
const VERDICTS: &[(&str, Status)] = &[
    ("no answer", Status::NoData),
    ("non-existent domain", Status::NxDomain),
    ("non-existent host/domain", Status::NxDomain),
    ("server failed", Status::ServFail),
    ("query refused", Status::Refused),
    ("not implemented", Status::NotImp),
    ("format error", Status::FormErr),
    ("unspecified error", Status::BadReply),
    ("parse error", Status::BadReply),
    ("no response from server", Status::Timeout),
    ("timed out", Status::Timeout),
];

pub(super) fn verdict(line: &str) -> Option<Line<'_>> {
    if let Some(rest) = line.strip_prefix("** server can't find ") {
        let (name, rcode) = rest.rsplit_once(": ")?;
        return Some(Line::Verdict(Some(name), Status::of_rcode(rcode.trim())));
    }
    if let Some(rest) = line.strip_prefix("*** ") {
        return starred(rest);
    }
    if let Some(rest) = line.strip_prefix("Host ")
        && let Some((name, why)) = rest.split_once(" not found: ")
    {
        let rcode = why.split_once('(').map_or("", |(_, rest)| rest);
        return Some(Line::Verdict(
            Some(name),
            Status::of_rcode(rcode.trim_end_matches(')')),
        ));
    }
    if let Some((owner, _)) = line.split_once(" has no ")
        && line.ends_with(" record")
    {
        return Some(Line::Verdict(Some(owner), Status::NoData));
    }
    program_verdict(line)
}

/// `*** Can't find NAME: No answer`, and Windows' `*** SERVER can't find NAME: Non-existent domain` in its languages:
/// the reason is English everywhere, the name is the last word with a dot that is not the server's.
fn starred(rest: &str) -> Option<Line<'_>> {
    let lower = rest.to_lowercase();
    let rest_trimmed = rest.trim_end_matches('.');
    let Some((before, reason)) = rest_trimmed.rsplit_once(':') else {
        // Of this sentence Windows leaves the middle in English, whatever its language.
        let none_available = lower.contains("records available for") || lower.contains("(a+aaaa)");
        let name = || {
            rest_trimmed
                .split_whitespace()
                .rfind(|word| word.contains('.'))
        };
        return match () {
            () if none_available => Some(Line::Verdict(name(), Status::NoData)),
            () if lower.starts_with("request to ") => Some(Line::Trouble(Status::Timeout)),
            () => None,
        };
    };
    let reason = reason.trim().to_lowercase();
    let (_, status) = VERDICTS.iter().find(|(words, _)| *words == reason)?;
    // This is about the server's own name, which nobody asked for.
    if lower.contains("server name") || lower.contains("servername") {
        return Some(Line::Other);
    }
    let name = match before.rsplit_once("find ") {
        Some((_, name)) => Some(name.trim()),
        None => before.split_whitespace().skip(1).find(|w| w.contains('.')),
    };
    Some(Line::Verdict(name, *status))
}

fn program_verdict(line: &str) -> Option<Line<'_>> {
    let (program, rest) = line.split_once(": ")?;
    if program == "Resolve-DnsName " && rest.ends_with("DNS name does not exist") {
        let name = rest.split(" :").next();
        return Some(Line::Verdict(name, Status::NxDomain));
    }
    ["nslookup", "host", "dig"]
        .contains(&program)
        .then_some(())?;
    if rest.contains(" is not a legal ") {
        return Some(Line::BadName);
    }
    // Only the server's name has to be looked up before the question.
    if rest.starts_with("bad address '") {
        return Some(Line::Verdict(None, Status::Unreachable));
    }
    if let Some(name) = rest.strip_prefix("can't resolve '") {
        let name = name.split('\'').next();
        return Some(Line::Verdict(name, Status::NxDomain));
    }
    rest.starts_with("couldn't get address for ")
        .then_some(Line::Verdict(None, Status::Unreachable))
}

/// What a failed try looks like, most telling words first.
const TROUBLES: &[(&str, Status)] = &[
    ("connection refused", Status::ConnectionRefused),
    ("network unreachable", Status::Unreachable),
    ("host unreachable", Status::Unreachable),
    ("no route to host", Status::Unreachable),
    ("network is unreachable", Status::Unreachable),
    ("because of network error", Status::Unreachable),
    ("bad packet", Status::BadReply),
    ("message received", Status::BadReply),
    ("mismatch", Status::BadReply),
    ("end of file", Status::BadReply),
    ("connection reset", Status::BadReply),
    ("dns request timed out", Status::Timeout),
    ("timed out", Status::Timeout),
    ("response timeout", Status::Timeout),
    ("failed to query server", Status::ConnectionRefused),
];

pub(super) fn trouble(line: &str) -> Option<Line<'_>> {
    let speaks = [
        ";;",
        "nslookup: ",
        "DNS request",
        "Error: ",
        "host: ",
        "dig: ",
    ];
    if !speaks.iter().any(|start| line.starts_with(start)) {
        return None;
    }
    let lower = line.to_lowercase();
    TROUBLES
        .iter()
        .find(|(words, _)| lower.contains(words))
        .map(|&(_, status)| Line::Trouble(status))
}
