//! Whole reports, held against files under `fixtures/reports`. `SNAPSHOTS=overwrite cargo test report::golden` writes them anew.

mod broken;
mod classroom;
mod fixture;
mod github;
mod gradescope;
mod machines;
mod make;
mod marks;
mod page;
mod paper;
mod parts;
mod secret;
mod trouble;
mod whole;

use std::path::Path;

use proptest::prelude::{any, proptest};
use snapbox::Data;

use crate::model::{Event, Gap};
use crate::report::{
    Amount, FORMATS, Format, Moment, Reader, Setting, Start, Style, Telling, diagnostics,
};

pub(in crate::report) use paper::{Paper, Pipe};

const COLOURED: Style = Style {
    colour: true,
    width: 80,
};

/// What a report is where nothing was checked.
fn refused(name: &str) -> String {
    let mut paper = Paper::default();
    let mut reporter = (format(name).start)(Setting::PLAIN);
    let found = broken::diagnostics();
    reporter.tell(Moment::Refused(&found), &mut paper).unwrap();
    readable(name, String::from_utf8(paper.0).unwrap())
}

/// What a report is after some events.
fn written(start: Start, events: &[Event], reader: Reader, setting: Setting) -> String {
    let mut paper = Paper::default();
    let mut telling = Telling::new(reader);
    let mut reporter = start(Setting { reader, ..setting });
    for event in events {
        telling.take(event.clone(), &mut |moment| {
            reporter.tell(moment, &mut paper).unwrap();
        });
    }
    String::from_utf8(paper.0).unwrap()
}

fn format(name: &str) -> &'static Format {
    FORMATS.iter().find(|known| known.name == name).unwrap()
}

/// A report as its readers find it where a system hands it on in other clothes.
fn readable(name: &str, text: String) -> String {
    if name == "classroom" {
        classroom::decoded(&text)
    } else {
        text
    }
}

fn rendered(name: &str, events: &[Event], style: Style) -> String {
    let setting = Setting {
        style,
        ..Setting::PLAIN
    };
    readable(
        name,
        written(format(name).start, events, Reader::Student, setting),
    )
}

fn check(name: &str, format: &str, events: &[Event], style: Style) {
    check_text(name, &rendered(format, events, style));
}

fn check_text(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports");
    let want = Data::read_from(&folder.join(name), None).raw();
    let assert = snapbox::Assert::new().action_env("SNAPSHOTS");
    assert.eq(text, want);
}

#[test]
fn reports_for_people() {
    check(
        "everything.txt",
        "human",
        &fixture::everything(),
        Style::PLAIN,
    );
    check(
        "everything-coloured.txt",
        "human",
        &fixture::everything(),
        COLOURED,
    );
    check(
        "all-passed.txt",
        "human",
        &fixture::all_passed(),
        Style::PLAIN,
    );
    check(
        "interrupted.txt",
        "human",
        &fixture::interrupted(),
        Style::PLAIN,
    );
}

#[test]
fn the_total_alone_and_all_that_was_seen() {
    let amounts = [
        ("total.txt", Amount::Total),
        ("verbose.txt", Amount::Everything),
    ];
    for (name, amount) in amounts {
        let setting = Setting {
            amount,
            ..Setting::PLAIN
        };
        let text = written(
            format("human").start,
            &fixture::everything(),
            Reader::Student,
            setting,
        );
        check_text(name, &text);
    }
}

#[test]
fn instructors_are_shown_all_of_it() {
    let text = written(
        format("human").start,
        &fixture::secrets(),
        Reader::Instructor,
        Setting::PLAIN,
    );
    check_text("secrets-for-instructors.txt", &text);
    let text = written(
        format("json").start,
        &fixture::everything(),
        Reader::Instructor,
        Setting::PLAIN,
    );
    for shown in ["13-hidden", "solution", "stargate.cs.usfca.edu"] {
        assert!(text.contains(shown), "{shown}");
    }
}

#[test]
fn reports_for_programs() {
    check(
        "everything.json",
        "json",
        &fixture::everything(),
        Style::PLAIN,
    );
    check(
        "interrupted.json",
        "json",
        &fixture::interrupted(),
        Style::PLAIN,
    );
    check(
        "everything.jsonl",
        "events",
        &fixture::everything(),
        Style::PLAIN,
    );
}

#[test]
fn nothing_that_others_wrote_reaches_the_terminal() {
    for format in FORMATS {
        let text = rendered(format.name, &fixture::everything(), Style::PLAIN);
        assert_harmless(&text);
    }
    assert_harmless(&diagnostics(&broken::diagnostics(), Style::PLAIN));
}

fn assert_harmless(text: &str) {
    let harmful =
        |c: &char| c.is_control() && *c != '\n' || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(*c);
    let found: String = text.chars().filter(harmful).collect();
    assert_eq!(found, "");
}

#[test]
fn colours_change_nothing_but_colours() {
    let report = fixture::everything();
    let coloured = rendered("human", &report, COLOURED);
    let bare = anstream::adapter::strip_str(&coloured).to_string();
    let blank_ends = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    };
    let plain = rendered("human", &report, Style::PLAIN);
    assert_eq!(blank_ends(&bare), blank_ends(&plain));
}

#[test]
fn nothing_hidden_is_told_but_how_many() {
    for format in FORMATS {
        let text = rendered(format.name, &fixture::everything(), Style::PLAIN);
        for hidden in ["Never shown", "13-hidden", "solution", "never shown"] {
            assert!(!text.contains(hidden), "{}: {hidden}", format.name);
        }
    }
}

#[test]
fn nothing_secret_is_told_but_that_it_differs() {
    for format in FORMATS {
        let text = rendered(format.name, &fixture::secrets(), Style::PLAIN);
        let telling = [
            "hush",
            "4711",
            "exercise.yaml",
            "only in",
            "small",
            "line 2",
            "same-set",
            "below",
        ];
        for secret in telling {
            assert!(!text.contains(secret), "{}: {secret}", format.name);
        }
    }
    check("secrets.txt", "human", &fixture::secrets(), Style::PLAIN);
}

#[test]
fn diagnostics_of_specs() {
    check_text(
        "diagnostics.txt",
        &diagnostics(&broken::diagnostics(), Style::PLAIN),
    );
    check_text(
        "diagnostics-coloured.txt",
        &diagnostics(&broken::diagnostics(), COLOURED),
    );
}

#[test]
fn the_total_is_the_sum_of_its_lines() {
    let text = rendered("human", &fixture::everything(), Style::PLAIN);
    let shares = text.lines().filter_map(|line| {
        let share = line.split_whitespace().nth(1)?;
        let (earned, of) = share.split_once('/')?;
        Some((earned.parse::<u32>().ok()?, of.parse::<u32>().ok()?))
    });
    let (earned, of) = shares.fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    assert!(
        text.contains(&format!("\nTotal: {earned} of {of} points\n")),
        "{earned} of {of}"
    );
}

#[test]
fn a_narrow_page_holds_everything() {
    for width in [0, 1, 9, 20] {
        let style = Style {
            colour: false,
            width,
        };
        rendered("human", &fixture::everything(), style);
        diagnostics(&broken::diagnostics(), style);
    }
}

proptest! {
    #[test]
    fn whatever_was_written_is_harmless(expected in any::<String>(), actual in any::<String>(), lines in "(.{0,20}\n){0,4}x") {
        for gap in [Gap::Differs, Gap::NoMatch, Gap::Lacks(vec![expected.as_str().into()])] {
            let verdict = make::wrong("text", make::wanted("equals", expected.as_str()), actual.as_str(), gap);
            let line = make::student_file(&actual, &lines, "x");
            let check = make::check("any", &expected, make::at_line(&line, verdict)).note(&actual).hint(&lines);
            assert_harmless(&rendered("human", &fixture::of_one(check), Style::PLAIN));
        }
    }
}
