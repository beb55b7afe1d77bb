//! What netcheck could not do, and what can be done about it.

use std::time::Duration;

use crate::model::Fault;
use crate::report::visible::plain;

/// What netcheck could not do.
pub(in crate::report) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::OutOfTime { phase, after } => {
            format!("no end after {} while {}", time(*after), plain(phase))
        }
        Fault::Program { name, error } => {
            format!(
                "the program `{}` did not start: {}",
                plain(name),
                plain(error)
            )
        }
        Fault::Output { name, .. } => {
            format!("netcheck cannot read what `{}` printed", plain(name))
        }
        Fault::System { doing, error } => {
            format!(
                "the system did not allow {}: {}",
                plain(doing),
                plain(error)
            )
        }
        Fault::Unopened { name, error } => {
            format!("`{}` cannot be opened: {}", plain(name), plain(error))
        }
        Fault::NotNamed { target } => format!(
            "`{}` is not contacted: on the live network only what the exercise names is",
            plain(target)
        ),
        Fault::NothingThere { what } => format!("`{}` stands for nothing here", plain(what)),
        Fault::Lab { error } => format!("the practice servers did not start: {}", plain(error)),
        Fault::WaitsFor { check } => {
            format!("waits for `{check}`, which did not find the world as it should be")
        }
        Fault::NotHere { reason } => plain(reason),
        Fault::Panicked { message } => format!("a bug of netcheck: {}", plain(message)),
    }
}

/// What can be done about a fault, where there is something.
pub(in crate::report) fn remedy(fault: &Fault) -> Option<String> {
    Some(match fault {
        Fault::OutOfTime { .. } => {
            "run it again; `timeout:` in the check gives it more time".to_owned()
        }
        Fault::Program { name, .. } => {
            format!("install `{}`, or put its folder on the `PATH`", plain(name))
        }
        Fault::Output { name, .. } => {
            format!(
                "run `{}` by hand and compare; if it looks right there, report a bug of netcheck",
                plain(name)
            )
        }
        Fault::Unopened { .. } => {
            "it has to be handed in again in a form that opens, or be marked by hand".to_owned()
        }
        Fault::System { .. } => "run it again; `--jobs 1` needs the least of everything".to_owned(),
        Fault::NotNamed { .. } => {
            "use a name from the exercise, or `--network loopback`".to_owned()
        }
        Fault::NothingThere { .. } => {
            "look at the check or the answer that it refers to, and mend that first".to_owned()
        }
        Fault::Lab { .. } => {
            "run it again; if that does not help, report a bug of netcheck".to_owned()
        }
        Fault::Panicked { .. } => "report it with the exercise and what you handed in".to_owned(),
        Fault::WaitsFor { .. } | Fault::NotHere { .. } => return None,
    })
}

/// A time, in seconds where it is whole ones.
pub(in crate::report) fn time(time: Duration) -> String {
    let millis = time.as_millis();
    if millis == 0 {
        "less than 1 ms".to_owned()
    } else if millis.is_multiple_of(1000) {
        format!("{} s", millis / 1000)
    } else {
        format!("{millis} ms")
    }
}
