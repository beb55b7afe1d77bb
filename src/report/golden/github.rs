//! The log for GitHub Actions, read by the rules of its runner (actions/runner, `ActionCommand` and `ActionCommandManager`): a line is a
//! command if it begins, after blanks, with `::name properties::`, or holds `##[name properties]` anywhere; between `::stop-commands::TOKEN`
//! and `::TOKEN::` no line is.

use std::collections::BTreeMap;

use crate::model::{Diagnostic, Event};
use crate::report::golden::{broken, check_text, fixture, format, written};
use crate::report::{Moment, Reader, Setting};

/// A command that the runner would carry out.
#[derive(Debug)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

/// The commands of a log, and its other lines.
fn run(log: &str) -> (Vec<Command>, Vec<String>) {
    let mut stopped: Option<String> = None;
    let (mut commands, mut lines) = (Vec::new(), Vec::new());
    for line in log.lines() {
        let command = command(line);
        match (&stopped, command) {
            (Some(token), Some(command)) if command.name == *token => stopped = None,
            (None, Some(command)) if command.name == "stop-commands" => {
                stopped = Some(command.message);
            }
            (None, Some(command)) => commands.push(command),
            (Some(_), _) | (None, None) => lines.push(line.to_owned()),
        }
    }
    assert_eq!(
        stopped, None,
        "commands stay stopped for the rest of the job"
    );
    (commands, lines)
}

fn command(line: &str) -> Option<Command> {
    if let Some(rest) = line.trim_start().strip_prefix("::") {
        let (head, message) = rest.split_once("::")?;
        return Some(made(head, ',', message));
    }
    let (_, rest) = line.split_once("##[")?;
    let (head, message) = rest.split_once(']')?;
    Some(made(head, ';', message))
}

fn made(head: &str, between: char, message: &str) -> Command {
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(between).filter_map(|property| {
        let (key, value) = property.split_once('=')?;
        Some((key.to_owned(), unescaped(value)))
    });
    Command {
        name: name.to_owned(),
        properties: properties.collect(),
        message: unescaped(message),
    }
}

fn unescaped(text: &str) -> String {
    let marks = [
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%3A", ":"),
        ("%2C", ","),
        ("%25", "%"),
    ];
    marks
        .iter()
        .fold(text.to_owned(), |text, (code, c)| text.replace(code, c))
}

fn log(events: &[Event]) -> String {
    let setting = Setting {
        token: "0123456789abcdef".to_owned(),
        ..Setting::PLAIN
    };
    written(format("github").start, events, Reader::Student, setting)
}

fn beside(variable: &str, events: &[Event]) -> String {
    let mut beside = format("github").beside.iter();
    let found = beside.find(|beside| beside.variable == variable).unwrap();
    written(found.start, events, Reader::Student, Setting::PLAIN)
}

#[test]
fn the_log_the_summary_and_the_outputs() {
    let events = fixture::everything();
    check_text("everything-github.txt", &log(&events));
    check_text("everything-outputs.txt", &beside("GITHUB_OUTPUT", &events));
    let page = written(
        format("markdown").start,
        &events,
        Reader::Student,
        Setting::PLAIN,
    );
    assert_eq!(beside("GITHUB_STEP_SUMMARY", &events), page);
}

#[test]
fn the_runner_sees_annotations_and_nothing_else() {
    let (commands, lines) = run(&log(&fixture::everything()));
    let known = |command: &&Command| matches!(command.name.as_str(), "error" | "warning");
    assert_eq!(commands.iter().filter(known).count(), commands.len());
    for level in ["error", "warning"] {
        let of_level = commands.iter().filter(|command| command.name == level);
        assert_eq!(of_level.count(), 10, "{level}");
    }
    let human = written(
        format("human").start,
        &fixture::everything(),
        Reader::Student,
        Setting::PLAIN,
    );
    assert_eq!(lines.join("\n") + "\n", human);
}

#[test]
fn an_annotation_stands_at_the_students_line() {
    let (commands, _) = run(&log(&fixture::everything()));
    let mail = commands
        .iter()
        .find(|command| command.properties["title"].starts_with("07-mail-by-hand/session"))
        .unwrap();
    let property = |name: &str| mail.properties[name].as_str();
    assert_eq!(property("title"), "07-mail-by-hand/session: fail");
    assert_eq!(property("file"), "submissions/s01/mail.txt");
    assert_eq!((property("line"), property("col")), ("5", "12"));
    assert!(mail.message.starts_with("nothing in `mail-from` matches\n"));
}

#[test]
fn a_wrong_spec_is_annotated_at_its_lines() {
    let found: Vec<Diagnostic> = broken::diagnostics();
    let mut paper = super::Paper::default();
    let mut reporter = (format("github").start)(Setting::PLAIN);
    reporter.tell(Moment::Refused(&found), &mut paper).unwrap();
    let (commands, lines) = run(&String::from_utf8(paper.0).unwrap());
    assert_eq!(lines, [""; 0]);
    assert_eq!(commands.len(), found.len());
    assert!(
        commands
            .iter()
            .all(|command| command.properties.contains_key("file"))
    );
}

#[test]
fn the_summary_never_grows_beyond_what_is_shown() {
    let check = fixture::flood();
    let many = std::iter::repeat_n(check, 3_000);
    let events = fixture::of_many(many.collect());
    let page = beside("GITHUB_STEP_SUMMARY", &events);
    assert!(page.len() < 1024 * 1024, "{}", page.len());
    assert!(page.contains("found no room on this page"));
}
