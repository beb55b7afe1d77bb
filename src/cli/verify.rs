//! `netcheck verify`: check what was handed in, and report.

use std::path::Path;
use std::sync::Arc;

use crate::cli::args::{Network, Verify};
use crate::cli::exit::Exit;
use crate::cli::output::{Output, Target};
use crate::cli::{signals, source};
use crate::model::{Event, Net, Report, Where};
use crate::net::descriptors;
use crate::plan::{Choice, Plan};
use crate::run::{self, AfterFailure, Job};
use crate::submission::{ANSWERS, Handed, Submission};

pub(crate) fn verify(args: &Verify, output: &mut Output) -> Exit {
    try_verify(args, output).unwrap_or_else(|exit| exit)
}

fn try_verify(args: &Verify, output: &mut Output) -> Result<Exit, Exit> {
    let mut targets = output.targets(&args.report)?;
    let plan = planned(args, output)?;
    known_keys(args, &plan, output)?;
    if !args.submission.is_dir() {
        let problem = format!(
            "`{}` is not a folder; name what was handed in with --submission DIR",
            args.submission.display()
        );
        return Err(output.usage(&problem));
    }
    let unanswered = asks(&plan) && is_without_answers(&args.submission);
    let report = watched(plan, args, output)?;
    for target in &mut targets {
        output.write(target, &report);
    }
    if unanswered {
        output.say(&format!(
            "there is no {ANSWERS} yet: `netcheck new answers` writes it, with every question"
        ));
    }
    let exit = ended(&report, &targets);
    // The program ends now: to free ten thousand outcomes one by one would only take time.
    std::mem::forget(report);
    Ok(exit)
}

fn planned(args: &Verify, output: &mut Output) -> Result<Plan, Exit> {
    let read = source::read(&args.assignment, output)?;
    let folders = read.folders(&args.exercises, output)?;
    let choice = Choice {
        net: net(args.network),
        place: place(args),
        folders,
    };
    match read.plan(&choice) {
        (Some((_, plan)), _) => Ok(plan),
        (None, found) => Err(output.spec_errors(&found)),
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

/// Runs the plan and folds its events.
fn watched(plan: Plan, args: &Verify, output: &mut Output) -> Result<Report, Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime =
        runtime.map_err(|error| output.usage(&format!("the system gives no threads: {error}")))?;
    descriptors::raise_limit();
    let events = runtime.block_on(async {
        let job = job(plan, args)
            .map_err(|error| output.usage(&format!("the system gives no signals: {error}")))?;
        // A task of its own, so that the scheduler runs on the threads that run the checks, and need not be woken across.
        let running = tokio::spawn(async move {
            let mut events: Vec<Event> = Vec::with_capacity(job.plan.checks.len() + 2);
            let mut keep = |event| match event {
                // Nobody watches this run, and the report is made of outcomes.
                Event::Started(_) | Event::Retrying { .. } => {}
                Event::Planned(_) | Event::Finished(_) | Event::Ended(_) => events.push(event),
            };
            run::run(job, &mut keep).await;
            events
        });
        Ok(running
            .await
            .unwrap_or_else(|bug| std::panic::resume_unwind(bug.into_panic())))
    })?;
    // A system resolver that is still asked must not hold the program.
    runtime.shutdown_background();
    Ok(Report::of_events(events).expect("a run begins with its outline"))
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

/// What the report says; a report that could not be written whole is no success.
fn ended(report: &Report, targets: &[Target]) -> Exit {
    match report.exit_code() {
        0 if targets.iter().any(Target::spoilt) => Exit::Usage,
        code => Exit::Verdict(code),
    }
}

fn net(network: Network) -> Net {
    match network {
        Network::Loopback => Net::Loopback,
        Network::Live => Net::Live,
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
