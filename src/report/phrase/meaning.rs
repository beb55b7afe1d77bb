//! What the words of the verdicts mean.

/// Each word with its meaning.
pub(in crate::report) const MEANINGS: &[(&str, &str)] = &[
    ("pass", "all that was expected holds"),
    (
        "fail",
        "something does not hold, or a file cannot be read; the line is shown",
    ),
    ("todo", "not handed in yet"),
    ("skipped", "waits for a check that failed or is still to do"),
    (
        "undecided",
        "netcheck could not do its part, or the network was not as it should be; nobody's mistake",
    ),
    (
        "manual",
        "handed in; decided later, by a person or when it is graded",
    ),
    ("not-run", "the run ended before it"),
];
