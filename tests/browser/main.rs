//! The page of `--report html` in a real browser: Debian's Chromium, headless, driven over its DevTools protocol.
//!
//! Without Chromium the tests skip and say so; with `NETCHECK_REQUIRE_PEERS=1`, as in `.ci/run`, they fail instead. Pages are files of a
//! folder of the test's own or come from a server on a free port of 127.0.0.1; the browser is told to resolve no other name.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod chromium;
mod class;
mod devtools;
mod keyboard;
mod pages;
mod print;
mod quiet;
mod served;
