//! What a format is told of a run, and where it writes.

use std::io;

use crate::model::{
    CheckOutline, CheckReport, Diagnostic, Ending, ExerciseOutline, ExerciseReport, Outline, Tally,
};
use crate::report::{Reader, Style};

/// A report that is written while a run goes on.
pub trait Reporter: Send {
    /// Writes what belongs to this moment.
    ///
    /// # Errors
    /// Those of where it writes. It is told nothing more after one.
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()>;
}

/// Something that reports are told. What their reader may not see is not in it.
#[derive(Clone, Copy, Debug)]
pub enum Moment<'a> {
    /// Instead of everything else: nothing was checked, because of this. At least one of them is an error.
    Refused(&'a [Diagnostic]),
    /// First: what will be checked.
    Begin(&'a Outline),
    /// A check began.
    Started {
        /// Its exercise.
        exercise: &'a ExerciseOutline,
        /// The check.
        check: &'a CheckOutline,
    },
    /// An attempt of a check ended in a fault or mismatch and will be repeated.
    Retrying {
        /// Its exercise.
        exercise: &'a ExerciseOutline,
        /// The check.
        check: &'a CheckOutline,
        /// The attempt that ended, counted from 1.
        attempt: u32,
        /// How long until the next one.
        pause: std::time::Duration,
    },
    /// A check ended, in the order in which they end.
    Finished {
        /// Its exercise.
        exercise: &'a ExerciseOutline,
        /// The check with its outcome.
        check: &'a CheckReport,
    },
    /// All checks of an exercise have ended; exercises come in the order of the plan.
    Exercise(&'a ExerciseReport),
    /// Last: the totals.
    End(&'a End),
}

/// The end of a run as its reader sees it.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// How it ended.
    pub ending: Ending,
    /// The tally of all checks that were told.
    pub tally: Tally,
    /// How many checks were not.
    pub hidden: usize,
}

impl End {
    /// How a command ends that tells this reader of the run: by the tally, or with 128 and the signal's number when a signal ended it.
    pub fn exit_code(&self) -> u8 {
        match self.ending {
            Ending::Interrupted { signal } => {
                u8::try_from(signal).map_or(130, |signal| 128 | signal)
            }
            Ending::Complete | Ending::FailFast => self.tally.exit_code(),
        }
    }
}

/// Where a report is written.
pub trait Sink: io::Write {
    /// Writes a text over the last `length` bytes, at once, so that who reads in between finds one or the other whole.
    ///
    /// # Errors
    /// Those of the file.
    fn replace_end(&mut self, length: usize, text: &[u8]) -> io::Result<Replaced>;
}

/// Whether the end of a report was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It was.
    Yes,
    /// What is written there cannot be taken back, as in a pipe; nothing was written.
    Never,
}

/// How much a report for people says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Amount {
    /// The total alone.
    Total,
    /// What to act on.
    #[default]
    Usual,
    /// Also what was seen where all is well.
    Everything,
}

/// How a report is drawn, and for whom.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Who reads it: what is not for them has been taken out of what it is told.
    pub reader: Reader,
    /// Colours and width.
    pub style: Style,
    /// How much people are told.
    pub amount: Amount,
    /// Where the working directory stands in the repository, for reports that name files from its root; empty when it is the root.
    pub base: String,
    /// What nobody can guess, in small letters and digits: the end of what a log must not take for commands.
    pub token: String,
}

impl Setting {
    /// For students, no colours, the usual amount: for files and pipes.
    pub const PLAIN: Self = Self {
        reader: Reader::Student,
        style: Style::PLAIN,
        amount: Amount::Usual,
        base: String::new(),
        token: String::new(),
    };
}
