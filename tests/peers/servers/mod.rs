//! Real servers, each with the smallest configuration that shows what netcheck must tell apart.

use std::process::Command;

mod apart;
mod certificate;
pub(crate) mod dnsmasq;
pub(crate) mod dovecot;
pub(crate) mod exim;
pub(crate) mod named;
pub(crate) mod nginx;
pub(crate) mod opensmtpd;
pub(crate) mod postfix;
pub(crate) mod sshd;

/// A number that `id` prints.
fn number(words: &[&str]) -> u32 {
    id(words).parse().expect("a number of a user or group")
}

/// What `id` prints.
fn id(words: &[&str]) -> String {
    let output = Command::new("id").args(words).output().expect("`id` runs");
    assert!(output.status.success(), "`id {words:?}`");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
