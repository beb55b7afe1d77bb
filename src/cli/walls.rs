//! What stands around students' programs: what is wanted, or the best that can be had.

use crate::cli::args;
use crate::cli::network;
use crate::model::{Net, Walls, Where};
use crate::plan::Plan;
use crate::sandbox;

/// The walls, or why no program can be started.
///
/// # Errors
/// Why not, and what to do.
pub(crate) fn decided(wanted: args::Walls, plan: &Plan) -> Result<Walls, String> {
    if !plan.starts_programs() || plan.net == Net::Box {
        return Ok(Walls::Box);
    }
    match wanted {
        args::Walls::Box => boxed(),
        args::Walls::Process if cfg!(target_os = "linux") => Ok(Walls::Process),
        args::Walls::Process => Err("only Linux has the walls of `--walls process`".to_owned()),
        args::Walls::Own => own(plan),
        // Behind the box's walls the real network is out of reach.
        args::Walls::Auto if plan.net == Net::Live => own(plan).or_else(|_| boxed()),
        args::Walls::Auto => boxed().or_else(|refused| own(plan).map_err(|_| refused)),
    }
}

fn boxed() -> Result<Walls, String> {
    match network::tried() {
        Ok(()) => Ok(Walls::Box),
        Err(refusal) => Err(format!(
            "programs that are handed in are not started, as the box cannot be had here: {refusal}; `netcheck doctor` says what to do, \
             and in a container that is thrown away `--walls process` will do"
        )),
    }
}

/// One's own program needs no walls against oneself.
fn own(plan: &Plan) -> Result<Walls, String> {
    if plan.place == Where::Elsewhere {
        return Err("`--walls own` is for the student's own machine".to_owned());
    }
    if sandbox::is_root() {
        return Err("`--walls own` is for an ordinary user, not for root".to_owned());
    }
    Ok(Walls::Own)
}
