//! The same class in every layout, packed and not; and students with several attempts.

use std::collections::BTreeMap;

use crate::book::{Book, is_right};
use crate::common::class::pupil::Work;
use crate::common::class::variant::Due;
use crate::common::class::{Class, layouts};
use crate::common::netcheck::command;
use crate::points::{grade, prepared};

#[test]
fn every_layout_gives_every_point_packed_and_not() {
    let class = Class::new(41, 25);
    let folder = prepared(&class);
    for layout in layouts::ALL {
        for how in ["", ".zip", ".tar.gz"] {
            let what = format!("{}{how}", layout.name);
            let submissions = layouts::packed(&class, layout, &folder, how);
            let gradebook = folder.join(&format!("{what}.db"));
            grade(&submissions, &folder, &gradebook).run().exits(0);
            let book = Book::open(&gradebook);
            is_right(&book, &class);
            assert_eq!(book.unmatched(), [""; 0], "{what}");
            let graded = grade(&submissions, &folder, &gradebook)
                .args(["--layout", layout.name])
                .run()
                .exits(0);
            assert!(
                graded.stdout.contains("graded 0 submissions"),
                "{what} is not told from its names: {}",
                graded.all()
            );
        }
    }
}

#[test]
fn of_several_attempts_the_last_or_the_best_counts() {
    let class = Class::new(42, 30);
    let folder = prepared(&class);
    let mut want: BTreeMap<String, [Vec<Due>; 2]> = BTreeMap::new();
    for (place, pupil) in class.pupils().enumerate() {
        let Some(last) = &pupil.work else { continue };
        let earlier = class.earlier(place, 1);
        let write = |number: usize, work: &Work| {
            for (name, bytes) in &work.files {
                let own = format!("submissions/{}_try{number}/{name}", pupil.folder);
                folder.write(&own, bytes);
            }
        };
        // The number says it, not the order of the names.
        write(9, &earlier);
        write(10, last);
        let best = if earlier.points() > last.points() {
            &earlier.due
        } else {
            &last.due
        };
        want.insert(pupil.id.clone(), [last.due.clone(), best.clone()]);
    }
    assert!(want.values().any(|[last, best]| last != best));
    let submissions = folder.join("submissions");
    for (number, attempts) in ["latest", "best"].into_iter().enumerate() {
        let gradebook = folder.join("gradebook.db");
        grade(&submissions, &folder, &gradebook)
            .args(["--pattern", "{id}_try{attempt}", "--attempts", attempts])
            .run()
            .exits(0);
        let found = Book::open(&gradebook).outcomes();
        for (id, due) in &want {
            assert_eq!(found.get(id), Some(&due[number]), "{id}, {attempts}");
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_of_a_report_is_no_error() {
    let class = Class::new(43, 40);
    let folder = prepared(&class);
    let places: Vec<usize> = (0..class.size()).collect();
    let submissions = folder.join("submissions");
    layouts::write_folders(&class, &places, 0, &submissions);
    let gradebook = folder.join("gradebook.db");
    grade(&submissions, &folder, &gradebook).run().exits(0);
    for format in ["csv", "json"] {
        let mut report = command(["report", "--format", format, "--from"]);
        let report = report.arg(&gradebook).stdout(std::process::Stdio::piped());
        let report = report.stderr(std::process::Stdio::piped());
        let mut report = report.spawn().expect("netcheck starts");
        drop(report.stdout.take());
        let output = report.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.is_empty(),
            "{format}: {said}"
        );
    }
}
