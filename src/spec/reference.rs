//! Operands: literals, `$check.fact`, and texts with `${…}` in them.

use std::ops::Range;

use crate::model::{
    BadId, CheckId, Diagnostic, Diagnostics, Located, Operand, Piece, Reference, Value,
};
use crate::spec::{Data, Node, Scalar, suggestion};

/// What `$machine.` knows.
const MACHINE: &[&str] = &["addresses", "hostname"];

/// What stands between references and the world that they are looked up in.
type Found = Result<Reference, (Range<usize>, String, String)>;

impl Node {
    /// A scalar or list that may hold references: `$check.fact`, `"${answers.host}:80"`. Plain numbers become numbers, everything else is the text as typed: what it is compared with says whether `true` is a flag.
    pub fn operand(&self, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
        let operand = match &self.data {
            Data::Scalar(scalar) => scalar_operand(self, scalar, diagnostics)?,
            Data::List(items) => list_operand(items, diagnostics)?,
            Data::Map(_) => {
                diagnostics.push(self.unexpected("a value or a list of values"));
                return None;
            }
        };
        Some(self.located(operand))
    }
}

/// Where the first reference in a text is, if there is one.
pub(crate) fn first_in(text: &str) -> Option<Range<usize>> {
    if is_reference(text) {
        return Some(0..text.len());
    }
    let open = text.find("${")?;
    let close = text[open..].find('}')?;
    Some(open..open + close + 1)
}

/// Items that cannot be read are reported and left out, so that the others still show their errors.
fn list_operand(items: &[Node], diagnostics: &mut Diagnostics) -> Option<Operand> {
    let read: Vec<Option<Located<Operand>>> =
        items.iter().map(|item| item.operand(diagnostics)).collect();
    let operands: Vec<Operand> = read.into_iter().flatten().map(|item| item.value).collect();
    if operands.is_empty() && !items.is_empty() {
        return None;
    }
    let literals: Option<Vec<Value>> = operands
        .iter()
        .map(|operand| match operand {
            Operand::Literal(value) => Some(value.clone()),
            Operand::Reference(_) | Operand::Template(_) | Operand::List(_) => None,
        })
        .collect();
    Some(match literals {
        Some(values) => Operand::Literal(Value::List(values)),
        None => Operand::List(operands),
    })
}

fn scalar_operand(node: &Node, scalar: &Scalar, diagnostics: &mut Diagnostics) -> Option<Operand> {
    if scalar.is_nothing() {
        let error = node.unexpected("a value");
        diagnostics.push(error.help("empty text is `\"\"`; a fact that is not there is `absent`"));
        return None;
    }
    if let Some(number) = scalar.as_number() {
        return Some(Operand::Literal(Value::Number(number)));
    }
    let text = scalar.text.as_str();
    if !text.contains('$') {
        return Some(Operand::Literal(Value::text(text)));
    }
    let read = if is_reference(text) {
        reference(&text[1..], 1)
            .map(Operand::Reference)
            .map_err(|(range, message, help)| (0..range.end, message, help))
    } else {
        template(text)
    };
    match read {
        Ok(operand) => {
            warn_of_bare(node, text, diagnostics);
            Some(operand)
        }
        Err((range, message, help)) => {
            diagnostics.push(Diagnostic::error(&node.part(range), message).help(help));
            None
        }
    }
}

/// Whether a text is meant as one whole reference: a dollar, a word that could be an id, perhaps a dot and more, and no blank.
fn is_reference(text: &str) -> bool {
    let Some(name) = text.strip_prefix('$') else {
        return false;
    };
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
        && (name.contains('.') || CheckId::new(name) != Err(BadId::Form))
}

/// Reads `check.fact`, which begins at byte `at` of the text that it is in.
fn reference(name: &str, at: usize) -> Found {
    let whole = at..at + name.len();
    let refuse = |message: String, help: &str| Err((whole.clone(), message, help.to_owned()));
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    if name == "port" {
        return Ok(Reference::Port);
    }
    if matches!(first, "serve" | "port") {
        let message = format!("`${name}` is no reference here");
        return refuse(
            message,
            "`$port` stands in the arguments of `serve`, `$serve.address` in the checks below it",
        );
    }
    if rest.is_empty() || rest.ends_with('.') || rest.contains("..") {
        let help = "name the check and its fact, such as `$lookup.addresses`, or `$answers.key`; a dollar is `$$`";
        return refuse(format!("`${name}` is no whole reference"), help);
    }
    let key = || rest.to_owned();
    match first {
        "answers" | "student" | "vars" if rest.contains(['.', '/']) => {
            let message = format!("a key of `{first}` is one word, found `{rest}`");
            refuse(message, &format!("write `${first}.key`"))
        }
        "answers" => Ok(Reference::Answer(key())),
        "student" => Ok(Reference::Student(key())),
        "vars" => Ok(Reference::Var(key())),
        "machine" => match rest {
            "addresses" => Ok(Reference::MachineAddresses),
            "hostname" => Ok(Reference::MachineHostname),
            _ => {
                let message = format!("this machine has no `{rest}`");
                refuse(message, &suggestion::help(rest, MACHINE))
            }
        },
        _ => CheckId::new(first)
            .map(|check| Reference::Fact { check, fact: key() })
            .or_else(|_| {
                let help = "ids are of small letters, digits and `-`";
                refuse(format!("`{first}` is no id of a check"), help)
            }),
    }
}

/// Reads a text with `${…}` and `$$` in it.
fn template(text: &str) -> Result<Operand, (Range<usize>, String, String)> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(dollar) = text[at..].find('$').map(|found| at + found) {
        plain.push_str(&text[at..dollar]);
        let rest = &text[dollar + 1..];
        if rest.starts_with('$') {
            plain.push('$');
            at = dollar + 2;
        } else if rest.starts_with('{') {
            let Some(close) = rest.find('}') else {
                let help = "close it with `}`, or write `$$` for a dollar".to_owned();
                return Err((
                    dollar..dollar + 2,
                    "this `${` is never closed".to_owned(),
                    help,
                ));
            };
            let found = reference(&rest[1..close], dollar + 2)?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Reference(found));
            at = dollar + 1 + close + 1;
        } else {
            plain.push('$');
            at = dollar + 1;
        }
    }
    plain.push_str(&text[at..]);
    if pieces.is_empty() {
        return Ok(Operand::Literal(Value::Text(plain)));
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(Operand::Template(pieces))
}

/// Inside a text only `${…}` is replaced; `$a.b` there is most likely meant as one.
fn warn_of_bare(node: &Node, text: &str, diagnostics: &mut Diagnostics) {
    if is_reference(text) {
        return;
    }
    let mut words = text.split(|c: char| c.is_whitespace() || ":,;\"'()".contains(c));
    let Some(word) = words.find(|word| word.contains('.') && is_reference(word)) else {
        return;
    };
    let start = text.find(word).unwrap_or(0);
    let message = format!("`{word}` is not replaced inside a text");
    let warning = Diagnostic::warning(&node.part(start..start + word.len()), message)
        .help(format!("write `${{{}}}`", &word[1..]))
        .help(format!("or `${word}` for a dollar"));
    diagnostics.push(warning);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;
    use crate::spec::yaml;

    fn check(text: &str, want: &str) {
        let node = yaml::parse(&Source::new("a.yaml", text)).unwrap().unwrap();
        let mut found = Diagnostics::default();
        let got = if let Some(operand) = node.operand(&mut found) {
            format!("{:?}", operand.value)
        } else {
            let first = &found.list[0];
            let marked = &first.excerpts[0];
            let mark = &marked.text[marked.marked.clone()];
            format!("{} [{mark}] {}", first.message, first.help.join("; "))
        };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn literals_are_read_by_how_they_are_written() {
        for (text, want) in [
            ("110", "Literal(Number(110))"),
            ("\"110\"", "Literal(Text(\"110\"))"),
            ("true", "Literal(Text(\"true\"))"),
            ("yes", "Literal(Text(\"yes\"))"),
            ("012", "Literal(Text(\"012\"))"),
            ("[a, 1]", "Literal(List([Text(\"a\"), Number(1)]))"),
            ("\"\"", "Literal(Text(\"\"))"),
            ("costs $$5 or $5", "Literal(Text(\"costs $5 or $5\"))"),
            (
                "~",
                "expected a value, found nothing [~] empty text is `\"\"`; a fact that is not there is `absent`",
            ),
            (
                "{ a: b }",
                "expected a value or a list of values, found a map [{ a: b }] ",
            ),
        ] {
            check(text, want);
        }
    }

    #[test]
    fn references_name_a_check_and_a_fact() {
        let check_fact = "Reference(Fact { check: CheckId(\"web\"), fact: \"header.Server\" })";
        for (text, want) in [
            ("$web.header.Server", check_fact),
            ("\"$answers.email\"", "Reference(Answer(\"email\"))"),
            ("$student.id", "Reference(Student(\"id\"))"),
            ("$vars.host", "Reference(Var(\"host\"))"),
            ("$machine.hostname", "Reference(MachineHostname)"),
            (
                "\"${vars.host}:80\"",
                "Template([Reference(Var(\"host\")), Text(\":80\")])",
            ),
            (
                "[a, $vars.b]",
                "List([Literal(Text(\"a\")), Reference(Var(\"b\"))])",
            ),
        ] {
            check(text, want);
        }
    }

    #[test]
    fn malformed_references_are_reported_at_their_place() {
        for (text, want) in [
            (
                "$machine.adresses",
                "this machine has no `adresses` [$machine.adresses] did you mean `addresses`?",
            ),
            (
                "$answers",
                "`$answers` is no whole reference [$answers] name the check and its fact, such as `$lookup.addresses`, or `$answers.key`; a dollar is `$$`",
            ),
            (
                "$lookup",
                "`$lookup` is no whole reference [$lookup] name the check and its fact, such as `$lookup.addresses`, or `$answers.key`; a dollar is `$$`",
            ),
            (
                "'a ${student.id'",
                "this `${` is never closed [${] close it with `}`, or write `$$` for a dollar",
            ),
            (
                "\"${serve.port}\"",
                "`$serve.port` is no reference here [serve.port] `$port` stands in the arguments of `serve`, `$serve.address` in the checks below it",
            ),
            (
                "$Web.status",
                "`Web` is no id of a check [$Web.status] ids are of small letters, digits and `-`",
            ),
            (
                "$answers.a.b",
                "a key of `answers` is one word, found `a.b` [$answers.a.b] write `$answers.key`",
            ),
        ] {
            check(text, want);
        }
    }

    #[test]
    fn a_bare_reference_inside_a_text_is_warned_of() {
        let source = Source::new("a.yaml", "GET http://x/ for $student.id");
        let node = yaml::parse(&source).unwrap().unwrap();
        let mut found = Diagnostics::default();
        assert!(node.operand(&mut found).is_some());
        assert!(found.usable());
        assert_eq!(
            found.list[0].message,
            "`$student.id` is not replaced inside a text"
        );
        assert_eq!(
            found.list[0].help,
            ["write `${student.id}`", "or `$$student.id` for a dollar"]
        );
    }
}
