//! A dialogue, drawn as a conversation: who said what, when or at which line, and which line went wrong.

use std::collections::BTreeMap;

use askama::Template;

use crate::model::{CheckReport, Failure, Mismatch, Speaker, Turn, Verdict, When};
use crate::report::html::ink::Ink;
use crate::report::html::wait::Wait;
use crate::report::phrase;
use crate::report::reader::{self, Seen};

/// The most lines that are shown whole.
const LIMIT: usize = 160;

/// Of a longer dialogue: the lines shown at its beginning, and as many at its end.
const ENDS: usize = 40;

/// The lines shown around one that went wrong.
const AROUND: usize = 10;

/// A conversation.
#[derive(Debug, Template)]
#[template(path = "talk.html")]
pub(super) struct Talk {
    is_recorded: bool,
    entries: Vec<Entry>,
    wait: Option<Wait>,
    left_out: Option<String>,
}

#[derive(Debug)]
enum Entry {
    Group(Group),
    LeftOut(String),
}

/// What one speaker said in one go.
#[derive(Debug)]
struct Group {
    class: &'static str,
    who: &'static str,
    lines: Vec<Said>,
}

/// One line.
#[derive(Debug)]
struct Said {
    when: String,
    text: Ink,
    wrong: Vec<Ink>,
}

/// A line of a turn.
struct Line<'a> {
    turn: &'a Turn,
    text: &'a str,
    /// It is not the first of its turn.
    goes_on: bool,
}

impl Talk {
    /// The conversation of a check; `None` where there was none.
    pub(super) fn new(check: &CheckReport) -> Option<Self> {
        let evidence = &check.outcome.evidence;
        let lines: Vec<Line> = evidence.turns.iter().flat_map(lines).collect();
        let first = lines.first()?;
        let is_recorded = matches!(first.turn.when, When::Line(_));
        let wrong = wrong_lines(check);
        let bytes = evidence.left_out;
        Some(Self {
            is_recorded,
            entries: entries(&lines, &wrong, &check.outline.probe),
            wait: Wait::new(&check.outcome),
            left_out: (bytes > 0).then(|| phrase::left_out(bytes)),
        })
    }

    fn title(&self) -> &'static str {
        if self.is_recorded {
            "The session as you recorded it"
        } else {
            "The conversation"
        }
    }
}

/// The lines of a turn, without line breaks.
fn lines(turn: &Turn) -> impl Iterator<Item = Line<'_>> {
    // The line break at the end begins no line; an empty line before it is one.
    let text = turn.text.strip_suffix('\n').unwrap_or(&turn.text);
    text.split('\n').enumerate().map(move |(at, text)| Line {
        turn,
        text: text.strip_suffix('\r').unwrap_or(text),
        goes_on: at > 0,
    })
}

/// What went wrong at which line of the recording.
fn wrong_lines(check: &CheckReport) -> BTreeMap<usize, Vec<Ink>> {
    let mut wrong: BTreeMap<usize, Vec<Ink>> = BTreeMap::new();
    let Verdict::Fail(Failure::Mismatches(list)) = &check.outcome.verdict else {
        return wrong;
    };
    for mismatch in list {
        if let Some(line) = line_of(check, mismatch) {
            let sentence = phrase::mismatch(check, mismatch, reader::told(check, mismatch));
            wrong.entry(line).or_default().push(Ink::prose(&sentence));
        }
    }
    wrong
}

/// The line of the recording that a mismatch is about.
fn line_of(check: &CheckReport, mismatch: &Mismatch) -> Option<usize> {
    let Some(Seen::Line(seen)) = reader::seen(mismatch) else {
        return None;
    };
    let recording = check.outcome.evidence.facts.about.as_ref()?;
    (recording.file() == seen.file).then_some(seen.line)
}

fn entries(lines: &[Line], wrong: &BTreeMap<usize, Vec<Ink>>, probe: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut skipped = 0;
    let kept = kept(lines, wrong);
    for (line, kept) in lines.iter().zip(kept) {
        if !kept {
            skipped += 1;
            continue;
        }
        leave_out(&mut entries, &mut skipped);
        add(&mut entries, line, wrong, probe);
    }
    leave_out(&mut entries, &mut skipped);
    entries
}

/// Which lines are shown: of many the first, the last, and those around what went wrong.
fn kept(lines: &[Line], wrong: &BTreeMap<usize, Vec<Ink>>) -> Vec<bool> {
    let count = lines.len();
    let is_near = |number: usize| {
        let near = number.saturating_sub(AROUND)..=number + AROUND;
        wrong.range(near).next().is_some()
    };
    let kept = |(at, line): (usize, &Line)| {
        count <= LIMIT
            || at < ENDS
            || at + ENDS >= count
            || matches!(line.turn.when, When::Line(number) if is_near(number))
    };
    lines.iter().enumerate().map(kept).collect()
}

fn leave_out(entries: &mut Vec<Entry>, skipped: &mut usize) {
    if *skipped > 0 {
        let lines = phrase::number(*skipped, "line");
        entries.push(Entry::LeftOut(format!("… {lines} left out …")));
        *skipped = 0;
    }
}

fn add(entries: &mut Vec<Entry>, line: &Line, wrong: &BTreeMap<usize, Vec<Ink>>, probe: &str) {
    let said = Said::new(line, wrong);
    let class = class(line.turn.side);
    match entries.last_mut() {
        Some(Entry::Group(group)) if group.class == class => group.lines.push(said),
        _ => entries.push(Entry::Group(Group {
            class,
            who: phrase::speaker(line.turn, probe),
            lines: vec![said],
        })),
    }
}

impl Said {
    fn new(line: &Line, wrong: &BTreeMap<usize, Vec<Ink>>) -> Self {
        let when = match line.turn.when {
            _ if line.goes_on => String::new(),
            When::Line(number) => number.to_string(),
            When::After(time) => phrase::moment(time),
        };
        let wrong = match line.turn.when {
            When::Line(number) => wrong.get(&number).cloned().unwrap_or_default(),
            When::After(_) => Vec::new(),
        };
        let text = match line.text {
            "" => Ink::instead("(an empty line)"),
            text => Ink::line(text),
        };
        Self { when, text, wrong }
    }
}

fn class(side: Speaker) -> &'static str {
    match side {
        Speaker::Sent => "me",
        Speaker::Received => "peer",
        Speaker::Event => "event",
    }
}
