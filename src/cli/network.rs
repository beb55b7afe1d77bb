//! Which network a run is on: the one that is wanted, or the best that can be had.

use std::path::Path;

use crate::cli::args::Network;
use crate::model::Net;
use crate::sandbox::{Layout, Realm, Refusal, THIS_PROGRAM};

/// The network, and why it is not the box where that would have been better.
pub(crate) fn decided(wanted: Network) -> (Net, Option<String>) {
    match wanted {
        Network::Live => (Net::Live, None),
        Network::Loopback => (Net::Loopback, None),
        Network::Box => (Net::Box, None),
        Network::Auto => match tried() {
            Ok(()) => (Net::Box, None),
            Err(refusal) => (Net::Loopback, Some(refusal.to_string())),
        },
    }
}

/// Builds a world without hosts, and ends it: what it would need is so found out by doing it.
///
/// # Errors
/// The step that the system refuses.
pub(crate) fn tried() -> Result<(), Refusal> {
    Realm::start(Path::new(THIS_PROGRAM), &Layout::smallest()).map(drop)
}
