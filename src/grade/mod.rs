//! A class → its gradebook: one SQLite file that holds every outcome with its evidence, what persons marked, and what was graded when.

mod book;
mod choice;
mod digest;
mod enrol;
mod graded;
mod grader;
mod lock;
mod marks;
mod merge;
mod needs;
mod pool;
mod preview;
mod queue;
mod read;
mod schema;

pub use book::Gradebook;
pub use choice::{Attempts, Choice, Shard};
pub use digest::spec_digest;
pub use grader::{Count, Graded, Grading};
pub use marks::Given;
pub use merge::Merged;
pub use preview::{Change, CheckChange, Preview};
pub use read::ClassBook;

#[cfg(test)]
mod tests;
