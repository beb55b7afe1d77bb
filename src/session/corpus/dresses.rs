//! The dresses that people paste a recording in.

/// A line of a dressed recording: the line that it was made from, the letter of its role, its text.
pub(super) type Dressed = Vec<(Option<usize>, char, String)>;

/// Puts a recording into a dress.
pub(super) type Dress = fn(&Dressed) -> Dressed;

/// What the dress does to each line's text.
fn each(lines: &Dressed, change: impl Fn(usize, char, &str) -> String) -> Dressed {
    let changed = lines.iter().enumerate().map(|(at, (origin, role, text))| {
        let text = change(at + 1, *role, text);
        (*origin, *role, text)
    });
    changed.collect()
}

/// What the dress does to the lines that were typed.
fn typed(lines: &Dressed, change: impl Fn(&str) -> String) -> Dressed {
    each(lines, |_, role, text| match role {
        'C' | 'H' | 'N' | 'B' | 'E' => change(text),
        _ => text.to_owned(),
    })
}

fn around(before: &[(char, &str)], lines: &Dressed, after: &[(char, &str)]) -> Dressed {
    let own = |(role, text): &(char, &str)| (None, *role, (*text).to_owned());
    let mut all: Dressed = before.iter().map(own).collect();
    all.extend(lines.iter().cloned());
    all.extend(after.iter().map(own));
    all
}

fn prompted(prompt: &str, lines: &Dressed) -> Dressed {
    let command = format!("{prompt} telnet mail.lab.test 25");
    around(&[('P', &command)], lines, &[('P', prompt)])
}

fn wrapped(lines: &Dressed, width: usize) -> Dressed {
    let mut all = Dressed::new();
    for (origin, role, text) in lines {
        let chars: Vec<char> = text.chars().collect();
        for (number, piece) in chars.chunks(width).enumerate() {
            let role = if number == 0 { *role } else { '+' };
            all.push((*origin, role, piece.iter().collect()));
        }
        if chars.is_empty() {
            all.push((*origin, *role, String::new()));
        }
    }
    all
}

/// The session without the client's own words.
fn said(lines: &Dressed) -> Dressed {
    let kept = lines
        .iter()
        .filter(|(_, role, _)| !matches!(role, 'L' | 'P' | '_' | 'X'));
    kept.cloned().collect()
}

/// Every dress by its name.
pub(super) const DRESSES: &[(&str, Dress)] = &[
    ("marker of the slide", |all| {
        typed(all, |text| {
            let note = if text.starts_with("From:") {
                "  Needs this header"
            } else {
                ""
            };
            format!("{text:<41}<--{note}")
        })
    }),
    ("marker without padding", |all| {
        typed(all, |text| format!("{text} <--"))
    }),
    ("marker behind a tab", |all| {
        typed(all, |text| format!("{text}\t<--"))
    }),
    ("arrow of a word processor", |all| {
        typed(all, |text| format!("{text:<41}←"))
    }),
    ("marker with a comment", |all| {
        typed(all, |text| format!("{text:<31}<-- I typed this"))
    }),
    ("marker at the left", |all| {
        typed(all, |text| format!("--> {text}"))
    }),
    ("marker at commands only", |all| {
        each(all, |_, role, text| match role {
            'C' | 'E' => format!("{text:<41}<--"),
            _ => text.to_owned(),
        })
    }),
    ("commands in bold", |all| {
        each(all, |_, role, text| match role {
            'C' if !text.is_empty() => format!("**{text}**"),
            _ => text.to_owned(),
        })
    }),
    ("bold on a terminal", |all| {
        typed(all, |text| match text {
            "" => String::new(),
            text => format!("\u{1b}[1m{text}\u{1b}[0m"),
        })
    }),
    ("prompt $", |all| prompted("$", all)),
    ("prompt %", |all| prompted("%", all)),
    ("prompt with folder", |all| prompted("~/tmp $", all)),
    ("prompt of Debian", |all| prompted("kim@beast:~$", all)),
    ("prompt of root", |all| prompted("root@lab:/#", all)),
    ("prompt of Fedora", |all| prompted("[kim@beast ~]$", all)),
    ("prompt of macOS", |all| {
        prompted("(base) kim@Kims-MacBook-Air ~ %", all)
    }),
    ("prompt of cmd", |all| prompted("C:\\Users\\kim>", all)),
    ("prompt of PowerShell", |all| {
        prompted("PS C:\\Users\\kim>", all)
    }),
    ("prompt of bash", |all| prompted("bash-5.1$", all)),
    ("prompt of fish", |all| prompted("kim@beast ~/net>", all)),
    ("prompt of oh-my-zsh", |all| prompted("➜  ~", all)),
    ("prompt of starship", |all| prompted("❯", all)),
    ("prompt of Kali", |all| {
        around(
            &[
                ('P', "┌──(kim㉿kali)-[~]"),
                ('P', "└─$ telnet mail.lab.test 25"),
            ],
            all,
            &[],
        )
    }),
    ("numbers", |all| {
        each(all, |at, _, text| format!("{at:4}  {text}"))
    }),
    ("numbers with a colon", |all| {
        each(all, |at, _, text| format!("{at}: {text}"))
    }),
    ("numbers with a tab", |all| {
        each(all, |at, _, text| format!("{at:6}\t{text}"))
    }),
    ("numbers with a dot", |all| {
        each(all, |at, _, text| format!("{at}. {text}"))
    }),
    ("numbers with a bar", |all| {
        each(all, |at, _, text| format!("{at:>3} | {text}"))
    }),
    ("quoted", |all| each(all, |_, _, text| format!("> {text}"))),
    ("quoted twice", |all| {
        each(all, |_, _, text| format!("> > {text}"))
    }),
    ("quoted, trimmed", |all| {
        each(all, |_, _, text| format!("> {text}").trim_end().to_owned())
    }),
    ("indented by four", |all| {
        each(all, |_, _, text| format!("    {text}"))
    }),
    ("indented by four, trimmed", |all| {
        each(all, |_, _, text| {
            format!("    {text}").trim_end().to_owned()
        })
    }),
    ("indented by a tab", |all| {
        each(all, |_, _, text| format!("\t{text}"))
    }),
    ("times in brackets", |all| {
        each(all, |at, _, text| format!("[03:04:{:02}] {text}", at % 60))
    }),
    ("times", |all| {
        each(all, |at, _, text| format!("03:04:{:02} {text}", at % 60))
    }),
    ("dates and times", |all| {
        each(all, |at, _, text| {
            format!("2026-11-23 03:04:{:02} {text}", at % 60)
        })
    }),
    ("dates and times in brackets", |all| {
        each(all, |at, _, text| {
            format!("[2026-11-23 03:04:{:02}.{at:03}] {text}", at % 60)
        })
    }),
    ("brackets of HTML", |all| {
        each(all, |_, _, text| {
            text.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
        })
    }),
    ("blanks of HTML", |all| {
        each(all, |_, _, text| text.replace(' ', "\u{a0}"))
    }),
    ("quotes of a word processor", |all| {
        each(all, |_, role, text| match role {
            'L' | 'S' => text
                .replace("...", "…")
                .replacen('\'', "‘", 1)
                .replacen('\'', "’", 1),
            _ => text.to_owned(),
        })
    }),
    ("CRLF", |all| each(all, |_, _, text| format!("{text}\r"))),
    ("CR CRLF", |all| {
        each(all, |_, _, text| format!("{text}\r\r"))
    }),
    ("an empty line after each", |all| {
        let lines = all.iter().cloned();
        lines
            .flat_map(|line| [line, (None, '_', String::new())])
            .collect()
    }),
    ("filled to 80 columns", |all| {
        each(all, |_, _, text| format!("{text:<80}"))
    }),
    ("blanks at some ends", |all| {
        each(all, |at, role, text| match role {
            'B' | 'N' | 'H' | 'E' => text.to_owned(),
            _ => format!("{text}{}", " ".repeat(at % 4)),
        })
    }),
    ("wrapped at 40", |all| wrapped(all, 40)),
    ("wrapped at 80", |all| wrapped(all, 80)),
    ("prose around", |all| {
        around(
            &[
                ('X', "Name: Kim Lee"),
                ('X', "Student ID: 20412345"),
                ('X', "Exercise 3"),
                ('X', ""),
            ],
            all,
            &[('X', ""), ('X', "")],
        )
    }),
    ("Markdown", |all| {
        around(
            &[
                ('X', "## Exercise 3: sending mail the hard way"),
                ('X', ""),
                ('X', "I connected to the server and typed this:"),
                ('X', ""),
                ('X', "```bash"),
            ],
            all,
            &[
                ('X', "```"),
                ('X', ""),
                ('X', "My neighbour got the mail. 250 means OK."),
            ],
        )
    }),
    ("a fence of tildes", |all| {
        around(&[('X', "~~~")], all, &[('X', "~~~")])
    }),
    ("a typescript with colours", |all| {
        around(
            &[
                (
                    'L',
                    "Script started on 2026-11-23 03:04:00+00:00 [COMMAND=\"bash\" TERM=\"xterm-256color\" TTY=\"/dev/pts/1\" COLUMNS=\"80\" LINES=\"24\"]\r",
                ),
                (
                    'P',
                    "\u{1b}[?2004h\u{1b}[32mkim@beast\u{1b}[0m:\u{1b}[34m~\u{1b}[0m$ telnet mail.lab.test 25\r",
                ),
            ],
            &each(all, |_, _, text| format!("{text}\r")),
            &[
                (
                    'P',
                    "\u{1b}[?2004h\u{1b}[32mkim@beast\u{1b}[0m:\u{1b}[34m~\u{1b}[0m$ exit\r",
                ),
                (
                    'L',
                    "Script done on 2026-11-23 03:04:40+00:00 [COMMAND_EXIT_CODE=\"0\"]\r",
                ),
            ],
        )
    }),
    ("a log of PuTTY", |all| {
        let title = "=~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2026.11.23 03:14:18 =~=~=~=~=~=~=~=~=~=~=~=";
        around(&[('X', title)], &said(all), &[])
    }),
    ("Windows", |all| {
        around(
            &[],
            &said(all),
            &[
                ('X', ""),
                ('L', "Connection to host lost."),
                ('X', ""),
                ('P', "C:\\Users\\kim>"),
            ],
        )
    }),
    ("without the client's words", |all| said(all)),
    ("the notation of the RFC", |all| {
        each(&said(all), |_, role, text| match role {
            'S' => format!("S: {text}"),
            _ => format!("C: {text}"),
        })
    }),
    ("behind a refused try", |all| {
        around(
            &[
                ('P', "$ telnet mail.lab.test 2525"),
                ('L', "Trying 10.20.0.25..."),
                (
                    'L',
                    "telnet: Unable to connect to remote host: Connection refused",
                ),
                ('P', "$ telnet mail.lab.test 25"),
            ],
            all,
            &[],
        )
    }),
    ("IPv6 refused first", |all| {
        around(
            &[
                ('L', "Trying ::1..."),
                ('L', "telnet: connect to address ::1: Connection refused"),
            ],
            all,
            &[],
        )
    }),
];
