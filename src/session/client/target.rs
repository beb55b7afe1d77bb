//! Where a command line connects to, and where a client program says that it does.

/// The host and port that a command line connects to.
pub(in crate::session) fn target(command: &str) -> Option<(String, Option<String>)> {
    command.split('|').find_map(target_of_program)
}

/// The host and port of one program of a pipe. Files that it reads or writes are none of its words.
fn target_of_program(command: &str) -> Option<(String, Option<String>)> {
    let file = |word: &&str| word.starts_with(['<', '>']) || word.starts_with("2>");
    let mut words = command.split_whitespace().take_while(|word| !file(word));
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
        "ftp" => "21",
        "daytime" => "13",
        "domain" => "53",
        "imap" | "imap2" => "143",
        "https" => "443",
        "ssh" => "22",
        "telnet" => "23",
        other => other,
    };
    number.to_owned()
}

/// What a client program's message says of where it connects to: host, port, and perhaps the address.
pub(in crate::session) fn told_target(text: &str) -> Option<(&str, &str, Option<&str>)> {
    in_words(text)
        .or_else(|| in_path(text))
        .or_else(|| in_quotes(text))
        .or_else(|| joined_up(text))
}

/// The sentences of `nc` of three makers, and of `curl`.
fn in_words(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    match *words.as_slice() {
        ["Connection", "to", host, address, port, "port", ..] if address.starts_with('(') => {
            Some((host, port, Some(address)))
        }
        ["*", "Connected", "to", host, address, "port", port, ..] => {
            Some((host, port, Some(address)))
        }
        // `curl -v` says it of each address, and of the name on a line of its own.
        ["*", "connect", ..] => None,
        ["Connection", "to", host, port, "port", ..]
        | [_, "connect", "to", host, "port", port, ..]
        | [
            _,
            _,
            "Failed",
            "to",
            "connect",
            "to",
            host,
            "port",
            port,
            ..,
        ] => Some((host, port, None)),
        [_, "connect", "to", host, address, "port", port, ..] => Some((host, port, Some(address))),
        [_, "getaddrinfo", "for", "host", host, "port", port, ..] => {
            Some((host.trim_matches('"'), port.trim_end_matches(':'), None))
        }
        [host, address, port, ..] => {
            let traditional =
                address.starts_with('[') && address.ends_with(']') && port.parse::<u16>().is_ok();
            traditional.then_some((host, port, Some(address)))
        }
        _ => None,
    }
}

/// `bash: line 1: /dev/tcp/www.usfca.edu/80: Connection refused`.
fn in_path(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (_, rest) = text.split_once("/dev/tcp/")?;
    let (host, rest) = rest.split_once('/')?;
    let port = rest.split([':', ' ', '\'', '"']).next()?;
    Some((host, port, None))
}

/// `socat[7] E getaddrinfo "www.usfca.edu", "80", …`.
fn in_quotes(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (_, rest) = text.split_once("] E getaddrinfo")?;
    let rest = rest.trim_start_matches(['(', ' ', '"']);
    let (host, rest) = rest.split_once("\", \"")?;
    let (port, _) = rest.split_once('"')?;
    (port != "NULL").then_some((host, port, None))
}

/// `Server lookup failure:  www.usfca.edu:80, …` and `telnet: could not resolve www.usfca.edu/80: …`.
fn joined_up(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let inetutils = || {
        let rest = text.strip_prefix("Server lookup failure:")?;
        rest.split_once(',')?.0.trim().rsplit_once(':')
    };
    let netkit = || {
        let (_, rest) = text.split_once(": could not resolve ")?;
        rest.split_once(": ")?.0.rsplit_once('/')
    };
    let (host, port) = inetutils().or_else(netkit)?;
    Some((host, port, None))
}

/// The address in a client program's message about a failure.
pub(in crate::session) fn told_address(text: &str) -> Option<&str> {
    let is_address = |word: &&str| word.parse::<std::net::IpAddr>().is_ok();
    let words = text.split(['(', ')', '[', ']', ' ', ',']);
    let alone = words.map(|word| word.trim_end_matches([':', ',']));
    // `socat` writes the port behind it.
    let joined = || {
        let mut words = text.split(' ');
        let (address, _) = words.find_map(|word| word.split(',').next()?.rsplit_once(':'))?;
        Some(address.trim_matches(['[', ']']))
    };
    alone
        .rev()
        .find(is_address)
        .or_else(|| joined().filter(is_address))
}
