//! The arguments of `run`: which program, its input, the files it finds, what it can reach.

use crate::model::{Diagnostic, Diagnostics, Located, Operand};
use crate::probe::student::{
    self, COMMAND, FILE, FILE_OF_COMMAND, GIVEN, ONE_PROGRAM, PYTHON, TERMINAL, TEXT, Which,
};
use crate::sandbox::Reach;
use crate::spec::{Data, Fields, Key, Keys, Node, Rule, Takes};

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
    pub(super) terminal: bool,
}

/// One run.
#[derive(Debug, Default)]
pub(super) struct Time {
    pub(super) arguments: Vec<Located<Operand>>,
    pub(super) input: Option<Located<Operand>>,
}

const INPUT: Key = Key::new(
    "input",
    TEXT,
    "what the program reads; nothing unless given",
);

/// The arguments of the probe.
pub(super) static ARGUMENTS: Keys = Keys::with_rules(
    &[
        COMMAND,
        FILE,
        PYTHON,
        student::ARGUMENTS,
        INPUT,
        Key::new(
            "runs",
            Takes::List(&Takes::Keys(&RUN), 1),
            "several runs, each in surroundings of its own: the facts are lists with an item for each",
        ),
        GIVEN,
        TERMINAL,
        Key::new(
            "reach",
            Takes::OneOf(REACHES),
            "what its network reaches: the `world` (the default), or `nothing`",
        ),
    ],
    &[
        ONE_PROGRAM,
        FILE_OF_COMMAND,
        Rule::Alone("runs", &["arguments", "input"]),
    ],
);

static RUN: Keys = Keys::new(&[student::ARGUMENTS, INPUT]);

const REACHES: &[&str] = &["world", "nothing"];

impl Run {
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Data::Map(_) = node.data else {
            return Some(Self {
                program: Which::Command(node.operand(diagnostics)?, None),
                times: vec![Time::default()],
                several: false,
                given: Vec::new(),
                reach: Reach::World,
                terminal: false,
            });
        };
        let fields = Fields::of(node, "`run`", &ARGUMENTS, diagnostics)?;
        let program = Which::of("run", &fields, diagnostics);
        let times = match fields.get("runs") {
            Some(node) => several(node, &fields, diagnostics),
            None => Time::of(&fields, diagnostics).map(|time| vec![time]),
        };
        let given = student::given(&fields, diagnostics);
        let reach = match fields.get("reach") {
            Some(node) => node.word(REACHES, diagnostics).map(|word| word.value),
            None => Some("world"),
        };
        let terminal = student::terminal(&fields, diagnostics);
        Some(Self {
            program: program?,
            times: times?,
            several: fields.get("runs").is_some(),
            given: given?,
            reach: match reach? {
                "nothing" => Reach::Nothing,
                _ => Reach::World,
            },
            terminal: terminal?,
        })
    }

    pub(super) fn all_operands(&self) -> Vec<&Located<Operand>> {
        let mut all = Vec::new();
        all.extend(self.program.operand());
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
        let arguments = student::arguments(fields, diagnostics);
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
