//! Traits that several have.

use std::collections::{BTreeMap, BTreeSet};

use crate::likeness::traits::Trait;
use crate::model::{Alike, Likeness, LikenessKind};

/// What several students have, or a student and the lecture's example. Of a copy that is told as a whole recording, its queue ids and mails are not
/// told again. In the order of the kinds, then of the first place.
///
/// `traits` are those of the students: id, submission and trait; `examples` those of the lecture, with their folders.
pub fn likenesses(
    traits: impl IntoIterator<Item = (String, String, Trait)>,
    examples: &[(String, Trait)],
) -> Vec<Likeness> {
    let mut groups: BTreeMap<(LikenessKind, String), Vec<Owned>> = BTreeMap::new();
    for (student, submission, one) in traits {
        let key = (one.kind, one.key.clone());
        groups
            .entry(key)
            .or_default()
            .push((Some(student), submission, one));
    }
    for ((kind, what), group) in &mut groups {
        if *kind == LikenessKind::Example {
            let lecture = Trait {
                kind: *kind,
                key: what.clone(),
                what: what.clone(),
                file: "its example".to_owned(),
                line: 1,
                text: what.clone(),
            };
            group.push((None, "the lecture".to_owned(), lecture));
        }
    }
    for (folder, one) in examples
        .iter()
        .filter(|(_, one)| one.kind != LikenessKind::Example)
    {
        if let Some(group) = groups.get_mut(&(one.kind, one.key.clone())) {
            group.push((None, folder.clone(), one.clone()));
        }
    }
    let bodies = bodies(&groups);
    let shared = groups
        .into_iter()
        .filter(|((kind, key), group)| is_shared(group) && says_enough(*kind, key, group, &bodies));
    let shared = shared.map(|((kind, _), group)| (kind, likeness(kind, group)));
    let mut found = without_parts(&shared.collect::<Vec<_>>());
    found.sort_by(|one, other| order(one).cmp(&order(other)));
    found
}

/// A student (`None` is the lecture), their submission, and what is in it.
type Owned = (Option<String>, String, Trait);

/// Whether independent people have it: two students who share no submission, or a student and the lecture. Those who handed in one submission
/// together, and the attempts of one student, are no likeness.
fn is_shared(group: &[Owned]) -> bool {
    let lecture = group.iter().any(|(student, _, _)| student.is_none());
    let people = people(group);
    let works: Vec<&BTreeSet<&str>> = people.values().collect();
    let strangers = |(at, one): (usize, &&BTreeSet<&str>)| {
        let mut others = works[at + 1..].iter();
        others.any(|other| one.is_disjoint(other))
    };
    lecture && !people.is_empty() || works.iter().enumerate().any(strangers)
}

/// The students of a group, by their ids in small letters, each with their submissions.
fn people(group: &[Owned]) -> BTreeMap<String, BTreeSet<&str>> {
    let mut people: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (student, submission, _) in group {
        if let Some(student) = student {
            people
                .entry(student.to_lowercase())
                .or_default()
                .insert(submission);
        }
    }
    people
}

/// How many students have each body of a mail.
type Bodies = BTreeMap<String, BTreeSet<String>>;

fn bodies(groups: &BTreeMap<(LikenessKind, String), Vec<Owned>>) -> Bodies {
    let mut bodies = Bodies::new();
    for ((kind, key), group) in groups {
        if *kind == LikenessKind::Mail {
            bodies
                .entry(body(key).to_owned())
                .or_default()
                .extend(people(group).into_keys());
        }
    }
    bodies
}

/// The body in the key of a mail.
fn body(key: &str) -> &str {
    key.split(':').nth(1).unwrap_or_default()
}

/// One time may be the same by chance where many have the same body, as where the lecture dictates it.
fn says_enough(kind: LikenessKind, key: &str, group: &[Owned], bodies: &Bodies) -> bool {
    let one_time = key.starts_with("1:");
    let everybody = bodies.get(body(key)).map_or(0, BTreeSet::len);
    kind != LikenessKind::Mail || !one_time || everybody == people(group).len()
}

fn likeness(kind: LikenessKind, group: Vec<Owned>) -> Likeness {
    let lecture = group.iter().any(|(student, _, _)| student.is_none());
    let what = group
        .first()
        .map_or_else(String::new, |(_, _, one)| one.what.clone());
    let places = group.into_iter().map(|(student, submission, one)| Alike {
        student,
        submission,
        file: one.file,
        line: one.line,
        text: one.text,
    });
    let mut places: Vec<Alike> = places.collect();
    places.sort_by(|one, other| {
        let key = |place: &Alike| {
            (
                place.student.clone(),
                place.submission.clone(),
                place.file.clone(),
                place.line,
            )
        };
        key(one).cmp(&key(other))
    });
    places.dedup();
    Likeness {
        kind: if lecture { LikenessKind::Example } else { kind },
        what,
        places,
    }
}

/// Without what says no more than a likeness of whole recordings, or of a queue id, about the same submissions.
fn without_parts(found: &[(LikenessKind, Likeness)]) -> Vec<Likeness> {
    let sets = |wanted: LikenessKind| -> Vec<BTreeSet<_>> {
        let of_kind = found.iter().filter(|(kind, _)| *kind == wanted);
        of_kind.map(|(_, one)| who(one)).collect()
    };
    let recordings = sets(LikenessKind::Recording);
    let queue_ids = sets(LikenessKind::QueueId);
    let says_more = |(kind, one): &(LikenessKind, Likeness)| {
        let own = who(one);
        let within = |sets: &[BTreeSet<_>]| sets.iter().any(|set| own.is_subset(set));
        match kind {
            LikenessKind::Recording | LikenessKind::Example => true,
            LikenessKind::QueueId => !within(&recordings),
            LikenessKind::Mail => !within(&recordings) && !within(&queue_ids),
        }
    };
    let more = found.iter().filter(|one| says_more(one));
    more.map(|(_, one)| one.clone()).collect()
}

fn who(likeness: &Likeness) -> BTreeSet<(Option<String>, String)> {
    let places = likeness.places.iter();
    places
        .map(|place| (place.student.clone(), place.submission.clone()))
        .collect()
}

fn order(likeness: &Likeness) -> (LikenessKind, Option<&str>, &str, usize) {
    let first = likeness.places.iter().find(|place| place.student.is_some());
    (
        likeness.kind,
        first.and_then(|place| place.student.as_deref()),
        first.map_or("", |place| place.file.as_str()),
        first.map_or(0, |place| place.line),
    )
}
