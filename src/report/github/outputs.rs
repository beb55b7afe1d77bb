//! The outputs of the step, for the steps after it: `exit`, `points`, `of`, and the number of checks by verdict.

use std::io;

use crate::report::reporter::{Moment, Reporter, Setting, Sink};

/// Begins the outputs.
pub(super) fn start(_: Setting) -> Box<dyn Reporter> {
    Box::new(Outputs)
}

struct Outputs;

impl Reporter for Outputs {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::End(end) => {
                let tally = &end.tally;
                writeln!(out, "exit={}", end.exit_code())?;
                writeln!(out, "points={}\nof={}", tally.points, tally.of)?;
                writeln!(out, "pass={}\nfail={}", tally.pass, tally.fail)?;
                writeln!(out, "todo={}\nskipped={}", tally.todo, tally.skipped)?;
                writeln!(
                    out,
                    "undecided={}\nmanual={}",
                    tally.undecided, tally.manual
                )?;
                writeln!(out, "not-run={}\nhidden={}", tally.not_run, end.hidden)
            }
            Moment::Refused(_) => writeln!(out, "exit=3"),
            Moment::Begin(_)
            | Moment::Started { .. }
            | Moment::Retrying { .. }
            | Moment::Finished { .. }
            | Moment::Exercise(_) => Ok(()),
        }
    }
}
