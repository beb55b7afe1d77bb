//! A certificate that nobody signed, as many mail servers have.

use std::process::Command;

use crate::common::folder::Folder;
use crate::common::program::peer;

/// Writes `cert.pem` and `key.pem`, for `mail.peers.test`; `None` where openssl is missing. The key is RSA, which all of them read.
#[track_caller]
pub(crate) fn write(folder: &Folder) -> Option<()> {
    let openssl = peer("openssl")?;
    let made = Command::new(openssl)
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9",
        ])
        .args([
            "-subj",
            "/CN=mail.peers.test",
            "-addext",
            "subjectAltName=DNS:mail.peers.test,IP:127.0.0.1",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(folder.path())
        .output()
        .expect("openssl runs");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    Some(())
}
