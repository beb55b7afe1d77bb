//! The words of the commands for a class: `grade`, `mark`, `report`, `merge`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::{Assignment, Audience, Network, Walls};

/// Where a class's results are, unless the command line says.
const GRADEBOOK: &str = "gradebook.db";

#[derive(Debug, Args)]
#[command(after_help = GRADE_HELP)]
pub(crate) struct Grade {
    /// The folder of submissions, or an archive of it, as Canvas, Moodle, Gradescope or GitHub Classroom export it
    #[arg(value_name = "SUBMISSIONS")]
    pub(crate) submissions: PathBuf,
    #[command(flatten)]
    pub(crate) assignment: Assignment,
    /// Where probes go
    #[arg(long, value_enum, value_name = "NETWORK", default_value_t = LabNetwork::Auto, env = "NETCHECK_NETWORK", hide_env = true)]
    pub(crate) network: LabNetwork,
    /// What stands around programs that are handed in
    #[arg(long, value_enum, value_name = "WALLS", default_value_t = ClassWalls::Auto, env = "NETCHECK_WALLS", hide_env = true)]
    pub(crate) walls: ClassWalls,
    /// Who is in the class: a CSV file with a line of column names [default: the roster of the last time]
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// Where the results are kept
    #[arg(long, value_name = "FILE", default_value = GRADEBOOK)]
    pub(crate) gradebook: PathBuf,
    /// How the submissions are laid out [default: told from their names]
    #[arg(long, value_name = "LAYOUT", value_parser = ["folders", "canvas", "moodle", "gradescope", "classroom"])]
    pub(crate) layout: Option<String>,
    /// Where the student's id stands in the names of the folders, such as `lab1-{id}`
    #[arg(long, value_name = "PATTERN")]
    pub(crate) pattern: Option<String>,
    /// Which of a student's attempts counts [default: latest, or what it was the last time]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) attempts: Option<Attempts>,
    /// What students get who handed in nothing [default: zero, or what it was the last time]
    #[arg(long, value_enum, value_name = "GRADE")]
    pub(crate) missing: Option<Missing>,
    /// What becomes of checks that are undecided, or wait for a person's mark [default: ungraded, or what it was the last time]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) undecided: Option<Undecided>,
    /// Grade only this student; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,
    /// Grade only what was handed in since: a date, a time, or a span such as `2h`
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// Grade again what has not changed, too
    #[arg(long)]
    pub(crate) force: bool,
    /// Only show whose points would change, and why; nothing is written
    #[arg(long)]
    pub(crate) preview: bool,
    /// Only a part of the class, such as 3/8: the third of eight machines
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub(crate) shard: Option<(usize, usize)>,
    /// How many submissions at once [default: 16 for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Show no progress, and of the summary only what needs somebody
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

const GRADE_HELP: &str = "\
What is in the gradebook already is graded again only if the submission, the roster or the spec changed. It can be \
stopped at any time; the next run goes on from there.

Undecided checks: `ungraded` gives the student no grade until they are decided, `zero` no points, and `retry` grades \
them again now; what is still undecided then counts as it did before.

Exit codes: 0 everything is graded, 4 something is undecided, 2 something named here is wrong, 3 the spec is wrong.

Example:
  netcheck grade submissions.zip --assignment exercises --roster roster.csv
  netcheck report --format html --output class";

/// Which of a student's attempts counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Attempts {
    /// The last one
    Latest,
    /// The one with the most points
    Best,
    /// The last one before `due` of netcheck.yaml
    InTime,
}

/// What students get who handed in nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Missing {
    /// No points
    Zero,
    /// No grade
    Blank,
}

/// What becomes of what is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Undecided {
    /// No points
    Zero,
    /// No grade until it is decided
    Ungraded,
    /// It is graded again now
    Retry,
}

#[derive(Debug, Args)]
#[command(after_help = MARK_HELP)]
pub(crate) struct Mark {
    /// The student's id
    #[arg(value_name = "STUDENT")]
    pub(crate) student: String,
    /// The check, such as `dns/lookup`
    #[arg(value_name = "EXERCISE/CHECK")]
    pub(crate) check: String,
    /// The points, and of how many: 3/4
    #[arg(value_name = "POINTS", required_unless_present = "remove")]
    pub(crate) points: Option<String>,
    /// Why; the student reads it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Take the mark away again
    #[arg(long, conflicts_with_all = ["points", "note"])]
    pub(crate) remove: bool,
    /// The gradebook
    #[arg(long, value_name = "FILE", default_value = GRADEBOOK)]
    pub(crate) gradebook: PathBuf,
}

const MARK_HELP: &str = "\
A mark counts instead of what netcheck found, is shown as a person's, and stays when the work is graded again.

Example:
  netcheck mark ada addresses/why 3/4 --note 'names the router, not the resolver'";

#[derive(Debug, Args)]
#[command(after_help = REPORT_HELP)]
pub(crate) struct Report {
    /// The gradebook
    #[arg(long = "from", value_name = "GRADEBOOK", default_value = GRADEBOOK)]
    pub(crate) gradebook: PathBuf,
    /// The format: csv, canvas, moodle, json, html, markdown, gradescope
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: String,
    /// The file, or for html, markdown and gradescope the folder, to write [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// For canvas and moodle: the file that was exported there, which is filled in
    #[arg(long, value_name = "FILE")]
    pub(crate) fill: Option<PathBuf>,
    /// For canvas: the column to fill in [default: the one with the assignment's title]
    #[arg(long, value_name = "TITLE")]
    pub(crate) column: Option<String>,
    /// Who reads it: students are shown no hidden checks, and nothing of others
    #[arg(long = "for", value_enum, value_name = "WHO", default_value_t = Audience::Instructor)]
    pub(crate) audience: Audience,
    /// Another grade than the gradebook's for students who handed in nothing
    #[arg(long, value_enum, value_name = "GRADE")]
    pub(crate) missing: Option<Missing>,
    /// Another way than the gradebook's with undecided checks: zero or ungraded
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) undecided: Option<Unknown>,
}

/// What an undecided check is worth in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Unknown {
    /// No points
    Zero,
    /// No grade until it is decided
    Ungraded,
}

const REPORT_HELP: &str = "\
`markdown`, `html` and `gradescope` write a file for each student; for instructors, `markdown` and `html` also one of \
the class. With `--for student`, what is written may be handed out.

Example:
  netcheck report --format csv --output grades.csv
  netcheck report --format canvas --fill exported.csv --output import.csv";

#[derive(Debug, Args)]
#[command(after_help = MERGE_HELP)]
pub(crate) struct Merge {
    /// The gradebooks of the shards
    #[arg(value_name = "GRADEBOOK", required = true)]
    pub(crate) parts: Vec<PathBuf>,
    /// The gradebook to write: a new one
    #[arg(long, value_name = "FILE")]
    pub(crate) gradebook: PathBuf,
}

const MERGE_HELP: &str = "\
Example:
  netcheck merge shard-*.db --gradebook gradebook.db";

/// `3/8`: the third of eight.
fn shard(text: &str) -> Result<(usize, usize), String> {
    let wrong = || format!("expected K/N with K from 1 to N, such as 3/8; found {text}");
    let (number, of) = text.split_once('/').ok_or_else(wrong)?;
    let (number, of) = (number.parse().ok(), of.parse().ok());
    match (number, of) {
        (Some(number), Some(of)) if (1..=of).contains(&number) => Ok((number, of)),
        _ => Err(wrong()),
    }
}

/// Where the probes of a class go: never onto the real network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LabNetwork {
    /// The box where it can be had, else loopback
    Auto,
    /// The practice internet with real names and ports, in Linux namespaces of its own
    Box,
    /// The practice servers that netcheck runs on this machine
    Loopback,
}

/// What stands around the programs of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClassWalls {
    /// The box; where it cannot be had, no program is started
    Auto,
    /// All of them: a file system, a network and processes of its own, filters, limits
    Box,
    /// Filters, limits, and a user of its own where netcheck runs as root: for containers that are thrown away
    Process,
}

impl From<ClassWalls> for Walls {
    fn from(walls: ClassWalls) -> Self {
        match walls {
            ClassWalls::Auto => Self::Auto,
            ClassWalls::Box => Self::Box,
            ClassWalls::Process => Self::Process,
        }
    }
}

impl From<LabNetwork> for Network {
    fn from(network: LabNetwork) -> Self {
        match network {
            LabNetwork::Auto => Self::Auto,
            LabNetwork::Box => Self::Box,
            LabNetwork::Loopback => Self::Loopback,
        }
    }
}
