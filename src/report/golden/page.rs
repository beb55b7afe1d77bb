//! The page for browsers: whole ones, and what the shared fixture does not hold.

use proptest::prelude::{any, prop_assert, proptest};

use crate::model::{Event, Gap, Speaker};
use crate::report::golden::make::{check, fail, mismatch, seen, student_file, wanted};
use crate::report::golden::{
    assert_harmless, check_text, fixture, format, refused, rendered, written,
};
use crate::report::{Reader, Setting, Style};

fn page(events: &[Event]) -> String {
    rendered("html", events, Style::PLAIN)
}

fn for_instructors(events: &[Event]) -> String {
    let start = format("html").start;
    written(start, events, Reader::Instructor, Setting::PLAIN)
}

#[test]
fn whole_pages() {
    check_text("everything.html", &page(&fixture::everything()));
    check_text("interrupted.html", &page(&fixture::interrupted()));
    check_text(
        "secrets-for-instructors.html",
        &for_instructors(&fixture::secrets()),
    );
}

#[test]
fn a_spec_that_cannot_be_used_has_a_page_too() {
    let page = refused("html");
    assert_harmless(&page);
    check_text("refused.html", &page);
}

#[test]
fn instructors_see_what_students_do_not() {
    let everything = fixture::everything();
    let (all, some) = (for_instructors(&everything), page(&everything));
    for words in ["for instructors", "hidden from students", "13-hidden"] {
        assert!(all.contains(words), "{words}");
        assert!(!some.contains(words), "{words}");
    }
}

#[test]
fn nothing_is_left_to_do_where_all_passed() {
    let page = page(&fixture::all_passed());
    assert!(page.contains("nothing is left to do"));
    assert!(!page.contains("What to do next"));
}

#[test]
fn of_a_long_session_the_ends_and_what_went_wrong_are_shown() {
    let lines: Vec<String> = (1..=500).map(|number| format!("say {number};")).collect();
    let line = student_file("mail.txt", &lines.join("\n"), "say 300;");
    let wrong = mismatch("body", wanted("equals", "x"), None, Gap::Missing);
    let mut long =
        check("long", "A long session", fail(vec![seen(wrong, line)])).read_from("mail.txt");
    for (number, text) in (1..).zip(&lines) {
        long = long.line(Speaker::Sent, text, number);
    }
    let page = page(&fixture::of_one(long));
    for (text, count) in [
        ("… 249 lines left out …", 1),
        ("… 150 lines left out …", 1),
        ("say 40;", 1),
        ("say 41;", 0),
        ("say 290;", 1),
        ("say 461;", 1),
        ("<div class=\"l bad\"><span class=\"n\">300</span>", 1),
    ] {
        assert_eq!(page.matches(text).count(), count, "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_was_written_is_neither_markup_nor_a_control(any in any::<String>(), lines in "(.{0,20}\n){0,4}x") {
        let text = format!("<zz {any}\" zz='\n</zz>{lines}");
        let wrong = mismatch("text", wanted("equals", text.as_str()), Some(lines.as_str().into()), Gap::NoMatch);
        let wrong = seen(wrong, student_file(&text, &lines, "x"));
        let check = check("any", &text, fail(vec![wrong]))
            .note(&text)
            .hint(&text)
            .because(&text)
            .fact(&text, text.as_str())
            .turn(Speaker::Received, &text, 3);
        let page = page(&fixture::of_one(check));
        assert_harmless(&page);
        prop_assert!(!page.contains("<zz") && !page.contains("</zz"), "{page}");
        prop_assert!(!page.contains("\" zz='"), "{page}");
    }
}
