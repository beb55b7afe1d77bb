//! What client programs and shells say of themselves: `telnet` of several makers, `nc`, `ncat`, `socat`, `curl`, `PuTTY`, `script`.

/// What became of opening a connection, in the words of `connect`.
pub(super) const CONNECT: &[&str] = &[
    "open",
    "refused",
    "timeout",
    "unreachable",
    "reset",
    "unknown-host",
    "bad-port",
];

/// A line of a client program or a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// It tries an address or a name.
    Trying(&'a str),
    /// The connection is open, to this name or address.
    Open(&'a str),
    /// It could not be opened; one of [`CONNECT`].
    Failed(&'static str),
    /// It ended, by one of the two sides where that is said.
    Closed(Ender),
    /// A shell's prompt with what was typed at it, perhaps nothing.
    Prompt(&'a str),
    /// Anything else of its own.
    Own,
}

/// Who ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ender {
    /// The server.
    Server,
    /// The student.
    User,
    /// Not said.
    Somebody,
}

/// Knows a line by its words.
pub(super) fn word(text: &str) -> Option<Word<'_>> {
    let text = text.trim();
    closed(text)
        .or_else(|| opening(text))
        .or_else(|| failed(text))
        .or_else(|| own(text))
        .or_else(|| prompt(text))
}

/// Where the client's last word begins on a line that the server left unended.
pub(super) fn glued_closing(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let at = text
        .rfind("Connection closed by foreign host")
        .or_else(|| Some(text.strip_suffix("^C")?.len()))?;
    (at > 0).then_some(at)
}

fn closed(text: &str) -> Option<Word<'_>> {
    const ENDS: &[(&str, Ender)] = &[
        ("Connection closed by foreign host", Ender::Server),
        ("Connection closed by remote host", Ender::Server),
        ("Connection closed with remote host", Ender::Server),
        ("Connection to host lost", Ender::Server),
        ("Remote side unexpectedly closed", Ender::Server),
        ("Ncat: Connection reset by peer", Ender::Server),
        ("Ncat: Broken pipe", Ender::Server),
        ("FATAL ERROR: Broken pipe", Ender::Server),
        (
            "FATAL ERROR: Remote side unexpectedly closed",
            Ender::Server,
        ),
        (
            "FATAL ERROR: Software caused connection abort",
            Ender::Server,
        ),
        ("FATAL ERROR: Network error: Software caused", Ender::Server),
        ("Connection closed", Ender::User),
        ("Connection to ", Ender::Somebody),
    ];
    let broken = text.ends_with("Broken pipe") && text.contains("write failed");
    if broken && text.starts_with(['n', 'N']) {
        return Some(Word::Closed(Ender::Server));
    }
    let (start, ender) = ENDS.iter().find(|(start, _)| text.starts_with(start))?;
    let rest = text[start.len()..].trim_end_matches(['.', '\r']);
    let whole = match *start {
        "Connection to " => rest.ends_with(" closed"),
        _ => rest.len() < 40,
    };
    whole.then_some(Word::Closed(*ender))
}

fn opening(text: &str) -> Option<Word<'_>> {
    if let Some(rest) = text
        .strip_prefix("Trying ")
        .or_else(|| text.strip_prefix("Connecting To "))
    {
        let name = rest.strip_suffix("...").or_else(|| rest.strip_suffix('…'));
        return name.map(Word::Trying);
    }
    for start in ["Connected to ", "Ncat: Connected to "] {
        if let Some(rest) = text.strip_prefix(start) {
            let rest = rest.trim_end_matches('.');
            return (!rest.contains(' ')).then_some(Word::Open(rest));
        }
    }
    if let Some(rest) = text.strip_prefix("Connection to ")
        && rest.ends_with("succeeded!")
    {
        return rest.split(' ').next().map(Word::Open);
    }
    if text.ends_with(") open") && text.contains("] ") {
        return text.split(' ').next().map(Word::Open);
    }
    text.strip_prefix("Escape character is").map(|_| Word::Own)
}

/// How programs that fail to connect begin.
const COMPLAINTS: &[&str] = &[
    "telnet: ",
    "nc: ",
    "Ncat: ",
    "curl: ",
    "bash: ",
    "FATAL ERROR: ",
    "Connection failed: ",
    "Could not open connection",
    "Server lookup failure",
    "Port number ",
    "Unable to ",
];

/// Why, by the words of the system.
const REASONS: &[(&str, &str)] = &[
    ("servname not supported", "bad-port"),
    ("out of range", "bad-port"),
    ("port number", "bad-port"),
    ("bad port", "bad-port"),
    ("service not available", "bad-port"),
    ("tcp/ip port", "bad-port"),
    ("could not resolve", "unknown-host"),
    ("name or service not known", "unknown-host"),
    ("nodename nor servname", "unknown-host"),
    ("name resolution", "unknown-host"),
    ("lookup fail", "unknown-host"),
    ("unknown host", "unknown-host"),
    ("bad address", "unknown-host"),
    ("no address associated", "unknown-host"),
    ("host does not exist", "unknown-host"),
    ("refused", "refused"),
    ("timed out", "timeout"),
    ("timeout", "timeout"),
    ("no route to host", "unreachable"),
    ("unreachable", "unreachable"),
    ("prohibited", "unreachable"),
    ("reset by peer", "reset"),
    ("connect failed", "refused"),
];

fn failed(text: &str) -> Option<Word<'_>> {
    let begins = COMPLAINTS.iter().any(|start| text.starts_with(start));
    let socat = text.contains(" socat[") && text.contains("] E ");
    let windows = text.contains("Could not open connection to the host");
    let netcat = text.contains("] ") && text.contains(") : ");
    if !(begins || socat || netcat || windows) {
        return None;
    }
    let lower = text.to_lowercase();
    let reason = REASONS.iter().find(|(words, _)| lower.contains(words));
    reason.map(|&(_, reason)| Word::Failed(reason))
}

fn own(text: &str) -> Option<Word<'_>> {
    const STARTS: &[&str] = &[
        "Script started on ",
        "Script done on ",
        "^]",
        "^C",
        "^D",
        "telnet> ",
        "telnet-ssl> ",
        "Ncat: ",
        "Welcome to Microsoft Telnet",
        "Escape Character is",
    ];
    const ENDS: &[&str] = &[
        "is not recognized as an internal or external command,",
        "operable program or batch file.",
        ": command not found",
    ];
    // The menu of BusyBox's telnet.
    const MENU: &[&str] = &[
        "go to line mode",
        "go to character mode",
        "suspend telnet",
        "exit telnet",
    ];
    let chosen = |rest: &str| MENU.contains(&rest.trim());
    let menu = text == "Console escape. Commands are:" || text.get(1..).is_some_and(chosen);
    let own = menu
        || ENDS.iter().any(|end| text.ends_with(end))
        || text.contains(":SSL routines:")
        || STARTS.iter().any(|start| text.starts_with(start))
        || text == "telnet>";
    own.then_some(Word::Own)
}

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
pub(super) fn prompt(text: &str) -> Option<Word<'_>> {
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
    text.char_indices().take(80).find(|&(at, c)| {
        let rest = &text[at + c.len_utf8()..];
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
    PROGRAMS.contains(&program)
}

/// The host and port that a command line connects to.
pub(super) fn target(command: &str) -> Option<(String, Option<String>)> {
    let mut words = command.split_whitespace();
    let mut program = words.next()?;
    if matches!(program, "busybox" | "sudo" | "winpty") {
        program = words.next()?;
    }
    let rest: Vec<&str> = words.collect();
    let place = match program.rsplit(['/', '\\']).next()? {
        "telnet" | "telnet-ssl" | "telnet.exe" | "nc" | "ncat" | "netcat" | "plink" => {
            named_apart(&rest)
        }
        "openssl" => after(&rest, "-connect"),
        "curl" => rest.iter().find_map(|word| in_url(word)),
        "socat" => rest
            .iter()
            .find_map(|word| {
                word.split_once(':')
                    .filter(|(kind, _)| kind.to_uppercase().starts_with("TCP"))
            })
            .and_then(|(_, rest)| joined(rest)),
        "netcheck" => named_apart(rest.get(1..)?),
        _ => None,
    };
    let (host, port) = place?;
    Some((host, port.map(|port| number_of(&port))))
}

fn named_apart(words: &[&str]) -> Option<(String, Option<String>)> {
    let mut port = None;
    let mut names = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-P" | "-p" => port = words.next().map(|port| (*port).to_owned()),
            "-w" | "-l" | "-i" | "-q" | "-s" | "-b" | "-e" => {
                words.next();
            }
            option if option.starts_with('-') => {}
            name => names.push(name.to_owned()),
        }
    }
    let mut names = names.into_iter();
    let host = names.next()?;
    Some((host, names.next().or(port)))
}

fn after(words: &[&str], option: &str) -> Option<(String, Option<String>)> {
    let at = words.iter().position(|word| *word == option)?;
    words.get(at + 1).and_then(|word| joined(word))
}

/// Host and port of what `curl` is given.
fn in_url(word: &str) -> Option<(String, Option<String>)> {
    let (scheme, rest) = word.split_once("://")?;
    let (host, port) = joined(rest)?;
    let usual = match scheme {
        "http" => Some("80".to_owned()),
        "https" => Some("443".to_owned()),
        _ => None,
    };
    Some((host, port.or(usual)))
}

fn joined(word: &str) -> Option<(String, Option<String>)> {
    let word = word.split([',', '/']).next()?;
    match word.rsplit_once(':') {
        Some((host, port)) => Some((
            host.trim_matches(['[', ']']).to_owned(),
            Some(port.to_owned()),
        )),
        None => Some((word.to_owned(), None)),
    }
}

/// The number of a port that was typed by its name.
fn number_of(port: &str) -> String {
    let number = match port {
        "smtp" | "mail" => "25",
        "http" | "www" => "80",
        "pop3" => "110",
        "submission" => "587",
        "echo" => "7",
        "ssh" => "22",
        "telnet" => "23",
        other => other,
    };
    number.to_owned()
}
