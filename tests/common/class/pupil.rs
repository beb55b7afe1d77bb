//! A student of a class: who they are, what they handed in, and what becomes of it.

use super::library::Exercise;
use super::random::Random;
use super::variant::{Due, Variant};

/// A student of the roster.
pub(crate) struct Pupil {
    /// Their id in the roster.
    pub(crate) id: String,
    /// Their name.
    pub(crate) name: String,
    /// Their mail address.
    pub(crate) email: String,
    /// Whom they mail.
    pub(crate) partner: String,
    /// What their folder is called: the id, in small letters.
    pub(crate) folder: String,
    /// What they handed in.
    pub(crate) work: Option<Work>,
}

/// What was handed in.
pub(crate) struct Work {
    /// Its files.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// What becomes of every check.
    pub(crate) due: Vec<Due>,
    /// Whether `student:` says otherwise than the roster.
    pub(crate) differs: bool,
}

const GIVEN: &[&str] = &[
    "Ada", "Björk", "Çelik", "Dörte", "Émile", "Fatma", "Grzegorz", "Hồng", "Иван", "Jürgen",
    "Kōji", "Lùísa", "Mary Ann", "Niño", "Ólafur", "Priya",
];

const FAMILY: &[&str] = &[
    "Lovelace",
    "O'Brien",
    "Müller, Dr.",
    "Smith \"Bob\"",
    "de la Cruz",
    "Łukasiewicz",
    "Straße",
    "Ngũgĩ",
    "García-López",
    "李",
];

/// The student at a place.
pub(super) fn pupil(seed: u64, place: usize, exercises: &[Exercise]) -> Pupil {
    let mut random = Random::at(seed, place);
    let number = place + 1;
    let folder = format!("s{number:05}");
    let id = if random.percent(10) {
        folder.to_uppercase()
    } else {
        folder.clone()
    };
    let name = format!("{} {}", random.one_of(GIVEN), random.one_of(FAMILY));
    let mut pupil = Pupil {
        id,
        name,
        email: format!("{folder}@dons.usfca.edu"),
        partner: format!("s{:05}@dons.usfca.edu", number ^ 1),
        folder,
        work: None,
    };
    if !random.percent(4) {
        pupil.work = Some(work(&pupil, place, exercises, &mut random));
    }
    pupil
}

/// An earlier attempt of a student, counted from 1: other work of the same person.
pub(super) fn earlier(
    seed: u64,
    pupil: &Pupil,
    place: usize,
    attempt: usize,
    exercises: &[Exercise],
) -> Work {
    let mut random = Random::at(seed.wrapping_add(attempt as u64) ^ 0xa77e, place);
    work(pupil, place, exercises, &mut random)
}

fn work(pupil: &Pupil, place: usize, exercises: &[Exercise], random: &mut Random) -> Work {
    let (mut answers, differs) = student(pupil, random);
    let mut work = Work {
        files: Vec::new(),
        due: Vec::new(),
        differs,
    };
    for exercise in exercises {
        let variant = chosen(exercise, random);
        work.due.extend(variant.due(&exercise.id, &exercise.checks));
        answers += &pupil.own(&variant.answers, place);
        for (name, bytes) in variant.files {
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => pupil.own(&text, place).into_bytes(),
                Err(binary) => binary.into_bytes(),
            };
            work.files.push((name, bytes));
        }
    }
    if !answers.is_empty() {
        work.files
            .push(("answers.yaml".to_owned(), answers.into_bytes()));
    }
    work
}

/// What `answers.yaml` says of the student: mostly what the roster says; and whether it says something else.
fn student(pupil: &Pupil, random: &mut Random) -> (String, bool) {
    let Pupil { id, partner, .. } = pupil;
    let block =
        |email: &str| format!("student:\n  id: {id}\n  email: {email}\n  partner: {partner}\n");
    match random.below(10) {
        0 => (block("kim@home.test"), true),
        1 | 2 => (String::new(), false),
        _ => (block(&pupil.email), false),
    }
}

fn chosen(exercise: &Exercise, random: &mut Random) -> Variant {
    match random.below(100) {
        0..45 => exercise.right.clone(),
        45..60 if !exercise.recorded.is_empty() => random.one_of(&exercise.recorded).clone(),
        45..80 => random.one_of(&exercise.wrong).clone(),
        80..88 => exercise.right.missing(),
        88..94 => exercise.right.broken(&exercise.checks),
        _ => exercise.right.half(),
    }
}

impl Work {
    /// What it earns.
    pub(crate) fn points(&self) -> u64 {
        self.due.iter().map(|due| due.points).sum()
    }
}

impl Pupil {
    /// A text of the library with this student's own addresses and queue id in it.
    fn own(&self, text: &str, place: usize) -> String {
        text.replace("kim@dons.usfca.edu", &self.email)
            .replace("alex@dons.usfca.edu", &self.partner)
            .replace("7C21D4B0", &format!("{:08X}", 0x7c21_d4b0 + place))
            .replace("{id}", &self.id)
    }
}
