//! Programs of students, as `run` and `serve` start them.

mod crash;
mod ended;
mod missing;
mod prepared;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::model::{Base, Diagnostic, Diagnostics, Located, Operand, Type};
use crate::spec::{Fields, Key, Names, Node, Rule, Takes};
use crate::submission::path_problem;

pub(super) use ended::{EXIT, FILES, Printed, SIGNAL, STDERR, STDOUT, beginning, explain, words};
pub(super) use missing::lacks;
pub(super) use prepared::{Found, Prepared, Wanted, folders};

/// Which program.
#[derive(Debug)]
pub(super) enum Which {
    /// A command line for the shell, and the file that was handed in for it.
    Command(Located<Operand>, Option<String>),
    /// A file that was handed in, for Python.
    Python(String),
}

pub(super) const TEXT: Takes = Takes::Value(Type::one(Base::Text));

/// The keys by which a program is named.
pub(super) const COMMAND: Key = Key::new(
    "command",
    TEXT,
    "a command line for the shell `sh`, such as `ls | grep Aug`; alone, it may stand behind the probe's name",
);
pub(super) const PYTHON: Key = Key::new(
    "python",
    Takes::Path,
    "a Python program that is handed in; it finds the other files of its folder beside it",
);
pub(super) const FILE: Key = Key::new(
    "file",
    Takes::Path,
    "the file that is handed in for the command line, such as `Client.java`; it and the other files of its folder are there",
);
pub(super) const ARGUMENTS: Key = Key::new(
    "arguments",
    Takes::List(&TEXT, 0),
    "the words behind the program's name; a command line has them as `$1`, `$2` …",
);
pub(super) const GIVEN: Key = Key::new(
    "given",
    Takes::Map(Names::Files, &TEXT),
    "files that the program finds in its folder, by their names",
);
pub(super) const TERMINAL: Key = Key::new(
    "terminal",
    Takes::Flag,
    "whether it has a terminal, at which its input is typed; its errors then are part of `stdout` (`false` unless given)",
);
/// What must hold between them.
pub(super) const ONE_PROGRAM: Rule = Rule::OneOf(&[&["command"], &["python"]]);
pub(super) const FILE_OF_COMMAND: Rule = Rule::Alone("python", &["file"]);

impl Which {
    /// The program that the arguments of the probe `name` tell.
    pub(super) fn of(
        name: &str,
        fields: &Fields<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        match (fields.entry("command"), fields.entry("python")) {
            (Some((_, command)), None) => {
                let file = match fields.get("file") {
                    Some(node) => handed_in(node, diagnostics).map(Some),
                    None => Some(None),
                };
                let command = command.operand(diagnostics);
                Some(Self::Command(command?, file?))
            }
            (None, Some((_, python))) => {
                if let Some((key, _)) = fields.entry("file") {
                    let message = "beside `python` stands no `file`";
                    let error = Diagnostic::error(&key.place, message);
                    diagnostics.push(error.help("the other files of its folder are there anyway"));
                    return None;
                }
                handed_in(python, diagnostics).map(Self::Python)
            }
            (Some(_), Some((key, _))) => {
                let error = Diagnostic::error(&key.place, format!("`{name}` starts one program"));
                diagnostics.push(error.help("keep `command` or `python`, not both"));
                None
            }
            (None, None) => {
                let message = format!("`{name}` needs a program to start");
                let error = Diagnostic::error(&fields.place, message);
                diagnostics.push(error.help(
                    "write `command: ls | grep Aug`, or `python: lookup.py` for a file that is handed in",
                ));
                None
            }
        }
    }

    /// The file of the submission that it is.
    pub(super) fn file(&self) -> Option<&str> {
        match self {
            Self::Python(path) => Some(path),
            Self::Command(_, file) => file.as_deref(),
        }
    }

    /// What of it may hold references.
    pub(super) fn operand(&self) -> Option<&Located<Operand>> {
        match self {
            Self::Command(command, _) => Some(command),
            Self::Python(_) => None,
        }
    }
}

fn handed_in(node: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let path = node.text(diagnostics)?;
    if let Some(problem) = path_problem(&path.value) {
        let message = format!("`{}` cannot name a file that is handed in", path.value);
        diagnostics.push(Diagnostic::error(&path.place, message).help(problem));
        return None;
    }
    Some(path.value)
}

/// The words of a program.
pub(super) fn arguments(
    fields: &Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Located<Operand>>> {
    let Some(node) = fields.get("arguments") else {
        return Some(Vec::new());
    };
    let read: Vec<Option<_>> = node
        .list(diagnostics)?
        .iter()
        .map(|word| word.operand(diagnostics))
        .collect();
    read.into_iter().collect()
}

/// Whether the program has a terminal.
pub(super) fn terminal(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<bool> {
    match fields.get("terminal") {
        Some(node) => node.flag(diagnostics).map(|flag| flag.value),
        None => Some(false),
    }
}

/// The files that the exercise gives.
pub(super) fn given(
    fields: &Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(String, Located<Operand>)>> {
    let Some(node) = fields.get("given") else {
        return Some(Vec::new());
    };
    let fields = Fields::any(node, "`given`", diagnostics)?;
    let read: Vec<Option<_>> = fields
        .entries()
        .iter()
        .map(|(name, text)| one_given(name, text, diagnostics))
        .collect();
    read.into_iter().collect()
}

fn one_given(
    name: &Located<String>,
    text: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<(String, Located<Operand>)> {
    let problem = path_problem(&name.value);
    if let Some(problem) = problem {
        let message = format!("`{}` cannot be the name of a file", name.value);
        diagnostics.push(Diagnostic::error(&name.place, message).help(problem));
    }
    let text = text.operand(diagnostics)?;
    problem.is_none().then(|| (name.value.clone(), text))
}

/// What a program prints next, and how long it is; nothing is its end, as is an error: the other side is gone.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin), into: &mut [u8]) -> usize {
    from.read(into).await.unwrap_or(0)
}
