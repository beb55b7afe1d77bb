//! Reliability: peers that misbehave, whatever they do, end in a verdict: in time, in the right words, within bounded memory.
//!
//! No test asserts a time: a run that hangs fails by the deadline of the one builder in `tests/common`.

#[path = "../common/mod.rs"]
mod common;

mod assignment;
mod dns;
mod escapes;
mod limits;
mod policy;
mod seen;
mod streams;
mod told_apart;
