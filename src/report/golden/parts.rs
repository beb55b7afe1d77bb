//! What the formats share of one check: its first sentence, where to look, and its text.

use std::fmt::Write as _;

use crate::model::{CheckReport, Event, ExerciseReport, Verdict};
use crate::report::golden::{check_text, fixture, rendered};
use crate::report::{Moment, Reader, Style, Telling, human, phrase, place};

/// Every check that a student sees of a run.
fn each(events: Vec<Event>, mut look: impl FnMut(&ExerciseReport, &CheckReport)) {
    let mut telling = Telling::new(Reader::Student);
    for event in events {
        telling.take(event, &mut |moment| {
            if let Moment::Exercise(exercise) = moment {
                for check in &exercise.checks {
                    look(exercise, check);
                }
            }
        });
    }
}

fn headlines(events: Vec<Event>) -> String {
    let mut text = String::new();
    each(events, |exercise, check| {
        let verdict = check.outcome.verdict.word();
        let headline = phrase::headline(exercise, check);
        let headline = headline.as_deref().unwrap_or("(nothing)");
        let place = place::of_check(check).map_or_else(
            || "(no place)".to_owned(),
            |spot| {
                let at = spot.at.map(|(line, column)| format!(":{line}:{column}"));
                let at = at.unwrap_or_default();
                format!("{:?} {:?}{at}", spot.whose, spot.file)
            },
        );
        let id = &check.outline.id;
        writeln!(text, "{id} {verdict}: {headline}\n    {place}").unwrap();
    });
    text
}

#[test]
fn first_sentences_and_where_to_look() {
    check_text("headlines.txt", &headlines(fixture::everything()));
    check_text("headlines-secret.txt", &headlines(fixture::secrets()));
}

#[test]
fn the_text_of_a_check_is_what_people_read_below_its_line() {
    let style = Style {
        width: 72,
        ..Style::PLAIN
    };
    let page = rendered("human", &fixture::everything(), Style::PLAIN);
    each(fixture::everything(), |exercise, check| {
        if check.outcome.verdict == Verdict::NotRun {
            return;
        }
        let text = human::text(exercise, check, style);
        for line in text.lines().filter(|line| !line.is_empty()) {
            let line = format!("        {line}\n");
            assert!(page.contains(&line), "{}: {line}", check.outline.id);
        }
    });
}

#[test]
fn a_text_that_is_not_wrapped_has_each_sentence_in_one_line() {
    let because = "because   a name has the addresses that its DNS servers say, whoever asks, \
                   and whatever another machine remembers of it\n";
    let mut all = String::new();
    each(fixture::everything(), |exercise, check| {
        let text = human::text(exercise, check, Style::UNWRAPPED);
        let first = text.lines().next().map(str::to_owned);
        if check.outcome.verdict != Verdict::Pass {
            assert_eq!(first, phrase::headline(exercise, check));
        }
        all += &text;
    });
    assert!(all.contains(because), "{all}");
}
