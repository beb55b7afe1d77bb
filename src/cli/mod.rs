//! The command line: words → command → exit code.

mod args;
mod contents;
mod doctor;
mod exit;
mod explain;
mod export;
mod fresh;
mod grade;
mod gradescope;
mod lab;
mod lint;
mod list;
mod load;
mod mark;
mod merge;
mod network;
mod new;
mod output;
mod progress;
mod read;
mod report;
mod reports;
mod schema;
mod shell;
mod signals;
mod sink;
mod source;
mod telnet;
mod verify;
mod walls;

use std::ffi::OsString;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::Exit;
use output::Output;

use crate::net::inside;
use crate::sandbox;

/// Runs the program: reads the command line, does what it says, gives the exit code.
pub fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    match words.next() {
        // Hidden: netcheck as the process of a world, of a cell, and as a program in a world.
        Some(word) if word == sandbox::COMMAND => return sandbox::serve(),
        Some(word) if word == sandbox::CELL_COMMAND => return sandbox::keep(),
        Some(word) if word == inside::COMMAND => return answer_inside(words.next()),
        Some(_) | None => {}
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let done = std::panic::catch_unwind(AssertUnwindSafe(|| run(cli)));
    ExitCode::from(done.map_or(exit::BUG, Exit::code))
}

/// Answers what a netcheck outside asks of the box.
fn answer_inside(question: Option<OsString>) -> ExitCode {
    let question = question.unwrap_or_default();
    let answer = inside::answer(&question.to_string_lossy());
    match std::io::stdout().write_all(answer.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(cli: Cli) -> Exit {
    let mut output = Output::new(cli.color);
    match cli.command {
        Command::Verify(verify) => verify::verify(&verify, &mut output),
        Command::Grade(grade) => grade::command(&grade, &mut output),
        Command::Mark(mark) => mark::command(&mark, &mut output),
        Command::Report(report) => report::command(&report, &mut output),
        Command::Merge(merge) => merge::command(&merge, &mut output),
        Command::List(list) => list::list(&list, &mut output),
        Command::Read(read) => read::command(&read, &mut output),
        Command::Lint(lint) => lint::lint(&lint, &mut output),
        Command::Telnet(telnet) => telnet::command(&telnet, &mut output),
        Command::Lab(lab) => lab::command(&lab, &mut output),
        Command::Doctor(doctor) => doctor::command(&doctor, &mut output),
        Command::Explain(explain) => explain::command(&explain, &mut output),
        Command::Schema(schema) => schema::command(&schema, &mut output),
        Command::Export(export) => export::command(&export, &mut output),
        Command::New(new) => new::command(&new, &mut output),
        Command::Gradescope(gradescope) => gradescope::command(&gradescope, &mut output),
    }
}

/// What clap has to say: help and version on standard output, errors on standard error.
fn usage(error: &clap::Error) -> ExitCode {
    // A closed pipe is no error.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
