//! What a student typed at a mail server (RFC 5321 4.1).

/// A command by its verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `HELO name` or `EHLO name`.
    Hello {
        /// In capital letters.
        verb: &'static str,
        /// The name given; may be empty.
        name: String,
    },
    /// `MAIL FROM:<address>`.
    Mail(String),
    /// `RCPT TO:<address>`.
    Rcpt(String),
    /// `DATA`.
    Data,
    /// `RSET`.
    Rset,
    /// `QUIT`.
    Quit,
    /// `STARTTLS`.
    StartTls,
    /// Another command of the RFC.
    Other,
    /// Nothing that a mail server knows.
    Unknown,
}

/// How long the verbs are: most lines of a file begin with a longer or a shorter word.
const VERB_LENGTHS: [usize; 2] = ["DATA".len(), "STARTTLS".len()];

/// Reads a line as a command. Case does not matter; blanks around the colon are read over, servers differ on them.
pub(super) fn command(text: &str) -> Command {
    let text = text.trim();
    let (verb, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    if !VERB_LENGTHS.contains(&verb.len()) {
        return Command::Unknown;
    }
    match verb.to_ascii_uppercase().as_str() {
        "HELO" => hello("HELO", rest),
        "EHLO" => hello("EHLO", rest),
        "MAIL" => path(rest, "FROM", Colon::Needed).map_or(Command::Unknown, Command::Mail),
        "RCPT" => path(rest, "TO", Colon::Needed).map_or(Command::Unknown, Command::Rcpt),
        "DATA" => Command::Data,
        "RSET" => Command::Rset,
        "QUIT" => Command::Quit,
        "STARTTLS" => Command::StartTls,
        "NOOP" | "VRFY" | "EXPN" | "HELP" | "AUTH" | "BDAT" | "TURN" | "ETRN" => Command::Other,
        _ => Command::Unknown,
    }
}

fn hello(verb: &'static str, name: &str) -> Command {
    let words: Vec<&str> = name.split_whitespace().collect();
    Command::Hello {
        verb,
        name: words.join(" "),
    }
}

/// What a line means that a server took although it is no command of the RFC: the colon is missing, or corrections are shown as `^H`.
pub(super) fn taken_command(text: &str) -> Command {
    if text.contains("^H") || text.contains("^?") {
        return command(&corrected(text));
    }
    let (verb, rest) = text.trim().split_once(' ').unwrap_or_default();
    let path = |word| path(rest.trim(), word, Colon::MayLack);
    match verb.to_ascii_uppercase().as_str() {
        "MAIL" => path("FROM").map_or(Command::Unknown, Command::Mail),
        "RCPT" => path("TO").map_or(Command::Unknown, Command::Rcpt),
        _ => Command::Unknown,
    }
}

/// A text with its corrections made, where the terminal shows the keys for them (backspace and DEL) as two signs each.
fn corrected(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        let next = rest.as_str();
        if char == '^' && next.starts_with(['H', '?']) {
            rest.next();
            out.pop();
        } else {
            out.push(char);
        }
    }
    out
}

/// Whether `FROM` and `TO` need their colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colon {
    /// RFC 5321 4.1.1.2.
    Needed,
    /// Some servers take it without.
    MayLack,
}

/// The address behind `FROM:` or `TO:`, without brackets; a name may stand before them.
fn path(rest: &str, word: &str, colon: Colon) -> Option<String> {
    let start = rest.get(..word.len())?;
    let rest = rest[word.len()..].trim_start();
    if !start.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = match (rest.strip_prefix(':'), colon) {
        (Some(rest), _) => rest,
        (None, Colon::MayLack) => rest,
        (None, Colon::Needed) => return None,
    };
    let address = match rest.split_once('<') {
        Some((_, inside)) => inside.split('>').next(),
        None => rest.split_whitespace().next(),
    };
    Some(address.unwrap_or_default().trim().to_owned())
}

/// Whether a line can be nothing but a command, wherever it stands.
pub(in crate::session) fn is_command(text: &str) -> bool {
    match command(text) {
        Command::Hello { .. } => true,
        // Prose may begin with `mail from`.
        Command::Mail(_) | Command::Rcpt(_) => text.contains(':'),
        Command::Data | Command::Rset | Command::Quit | Command::StartTls | Command::Other => {
            !text.trim().contains(' ')
        }
        Command::Unknown => false,
    }
}

/// Whether a line reads like a command among others: also one with an argument that most commands have not, if it is in capitals.
pub(in crate::session) fn reads_as_command(text: &str) -> bool {
    let verb = text.split_whitespace().next().unwrap_or_default();
    let capitals = !verb.is_empty() && verb.bytes().all(|b| b.is_ascii_uppercase());
    is_command(text) || capitals && command(text) != Command::Unknown
}

#[cfg(test)]
mod tests {
    use super::{Command, command, taken_command};

    #[test]
    fn what_students_type() {
        let table = [
            (
                "HELO cs.usfca.edu",
                Command::Hello {
                    verb: "HELO",
                    name: "cs.usfca.edu".to_owned(),
                },
            ),
            (
                "ehlo  [10.0.0.1] ",
                Command::Hello {
                    verb: "EHLO",
                    name: "[10.0.0.1]".to_owned(),
                },
            ),
            (
                "Mail From: <a@b.c> SIZE=200",
                Command::Mail("a@b.c".to_owned()),
            ),
            ("MAIL FROM : a@b.c", Command::Mail("a@b.c".to_owned())),
            ("MAIL FROM:<>", Command::Mail(String::new())),
            (
                "MAIL FROM: \"Kim\" <a@b.c>",
                Command::Mail("a@b.c".to_owned()),
            ),
            ("RCPT TO <a@b.c>", Command::Unknown),
            ("MAIL FORM: <a@b.c>", Command::Unknown),
            ("RCPT TO:<a@b.c", Command::Rcpt("a@b.c".to_owned())),
            ("DATA now", Command::Data),
            ("HELLO beast", Command::Unknown),
            ("", Command::Unknown),
            ("quit", Command::Quit),
        ];
        for (input, want) in table {
            assert_eq!(command(input), want, "{input}");
        }
        assert_eq!(
            taken_command("rcpt to <a@b.c>"),
            Command::Rcpt("a@b.c".to_owned())
        );
        assert_eq!(taken_command("hello"), Command::Unknown);
        assert_eq!(taken_command("DTA^H^HATA"), Command::Data);
        assert_eq!(taken_command("QIU^?^?UIT"), Command::Quit);
    }
}
