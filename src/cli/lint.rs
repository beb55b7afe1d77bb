//! `netcheck lint`: everything that is wrong with a spec, without running anything.

use std::sync::Arc;

use crate::cli::args::Lint;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::{export, source};
use crate::model::{Diagnostic, Diagnostics, Net, Severity, Where};
use crate::plan::Choice;

pub(crate) fn lint(args: &Lint, output: &mut Output) -> Exit {
    let read = match source::read(&args.assignment, output) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let files = Arc::clone(&read.files);
    let choice = Choice {
        net: Net::Loopback,
        place: Where::Here,
        folders: Vec::new(),
    };
    let (planned, mut found) = read.plan(&choice);
    if let Some((spec, _)) = &planned {
        found.extend(export::warnings(&files, spec));
        found = Diagnostics::of(found).sorted();
    }
    if !found.is_empty() {
        output.findings(&found);
    }
    let Some((spec, _)) = planned else {
        let errors = counted(count(&found, Severity::Error), "error");
        output.line(&format!("{errors}: the spec cannot be used"));
        return Exit::Spec;
    };
    let checks = spec.exercises.iter().map(|exercise| exercise.checks.len());
    let warned = match count(&found, Severity::Warning) {
        0 => String::new(),
        warnings => format!(", {}", counted(warnings, "warning")),
    };
    output.line(&format!(
        "{}, {}{warned}: the spec can be used",
        counted(spec.exercises.len(), "exercise"),
        counted(checks.sum(), "check")
    ));
    Exit::Done
}

fn count(found: &[Diagnostic], severity: Severity) -> usize {
    found
        .iter()
        .filter(|diagnostic| diagnostic.severity == severity)
        .count()
}

/// `1 check`, `2 checks`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
