//! The arguments of `talk`: where to, and the steps of the dialogue.

use regex::bytes::{Regex, RegexBuilder};

use crate::model::{Base, Diagnostic, Diagnostics, Located, Operand, Type};
use crate::probe::dialogue::typed;
use crate::probe::target::{self, To};
use crate::spec::{Fields, Key, Keys, Node, Takes};

/// The most other clients.
const MOST_BESIDE: i64 = 100;

/// What to say to whom.
pub(super) struct Talk {
    pub(super) to: To,
    pub(super) steps: Vec<Step>,
    /// What ends each line sent.
    pub(super) line_end: LineEnd,
    /// How many other clients are connected meanwhile, and say nothing.
    pub(super) beside: usize,
}

/// What ends each line sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// As telnet does (RFC 854).
    Crlf,
    /// A line feed alone.
    Lf,
    /// Nothing: the text is sent as it stands.
    None,
}

/// One step of the dialogue.
#[derive(Debug)]
pub(super) enum Step {
    /// Says something.
    Send(Located<Operand>),
    /// Waits until the peer has said something.
    WaitFor(Regex),
    /// Waits until the peer has ended the connection.
    WaitForClose,
    /// Ends the connection.
    Close,
}

/// The arguments of the probe.
pub(super) static ARGUMENTS: Keys = Keys::with_rules(
    &[
        target::TO,
        target::HOST,
        target::PORT,
        Key::new(
            "say",
            Takes::List(&Takes::OneKey(&STEPS), 0),
            "the steps: `send: text`, `wait-for: pattern` (a regular expression, looked for in whole lines behind what was matched before), `wait-for-close: true`, `close: true`",
        )
        .required(),
        Key::new(
            "end-of-line",
            Takes::OneOf(LineEnd::WORDS),
            "what ends each line sent: crlf (the default), lf, or none for exactly the text",
        ),
        Key::new(
            "beside",
            Takes::Number(0, MOST_BESIDE),
            "how many other clients are connected before and meanwhile, and say nothing: a server that looks after one client at a time leaves this one waiting",
        ),
    ],
    &[target::WHERE],
);

static STEPS: Keys = Keys::new(&[
    Key::new(
        "send",
        Takes::Value(Type::one(Base::Text)),
        "says this, each line with its end",
    ),
    Key::new(
        "wait-for",
        Takes::Pattern,
        "waits until the peer has said this: a regular expression, looked for in whole lines behind what was matched before",
    ),
    Key::new(
        "wait-for-close",
        Takes::True,
        "waits until the peer has ended the connection",
    ),
    Key::new("close", Takes::True, "ends the connection"),
]);

impl Step {
    /// What it says.
    pub(super) fn operand(&self) -> Option<&Located<Operand>> {
        match self {
            Self::Send(text) => Some(text),
            Self::WaitFor(_) | Self::WaitForClose | Self::Close => None,
        }
    }

    /// Whether it waits for the peer.
    pub(super) fn waits(&self) -> bool {
        match self {
            Self::WaitFor(_) | Self::WaitForClose => true,
            Self::Send(_) | Self::Close => false,
        }
    }

    fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let fields = Fields::of(node, "a step of `say`", &STEPS, diagnostics)?;
        let [(key, value)] = fields.entries() else {
            let error = Diagnostic::error(&fields.place, "a step of `say` has one key");
            diagnostics.push(error.help("write each step behind a `- ` of its own"));
            return None;
        };
        match key.value.as_str() {
            "send" => value.operand(diagnostics).map(Self::Send),
            "wait-for" => pattern(value, diagnostics).map(Self::WaitFor),
            "wait-for-close" => only_true(value, diagnostics).map(|()| Self::WaitForClose),
            "close" => only_true(value, diagnostics).map(|()| Self::Close),
            // Reported as an unknown key.
            _ => None,
        }
    }
}

impl LineEnd {
    const WORDS: &[&str] = &["crlf", "lf", "none"];

    /// The text with the end of each of its lines.
    pub(super) fn after(self, text: &str) -> String {
        match self {
            Self::Crlf => typed(text, "\r\n"),
            Self::Lf => typed(text, "\n"),
            Self::None => text.to_owned(),
        }
    }

    fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let word = node.word(Self::WORDS, diagnostics)?;
        Some(match word.value {
            "lf" => Self::Lf,
            "none" => Self::None,
            _ => Self::Crlf,
        })
    }
}

impl Talk {
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let fields = Fields::of(node, "`talk`", &ARGUMENTS, diagnostics)?;
        let to = To::of(&fields, diagnostics);
        let line_end = match fields.get("end-of-line") {
            Some(node) => LineEnd::read(node, diagnostics),
            None => Some(LineEnd::Crlf),
        };
        let beside = match fields.get("beside") {
            Some(node) => node
                .number(0, MOST_BESIDE, diagnostics)
                .map(|number| number.value),
            None => Some(0),
        };
        let say = fields.required("say", diagnostics)?.list(diagnostics)?;
        let steps: Vec<Option<Step>> = say
            .iter()
            .map(|step| Step::read(step, diagnostics))
            .collect();
        let steps: Option<Vec<Step>> = steps.into_iter().collect();
        let is_close = |step: &Step| matches!(step, Step::Close);
        let end = steps.iter().flatten().position(is_close);
        if let Some(after) = end.and_then(|at| say.get(at + 1)) {
            let error = Diagnostic::error(&after.place, "nothing can be said after `close`");
            diagnostics.push(error.help("make `close: true` the last step"));
        }
        Some(Self {
            to: to?,
            steps: steps?,
            line_end: line_end?,
            beside: usize::try_from(beside?).ok()?,
        })
    }
}

/// A pattern as dialogues use it: `^` and `$` are the ends of lines, with CR LF or LF.
pub(super) fn compiled(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .multi_line(true)
        .crlf(true)
        .build()
}

fn pattern(node: &Node, diagnostics: &mut Diagnostics) -> Option<Regex> {
    let text = node.text(diagnostics)?;
    match compiled(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let why = error.to_string();
            let why = why
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            let message = format!("expected a regular expression: {why}");
            diagnostics.push(Diagnostic::error(&text.place, message));
            None
        }
    }
}

fn only_true(node: &Node, diagnostics: &mut Diagnostics) -> Option<()> {
    let flag = node.flag(diagnostics)?;
    if !flag.value {
        let error = Diagnostic::error(&flag.place, "a step is taken or left out");
        diagnostics.push(error.help("write `true`"));
        return None;
    }
    Some(())
}
