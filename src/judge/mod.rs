//! Wanted against seen: which expectations hold, and the gap where one does not.
//!
//! Values are compared by the declared type of the fact ([`Base`]): texts line by line without CR, byte order mark, trailing blanks and final
//! empty lines; words without case; addresses by meaning; host names without case and final dot; mailboxes without brackets, display name and
//! the domain's case; `"110"` equals 110 where the fact is a number.
//!
//! - A list fact that is compared with a single value must hold exactly that value, once.
//! - A fact that is absent satisfies `absent` and what follows from it alone. Every other comparison, and its `not`, has nothing to look at and
//!   does not hold: nobody earns points by what was never seen.
//! - The same goes for a reference that stands for nothing, and for a list of none to choose from.

mod canonical;
mod compare;
mod evaluate;
mod fit;
mod gaps;
mod misfits;
mod part;
mod resolve;
mod seen;
mod wanted;

#[cfg(test)]
mod tests;

use crate::model::{
    Audience, Base, Declared, Expectation, Fact, Facts, Located, Matcher, Mismatch, Scope, Steps,
    Type,
};

use evaluate::{Judged, judged};

pub use misfits::misfits;
pub use resolve::resolve;

/// Compares what a probe saw with what is expected. Of the steps of a named expectation only the first failing one is reported.
/// An empty list is a pass.
pub fn judge(
    expectation: &Expectation,
    declared: &[Declared],
    facts: &Facts,
    scope: &dyn Scope,
) -> Vec<Mismatch> {
    let bench = Bench {
        declared,
        facts,
        scope,
    };
    let of_facts = expectation
        .facts
        .iter()
        .filter_map(|expected| bench.mismatch(&expected.fact.value, &expected.matcher));
    let of_steps = expectation
        .steps
        .iter()
        .filter_map(|steps| bench.first_step(steps));
    let mut mismatches: Vec<Mismatch> = of_facts.chain(of_steps).collect();
    say_reasons_once(&mut mismatches);
    mismatches
}

/// One reason, such as a crash, may be that of several facts; it is said with the first of those that the same people see.
fn say_reasons_once(mismatches: &mut [Mismatch]) {
    for at in 1..mismatches.len() {
        let (before, rest) = mismatches.split_at_mut(at);
        let mismatch = &mut rest[0];
        let told = |earlier: &Mismatch| {
            earlier.reason == mismatch.reason && earlier.audience == mismatch.audience
        };
        if before.iter().any(told) {
            mismatch.reason = None;
        }
    }
}

/// Of all readings of a file the one that meets an expectation best: none of its facts fails and its steps come farthest; of equals the first.
pub fn best_reading(
    expectation: &Expectation,
    declared: &[Declared],
    mut facts: Facts,
    scope: &dyn Scope,
) -> Facts {
    let others = std::mem::take(&mut facts.others);
    if others.is_empty() {
        return facts;
    }
    let steps = expectation
        .steps
        .as_ref()
        .map(|steps| steps.steps.as_slice());
    let missed = |facts: &Facts| {
        let mismatches = judge(expectation, declared, facts, scope);
        let failed = mismatches
            .iter()
            .find_map(|mismatch| mismatch.step.as_deref());
        let reached = failed.and_then(|failed| steps?.iter().position(|step| step.name == failed));
        let left = reached.map_or(0, |reached| steps.map_or(0, <[_]>::len) - reached);
        (mismatches.len() - usize::from(failed.is_some()), left)
    };
    let readings = std::iter::once(facts).chain(others);
    readings.min_by_key(missed).unwrap_or_default()
}

/// All that one judgement looks at.
struct Bench<'a> {
    declared: &'a [Declared],
    facts: &'a Facts,
    scope: &'a dyn Scope,
}

impl Bench<'_> {
    fn first_step(&self, steps: &Steps) -> Option<Mismatch> {
        steps.steps.iter().find_map(|step| {
            let mismatch = self.mismatch(step.fact, &step.matcher)?;
            Some(Mismatch {
                fact: steps.name.value.clone(),
                step: Some(step.name.into()),
                reason: self.reason(step.name).or(mismatch.reason),
                ..mismatch
            })
        })
    }

    fn mismatch(&self, name: &str, matcher: &Located<Matcher>) -> Option<Mismatch> {
        let ty = self.type_of(name);
        let fact = self.fact(name);
        let got = fact.map(|fact| &fact.value);
        let (failing, gap) = self.first_failing(matcher, ty, fact)?;
        Some(Mismatch {
            fact: name.to_owned(),
            audience: fact.map_or(Audience::Student, |fact| fact.audience),
            step: None,
            expected: wanted::wanted(&failing.value, ty.base, self.scope),
            actual: got.cloned(),
            seen: seen::seen(self.facts, name, fact, &gap),
            gap,
            reason: self.reason(name),
            spec: failing.place.excerpt(""),
        })
    }

    fn reason(&self, name: &str) -> Option<String> {
        self.facts.reason(name).map(str::to_owned)
    }

    /// The matcher that fails, and how; of `all-of` the first such one, which says more than all of them.
    fn first_failing<'m>(
        &self,
        matcher: &'m Located<Matcher>,
        ty: Type,
        fact: Option<&Fact>,
    ) -> Option<(&'m Located<Matcher>, crate::model::Gap)> {
        if let Matcher::AllOf(all) = &matcher.value {
            return all
                .iter()
                .find_map(|inner| self.first_failing(inner, ty, fact));
        }
        let got = fact.map(|fact| &fact.value);
        match judged(&matcher.value, ty, got, self.scope) {
            Judged::Holds => None,
            Judged::Fails(gap) | Judged::Moot(gap) => Some((matcher, gap)),
        }
    }

    fn type_of(&self, name: &str) -> Type {
        self.declared
            .iter()
            .find(|declared| declared.covers(name))
            .map_or(Type::one(Base::Text), |declared| declared.ty)
    }

    /// The fact of that name; names of families compare without case (`header.Subject` is `header.subject`).
    fn fact(&self, name: &str) -> Option<&Fact> {
        let in_family = || {
            self.declared
                .iter()
                .any(|declared| declared.name.ends_with("NAME") && declared.covers(name))
        };
        self.facts.get(name).or_else(|| {
            let mut others = self.facts.iter().filter(|_| in_family());
            others
                .find(|(other, _)| other.eq_ignore_ascii_case(name))
                .map(|(_, fact)| fact)
        })
    }
}
