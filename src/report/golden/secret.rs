//! A report of checks whose expectations students may not see.

use crate::model::{Audience, Difference, Ending, Event, Gap, Mismatch, Net, Side, Wanted, Where};
use crate::report::golden::make::{
    Run, check, events, fail, mismatch, seen, student_file, texts, wanted,
};

/// Secrets that differ in every way that could tell something of them.
pub(super) fn secrets() -> Vec<Event> {
    let run = Run {
        title: "Secrets",
        net: Net::Loopback,
        place: Where::Here,
        student: &[],
        ending: Ending::Complete,
    };
    let gap = |id: &str, expected: Wanted, actual: &str, gap: Gap| {
        let shown = student_file("answers.yaml", "first\nanswer: here\nlast\n", "here");
        let found = seen(mismatch("value", expected, Some(actual.into()), gap), shown);
        check(id, "a secret", fail(vec![found])).secret().of(0, 1)
    };
    let case = Gap::Nearly {
        difference: Difference::Case,
    };
    let line = Gap::Line {
        line: 2,
        expected: Some("hush".to_owned()),
        actual: Some("here".to_owned()),
    };
    let set = Gap::Set {
        missing: vec!["hush".into()],
        extra: vec![],
    };
    let range = Gap::Range {
        limit: 4711,
        side: Side::Below,
    };
    let checks = vec![
        gap("case", wanted("equals", "hush"), "Hush", case),
        gap("line", wanted("equals", "a\nhush"), "a\nhere", line),
        gap("set", wanted("same-set", texts(&["hush"])), "here", set),
        gap("range", wanted("at-least", 4711), "12", range),
        check("mail", "a mail that cannot be", fail(vec![kept_back()])).of(0, 1),
    ];
    events(&run, vec![("09-questions", "Questions", checks)])
}

/// A mismatch about a fact that is for instructors.
fn kept_back() -> Mismatch {
    let shown = student_file("mail.txt", "354 go\n250 hush\nQUIT\n", "250 hush");
    let found = wanted("count", 0);
    let odd = Some("hush".into());
    Mismatch {
        audience: Audience::Instructor,
        ..seen(mismatch("suspicious", found, odd, Gap::Differs), shown)
    }
}
