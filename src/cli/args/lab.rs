//! The words of `lab`, its shell, and `doctor`.

use clap::{Args, Subcommand};

use crate::cli::args::Assignment;

#[derive(Debug, Args)]
#[command(after_help = DOCTOR_HELP)]
pub(crate) struct Doctor {
    /// Write it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const DOCTOR_HELP: &str = "\
The exit code is 0 when everything works, 1 when something is missing.";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Lab {
    #[command(flatten)]
    pub(crate) assignment: Assignment,
    #[command(subcommand)]
    pub(crate) what: Option<LabWhat>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LabWhat {
    /// Open a shell in which the practice internet is real: names, ports, tools; or run one command there
    Shell(Shell),
}

#[derive(Debug, Args)]
#[command(after_help = SHELL_HELP)]
pub(crate) struct Shell {
    #[command(flatten)]
    pub(crate) assignment: Assignment,
    /// A command and its arguments; without one, a shell
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

const SHELL_HELP: &str = "\
Nothing in it can reach the real network. It needs Linux; `netcheck doctor` says whether it works here.
The exit code is the command's: 128 and more where a signal ended it, 127 where it does not start.

Example:
  netcheck lab shell
  netcheck lab shell -- nslookup www.usfca.edu";
