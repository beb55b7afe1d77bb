//! Where checks go and what stands around programs, as the command line says it.

use clap::ValueEnum;

/// What stands around programs that are handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Walls {
    /// The box where it can be had; else, on the student's own machine, own
    Auto,
    /// All of them: a file system, a network and processes of its own, filters, limits
    Box,
    /// Filters, limits, and a user of its own where netcheck runs as root: for containers that are thrown away
    Process,
    /// Limits alone: for one's own program on one's own machine
    Own,
}

/// Where probes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Network {
    /// The box where it can be had, else loopback; the report says which, and why
    Auto,
    /// The practice servers that netcheck runs on this machine
    Loopback,
    /// The practice internet with real names and ports, in Linux namespaces of its own
    Box,
    /// The real network, and there only the hosts that the spec names
    Live,
}
