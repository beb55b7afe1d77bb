//! Gradescope's autograder at work: what comes of submissions, and of a netcheck that breaks.

use serde_json::Value;

use crate::assignments::{HIDDEN, PASSES, UNDECIDED, exercise};
use crate::autograder::{Autograder, score};

#[test]
fn a_good_a_wrong_and_an_empty_submission_get_their_points() {
    let Some(autograder) = Autograder::of(PASSES, HIDDEN) else {
        return;
    };
    for (word, points) in [(Some("hello"), 3.0), (Some("hullo"), 1.0), (None, 0.0)] {
        let _ = std::fs::remove_file(autograder.home.join("submission/word.txt"));
        if let Some(word) = word {
            autograder.home.write("submission/word.txt", word);
        }
        let results = autograder.grades();
        assert!(
            (score(&results) - points).abs() < 0.001,
            "{word:?}\n{results:#}"
        );
        assert_eq!(
            results["tests"].as_array().map(Vec::len),
            Some(2),
            "{results:#}"
        );
    }
}

#[test]
fn hidden_checks_count_and_stay_hidden() {
    let Some(autograder) = Autograder::of(PASSES, HIDDEN) else {
        return;
    };
    autograder.home.write("submission/word.txt", "hello");
    let results = autograder.grades();
    let tests = results["tests"].as_array().expect("tests");
    let (hidden, shown): (Vec<&Value>, Vec<&Value>) = tests
        .iter()
        .partition(|test| test["visibility"] == "hidden");
    assert_eq!((hidden.len(), shown.len()), (1, 1), "{results:#}");
    assert!(hidden[0].to_string().contains("secret word"), "{results:#}");
    // The script prints the whole report.
    assert_eq!(results["stdout_visibility"], "hidden", "{results:#}");
}

#[test]
fn what_is_undecided_leaves_a_result() {
    let Some(autograder) = Autograder::of(UNDECIDED, "") else {
        return;
    };
    let ran = autograder.run("run_autograder").exits(0);
    assert!(
        ran.stdout.contains("netcheck ended with exit code 4"),
        "{}",
        ran.all()
    );
    autograder.grades();
}

#[test]
fn where_netcheck_leaves_nothing_the_script_does() {
    let Some(autograder) = Autograder::of(PASSES, "") else {
        return;
    };
    let fallback = |code: &str| {
        let results = autograder.grades();
        assert_eq!(results["score"], 0, "{results:#}");
        assert_eq!(results["stdout_visibility"], "hidden", "{results:#}");
        let said = results["output"].as_str().expect("a text");
        assert!(said.contains(&format!("(exit code {code})")), "{said}");
    };
    // Of a run before, nothing may be left.
    autograder
        .home
        .write("results/results.json", "{\"score\": 100}");
    autograder.replace_netcheck("kill -KILL $$");
    fallback("137");
    autograder.replace_netcheck("exit 70");
    fallback("70");
    autograder
        .home
        .write("source/netcheck", "\u{7f}ELF is damaged");
    fallback("126");
    std::fs::remove_file(autograder.home.join("source/netcheck")).expect("netcheck goes");
    fallback("127");
}

#[test]
fn a_netcheck_that_is_killed_leaves_what_it_had_found() {
    // The second exercise waits for a web server, which waits for a request.
    let waits = "  - { id: waits, title: Waits, timeout: 2m, talk: { to: \"www.usfca.edu:80\", say: [ { wait-for: never } ] } }\n";
    let Some(autograder) = Autograder::of(PASSES, "") else {
        return;
    };
    autograder
        .home
        .write("source/assignment/02-two/exercise.yaml", exercise(waits));
    autograder.home.write("submission/word.txt", "hello");
    std::fs::rename(
        autograder.home.join("source/netcheck"),
        autograder.home.join("source/real"),
    )
    .expect("netcheck gets another name");
    // Killed once the first result stands in the file, or netcheck has ended by itself.
    autograder.replace_netcheck(
        "\"$AUTOGRADER/source/real\" \"$@\" & killed=$!
         until grep -qs passed \"$AUTOGRADER/results/results.json\"; do
             kill -0 \"$killed\" || exit
         done
         kill -KILL \"$killed\"; wait \"$killed\"",
    );
    let results = autograder.grades();
    assert!((score(&results) - 2.0).abs() < 0.001, "{results:#}");
}

#[test]
fn setup_installs_what_probes_need_and_tries_the_program_and_the_spec() {
    let Some(autograder) = Autograder::of(PASSES, "") else {
        return;
    };
    let noted = autograder.home.join("apt.txt");
    autograder
        .programs
        .add("apt-get", &format!("echo \"$@\" >>'{}'", noted.display()));
    let ran = autograder.run("source/setup.sh").exits(0);
    assert!(
        ran.stdout
            .contains(concat!("netcheck ", env!("CARGO_PKG_VERSION"))),
        "{}",
        ran.all()
    );
    assert!(ran.stdout.contains("the spec can be used"), "{}", ran.all());
    let want = "update\ninstall -y --no-install-recommends bind9-dnsutils\n";
    assert_eq!(autograder.home.read("apt.txt"), want);

    autograder.replace_netcheck("exit 1");
    autograder.run("source/setup.sh").exits(1);
}
