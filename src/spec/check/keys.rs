//! The keys that a check has beside its probe.

use crate::model::Net;
use crate::spec::{Key, Keys, Takes};

/// The most points of a check.
pub const MOST_POINTS: i64 = 1_000_000;

/// The most repeats of an attempt.
pub(super) const MOST_REPEATS: i64 = 10;

/// For whom a check is.
pub(super) const AUDIENCES: &[&str] = &["student", "instructor"];

/// The keys that a check may have beside its probe.
pub static CHECK_KEYS: Keys = Keys::new(&[
    Key::new(
        "id",
        Takes::CheckId,
        "its name in the exercise, in small letters, digits and `-`; not `answers`, `student`, `machine`, `vars`, `serve` or `port`, which mean something in references",
    )
    .required(),
    Key::new("title", Takes::Prose, "what a report calls it").required(),
    Key::new(
        "points",
        Takes::Points,
        "what it is worth; or a share for each fact or step, `{ helo: 1, queued: 2 }`, earned as long as all before it hold",
    ),
    Key::new(
        "expect",
        Takes::Expectation,
        "facts of the probe, each with a value or a matcher; several matchers in one map must all hold. Without it a check only looks, an `answer` or `file` with `points` waits for a person, and a check with `reveal: false` is checked when it is graded",
    ),
    Key::new(
        "expect-elsewhere",
        Takes::Expectation,
        "what is expected instead where the machine is not the student's own (`--elsewhere`, CI)",
    ),
    Key::new(
        "needs",
        Takes::OneOrMany(&Takes::CheckId, 0),
        "the ids of checks that must pass first; a reference to a check needs it by itself",
    ),
    Key::new(
        "timeout",
        Takes::Time,
        "the most time of one attempt: 500ms, 5s, 2m",
    ),
    Key::new(
        "retry",
        Takes::Either(&[REPEATS, Takes::Keys(&RETRY_KEYS)]),
        "how often an attempt that faults or fails is repeated, on `live` only; `{ times: 2, network: [live, loopback] }` says otherwise",
    ),
    Key::new(
        "network",
        NETWORKS,
        "where it applies: a list of live, loopback, box; without it, everywhere",
    ),
    Key::new(
        "hint",
        Takes::OneOrMany(&Takes::Prose, 1),
        "what to do next: a text, or a list whose first is shown",
    ),
    Key::new(
        "checks",
        Takes::List(&Takes::Check, 1),
        "of a `serve`: checks of the server while it runs, in which `$serve.address` is where it listens; `SERVER/ID` names them",
    ),
    Key::new("because", Takes::Prose, "the reason for what is expected"),
    Key::new(
        "reveal",
        Takes::Flag,
        "`false` keeps the expected value out of students' reports; the default of an answer that is compared with a value written in the spec. Without `expect`, as in the copy that `netcheck export` writes for students, it says that the check is checked when it is graded: until then it compares nothing, and its points are outside the total",
    ),
    Key::new(
        "audience",
        Takes::OneOf(AUDIENCES),
        "student or instructor: of the latter students see only how many there are; all of exercise.instructor.yaml is for instructors unless it says otherwise",
    ),
]);

/// The keys of `retry`.
pub(super) static RETRY_KEYS: Keys = Keys::new(&[
    Key::new("times", REPEATS, "how often it is repeated").required(),
    Key::new(
        "network",
        NETWORKS,
        "where: a list of live, loopback, box; without it, on `live` only",
    ),
]);

const REPEATS: Takes = Takes::Number(0, MOST_REPEATS);

const NETWORKS: Takes = Takes::OneOrMany(&Takes::OneOf(&Net::WORDS), 1);

#[cfg(test)]
mod tests {
    use super::CHECK_KEYS;
    use crate::model::RESERVED_IDS;

    #[test]
    fn the_ids_that_are_taken_are_named() {
        let id = CHECK_KEYS.list.iter().find(|key| key.name == "id");
        let about = id.expect("a key").about;
        for taken in RESERVED_IDS {
            assert!(about.contains(&format!("`{taken}`")), "{taken}");
        }
    }
}
