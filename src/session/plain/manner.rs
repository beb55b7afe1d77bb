//! How the two sides of a connection take turns, learned line by line: nobody says which protocol it is.

/// A line with what is known of it.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// Its text.
    pub(super) text: &'a str,
    /// The text of the next one.
    pub(super) next: Option<&'a str>,
    /// Whether it was never ended, so that it cannot have been typed.
    pub(super) open: bool,
    /// Whether somebody marked it as typed.
    pub(super) marked: bool,
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The server.
    Server,
    /// The student.
    Student,
}

/// How the server's lines can be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Speech {
    /// Not at all so far.
    #[default]
    Unknown,
    /// Three digits begin each, as with SMTP and FTP (RFC 959 4.2).
    Codes,
    /// A sign begins each, as with POP3, IMAP and Redis.
    Signs,
    /// It answers with a page: all that follows is the server's.
    Page,
}

/// Where the student and the server are.
#[derive(Debug, Default)]
pub(super) struct Manner {
    speech: Speech,
    /// Whether anybody has said anything.
    begun: bool,
    /// Whether anything was typed.
    asked: bool,
    /// What was typed last, while it waits for its answer.
    waits: Option<String>,
    /// Whether headers of a request are being typed.
    headers: bool,
    /// Whether the server's reply goes on below, and how that ends.
    several: Several,
}

/// A reply of several lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Several {
    /// It is not one.
    #[default]
    No,
    /// It ends with a line whose code has a blank behind it.
    Code,
    /// It ends with a dot.
    Dot,
    /// One more line belongs to it.
    One,
}

impl Manner {
    /// Says whose a line is.
    pub(super) fn side(&mut self, seen: &Seen<'_>) -> Side {
        let side = if seen.marked {
            Side::Student
        } else if seen.open || self.is_servers(seen) {
            Side::Server
        } else {
            Side::Student
        };
        match side {
            Side::Server => self.heard(seen.text),
            Side::Student => self.typed(seen.text),
        }
        self.begun |= !seen.text.trim().is_empty();
        side
    }

    fn is_servers(&self, seen: &Seen<'_>) -> bool {
        if self.speech == Speech::Page || self.several != Several::No {
            return true;
        }
        if self.headers {
            return is_reply(seen.text);
        }
        // Nobody types so much without a blank; a server may say it again and again.
        let typed = !seen.text.is_empty() && (seen.text.len() <= 60 || seen.text.contains(' '));
        let echoed = seen.next == Some(seen.text) && typed;
        match &self.waits {
            Some(typed) if typed == seen.text => true,
            _ if echoed && self.speech == Speech::Unknown => false,
            _ if is_reply(seen.text) => true,
            Some(typed) => self.answers(typed, seen),
            None if self.begun => self.goes_on(seen),
            None => opens(seen.text),
        }
    }

    /// Whether a line answers what was typed.
    fn answers(&self, typed: &str, seen: &Seen<'_>) -> bool {
        match self.speech {
            Speech::Codes => false,
            Speech::Signs => is_tagged(typed, seen.text),
            Speech::Unknown | Speech::Page => !seen.text.trim().is_empty() || !self.asked,
        }
    }

    /// Whether a line goes on with what the server said.
    fn goes_on(&self, seen: &Seen<'_>) -> bool {
        let text = seen.text.trim();
        match self.speech {
            Speech::Codes | Speech::Signs => false,
            Speech::Page => true,
            Speech::Unknown if text.is_empty() => !self.asked,
            Speech::Unknown => !is_command(text) && (seen.next.is_none() || is_said(text)),
        }
    }

    fn typed(&mut self, text: &str) {
        let first = !self.headers;
        if first && is_request(text) {
            self.headers = true;
        } else if text.trim().is_empty() {
            self.headers = false;
        }
        if !text.trim().is_empty() || !self.asked {
            self.waits = Some(text.to_owned());
        }
        self.asked = true;
    }

    fn heard(&mut self, text: &str) {
        let typed = self.waits.take();
        self.headers = false;
        if self.speech == Speech::Unknown {
            self.speech = speech(text, typed.is_some());
        }
        self.several = match self.several {
            Several::Dot if text != "." => Several::Dot,
            Several::Code if !ends(text) => Several::Code,
            Several::No if self.speech == Speech::Codes && goes_on(text) => Several::Code,
            Several::No if self.speech == Speech::Signs => more(text, typed.as_deref()),
            Several::No | Several::Code | Several::Dot | Several::One => Several::No,
        };
        // A question that stands on one line with its answer has been answered.
        if self.speech == Speech::Unknown && asks(text) {
            self.waits = Some(text.to_owned());
        }
    }
}

/// How a server speaks whose first line this is.
fn speech(text: &str, asked: bool) -> Speech {
    if text.starts_with("HTTP/") || asked && text.starts_with('<') {
        Speech::Page
    } else if code(text).is_some() {
        Speech::Codes
    } else if is_sign(text) {
        Speech::Signs
    } else {
        Speech::Unknown
    }
}

/// Whether a line can only be the reply of a server of text protocols.
fn is_reply(text: &str) -> bool {
    code(text).is_some() || is_sign(text) || text.starts_with("SSH-") || text.starts_with("HTTP/")
}

/// What follows the three digits of a reply's code, if there is one.
fn code(text: &str) -> Option<&str> {
    let digits = text.get(..3)?.bytes().all(|b| b.is_ascii_digit());
    let rest = &text[3..];
    (digits && (rest.is_empty() || rest.starts_with([' ', '-']))).then_some(rest)
}

/// Whether a reply goes on in the next line.
fn goes_on(text: &str) -> bool {
    code(text).is_some_and(|rest| rest.starts_with('-'))
}

/// Whether a line ends a reply of several lines.
fn ends(text: &str) -> bool {
    code(text).is_some_and(|rest| !rest.starts_with('-'))
}

fn is_sign(text: &str) -> bool {
    let number = |sign: char| {
        let digits = text
            .strip_prefix(sign)
            .map(|rest| rest.trim_start_matches('-'));
        digits
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let word = |start: &str| text.starts_with(start);
    word("+OK")
        || word("-ERR")
        || word("+PONG")
        || word("* ")
        || word("+ ")
        || [':', '$', '*'].into_iter().any(number)
}

/// Whether IMAP answers a command with its own tag (RFC 9051 2.2.2).
fn is_tagged(typed: &str, text: &str) -> bool {
    let mut words = text.split(' ');
    let same = words.next() == typed.split(' ').next();
    same && matches!(words.next(), Some("OK" | "NO" | "BAD"))
}

/// How many lines below belong to a reply that a sign begins.
fn more(text: &str, typed: Option<&str>) -> Several {
    let mut words = typed.unwrap_or_default().split_whitespace();
    let verb = words.next().unwrap_or_default().to_ascii_uppercase();
    let all = words.next().is_none();
    if text.starts_with('$') && text != "$-1" {
        return Several::One;
    }
    let listed = matches!(verb.as_str(), "LIST" | "UIDL") && all
        || matches!(verb.as_str(), "RETR" | "TOP" | "CAPA");
    if text.starts_with("+OK") && listed {
        Several::Dot
    } else {
        Several::No
    }
}

/// Whether a line is the first of a request to a web server.
fn is_request(text: &str) -> bool {
    text.to_ascii_uppercase().contains(" HTTP/1.")
}

/// Whether the first line of a connection is a banner: a lone word was rather typed.
fn opens(text: &str) -> bool {
    is_said(text) && !is_command(text)
}

/// Whether a line reads like something said and not typed: it is a sentence, or it asks for something, or it has what no keyboard has.
fn is_said(text: &str) -> bool {
    text.trim().contains(' ') || asks(text) || !text.is_ascii() || text.len() > 60
}

/// Whether a line asks for something that may have been typed behind it.
fn asks(text: &str) -> bool {
    let words = ["login:", "password:", "username:", "user:", "name:"];
    let lower = text.trim().to_ascii_lowercase();
    let last = lower.rsplit(' ').next().unwrap_or_default();
    words.iter().any(|word| lower.contains(word)) || last.ends_with([':', '?']) && last.len() > 1
}

/// Whether a line is what people type at servers of text protocols.
fn is_command(text: &str) -> bool {
    const VERBS: &[&str] = &[
        "GET", "HEAD", "POST", "HELO", "EHLO", "USER", "PASS", "hi", "hello", "MAIL", "OPTIONS",
        "QUIT", "EXIT", "HELP",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(first))
}
