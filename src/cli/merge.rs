//! `netcheck merge`: the gradebooks of several machines → one.

use crate::cli::args::class::Merge;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::grade::Gradebook;
use crate::report::{number, plain};

pub(crate) fn command(args: &Merge, output: &mut Output) -> Exit {
    match Gradebook::merge(&args.parts, &args.gradebook) {
        Ok(merged) => {
            output.line(&format!(
                "merged {}: {}, {}",
                number(args.parts.len(), "gradebook"),
                number(merged.students, "student"),
                number(merged.submissions, "submission")
            ));
            output.line(&format!(
                "results: {}",
                plain(&args.gradebook.display().to_string())
            ));
            Exit::Done
        }
        Err(found) => output.unusable(&found),
    }
}
