//! Classes of any size, made from a seed: who is in them, what each handed in, and what becomes of every check of it.
//!
//! What is handed in is made of the lecture's solutions and typical mistakes, and of the recordings beside the project, where there are any.

pub(crate) mod layouts;
mod library;
pub(crate) mod pupil;
pub(crate) mod random;
mod recorded;
pub(crate) mod variant;
pub(crate) mod wrong;
pub(crate) mod wrong_programs;

use std::path::{Path, PathBuf};

use super::folder::Folder;
use library::Exercise;
use pupil::{Pupil, Work};
use random::Random;

/// A class.
pub(crate) struct Class {
    seed: u64,
    size: usize,
    exercises: Vec<Exercise>,
}

impl Class {
    /// The class of a seed with so many students in its roster.
    pub(crate) fn new(seed: u64, size: usize) -> Self {
        Self {
            seed,
            size,
            exercises: library::exercises(),
        }
    }

    /// How many are in its roster.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Its students in the order of the roster; each is made when it is asked for.
    pub(crate) fn pupils(&self) -> impl Iterator<Item = Pupil> {
        (0..self.size).map(|place| self.pupil(place))
    }

    /// The student at a place of the roster, counted from 0.
    pub(crate) fn pupil(&self, place: usize) -> Pupil {
        pupil::pupil(self.seed, place, &self.exercises)
    }

    /// What a student handed in before, at their attempt of this number, counted from 1.
    pub(crate) fn earlier(&self, place: usize, attempt: usize) -> Work {
        let pupil = self.pupil(place);
        pupil::earlier(self.seed, &pupil, place, attempt, &self.exercises)
    }

    /// What is handed in by somebody whom the roster does not know.
    pub(crate) fn stranger(&self, place: usize) -> Pupil {
        let pupil = pupil::pupil(self.seed ^ 0x5eed, place, &self.exercises);
        Pupil {
            folder: format!("stranger-{place}"),
            ..pupil
        }
    }

    /// Writes the assignment.
    pub(crate) fn write_assignment(&self, folder: &Path) {
        library::write(&self.exercises, folder);
    }

    /// Writes the roster, with what the systems call the students.
    pub(crate) fn write_roster(&self, folder: &Folder) -> PathBuf {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let columns = [
            "id",
            "name",
            "email",
            "partner",
            "Student number",
            "Identifier",
            "GitHub username",
        ];
        csv.write_record(columns).expect("written to memory");
        for (place, pupil) in self.pupils().enumerate() {
            let canvas = layouts::canvas_user(place).to_string();
            let moodle = layouts::moodle_participant(place).to_string();
            let login = layouts::login(&pupil);
            let known = [pupil.id, pupil.name, pupil.email, pupil.partner];
            csv.write_record(known.into_iter().chain([canvas, moodle, login]))
                .expect("written to memory");
        }
        folder.write("roster.csv", csv.into_inner().expect("written to memory"))
    }

    /// The places of the roster in an order of their own.
    pub(crate) fn shuffled(&self, seed: u64) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.size).collect();
        Random::new(seed).shuffle(&mut places);
        places
    }
}
