//! What client programs and shells say of themselves: `telnet` of several makers, `nc`, `ncat`, `socat`, `curl`, `PuTTY`, `script`.

mod prompt;
mod target;
mod unknown;

pub(super) use prompt::prompt;
pub(super) use target::{target, told_address, told_target};
pub(super) use unknown::{NO_PROGRAM, unknown_program, without_program};

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

/// Whether a text begins with one of several words. Most differ in their first letter already.
fn begins_with_any(text: &str, words: &[&str]) -> bool {
    let first = text.as_bytes().first();
    let begins = |word: &&str| word.as_bytes().first() == first && text.starts_with(*word);
    words.iter().any(begins)
}

/// Whether one of the signs is there that stand around the words of many programs: they are found sooner than words are.
fn has_signs(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b':' | b'[' | b']'))
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
    if let Some(rest) = text.strip_prefix("* ") {
        return curl(rest.trim());
    }
    closed(text)
        .or_else(|| opening(text))
        .or_else(|| failed(text))
        .or_else(|| own(text))
        .or_else(|| prompt(text))
}

/// Knows a line by its words and those of the line above: `plink` says in a line of its own why it could not connect.
pub(super) fn word_below<'a>(above: Option<&str>, text: &'a str) -> Option<Word<'a>> {
    if above.map(str::trim) == Some("Unable to open connection:") {
        return reason(text).map(Word::Failed);
    }
    word(text)
}

/// What `curl -v` says of what it does.
fn curl(text: &str) -> Option<Word<'_>> {
    const STARTS: &[&str] = &[
        "Could not resolve host",
        "Failed to connect to ",
        "connect to ",
        "Immediate connect fail for ",
        "Closing connection",
        "Connection #",
        "Host ",
        "IPv4: ",
        "IPv6: ",
        "URL ",
        "Recv failure: ",
        "Empty reply from server",
    ];
    if let Some(rest) = text.strip_prefix("Trying ") {
        let address = rest.strip_suffix("...")?.rsplit_once(':')?.0;
        return Some(Word::Trying(address.trim_matches(['[', ']'])));
    }
    if let Some(rest) = text.strip_prefix("Connected to ") {
        return rest.split(' ').next().map(Word::Open);
    }
    if !begins_with_any(text, STARTS) {
        return None;
    }
    let failed =
        text.contains("onnect fail") || text.contains(" failed: ") || text.starts_with("Could not");
    Some(
        reason(text)
            .filter(|_| failed)
            .map_or(Word::Own, Word::Failed),
    )
}

/// Where the client's last word begins on a line that the server left unended.
pub(super) fn glued_closing(text: &str) -> Option<usize> {
    const CLOSING: &str = "Connection closed by foreign host";
    let text = text.trim_end();
    let at = (text.len() > CLOSING.len())
        .then(|| text.rfind(CLOSING))
        .flatten()
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
        ("Remote end closed connection", Ender::Server),
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
    ];
    let broken = text.ends_with("Broken pipe") && text.contains("write failed");
    if broken && text.starts_with(['n', 'N']) {
        return Some(Word::Closed(Ender::Server));
    }
    let sentence = text.trim_end_matches(['.', '\r']);
    if is_socat(text) && !text.contains(" connect(") {
        let gone = text.ends_with("Broken pipe") || text.ends_with("reset by peer");
        return gone.then_some(Word::Closed(Ender::Server));
    }
    if sentence.starts_with("Connection to ") && sentence.ends_with(" closed") {
        return Some(Word::Closed(Ender::Somebody));
    }
    let first = sentence.as_bytes().first();
    let (_, ender) = ENDS.iter().find(|(words, _)| {
        if words.as_bytes().first() != first {
            return false;
        }
        let rest = sentence.strip_prefix(words);
        rest.is_some_and(|rest| rest.is_empty() || words.starts_with("FATAL ERROR"))
    })?;
    Some(Word::Closed(*ender))
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
    "nc.openbsd: ",
    "nc.traditional: ",
    "netcat: ",
    "Ncat: ",
    "curl: ",
    "bash: ",
    "FATAL ERROR: ",
    "Connection failed: ",
    "Could not open connection",
    "Server lookup failure",
    "Port number ",
    "Unable to ",
    "invalid port ",
];

/// Why, by the words of the system.
const REASONS: &[(&str, &str)] = &[
    ("servname not supported", "bad-port"),
    ("out of range", "bad-port"),
    ("port number", "bad-port"),
    ("bad port", "bad-port"),
    ("invalid port", "bad-port"),
    ("port must be", "bad-port"),
    ("illegal format", "bad-port"),
    ("service not available", "bad-port"),
    ("tcp/ip port", "bad-port"),
    ("could not resolve", "unknown-host"),
    ("name or service not known", "unknown-host"),
    ("nodename nor servname", "unknown-host"),
    ("name resolution", "unknown-host"),
    ("lookup fail", "unknown-host"),
    ("unknown host", "unknown-host"),
    ("host lookup", "unknown-host"),
    ("host name lookup", "unknown-host"),
    ("no such host", "unknown-host"),
    ("bad address", "unknown-host"),
    ("no address associated", "unknown-host"),
    ("host does not exist", "unknown-host"),
    ("refused", "refused"),
    ("timed out", "timeout"),
    ("timeout", "timeout"),
    ("no route to host", "unreachable"),
    ("unreachable", "unreachable"),
    ("prohibited", "unreachable"),
    ("permission denied", "unreachable"),
    ("reset by peer", "reset"),
    ("connect failed", "refused"),
];

fn failed(text: &str) -> Option<Word<'_>> {
    let begins = begins_with_any(text, COMPLAINTS);
    let signs = has_signs(text);
    let socat = signs && is_socat(text) && text.contains("] E ");
    let windows = text.contains("Could not open connection to the host");
    let netcat = signs && text.contains("] ") && text.contains(") : ");
    let traditional = signs && text.contains(": forward host lookup failed: ");
    if !(begins || socat || netcat || traditional || windows || is_python(text)) {
        return None;
    }
    let reason = reason(text);
    let complains = begins && !text.starts_with("Unable to ");
    reason.map(Word::Failed).or(complains.then_some(Word::Own))
}

/// `2026/11/23 03:23:18 socat[979] E …`.
fn is_socat(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && has_signs(text) && text.contains(" socat[")
}

/// Why a connection failed, in [`CONNECT`]'s words. A host's name may hold any of the system's words, so names are left out.
fn reason(text: &str) -> Option<&'static str> {
    // `curl` has one sentence for every failure, but a number for running out of time.
    if text.starts_with("curl: (28)") {
        return Some("timeout");
    }
    let is_name = |word: &&str| word.trim_end_matches('.').contains('.');
    let words: Vec<&str> = text.split(' ').filter(|word| !is_name(word)).collect();
    let lower = words.join(" ").to_lowercase();
    let found = REASONS.iter().find(|(words, _)| lower.contains(words));
    found.map(|&(_, reason)| reason)
}

/// Whether a client's words stand between empty lines of its own, as those of `BusyBox` do.
pub(super) fn is_set_apart(text: &str) -> bool {
    text.starts_with("Entering ") || text.starts_with("Console escape. ") || is_offer(text)
}

/// Whether it is what `telnet` of `BusyBox` offers at its escape: a letter and what it does.
fn is_offer(text: &str) -> bool {
    const OFFERS: &[&str] = &[
        "go to line mode",
        "go to character mode",
        "suspend telnet",
        "exit telnet",
    ];
    let text = text.trim();
    let offer = text.split_once(char::is_whitespace);
    let is = |(letter, offer): (&str, &str)| letter.len() == 1 && OFFERS.contains(&offer.trim());
    text == "continuing..." || offer.is_some_and(is)
}

/// The last line of a Python program that could not connect, or an error of the system as Python writes it.
fn is_python(text: &str) -> bool {
    const ERRORS: &[&str] = &[
        "ConnectionRefusedError:",
        "ConnectionResetError:",
        "TimeoutError:",
        "OSError:",
        "OverflowError:",
        "socket.gaierror:",
        "socket.timeout:",
        "gaierror:",
    ];
    begins_with_any(text, ERRORS) || has_signs(text) && text.contains("[Errno ")
}

/// Whether words may stand in the middle of a connection: those at the escape, and what the student interrupts with.
pub(super) fn is_escape(text: &str) -> bool {
    let escape = is_telnet_prompt(text) || text.starts_with('^') || text.starts_with("Escape ");
    escape || is_set_apart(text)
}

/// Whether `telnet` asks for an order to itself.
pub(super) fn is_telnet_prompt(text: &str) -> bool {
    const PROMPTS: &[&str] = &["telnet>", "telnet-ssl>", "inetutils-telnet>"];
    begins_with_any(text, PROMPTS)
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
        "inetutils-telnet> ",
        "Ncat: ",
        "Welcome to Microsoft Telnet",
        "Escape Character is",
        "Operating in ",
        "Local character echo",
        "Remote character echo",
        "Entering character mode",
        "Entering line mode",
        "Console escape. Commands are:",
        "DNS fwd/rev mismatch: ",
        "Unable to open connection:",
        "Traceback (most recent call last)",
    ];
    const ENDS: &[&str] = &["operable program or batch file.", ": command not found"];
    let own = ENDS.iter().any(|end| text.ends_with(end))
        || unknown_program(text).is_some()
        || has_signs(text) && text.contains(":SSL routines:")
        || begins_with_any(text, STARTS)
        || is_offer(text)
        || is_socat(text)
        || text == "telnet>";
    own.then_some(Word::Own)
}
