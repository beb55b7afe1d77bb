//! Whole reports, held against files under `fixtures/reports`. `SNAPSHOTS=overwrite cargo test report::golden` writes them anew.

mod broken;
mod fixture;
mod make;
mod trouble;

use std::path::Path;

use proptest::prelude::{any, proptest};
use snapbox::Data;

use crate::model::{Gap, Report};
use crate::report::{FORMATS, Style, diagnostics};

const COLOURED: Style = Style {
    colour: true,
    width: 80,
};

fn rendered(format: &str, report: &Report, style: Style) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let mut bytes = Vec::new();
    (format.render)(report, style, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn check(name: &str, format: &str, report: &Report, style: Style) {
    check_text(name, &rendered(format, report, style));
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
