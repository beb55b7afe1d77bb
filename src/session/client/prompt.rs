//! Prompts of shells, and what was typed at them.

use crate::session::client::Word;

/// Programs that a prompt without a name or folder before it must start with.
const PROGRAMS: &[&str] = &[
    "telnet",
    "telnet-ssl",
    "nc",
    "ncat",
    "netcat",
    "socat",
    "openssl",
    "curl",
    "plink",
    "busybox",
    "cat",
    "exit",
    "script",
    "swaks",
    "nslookup",
    "dig",
    "host",
    "ls",
    "cd",
    "more",
    "type",
    "python",
    "python3",
    "msmtp",
    "netcheck",
];

/// A shell's prompt: `$ telnet …`, `kim@beast:~$`, `C:\Users\kim>`, `kim@beast ~/net>`, `➜  ~ telnet …`.
pub(in crate::session) fn prompt(text: &str) -> Option<Word<'_>> {
    if let Some(rest) = text.strip_prefix(ARROWS) {
        return arrow_prompt(rest);
    }
    // The first line of a prompt that is drawn on two.
    if text.starts_with("┌─") || text.starts_with("╭─") {
        return Some(Word::Prompt(""));
    }
    let (at, sign) = sign(text)?;
    let (before, command) = (text[..at].trim(), text[at + sign.len_utf8()..].trim());
    let before = before.trim_start_matches(['└', '╰', '─']);
    let told = before.contains(['@', '~', '\\'])
        || before.starts_with("bash-")
        || before.starts_with("sh-");
    let known = before.is_empty() && (command.is_empty() || is_program(command));
    let plausible = !before.contains(['<', '"']) && !before.contains(": ");
    ((told && plausible) || known).then_some(Word::Prompt(command))
}

/// Signs that some shells put at the start of a prompt.
const ARROWS: [char; 4] = ['➜', '❯', 'λ', '»'];

/// The sign between a prompt and what is typed at it.
fn sign(text: &str) -> Option<(usize, char)> {
    if !text.bytes().any(|b| matches!(b, b'$' | b'#' | b'%' | b'>')) {
        return None;
    }
    let mut signs = text
        .char_indices()
        .take(80)
        .filter(|(_, c)| matches!(c, '$' | '#' | '%' | '>'));
    signs.find(|&(at, c)| {
        let rest = &text[at + 1..];
        match c {
            '$' | '#' | '%' => rest.is_empty() || rest.starts_with(' '),
            '>' => {
                let before = &text[..at];
                before.contains(":\\")
                    || before.contains('@')
                        && before.contains([' ', ':'])
                        && before.contains(['~', '/'])
            }
            _ => false,
        }
    })
}

/// What follows an arrow: perhaps a folder, then a known program, or nothing.
fn arrow_prompt(rest: &str) -> Option<Word<'_>> {
    let rest = rest.trim();
    let (folder, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let command = if is_program(rest) {
        rest
    } else {
        behind.trim()
    };
    (command.is_empty() && !folder.contains('@') || is_program(command))
        .then_some(Word::Prompt(command))
}

fn is_program(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    // By themselves these are words of many a text.
    let piped = matches!(program, "echo" | "printf") && command.contains('|');
    piped || PROGRAMS.contains(&program)
}
