//! What the tests share: folders, the program, other people's programs, and servers that end with their test.

#![allow(
    dead_code,
    reason = "every test uses another part of this module, so that an `expect` would be unfulfilled in one of them"
)]

pub(crate) mod class;
pub(crate) mod folder;
#[cfg(unix)]
pub(crate) mod lab;
pub(crate) mod netcheck;
#[cfg(unix)]
pub(crate) mod port;
pub(crate) mod program;
pub(crate) mod redact;
pub(crate) mod report;
#[cfg(unix)]
pub(crate) mod server;
#[cfg(unix)]
pub(crate) mod typist;
