//! A message: headers, an empty line, a body (RFC 5322), as it goes over the wire.

use jiff::Timestamp;

use crate::wire::smtp::stuff;

/// What stands in a mail that nobody wrote a body for; the lecture's words.
const BODY: &str = "This is a test";

/// A message, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Everything up to and with the line of the final dot.
    pub(super) bytes: Vec<u8>,
    /// Its lines without the final dot, doubled dots as sent.
    pub(super) lines: Vec<String>,
}

impl Letter {
    /// A message with the usual headers: those of `headers` are sent beside them or in their place, one without a value is left out.
    pub(super) fn new(
        from: &str,
        to: &[String],
        headers: &[(String, String)],
        body: Option<&str>,
    ) -> Self {
        let body = body
            .unwrap_or(BODY)
            .replace("\r\n", "\n")
            .replace('\r', "\n");
        let mut all = usual(from, to, &body);
        for (name, value) in headers {
            all.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            all.push((name.clone(), line(value)));
        }
        let head: Vec<String> = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        let bytes = stuff(format!("{}\n{body}", head.concat()).as_bytes());
        let lines = lines(&bytes);
        Self { bytes, lines }
    }
}

fn usual(from: &str, to: &[String], body: &str) -> Vec<(String, String)> {
    let date = Timestamp::now()
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string();
    let to = to.join(", ");
    let mut all = vec![
        ("From", from),
        ("To", &to),
        ("Subject", BODY),
        ("Date", &date),
    ];
    // RFC 2045, RFC 6152: letters beyond ASCII need a word about them.
    if !body.is_ascii() {
        all.push(("MIME-Version", "1.0"));
        all.push(("Content-Type", "text/plain; charset=utf-8"));
        all.push(("Content-Transfer-Encoding", "8bit"));
    }
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    all.into_iter().map(owned).collect()
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_suffix(".\r\n").unwrap_or(&text);
    let lines = text.split_terminator("\r\n").map(str::to_owned);
    lines.collect()
}

/// A text that fits into one line: what a student wrote ends no command and begins none.
pub(super) fn line(text: &str) -> String {
    text.trim().replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::{Letter, line};

    fn check(headers: &[(&str, &str)], body: Option<&str>, want: &str) {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers: Vec<_> = headers.iter().map(owned).collect();
        let letter = Letter::new("a@b", &["c@d".to_owned(), "e@f".to_owned()], &headers, body);
        let date = regex::Regex::new("Date: [A-Z][a-z]{2}, .*? \\+0000").unwrap();
        let got = letter.lines.join("|");
        assert_eq!(date.replace(&got, "[date]"), want);
        let sent = String::from_utf8(letter.bytes).unwrap();
        assert_eq!(sent, letter.lines.join("\r\n") + "\r\n.\r\n");
    }

    #[test]
    fn a_letter_has_the_usual_headers_an_empty_line_and_a_body() {
        let usual = "From: a@b|To: c@d, e@f|Subject: This is a test|[date]";
        check(&[], None, &format!("{usual}||This is a test"));
        check(
            &[],
            Some("a\n.b\n.\r\nc\rd\n"),
            &format!("{usual}||a|..b|..|c|d"),
        );
        check(&[], Some(""), &format!("{usual}|"));
    }

    #[test]
    fn headers_are_added_replaced_and_left_out() {
        let headers = [("subject", "x\r\ny"), ("Date", ""), ("X-A", "1")];
        check(
            &headers,
            Some("b"),
            "From: a@b|To: c@d, e@f|subject: x  y|X-A: 1||b",
        );
    }

    #[test]
    fn letters_beyond_ascii_are_announced() {
        let mime = "MIME-Version: 1.0|Content-Type: text/plain; charset=utf-8|Content-Transfer-Encoding: 8bit";
        let want = format!("From: a@b|To: c@d, e@f|Subject: This is a test|[date]|{mime}||Grüße");
        check(&[], Some("Grüße"), &want);
    }

    #[test]
    fn what_a_student_wrote_stays_on_its_line() {
        assert_eq!(line(" a@b>\r\nRCPT TO:<c@d\n"), "a@b>  RCPT TO:<c@d");
    }
}
