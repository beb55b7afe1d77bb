//! Formats that readers may find unfinished: whole after every moment where their paper takes back, and the same at the end elsewhere.

use serde_json::Value;

use crate::model::Event;
use crate::report::golden::{Paper, Pipe, fixture, format};
use crate::report::{Reader, Setting, Sink, Telling};

/// A report as it is written into something, looked at after every moment.
fn each<S: Sink>(name: &str, events: Vec<Event>, mut out: S, look: impl Fn(&S)) -> S {
    let mut telling = Telling::new(Reader::Student);
    let mut reporter = (format(name).start)(Setting::PLAIN);
    for event in events {
        telling.take(event, &mut |moment| {
            reporter.tell(moment, &mut out).unwrap();
            look(&out);
        });
    }
    out
}

fn check(name: &str, is_whole: impl Fn(&str), is_finished: impl Fn(&str) -> bool) {
    for events in [fixture::everything(), fixture::interrupted()] {
        let file = each(name, events.clone(), Paper::default(), |paper| {
            is_whole(str::from_utf8(&paper.0).unwrap());
        });
        let pipe = each(name, events.clone(), Pipe::default(), |_| {});
        let (file, pipe) = (
            String::from_utf8(file.0).unwrap(),
            String::from_utf8(pipe.0).unwrap(),
        );
        assert_eq!(file, pipe);
        assert!(is_finished(&file));
    }
}

fn is_xml(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{text}");
}

/// Valid by Gradescope's documentation.
fn is_for_gradescope(text: &str) {
    let schema = include_str!("../../../fixtures/schemas/gradescope.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let text: Value = serde_json::from_str(text).unwrap();
    jsonschema::validate(&schema, &text).unwrap();
}

#[test]
fn gradescope() {
    check("gradescope", is_for_gradescope, |text| {
        !text.contains("has not come to its end")
    });
}

#[test]
fn junit() {
    check("junit", is_xml, |text| !text.contains("unfinished"));
}
