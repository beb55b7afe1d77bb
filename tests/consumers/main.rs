//! Reports read by programs that others wrote, and by the rules of systems that cannot be run here.
//!
//! Each format is read where everything is in it that can be (the files under `fixtures/reports`), and of every typical mistake of the
//! lecture's exercises. A program that is not installed makes its tests skip and say so; with `NETCHECK_REQUIRE_PEERS=1`, as in `.ci/run`,
//! they fail instead.

#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;

mod class;
mod classroom;
mod gradescope;
mod junit;
mod markdown;
mod reports;
mod tap;
