//! What is cut out of an exercise, in every style in which one can be written, and what stays byte for byte.

mod styles;

use super::*;

/// Checks whose ids begin with `h` are hidden, those with `s` are kept back and worth 5; of a check below a server, what stands behind the slash.
fn fate(id: &str) -> Fate {
    let id = id.rsplit('/').next().unwrap_or(id);
    match id.chars().next() {
        Some('h') => Fate::Hidden,
        Some('s') => Fate::KeptBack(5),
        Some(_) | None => Fate::Whole,
    }
}

fn cut(text: &str) -> Result<StudentsText, Diagnostic> {
    let file = File {
        name: "exercise.yaml".to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    };
    students_text(&file, &fate)
}

#[track_caller]
fn check(text: &str, want: &str) {
    match cut(text) {
        Ok(cut) => assert_eq!(cut.text, want, "{text}"),
        Err(found) => panic!("{found:#?}\n{text}"),
    }
}

#[track_caller]
fn refused(text: &str, want: &str) {
    let found = cut(text).expect_err(text);
    let said = format!("{}: {}", found.line().unwrap_or(0), found.message);
    assert!(said.starts_with(want), "{said}\n{text}");
}

#[test]
fn what_is_expected_makes_room_for_what_it_is_worth() {
    check(
        "checks:\n  - id: s\n    answer: pop\n    expect: { value: 110 }  # POP\n    because: so\n",
        "checks:\n  - id: s\n    answer: pop\n    points: 5\n    reveal: false\n    because: so\n",
    );
    check(
        "checks:\n- id: s\n  expect:\n    value:\n      one-of: # secret\n      - a\n\n      - b\n  expect-elsewhere: { value: x }\n\n- id: a\n",
        "checks:\n- id: s\n  points: 5\n  reveal: false\n\n- id: a\n",
    );
    check(
        "checks: [ { id: s, expect: { value: [110, 995] }, title: T }, { id: a } ]",
        "checks: [ { id: s, points: 5, reveal: false, title: T }, { id: a } ]",
    );
}

#[test]
fn checks_below_a_server_are_cut_as_others_are() {
    check(
        "checks:\n  - id: a\n    serve: x\n    checks:\n      - id: b\n      - id: h\n        title: T\n      - id: s\n        expect: { exit: 0 }\n  - id: h2\n  - id: c\n",
        "checks:\n  - id: a\n    serve: x\n    checks:\n      - id: b\n      - id: s\n        points: 5\n        reveal: false\n  - id: c\n",
    );
    // The server itself is kept back, and of two of its checks one is hidden; another server has none that students see.
    check(
        "checks:\n  - id: s\n    serve: x\n    expect: { exit: 0 }\n    checks: [{ id: h }, { id: b }]\n  - id: a\n    checks:\n      - id: h\n    serve: y\n",
        "checks:\n  - id: s\n    serve: x\n    points: 5\n    reveal: false\n    checks: [{ id: b }]\n  - id: a\n    serve: y\n",
    );
    // A server that nobody sees takes its checks with it.
    check(
        "checks:\n  - id: h\n    checks: [{ id: s, expect: { exit: 0 } }]\n  - id: a\n",
        "checks:\n  - id: a\n",
    );
}

#[test]
fn what_is_stated_already_is_not_stated_twice() {
    check(
        "checks:\n  - id: s\n    points: 5\n    expect: { value: 1 }\n    reveal: false\n",
        "checks:\n  - id: s\n    points: 5\n    reveal: false\n",
    );
    check(
        "checks:\n  - id: s\n    expect: { value: 1 }\n    reveal: false\n    points:\n      value: 3 # much\n      other: 2\n      # and why\n    because: so\n",
        "checks:\n  - id: s\n    reveal: false\n    points: 5\n    because: so\n",
    );
    check(
        "checks: [{id: s, reveal: false, points: {a: 1}, expect: {a: 1}, expect-elsewhere: {a: 2}}]",
        "checks: [{id: s, reveal: false, points: 5}]",
    );
}

#[test]
fn hidden_checks_go_with_their_comments() {
    check(
        "checks:\n  # about a\n  - id: a\n  # about h\n  # and more\n  - id: h\n    title: T\n    # in it\n  # about b\n  - id: b\n",
        "checks:\n  # about a\n  - id: a\n  # about b\n  - id: b\n",
    );
    check(
        "checks:\n\n  # first\n  - id: h1\n  - id: h2\n\n  - id: b\n  -\n    id: h3\n  # the end\n",
        "checks:\n\n\n  - id: b\n",
    );
    check(
        "checks: [\n  { id: h }, # why\n  # about a\n  { id: a },\n  # about h\n  { id: h2 } # why\n]\n",
        "checks: [\n  # about a\n  { id: a }\n]\n",
    );
}

#[test]
fn the_first_item_of_a_list_that_is_not_indented_is_found() {
    for dash in ["- ", "-\n  ", "- # why\n  # more\n  "] {
        check(
            &format!("checks:\n# about h\n{dash}id: h\n  title: T\n- id: a\n"),
            "checks:\n- id: a\n",
        );
    }
    check(
        "checks:\n- { id: a }\n- { id: h }\n",
        "checks:\n- { id: a }\n",
    );
}

#[test]
fn comments_stay_where_they_belong_to_what_stays() {
    check(
        "checks:\n  - id: s # the id\n    title: T # the title\n      # more of the title\n    # what is expected\n    expect: { a: 1 } # why\n      # more on it\n\n      # and more\n    # about points\n    timeout: 1s\n",
        "checks:\n  - id: s # the id\n    title: T # the title\n      # more of the title\n    points: 5\n    reveal: false\n    # about points\n    timeout: 1s\n",
    );
    check(
        "checks:\n  - id: s\n    expect: { a: 1 }\n    # still about it\n  # about a\n  - id: a\n",
        "checks:\n  - id: s\n    points: 5\n    reveal: false\n  # about a\n  - id: a\n",
    );
    check(
        "checks:\n  - { id: s, # the id\n      # secret\n      expect: { a: 1 }, # why\n      # the title\n      title: T }\n",
        "checks:\n  - { id: s, # the id\n      points: 5, reveal: false,\n      # the title\n      title: T }\n",
    );
    check(
        "checks:\n  - { id: s, points: 5, reveal: false, # all\n      # secret\n      expect: { a: 1 } # why\n    }\n",
        "checks:\n  - { id: s, points: 5, reveal: false # all\n    }\n",
    );
}

#[test]
fn a_comment_at_the_end_of_a_line_goes_with_what_goes_from_that_line() {
    for check_of in [
        "{ id: s, expect: { a: 1 } }",
        "{ id: s, expect: { a: 1 }, hint: \"it's # \\\" 1\" }",
        "{ id: s, expect: { a: 1 }, hint: 'it''s # 1', title: it's }",
    ] {
        let (before, after) = check_of
            .split_once("expect: { a: 1 }")
            .expect("an expectation");
        check(
            &format!("checks:\n  - {check_of}  # 1, as everybody knows\n  - id: a # stays\n"),
            &format!("checks:\n  - {before}points: 5, reveal: false{after}\n  - id: a # stays\n"),
        );
    }
}

#[test]
fn what_stands_first_behind_a_dash_is_cut_too() {
    check(
        "checks:\n  - expect: { a: 1 }\n    id: s\n",
        "checks:\n  - points: 5\n    reveal: false\n    id: s\n",
    );
    check(
        "checks:\n  - expect: { a: 1 } # why\n    reveal: false\n    points: 5\n    id: s\n  - id: a\n",
        "checks:\n  - reveal: false\n    points: 5\n    id: s\n  - id: a\n",
    );
    check(
        "checks:\n  - expect: { a: 1 }\n    # stays\n    reveal: false\n    points: 5\n    id: s\n",
        "checks:\n  - \n    # stays\n    reveal: false\n    points: 5\n    id: s\n",
    );
    check(
        "checks: [{ expect: { a: 1 }, reveal: false, points: 5, id: s },]",
        "checks: [{ reveal: false, points: 5, id: s },]",
    );
}

#[test]
fn line_ends_a_byte_order_mark_and_the_missing_last_line_break_stay() {
    check(
        "\u{feff}# ä\r\nchecks:\r\n  - id: s\r\n    expect: { a: 1 }\r\n    hint: ü\r\n  - id: h\r\n    title: T",
        "\u{feff}# ä\r\nchecks:\r\n  - id: s\r\n    points: 5\r\n    reveal: false\r\n    hint: ü\r\n",
    );
    check(
        "checks:\r  - id: s\r    expect:\r      a: 1\r  - id: a\r",
        "checks:\r  - id: s\r    points: 5\r    reveal: false\r  - id: a\r",
    );
    check(
        "checks:\n  - id: s\n    expect: { a: 1 }",
        "checks:\n  - id: s\n    points: 5\n    reveal: false",
    );
}

#[test]
fn a_value_of_many_lines_goes_whole() {
    check(
        "checks:\n  - id: s\n    expect:\n      text: |\n        # a\n        b\n\n      lines: >-\n        c\n\n    hint: |\n      # stays\n",
        "checks:\n  - id: s\n    points: 5\n    reveal: false\n\n    hint: |\n      # stays\n",
    );
    check(
        "checks:\n  - id: s\n    expect: { a: \"b # c,\n      } d\", e: 'f''\n      g' }\n    hint: h\n",
        "checks:\n  - id: s\n    points: 5\n    reveal: false\n    hint: h\n",
    );
    check(
        "checks:\n  - id: s\n    title: a\n      b\n    \"expect\":\n      a: b\n        c\n  - id: a\n",
        "checks:\n  - id: s\n    title: a\n      b\n    points: 5\n    reveal: false\n  - id: a\n",
    );
}

#[test]
fn anchors_that_go_whole_are_cut_and_those_that_are_used_are_not() {
    check(
        "checks:\n  - id: s1\n    expect: &e { a: 1 }\n  - id: s2\n    expect: *e\n  - id: a\n    expect: { b: 1 }\n",
        "checks:\n  - id: s1\n    points: 5\n    reveal: false\n  - id: s2\n    points: 5\n    reveal: false\n  - id: a\n    expect: { b: 1 }\n",
    );
    refused(
        "checks:\n  - id: s\n    expect: &e { a: 1 }\n  - id: a\n    expect: *e\n",
        "3: students may not see this, and it cannot be cut out",
    );
    refused(
        "checks:\n  - id: a\n    expect: &e { a: 1 }\n  - id: s\n    expect: *e\n",
        "5: students may not see this, and it would stay",
    );
    refused(
        "checks:\n  - id: a\n    title: &t T\n  - id: s\n    expect: { a: { one-of: [*t] } }\n",
        "5: students may not see this, and it would stay",
    );
}

#[test]
fn an_alias_for_a_key_is_refused() {
    refused(
        "checks:\n  - id: a\n    title: &t value\n  - id: s\n    expect: { *t : 1 }\n",
        "5: students may not see this, and it would stay",
    );
}

#[test]
fn merged_maps_are_refused_where_what_goes_is_in_them() {
    let merged = "checks:\n  - &a { id: a, title: T, expect: { a: 1 } }\n  - { <<: *a, id: s }\n";
    refused(merged, "2: students may not see this, and it would stay");
    refused(
        "checks:\n  - &s { id: s, title: T, expect: { a: 1 } }\n  - { <<: *s, id: a }\n",
        "2: students may not see this, and it cannot be cut out",
    );
    refused(
        "checks:\n  - id: a\n    hint: &m { b: 1 }\n  - id: h\n    expect: { <<: *m }\n",
        "3: students may not see this, and it would stay",
    );
    check(
        "checks:\n  - &a\n    id: a\n    title: T\n  - <<: *a\n    id: s\n    expect: { a: 1 }\n",
        "checks:\n  - &a\n    id: a\n    title: T\n  - <<: *a\n    id: s\n    points: 5\n    reveal: false\n",
    );
}

#[test]
fn keys_with_a_question_mark_are_refused_in_block_style() {
    refused(
        "checks:\n  - id: s\n    ? expect\n    : { a: 1 }\n",
        "3: students may not see this, and it cannot be cut out",
    );
}

#[test]
fn an_exercise_of_hidden_checks_only_is_refused() {
    refused(
        "checks:\n  - id: h\n",
        "2: students see no check of this exercise",
    );
}

#[test]
fn what_needs_no_cut_stays_as_it_is() {
    for text in ["checks:\n  - id: a\n\n\n", "\u{feff}title: T\r\n"] {
        check(text, text);
    }
}

#[test]
fn every_byte_knows_where_it_stood() {
    let text = "\u{feff}checks:\n  - id: h\n  - id: s\n    expect: { a: 1 }\n    hint: here\n";
    let cut = cut(text).expect("this can be cut");
    for word in ["checks", "id: s", "here"] {
        let at = cut.text.find(word).expect(word);
        assert_eq!(Some(cut.origin(at)), text.find(word), "{word}");
    }
}
