//! What students may not see of an assignment: the checks whose expectation is kept back, and the texts that would give it away.

use std::collections::HashSet;

use crate::model::{
    Audience, Base, CheckRef, Diagnostics, Located, Matcher, Network, Operand, Piece, Place,
    Points, Reveal, Value, Where,
};
use crate::plan::check::{self, Draft};
use crate::plan::{points, rules};
use crate::spec::{AnswerType, Spec};

/// The fewest letters and digits of a text that tells something wherever it stands: shorter ones stand everywhere.
const LEAST: usize = 4;

/// The fewest digits of a number.
const LEAST_DIGITS: usize = 5;

/// The fewest letters of a single word: `mail` and `port` stand everywhere too.
const LEAST_LETTERS: usize = 6;

/// The fewest letters and digits of what tells something in the words of its own check.
const LEAST_THERE: usize = 2;

/// A check of which students may not see what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBack {
    /// The check.
    pub check: CheckRef,
    /// Its exercise's folder.
    pub folder: String,
    /// Whether students may know of it at all.
    pub audience: Audience,
    /// What it is worth when it is graded.
    pub points: Points,
    /// What would give it away, as far as it can be looked for.
    pub secrets: Vec<Secret>,
}

/// A text that gives away what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The text.
    pub text: String,
    /// Where it is expected.
    pub place: Place,
    /// Where it tells something.
    pub tells: Tells,
}

/// Where a text gives away what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// Wherever it stands.
    Anywhere,
    /// In the title, the reason and the hints of its own check: elsewhere it is too common to tell anything.
    AtItsCheck,
    /// Nowhere: students know it anyway.
    Nothing,
}

/// The checks of an assignment, on any network, of which something is expected, here or elsewhere, that students may not see: what is kept
/// back, and what hidden checks expect, unless they say `reveal: true` or a check that students see asks for the same.
///
/// Numbers of fewer than five digits, single words of fewer than six letters, anything with fewer than four letters and digits, and words
/// that students choose from (`of:`, or a fact's own vocabulary) tell something in the words of their own check only. Yes and no, and a
/// single letter or digit, tell nothing.
pub fn kept_back(spec: &Spec) -> Vec<KeptBack> {
    let public = public_words(spec);
    let exercises = spec.exercises.iter();
    let drafts = |exercise| check::drafts(exercise, Where::Here, &mut Diagnostics::default());
    let drafts: Vec<_> = exercises
        .map(|exercise| (exercise, drafts(exercise)))
        .collect();
    let told = told_words(drafts.iter().flat_map(|(_, drafts)| drafts));
    let mut all = Vec::new();
    for (exercise, drafts) in &drafts {
        let reads = rules::readers(drafts);
        for (draft, reads) in drafts.iter().zip(reads) {
            let mut secrets = secrets(draft, &public);
            if !draft.keeps_back() {
                secrets.retain(|secret| !told.contains(&secret.text.to_lowercase()));
            }
            if draft.keeps_back() || is_hidden(draft) {
                all.push(KeptBack {
                    check: CheckRef {
                        exercise: exercise.id.clone(),
                        check: draft.check.id.value.clone(),
                    },
                    folder: exercise.folder.clone(),
                    audience: draft.check.audience,
                    points: points::shares(draft, reads).sum(),
                    secrets,
                });
            }
        }
    }
    all
}

/// Whether students may know nothing of what a check expects, because they may not know of the check.
fn is_hidden(draft: &Draft) -> bool {
    draft.hidden() && draft.expects() && draft.check.reveal != Some(Reveal::Shown)
}

/// What the checks that students see ask for and expect openly, in small letters.
fn told_words<'a>(drafts: impl Iterator<Item = &'a Draft<'a>>) -> HashSet<String> {
    let mut told = Vec::new();
    for draft in drafts.filter(|draft| !draft.hidden() && !draft.keeps_back()) {
        for operand in draft.operands() {
            of_operand(&operand.value, &operand.place, &mut told);
        }
    }
    told.iter().map(|told| told.text.to_lowercase()).collect()
}

/// The words that students choose from, in small letters.
fn public_words(spec: &Spec) -> HashSet<String> {
    let answers = spec.exercises.iter().flat_map(|exercise| &exercise.answers);
    let words = answers.flat_map(|answer| match &answer.ty {
        AnswerType::Choice(words) => words.as_slice(),
        _ => &[], // no other type is one of some words
    });
    words.map(|word| word.trim().to_lowercase()).collect()
}

fn secrets(draft: &Draft, public: &HashSet<String>) -> Vec<Secret> {
    let mut found = Vec::new();
    for expectation in draft.expectations() {
        let facts = expectation.facts.iter();
        let facts = facts.map(|expected| (expected.fact.value.as_str(), &expected.matcher));
        let steps = expectation.steps.iter().flat_map(|steps| &steps.steps);
        for (fact, matcher) in facts.chain(steps.map(|step| (step.fact, &step.matcher))) {
            let mut texts = Vec::new();
            of_matcher(matcher, &mut texts);
            let base = draft.type_of(fact).map(|ty| ty.base);
            for secret in &mut texts {
                secret.tells = tells(&secret.text, base, public);
            }
            texts.retain(|secret| secret.tells != Tells::Nothing);
            found.extend(texts);
        }
    }
    found.dedup();
    found
}

/// Where a text tells something of what is expected of a fact.
fn tells(text: &str, base: Option<Base>, public: &HashSet<String>) -> Tells {
    let counted = text.chars().filter(|c| c.is_alphanumeric()).count();
    let least = if text.chars().all(|c| c.is_ascii_digit()) {
        LEAST_DIGITS
    } else if text.chars().all(char::is_alphabetic) {
        LEAST_LETTERS
    } else {
        LEAST
    };
    let chosen = match base {
        Some(Base::Flag) => return Tells::Nothing,
        Some(Base::Word(words)) => words.iter().any(|word| word.eq_ignore_ascii_case(text)),
        Some(_) | None => false,
    };
    if counted >= least && !chosen && !public.contains(&text.to_lowercase()) {
        Tells::Anywhere
    } else if counted >= LEAST_THERE {
        Tells::AtItsCheck
    } else {
        Tells::Nothing
    }
}

fn of_matcher(matcher: &Located<Matcher>, found: &mut Vec<Secret>) {
    match &matcher.value {
        Matcher::Matches(pattern) => {
            let written = pattern.value.0.as_str();
            let texts = std::iter::once(written.to_owned()).chain(alternatives(written));
            texts.for_each(|text| add(&text, &pattern.place, found));
        }
        Matcher::Within(network) => match network.value {
            Network::Cidr { .. } => {
                let written = network.place.text().trim_matches(['"', '\'']);
                add(written, &network.place, found);
            }
            Network::Private | Network::Loopback | Network::Documentation => {}
        },
        other if other.inner().is_empty() => {
            for operand in other.operands() {
                of_operand(&operand.value, &operand.place, found);
            }
        }
        other => {
            for inner in other.inner() {
                of_matcher(inner, found);
            }
        }
    }
}

fn of_operand(operand: &Operand, place: &Place, found: &mut Vec<Secret>) {
    match operand {
        Operand::Literal(value) => of_value(value, place, found),
        Operand::Reference(_) => {}
        Operand::Template(pieces) => {
            for piece in pieces {
                if let Piece::Text(text) = piece {
                    add(text, place, found);
                }
            }
        }
        Operand::List(items) => {
            for item in items {
                of_operand(item, place, found);
            }
        }
    }
}

fn of_value(value: &Value, place: &Place, found: &mut Vec<Secret>) {
    match value {
        Value::Flag(_) | Value::Record(_) => {}
        Value::Number(number) => add(&number.to_string(), place, found),
        Value::Text(text) => add(text, place, found),
        Value::List(items) => {
            for item in items {
                of_value(item, place, found);
            }
        }
    }
}

/// Each line of a text gives away a part of it.
fn add(text: &str, place: &Place, found: &mut Vec<Secret>) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    found.extend(lines.map(|line| Secret {
        text: line.to_owned(),
        place: place.clone(),
        tells: Tells::Anywhere,
    }));
}

/// The texts that a simple regular expression stands for: `(?i)^(tcp|udp)$` is `tcp` or `udp`. None where it is not that simple.
fn alternatives(pattern: &str) -> Vec<String> {
    let mut bare = pattern;
    if let Some((flags, rest)) = bare
        .strip_prefix("(?")
        .and_then(|rest| rest.split_once(')'))
        && flags.chars().all(|c| c.is_ascii_alphabetic())
    {
        bare = rest;
    }
    for start in ["^", r"\A", r"\b"] {
        bare = bare.strip_prefix(start).unwrap_or(bare);
    }
    for end in ["$", r"\z", r"\b"] {
        bare = bare.strip_suffix(end).unwrap_or(bare);
    }
    let group = bare
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let bare = group.map_or(bare, |group| group.strip_prefix("?:").unwrap_or(group));
    bare.split('|').filter_map(literal).collect()
}

/// The text that a regular expression without any special character stands for.
fn literal(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next().filter(|c| !c.is_alphanumeric())?),
            '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
            plain => text.push(plain),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{HashSet, Tells, alternatives, tells};

    #[test]
    fn a_simple_pattern_stands_for_its_texts() {
        let check = |pattern: &str, want: &[&str]| assert_eq!(alternatives(pattern), want);
        check("(?i)^(tcp|udp)$", &["tcp", "udp"]);
        check(r"(?:a\.b|c)", &["a.b", "c"]);
        check(r"\bswordfish\b", &["swordfish"]);
        check(r"^220 .*SMTP", &[]);
        check(r"x\d|y", &["y"]);
        check("(?P<n>a)", &[]);
    }

    #[test]
    fn what_stands_everywhere_tells_something_at_its_check_only() {
        let public = HashSet::from(["loopback".to_owned()]);
        let check =
            |text: &str, want: Tells| assert_eq!(tells(text, None, &public), want, "{text}");
        for common in ["yes", "110", "8080", "::10", "mail", "x-1", "Loopback"] {
            check(common, Tells::AtItsCheck);
        }
        for telling in [
            "65535",
            "192.0.2.1",
            "POP3-1",
            "my host",
            "swordfish",
            "ünïcödé",
        ] {
            check(telling, Tells::Anywhere);
        }
        for nothing in ["1", "::1", "-", "x"] {
            check(nothing, Tells::Nothing);
        }
    }
}
