//! Secrets that still stand somewhere: named with file, line and where they come from, by `export` and by `lint`.

use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;
use crate::exported;

const EXERCISE: &str = r#"netcheck: 1
title: Leaks
about: |
  The word is not that of the fish
  with a sword
answers:
  fish: { ask: "Which fish?", type: text }
  port: { ask: "Which port?", type: integer }
  which: { ask: "TCP or UDP?", type: choice, of: [TCP, UDP] }
  long: { ask: "Which name has 192.0.2.77?", type: ipv4 }
# sw0rdfish is the word
checks:
  - id: fish
    title: A fish
    answer: fish
    expect: { value: { one-of: [Sw0rdfish, the Fish with a Sword] } }
    hint: "it is no sw0r\x64fish"
  - id: pop
    title: A port
    answer: port
    expect: { value: { one-of: [110, 65000] } }
    because: it is 110, as everybody knows, and not 65001
    hint: [ "think", "110!" ]
  - id: which
    title: One of two
    answer: which
    expect: { value: TCP }
    because: it is the one that counts
  - id: long
    title: An address
    answer: long
    expect: { value: 192.0.2.77 }
  - id: hidden
    title: Hidden
    audience: instructor
    answer: fish
    reveal: false
    expect: { value: { matches: '(?i)^whalefish$' } }
"#;

fn assignment() -> Folder {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: Leaks\n");
    home.write("01-leaks/exercise.yaml", EXERCISE);
    home
}

/// Each warning in one line: its message, its place, and the places that belong to it.
fn told(printed: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in printed.lines() {
        let line = line.trim_start();
        if let Some(message) = line.strip_prefix("warning: ") {
            all.push(message.to_owned());
        } else if let Some(place) = line.strip_prefix("--> ").or(line.strip_prefix("::: "))
            && let Some(last) = all.last_mut()
        {
            let place = place
                .rsplit_once("01-leaks/")
                .map_or(place, |(_, place)| place);
            last.push_str(" | ");
            last.push_str(place);
        }
    }
    all
}

const IN_THE_EXERCISE: &[&str] = &[
    "students can read here what is expected of `leaks/fish` | exercise.yaml:4:27 | exercise.yaml:16:32",
    "students can read here what is expected of `leaks/long` | exercise.yaml:10:32 | exercise.yaml:32:22",
    "students can read here what is expected of `leaks/fish` | exercise.yaml:11:3 | exercise.yaml:17:11 | exercise.yaml:16:32",
    "students can read here what is expected of `leaks/pop` | exercise.yaml:22:20 | exercise.yaml:21:32",
    "students can read here what is expected of `leaks/pop` | exercise.yaml:23:23 | exercise.yaml:21:32",
];

#[test]
fn what_students_can_still_read_is_told_with_its_place_and_origin() {
    let home = assignment();
    home.write("notes.txt", "one\ntwo\nThink of a WhaleFish\n");
    home.write("01-leaks/files/sw0rdfish.txt", "110 TCP UDP yes\n");
    let wide = "one\nthe sw0rdfish".encode_utf16();
    let wide: Vec<u8> = wide.flat_map(u16::to_le_bytes).collect();
    home.write("01-leaks/files/wide.txt", wide);
    let (copy, ran) = exported(home.path());
    let mut told = told(&ran.stdout);
    told.retain(|told| !IN_THE_EXERCISE.contains(&told.as_str()));
    let wide = home.join("01-leaks/files/wide.txt");
    let notes = home.join("notes.txt");
    let want = [
        "the file name `01-leaks/files/sw0rdfish.txt` tells what is expected of `leaks/fish` | exercise.yaml:16:32".to_owned(),
        format!("students can read in `{}`, line 2, what is expected of `leaks/fish` | exercise.yaml:16:32", wide.display()),
        format!("students can read here what is expected of `leaks/hidden` | {}:3:12 | exercise.yaml:38:33", notes.display()),
    ];
    assert_eq!(told, want, "{}", ran.stdout);
    let warnings = IN_THE_EXERCISE.len() + want.len();
    let last = format!("{warnings} warnings about what students can still read");
    assert_eq!(
        ran.stdout.lines().last(),
        Some(last.as_str()),
        "{}",
        ran.stdout
    );
    assert!(copy.join("students/01-leaks/files/sw0rdfish.txt").is_file());
}

#[test]
fn lint_tells_the_same_of_the_spec() {
    let home = assignment();
    let ran = netcheck(["lint"]).dir(home.path()).run().exits(0);
    assert_eq!(told(&ran.stdout), IN_THE_EXERCISE, "{}", ran.stdout);
    let (_copy, ran) = exported(home.path());
    let mut told = told(&ran.stdout);
    told.sort();
    let mut want = IN_THE_EXERCISE.to_vec();
    want.sort_unstable();
    assert_eq!(told, want, "{}", ran.stdout);
}

#[test]
fn what_is_revealed_is_no_secret() {
    let home = assignment();
    let text = home.read("01-leaks/exercise.yaml");
    let text = text.replace("    answer:", "    reveal: true\n    answer:");
    home.write(
        "01-leaks/exercise.yaml",
        text.replace("    reveal: false\n", ""),
    );
    let ran = netcheck(["lint"]).dir(home.path()).run().exits(0);
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
}

#[test]
fn what_a_hidden_check_expects_is_looked_for_unless_students_are_asked_for_the_same() {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: Hidden\n");
    let exercise = |checks: &str| format!("netcheck: 1\ntitle: One\nchecks:\n{checks}");
    let open = "  - { id: web, title: Web, connect: \"www.usfca.edu:80\", expect: { result: open } }\n  - { id: a, title: A, file: a.txt, expect: { text: { contains: usfca.edu } } }\n";
    let hidden = "  - { id: b, title: B, file: a.txt, expect: { text: { contains: [usfca.edu, platypus] } } }\n";
    home.write("01-leaks/exercise.yaml", exercise(open));
    home.write("01-leaks/exercise.instructor.yaml", exercise(hidden));
    home.write("01-leaks/notes.md", "usfca.edu\nof a platypus\n");
    let (_copy, ran) = exported(home.path());
    let want = "notes.md:2:6 | exercise.instructor.yaml:4:65";
    let want = format!("students can read here what is expected of `leaks/b` | {want}");
    assert_eq!(told(&ran.stdout), [want], "{}", ran.stdout);
    home.write(
        "01-leaks/exercise.instructor.yaml",
        exercise(&hidden.replace("title:", "reveal: true, title:")),
    );
    let (_copy, ran) = exported(home.path());
    assert_eq!(told(&ran.stdout), [""; 0], "{}", ran.stdout);
}
