//! netcheck's probes against real servers of Debian's packages, and Debian's programs against netcheck's practice servers.
//!
//! A program that is not installed makes its tests skip and say so; with `NETCHECK_REQUIRE_PEERS=1`, as in `.ci/run`, they fail instead.
//! Every server listens on a free port of 127.0.0.1 and keeps its files in a folder of the test.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;

mod clients;
mod judge;
mod mails;
mod names;
mod ports;
mod recordings;
mod schemas;
mod servers;
