//! Replies of a mail server: a code, perhaps several lines (RFC 5321 4.2).

/// One line of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReplyLine<'a> {
    /// The code; `None` when it only looks like one (`25O`).
    pub(super) code: Option<u16>,
    /// The code as it was written.
    pub(super) head: &'a str,
    /// Whether more lines follow: a hyphen stands behind the code.
    pub(super) more: bool,
    /// The text behind it.
    pub(super) text: &'a str,
}

/// A whole reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The row of its first line.
    pub(super) row: usize,
    /// The code of its last line; `None` when that only looks like one.
    pub(super) code: Option<u16>,
    /// That code as it was written.
    pub(super) head: String,
    /// The texts of its lines.
    pub(super) lines: Vec<String>,
}

impl Reply {
    /// The first line's text.
    pub(super) fn text(&self) -> &str {
        self.lines.first().map_or("", String::as_str)
    }

    /// Whether it says yes (RFC 5321 4.2.1: 2yz).
    pub(super) fn is_yes(&self) -> bool {
        matches!(self.code, Some(200..=299))
    }

    /// Its code as it was written.
    pub(super) fn code_text(&self) -> String {
        self.head.clone()
    }
}

/// Reads a line as one of a reply.
pub(super) fn reply_line(text: &str) -> Option<ReplyLine<'_>> {
    let head = text.get(..3)?;
    let rest = &text[3..];
    let more = rest.starts_with('-');
    if !(rest.is_empty() || rest.starts_with([' ', '-', '\t'])) {
        return None;
    }
    let digits = head.bytes().filter(u8::is_ascii_digit).count();
    let lookalike = head
        .bytes()
        .all(|b| b.is_ascii_digit() || b"OolIS".contains(&b));
    if digits < 2 || !lookalike || !head.starts_with(['1', '2', '3', '4', '5']) {
        return None;
    }
    Some(ReplyLine {
        code: head.parse().ok(),
        head,
        more,
        text: rest.get(1..).unwrap_or_default().trim(),
    })
}

/// The id under which a server queued a message, from its reply to the final dot: each server has its own words.
pub(super) fn queue_id(reply: &Reply) -> Option<String> {
    let text = reply.text();
    let text = enhanced(text).map_or(text, |(_, rest)| rest);
    let lower = text.to_ascii_lowercase();
    for words in ["queued as ", "id=", "message queued (", "message queued "] {
        if let Some(at) = lower.find(words) {
            let rest = &text[at + words.len()..];
            let id = rest.split([' ', ')', ',', ';']).next().unwrap_or_default();
            return (!id.is_empty()).then(|| id.to_owned());
        }
    }
    let (first, rest) = text.split_once(' ')?;
    let sendmail = rest.to_ascii_lowercase().starts_with("message accepted");
    let courier = first == "Ok." && rest.contains('.');
    match (sendmail, courier) {
        (true, _) => Some(first.to_owned()),
        (_, true) => Some(rest.to_owned()),
        _ => None,
    }
}

/// The enhanced status code at the start of a reply's text (RFC 3463), and what follows it.
pub(super) fn enhanced(text: &str) -> Option<(&str, &str)> {
    let (code, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = code.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let three = number(parts.next())
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none();
    three.then_some((code, rest))
}
