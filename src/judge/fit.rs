//! Which matchers fit which types of facts, what they compare, and what to write instead.

use crate::model::{Arity, Base, Matcher, Type};

/// Whether a matcher can compare a fact of a type.
pub(super) fn fits(matcher: &Matcher, fact: Type) -> bool {
    let (base, one) = (fact.base, fact.arity == Arity::One);
    match matcher {
        Matcher::OneOf(_) => one && base != Base::Record,
        Matcher::SameSet(_) | Matcher::Overlaps(_) => !one && base != Base::Record,
        Matcher::Contains(_) | Matcher::ContainsAny(_) if one => {
            matches!(base, Base::Text | Base::Host | Base::Mailbox)
        }
        Matcher::Equals(_) | Matcher::Contains(_) | Matcher::ContainsAny(_) => base != Base::Record,
        Matcher::SameWord(_) => {
            one && matches!(
                base,
                Base::Text | Base::Word(_) | Base::Host | Base::Mailbox
            )
        }
        Matcher::Matches(_) => !matches!(base, Base::Flag | Base::Number | Base::Record),
        Matcher::AtLeast(_) | Matcher::AtMost(_) | Matcher::Between(..) => {
            fact == Type::one(Base::Number)
        }
        Matcher::Count(_) => !one || base == Base::Text,
        Matcher::Within(_) => base == Base::Address,
        Matcher::FirstLine(_) | Matcher::Line(_) | Matcher::Json { .. } => {
            fact == Type::one(Base::Text)
        }
        Matcher::Present
        | Matcher::Absent
        | Matcher::Not(_)
        | Matcher::AllOf(_)
        | Matcher::AnyOf(_) => true,
    }
}

/// What a matcher does, as the middle of a sentence about a fact that it does not fit.
pub(super) fn does(matcher: &Matcher) -> &'static str {
    match matcher {
        Matcher::Equals(_) => "compares values",
        Matcher::OneOf(_) => "compares one value with several",
        Matcher::SameSet(_) | Matcher::Overlaps(_) => "compares two lists of values",
        Matcher::Contains(_) | Matcher::ContainsAny(_) => "looks into a text or a list",
        Matcher::SameWord(_) => "compares one word",
        Matcher::Matches(_) => "searches in text",
        Matcher::AtLeast(_) | Matcher::AtMost(_) | Matcher::Between(..) => "compares numbers",
        Matcher::Count(_) => "counts the items of a list or the lines of a text",
        Matcher::Within(_) => "compares addresses",
        Matcher::FirstLine(_) | Matcher::Line(_) | Matcher::Json { .. } => "looks into one text",
        Matcher::Present
        | Matcher::Absent
        | Matcher::Not(_)
        | Matcher::AllOf(_)
        | Matcher::AnyOf(_) => "fits every fact",
    }
}

/// What to write for a fact of this type in place of a matcher that does not fit it.
pub(super) fn instead(matcher: &Matcher, fact: Type) -> &'static str {
    match (fact.arity, fact.base) {
        (Arity::One, Base::Record) => "`present` and `absent` fit",
        (Arity::Many, Base::Record) => "`present`, `absent` and `count` fit",
        (Arity::Many, Base::Number) if is_limit(matcher) => {
            "`contains` looks for an item, `count: { at-least: 1 }` compares the number of items"
        }
        (Arity::Many, _) if is_limit(matcher) => {
            "`count: { at-least: 1 }` compares the number of its items"
        }
        (Arity::Many, _) => {
            "`overlaps` expects an item in common, `same-set` the same items, `contains` at least these"
        }
        (Arity::One, Base::Text) if is_limit(matcher) => {
            "`count: { at-least: 1 }` compares the number of its lines"
        }
        (Arity::One, Base::Number) => {
            "`equals`, `one-of`, `at-least`, `at-most` and `between` compare numbers"
        }
        (Arity::One, Base::Address) => {
            "`equals` and `one-of` compare addresses, `within` expects one of a network"
        }
        (Arity::One, Base::Text | Base::Host | Base::Mailbox | Base::Word(_)) => {
            "`equals` and `one-of` compare values, `matches` searches in text"
        }
        (Arity::One, Base::Flag) => "`equals` fits: write `yes` or `no`",
    }
}

fn is_limit(matcher: &Matcher) -> bool {
    matches!(
        matcher,
        Matcher::AtLeast(_) | Matcher::AtMost(_) | Matcher::Between(..)
    )
}
