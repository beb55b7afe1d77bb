//! `netcheck grade`: a folder of submissions → the gradebook.

mod preview;
mod progress;
mod since;
mod summary;

use std::sync::Arc;

use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::cli::args::class::{Attempts, Grade, Missing, Undecided};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::{load, network, signals, source, walls};
use crate::grade::{self, Choice, Gradebook, Grading, Shard, spec_digest};
use crate::intake::{self, Intake, Joined, Layout, Roster};
use crate::likeness::{Trait, example_traits};
use crate::model::{self, Diagnostic, Policy, Where};
use crate::net::descriptors;
use crate::plan::{self, Plan};
use crate::spec::Spec;

pub(crate) fn command(args: &Grade, output: &mut Output) -> Exit {
    try_grade(args, output).unwrap_or_else(|exit| exit)
}

/// What is graded: the plan, its digest, when it is due.
struct Assignment {
    plan: Plan,
    digest: String,
    due: Option<Timestamp>,
    /// What its own recordings hold.
    examples: Vec<(String, Trait)>,
}

fn try_grade(args: &Grade, output: &mut Output) -> Result<Exit, Exit> {
    let since = since::since(args.since.as_deref(), output)?;
    let assignment = assignment(args, output)?;
    let roster = roster(args, output)?;
    let intake = intake(args, output)?;
    let mut book = opened(args, output)?;
    let outline = assignment.plan.outline(Vec::new(), String::new());
    let belongs = book.belongs_to(&outline);
    belongs.map_err(|found| output.unusable(&found))?;
    let roster = match (roster, &intake.roster) {
        (Some(roster), _) => Some(roster),
        (None, Some(path)) => Some(Roster::read(path).map_err(|found| output.unusable(&found))?),
        (None, None) => book.roster().map_err(|found| output.unusable(&found))?,
    };
    let runtime = runtime(output)?;
    let grading = Grading {
        choice: choice(args, &assignment, since, &book).map_err(|found| output.unusable(&found))?,
        plan: Arc::new(assignment.plan),
        spec: assignment.digest,
        rostered: roster.is_some(),
        class: class(intake, roster, output),
        examples: assignment.examples,
        policy: policy(args, &book).map_err(|found| output.unusable(&found))?,
        stop: stop(&runtime, output)?,
    };
    let exit = if args.preview {
        preview::preview(grading, &runtime, &mut book, args, output)
    } else {
        graded(grading, &runtime, &mut book, args, output)
    };
    runtime.shutdown_background();
    exit
}

fn intake(args: &Grade, output: &mut Output) -> Result<Intake, Exit> {
    let wanted = intake::Wanted {
        layout: args.layout.as_deref().and_then(layout),
        pattern: args.pattern.clone(),
    };
    let intake = intake::read(&args.submissions, &wanted);
    intake.map_err(|found| output.unusable(&found))
}

/// The class, and a word on what was left out of it.
fn class(intake: Intake, roster: Option<Roster>, output: &mut Output) -> Joined {
    let of_roster = roster.as_ref().map(|roster| roster.notes.clone());
    let class = intake::join(intake, roster);
    for note in of_roster.iter().flatten().chain(&class.notes) {
        output.say(&format!("note: {}", crate::report::plain(note)));
    }
    class
}

fn stop(
    runtime: &Runtime,
    output: &mut Output,
) -> Result<tokio::sync::watch::Receiver<Option<i32>>, Exit> {
    let _entered = runtime.enter();
    signals::watch().map_err(|error| output.usage(&format!("the system gives no signals: {error}")))
}

fn graded(
    grading: Grading,
    runtime: &Runtime,
    book: &mut Gradebook,
    args: &Grade,
    output: &mut Output,
) -> Result<Exit, Exit> {
    let mut progress = progress::Progress::new(args.quiet);
    let graded = grading.run(runtime, book, &mut |count| progress.tick(count, output));
    progress.end();
    let graded = graded.map_err(|found| output.unusable(&found))?;
    let told = summary::tell(&graded, book, args, output);
    let undecided = told.map_err(|found| output.unusable(&found))?;
    Ok(match graded.stopped {
        Some(signal) => Exit::Verdict(u8::try_from(signal).map_or(130, |signal| 128 | signal)),
        None if undecided => Exit::Verdict(4),
        None => Exit::Done,
    })
}

fn runtime(output: &mut Output) -> Result<Runtime, Exit> {
    descriptors::raise_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    runtime.map_err(|error| output.usage(&format!("the system gives no threads: {error}")))
}

fn assignment(args: &Grade, output: &mut Output) -> Result<Assignment, Exit> {
    let read = source::read(&args.assignment, output)?;
    let dir =
        load::find(args.assignment.dir.as_deref()).map_err(|problem| output.usage(&problem))?;
    let files = Arc::clone(&read.files);
    let (net, without_box) = network::decided(args.network.into());
    if let Some(reason) = &without_box
        && !args.quiet
    {
        output.say(&format!(
            "on loopback, as the box cannot be had here: {reason} (`netcheck doctor` says what to do)"
        ));
    }
    let choice = plan::Choice {
        net,
        place: Where::Elsewhere,
        folders: Vec::new(),
    };
    match read.plan(&choice) {
        (Some((spec, plan)), _) => {
            let walls = walls::decided(args.walls.into(), &plan);
            let around = walls.clone().ok().filter(|_| plan.starts_programs());
            Ok(Assignment {
                digest: spec_digest(&files, net, around),
                due: due(&spec),
                examples: example_traits(&plan, &dir),
                plan: plan::Plan {
                    without_box,
                    walls,
                    ..plan
                },
            })
        }
        (None, found) => Err(output.spec_errors(&found)),
    }
}

fn due(spec: &Spec) -> Option<Timestamp> {
    let due = spec.assignment.due.as_ref()?;
    let zoned = due
        .value
        .parse::<jiff::Zoned>()
        .map(|zoned| zoned.timestamp());
    zoned.or_else(|_| due.value.parse()).ok()
}

fn roster(args: &Grade, output: &mut Output) -> Result<Option<Roster>, Exit> {
    let Some(path) = &args.roster else {
        return Ok(None);
    };
    let roster = Roster::read(path).map_err(|found| output.unusable(&found))?;
    Ok(Some(roster))
}

/// A preview writes nothing, so it needs a gradebook that is there.
fn opened(args: &Grade, output: &mut Output) -> Result<Gradebook, Exit> {
    let book = if args.preview {
        Gradebook::open(&args.gradebook)
    } else {
        Gradebook::create(&args.gradebook)
    };
    book.map_err(|found| output.unusable(&found))
}

fn layout(word: &str) -> Option<Layout> {
    let mut all = Layout::ALL.iter();
    all.find(|(name, _)| *name == word)
        .map(|(_, layout)| *layout)
}

fn choice(
    args: &Grade,
    assignment: &Assignment,
    since: Option<Timestamp>,
    book: &Gradebook,
) -> Result<Choice, Diagnostic> {
    Ok(Choice {
        attempts: match args.attempts {
            Some(Attempts::Latest) => grade::Attempts::Latest,
            Some(Attempts::Best) => grade::Attempts::Best,
            Some(Attempts::InTime) => grade::Attempts::InTime,
            None => book.attempts()?,
        },
        due: assignment.due,
        force: args.force,
        only: args.only.clone(),
        since,
        retry: args.undecided == Some(Undecided::Retry),
        shard: args.shard.map(|(number, of)| Shard { number, of }),
        jobs: args.jobs.map(usize::from),
    })
}

/// What the command line says; else what it was the last time.
fn policy(args: &Grade, book: &Gradebook) -> Result<Policy, Diagnostic> {
    let before = book.policy()?;
    Ok(Policy {
        missing: args.missing.map_or(before.missing, Into::into),
        open: match args.undecided {
            Some(Undecided::Zero) => model::Unknown::Zero,
            Some(Undecided::Ungraded) => model::Unknown::Ungraded,
            Some(Undecided::Retry) | None => before.open,
        },
    })
}

impl From<Missing> for model::Missing {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Zero => Self::Zero,
            Missing::Blank => Self::Blank,
        }
    }
}
