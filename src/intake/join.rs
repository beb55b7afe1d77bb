//! Who of the roster handed in what.

use crate::intake::{HandedIn, Intake, Roster};
use crate::model::Student;

/// The class: its students, and what each handed in.
#[derive(Debug)]
pub struct Joined {
    /// In the order of the roster; without one, in the order of the names.
    pub students: Vec<Entry>,
    /// What belongs to no student of the roster.
    pub unmatched: Vec<HandedIn>,
    /// What the instructor should know: students who could be meant twice, columns that differ.
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
pub fn join(intake: Intake, roster: Option<&Roster>) -> Joined {
    let mut students: Vec<Entry> = roster
        .map(|roster| roster.students.clone())
        .unwrap_or_default()
        .into_iter()
        .map(|student| Entry {
            student,
            works: Vec::new(),
        })
        .collect();
    let mut unmatched = Vec::new();
    for work in intake.works {
        let found = students
            .iter_mut()
            .find(|entry| work.who.ids.contains(&entry.student.id));
        match (found, roster) {
            (Some(entry), _) => entry.works.push(work),
            (None, Some(_)) => unmatched.push(work),
            (None, None) => students.push(Entry {
                student: Student {
                    id: work.who.ids.first().unwrap_or(&work.name).clone(),
                    name: work.who.name.clone(),
                    columns: Vec::new(),
                },
                works: vec![work],
            }),
        }
    }
    Joined {
        students,
        unmatched,
        notes: intake.notes,
    }
}
