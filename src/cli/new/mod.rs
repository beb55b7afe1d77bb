//! `netcheck new`: files to start from.

mod answers;
mod ci;

use crate::cli::args::{New, NewWhat};
use crate::cli::exit::Exit;
use crate::cli::output::Output;

pub(crate) use ci::GRADESCOPE;

pub(crate) fn command(args: &New, output: &mut Output) -> Exit {
    let done = match &args.what {
        NewWhat::Answers(args) => answers::command(args, output),
        NewWhat::Ci(args) => ci::command(args, output),
    };
    done.unwrap_or_else(|exit| exit)
}
