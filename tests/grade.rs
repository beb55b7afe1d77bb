//! The commands of a class, as an instructor types them.

mod common;

use common::folder::{Folder, repository};
use common::netcheck::{Netcheck, Ran, netcheck};

/// A folder with the class of `fixtures/class`.
fn class() -> Folder {
    let home = Folder::new();
    home.copy(&repository().join("fixtures/class"));
    home
}

fn run<'a>(home: &Folder, words: impl IntoIterator<Item = &'a str>) -> Ran {
    let words: Vec<&str> = words.into_iter().collect();
    let ran: Netcheck = netcheck(words);
    ran.dir(home.path()).run()
}

/// `netcheck grade` with the class's own assignment and roster, and these words.
fn grade(home: &Folder, more: &[&str]) -> Ran {
    let words = [
        "grade",
        "submissions",
        "--assignment",
        "assignment",
        "--roster",
        "roster.csv",
    ];
    run(home, words.into_iter().chain(more.iter().copied()))
}

#[track_caller]
fn holds(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in:\n{text}");
    }
}

#[test]
fn a_class_is_graded_and_graded_again() {
    let home = class();
    let first = grade(&home, &[]);
    assert_eq!(first.exit, Some(0), "{}", first.stderr);
    holds(
        &first.stdout,
        &[
            "graded 3 submissions\n",
            "1 student handed in nothing: zero points",
            "1 submission matches no student: zoe",
            "questions/dot: 2 students",
            "results: gradebook.db",
        ],
    );
    let again = grade(&home, &["--quiet", "--missing", "blank"]);
    assert!(!again.stdout.contains("graded"), "{}", again.stdout);
    holds(&again.stdout, &["1 student handed in nothing: no grade"]);
    let later = grade(&home, &[]);
    holds(&later.stdout, &["1 student handed in nothing: no grade"]);
    let without_roster = run(
        &home,
        ["grade", "submissions", "--assignment", "assignment"],
    );
    holds(
        &without_roster.stdout,
        &["graded 0 submissions, 3 unchanged", "zoe"],
    );
}

#[test]
fn nothing_beside_the_gradebook_is_left() {
    let home = class();
    grade(&home, &[]);
    let mut names: Vec<String> = std::fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["assignment", "gradebook.db", "roster.csv", "submissions"]
    );
}

#[test]
fn a_preview_shows_whose_points_would_change_and_why() {
    let home = class();
    let early = grade(&home, &["--preview"]);
    assert_eq!(early.exit, Some(2));
    holds(&early.stderr, &["there is no gradebook `gradebook.db`"]);
    grade(&home, &[]);
    run(&home, ["mark", "bob", "questions/smtp", "1/1"]);
    let spec = home.read("assignment/02-questions/exercise.yaml");
    let changed = spec.replace("value: 25", "value: { one-of: [110, 587] }");
    home.write("assignment/02-questions/exercise.yaml", changed);
    let preview = grade(&home, &["--preview"]);
    assert_eq!(preview.exit, Some(0), "{}", preview.stderr);
    holds(
        &preview.stdout,
        &[
            "ada  6 → 5 points (-1)  ada\n",
            "questions/smtp: pass, 1 → fail, 0\n",
            "    after: your answer `smtp-port`",
            "bob  4 → 4 points (+0)  bob\n",
            "    before: your answer `smtp-port`",
            "    marked by hand: 1 point, which stays\n",
            "3 submissions would change (nothing was written; without --preview it is applied)\n",
        ],
    );
    let after = run(
        &home,
        ["grade", "submissions", "--assignment", "assignment"],
    );
    holds(&after.stdout, &["graded 3 submissions"]);
}

#[test]
fn marks_are_told_and_mistakes_named() {
    let home = class();
    grade(&home, &[]);
    let check = |words: &[&str], exit: i32, told: &[&str]| {
        let ran = run(&home, std::iter::once("mark").chain(words.iter().copied()));
        assert_eq!(ran.exit, Some(exit), "{words:?}: {}", ran.stderr);
        holds(&format!("{}{}", ran.stdout, ran.stderr), told);
    };
    check(
        &["ada", "questions/dot", "3/4"],
        0,
        &["ada questions/dot: 3/4, marked by hand\n"],
    );
    check(
        &["ada", "questions/dot", "4/4"],
        0,
        &["4/4 instead of 3, marked by hand\n"],
    );
    check(
        &["ada", "questions/dot", "--remove"],
        0,
        &["the mark of 4 points is gone"],
    );
    check(
        &["ada", "questions/dot", "--remove"],
        0,
        &["there was no mark"],
    );
    check(
        &["ada", "questions/dot", "5/4"],
        2,
        &["is worth 4", "give 0/4 to 4/4"],
    );
    check(
        &["ada", "questions/dot", "3.5/4"],
        2,
        &["expected whole points"],
    );
    check(
        &["eda", "questions/dot", "3/4"],
        2,
        &["no student `eda`", "did you mean `ada`?"],
    );
    check(
        &["ada", "questions/dit", "3/4"],
        2,
        &["did you mean `questions/dot`?"],
    );
    check(&["ada", "questions/dot"], 2, &["POINTS"]);
}

#[test]
fn shards_are_put_together() {
    let home = class();
    for shard in ["1/2", "2/2"] {
        let book = format!("{}.db", shard.replace('/', "-"));
        assert_eq!(
            grade(&home, &["--shard", shard, "--gradebook", &book]).exit,
            Some(0)
        );
    }
    let half = run(&home, ["merge", "1-2.db", "--gradebook", "all.db"]);
    assert_eq!(half.exit, Some(2));
    holds(&half.stderr, &["2/2 is missing"]);
    let all = run(
        &home,
        ["merge", "1-2.db", "2-2.db", "--gradebook", "all.db"],
    );
    assert_eq!(all.exit, Some(0), "{}", all.stderr);
    holds(
        &all.stdout,
        &["merged 2 gradebooks: 4 students, 3 submissions"],
    );
    let words = "grade submissions --assignment assignment --gradebook 1-2.db --shard 1/2";
    let alone = run(&home, words.split(' '));
    assert_eq!(alone.exit, Some(2));
    holds(
        &alone.stderr,
        &["knows only the part 1/2 of the class", "--roster FILE"],
    );
    let wrong = grade(&home, &["--shard", "3/2"]);
    assert_eq!(wrong.exit, Some(2));
    holds(&wrong.stderr, &["such as 3/8"]);
}

#[test]
fn what_is_named_wrongly_is_said_and_nothing_is_written() {
    let home = class();
    let check = |words: &[&str], told: &[&str]| {
        let ran = run(&home, words.iter().copied());
        assert_eq!(ran.exit, Some(2), "{words:?}: {}{}", ran.stdout, ran.stderr);
        holds(&ran.stderr, told);
        assert!(!home.join("gradebook.db").exists(), "{words:?}");
    };
    let assignment = "--assignment=assignment";
    check(&["grade", "nowhere", assignment], &["nowhere"]);
    check(
        &["grade", "submissions", assignment, "--roster", "nobody.csv"],
        &["nobody.csv"],
    );
    check(
        &["grade", "submissions", assignment, "--since", "yesterday"],
        &["2026-11-30"],
    );
    check(
        &["grade", "submissions", assignment, "--attempts", "first"],
        &["latest, best, in-time"],
    );
    check(
        &["report", "--format", "csv"],
        &["there is no gradebook", "netcheck grade"],
    );
    check(
        &["report", "--format", "xls"],
        &["there is no class report `xls`"],
    );
    check(
        &["merge", "a.db", "--gradebook", "b.db"],
        &["there is no gradebook `a.db`"],
    );
    check(
        &["mark", "ada", "questions/dot", "3/4"],
        &["there is no gradebook"],
    );
}

#[test]
fn where_nothing_is_anybodys_it_is_said_aloud() {
    let home = class();
    let ran = grade(&home, &["--pattern", "lab-{id}"]);
    holds(
        &ran.stdout,
        &[
            "4 submissions match no student",
            "look at the ids of the roster",
        ],
    );
}

#[test]
fn a_wrong_spec_is_the_specs_exit_code() {
    let home = class();
    home.write("assignment/01-mail/exercise.yaml", "netcheck: 1\n");
    assert_eq!(grade(&home, &[]).exit, Some(3));
    assert!(!home.join("gradebook.db").exists());
}
