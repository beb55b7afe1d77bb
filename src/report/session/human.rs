//! A recording for people: every line with who said it and what was understood, then the facts, then what went wrong.

use std::io::{self, Write};

use crate::model::{Audience, Fact, Place, Value};
use crate::report::human::columns;
use crate::report::session::Recording;
use crate::report::session::layout::{Columns, Row, folded};
use crate::report::session::understood::{Notes, notes, refusals};
use crate::report::style::{Style, Tone};
use crate::report::values::{block, line};
use crate::report::visible::{Blanks, padded, plain, width, wrapped};
use crate::session::{self, Line, Protocol, Role, Session};

/// The widest column of names of facts.
const NAME_WIDTH: usize = 24;

/// The widest column of values, so that their lines stand near them.
const VALUE_WIDTH: usize = 64;

/// The most mistakes that are listed.
const MISTAKES_LIMIT: usize = 20;

/// The most blanks at the end of a typed line that are shown.
const BLANKS_LIMIT: usize = 4;

/// Writes a recording.
pub(super) fn render(recording: &Recording, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet { style, out };
    sheet.head(recording)?;
    if has_no_text(recording.session) {
        return sheet.sentences(recording.session);
    }
    sheet.lines(recording.session)?;
    sheet.facts(recording)?;
    let session = recording.session;
    let heading = match session.problems.len() {
        0 | 1 => "Problems",
        _ => "Problems: begin with the first, the others may follow from it",
    };
    let problems = session
        .problems
        .iter()
        .map(|found| (found.line, found.rule, found.text.as_str()));
    sheet.findings(heading, problems)?;
    let suspicious = session
        .suspicious
        .iter()
        .map(|found| (found.line, "", found.text.as_str()));
    match recording.audience {
        Audience::Instructor => sheet.findings("Suspicious", suspicious),
        Audience::Student => Ok(()),
    }
}

/// Whether there is nothing to show line by line: the file is empty, or no text.
fn has_no_text(session: &Session) -> bool {
    let mut lines = session.lines.iter();
    !session.recognised && lines.all(|line| line.text.trim().is_empty())
}

struct Sheet<'a> {
    style: Style,
    out: &'a mut dyn Write,
}

impl Sheet<'_> {
    fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        let text = self.style.paint(Tone::Strong, text);
        self.line(&format!("\n{text}"))
    }

    fn head(&mut self, recording: &Recording) -> io::Result<()> {
        let session = recording.session;
        let protocol = session.protocol;
        let file = match recording.file {
            "-" => "standard input".to_owned(),
            name => plain(name),
        };
        let file = self.style.paint(Tone::Strong, &file);
        let what = if session.recognised {
            format!("{} ({})", what(protocol), protocol.word())
        } else if has_no_text(session) {
            "no session is recognised".to_owned()
        } else {
            format!("no session is recognised (read as {})", protocol.word())
        };
        self.line(&format!("{file}: {what}"))?;
        if session.recognised && protocol != Protocol::Nslookup {
            self.quiet("typed, header, blank, body, end are yours; server is what came back")?;
        }
        let doubtful = !session.recognised || protocol == Protocol::Plain;
        if recording.guessed && doubtful && !has_no_text(session) {
            self.quiet("if it is a session of another kind, say which: `--protocol smtp`, `http`, `pop3` or `nslookup`")?;
        }
        Ok(())
    }

    /// What is the matter with a file that has no lines to show.
    fn sentences(&mut self, session: &Session) -> io::Result<()> {
        for problem in &session.problems {
            for line in wrapped(&plain(&problem.text), self.style.width) {
                self.line(&line)?;
            }
        }
        Ok(())
    }

    fn quiet(&mut self, prose: &str) -> io::Result<()> {
        for line in wrapped(prose, self.style.width) {
            self.line(&self.style.paint(Tone::Quiet, &line))?;
        }
        Ok(())
    }

    fn lines(&mut self, session: &Session) -> io::Result<()> {
        let rows = rows(session);
        let columns = Columns::of(&rows, self.style);
        for (number, row) in rows.iter().enumerate() {
            if number == 0 {
                self.line("")?;
            }
            for line in columns.draw(row) {
                self.line(&line)?;
            }
        }
        Ok(())
    }

    fn facts(&mut self, recording: &Recording) -> io::Result<()> {
        let facts = in_order(recording);
        if facts.is_empty() {
            return Ok(());
        }
        self.heading("Facts")?;
        let names = facts.iter().map(|(name, _)| width(name)).max();
        let names = names.unwrap_or(0).min(NAME_WIDTH);
        let room = self.style.width.saturating_sub(2 + names + 2 + 12);
        let room = room.min(VALUE_WIDTH);
        let values: Vec<Vec<String>> = facts.iter().map(|(_, fact)| value(fact, room)).collect();
        let widest = values.iter().flatten().map(|line| width(line)).max();
        for ((name, fact), value) in facts.iter().zip(&values) {
            let place = fact
                .place
                .as_ref()
                .map(|place| format!("line {}", place.line()));
            self.fact(
                (name, names),
                (value, widest.unwrap_or(0)),
                &place.unwrap_or_default(),
            )?;
        }
        Ok(())
    }

    fn fact(
        &mut self,
        (name, names): (&str, usize),
        (value, widest): (&[String], usize),
        place: &str,
    ) -> io::Result<()> {
        let mut head = self.style.paint(Tone::Next, &padded(&plain(name), names));
        let mut place = self.style.paint(Tone::Quiet, place);
        for line in value {
            self.line(&format!("  {head}  {}  {place}", padded(line, widest)))?;
            head = " ".repeat(names);
            place.clear();
        }
        Ok(())
    }

    /// What went wrong or cannot be, each with its line, its rule, and what to do next.
    fn findings<'a>(
        &mut self,
        heading: &str,
        found: impl Iterator<Item = (usize, &'a str, &'a str)>,
    ) -> io::Result<()> {
        for (number, (line, rule, text)) in (1..).zip(found) {
            if number == 1 {
                self.heading(heading)?;
            }
            let rule = match rule {
                "" => String::new(),
                rule => format!(", {rule}"),
            };
            let place = self.style.paint(Tone::Bad, &format!("line {line}{rule}"));
            self.line(&format!("  {number}  {place}"))?;
            for line in wrapped(&plain(text), self.style.width.saturating_sub(5)) {
                self.line(&format!("     {line}"))?;
            }
        }
        Ok(())
    }
}

/// What a recording of a protocol is.
fn what(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Smtp => "a session with a mail server",
        Protocol::Http => "a session with a web server",
        Protocol::Pop3 => "a session with a mailbox server",
        Protocol::Plain => "a connection",
        Protocol::Nslookup => "a look-up of a name",
    }
}

fn rows(session: &Session) -> Vec<Row> {
    let said = [
        (Tone::Good, together(notes(session))),
        (Tone::Open, refusals(session)),
        (Tone::Bad, problems(session)),
    ];
    let mut last = 0;
    let rows = session.lines.iter().map(|line| {
        let first = line.number != last;
        last = line.number;
        let of_line = said.iter().filter(|_| first).flat_map(|(tone, notes)| {
            let words = notes.get(&line.number).into_iter().flatten();
            words.map(|words| (*tone, words.clone()))
        });
        let role = session.role(line);
        Row {
            number: first.then_some(line.number),
            role: word(role),
            text: text(line, role),
            beside: of_line.collect(),
        }
    });
    without_end(rows.collect())
}

/// The rows without the empty ones at the end: of several that nobody said, one tells how many there are.
fn without_end(mut rows: Vec<Row>) -> Vec<Row> {
    let nobody = [Role::Empty, Role::Around].map(|role| word(role).0);
    let is_left =
        |row: &Row| row.text.is_empty() && row.beside.is_empty() && nobody.contains(&row.role.0);
    let kept = rows.iter().rposition(|row| !is_left(row));
    let kept = kept.map_or(0, |last| last + 1);
    let left = rows.len() - kept;
    if left > 1 {
        rows.truncate(kept + 1);
        rows[kept].text = format!("({left} empty lines)");
    }
    rows
}

/// What is said of one line, in one piece.
fn together(notes: Notes) -> Notes {
    let joined = notes
        .into_iter()
        .map(|(line, words)| (line, vec![words.join("; ")]));
    joined.collect()
}

/// The problems at their lines, by the numbers under which they stand below.
fn problems(session: &Session) -> Notes {
    let mut problems = Notes::new();
    for (number, problem) in (1..).zip(&session.problems) {
        let text = match problem.rule {
            "" => format!("problem {number}"),
            rule => format!("problem {number} ({rule})"),
        };
        problems.entry(problem.line).or_default().push(text);
    }
    problems
}

/// The word of a role, and how it is painted.
fn word(role: Role) -> (&'static str, Tone) {
    match role {
        Role::Prompt => ("shell", Tone::Quiet),
        Role::Client => ("client", Tone::Quiet),
        Role::Server => ("server", Tone::Next),
        Role::Command => ("typed", Tone::Strong),
        Role::Header => ("header", Tone::Strong),
        Role::Blank => ("blank", Tone::Strong),
        Role::Body => ("body", Tone::Strong),
        Role::End => ("end", Tone::Strong),
        Role::Unsent => ("unsent", Tone::Open),
        Role::Empty => ("", Tone::Quiet),
        Role::Continued => ("wrapped", Tone::Quiet),
        Role::Around => ("around", Tone::Quiet),
        Role::Unknown => ("?", Tone::Quiet),
    }
}

/// A line's text as it can be seen. Blanks at the end count only where they were typed.
fn text(shown: &Line, role: Role) -> String {
    let trimmed = shown.text.trim_end_matches(' ');
    let blanks = if role.is_typed() && !trimmed.is_empty() {
        (shown.text.len() - trimmed.len()).min(BLANKS_LIMIT)
    } else {
        0
    };
    format!(
        "{}{}",
        line(&columns(trimmed), Blanks::Plain),
        "␠".repeat(blanks)
    )
}

/// The facts as they are declared, so in the order of a session; without those that are not for this reader.
fn in_order<'a>(recording: &Recording<'a>) -> Vec<(&'a str, &'a Fact)> {
    let session = recording.session;
    let declared = session::facts(session.protocol);
    let place = |name: &str| declared.iter().position(|known| known.covers(name));
    let is_open = |fact: &Fact| {
        recording.audience == Audience::Instructor || fact.audience == Audience::Student
    };
    let mut facts: Vec<_> = session
        .facts
        .iter()
        .filter(|(_, fact)| is_open(fact))
        .collect();
    facts.sort_by_key(|(name, fact)| (place(name), fact.place.as_ref().map(Place::line)));
    facts
}

/// What was refused, a line each: where, what was typed, and the code. `None` for every other value.
fn mistakes(value: &Value) -> Option<Vec<String>> {
    let Value::List(items) = value else {
        return None;
    };
    let all = items.iter().map(|item| match item {
        Value::Record(parts) => {
            let part = |name: &str| parts.get(name).map(Value::to_string);
            let text = format!(
                "line {}  {}  {}",
                part("line")?,
                part("typed")?,
                part("code")?
            );
            Some(line(&text, Blanks::Plain))
        }
        Value::Flag(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => None,
    });
    let mut lines: Vec<String> = all
        .collect::<Option<_>>()
        .filter(|all: &Vec<_>| !all.is_empty())?;
    if lines.len() > MISTAKES_LIMIT {
        let more = lines.len() - MISTAKES_LIMIT;
        lines.truncate(MISTAKES_LIMIT);
        lines.push(format!("… and {more} more"));
    }
    Some(lines)
}

fn value(fact: &Fact, room: usize) -> Vec<String> {
    let blanks = match fact.value {
        Value::Text(_) => Blanks::Edges,
        Value::Flag(_) | Value::Number(_) | Value::List(_) | Value::Record(_) => Blanks::Plain,
    };
    let lines = mistakes(&fact.value).unwrap_or_else(|| block(&fact.value, blanks));
    lines.iter().flat_map(|line| folded(line, room)).collect()
}
