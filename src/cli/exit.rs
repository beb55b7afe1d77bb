//! The exit codes, once.

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done; for `verify`, nothing failed and nothing is to do.
    Done,
    /// What a run's report says, see `Report::exit_code`.
    Verdict(u8),
    /// The command line is wrong, or what it names is not there.
    Usage,
    /// The spec is wrong.
    Spec,
    /// A bug of netcheck was found out before it could do harm.
    Bug,
}

impl Exit {
    /// The number for the system.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Verdict(code) => code,
            Self::Usage => 2,
            Self::Spec => 3,
            Self::Bug => BUG,
        }
    }
}

/// A bug of netcheck (`EX_SOFTWARE` of sysexits.h).
pub(crate) const BUG: u8 = 70;
