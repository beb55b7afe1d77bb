//! The report as JUnit XML, for CI: `--report junit`.
//!
//! An exercise is a `testsuite`, a check a `testcase` with its folder as `classname` and `id: title` as `name`, which no other has: of two
//! alike GitLab counts one. JUnit has three words for what is no pass; the attribute `type` has netcheck's own:
//!
//! | verdict | element | because |
//! |---|---|---|
//! | `fail`, `todo` | `failure` | the exercise is not done, and netcheck's exit code says so too |
//! | `undecided` | `error` | no pass, and nobody's mistake |
//! | `skipped`, `manual`, `not-run` | `skipped` | nothing was found wrong: what a check waits for says why itself |
//!
//! What a person marked keeps netcheck's verdict, and its points are the mark's; a `manual` is no longer skipped.
//!
//! The message stands in the attribute, which some readers show, and again as the first line of the text, which is all that others show.
//! `file`, from the root of the repository, and `line` are where to look; `time` is that of the check, and of a suite their sum. Counts stand at the suites only: readers add
//! them up, and so each exercise can be written as soon as it is complete. After each the file is whole, closed by a suite `netcheck` that says
//! that the run has not come to its end, and in the end tells the totals.

use std::io;
use std::time::Duration;

use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;

use crate::model::{CheckReport, Diagnostic, ExerciseReport, Outline, Severity, Tally, Verdict};
use crate::report::growing::Growing;
use crate::report::reporter::{End, Moment, Reporter, Setting, Sink};
use crate::report::visible::plain;
use crate::report::{Format, Style, diagnostics, human, phrase, place};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "junit",
    "for CI that shows test results, as GitLab and Jenkins do: JUnit XML",
    |setting: Setting| Box::new(Junit::new(setting.base)),
);

/// What closes the document.
const CLOSE: &[u8] = b"\n</testsuites>\n";

/// The suite that speaks of the run itself.
const OWN: &str = "netcheck";

type Xml = Writer<Vec<u8>>;

/// What is known of something: its name and its value.
type Property = (String, String);

/// The report as it is written.
struct Junit {
    xml: Xml,
    page: Growing,
    run: Run,
}

/// What is known of the run.
struct Run {
    /// Where the working directory stands in the repository.
    base: String,
    /// The folder that was handed in.
    submission: String,
    properties: Vec<Property>,
}

impl Reporter for Junit {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(found) => {
                self.open(OWN)?;
                refused(&mut self.xml, found)?;
                self.end(out)
            }
            Moment::Begin(outline) => {
                self.run.submission.clone_from(&outline.submission);
                self.run.properties = about_the_run(outline);
                self.open(&plain(&outline.assignment))?;
                self.add(out)
            }
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => Ok(()),
            Moment::Exercise(exercise) => {
                suite(&mut self.xml, exercise, &self.run)?;
                self.add(out)
            }
            Moment::End(end) => {
                totals(&mut self.xml, end)?;
                self.end(out)
            }
        }
    }
}

impl Junit {
    fn new(base: String) -> Self {
        Self {
            xml: Writer::new_with_indent(Vec::new(), b' ', 2),
            page: Growing::new(),
            run: Run {
                base,
                submission: String::new(),
                properties: Vec::new(),
            },
        }
    }

    fn open(&mut self, name: &str) -> io::Result<()> {
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        self.xml.write_event(Event::Decl(declaration))?;
        let suites = BytesStart::new("testsuites").with_attributes([("name", name)]);
        self.xml.write_event(Event::Start(suites))
    }

    /// Writes what is drawn, and that the run goes on.
    fn add(&mut self, out: &mut dyn Sink) -> io::Result<()> {
        let piece = self.taken();
        failed_run(&mut self.xml, "the run came to its end", &UNFINISHED)?;
        let mut close = self.taken();
        close.extend(CLOSE);
        self.page.add(piece, &close, out)
    }

    /// Writes what is drawn, and no more.
    fn end(&mut self, out: &mut dyn Sink) -> io::Result<()> {
        let mut piece = self.taken();
        piece.extend(CLOSE);
        self.page.end(piece, out)
    }

    fn taken(&mut self) -> Vec<u8> {
        std::mem::take(self.xml.get_mut())
    }
}

/// What is no pass: the element, netcheck's own word, the message, and the text.
struct Found<'a> {
    element: &'static str,
    word: &'static str,
    message: &'a str,
    text: &'a str,
}

const UNFINISHED: Found = Found {
    element: "error",
    word: "unfinished",
    message: phrase::UNFINISHED,
    text: phrase::UNFINISHED,
};

impl Found<'_> {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let element = xml.create_element(self.element);
        let element = element.with_attributes([("type", self.word), ("message", self.message)]);
        element.write_text_content(BytesText::new(self.text))?;
        Ok(())
    }
}

/// The suite that speaks of the run itself: how many errors it has, each a case, and what is in it.
fn about_itself(
    xml: &mut Xml,
    errors: &str,
    inner: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let suite = xml.create_element("testsuite").with_attributes([
        ("name", OWN),
        ("tests", errors),
        ("failures", "0"),
        ("errors", errors),
        ("skipped", "0"),
    ]);
    suite.write_inner_content(inner)?;
    Ok(())
}

fn failed_run(xml: &mut Xml, name: &str, found: &Found) -> io::Result<()> {
    about_itself(xml, "1", |xml| {
        let case = xml.create_element("testcase");
        let case = case.with_attributes([("classname", OWN), ("name", name)]);
        case.write_inner_content(|xml| found.write(xml))?;
        Ok(())
    })
}

fn totals(xml: &mut Xml, end: &End) -> io::Result<()> {
    let text = phrase::totals(end).join("\n") + "\n";
    about_itself(xml, "0", |xml| printed(xml, &text))
}

fn refused(xml: &mut Xml, found: &[Diagnostic]) -> io::Result<()> {
    let is_error = |one: &&Diagnostic| one.severity == Severity::Error;
    let first = found.iter().find(is_error);
    let message = first.map_or_else(String::new, |one| plain(&one.message));
    let found = Found {
        element: "error",
        word: "refused",
        message: &message,
        text: &format!("{message}\n\n{}", diagnostics(found, Style::PLAIN)),
    };
    failed_run(xml, "the spec can be used", &found)
}

fn about_the_run(outline: &Outline) -> Vec<Property> {
    let run = [
        ("network", outline.net.word().to_owned()),
        ("place", outline.place.word().to_owned()),
        ("hidden", outline.hidden.to_string()),
    ];
    let walls = outline
        .walls
        .map(|walls| ("walls", walls.word().to_owned()));
    let run = run.into_iter().chain(walls);
    let run = run.map(|(name, value)| (name.to_owned(), value));
    let student = outline.student.iter();
    let student = student.map(|(key, value)| (format!("student.{}", plain(key)), plain(value)));
    run.chain(student).collect()
}

fn suite(xml: &mut Xml, exercise: &ExerciseReport, run: &Run) -> io::Result<()> {
    let tally = Tally::of(&exercise.checks);
    let elements = exercise.checks.iter().map(element);
    let count = |of: &str| {
        elements
            .clone()
            .filter(|one| *one == Some(of))
            .count()
            .to_string()
    };
    let time = exercise.checks.iter().map(|check| check.outcome.took).sum();
    let attributes = [
        ("name", plain(&exercise.outline.folder)),
        ("tests", tally.checks().to_string()),
        ("failures", count("failure")),
        ("errors", count("error")),
        ("skipped", count("skipped")),
        ("time", seconds(time)),
    ];
    let suite = xml.create_element("testsuite");
    let suite = suite.with_attributes(borrowed(&attributes));
    suite.write_inner_content(|xml| {
        properties(xml, exercise, &tally, &run.properties)?;
        let mut checks = exercise.checks.iter();
        checks.try_for_each(|check| case(xml, exercise, check, run))
    })?;
    Ok(())
}

fn properties(
    xml: &mut Xml,
    exercise: &ExerciseReport,
    tally: &Tally,
    run: &[Property],
) -> io::Result<()> {
    let own = [
        ("title", plain(&exercise.outline.title)),
        ("points", tally.points.to_string()),
        ("of", tally.of.to_string()),
        ("manual", tally.manual_of.to_string()),
    ];
    let run = run
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    xml.create_element("properties")
        .write_inner_content(|xml| {
            for (name, value) in borrowed(&own).into_iter().chain(run) {
                let property = xml.create_element("property");
                let property = property.with_attributes([("name", name), ("value", value)]);
                property.write_empty()?;
            }
            Ok(())
        })?;
    Ok(())
}

fn case(
    xml: &mut Xml,
    exercise: &ExerciseReport,
    check: &CheckReport,
    run: &Run,
) -> io::Result<()> {
    let outline = &check.outline;
    let place = place::of_check(check);
    let file = place.map(|place| place.path_in_repository(&run.base, &run.submission));
    let file = file.map(|file| ("file", plain(&file)));
    let line = place.and_then(|place| place.at);
    let line = line.map(|(line, _)| ("line", line.to_string()));
    let attributes = [
        ("classname", plain(&exercise.outline.folder)),
        ("name", format!("{}: {}", outline.id, plain(&outline.title))),
        ("time", seconds(check.outcome.took)),
    ];
    let attributes: Vec<_> = attributes.into_iter().chain(file).chain(line).collect();
    let case = xml.create_element("testcase");
    let case = case.with_attributes(borrowed(&attributes));
    case.write_inner_content(|xml| what_became(xml, exercise, check))?;
    Ok(())
}

fn what_became(xml: &mut Xml, exercise: &ExerciseReport, check: &CheckReport) -> io::Result<()> {
    let text = human::text(exercise, check, Style::UNWRAPPED);
    let mut out = phrase::points_of(check).map_or_else(String::new, |points| points + "\n");
    match element(check) {
        Some(element) => Found {
            element,
            word: check.outcome.verdict.word(),
            message: &phrase::headline(exercise, check).unwrap_or_default(),
            text: &text,
        }
        .write(xml)?,
        None => out += &text,
    }
    if out.is_empty() {
        return Ok(());
    }
    printed(xml, &out)
}

fn printed(xml: &mut Xml, text: &str) -> io::Result<()> {
    let element = xml.create_element("system-out");
    element.write_text_content(BytesText::new(text))?;
    Ok(())
}

/// JUnit's word for what became of a check; a pass needs none, nor does what waited for a person and is marked.
fn element(check: &CheckReport) -> Option<&'static str> {
    match check.outcome.verdict {
        Verdict::Pass => None,
        Verdict::Manual if check.outcome.mark.is_some() => None,
        Verdict::Fail(_) | Verdict::Todo(_) => Some("failure"),
        Verdict::Undecided(_) => Some("error"),
        Verdict::Skipped { .. } | Verdict::Manual | Verdict::NotRun => Some("skipped"),
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

fn borrowed<'a>(attributes: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    let borrow = |(name, value): &'a (&'static str, String)| (*name, value.as_str());
    attributes.iter().map(borrow).collect()
}
