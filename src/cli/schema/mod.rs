//! `netcheck schema [NAME]`: the files of the spec language as JSON Schema, made of the tables by which they are read, so that editors
//! complete them and say what is wrong; and the reports for programs, as serde writes them.
//!
//! They are draft-07: the language servers of editors learned 2020-12 late (yaml-language-server with 1.20), and ignore what they do not know.
//! A schema never refuses what netcheck reads. What depends on more than one place, such as references, `netcheck lint` says.

mod answers;
mod book;
mod check;
mod expectation;
mod forms;
mod keys;
mod layout;
mod matchers;
mod takes;
mod values;

use serde_json::Value;

use crate::cli::args;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::source;
use crate::model::nearest;
use crate::report;
use crate::spec::world::WORLD_KEYS;
use crate::spec::{ASSIGNMENT_KEYS, EXERCISE_KEYS, INSTRUCTOR_KEYS, Keys};

use book::Book;

/// A file of which there is a schema.
struct Described {
    /// The word on the command line.
    name: &'static str,
    /// What it is.
    about: &'static str,
    keys: &'static Keys,
}

/// The files that are the same for every assignment.
const FILES: &[Described] = &[
    Described {
        name: "exercise",
        about: "exercise.yaml: what is asked and checked",
        keys: &EXERCISE_KEYS,
    },
    Described {
        name: "instructor",
        about: "exercise.instructor.yaml: the checks that students do not see",
        keys: &INSTRUCTOR_KEYS,
    },
    Described {
        name: "assignment",
        about: "netcheck.yaml: what holds for all exercises of an assignment",
        keys: &ASSIGNMENT_KEYS,
    },
    Described {
        name: "world",
        about: "a practice internet, which `world` in netcheck.yaml names",
        keys: &WORLD_KEYS,
    },
];

/// The file that depends on the assignment.
const ANSWERS: &str = "answers";

/// Makes a schema.
type Make = fn() -> Value;

/// What netcheck writes for programs.
const REPORTS: &[(&str, Make)] = &[
    ("report", report::json_schema),
    ("events", report::events_schema),
    ("class", report::class_schema),
];

/// `netcheck schema`: prints one.
pub(crate) fn command(args: &args::Schema, output: &mut Output) -> Exit {
    match schema(args, output) {
        Ok(schema) => {
            output.line(&layout::laid_out(&schema));
            Exit::Done
        }
        Err(exit) => exit,
    }
}

/// Whether a text is a schema of this program, as it prints it: nothing in it is an author's.
pub(crate) fn is_own(text: &str) -> bool {
    let mut files = FILES.iter();
    files.any(|file| layout::laid_out(&of_file(file)).trim_end() == text.trim_end())
}

fn schema(args: &args::Schema, output: &mut Output) -> Result<Value, Exit> {
    if args.name == ANSWERS {
        let named = args::Assignment {
            dir: args.dir.clone(),
            world: None,
        };
        let spec = source::spec(&named, &[], output)?;
        return Ok(answers::schema(&spec));
    }
    let file = FILES.iter().find(|file| file.name == args.name);
    let report = REPORTS.iter().find(|(name, _)| *name == args.name);
    file.map(of_file)
        .or_else(|| report.map(|(name, schema)| headed(name, schema())))
        .ok_or_else(|| output.usage(&unknown(&args.name)))
}

fn of_file(file: &Described) -> Value {
    let mut book = Book::default();
    let root = book.keys(file.keys);
    let title = format!("netcheck {}", file.name);
    let made_by = format!("made by `netcheck schema {}`", file.name);
    book.closed(&title, file.about, &made_by, root)
}

/// The schema of a report, what it is in front.
fn headed(name: &str, mut schema: Value) -> Value {
    let made_by = Value::from(format!("made by `netcheck schema {name}`"));
    if let Value::Object(keywords) = &mut schema {
        keywords.insert("$comment".to_owned(), made_by);
        for keyword in ["description", "title", "$comment", "$schema"] {
            if let Some(value) = keywords.shift_remove(keyword) {
                keywords.shift_insert(0, keyword.to_owned(), value);
            }
        }
    }
    schema
}

fn unknown(name: &str) -> String {
    let files = FILES.iter().map(|file| file.name);
    let reports = REPORTS.iter().map(|(name, _)| *name);
    let names: Vec<&str> = files.chain([ANSWERS]).chain(reports).collect();
    let near = nearest(name, names.iter().copied())
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    format!(
        "there is no schema `{}`{near}\nthere is {}",
        name.escape_debug(),
        names.join(", ")
    )
}
