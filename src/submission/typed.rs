//! An answer as typed → a value of its declared type; blanks, case, quotes and the usual spellings are forgiven.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::model::{Diagnostic, Place, Value};
use crate::spec::AnswerType;
use crate::submission::{Answer, shelf};

/// The words for yes; students write in the language they think in.
pub const YES: &[&str] = &["yes", "y", "true", "on", "1", "ja", "j", "oui", "si", "sí"];

/// The words for no.
pub const NO: &[&str] = &["no", "n", "false", "off", "0", "nein", "non"];

/// What somebody wrote behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The text, without the quotes and indentation of YAML.
    pub(super) text: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// Reads an answer by its type.
pub(super) fn read(key: &str, written: &Written, ty: &AnswerType) -> Answer {
    let text = bare(&written.text, ty);
    match value(text, ty) {
        Some(value) => Answer::Given {
            value,
            place: written.place.clone(),
        },
        None => Answer::Broken(unreadable(key, text, written, ty)),
    }
}

/// How an answer of a type is written: for the template, and where one cannot be read.
pub fn how_to_write(ty: &AnswerType) -> String {
    match ty {
        AnswerType::Text => "a text".to_owned(),
        AnswerType::Integer => "a whole number, such as 443".to_owned(),
        AnswerType::YesNo => "yes or no".to_owned(),
        AnswerType::Choice(of) => format!("one of: {}", of.join(", ")),
        AnswerType::Ipv4 => "an IPv4 address, such as 203.0.113.9".to_owned(),
        AnswerType::Ipv6 => "an IPv6 address, such as 2001:db8::9".to_owned(),
        AnswerType::Host => "a host name, such as www.example.org".to_owned(),
        AnswerType::Mailbox => "a mail address, such as ada@example.org".to_owned(),
    }
}

/// Without blanks and, where they mean nothing, without quotes around it.
fn bare<'a>(text: &'a str, ty: &AnswerType) -> &'a str {
    match ty {
        AnswerType::Text => text.trim(),
        AnswerType::Integer
        | AnswerType::YesNo
        | AnswerType::Choice(_)
        | AnswerType::Ipv4
        | AnswerType::Ipv6
        | AnswerType::Host
        | AnswerType::Mailbox => text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’')
        }),
    }
}

fn value(text: &str, ty: &AnswerType) -> Option<Value> {
    match ty {
        AnswerType::Text => Some(Value::text(text)),
        AnswerType::Integer => text.parse().ok().map(Value::Number),
        AnswerType::YesNo => yes_no(text).map(Value::Flag),
        AnswerType::Choice(of) => {
            let same = |word: &&String| word.trim().to_lowercase() == text.to_lowercase();
            of.iter().find(same).map(Value::text)
        }
        AnswerType::Ipv4 => {
            let dense: String = text.split_whitespace().collect();
            let address: Ipv4Addr = dense.parse().ok()?;
            Some(Value::text(address.to_string()))
        }
        AnswerType::Ipv6 => ipv6(text).map(|address| Value::text(address.to_string())),
        AnswerType::Host => host(text).map(Value::text),
        AnswerType::Mailbox => mailbox(text).map(Value::text),
    }
}

fn yes_no(text: &str) -> Option<bool> {
    let word = text.trim_end_matches(['.', '!']).to_lowercase();
    if YES.contains(&word.as_str()) {
        return Some(true);
    }
    NO.contains(&word.as_str()).then_some(false)
}

/// Brackets and the name of an interface (`fe80::1%en0`) are left out.
fn ipv6(text: &str) -> Option<Ipv6Addr> {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    let address = inner.split('%').next().unwrap_or(inner);
    address.parse().ok()
}

/// A name of letters, digits, `-` and `_` in parts between dots (RFC 1123 2.1, and what machines are called); no address, no URL, no prompt.
fn host(text: &str) -> Option<&str> {
    let name = text.strip_suffix('.').unwrap_or(text);
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let address = name.parse::<Ipv4Addr>().is_ok();
    (name.split('.').all(part) && !address).then_some(name)
}

/// The address alone, without brackets and the name before them (RFC 5322 3.4).
fn mailbox(text: &str) -> Option<&str> {
    let inner = match (text.rfind('<'), text.ends_with('>')) {
        (Some(open), true) => &text[open + 1..text.len() - 1],
        _ => text,
    };
    let address = inner.trim();
    let (local, domain) = address.rsplit_once('@')?;
    let sound = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>@,;:".contains(c))
    };
    (sound(local) && sound(domain)).then_some(address)
}

fn unreadable(key: &str, text: &str, written: &Written, ty: &AnswerType) -> Diagnostic {
    let message = format!("expected after `{key}:` {}", how_to_write(ty));
    let found = Diagnostic::error(&written.place, message);
    match advice(text, ty) {
        Some(advice) => found.help(advice),
        None => found,
    }
}

/// What a learner most likely did, where it can be told.
fn advice(text: &str, ty: &AnswerType) -> Option<String> {
    match ty {
        AnswerType::Choice(of) => {
            let near = shelf::similar(text, of.iter().map(String::as_str));
            near.first().map(|near| format!("did you mean `{near}`?"))
        }
        AnswerType::Ipv4 | AnswerType::Ipv6 => address_advice(text, ty),
        AnswerType::Host => host_advice(text),
        AnswerType::Integer => {
            Some("write its digits alone, without words, dots or blanks".to_owned())
        }
        AnswerType::Text | AnswerType::YesNo | AnswerType::Mailbox => None,
    }
}

fn address_advice(text: &str, ty: &AnswerType) -> Option<String> {
    if let Some((address, behind)) = text.split_once(['/', '#', '%'])
        && value(address, ty).is_some()
    {
        let mark = &text[address.len()..text.len() - behind.len()];
        return Some(format!(
            "write `{address}`: what stands from `{mark}` on is no part of the address"
        ));
    }
    let other = match ty {
        AnswerType::Ipv4 => text.contains("::") || ipv6(text).is_some(),
        _ => text.parse::<Ipv4Addr>().is_ok(), // only the two types of addresses come here
    };
    other.then(|| match ty {
        AnswerType::Ipv4 => {
            "this is an IPv6 address; look for the line with `inet` or `IPv4`".to_owned()
        }
        _ => "this is an IPv4 address; look for the line with `inet6` or `IPv6`".to_owned(),
    })
}

fn host_advice(text: &str) -> Option<String> {
    if text.parse::<Ipv4Addr>().is_ok() {
        return Some("this is an address; write the name".to_owned());
    }
    if text.contains("://") {
        return Some("this is a URL; write the name between `//` and the next `/`".to_owned());
    }
    if text.contains(['@', '$', '%', '#', '>']) {
        return Some("leave the prompt and the command out: write the name alone".to_owned());
    }
    text.contains(['(', ')'])
        .then(|| "write what the program printed, not the program".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Source;

    fn answer(text: &str, ty: &AnswerType) -> Answer {
        let place = Place::line_at(&Source::new("answers.yaml", format!("key: {text}")), 1);
        let text = text.to_owned();
        read("key", &Written { text, place }, ty)
    }

    fn check<V: Into<Value>>(ty: &AnswerType, text: &str, want: V) {
        match answer(text, ty) {
            Answer::Given { value, .. } => assert_eq!(value, want.into(), "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn check_unreadable(ty: &AnswerType, text: &str, want: &str, help: &[&str]) {
        let Answer::Broken(found) = answer(text, ty) else {
            panic!("`{text}` was read")
        };
        assert_eq!(
            (found.message.as_str(), found.help),
            (want, help.iter().map(ToString::to_string).collect())
        );
        assert_eq!(found.excerpts[0].line, 1);
    }

    fn transport() -> AnswerType {
        AnswerType::Choice(vec![
            "IP".to_owned(),
            "TCP".to_owned(),
            "this machine".to_owned(),
        ])
    }

    #[test]
    fn the_usual_spellings_are_read() {
        check(&AnswerType::Text, "  a text, as typed ", "a text, as typed");
        check(&AnswerType::Integer, " 110 ", 110);
        check(&AnswerType::Integer, "\"0110\"", 110);
        check(&AnswerType::Integer, "-1", -1);
        for yes in ["yes", "Yes.", "TRUE", "y", "ja", "“yes”"] {
            check(&AnswerType::YesNo, yes, true);
        }
        for no in ["no", "No!", "false", "N", "nein"] {
            check(&AnswerType::YesNo, no, false);
        }
        check(&transport(), " tcp", "TCP");
        check(&transport(), "'This Machine'", "this machine");
        check(&AnswerType::Ipv4, " 192.0.2. 80", "192.0.2.80");
        check(&AnswerType::Ipv6, "2001:DB8:0::1", "2001:db8::1");
        check(&AnswerType::Ipv6, "[fe80::1%en0]", "fe80::1");
        check(&AnswerType::Host, "www.usfca.edu.", "www.usfca.edu");
        check(&AnswerType::Host, "Kims_PC-2", "Kims_PC-2");
        check(
            &AnswerType::Mailbox,
            "kim@dons.usfca.edu",
            "kim@dons.usfca.edu",
        );
        check(
            &AnswerType::Mailbox,
            "Kim Lee <kim@dons.usfca.edu>",
            "kim@dons.usfca.edu",
        );
        check(
            &AnswerType::Mailbox,
            "< kim@dons.usfca.edu >",
            "kim@dons.usfca.edu",
        );
    }

    #[test]
    fn what_cannot_be_read_says_what_was_expected() {
        let number = "expected after `key:` a whole number, such as 443";
        let digits = "write its digits alone, without words, dots or blanks";
        for text in [
            "1,024",
            "1 024",
            "port 110",
            "0x6e",
            "110.0",
            "99999999999999999999",
        ] {
            check_unreadable(&AnswerType::Integer, text, number, &[digits]);
        }
        check_unreadable(
            &AnswerType::YesNo,
            "maybe",
            "expected after `key:` yes or no",
            &[],
        );
        let choice = "expected after `key:` one of: IP, TCP, this machine";
        check_unreadable(&transport(), "TPC", choice, &["did you mean `TCP`?"]);
        check_unreadable(&transport(), "carrier pigeon", choice, &[]);
        let address = "expected after `key:` an IPv4 address, such as 203.0.113.9";
        let prefix = "write `192.168.2.7`: what stands from `/` on is no part of the address";
        check_unreadable(&AnswerType::Ipv4, "192.168.2.7/24", address, &[prefix]);
        let six = "this is an IPv6 address; look for the line with `inet` or `IPv4`";
        check_unreadable(&AnswerType::Ipv4, "fe80::1", address, &[six]);
        check_unreadable(&AnswerType::Ipv4, "192.168.2", address, &[]);
        check_unreadable(&AnswerType::Ipv4, "300.1.1.1", address, &[]);
        let name = "expected after `key:` a host name, such as www.example.org";
        check_unreadable(
            &AnswerType::Host,
            "192.0.2.80",
            name,
            &["this is an address; write the name"],
        );
        let prompt = "leave the prompt and the command out: write the name alone";
        check_unreadable(&AnswerType::Host, "kim@beast:~$ hostname", name, &[prompt]);
        let code = "write what the program printed, not the program";
        check_unreadable(&AnswerType::Host, "socket.gethostname()", name, &[code]);
        let mail = "expected after `key:` a mail address, such as ada@example.org";
        for text in ["kim", "@usfca.edu", "kim@", "a b@c", "a@b@c", "a@b, c@d"] {
            check_unreadable(&AnswerType::Mailbox, text, mail, &[]);
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_given_reads_as_itself(text in "\\PC{0,40}") {
            let all = [
                AnswerType::Text, AnswerType::Integer, AnswerType::YesNo, transport(),
                AnswerType::Ipv4, AnswerType::Ipv6, AnswerType::Host, AnswerType::Mailbox,
            ];
            for ty in all {
                if let Answer::Given { value, .. } = answer(&text, &ty) {
                    check(&ty, &value.to_string(), value);
                }
            }
        }
    }
}
