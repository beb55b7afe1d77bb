//! What shells say of a program that they do not know, and what to do about it.

use crate::model::nearest;

/// Programs that connect.
const CONNECTING: &[&str] = &[
    "telnet", "nc", "ncat", "netcat", "socat", "openssl", "curl", "plink",
];

/// With what the sentence about a program begins that the shell does not know.
pub(in crate::session) const NO_PROGRAM: &str = "the shell knows no ";

/// The program that a shell says it does not know.
pub(in crate::session) fn unknown_program(text: &str) -> Option<&str> {
    let text = text.trim();
    let before = |end: &str| text.split_once(end).map(|(before, _)| before);
    let quoted = |end: &str| before(end).and_then(|before| before.rsplit(' ').next());
    let behind = |start: &str| text.split_once(start).map(|(_, behind)| behind);
    // `bash`, `dash` and `csh` of Unix; `zsh`; `fish`; Ubuntu's advice; both shells of Windows.
    let last = |before: &str| before.rsplit(": ").next().map(str::len);
    let named_last = text
        .strip_suffix(": command not found")
        .or_else(|| text.strip_suffix(": Command not found."))
        .or_else(|| {
            let dash = text.strip_suffix(": not found");
            dash.filter(|before| before.contains("sh: "))
        });
    let program = named_last
        .and_then(|before| before.get(before.len() - last(before)?..))
        .or_else(|| behind("command not found: "))
        .or_else(|| behind("Unknown command: "))
        .or_else(|| {
            text.strip_prefix("Command ")
                .and(quoted(" not found, but can be installed"))
        })
        .or_else(|| quoted(" is not recognized as an internal or external command"))
        .or_else(|| quoted(" is not recognized as a name of a cmdlet"))
        .or_else(|| quoted(" is not recognized as the name of a cmdlet"))?;
    let program = program.trim_matches(['\'', '"', '`', '‘', '’']);
    let is_word = !program.is_empty() && !program.contains([' ', ':', '\'']);
    is_word.then_some(program)
}

/// What to do about a program that the shell does not know, if it was meant to connect.
pub(in crate::session) fn without_program(program: &str) -> Option<String> {
    if CONNECTING.contains(&program.to_ascii_lowercase().as_str()) {
        return Some(format!(
            "{NO_PROGRAM}`{program}`: install it, or use `netcheck telnet HOST PORT --save FILE`"
        ));
    }
    let meant = nearest(program, CONNECTING.iter().copied())?;
    Some(format!(
        "{NO_PROGRAM}`{program}`: check its spelling, did you mean `{meant}`?"
    ))
}

#[cfg(test)]
mod tests {
    use super::{unknown_program, without_program};

    #[test]
    fn every_shell_has_its_own_words() {
        for (text, want) in [
            ("bash: telnet: command not found", Some("telnet")),
            ("-bash: telnet: command not found", Some("telnet")),
            ("bash: line 1: telnet: command not found", Some("telnet")),
            ("telnet: command not found", Some("telnet")),
            ("telnet: Command not found.", Some("telnet")),
            ("sh: 1: telnet: not found", Some("telnet")),
            ("zsh: command not found: telnet", Some("telnet")),
            ("fish: Unknown command: telnet", Some("telnet")),
            (
                "Command 'telnet' not found, but can be installed with:",
                Some("telnet"),
            ),
            (
                "'telnet' is not recognized as an internal or external command,",
                Some("telnet"),
            ),
            (
                "telnet : The term 'telnet' is not recognized as the name of a cmdlet, function, script file, or operable program.",
                Some("telnet"),
            ),
            ("500 command not found", None),
            ("550 kim: not found", None),
            ("the page was not found", None),
            (": command not found", None),
            ("", None),
        ] {
            assert_eq!(unknown_program(text), want, "{text}");
        }
    }

    #[test]
    fn only_what_connects_is_advised_about() {
        for (program, want) in [
            (
                "telnet",
                "the shell knows no `telnet`: install it, or use `netcheck telnet HOST PORT --save FILE`",
            ),
            (
                "telent",
                "the shell knows no `telent`: check its spelling, did you mean `telnet`?",
            ),
            (
                "tlnet",
                "the shell knows no `tlnet`: check its spelling, did you mean `telnet`?",
            ),
            ("hi", ""),
            ("HELO", ""),
            ("GET", ""),
        ] {
            assert_eq!(
                without_program(program).unwrap_or_default(),
                want,
                "{program}"
            );
        }
    }
}
