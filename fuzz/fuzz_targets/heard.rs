//! Any bytes, taken as what happened on a connection to a mail server.
#![no_main]

#[path = "../../tests/fuzz/invariants.rs"]
#[expect(dead_code, reason = "each target holds one of them")]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::of_turns(bytes));
