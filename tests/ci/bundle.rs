//! `netcheck gradescope bundle`: what is in the zip, what is not, and when there is none.

use std::io::Read as _;

use crate::assignments::{BROKEN, HIDDEN, PASSES, assignment};
use crate::autograder::{Autograder, SMALL, bundle, score, small_program};
use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;

#[test]
fn the_lecture_is_zipped_whole_but_for_what_its_author_keeps() {
    let home = Folder::new();
    let words = ["--assignment", "exercises", "--output"];
    let ran = netcheck(["gradescope", "bundle"]).args(words);
    let ran = ran.arg(home.join("a.zip")).dir(repository()).run().exits(0);
    assert!(
        ran.stderr
            .contains("a programming assignment with 35 points"),
        "{}",
        ran.all()
    );
    let Some(autograder) = Autograder::unpacked(&home.join("a.zip")) else {
        return;
    };
    let source = autograder.home.join("source");
    for there in [
        "netcheck",
        "setup.sh",
        "assignment/worlds/lecture.yaml",
        "assignment/01-pipes/files",
    ] {
        assert!(source.join(there).exists(), "{there}");
    }
    for kept in ["assignment/04-dns/solution", "assignment/04-dns/wrong"] {
        assert!(!source.join(kept).exists(), "{kept}");
    }
    crate::common::folder::copy(
        &repository().join("exercises/04-dns/solution"),
        &autograder.home.join("submission"),
    );
    let results = autograder.grades();
    assert!(score(&results) > 0.0, "{results:#}");
}

#[test]
fn the_same_assignment_is_the_same_zip() {
    let (one, first) = bundle(PASSES, HIDDEN, &SMALL);
    let (other, second) = bundle(PASSES, HIDDEN, &["--binary", "program", "-o", "other.zip"]);
    first.exits(0);
    second.exits(0);
    let bytes = |path| std::fs::read(path).expect("a zip");
    let zip = bytes(one.join("autograder.zip"));
    assert!(zip == bytes(other.join("other.zip")));
    // From inside the folder, where the zip of the time before lies.
    for _ in 0..2 {
        netcheck(["gradescope", "bundle", "--force", "--binary", "../program"])
            .dir(one.join("exercises"))
            .run()
            .exits(0);
        assert!(zip == bytes(one.join("exercises/autograder.zip")));
    }
}

#[test]
fn a_zip_that_is_there_is_written_over_only_by_force() {
    let (home, ran) = bundle(PASSES, "", &SMALL);
    ran.exits(0);
    home.write("autograder.zip", "mine");
    let again = || {
        netcheck(["gradescope", "bundle"])
            .args(SMALL)
            .dir(home.path())
    };
    let ran = again().run().exits(2);
    assert!(ran.stderr.contains("--force"), "{}", ran.all());
    assert_eq!(home.read("autograder.zip"), "mine");
    again().arg("--force").run().exits(0);
    let mut magic = [0; 4];
    let mut zip = std::fs::File::open(home.join("autograder.zip")).expect("the zip");
    zip.read_exact(&mut magic).expect("a zip has a beginning");
    assert_eq!(&magic, b"PK\x03\x04");
    assert!(!home.join("autograder.zip.part").exists());
}

#[test]
fn nothing_is_zipped_of_what_would_not_work() {
    let (home, ran) = bundle(BROKEN, "", &[]);
    assert!(ran.exits(3).stderr.contains("did you mean `result`?"));
    assert!(!home.join("autograder.zip").exists());
    for (words, said) in [
        (
            ["--binary", "exercises/netcheck.yaml"],
            "no program for Linux on x86-64",
        ),
        (["--binary", "nowhere"], "`nowhere` cannot be read"),
        (
            ["--scripts", "exercises"],
            "`exercises/setup.sh` cannot be read",
        ),
        (["--assignment", "nowhere"], "there is no folder `nowhere`"),
    ] {
        let (home, ran) = bundle(PASSES, "", &words);
        let ran = ran.exits(2);
        assert!(ran.stderr.contains(said), "{}", ran.all());
        assert!(!home.join("autograder.zip").exists());
    }
}

#[test]
fn a_world_that_would_be_missing_is_said() {
    let home = Folder::new();
    assignment(&home, "exercises", PASSES);
    small_program(&home);
    let world = std::fs::read_to_string(repository().join("exercises/worlds/lecture.yaml"));
    let world = world.expect("the lecture's world");
    home.write("world.yaml", &world);
    home.write("exercises/worlds/own.yaml", &world);
    let with = |name: &str| {
        let text = format!("netcheck: 1\ntitle: Test\nworld: {name}\n");
        home.write("exercises/netcheck.yaml", text);
        netcheck(["gradescope", "bundle", "--force"])
            .args(SMALL)
            .dir(home.path())
            .run()
    };
    let ran = with("../world.yaml").exits(3);
    assert!(
        ran.stderr
            .contains("the copy needs this file and would not have it"),
        "{}",
        ran.all()
    );
    with("./worlds/own.yaml").exits(0);
}

#[test]
fn scripts_of_ones_own_go_into_the_zip() {
    let home = Folder::new();
    assignment(&home, "exercises", PASSES);
    small_program(&home);
    netcheck(["new", "ci", "gradescope"])
        .dir(home.path())
        .run()
        .exits(0);
    let setup = home.read("gradescope/setup.sh");
    // As an editor of Windows leaves it.
    home.write(
        "gradescope/setup.sh",
        format!("{setup}echo mine\n").replace('\n', "\r\n"),
    );
    let words = ["gradescope", "bundle", "--scripts", "gradescope"];
    netcheck(words).args(SMALL).dir(home.path()).run().exits(0);
    let Some(autograder) = Autograder::unpacked(&home.join("autograder.zip")) else {
        return;
    };
    autograder.programs.add("apt-get", "");
    autograder.replace_netcheck("");
    let ran = autograder.run("source/setup.sh").exits(0);
    assert!(ran.stdout.ends_with("mine\n"), "{}", ran.all());
}
