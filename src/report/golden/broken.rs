//! Findings in specs of every shape that a diagnostic can have.

use crate::model::{Diagnostic, Place, Source};

const SPEC: &str = "netcheck: 1
title: Names \u{2192} 漢字 to addresses
checks:
  - id: lookup
\tresolve: www.usfca.edu
    expect: { status: nxdomian, address: \u{1b}[2J\u{202e}present }
  - id: lookup
    title: a title so long that it does not fit into any terminal, which is why its end is here; and this `${unquoted}` is what is meant, before it goes on and on
";

/// Each shape once.
pub(super) fn diagnostics() -> Vec<Diagnostic> {
    let source = Source::new("exercises/04-dns/exercise.yaml", SPEC);
    let place = |text: &str| {
        let at = SPEC.find(text).unwrap();
        Place::new(&source, at..at + text.len())
    };
    let again = SPEC.rfind("lookup").unwrap();
    vec![
        Diagnostic::error(
            &place("nxdomian"),
            "`nxdomian` is none of the words that this fact can be",
        )
        .help("did you mean `nxdomain`?")
        .help("it is one of noerror, nxdomain, nodata"),
        Diagnostic::error(
            &Place::new(&source, again..again + 6),
            "two checks have the id `lookup`",
        )
        .label("the second")
        .also(&place("lookup"), "the first"),
        Diagnostic::error(&place("address:"), "`resolve` yields no fact `address`")
            .label("not known")
            .also(&place("resolve"), "its probe")
            .help("did you mean `addresses`?"),
        Diagnostic::warning(&place("present"), "a terminal \u{1b}[31mescape\u{7}"),
        Diagnostic::error(&place("${unquoted}"), "a reference in a flow map is quoted")
            .help("write the line so:\n  title: \"a `${unquoted}`\""),
        Diagnostic::error(
            &Place::new(&source, SPEC.len()..SPEC.len()),
            "this ends too early",
        ),
        Diagnostic::file_error("exercises/05-ports/exercise.yaml", "there is no such file")
            .help("`netcheck new exercise` writes one"),
        Diagnostic::file_error(
            "bad\u{1b}[2J.yaml",
            "this is 100 MB, and at most 16 MB are read",
        ),
    ]
}
