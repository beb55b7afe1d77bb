//! `netcheck.yaml`: what holds for the whole assignment.

use jiff::fmt::temporal::Pieces;

use crate::model::{Diagnostic, Diagnostics, Located};
use crate::spec::document::{Document, FORMAT_KEY};
use crate::spec::{Assignment, Data, Fields, File, Key, Keys, Names, Node, Takes, Var};

/// The keys of `netcheck.yaml`.
pub static ASSIGNMENT_KEYS: Keys = Keys::new(&[
    FORMAT_KEY,
    Key::new("title", Takes::Prose, "what the assignment is called").required(),
    Key::new(
        "exercises",
        Takes::List(&Takes::Text, 0),
        "the exercises in their order, as a list; without it, all folders that hold one",
    ),
    Key::new(
        "world",
        Takes::Text,
        "the file with the practice internet; without it, that of the lecture (see `netcheck explain world`)",
    ),
    Key::new(
        "student",
        Takes::List(&Takes::Word, 0),
        "what students tell of themselves below `student:` in answers.yaml, as a list of keys",
    ),
    Key::new(
        "vars",
        Takes::Map(Names::Words, &Takes::Keys(&VAR_KEYS)),
        "variables; each student gets one of the items of its `pick`, always the same",
    ),
    Key::new(
        "due",
        Takes::Moment,
        "when it is due: a time with its time zone",
    ),
]);

static VAR_KEYS: Keys = Keys::new(&[Key::new(
    "pick",
    Takes::List(&Takes::Text, 1),
    "what is picked from, as a list",
)
.required()]);

/// `netcheck.yaml`, and what it says about other files.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// What it says.
    pub(crate) assignment: Assignment,
    /// The exercises in their order, as named.
    pub(crate) order: Vec<Located<String>>,
    /// The file of the world.
    pub(crate) world: Option<Located<String>>,
}

/// Reads `netcheck.yaml`; `None` when nothing of it can be used.
pub(crate) fn read(file: &File, diagnostics: &mut Diagnostics) -> Option<Read> {
    let document = Document::read(file, diagnostics)?;
    let fields = document.fields("`netcheck.yaml`", &ASSIGNMENT_KEYS, diagnostics)?;
    let title = document
        .required(&fields, "title", diagnostics)
        .and_then(|node| node.prose(diagnostics));
    let student = fields.get("student").map(|node| student(node, diagnostics));
    let vars = fields.get("vars").map(|node| vars(node, diagnostics));
    let assignment = Assignment {
        title: title.map(|title| title.value).unwrap_or_default(),
        student: student.unwrap_or_default(),
        vars: vars.unwrap_or_default(),
        due: fields.get("due").and_then(|node| due(node, diagnostics)),
    };
    if !document.is_cut() {
        warn_of_no_id(&fields, &assignment, diagnostics);
    }
    Some(Read {
        assignment,
        order: fields
            .get("exercises")
            .map(|node| names(node, diagnostics))
            .unwrap_or_default(),
        world: fields.get("world").and_then(|node| node.text(diagnostics)),
    })
}

fn names(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Located<String>> {
    let items = node.list(diagnostics).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.text(diagnostics))
        .collect()
}

fn student(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Located<String>> {
    let mut keys: Vec<Located<String>> = Vec::new();
    for name in names(node, diagnostics) {
        if !is_key(&name.value) {
            diagnostics.push(bad_key(&name));
        } else if let Some(first) = keys.iter().find(|key| key.value == name.value) {
            let message = format!("`{}` stands here twice", name.value);
            diagnostics.push(
                Diagnostic::error(&name.place, message)
                    .label("the second one")
                    .also(&first.place, "the first one"),
            );
        } else {
            keys.push(name);
        }
    }
    keys
}

fn vars(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Var> {
    let Some(fields) = Fields::any(node, "`vars`", diagnostics) else {
        return Vec::new();
    };
    let entries = fields.entries().iter();
    entries
        .filter_map(|(key, node)| var(key, node, diagnostics))
        .collect()
}

fn var(key: &Located<String>, node: &Node, diagnostics: &mut Diagnostics) -> Option<Var> {
    if !is_key(&key.value) {
        diagnostics.push(bad_key(key));
    }
    let what = format!("the variable `{}`", key.value);
    let fields = Fields::of(node, &what, &VAR_KEYS, diagnostics)?;
    let list = fields.required("pick", diagnostics)?;
    let pick = names(list, diagnostics);
    if pick.is_empty() && matches!(&list.data, Data::List(items) if items.is_empty()) {
        let message = "expected something to pick from, found an empty list";
        diagnostics.push(Diagnostic::error(&list.place, message));
    }
    (!pick.is_empty()).then(|| Var {
        key: key.clone(),
        pick,
    })
}

/// A moment in a zone: `2026-12-01T23:59[Europe/Berlin]`, or with `Z` or an offset. Whether this machine knows the zone is asked when the moment is used.
fn due(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<String>> {
    let text = node.text(diagnostics)?;
    let wanted = "a moment such as `2026-12-01T23:59[Europe/Berlin]`";
    let error = node.unexpected(wanted);
    let help = match Pieces::parse(&text.value) {
        Err(_) => "write the day, `T`, the time, and the zone between `[ ]`".to_owned(),
        Ok(pieces) if pieces.time().is_none() => "name the time of day too".to_owned(),
        Ok(pieces) if pieces.offset().is_none() && pieces.time_zone_annotation().is_none() => {
            "name the time zone too".to_owned()
        }
        Ok(_) => return Some(text),
    };
    diagnostics.push(error.help(help));
    None
}

fn warn_of_no_id(fields: &Fields<'_>, assignment: &Assignment, diagnostics: &mut Diagnostics) {
    let declared = assignment.student.iter().any(|key| key.value == "id");
    if let (Some((key, _)), false) = (fields.entry("vars"), declared) {
        let message = "`vars` are picked by `student.id`, which is not declared";
        diagnostics.push(Diagnostic::warning(&key.place, message).help("write `student: [id]`"));
    }
}

/// Whether a word can be a key that references name.
pub(crate) fn is_key(word: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.bytes().all(allowed)
}

/// The finding that a word cannot be one.
pub(crate) fn bad_key(key: &Located<String>) -> Diagnostic {
    let message = format!("`{}` cannot be a key that others refer to", key.value);
    Diagnostic::error(&key.place, message).help("begin with a letter; then letters, digits and `-`")
}
