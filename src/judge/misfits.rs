//! What is wrong with an expectation before anything runs: a matcher that cannot compare such a fact, a literal that does not read as its type.

use crate::judge::canonical::{address, flag_in, mailbox, number};
use crate::judge::fit;
use crate::judge::wanted;
use crate::model::{
    Arity, Base, Diagnostic, Located, Matcher, Operand, Place, Reference, Type, Value, nearest,
};

/// The most findings about one operand.
const FINDINGS: usize = 100;

/// What is wrong with comparing a fact of type `fact` by `matcher`; `type_of` gives the type of what a reference refers to, where it is known.
pub fn misfits(
    matcher: &Located<Matcher>,
    fact: Type,
    type_of: &dyn Fn(&Reference) -> Option<Type>,
) -> Vec<Diagnostic> {
    let mut typing = Typing {
        type_of,
        found: Vec::new(),
    };
    typing.matcher(matcher, fact);
    typing.found
}

struct Typing<'a> {
    type_of: &'a dyn Fn(&Reference) -> Option<Type>,
    found: Vec<Diagnostic>,
}

impl Typing<'_> {
    fn matcher(&mut self, matcher: &Located<Matcher>, fact: Type) {
        if !fit::fits(&matcher.value, fact) {
            self.found.push(misfit(matcher, fact));
            return;
        }
        match &matcher.value {
            Matcher::Equals(operand) if fact.arity == Arity::Many => self.items(operand, fact),
            Matcher::Equals(operand)
            | Matcher::SameWord(operand)
            | Matcher::AtLeast(operand)
            | Matcher::AtMost(operand) => self.single(operand, fact),
            Matcher::Between(low, high) => self.between(low, high, fact),
            Matcher::OneOf(operand) | Matcher::SameSet(operand) | Matcher::Overlaps(operand) => {
                self.some(operand, fact);
            }
            Matcher::Contains(operand) | Matcher::ContainsAny(operand) => {
                self.some(operand, part_of(fact));
            }
            Matcher::Count(inner) => self.matcher(inner, Type::one(Base::Number)),
            Matcher::FirstLine(inner) | Matcher::Line(inner) => {
                self.matcher(inner, Type::one(Base::Text));
            }
            Matcher::Not(inner) => self.matcher(inner, fact),
            Matcher::AllOf(all) | Matcher::AnyOf(all) => {
                for inner in all {
                    self.matcher(inner, fact);
                }
            }
            // What stands in a JSON text has no declared type; the others have no operand.
            Matcher::Json { .. }
            | Matcher::Matches(_)
            | Matcher::Within(_)
            | Matcher::Present
            | Matcher::Absent => {}
        }
    }

    fn between(&mut self, low: &Located<Operand>, high: &Located<Operand>, fact: Type) {
        self.single(low, fact);
        self.single(high, fact);
        let literal = |operand: &Located<Operand>| match &operand.value {
            Operand::Literal(value) => number(value),
            Operand::Reference(_) | Operand::Template(_) | Operand::List(_) => None,
        };
        if let (Some(least), Some(most)) = (literal(low), literal(high))
            && least > most
        {
            let message = format!("nothing is between {least} and {most}");
            let help = format!("write the smaller number first: `between: [{most}, {least}]`");
            self.found
                .push(Diagnostic::error(&low.place, message).help(help));
        }
    }

    /// An operand that must be one value.
    fn single(&mut self, operand: &Located<Operand>, fact: Type) {
        let list = match &operand.value {
            Operand::Literal(value) => matches!(value, Value::List(_)),
            Operand::List(_) => true,
            Operand::Reference(reference) => {
                (self.type_of)(reference).is_some_and(|ty| ty.arity == Arity::Many)
            }
            Operand::Template(_) => false,
        };
        if list {
            let message = format!("this is a list, and the fact is {}", a(fact));
            let help = "`one-of` holds for each value of a list";
            self.found
                .push(Diagnostic::error(&operand.place, message).help(help));
            return;
        }
        self.items(operand, fact);
    }

    /// An operand that must not be an empty list.
    fn some(&mut self, operand: &Located<Operand>, fact: Type) {
        let empty = match &operand.value {
            Operand::Literal(Value::List(items)) => items.is_empty(),
            Operand::List(items) => items.is_empty(),
            Operand::Literal(_) | Operand::Reference(_) | Operand::Template(_) => false,
        };
        if empty {
            let found = Diagnostic::error(
                &operand.place,
                "there is nothing in this list to compare with",
            );
            self.found
                .push(found.help("`absent` expects an empty list"));
            return;
        }
        self.items(operand, fact);
    }

    /// Each item must read as what the fact's items are.
    fn items(&mut self, operand: &Located<Operand>, fact: Type) {
        self.operand(&operand.value, &operand.place, fact.base);
    }

    fn operand(&mut self, operand: &Operand, place: &Place, base: Base) {
        match operand {
            Operand::Literal(value) => {
                let items = value.items().iter();
                let unread = items.filter_map(|item| unread(base, item, place));
                self.found.extend(unread.take(FINDINGS));
            }
            Operand::Reference(reference) => self.reference(reference, place, base),
            // What a text with references in it will be is known when the check runs.
            Operand::Template(_) => {}
            Operand::List(items) => {
                for item in items {
                    if self.found.len() < FINDINGS {
                        self.operand(item, place, base);
                    }
                }
            }
        }
    }

    fn reference(&mut self, reference: &Reference, place: &Place, base: Base) {
        let Some(ty) = (self.type_of)(reference) else {
            return;
        };
        if !comparable(ty.base, base) {
            let message = format!(
                "`{reference}` is {}, and this fact is compared as {}",
                a(ty),
                a(Type::one(base))
            );
            self.found.push(Diagnostic::error(place, message));
        }
    }
}

fn misfit(matcher: &Located<Matcher>, fact: Type) -> Diagnostic {
    let name = wanted::name(&matcher.value);
    let does = fit::does(&matcher.value);
    let message = format!("`{name}` {does}, and this fact is {}", a(fact));
    Diagnostic::error(&matcher.place, message).help(fit::instead(&matcher.value, fact))
}

/// What `contains` looks for: any part of a text, whole items of a list.
fn part_of(fact: Type) -> Type {
    match fact.arity {
        Arity::Many => fact,
        Arity::One => Type::one(Base::Text),
    }
}

/// Whether values of two types can ever mean the same; texts can read as anything.
fn comparable(one: Base, other: Base) -> bool {
    use Base::{Address, Flag, Host, Mailbox, Number, Record, Text, Word};
    match (one, other) {
        (Record, _) | (_, Record) => false,
        (Text, _)
        | (_, Text)
        | (Flag, Flag)
        | (Number, Number)
        | (Word(_), Word(_))
        | (Address | Host, Address | Host)
        | (Mailbox, Mailbox) => true,
        (Flag | Number | Word(_) | Address | Host | Mailbox, _) => false,
    }
}

/// What is wrong with a literal that does not read as a `base`.
fn unread(base: Base, value: &Value, place: &Place) -> Option<Diagnostic> {
    let text = value.to_string();
    let expected = match base {
        Base::Text | Base::Record => return None,
        Base::Word(words) => return unknown_word(words, value, place),
        Base::Flag => match value {
            Value::Flag(_) => return None,
            _ => (flag_in(&text).is_none()).then_some("`yes` or `no`"),
        },
        Base::Number => number(value).is_none().then_some("a whole number"),
        Base::Address => address(&text)
            .is_none()
            .then_some("an address such as `192.0.2.80`"),
        Base::Host => (!is_host(&text)).then_some("a host name such as `www.usfca.edu`"),
        Base::Mailbox => (!is_mailbox(&text)).then_some("a mail address such as `ada@usfca.edu`"),
    }?;
    Some(Diagnostic::error(
        place,
        format!("expected {expected}, found `{text}`"),
    ))
}

fn unknown_word(words: &[&str], value: &Value, place: &Place) -> Option<Diagnostic> {
    let text = value.to_string();
    let known = |word: &str| match value {
        Value::Flag(flag) => flag_in(word) == Some(*flag),
        _ => word.eq_ignore_ascii_case(text.trim()),
    };
    if words.iter().any(|word| known(word)) {
        return None;
    }
    let found = Diagnostic::error(
        place,
        format!("`{text}` is none of the words that this fact can be"),
    );
    let found = match nearest(&text, words.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    };
    Some(found.help(format!("it is one of {}", words.join(", "))))
}

fn is_host(text: &str) -> bool {
    let name = text.trim();
    address(name).is_some()
        || !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "@/:<>".contains(c))
}

/// With something on both sides of an `@`; the empty reverse path `<>` counts (RFC 5321 4.5.5).
fn is_mailbox(text: &str) -> bool {
    let bare = mailbox(text);
    let in_two = bare
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && is_host(domain));
    in_two || text.trim() == "<>"
}

/// A type with its article: `a list of addresses`, `an address`.
fn a(ty: Type) -> String {
    match (ty.arity, ty.base) {
        (Arity::One, Base::Flag) => "yes or no".to_owned(),
        (Arity::One, Base::Word(_)) => format!("{ty}"),
        (Arity::One, Base::Address) => "an address".to_owned(),
        (Arity::One | Arity::Many, _) => format!("a {ty}"),
    }
}
