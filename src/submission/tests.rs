//! Whole submissions: where files are looked for, and what of a broken `answers.yaml` still counts.

use std::fs;

use proptest::prelude::*;

use super::*;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn file(files: &[(&str, &str)], name: &str, exercise: &str) -> Handed {
    let dir = folder(files);
    Submission::open(dir.path()).file(name, exercise)
}

fn check_read(files: &[(&str, &str)], want_name: &str, want_notes: &[&str]) {
    match file(files, "mail.txt", "07-mail") {
        Handed::Text { source, notes, .. } => {
            assert_eq!(
                (source.name.as_str(), source.text.as_str()),
                (want_name, "hi")
            );
            assert_eq!(notes, want_notes);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_looked_for_in_the_root_then_in_the_folders_of_its_exercise() {
    let deep = [("07-mail/mail.txt", "hi"), ("mail/mail.txt", "no")];
    check_read(
        &[("mail.txt", "hi"), ("07-mail/mail.txt", "no")],
        "mail.txt",
        &[],
    );
    check_read(&deep, "07-mail/mail.txt", &[]);
    check_read(&[("mail/mail.txt", "hi")], "mail/mail.txt", &[]);
}

#[test]
fn a_misnamed_file_is_accepted_with_a_note() {
    let note = "`mail.txt.txt` was read as `mail.txt`: rename it";
    check_read(&[("mail.txt.txt", "hi")], "mail.txt.txt", &[note]);
    let note = "`mail/Mail.TXT` was read as `mail.txt`: rename it";
    check_read(&[("mail/Mail.TXT", "hi")], "mail/Mail.TXT", &[note]);
    check_read(
        &[("mail/mail.txt", "hi"), ("MAIL.txt", "no")],
        "mail/mail.txt",
        &[],
    );
}

#[test]
fn a_missing_file_names_what_looks_like_it() {
    let near = |files: &[(&str, &str)]| match file(files, "mail.txt", "07-mail") {
        Handed::Missing { near } => near,
        other => panic!("{other:?}"),
    };
    assert_eq!(near(&[]), [""; 0]);
    assert_eq!(near(&[("mail.rtf", "")]), ["mail.rtf"]);
    assert_eq!(near(&[("homework/mail.txt", "")]), ["homework/mail.txt"]);
}

#[test]
fn a_folder_that_does_not_exist_is_an_empty_submission() {
    let submission = Submission::open(Path::new("/nowhere/at/all"));
    assert!(
        matches!(submission.file("mail.txt", "07-mail"), Handed::Missing { near } if near.is_empty())
    );
    let missing = Answer::Missing { near: Vec::new() };
    assert_eq!(submission.answer("port", &AnswerType::Integer), missing);
    assert_eq!(submission.student("email"), missing);
}

fn check_broken(name: &str, bytes: &[u8], want: &str) {
    let dir = folder(&[]);
    fs::write(dir.path().join(name), bytes).unwrap();
    match Submission::open(dir.path()).file("mail.txt", "") {
        Handed::Broken(found) => {
            assert_eq!(found.message, want);
            assert_eq!((found.file.as_deref(), found.help.len()), (Some(name), 1));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_read_is_named_with_the_next_step() {
    let picture = b"\x89PNG\r\n\x1a\n\0\0";
    check_broken(
        "mail.txt",
        picture,
        "`mail.txt` is a picture, not a text file",
    );
    check_broken(
        "Mail.txt",
        picture,
        "`Mail.txt` is a picture, not a text file",
    );
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    check_broken(
        "mail.txt",
        &large,
        "`mail.txt` has 10485761 bytes; the most is 10485760",
    );
    let dir = folder(&[("mail.txt/a", "")]);
    let Handed::Broken(found) = Submission::open(dir.path()).file("mail.txt", "") else {
        panic!("a folder was read")
    };
    assert_eq!(
        found.message,
        "`mail.txt` is a folder; expected a text file"
    );
}

#[test]
fn a_folder_named_like_the_file_does_not_hide_it() {
    check_read(
        &[("mail.txt/a", ""), ("mail/mail.txt", "hi")],
        "mail/mail.txt",
        &[],
    );
}

#[test]
fn paths_that_lead_out_are_refused() {
    for path in [
        "",
        "/etc/passwd",
        "../key",
        "a/../b",
        "a\\b",
        "C:x",
        "~x",
        "a//b",
        "./a",
        "a/",
        "a\nb",
    ] {
        assert!(path_problem(path).is_some(), "{path:?}");
    }
    for path in ["mail.txt", "sub/mail.txt", "..hidden", "a b.txt", "ä.txt"] {
        assert_eq!(path_problem(path), None, "{path:?}");
    }
}

/// What became of a key: its value, or the line that is to blame, or nothing.
fn told(answer: Answer) -> String {
    match answer {
        Answer::Given { value, place } => format!("{value} @{}", place.line()),
        Answer::Missing { near } if near.is_empty() => "missing".to_owned(),
        Answer::Missing { near } => format!("missing, near {}", near.join(" ")),
        Answer::Broken(found) => {
            let line = found.line().map_or("?".to_owned(), |line| line.to_string());
            format!("broken @{line}: {}", found.message)
        }
    }
}

fn check(text: &str, wants: &[(&str, &str)]) {
    let dir = folder(&[("answers.yaml", text)]);
    let submission = Submission::open(dir.path());
    for (key, want) in wants {
        let got = match key.strip_prefix("student.") {
            Some(key) => submission.student(key),
            None => submission.answer(key, &AnswerType::Text),
        };
        let got = told(got);
        assert!(
            got == *want
                || want
                    .strip_suffix('…')
                    .is_some_and(|want| got.starts_with(want)),
            "{key}: {got}\n{text}"
        );
    }
}

#[test]
fn answers_are_text_as_typed() {
    check(
        "# my answers\nstudent:\n  id: 0123\n  email: kim@dons.usfca.edu\nport: 0110\nyes: no\nname: 'www: it''s'\nweb: |\n  one\n  two\nempty:\nnothing: ~\nquoted: ''\n",
        &[
            ("student.id", "0123 @3"),
            ("student.email", "kim@dons.usfca.edu @4"),
            ("student.partner", "missing"),
            ("port", "0110 @5"),
            ("yes", "no @6"),
            ("name", "www: it's @7"),
            ("web", "one\ntwo @9"),
            ("empty", "missing"),
            ("nothing", "missing"),
            ("quoted", "missing"),
            ("prot", "missing, near port"),
        ],
    );
}

#[test]
fn the_answer_to_another_question_is_no_slip() {
    check(
        "port-80: HTTP\nlowest-port: 1\nhigest-port: 9\n",
        &[
            ("port-25", "missing"),
            ("highest-port", "missing, near higest-port"),
        ],
    );
}

#[test]
fn an_empty_file_answers_nothing() {
    for text in [
        "",
        "\n\n",
        "# only a comment\n",
        "student:\n  email:\n",
        "---\n",
    ] {
        check(text, &[("port", "missing"), ("student.email", "missing")]);
    }
}

#[test]
fn a_broken_line_spoils_its_own_key_only() {
    let others = [("port", "110 @1"), ("name", "beast @4")];
    for (line, want) in [
        ("email: @me", "broken @3: …"),
        ("email: \"kim", "broken @3: …"),
        ("email: [kim", "broken @3: …"),
        ("email:kim", "broken @3: expected a blank behind this colon"),
        ("email kim", "broken @3: expected a colon behind `email`"),
        ("email = kim", "broken @3: expected a colon behind `email`"),
        ("email: a: b", "broken @3: …"),
        ("email: `kim`", "broken @3: …"),
        (
            "\temail: kim",
            "broken @3: expected blanks in front of `email`, found a tab",
        ),
        (
            "email: [a, b]",
            "broken @3: expected one value after `email:`, found a list",
        ),
        ("  email: kim", "kim @3"),
    ] {
        let text = format!("port: 110\n\n{line}\nname: beast\n");
        check(&text, &others);
        check(&text, &[("email", want)]);
    }
}

#[test]
fn a_broken_student_line_spoils_its_own_key_only() {
    let text =
        |line: &str| format!("student:\n  id: kim\n{line}\n  partner: alex@x.org\nport: 110\n");
    for (line, want) in [
        ("  email: @me", "broken @3: …"),
        (
            "\temail: kim",
            "broken @3: expected blanks in front of `email`, found a tab",
        ),
        (
            "  email:kim",
            "broken @3: expected a blank behind this colon",
        ),
        ("    email: kim", "kim @3"),
    ] {
        check(
            &text(line),
            &[
                ("student.id", "kim @2"),
                ("student.email", want),
                ("student.partner", "alex@x.org @4"),
                ("port", "110 @5"),
            ],
        );
    }
}

#[test]
fn a_student_who_forgot_to_indent_is_told_so() {
    let beside = "broken @2: `email` stands beside `student:`, not below it";
    check("student:\nemail: kim\n", &[("student.email", beside)]);
    let one = "broken @1: expected a key and its value on each line below `student:`";
    check("student: kim\n", &[("student.email", one)]);
}

#[test]
fn answers_below_a_key_of_their_own_are_told_so() {
    let deep = "broken @2: `port` stands below `answers:`, not at the left edge";
    check("answers:\n  port: 110\n", &[("port", deep)]);
    check("answers: yes\nport: 110\n", &[("port", "110 @2")]);
}

#[test]
fn a_key_that_is_there_twice_counts_if_one_is_empty() {
    check(
        "port:\nname: x\nport: 110\n",
        &[("port", "110 @3"), ("name", "x @2")],
    );
    check(
        "port: 25\nname: x\nport: 110\n",
        &[
            ("port", "broken @3: `port` is answered twice"),
            ("name", "x @2"),
        ],
    );
}

#[test]
fn a_file_without_any_key_speaks_for_all_of_them() {
    let prose = "broken @1: expected a key and its answer on each line";
    check(
        "Hello, this is my homework.\n",
        &[("port", prose), ("student.email", prose)],
    );
    check("- port\n- name\n", &[("port", prose)]);
}

#[test]
fn misnamed_answers_are_read_and_others_are_named() {
    for name in ["answers.yml", "Answers.yaml", "answers.yaml.txt"] {
        let dir = folder(&[(name, "port: 110\n")]);
        let submission = Submission::open(dir.path());
        assert_eq!(
            told(submission.answer("port", &AnswerType::Integer)),
            "110 @1"
        );
        let note = format!("`{name}` was read as `answers.yaml`: rename it");
        assert_eq!(submission.answers_notes(), [note]);
    }
    let dir = folder(&[("answers.rtf", "")]);
    let answer = Submission::open(dir.path()).answer("port", &AnswerType::Integer);
    assert_eq!(told(answer), "missing, near answers.rtf");
}

#[test]
fn answers_that_cannot_be_read_at_all_are_broken_for_every_key() {
    let dir = folder(&[]);
    fs::write(dir.path().join("answers.yaml"), b"PK\x03\x04").unwrap();
    let submission = Submission::open(dir.path());
    let want = "broken @?: `answers.yaml` is a compressed archive, not a text file";
    assert_eq!(told(submission.answer("port", &AnswerType::Integer)), want);
    assert_eq!(told(submission.student("email")), want);
    let text = "a: b\n".repeat(60_000);
    let want = "broken @?: `answers.yaml` has 300000 bytes; the most is 262144";
    check(&text, &[("a", want)]);
}

#[test]
fn answers_in_utf_16_are_read() {
    let dir = folder(&[]);
    let bytes: Vec<u8> = "\u{feff}port: 110\r\nname: grün\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(dir.path().join("answers.yaml"), bytes).unwrap();
    let submission = Submission::open(dir.path());
    assert_eq!(
        told(submission.answer("name", &AnswerType::Text)),
        "grün @2"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_answers_panic(text in "([a-c]{1,2}[:= ]{0,2}[ \t'\"@&*|>{}\\[\\]a-z1#-]{0,12}\r?\n){0,8}") {
        let source = Source::new("answers.yaml", text);
        let handed = Handed::Text { source, bytes: 0, notes: Vec::new() };
        let answers = Answers::of(handed);
        for key in ["a", "b", "ab"] {
            answers.answer(key, &AnswerType::Text);
            answers.student(key);
        }
    }

    #[test]
    fn a_broken_line_never_takes_a_sound_one_with_it(junk in "[a-z]{1,6}[:= ]{0,2}[ \t'\"@&*{}\\[\\]a-z1#-]{0,12}") {
        let source = Source::new("answers.yaml", format!("key-1: one\n{junk}\nkey-2: two\n"));
        let answers = Answers::of(Handed::Text { source, bytes: 0, notes: Vec::new() });
        for (key, want) in [("key-1", "one @1"), ("key-2", "two @3")] {
            prop_assert_eq!(told(answers.answer(key, &AnswerType::Text)), want);
        }
    }
}
