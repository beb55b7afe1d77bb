//! A pasted text, undressed: one row for each line as it stood on the screen, without what was put around it afterwards.

mod curl;

use crate::model::Source;
use crate::session::{Line, Role, terminal};

/// One line of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line of the file, counted from 1.
    pub(super) line: usize,
    /// The text; trailing blanks are kept where somebody may have typed them.
    pub(super) text: String,
    /// Whether somebody marked it as typed.
    pub(super) marked: bool,
    /// What it is, as soon as that is known.
    pub(super) role: Role,
}

impl Row {
    /// Its text without trailing blanks.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim_end()
    }

    /// Whether there is nothing on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The rows of a recording.
#[derive(Debug)]
pub(super) struct Rows {
    /// In the order of the file.
    pub(super) list: Vec<Row>,
    /// Whether the lines carry the arrows of a program's log.
    pub(super) logged: bool,
}

impl Rows {
    /// Undresses a text.
    pub(super) fn of(source: &Source) -> Self {
        let mut list = split(source);
        let logged = log_arrows(&mut list);
        curl::curl(&mut list);
        for _ in 0..2 {
            prefixes(&mut list);
        }
        markers(&mut list);
        arrows(&mut list);
        bold(&mut list);
        entities(&mut list);
        padding(&mut list);
        fillers(&mut list);
        wraps(&mut list);
        Self { list, logged }
    }

    /// Every row as a line for people.
    pub(super) fn into_lines(self) -> Vec<Line> {
        let lines = self.list.into_iter().map(|row| Line {
            number: row.line,
            role: row.role,
            text: row.text,
        });
        lines.collect()
    }
}

/// Lines, with corrections made. A bare CR ends a line too where there is something on both sides of it.
fn split(source: &Source) -> Vec<Row> {
    let mut list = Vec::new();
    let only_cr = !source.text.contains('\n');
    for line in 1..=source.line_count() {
        let raw = &source.text[source.line_range(line)];
        let before = list.len();
        for piece in raw.split('\r') {
            let text = terminal::clean(piece);
            if !text.trim().is_empty() || only_cr {
                list.push(row(line, text));
            }
        }
        if list.len() == before {
            list.push(row(line, terminal::clean(raw)));
        }
    }
    list
}

fn row(line: usize, text: String) -> Row {
    Row {
        line,
        text,
        marked: false,
        role: Role::Unknown,
    }
}

/// Takes the arrows of a program's log away (`<-  220 …`, ` -> EHLO`, `=== Trying`); says whether there were any.
fn log_arrows(list: &mut [Row]) -> bool {
    const ARROWS: &[&str] = &["<-  ", "<** ", " -> ", " ~> ", "<~  ", "=== ", "*** "];
    let arrow = |row: &Row| ARROWS.iter().find(|arrow| row.text.starts_with(**arrow));
    let with = list.iter().filter(|row| arrow(row).is_some()).count();
    let logged = with >= 4 && with * 10 >= list.iter().filter(|row| !row.is_blank()).count() * 8;
    if logged {
        for row in list {
            if let Some(arrow) = arrow(row) {
                row.text.drain(..arrow.len());
            }
        }
    }
    logged
}

/// Something that stands before every line: a way to take it off a line, if it is there.
type Prefix = fn(&str, usize) -> Option<usize>;

/// Takes off what stands before every line that is not empty.
fn prefixes(list: &mut [Row]) {
    const PREFIXES: &[Prefix] = &[sides, quote, clock, numbers];
    for prefix in PREFIXES {
        let all = list
            .iter()
            .enumerate()
            .all(|(at, row)| row.is_blank() || prefix(&row.text, at + 1).is_some());
        if all && list.iter().filter(|row| !row.is_blank()).count() > 2 {
            for (at, row) in list.iter_mut().enumerate() {
                let len = prefix(&row.text, at + 1).unwrap_or(0);
                row.text.drain(..len);
            }
        }
    }
    indentation(list);
}

/// `C: ` and `S: ` of the RFCs.
fn sides(text: &str, _: usize) -> Option<usize> {
    let rest = text
        .strip_prefix(['C', 'S', 'c', 's'])?
        .strip_prefix([':', '>'])?;
    Some(if rest.starts_with(' ') { 3 } else { 2 })
}

/// A mail program's `> `.
fn quote(text: &str, _: usize) -> Option<usize> {
    let rest = text.strip_prefix('>')?;
    Some(if rest.starts_with(' ') { 2 } else { 1 })
}

/// `[03:04:00] `.
fn clock(text: &str, _: usize) -> Option<usize> {
    let end = text.find(']').filter(|&end| end <= 32)?;
    let inside = text.strip_prefix('[')?.get(..end - 1)?;
    let is_clock =
        inside.matches(':').count() == 2 && inside.starts_with(|c: char| c.is_ascii_digit());
    is_clock.then(|| end + 1 + usize::from(text[end + 1..].starts_with(' ')))
}

/// Numbers that count the lines.
fn numbers(text: &str, number: usize) -> Option<usize> {
    let digits = text.trim_start();
    let lead = text.len() - digits.len();
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    (digits[..len].parse() == Ok(number)).then_some(())?;
    let rest = &digits[len..];
    let sign = usize::from(rest.starts_with([':', '.', ')', '|']));
    let blanks = rest[sign..]
        .bytes()
        .take_while(|b| *b == b' ' || *b == b'\t')
        .count();
    // A code such as 220 would be a number too; it is no line's.
    Some(lead + len + sign + blanks.min(2))
}

fn indentation(list: &mut [Row]) {
    let blanks = |text: &str| {
        text.bytes()
            .take_while(|b| *b == b' ' || *b == b'\t')
            .count()
    };
    let filled = list.iter().filter(|row| !row.is_blank());
    let Some(common) = filled.map(|row| blanks(&row.text)).min().filter(|&n| n > 0) else {
        return;
    };
    for row in list {
        let own = blanks(&row.text).min(common);
        row.text.drain(..own);
    }
}

/// Takes off the lecture's `<--` (and `←`) behind what was typed, with the words after it.
fn markers(list: &mut [Row]) {
    let found = list
        .iter()
        .filter(|row| marker(&row.text).is_some())
        .count();
    // One or two may be part of a message.
    if found < 3 {
        return;
    }
    for row in list {
        if let Some(at) = marker(&row.text) {
            row.text.truncate(at);
            row.text.truncate(row.text.trim_end().len());
            row.marked = true;
        }
    }
}

fn marker(text: &str) -> Option<usize> {
    let at = text
        .rfind("<-")
        .or_else(|| text.rfind('←'))
        .or_else(|| text.rfind('⟵'))?;
    let rest = text[at..]
        .trim_start_matches(['<', '←', '⟵'])
        .trim_start_matches('-');
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(at)
}

/// Takes off arrows before what was typed.
fn arrows(list: &mut [Row]) {
    let arrow = |text: &str| {
        let rest = text
            .strip_prefix("-->")
            .or_else(|| text.strip_prefix("->"))?;
        Some(text.len() - rest.strip_prefix(' ').unwrap_or(rest).len())
    };
    if list.iter().filter(|row| arrow(&row.text).is_some()).count() < 3 {
        return;
    }
    for row in list {
        if let Some(len) = arrow(&row.text) {
            row.text.drain(..len);
            row.marked = true;
        }
    }
}

/// Takes off the stars of `**bold**` lines.
fn bold(list: &mut [Row]) {
    for row in list {
        let inside = row
            .trimmed()
            .strip_prefix("**")
            .and_then(|rest| rest.strip_suffix("**"));
        if let Some(inside) = inside.filter(|inside| !inside.is_empty() && !inside.contains("**")) {
            row.text = inside.to_owned();
            row.marked = true;
        }
    }
}

/// Undoes `&lt;` and the like where a web form left them and no bracket.
fn entities(list: &mut [Row]) {
    let any = |what: &str| list.iter().any(|row| row.text.contains(what));
    if any("<") || !any("&lt;") {
        return;
    }
    for row in list {
        row.text = row
            .text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
    }
}

/// Takes trailing blanks off where every line was filled to one width, or where lines have them that nobody typed.
fn padding(list: &mut [Row]) {
    let width = |row: &Row| row.text.chars().count();
    let same = list.first().map(width);
    let filled = list.len() > 3
        && list
            .iter()
            .all(|row| Some(width(row)) == same || row.text.is_empty());
    let many = list
        .iter()
        .filter(|row| row.text.len() > row.trimmed().len() + 1)
        .count()
        * 4
        > list.len();
    if filled || many {
        for row in list {
            row.text.truncate(row.text.trim_end().len());
        }
    }
}

/// Where every second line is empty, those lines are nobody's.
fn fillers(list: &mut [Row]) {
    let every_second = list.iter().skip(1).step_by(2).all(Row::is_blank);
    let filled = list.iter().step_by(2).filter(|row| !row.is_blank()).count();
    if every_second && list.len() >= 8 && filled * 4 >= list.len() {
        for row in list.iter_mut().skip(1).step_by(2) {
            row.role = Role::Empty;
        }
    }
}

/// Joins what a terminal wrapped: rows that fill the width to the last column go on in the next row.
fn wraps(list: &mut [Row]) {
    let widths: Vec<usize> = list.iter().map(|row| row.text.chars().count()).collect();
    let Some(&widest) = widths.iter().max() else {
        return;
    };
    let full = widths.iter().filter(|width| **width == widest).count();
    if widest < 40 || (widest != 80 && full < 3) {
        return;
    }
    let mut head = None;
    for at in 0..list.len() {
        let filled = at > 0 && widths[at - 1] == widest;
        // A blank in the last column is lost on the way out of the terminal.
        let blank_lost = at > 0 && widths[at - 1] + 1 == widest && widths[at] == widest;
        let continues = (filled || blank_lost) && !list[at].is_blank();
        if !continues {
            head = Some(at);
            continue;
        }
        let rest = list[at].text.clone();
        if let Some(head) = head {
            if blank_lost {
                list[head].text.push(' ');
            }
            list[head].text.push_str(&rest);
            list[at].role = Role::Continued;
        }
    }
}
