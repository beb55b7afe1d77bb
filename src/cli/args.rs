//! The words of the command line; only this file and its folder know the crate clap.

pub(crate) mod class;
pub(crate) mod lab;
mod surroundings;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::When;

pub(crate) use surroundings::{Network, Walls};

/// Checks the exercises of a networking lecture.
#[derive(Debug, Parser)]
#[command(name = "netcheck", version, about, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Colour the output: auto asks the terminal, `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    everything passed (what waits for a person does not count against it); a class is graded
  1    something failed or is still to do
  2    the command line is wrong
  3    the spec is wrong
  4    something is undecided and nothing failed
  70   a bug of netcheck
  130  interrupted (143 on SIGTERM, 129 on SIGHUP)";

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

impl From<Colour> for When {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check what was handed in, and report
    Verify(Verify),
    /// Grade a class into its gradebook
    Grade(class::Grade),
    /// Give points by hand
    Mark(class::Mark),
    /// Write what a gradebook holds: for other gradebooks, for students, for yourself
    Report(class::Report),
    /// Put the gradebooks of several machines together
    Merge(class::Merge),
    /// List the exercises and their checks
    List(List),
    /// Show a recorded session as netcheck sees it
    Read(Read),
    /// Connect to a port and type, as `telnet` does, with a recording
    Telnet(Telnet),
    /// Run the practice servers and show what happens at them
    Lab(lab::Lab),
    /// Try what this machine can do, and say what is missing and how to get it
    Doctor(lab::Doctor),
    /// Say everything that is wrong with the spec, without running anything
    Lint(Lint),
    /// Write the students' copy of an assignment, without what they may not see
    Export(Export),
    /// Explain the spec language: its files, probes and matchers
    Explain(Explain),
    /// Print the form of a file or report as JSON Schema, for editors and programs
    Schema(Schema),
    /// Write files to start from
    New(New),
    /// Grade at Gradescope
    Gradescope(Gradescope),
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Only these exercises: `dns`, `04` and `04-dns` name the same one
    #[arg(value_name = "EXERCISE")]
    pub(crate) exercises: Vec<String>,
    #[command(flatten)]
    pub(crate) assignment: Assignment,
    /// The folder that was handed in
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) submission: PathBuf,
    /// Where probes go
    #[arg(long, value_enum, value_name = "NETWORK", default_value_t = Network::Auto, env = "NETCHECK_NETWORK", hide_env = true)]
    pub(crate) network: Network,
    /// What stands around programs that are handed in
    #[arg(long, value_enum, value_name = "WALLS", default_value_t = Walls::Auto, env = "NETCHECK_WALLS", hide_env = true)]
    pub(crate) walls: Walls,
    /// This is the student's own machine [default, unless CI is set or /autograder exists]
    #[arg(long, conflicts_with = "elsewhere")]
    pub(crate) here: bool,
    /// This is not the student's own machine
    #[arg(long)]
    pub(crate) elsewhere: bool,
    /// Who the student is, before what answers.yaml says; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub(crate) student: Vec<(String, String)>,
    /// Write a report, to a file if one is named; may be repeated (`netcheck explain reports` lists the formats)
    #[arg(long, value_name = "FORMAT[=PATH]")]
    pub(crate) report: Vec<String>,
    /// Who reads the reports: instructors are shown hidden checks and secret expectations too
    #[arg(long = "for", value_enum, value_name = "WHO", default_value_t = Audience::Student)]
    pub(crate) audience: Audience,
    #[command(flatten)]
    pub(crate) amount: Amount,
    /// How many checks run at once [default: hundreds for sockets, a few for programs]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Stop at the first check that fails
    #[arg(long)]
    pub(crate) fail_fast: bool,
}

#[derive(Debug, Args)]
#[command(after_help = READ_HELP)]
pub(crate) struct Read {
    /// What the terminal showed, saved as text; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// What was spoken [default: told from the words of the session]
    #[arg(long, value_name = "PROTOCOL", value_parser = ["smtp", "http", "pop3", "plain", "nslookup"])]
    pub(crate) protocol: Option<String>,
    /// Write a report: human or json, to a file if one is named; may be repeated
    #[arg(long, value_name = "FORMAT[=PATH]")]
    pub(crate) report: Vec<String>,
    /// Who reads it: instructors are shown what cannot have happened so
    #[arg(long = "for", value_enum, value_name = "WHO", default_value_t = Audience::Student)]
    pub(crate) audience: Audience,
}

#[derive(Debug, Args)]
#[command(after_help = TELNET_HELP)]
pub(crate) struct Telnet {
    /// The host: while `netcheck lab` runs, the lab's hosts by their names
    pub(crate) host: String,
    /// The port, such as 80
    pub(crate) port: Option<String>,
    /// Record the session in a file; one that is a recording already is added to
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Where the host is: the lab on this machine, or the real network
    #[arg(long, value_enum, value_name = "NETWORK", default_value_t = Side::Loopback)]
    pub(crate) network: Side,
}

const TELNET_HELP: &str = "\
Ctrl-] and then `quit` leaves; so do Ctrl-D and Ctrl-C.

Example:
  netcheck telnet smtp.usfca.edu 25 --save mail.txt
  netcheck read mail.txt";

const READ_HELP: &str = "\
Example:
  netcheck read mail.txt

JSON is one object a line for each file. The exit code is that of the worst file: 0 a session was
recognised, 1 none was, 2 the file cannot be read.";

/// Who reads a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Audience {
    Student,
    Instructor,
}

/// How much people are told.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Amount {
    /// Show what was seen at passed checks too: facts, dialogues, times
    #[arg(long, short, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Show the total alone
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

impl From<Amount> for crate::report::Amount {
    fn from(amount: Amount) -> Self {
        match (amount.quiet, amount.verbose) {
            (true, _) => Self::Total,
            (false, true) => Self::Everything,
            (false, false) => Self::Usual,
        }
    }
}

/// Which assignment, in which world.
#[derive(Debug, Args)]
pub(crate) struct Assignment {
    /// The folder with netcheck.yaml [default: the nearest from here upwards, then the nearest `exercises`]
    #[arg(long = "assignment", value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Another world for the lab than the assignment's
    #[arg(long, value_name = "FILE")]
    pub(crate) world: Option<PathBuf>,
}

impl From<Audience> for crate::model::Audience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Student => Self::Student,
            Audience::Instructor => Self::Instructor,
        }
    }
}

/// Where `telnet` goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// The practice servers that run on this machine
    Loopback,
    /// The real network
    Live,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only these exercises, with what is to be done
    #[arg(value_name = "EXERCISE")]
    pub(crate) exercises: Vec<String>,
    #[command(flatten)]
    pub(crate) assignment: Assignment,
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    #[command(flatten)]
    pub(crate) assignment: Assignment,
}

#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct Export {
    /// The folder to write it into: a new one, or one that is empty
    pub(crate) dir: PathBuf,
    /// The folder with netcheck.yaml [default: looked for from here upwards, then in ./exercises]
    #[arg(long, value_name = "DIR")]
    pub(crate) assignment: Option<PathBuf>,
}

const EXPORT_HELP: &str = "\
Left out are hidden checks, what is expected where that is kept back, `solution/` and `wrong/`, links, and files whose \
name begins with a dot. A check whose expectation is kept back is `todo` until it is handed in, then `manual`.

The copy is searched for what was kept back, in any case and across line breaks. Some texts stand everywhere: numbers \
of fewer than 5 digits, single words of fewer than 6 letters, whatever has fewer than 4 letters and digits, and words \
that students choose from. Those are looked for in the title, the reason and the hints of their own check only; yes \
and no are not looked for at all. What is still found is a warning; the copy is written.

Example:
  netcheck export ../students
  netcheck verify --assignment ../students";

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A probe such as `connect`, a matcher such as `one-of`, a file or a key such as `retry`; none lists them
    #[arg(value_name = "WORD")]
    pub(crate) word: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = SCHEMA_HELP)]
pub(crate) struct Schema {
    /// Of which file or report: exercise, instructor, assignment, world, answers, report, events, class
    #[arg(value_name = "NAME", default_value = "exercise")]
    pub(crate) name: String,
    /// For `answers`: the folder with netcheck.yaml [default: looked for from here upwards, then in ./exercises]
    #[arg(long = "assignment", value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

const SCHEMA_HELP: &str = "\
Example:
  netcheck schema > exercise.json

Editors with a YAML language server complete and check a file whose first line is
  # yaml-language-server: $schema=exercise.json";

#[derive(Debug, Args)]
pub(crate) struct New {
    #[command(subcommand)]
    pub(crate) what: NewWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NewWhat {
    /// Write answers.yaml with every question of the assignment
    Answers(NewAnswers),
    /// Write what checks every push or submission: on GitHub, on GitLab, at Gradescope
    Ci(NewCi),
}

#[derive(Debug, Args)]
pub(crate) struct NewCi {
    #[command(subcommand)]
    pub(crate) host: CiHost,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CiHost {
    /// Write `.github/workflows/netcheck.yml`
    Github(CiFiles),
    /// Write `.gitlab-ci.yml`
    Gitlab(CiFiles),
    /// Write `gradescope/setup.sh` and `gradescope/run_autograder`, which `netcheck gradescope bundle` zips
    Gradescope(CiFolder),
}

#[derive(Debug, Args)]
pub(crate) struct CiFiles {
    #[command(flatten)]
    pub(crate) folder: CiFolder,
    /// Where netcheck is taken from: its repository on GitHub, and a tag or a commit of it
    #[arg(long, value_name = "OWNER/NAME@REF")]
    pub(crate) from: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CiFolder {
    /// The folder to write into: the top of the students' repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Gradescope {
    #[command(subcommand)]
    pub(crate) what: GradescopeWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GradescopeWhat {
    /// Zip the autograder: the assignment, netcheck, and the scripts that Gradescope runs
    Bundle(Bundle),
}

#[derive(Debug, Args)]
pub(crate) struct Bundle {
    /// The folder with netcheck.yaml [default: the nearest from here upwards, then the nearest `exercises`]
    #[arg(long = "assignment", value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The zip to write
    #[arg(long, short, value_name = "FILE", default_value = "autograder.zip")]
    pub(crate) output: PathBuf,
    /// Write over a zip that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// A netcheck for Linux on x86-64 [default: this program]
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
    /// The folder with your own `setup.sh` and `run_autograder`, as `netcheck new ci gradescope` writes them
    #[arg(long, value_name = "DIR")]
    pub(crate) scripts: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct NewAnswers {
    /// Only these exercises
    #[arg(value_name = "EXERCISE")]
    pub(crate) exercises: Vec<String>,
    #[command(flatten)]
    pub(crate) assignment: Assignment,
    /// The folder to write it into
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) submission: PathBuf,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        Some(_) | None => Err("expected KEY=VALUE, such as email=ada@example.org".to_owned()),
    }
}
