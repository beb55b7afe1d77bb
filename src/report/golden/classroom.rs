//! GitHub Classroom's result: what its readers make of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::Value;

use crate::model::{Awaited, Event, Fault, Points, Verdict};
use crate::report::golden::make::{Check, check, fail, id, undecided};
use crate::report::golden::{fixture, format, rendered, written};
use crate::report::{Reader, Setting, Style};

/// The result in base64 as JSON.
pub(super) fn decoded(text: &str) -> String {
    let json = STANDARD.decode(text.trim_end()).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    format!("{json:#}\n")
}

fn result(events: &[Event]) -> Value {
    serde_json::from_str(&rendered("classroom", events, Style::PLAIN)).unwrap()
}

fn tests(result: &Value) -> impl Iterator<Item = &Value> {
    result["tests"].as_array().unwrap().iter()
}

/// What Classroom is told: the points of all tests, where there are points at all.
fn sum(result: &Value) -> u64 {
    tests(result)
        .map(|test| test["score"].as_u64().unwrap())
        .sum()
}

/// How many tests passed, of how many: their share of the points is what the log shows.
fn passed(result: &Value) -> (u64, u64) {
    let passed = tests(result).filter(|test| test["status"] == "pass");
    (passed.count() as u64, tests(result).count() as u64)
}

fn any_check() -> impl Strategy<Value = Check> {
    let verdict = prop_oneof![
        Just(Verdict::Pass),
        Just(fail(vec![])),
        Just(Verdict::Manual),
        Just(Verdict::NotRun),
        Just(Verdict::Skipped {
            waits_for: id("a0")
        }),
        Just(Verdict::Todo(Awaited::Student {
            key: "id".to_owned()
        })),
        Just(undecided(Fault::WaitsFor { check: id("a0") })),
    ];
    let shares = vec((any::<bool>(), 0..9 as Points), 0..4);
    (verdict, shares, 0..9 as Points, 0..9 as Points).prop_map(|(verdict, shares, a, b)| {
        let whole = verdict == Verdict::Pass;
        let made = check("x", "x", verdict);
        if shares.is_empty() {
            return made.of(if whole { a.max(b) } else { a.min(b) }, a.max(b));
        }
        let names = ["helo", "mail", "rcpt", "data"];
        let shares = names.iter().zip(shares);
        let shares: Vec<_> = shares
            .map(|(name, (earned, of))| (*name, if earned || whole { of } else { 0 }, of))
            .collect();
        made.shares(&shares)
    })
}

proptest! {
    #[test]
    fn both_sums_are_the_points(checks in vec(any_check(), 0..12)) {
        let graded = checks.iter().filter(|check| check.verdict != Verdict::Manual);
        let points: u64 = graded.clone().map(|check| u64::from(check.points)).sum();
        let of: u64 = graded.map(|check| u64::from(check.outline.of)).sum();
        let result = result(&fixture::of_many(checks));
        prop_assert_eq!(&result["max_score"], of);
        prop_assert_eq!(sum(&result), points);
        let (passed, all) = passed(&result);
        prop_assert!(all > 0);
        prop_assert!(of == 0 || passed * of == points * all, "{passed} of {all}: {points} of {of}");
    }
}

#[test]
fn both_sums_are_those_of_everything() {
    let result = result(&fixture::everything());
    let (passed, all) = passed(&result);
    let max = result["max_score"].as_u64().unwrap();
    assert_eq!((sum(&result), max), (4, 22));
    assert_eq!(passed * max, sum(&result) * all);
}

#[test]
fn the_reporter_gets_what_fits_into_a_variable() {
    let failed = check("x", &"t".repeat(150), fail(vec![]));
    let passed = check("x", "x", Verdict::Pass).of(1, 1);
    for (count, of) in [
        (100, 1),
        (300, 1),
        (300, 7),
        (20, 1000),
        (3000, 1),
        (6000, 1),
    ] {
        let mut checks = vec![failed.clone().because(&"b".repeat(1000)).of(0, of); count];
        checks.push(passed.clone());
        let events = fixture::of_many(checks);
        let text = written(
            format("classroom").start,
            &events,
            Reader::Student,
            Setting::PLAIN,
        );
        assert!(text.len() < 128 * 1024 - 100, "{count}: {}", text.len());
        let result: Value = serde_json::from_str(&decoded(&text)).unwrap();
        assert_eq!(sum(&result), 1);
        assert_eq!(result["max_score"], count as u64 * u64::from(of) + 1);
    }
}

#[test]
fn among_the_outputs_of_a_step_it_is_one_value() {
    let events = fixture::everything();
    let written = |start| written(start, &events, Reader::Student, Setting::PLAIN);
    let alone = written(format("classroom").start);
    let output = written(format("classroom").beside[0].start);
    assert_eq!(output, format!("result<<-netcheck-\n{alone}-netcheck-\n"));
    assert!(!alone.contains('-'));
}
