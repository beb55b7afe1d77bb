//! Arguments; what programs do is tested with the whole program, in `tests/programs`.

use crate::probe::testing::diagnosed;

#[test]
fn one_program_is_started() {
    assert_eq!(diagnosed("run: {}"), "`run` needs a program to start");
    assert_eq!(
        diagnosed("run: { command: ls, python: a.py }"),
        "`run` starts one program"
    );
    assert_eq!(
        diagnosed("run: { python: ../a.py }"),
        "`../a.py` cannot name a file that is handed in"
    );
    assert_eq!(diagnosed("run: ls | grep Aug"), "");
    assert_eq!(diagnosed("run: { command: perl a.pl, file: a.pl }"), "");
    assert_eq!(
        diagnosed("run: { command: perl a.pl, file: /a.pl }"),
        "`/a.pl` cannot name a file that is handed in"
    );
    assert_eq!(
        diagnosed("run: { python: a.py, file: b.py }"),
        "beside `python` stands no `file`"
    );
}

#[test]
fn several_runs_have_their_own_words_and_input() {
    assert_eq!(
        diagnosed("run: { command: cat, runs: [{ input: a }], input: b }"),
        "beside `runs` stands no `input`"
    );
    assert_eq!(
        diagnosed("run: { command: cat, runs: [] }"),
        "`runs` has no runs"
    );
    assert_eq!(
        diagnosed("run: { command: cat, runs: [{ inputs: a }] }"),
        "a run knows no key `inputs`"
    );
    assert_eq!(
        diagnosed("run: { command: cat, runs: [{ input: a }, {}] }"),
        ""
    );
}

#[test]
fn given_files_stay_in_the_programs_folder() {
    assert_eq!(
        diagnosed("run: { command: cat, given: { /etc/passwd: a } }"),
        "`/etc/passwd` cannot be the name of a file"
    );
    assert_eq!(
        diagnosed("run: { command: cat, given: { a/b.txt: a } }"),
        ""
    );
}
