//! The lecture's own assignment as its students get it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::assignment::files;
use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::{exported, verified};

fn lecture() -> PathBuf {
    repository().join("exercises")
}

#[test]
fn the_lecture_is_exported_without_warnings_and_its_copy_can_be_used() {
    let (copy, ran) = exported(&lecture());
    assert!(!ran.stdout.contains("warning"), "{}", ran.stdout);
    let students = copy.join("students");
    for (name, _) in files(&students) {
        assert!(
            !name.contains("solution/") && !name.contains("wrong/"),
            "{name}"
        );
        assert!(!name.contains("exercise.instructor"), "{name}");
    }
    let ran = netcheck(["lint", "--assignment"])
        .arg(&students)
        .run()
        .exits(0);
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
}

#[test]
fn what_is_handed_in_comes_to_the_same_but_for_what_is_checked_when_it_is_graded() {
    let (copy, _) = exported(&lecture());
    let submissions = repository().join("fixtures/submissions");
    let empty = Folder::new();
    for submission in [
        submissions.join("sample"),
        submissions.join("live-on-a-mac"),
        empty.path().to_owned(),
    ] {
        let original = verified(&lecture(), &submission, "--elsewhere");
        let copy = verified(&copy.join("students"), &submission, "--elsewhere");
        let (original, copy) = (original.verdicts(), copy.verdicts());
        let keys = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&original), keys(&copy));
        for (check, verdict) in copy {
            let before = &original[&check];
            let kept_back = verdict == "manual" && ["pass", "fail"].contains(&before.as_str());
            assert!(
                verdict == *before || kept_back,
                "{check}: {before} in the original, {verdict} in the copy"
            );
        }
    }
}
