//! Reports: the time and the memory that each format takes for a hundred thousand outcomes.

use std::io::{self, Write};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use netcheck::model::{
    Audience, CheckId, CheckOutline, CheckRef, Ending, Event, Evidence, Excerpt, ExerciseId,
    ExerciseOutline, Failure, Gap, MarkedBy, Mismatch, Net, Outcome, Outline, Reveal, Speaker,
    Value, Verdict, Wanted, When, Where,
};
use netcheck::report::{FORMATS, Reader, Replaced, Setting, Sink, Telling};

use crate::measure::{in_turns, peak, rate, time};

/// The word that makes this program write a report.
pub(crate) const WORD: &str = "write-report";

/// What stands beside it: the same events made and told to nobody.
const NONE: &str = "none";

const ROUNDS: usize = 5;
const EXERCISES: u32 = 1_000;
const CHECKS: u32 = 100;

/// A row for each format.
pub(crate) fn measure() -> Vec<String> {
    let names = FORMATS.iter().map(|format| format.name);
    names.map(row).collect()
}

fn row(name: &str) -> String {
    let [own, none] = in_turns(
        ROUNDS,
        [&|| time(&mut writing(name)), &|| time(&mut writing(NONE))],
    );
    let outcomes = EXERCISES * CHECKS;
    format!(
        "| {outcomes} outcomes, `{name}` | {} | {:.0}/s, {:.0} MiB; told to nobody {:.2} ms, {:.0} MiB |",
        own.cells(),
        rate(outcomes, own.median()),
        peak(&mut writing(name)),
        crate::measure::millis(none.median()),
        peak(&mut writing(NONE)),
    )
}

fn writing(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program's own path"));
    command.args([WORD, name]);
    command
}

/// Writes a report of all outcomes to standard output.
pub(crate) fn write(name: &str) -> io::Result<()> {
    let format = FORMATS.iter().find(|format| format.name == name);
    let mut reporter = format.map(|format| (format.start)(Setting::PLAIN));
    let mut telling = Telling::new(Reader::Student);
    let mut out = Stdout(io::BufWriter::with_capacity(64 * 1024, io::stdout()));
    let mut told = Ok(());
    for event in events() {
        telling.take(event, &mut |moment| {
            if let (Some(reporter), Ok(())) = (&mut reporter, &told) {
                told = reporter.tell(moment, &mut out);
            }
        });
    }
    told?;
    out.flush()
}

struct Stdout(io::BufWriter<io::Stdout>);

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for Stdout {
    fn replace_end(&mut self, _: usize, _: &[u8]) -> io::Result<Replaced> {
        Ok(Replaced::Never)
    }
}

/// The events of the run, each outcome made when it is asked for.
fn events() -> impl Iterator<Item = Event> {
    let exercises = (0..EXERCISES).map(|number| Arc::new(exercise(number)));
    let outline = Outline {
        assignment: "Many".to_owned(),
        net: Net::Loopback,
        without_box: None,
        walls: None,
        place: Where::Elsewhere,
        submission: "s01".to_owned(),
        student: vec![("id".to_owned(), "s01".to_owned())],
        exercises: exercises.collect(),
        hidden: 0,
    };
    let outcomes = (0..EXERCISES * CHECKS).map(|number| Event::Finished(outcome(number)));
    std::iter::once(Event::Planned(outline))
        .chain(outcomes)
        .chain([Event::Ended(Ending::Complete)])
}

fn id(number: u32) -> CheckId {
    CheckId::new(&format!("check-{number}")).expect("an id")
}

fn folder(number: u32) -> ExerciseId {
    ExerciseId::of_folder(&format!("{number:04}-exercise-{number}"))
}

fn exercise(number: u32) -> ExerciseOutline {
    let check = |at| {
        Arc::new(CheckOutline {
            id: id(at),
            title: "A web server does not understand hi".to_owned(),
            probe: "talk".into(),
            answer: None,
            of: 1,
            because: None,
            hints: vec!["type it once more".to_owned()],
            audience: Audience::Student,
            reveal: Reveal::Shown,
            marked_by: MarkedBy::Machine,
            spec: line("exercise.yaml", "  - id: check"),
        })
    };
    ExerciseOutline {
        id: folder(number),
        folder: format!("{number:04}-exercise-{number}"),
        title: "Ports".to_owned(),
        checks: (0..CHECKS).map(check).collect(),
    }
}

fn line(file: &str, text: &str) -> Excerpt {
    Excerpt {
        file: file.to_owned(),
        line: 3,
        column: 5,
        first_line: 3,
        text: text.to_owned(),
        marked: 4..text.len(),
        label: String::new(),
    }
}

/// Of three checks one fails, at a line of the student's; each has a short dialogue.
fn outcome(number: u32) -> Outcome {
    let mut evidence = Evidence::default();
    for (at, side, text) in [
        (1, Speaker::Event, "connected to 192.0.2.80:80"),
        (2, Speaker::Sent, "hi\r\n"),
        (3, Speaker::Received, "HTTP/1.1 400 Bad Request\r\n"),
    ] {
        let when = When::After(Duration::from_millis(at));
        evidence.turn(side, text.as_bytes(), when);
    }
    evidence.facts.set("matched", true);
    evidence.facts.set("closed-by", "peer");
    let failed = number.is_multiple_of(3);
    Outcome {
        check: CheckRef {
            exercise: folder(number / CHECKS),
            check: id(number % CHECKS),
        },
        verdict: if failed {
            Verdict::Fail(Failure::Mismatches(vec![mismatch()]))
        } else {
            Verdict::Pass
        },
        points: u32::from(!failed),
        shares: Vec::new(),
        evidence,
        attempts: 1,
        took: Duration::from_millis(12),
        mark: None,
    }
}

fn mismatch() -> Mismatch {
    Mismatch {
        fact: "status".to_owned(),
        audience: Audience::Student,
        step: None,
        expected: Wanted {
            matcher: "equals".into(),
            operand: Some(Value::Number(400)),
            from: Vec::new(),
            inner: Vec::new(),
        },
        actual: Some(Value::Number(200)),
        gap: Gap::Differs,
        reason: None,
        spec: line("exercise.yaml", "    expect: { status: 400 }"),
        seen: Some(line("hi.txt", "HTTP/1.1 200 OK")),
    }
}
