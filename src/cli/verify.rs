//! `netcheck verify`: check what was handed in, and report.

use std::path::Path;
use std::sync::{Arc, mpsc};

use crate::cli::args::{Audience, Verify};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::progress::{Progress, TICK};
use crate::cli::reports::{Reports, Wanted};
use crate::cli::{network, signals, source, walls};
use crate::model::{Diagnostic, Event, Where};
use crate::net::descriptors;
use crate::plan::{Choice, Plan};
use crate::report::{End, Reader};
use crate::run::{self, AfterFailure, Job};
use crate::submission::{ANSWERS, Handed, Submission};

pub(crate) fn verify(args: &Verify, output: &mut Output) -> Exit {
    try_verify(args, output).unwrap_or_else(|exit| exit)
}

fn try_verify(args: &Verify, output: &mut Output) -> Result<Exit, Exit> {
    let targets = output.targets(&args.report)?;
    let mut reports = Reports::open(targets, wanted(args), output)?;
    let plan = planned(args, &mut reports, output)?;
    known_keys(args, &plan, output)?;
    if !args.submission.is_dir() {
        let problem = format!(
            "`{}` is not a folder; name what was handed in with --submission DIR",
            args.submission.display()
        );
        return Err(output.usage(&problem));
    }
    let unanswered = asks(&plan) && is_without_answers(&args.submission);
    let end = watched(plan, args, &mut reports, output)?;
    if unanswered && !args.amount.quiet {
        output.say(&format!(
            "there is no {ANSWERS} yet: `netcheck new answers` writes it, with every question"
        ));
    }
    Ok(ended(&end, &reports))
}

fn wanted(args: &Verify) -> Wanted {
    Wanted {
        audience: args.audience.into(),
        amount: args.amount.into(),
    }
}

/// The plan; where the spec is wrong, the reports say that nothing was checked.
fn planned(args: &Verify, reports: &mut Reports, output: &mut Output) -> Result<Plan, Exit> {
    let read = source::read(&args.assignment, output)?;
    let folders = read.folders(&args.exercises, output)?;
    let (net, without_box) = network::decided(args.network);
    let choice = Choice {
        net,
        place: place(args),
        folders,
    };
    match read.plan(&choice) {
        (Some((_, plan)), _) => Ok(Plan {
            without_box,
            walls: walls::decided(args.walls, &plan),
            ..plan
        }),
        (None, found) => {
            reports.refused(&found, output);
            Err(output.spec_errors(&told(args, found)))
        }
    }
}

/// What is wrong with the spec, for who reads the log: elsewhere that is whoever may see the run.
fn told(args: &Verify, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    match (args.audience, place(args)) {
        (Audience::Student, Where::Elsewhere) => Reader::Student.findings(&found),
        (Audience::Student, Where::Here) | (Audience::Instructor, _) => found,
    }
}

fn known_keys(args: &Verify, plan: &Plan, output: &mut Output) -> Result<(), Exit> {
    match args
        .student
        .iter()
        .find(|(key, _)| !plan.student.contains(key))
    {
        Some((key, _)) if plan.student.is_empty() => Err(output.usage(&format!(
            "--student {key}=…: this assignment declares no `student:` keys"
        ))),
        Some((key, _)) => {
            let known = plan.student.join(", ");
            Err(output.usage(&format!(
                "--student {key}=…: there is no such key; the assignment has {known}"
            )))
        }
        None => Ok(()),
    }
}

/// Whether any exercise of the plan is answered in `answers.yaml`.
fn asks(plan: &Plan) -> bool {
    plan.checks.iter().any(|check| !check.answers.is_empty())
}

/// Whether there is no `answers.yaml`, nor anything that looks like one.
fn is_without_answers(submission: &Path) -> bool {
    let file = Submission::open(submission).file(ANSWERS, "");
    matches!(file, Handed::Missing { near } if near.is_empty())
}

/// Runs the plan, and writes the reports from here: who reads them slowly must not hold up the checks.
fn watched(
    plan: Plan,
    args: &Verify,
    reports: &mut Reports,
    output: &mut Output,
) -> Result<End, Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime =
        runtime.map_err(|error| output.usage(&format!("the system gives no threads: {error}")))?;
    descriptors::raise_limit();
    let (tell, told) = mpsc::channel();
    let entered = runtime.enter();
    let job = job(plan, args)
        .map_err(|error| output.usage(&format!("the system gives no signals: {error}")))?;
    drop(entered);
    let running = runtime.spawn(async move {
        // Who listens goes only when the run has ended.
        run::run(job, &mut |event| drop(tell.send(event))).await;
    });
    let mut progress = Progress::new(args.amount.quiet, args.audience.into());
    let end = followed(&told, reports, &mut progress, output);
    progress.end();
    if let Err(bug) = runtime.block_on(running) {
        std::panic::resume_unwind(bug.into_panic());
    }
    // A system resolver that is still asked must not hold the program.
    runtime.shutdown_background();
    Ok(end.expect("a run that is no bug ends with its end"))
}

/// Takes the events until there are no more.
fn followed(
    told: &mpsc::Receiver<Event>,
    reports: &mut Reports,
    progress: &mut Progress,
    output: &mut Output,
) -> Option<End> {
    let mut end = None;
    loop {
        match told.recv_timeout(TICK) {
            Ok(event) => {
                progress.take(&event);
                let taken = progress.aside(|| reports.take(event, output));
                end = taken.or(end);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => progress.tick(output),
            Err(mpsc::RecvTimeoutError::Disconnected) => return end,
        }
    }
}

fn job(plan: Plan, args: &Verify) -> std::io::Result<Job> {
    Ok(Job {
        plan: Arc::new(plan),
        submission: Submission::open(&args.submission),
        student: args.student.iter().cloned().collect(),
        jobs: args.jobs.map(usize::from),
        after_failure: if args.fail_fast {
            AfterFailure::Stop
        } else {
            AfterFailure::GoOn
        },
        stop: signals::watch()?,
    })
}

/// What the end says; where a report could not be written whole, that is no success.
fn ended(end: &End, reports: &Reports) -> Exit {
    match end.exit_code() {
        0 if reports.spoilt() => Exit::Usage,
        code => Exit::Verdict(code),
    }
}

/// `verify` means the student's own machine, unless it plainly runs for a grader.
fn place(args: &Verify) -> Where {
    let graded = std::env::var_os("CI").is_some_and(|value| !value.is_empty())
        || Path::new("/autograder").exists();
    if args.elsewhere || (graded && !args.here) {
        Where::Elsewhere
    } else {
        Where::Here
    }
}
