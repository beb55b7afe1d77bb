//! The arguments of `run`: which program, its input, the files it finds, what it can reach.

use crate::model::{Base, Diagnostic, Diagnostics, Located, Operand, Type};
use crate::sandbox::Reach;
use crate::spec::{Data, Fields, Key, Keys, Names, Node, Rule, Takes};
use crate::submission::path_problem;

/// What to start, and how.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) program: Which,
    /// Each run's words and input; one unless several are asked for.
    pub(super) times: Vec<Time>,
    /// Whether the facts are lists, with an item for each run.
    pub(super) several: bool,
    /// Files that the exercise gives, by their names.
    pub(super) given: Vec<(String, Located<Operand>)>,
    pub(super) reach: Reach,
}

/// Which program.
#[derive(Debug)]
pub(super) enum Which {
    /// A command line for the shell.
    Command(Located<Operand>),
    /// A file that was handed in, for Python.
    Python(String),
}

/// One run.
#[derive(Debug, Default)]
pub(super) struct Time {
    pub(super) arguments: Vec<Located<Operand>>,
    pub(super) input: Option<Located<Operand>>,
}

const TEXT: Takes = Takes::Value(Type::one(Base::Text));

const WORDS: Key = Key::new(
    "arguments",
    Takes::List(&TEXT, 0),
    "the words behind the program's name; a command line has them as `$1`, `$2` …",
);
const INPUT: Key = Key::new(
    "input",
    TEXT,
    "what the program reads; nothing unless given",
);

/// The arguments of the probe.
pub(super) static ARGUMENTS: Keys = Keys::with_rules(
    &[
        Key::new(
            "command",
            TEXT,
            "a command line for the shell `sh`, such as `ls | grep Aug`; alone, it may stand behind `run:`",
        ),
        Key::new(
            "python",
            Takes::Path,
            "a Python program that is handed in; it finds the other files of its folder beside it",
        ),
        WORDS,
        INPUT,
        Key::new(
            "runs",
            Takes::List(&Takes::Keys(&RUN), 1),
            "several runs, each in surroundings of its own: the facts are lists with an item for each",
        ),
        Key::new(
            "given",
            Takes::Map(Names::Files, &TEXT),
            "files that the program finds in its folder, by their names",
        ),
        Key::new(
            "reach",
            Takes::OneOf(REACHES),
            "what its network reaches: the `world` (the default), or `nothing`",
        ),
    ],
    &[
        Rule::OneOf(&[&["command"], &["python"]]),
        Rule::Alone("runs", &["arguments", "input"]),
    ],
);

static RUN: Keys = Keys::new(&[WORDS, INPUT]);

const REACHES: &[&str] = &["world", "nothing"];

impl Run {
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Data::Map(_) = node.data else {
            return Some(Self {
                program: Which::Command(node.operand(diagnostics)?),
                times: vec![Time::default()],
                several: false,
                given: Vec::new(),
                reach: Reach::World,
            });
        };
        let fields = Fields::of(node, "`run`", &ARGUMENTS, diagnostics)?;
        let program = which(&fields, diagnostics);
        let times = match fields.get("runs") {
            Some(node) => several(node, &fields, diagnostics),
            None => Time::of(&fields, diagnostics).map(|time| vec![time]),
        };
        let given = match fields.get("given") {
            Some(node) => given(node, diagnostics),
            None => Some(Vec::new()),
        };
        let reach = match fields.get("reach") {
            Some(node) => node.word(REACHES, diagnostics).map(|word| word.value),
            None => Some("world"),
        };
        Some(Self {
            program: program?,
            times: times?,
            several: fields.get("runs").is_some(),
            given: given?,
            reach: match reach? {
                "nothing" => Reach::Nothing,
                _ => Reach::World,
            },
        })
    }

    pub(super) fn all_operands(&self) -> Vec<&Located<Operand>> {
        let mut all = Vec::new();
        if let Which::Command(command) = &self.program {
            all.push(command);
        }
        for time in &self.times {
            all.extend(&time.arguments);
            all.extend(&time.input);
        }
        all.extend(self.given.iter().map(|(_, text)| text));
        all
    }
}

impl Time {
    fn of(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let arguments = match fields.get("arguments") {
            Some(node) => {
                let read: Vec<Option<_>> = node
                    .list(diagnostics)?
                    .iter()
                    .map(|word| word.operand(diagnostics))
                    .collect();
                read.into_iter().collect::<Option<Vec<_>>>()
            }
            None => Some(Vec::new()),
        };
        let input = match fields.get("input") {
            Some(node) => node.operand(diagnostics).map(Some),
            None => Some(None),
        };
        Some(Self {
            arguments: arguments?,
            input: input?,
        })
    }
}

fn which(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Which> {
    match (fields.entry("command"), fields.entry("python")) {
        (Some((_, command)), None) => command.operand(diagnostics).map(Which::Command),
        (None, Some((_, python))) => {
            let path = python.text(diagnostics)?;
            if let Some(problem) = path_problem(&path.value) {
                let message = format!("`{}` cannot name a file that is handed in", path.value);
                diagnostics.push(Diagnostic::error(&path.place, message).help(problem));
                return None;
            }
            Some(Which::Python(path.value))
        }
        (Some(_), Some((key, _))) => {
            let error = Diagnostic::error(&key.place, "`run` starts one program");
            diagnostics.push(error.help("keep `command` or `python`, not both"));
            None
        }
        (None, None) => {
            let error = Diagnostic::error(&fields.place, "`run` needs a program to start");
            diagnostics.push(
                error.help("write `command: ls | grep Aug`, or `python: lookup.py` for a file that is handed in"),
            );
            None
        }
    }
}

fn several(node: &Node, fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Vec<Time>> {
    for other in ["arguments", "input"] {
        if let Some((key, _)) = fields.entry(other) {
            let error = Diagnostic::error(&key.place, format!("beside `runs` stands no `{other}`"));
            diagnostics.push(error.help("each of the runs has its own"));
            return None;
        }
    }
    let items = node.list(diagnostics)?;
    if items.is_empty() {
        let error = Diagnostic::error(&node.place, "`runs` has no runs");
        diagnostics.push(error.help("write `- input: text` for each, or leave `runs` out"));
        return None;
    }
    let read: Vec<Option<Time>> = items
        .iter()
        .map(|item| {
            let fields = Fields::of(item, "a run", &RUN, diagnostics)?;
            Time::of(&fields, diagnostics)
        })
        .collect();
    read.into_iter().collect()
}

fn given(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<(String, Located<Operand>)>> {
    let fields = Fields::any(node, "`given`", diagnostics)?;
    let mut all = Some(Vec::new());
    for (name, text) in fields.entries() {
        if let Some(problem) = path_problem(&name.value) {
            let message = format!("`{}` cannot be the name of a file", name.value);
            diagnostics.push(Diagnostic::error(&name.place, message).help(problem));
            all = None;
        }
        match text.operand(diagnostics) {
            Some(text) => {
                if let Some(all) = &mut all {
                    all.push((name.value.clone(), text));
                }
            }
            None => all = None,
        }
    }
    all
}
