//! Whether one matcher holds for one fact.

use crate::judge::{canonical, compare, part, resolve};
use crate::model::{Gap, Located, Matcher, Operand, Scope, Type, Value};

/// How a fact of a type is compared: first what is wanted, then what was seen.
type Comparison = fn(Type, &Value, &Value) -> Option<Gap>;

/// What became of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// It holds.
    Holds,
    /// It does not.
    Fails(Gap),
    /// There is nothing to compare, on one side or the other: neither it nor its `not` holds.
    Moot(Gap),
}

impl From<Option<Gap>> for Judged {
    fn from(gap: Option<Gap>) -> Self {
        gap.map_or(Self::Holds, Self::Fails)
    }
}

/// Whether a matcher holds for a fact of type `ty`; `got` is `None` when the fact is absent.
pub(super) fn judged(
    matcher: &Matcher,
    ty: Type,
    got: Option<&Value>,
    scope: &dyn Scope,
) -> Judged {
    let with = |operand, compare| compared(operand, ty, got, scope, compare);
    let with_some = |operand, compare| compared_with_some(operand, ty, got, scope, compare);
    let there = |look: &dyn Fn(&Value) -> Judged| got.map_or(Judged::Moot(Gap::Missing), look);
    match matcher {
        Matcher::Present => present(got),
        Matcher::Absent => absent(got),
        Matcher::Not(inner) => not(judged(&inner.value, ty, got, scope)),
        Matcher::AllOf(all) => all_of(all, ty, got, scope),
        Matcher::AnyOf(any) => any_of(any, ty, got, scope),
        Matcher::Equals(operand) => with(operand, compare::equals),
        Matcher::SameSet(operand) => with(operand, compare::same_set),
        Matcher::SameWord(operand) => with(operand, compare::same_word),
        Matcher::AtLeast(operand) => with(operand, compare::at_least),
        Matcher::AtMost(operand) => with(operand, compare::at_most),
        Matcher::Between(low, high) => match with(low, compare::at_least) {
            Judged::Holds => with(high, compare::at_most),
            below => below,
        },
        Matcher::OneOf(operand) => with_some(operand, compare::one_of),
        Matcher::Overlaps(operand) => with_some(operand, compare::overlaps),
        Matcher::Contains(operand) => with_some(operand, compare::contains),
        Matcher::ContainsAny(operand) => with_some(operand, compare::contains_any),
        Matcher::Matches(pattern) => there(&|got| compare::matches(&pattern.value.0, got).into()),
        Matcher::Within(network) => there(&|got| compare::within(network.value, got)),
        Matcher::Count(inner) => there(&|got| part::count(&inner.value, got, scope)),
        Matcher::FirstLine(inner) => there(&|got| part::first_line(&inner.value, got, scope)),
        Matcher::Line(inner) => there(&|got| part::some_line(&inner.value, got, scope)),
        Matcher::Json { pointer, matcher } => {
            there(&|got| part::in_json(&pointer.value, &matcher.value, got, scope))
        }
    }
}

fn absent(got: Option<&Value>) -> Judged {
    match present(got) {
        Judged::Holds => Judged::Fails(Gap::Unwanted),
        Judged::Fails(_) | Judged::Moot(_) => Judged::Holds,
    }
}

fn present(got: Option<&Value>) -> Judged {
    let empty = match got {
        None => true,
        Some(Value::Text(text)) => canonical::lines(text).is_empty(),
        Some(Value::List(items)) => items.is_empty(),
        Some(Value::Record(parts)) => parts.is_empty(),
        Some(Value::Flag(_) | Value::Number(_)) => false,
    };
    empty.then_some(Gap::Missing).into()
}

fn not(inner: Judged) -> Judged {
    match inner {
        Judged::Holds => Judged::Fails(Gap::Holds),
        Judged::Fails(_) => Judged::Holds,
        moot @ Judged::Moot(_) => moot,
    }
}

/// False as soon as one is false, else moot as soon as one is moot.
fn all_of(all: &[Located<Matcher>], ty: Type, got: Option<&Value>, scope: &dyn Scope) -> Judged {
    let mut result = Judged::Holds;
    for inner in all {
        match judged(&inner.value, ty, got, scope) {
            fails @ Judged::Fails(_) => return fails,
            moot @ Judged::Moot(_) if result == Judged::Holds => result = moot,
            Judged::Holds | Judged::Moot(_) => {}
        }
    }
    result
}

/// True as soon as one is true, else moot as soon as one is moot, else false by the most telling gap.
fn any_of(any: &[Located<Matcher>], ty: Type, got: Option<&Value>, scope: &dyn Scope) -> Judged {
    let mut moot = None;
    let mut gaps = Vec::new();
    for inner in any {
        match judged(&inner.value, ty, got, scope) {
            Judged::Holds => return Judged::Holds,
            Judged::Fails(gap) => gaps.push(gap),
            Judged::Moot(gap) => moot = moot.or(Some(gap)),
        }
    }
    moot.map_or_else(|| Judged::Fails(most_telling(gaps)), Judged::Moot)
}

fn most_telling(gaps: Vec<Gap>) -> Gap {
    let single = gaps.len() == 1;
    gaps.into_iter()
        .find(|gap| single || matches!(gap, Gap::Nearly { .. } | Gap::Missing))
        .unwrap_or(Gap::Differs)
}

/// Compares with what an operand stands for.
fn compared(
    operand: &Located<Operand>,
    ty: Type,
    got: Option<&Value>,
    scope: &dyn Scope,
    compare: Comparison,
) -> Judged {
    let Some(want) = resolve::resolve(&operand.value, scope) else {
        return nothing(operand, scope);
    };
    match got {
        Some(got) => compare(ty, &want, got).into(),
        None => Judged::Moot(Gap::Missing),
    }
}

/// The same for matchers that would hold, or could never hold, with an empty operand.
fn compared_with_some(
    operand: &Located<Operand>,
    ty: Type,
    got: Option<&Value>,
    scope: &dyn Scope,
    compare: Comparison,
) -> Judged {
    match present(resolve::resolve(&operand.value, scope).as_ref()) {
        Judged::Holds => compared(operand, ty, got, scope, compare),
        Judged::Fails(_) | Judged::Moot(_) => nothing(operand, scope),
    }
}

fn nothing(operand: &Located<Operand>, scope: &dyn Scope) -> Judged {
    Judged::Moot(Gap::NothingToCompare(resolve::nothing_in(operand, scope)))
}
