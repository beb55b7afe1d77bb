//! The attempts that may have to be graded, in the order of the class. Each is made ready only when its turn comes: a class is large.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rusqlite::Connection;

use crate::grade::choice::Choice;
use crate::grade::grader::Grading;
use crate::grade::pool::Task;
use crate::intake::Entry;
use crate::model::Student;

/// What is to be done.
pub(super) struct Queue {
    students: Arc<Vec<(usize, Entry)>>,
    /// The keys that `student:` declares, as far as a roster says them.
    declared: Vec<String>,
    known: Known,
    /// Student and attempt by their numbers.
    left: std::vec::IntoIter<(usize, usize)>,
}

/// The digests of what need not be graded again unless it changed, by student (in small letters) and name.
pub(super) type Known = HashMap<(String, String), String>;

impl Queue {
    pub(super) fn new(
        grading: &Grading,
        students: &Arc<Vec<(usize, Entry)>>,
        known: Known,
    ) -> Self {
        let choice = &grading.choice;
        let mut left = Vec::new();
        for (number, (_, entry)) in students.iter().enumerate() {
            if choice.means(&entry.student.id) {
                let attempts = choice.attempts_of(&entry.works).into_iter();
                let recent = attempts.filter(|attempt| choice.is_recent(&entry.works[*attempt]));
                left.extend(recent.map(|attempt| (number, attempt)));
            }
        }
        Self {
            students: Arc::clone(students),
            // Without a roster, only the submission says who the student is.
            declared: if grading.rostered {
                grading.plan.student.clone()
            } else {
                Vec::new()
            },
            known,
            left: left.into_iter(),
        }
    }

    /// How many are left.
    pub(super) fn len(&self) -> usize {
        self.left.len()
    }

    /// The place of each that is left, by student and name.
    pub(super) fn places(&self) -> BTreeMap<(String, String), usize> {
        let name = |&(student, attempt): &(usize, usize)| {
            let entry = &self.students[student].1;
            (entry.student.id.clone(), entry.works[attempt].name.clone())
        };
        self.left.as_slice().iter().map(name).zip(0..).collect()
    }
}

impl Iterator for Queue {
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        let (student, attempt) = self.left.next()?;
        let Entry { student, works } = &self.students[student].1;
        let work = works[attempt].clone();
        let place = (student.id.to_lowercase(), work.name.clone());
        Some(Task {
            student: student.id.clone(),
            keys: keys(student, &self.declared),
            known: self.known.remove(&place),
            work,
            attempt: to_u32(attempt + 1),
            attempts: to_u32(works.len()),
        })
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the roster says of the keys that `student:` declares: its columns of these names, in any case.
fn keys(student: &Student, declared: &[String]) -> BTreeMap<String, String> {
    let column = |key: &str| {
        let mut columns = student.columns.iter();
        let found = columns.find(|(name, _)| name.trim().eq_ignore_ascii_case(key))?;
        Some(found.1.clone())
    };
    let value = |key: &String| {
        let value = column(key).or_else(|| match key.as_str() {
            "id" => Some(student.id.clone()),
            "name" => student.name.clone(),
            _ => None,
        })?;
        (!value.trim().is_empty()).then(|| (key.clone(), value))
    };
    declared.iter().filter_map(value).collect()
}

/// What is in the gradebook, was graded with this spec, and is not to be graded again anyway.
pub(super) fn known(db: &Connection, spec: &str, choice: &Choice) -> rusqlite::Result<Known> {
    let mut known = Known::new();
    if choice.force {
        return Ok(known);
    }
    let sql = "SELECT student, name, digest FROM submissions WHERE spec = ?1 AND (undecided = 0 OR NOT ?2)";
    let mut found = db.prepare(sql)?;
    let mut rows = found.query((spec, choice.retry))?;
    while let Some(row) = rows.next()? {
        let student: String = row.get(0)?;
        known.insert((student.to_lowercase(), row.get(1)?), row.get(2)?);
    }
    Ok(known)
}
