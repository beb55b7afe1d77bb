//! One run of a program: from its start to its end.

use std::sync::Arc;

use crate::model::{Facts, Fault, Source};
use crate::probe::student::{Found, Prepared, Printed, beginning, read, words};
use crate::probe::{Cx, Ongoing, Unfinished};
use crate::sandbox::{Ran, Refusal, Ward};

/// Runs a program to its end. Dropping the future ends it.
///
/// # Errors
/// When its walls cannot be had.
pub(super) async fn run(
    prepared: &Prepared<'_>,
    found: &Found,
    input: &str,
    cx: &Cx<'_>,
) -> Result<Facts, Fault> {
    let mut ward = prepared.start(cx, input)?;
    let mut progress = cx.silence_is_what_is_known(Progress {
        printed: Printed::default(),
        sources: found.sources.clone(),
    });
    let Some(ended) = followed(&mut ward, &mut progress).await else {
        let facts = progress.printed.facts("too-much-output");
        progress.event(&words(&facts));
        return Ok(facts);
    };
    let ran = ended.map_err(|refusal| Fault::System {
        doing: format!("starting `{}` behind walls", prepared.job.program.display()),
        error: refusal.to_string(),
    })?;
    let mut facts = progress.printed.facts_of(&ran, &prepared.job.limits, found);
    let took = i64::try_from(ran.took.as_millis()).unwrap_or(i64::MAX);
    facts.set("took", took);
    progress.event(&words(&facts));
    Ok(facts)
}

/// Reads what it prints until it has ended; `None` when it prints too much.
async fn followed(
    ward: &mut Ward,
    progress: &mut Unfinished<'_, Progress>,
) -> Option<Result<Ran, Refusal>> {
    let mut output = vec![0; 8192];
    let mut errors = vec![0; 8192];
    let (mut more_output, mut more_errors) = (true, true);
    while more_output || more_errors {
        tokio::select! {
            length = read(&mut ward.output, &mut output), if more_output => {
                more_output = length > 0;
                progress.hear(&output[..length]);
                progress.printed.output.extend_from_slice(&output[..length]);
            }
            length = read(&mut ward.errors, &mut errors), if more_errors => {
                more_errors = length > 0;
                progress.hear(&errors[..length]);
                progress.printed.errors.extend_from_slice(&errors[..length]);
            }
        }
        if progress.printed.is_too_much() {
            return None;
        }
    }
    Some(ward.line.ended().await)
}

/// What a program prints, while it runs.
struct Progress {
    printed: Printed,
    sources: Vec<Arc<Source>>,
}

impl Ongoing for Progress {
    fn facts(&self) -> Facts {
        let mut facts = self.printed.facts("out-of-time");
        beginning(&mut facts, &self.sources);
        facts
    }
}
