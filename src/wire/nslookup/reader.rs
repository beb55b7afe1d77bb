//! The lines of one text, put together into questions and answers.

use std::net::IpAddr;

use crate::wire::nslookup::command::name_in;
use crate::wire::nslookup::line::{Key, Line, address_and_port, bare, classify, kind_of};
use crate::wire::nslookup::question::Question;
use crate::wire::nslookup::{Output, Record, Seen, Status};

mod comment;

/// Reads every question of a text.
pub(super) fn read_all(text: &str) -> Vec<Output> {
    let quote = quote(text);
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.number = index + 1;
        reader.line(line.strip_prefix(quote).unwrap_or(line));
    }
    reader.finish();
    reader.done
}

/// A mail program's `>` before every line, which is not the prompt of an interactive session.
fn quote(text: &str) -> &'static str {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.all(|line| line.starts_with('>')) {
        ">"
    } else {
        ""
    }
}

/// Which part of the output a line stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// Before anything that is known.
    #[default]
    Start,
    /// `Server:` was seen, its address may follow.
    Server,
    /// The answer.
    Answer,
    /// Windows' aliases, one a line.
    Aliases,
    /// What `dig` repeats of the question.
    Question,
    /// Where authoritative answers are, and their addresses: nobody asked for them.
    Elsewhere,
    /// Between the dashes of `-debug`.
    Debug,
}

#[derive(Default)]
struct Reader {
    done: Vec<Output>,
    now: Question,
    part: Part,
    number: usize,
    /// The type asked for, where it was typed; an interactive session keeps it.
    asks_for: Option<String>,
    /// An SOA record in the making; its owner stands alone on the line before.
    soa: Option<Record>,
    lone_name: Option<String>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let found = classify(line);
        if self.part == Part::Debug {
            return self.debug(&found, line);
        }
        match found {
            Line::Blank => self.blank(),
            Line::Other => {}
            Line::BadName => self.now.recognised = true,
            Line::Names(address, names) => self.names(address, &names),
            Line::Data(kind, data) => self.data(kind, data),
            Line::Command(arguments) => self.command(arguments),
            Line::Typed(words) => self.typed(words),
            Line::Key(key, value) => self.key(key, value),
            Line::Equation { owner, words, data } => self.equation(owner, words, data),
            Line::Zone(owner, ttl, kind, data) => self.record(owner, kind, Some(ttl), data),
            Line::Sentence(owner, kind, data) => self.record(owner, kind, None, data),
            Line::Comment(words) => self.comment(words),
            Line::Verdict(name, status) => self.verdict(name, status),
            Line::Trouble(status) => self.trouble(status, line),
            Line::Dashes => self.part = Part::Debug,
            Line::Address(address) => self.address(address),
            Line::Word(word) => self.word(word),
        }
    }

    fn blank(&mut self) {
        if self.part != Part::Elsewhere {
            self.part = Part::Answer;
        }
        if self.now.output.server.is_some() {
            let nothing = self.seen(Status::NoData);
            self.now.silence.get_or_insert(nothing);
        }
    }

    /// The first name is the canonical one; of the others the first was asked for.
    fn names(&mut self, address: IpAddr, names: &[&str]) {
        let mut names = names.iter().map(|name| self.seen(bare(name)));
        let (canonical, others) = (names.next(), names.collect());
        self.now.recognised = true;
        if self.now.named.is_none() {
            self.now.named = canonical;
            self.now.alias_names = others;
        }
        self.now.address(address, self.number);
    }

    /// Data whose owner only the command line tells.
    fn data(&mut self, kind: &str, data: &str) {
        let name = self.now.typed.as_ref().map(|typed| typed.value.clone());
        // Quotation marks stand in all sorts of texts.
        if self.part == Part::Elsewhere || kind == "TXT" && name.is_none() {
            return;
        }
        let record = self.seen(Record {
            name: name.unwrap_or_default(),
            kind: kind.to_owned(),
            ttl: None,
            data: data.to_owned(),
        });
        self.now.output.records.push(record);
    }

    fn debug(&mut self, found: &Line<'_>, line: &str) {
        if *found == Line::Dashes {
            self.part = Part::Answer;
        } else if let Some((name, _)) = line.trim().split_once(", type = ") {
            self.now.typed = Some(self.seen(bare(name)));
            self.now.recognised = true;
        }
    }

    fn command(&mut self, arguments: &str) {
        self.finish();
        self.asks_for = None;
        let options = arguments.split_whitespace().filter(|w| w.starts_with('-'));
        for option in options {
            self.option(option.trim_start_matches('-'));
        }
        self.now.typed = name_in(arguments).map(|name| self.seen(bare(name)));
    }

    fn option(&mut self, option: &str) {
        if let Some(("type" | "q" | "query" | "querytype", kind)) = option.split_once('=') {
            self.asks_for = Some(kind.to_ascii_uppercase());
        }
    }

    fn typed(&mut self, words: &str) {
        const OWN: &[&str] = &[
            "set", "server", "lserver", "exit", "quit", "help", "ls", "?", "root",
        ];
        self.finish();
        let mut parts = words.split_whitespace();
        let first = parts.next().unwrap_or_default();
        if first == "set" {
            self.option(parts.next().unwrap_or_default());
        } else if !first.is_empty() && !OWN.contains(&first) {
            self.now.typed = Some(self.seen(bare(first)));
        }
    }

    fn key(&mut self, key: Key, value: &str) {
        match key {
            Key::Server => {
                if self.now.is_answered() {
                    self.finish();
                }
                self.now.recognised = true;
                self.part = Part::Server;
            }
            Key::DefaultServer => self.part = Part::Elsewhere,
            Key::Address => self.address_line(value),
            Key::Name => self.name_line(value),
            Key::Aliases => {
                self.part = Part::Aliases;
                self.word(value);
            }
            Key::NonAuthoritative => self.not_authoritative(Part::Answer),
            Key::AuthoritativeFrom => {
                self.now.other_type = true;
                self.not_authoritative(Part::Elsewhere);
            }
            Key::Debug => {}
        }
    }

    fn not_authoritative(&mut self, part: Part) {
        let seen = self.seen(false);
        self.now.output.authoritative.get_or_insert(seen);
        self.now.recognised = true;
        self.part = part;
    }

    /// The address of the server, or of the name.
    fn address_line(&mut self, value: &str) {
        let word = value.split_whitespace().next().unwrap_or_default();
        let Some((address, port)) = address_and_port(word) else {
            return;
        };
        // `host` prints its server as `Name:` and `Address:` too, with a port.
        let of_host = port.is_some() && self.now.output.server.is_none();
        match self.part {
            Part::Server => self.server(address, port),
            Part::Elsewhere | Part::Debug | Part::Question => {}
            Part::Start | Part::Answer | Part::Aliases if of_host => {
                self.now.named = None;
                self.now.by_host = true;
                self.server(address, port);
            }
            Part::Start | Part::Answer | Part::Aliases => {
                self.part = Part::Answer;
                self.add_address(&address);
            }
        }
    }

    fn server(&mut self, address: String, port: Option<u16>) {
        self.now.recognised = true;
        self.now.output.server = Some(self.seen(address));
        self.now.output.port = port.map(|port| self.seen(port));
        self.part = Part::Answer;
    }

    fn name_line(&mut self, value: &str) {
        let seen = self.seen(bare(value));
        self.now.recognised = true;
        self.now.named.get_or_insert(seen);
        self.part = Part::Answer;
    }

    fn equation(&mut self, owner: &str, words: &str, data: &str) {
        if self.part == Part::Elsewhere {
            return;
        }
        if owner.is_empty() {
            return self.soa(words, data);
        }
        let exchanger = data.split_once(", mail exchanger = ");
        match exchanger {
            // Windows: `MX preference = 10, mail exchanger = smtp.usfca.edu`.
            Some((preference, name)) => {
                self.record(owner, "MX", None, &format!("{preference} {name}"));
            }
            None => self.record(owner, &kind_of(words), None, data),
        }
    }

    fn soa(&mut self, words: &str, data: &str) {
        let value = data.split(" (").next().unwrap_or_default().trim();
        if matches!(words, "origin" | "primary name server") {
            self.soa = self.lone_name.take().map(|name| Record {
                name,
                kind: "SOA".to_owned(),
                ttl: None,
                data: value.to_owned(),
            });
        } else if let Some(soa) = &mut self.soa {
            soa.data.push(' ');
            soa.data.push_str(value);
            let last = words == "minimum" || words.starts_with("default TTL");
            if let Some(soa) = self.soa.take_if(|_| last) {
                let record = self.seen(soa);
                self.now.record(record);
            }
        }
    }

    fn record(&mut self, owner: &str, kind: &str, ttl: Option<u32>, data: &str) {
        if self.part == Part::Elsewhere {
            return;
        }
        self.now.recognised = true;
        self.part = Part::Answer;
        let name = bare(owner);
        match kind {
            "CNAME" => {
                let (owner, target) = (self.seen(name), self.seen(bare(data)));
                self.now.link(owner, target);
            }
            // Windows prints the addresses of mail servers below them, without a heading.
            "A" | "AAAA" if self.now.is_about_another(&name) => {}
            "A" | "AAAA" => {
                let seen = self.seen(name);
                self.now.named.get_or_insert(seen);
                self.add_address(data);
            }
            _ => {
                let (kind, data) = (kind.to_owned(), data.to_owned());
                let record = self.seen(Record {
                    name,
                    kind,
                    ttl,
                    data,
                });
                self.now.record(record);
            }
        }
    }

    fn verdict(&mut self, name: Option<&str>, status: Status) {
        self.now.recognised = true;
        if let Some(name) = name {
            let said = self.seen(bare(name));
            self.now.typed = Some(said);
        }
        let seen = self.seen(status);
        self.now.verdict.get_or_insert(seen);
    }

    fn trouble(&mut self, status: Status, line: &str) {
        self.now.recognised = true;
        // `kdig` says this at the end of every failure, without the reason.
        if line.contains("failed to query server") && self.now.trouble.is_some() {
            return;
        }
        let seen = self.seen(status);
        self.now.trouble(seen);
        let mut words = line.split([' ', '\t', '\'']);
        let server = words.find_map(|word| address_and_port(word.trim_end_matches(':')));
        if let (Some((address, port)), None) = (server, &self.now.output.server) {
            self.server(address, port);
        }
        let about = line
            .split_once(" for ")
            .and_then(|(_, rest)| rest.split_once(" failed: "));
        if let Some((name, _)) = about {
            self.now.typed = Some(self.seen(bare(name)));
        }
    }

    fn address(&mut self, address: IpAddr) {
        if !matches!(self.part, Part::Elsewhere | Part::Server) {
            self.now.address(address, self.number);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let seen = self.seen(bare(word));
        if self.part == Part::Aliases {
            self.now.alias_names.push(seen);
        } else {
            self.lone_name = Some(seen.value.clone());
            if word.ends_with('.') {
                self.now.short_names.push(seen);
            }
        }
    }

    fn add_address(&mut self, text: &str) {
        let text = text.split('%').next().unwrap_or_default().trim();
        if let Ok(address) = text.parse() {
            self.now.address(address, self.number);
        }
    }

    fn seen<T>(&self, value: T) -> Seen<T> {
        Seen::new(value, self.number)
    }

    /// Ends the question and begins another.
    fn finish(&mut self) {
        let mut ended = std::mem::take(&mut self.now);
        ended.other_type |= matches!(self.asks_for.as_deref(), Some("CNAME" | "ANY"));
        self.done.extend(ended.conclude());
        self.part = Part::Start;
        self.lone_name = None;
        self.soa = None;
    }
}
