//! The cell: the walls around one program of a student, on the student's computer of a world.
//!
//! The process of a world is netcheck, started again, and has nothing of the first one's memory or descriptors. For each program it makes a copy
//! of itself, which closes what it had open too (without a world netcheck starts itself once more). That one makes a user, mount, ipc and process
//! namespace, a file system of its own with copies of the submission's files, gives up all capabilities, sets limits and filters, and
//! starts the program. When it ends, whatever the program started ends with it.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod filter;
mod holding;
mod job;
#[cfg(target_os = "linux")]
mod keeper;
#[cfg(target_os = "linux")]
mod line;
#[cfg(target_os = "linux")]
mod listens;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod open;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
mod root;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(target_os = "linux")]
mod wall;
#[cfg(target_os = "linux")]
mod ward;
#[cfg(target_os = "linux")]
mod watch;
#[cfg(target_os = "linux")]
mod written;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{Line, Ward};
pub use holding::holding;
pub use job::News;
pub use job::{
    CELL_COMMAND, Fate, Handed, Input, Job, Limits, Listener, PATH, Ran, Reach, WORKPLACE,
    WRITTEN_LIMIT,
};
#[cfg(target_os = "linux")]
pub use keeper::keep;
#[cfg(target_os = "linux")]
pub use ward::{Line, Ward};
