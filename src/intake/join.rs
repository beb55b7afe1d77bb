//! Who of the roster handed in what.

use std::collections::{BTreeMap, HashMap};

use crate::intake::roster::{IDS, plain};
use crate::intake::{HandedIn, Intake, Roster, Who};
use crate::model::Student;

/// The class: its students, and what each handed in.
#[derive(Debug)]
pub struct Joined {
    /// In the order of the roster; without one, in the order of the names.
    pub students: Vec<Entry>,
    /// What belongs to no student of the roster.
    pub unmatched: Vec<HandedIn>,
    /// What the instructor should know: students who could be meant twice, files that were left out.
    pub notes: Vec<String>,
}

/// A student, and their attempts.
#[derive(Debug)]
pub struct Entry {
    /// The student.
    pub student: Student,
    /// What they handed in, the oldest first; may be empty.
    pub works: Vec<HandedIn>,
}

/// Joins the two. Without a roster, everyone who handed something in is a student.
///
/// A submission is a student's whose id it names; else whose other columns of ids (login, mail address, number) do; else who has that name. What
/// could be several students' is nobody's, and told.
pub fn join(intake: Intake, roster: Option<Roster>) -> Joined {
    let mut joined = match roster {
        Some(roster) => with(roster, intake),
        None => without(intake),
    };
    for entry in &mut joined.students {
        entry.works.sort_by_cached_key(|work| {
            let at = work
                .at
                .as_deref()
                .and_then(|at| at.parse::<jiff::Timestamp>().ok());
            (at, work.attempt, natural(&work.name))
        });
    }
    joined
}

fn with(roster: Roster, intake: Intake) -> Joined {
    let index = Index::of(&roster.students);
    let mut joined = Joined {
        students: roster.students.into_iter().map(alone).collect(),
        unmatched: Vec::new(),
        notes: intake.notes,
    };
    for work in intake.works {
        match index.find(&work.who) {
            Match::One(number) => joined.students[number].works.push(work),
            Match::None => joined.unmatched.push(work),
            Match::Several(what) => {
                let note = format!("`{}` could be several students': {what}", work.name);
                joined.notes.push(note);
                joined.unmatched.push(work);
            }
        }
    }
    joined
}

fn alone(student: Student) -> Entry {
    Entry {
        student,
        works: Vec::new(),
    }
}

fn without(intake: Intake) -> Joined {
    let mut students: BTreeMap<String, Entry> = BTreeMap::new();
    let mut unmatched = Vec::new();
    for work in intake.works {
        let id = work.who.ids.first().or(work.who.name.as_ref());
        let Some(id) = id
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty())
        else {
            unmatched.push(work);
            continue;
        };
        let entry = students.entry(id.to_lowercase()).or_insert_with(|| {
            alone(Student {
                id,
                name: work.who.name.clone(),
                columns: Vec::new(),
            })
        });
        entry.works.push(work);
    }
    Joined {
        students: students.into_values().collect(),
        unmatched,
        notes: intake.notes,
    }
}

/// What became of looking for a student.
enum Match {
    One(usize),
    None,
    /// The word that several have.
    Several(String),
}

/// The students by what they may be called; `None` is what several are.
struct Index {
    ids: HashMap<String, Option<usize>>,
    others: HashMap<String, Option<usize>>,
    names: HashMap<String, Option<usize>>,
}

impl Index {
    fn of(students: &[Student]) -> Self {
        let mut made = Self {
            ids: HashMap::new(),
            others: HashMap::new(),
            names: HashMap::new(),
        };
        for (number, student) in students.iter().enumerate() {
            add(&mut made.ids, student.id.trim().to_lowercase(), number);
            let others = student.columns.iter();
            let others = others.filter(|(name, _)| IDS.contains(&plain(name).as_str()));
            for (_, value) in others {
                add(&mut made.others, value.trim().to_lowercase(), number);
            }
            for name in student.name.iter().flat_map(|name| names(name)) {
                add(&mut made.names, name, number);
            }
        }
        made
    }

    fn find(&self, who: &Who) -> Match {
        let ids = || {
            who.ids
                .iter()
                .chain(&who.email)
                .map(|id| id.trim().to_lowercase())
        };
        let by_id = ids().find_map(|id| found(&self.ids, &id));
        let by_other = || ids().find_map(|id| found(&self.others, &id));
        let by_name = || found(&self.names, &joined_words(who.name.as_deref()?));
        by_id
            .or_else(by_other)
            .or_else(by_name)
            .unwrap_or(Match::None)
    }
}

fn add(index: &mut HashMap<String, Option<usize>>, key: String, number: usize) {
    if key.is_empty() {
        return;
    }
    let kept = index.entry(key).or_insert(Some(number));
    if *kept != Some(number) {
        *kept = None;
    }
}

fn found(index: &HashMap<String, Option<usize>>, key: &str) -> Option<Match> {
    index.get(key).map(|number| match number {
        Some(number) => Match::One(*number),
        None => Match::Several(key.to_owned()),
    })
}

/// A name in the orders in which systems write it: `Ada Lovelace`, `Lovelace, Ada`.
fn names(name: &str) -> Vec<String> {
    let words: Vec<String> = name.split_whitespace().map(plain).collect();
    let mut all = vec![words.concat()];
    if let Some((last, first)) = words.split_last() {
        all.push(format!("{last}{}", first.concat()));
    }
    if let Some((first, last)) = words.split_first() {
        all.push(format!("{}{first}", last.concat()));
    }
    all.dedup();
    all
}

fn joined_words(name: &str) -> String {
    plain(name)
}

/// A name as people sort it: numbers by their value.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0_u64)];
    let mut in_number = false;
    for c in name.chars() {
        let digit = c.to_digit(10).map(u64::from);
        if digit.is_none() && in_number {
            parts.push((String::new(), 0));
        }
        let last = parts.len() - 1;
        match digit {
            Some(digit) => parts[last].1 = parts[last].1.saturating_mul(10).saturating_add(digit),
            None => parts[last].0.push(c),
        }
        in_number = digit.is_some();
    }
    parts
}
