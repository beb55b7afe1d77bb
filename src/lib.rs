//! netcheck: checks the exercises of a networking lecture.
//!
//! ```text
//! 6  cli                        words → command → exit code
//! 5  report, grade              events → bytes; a class → its gradebook
//! 4  plan, run, likeness        Spec → Plan; Plan → Events; recordings → what cannot be independent
//! 3  probe, lab, intake         the verbs; the practice servers; a class's submissions (blind to each other)
//! 2  session, net, submission   recorded sessions (pure), sockets, files
//! 1  spec, wire, judge          pure: text → Spec; bytes ↔ messages; wanted against seen
//! 0  model                      pure: the nouns
//! ```
//!
//! A module imports from its own folder and from lower floors only; `tests/tidy.rs` holds it to that.

pub mod cli;
pub mod grade;
pub mod intake;
pub mod judge;
pub mod lab;
pub mod likeness;
pub mod model;
pub mod net;
pub mod plan;
pub mod probe;
pub mod report;
pub mod run;
pub mod sandbox;
pub mod session;
pub mod spec;
pub mod submission;
pub mod wire;
