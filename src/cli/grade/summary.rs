//! What is said after a class was graded: the numbers, and what needs somebody.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cli::args::class::{Grade, Undecided};
use crate::cli::output::Output;
use crate::grade::{Gradebook, Graded};
use crate::model::{Class as _, Diagnostic, Missing, Outcome, Unknown, Verdict};
use crate::report::{self, plain};

/// How many students are named with a finding; the reports name all.
const NAMED: usize = 5;

/// How many differences between submissions and the roster are told: many mean that the roster is wrong.
const DIFFERENCES: usize = 20;

/// Says how it went; whether something is undecided.
pub(super) fn tell(
    graded: &Graded,
    book: &mut Gradebook,
    args: &Grade,
    output: &mut Output,
) -> Result<bool, Diagnostic> {
    if !args.quiet {
        output.line(&numbers(graded));
    }
    let policy = book.policy()?;
    students(graded, policy.missing, output);
    let nobodys = book.unmatched()?;
    unmatched(&nobodys, output);
    if graded.count.total == 0 && !nobodys.is_empty() {
        output.line(
            "  nothing is anybody's: look at the ids of the roster, or name --pattern or --layout",
        );
    }
    differences(book, output)?;
    let undecided = undecided(book, args, output)?;
    waiting(book, output)?;
    likenesses(book, output)?;
    if !args.quiet {
        output.line(&format!(
            "results: {}",
            plain(&book.path().display().to_string())
        ));
    }
    Ok(undecided)
}

fn numbers(graded: &Graded) -> String {
    let count = graded.count;
    let mut line = format!("graded {}", report::number(count.graded, "submission"));
    if count.unchanged > 0 {
        let _ = write!(line, ", {} unchanged", count.unchanged);
    }
    let left = count.total - count.graded - count.unchanged;
    if graded.stopped.is_some() {
        let _ = write!(line, "; stopped, with {left} left: run it again to go on");
    }
    line
}

fn students(graded: &Graded, missing: Missing, output: &mut Output) {
    let means = match missing {
        Missing::Zero => "zero points",
        Missing::Blank => "no grade",
    };
    if graded.missing > 0 {
        let count = report::number(graded.missing, "student");
        output.line(&format!("{count} handed in nothing: {means}"));
    }
    if graded.late > 0 {
        let count = report::number(graded.late, "student");
        output.line(&format!("{count} handed in nothing in time: {means}"));
    }
}

fn unmatched(names: &[String], output: &mut Output) {
    if names.is_empty() {
        return;
    }
    let what = match names.len() {
        1 => "1 submission matches no student".to_owned(),
        count => format!("{count} submissions match no student"),
    };
    output.line(&format!("{what}: {}", named(names, names.len())));
}

/// Some of them by name, and how many others there are.
fn named(names: &[String], count: usize) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| plain(name)).collect();
    match count - shown.len() {
        0 => shown.join(", "),
        others => format!("{} and {others} more", shown.join(", ")),
    }
}

fn differences(book: &mut Gradebook, output: &mut Output) -> Result<(), Diagnostic> {
    let found = book.differences()?;
    for (student, sentence) in found.iter().take(DIFFERENCES) {
        output.line(&format!("{}: {}", plain(student), plain(sentence)));
    }
    if found.len() > DIFFERENCES {
        let others = found.len() - DIFFERENCES;
        output.line(&format!(
            "{others} more such differences: look at the roster"
        ));
    }
    Ok(())
}

/// The same trouble of several checks and students is told once: a submission that cannot be opened is the trouble of all its checks.
#[derive(Default)]
struct Trouble {
    checks: Vec<String>,
    students: Vec<String>,
}

impl Trouble {
    /// The students come one after the other, each with its checks in the order of the spec.
    fn add(&mut self, student: &str, check: String) {
        if self.students.last().is_none_or(|last| last != student) {
            self.students.push(student.to_owned());
        }
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
    }
}

fn undecided(book: &mut Gradebook, args: &Grade, output: &mut Output) -> Result<bool, Diagnostic> {
    let mut troubles: BTreeMap<(String, Option<String>), Trouble> = BTreeMap::new();
    let mut total = 0;
    book.each_undecided(&mut |student, outcome| {
        total += 1;
        let trouble = troubles.entry(why(outcome)).or_default();
        trouble.add(student, outcome.check.to_string());
    })?;
    if total == 0 {
        return Ok(false);
    }
    let means = match book.policy()?.open {
        Unknown::Zero => "no points for them",
        Unknown::Ungraded => "no grade for these students until they are decided or marked by hand",
    };
    output.line(&format!(
        "undecided: {}; {means}",
        report::number(total, "check")
    ));
    for ((why, remedy), trouble) in troubles {
        let Trouble { checks, students } = trouble;
        output.line(&format!(
            "  {}: {}",
            named(&checks, checks.len()),
            plain(&why)
        ));
        output.line(&format!("    {}", named(&students, students.len())));
        if let Some(remedy) = remedy {
            output.line(&format!("    help: {}", plain(&remedy)));
        }
    }
    if args.undecided != Some(Undecided::Retry) {
        output.line("  `--undecided retry` grades them again");
    }
    Ok(true)
}

fn why(outcome: &Outcome) -> (String, Option<String>) {
    match &outcome.verdict {
        Verdict::Undecided(fault) => (report::fault(fault), report::remedy(fault)),
        _ => ("it was not run".to_owned(), None),
    }
}

/// That there are some; the reports show them, and students' reports never do.
fn likenesses(book: &Gradebook, output: &mut Output) -> Result<(), Diagnostic> {
    let count = book.class()?.head().likenesses.len();
    if count > 0 {
        output.line(&format!(
            "{} cannot be independent: `netcheck report --format html --output DIR` shows both places",
            report::number(count, "group") + " of recordings"
        ));
    }
    Ok(())
}

fn waiting(book: &mut Gradebook, output: &mut Output) -> Result<(), Diagnostic> {
    let checks = book.unmarked()?;
    let total: usize = checks.iter().map(|(_, count)| count).sum();
    if total == 0 {
        return Ok(());
    }
    output.line(&format!(
        "{} for a person: `netcheck mark STUDENT EXERCISE/CHECK 3/4` gives points",
        if total == 1 {
            "1 check waits".to_owned()
        } else {
            format!("{total} checks wait")
        }
    ));
    for (check, count) in checks {
        output.line(&format!("  {check}: {}", report::number(count, "student")));
    }
    Ok(())
}
