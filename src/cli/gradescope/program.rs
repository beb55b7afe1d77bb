//! The program netcheck that goes to Gradescope, whose machines run Linux on x86-64.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::load;

/// The version of glibc in Ubuntu 22.04, the usual image of Gradescope.
const GLIBC_THERE: Version = Version(2, 35);

/// A netcheck for Linux on x86-64.
pub(super) struct Program {
    pub(super) bytes: Vec<u8>,
    /// The glibc that it needs; none where it brings its own C library.
    glibc: Option<Version>,
}

/// A version of glibc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u16, u16);

impl Program {
    /// The one that is named, or the one that runs.
    pub(super) fn read(named: Option<&Path>) -> Result<Self, String> {
        let path = named.map_or_else(this, |named| Ok(named.to_owned()))?;
        let shown = load::shown(&path);
        let bytes =
            fs::read(&path).map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
        match (runs_there(&bytes), named) {
            (true, _) => Ok(Self {
                glibc: glibc(&bytes),
                bytes,
            }),
            (false, Some(_)) => Err(format!(
                "`{shown}` is no program for Linux on x86-64, which Gradescope's machines run"
            )),
            (false, None) => Err(
                "Gradescope's machines run Linux on x86-64, which this netcheck is not built for; name one that is with --binary FILE"
                    .to_owned(),
            ),
        }
    }

    /// The warning that it may not start at Gradescope.
    pub(super) fn too_new(&self) -> Option<String> {
        let needed = self.glibc.filter(|needed| *needed > GLIBC_THERE)?;
        Some(format!(
            "warning: this netcheck needs glibc {needed}, and Ubuntu 22.04, which Gradescope takes unless another image is chosen, has {GLIBC_THERE}; \
             choose a newer image there, or name a netcheck that was built on Ubuntu 22.04 with --binary FILE"
        ))
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.glibc {
            Some(needed) => write!(f, "netcheck (for Linux with glibc {needed} or newer)"),
            None => write!(f, "netcheck (for every Linux)"),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

fn this() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|error| {
        format!("the system does not say where this program is: {error}\nname a netcheck with --binary FILE")
    })
}

/// Whether these are the first bytes of a 64-bit little-endian ELF file for x86-64 (System V ABI, ELF header).
fn runs_there(bytes: &[u8]) -> bool {
    const X86_64: &[u8] = &[62, 0];
    bytes.starts_with(b"\x7fELF\x02\x01") && bytes.get(18..20) == Some(X86_64)
}

/// The highest version of glibc among the names of versions in the file, each of which ends with a zero byte.
fn glibc(bytes: &[u8]) -> Option<Version> {
    let names = bytes.split(|byte| *byte == 0);
    names.filter_map(version).max()
}

/// The version in a name such as `GLIBC_2.34` or `GLIBC_2.2.5`.
fn version(name: &[u8]) -> Option<Version> {
    let text = std::str::from_utf8(name.strip_prefix(b"GLIBC_")?).ok()?;
    let mut parts = text.split('.').map(str::parse);
    Some(Version(parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_version_counts() {
        let check = |bytes: &[u8], want: Option<Version>| assert_eq!(glibc(bytes), want);
        let names = b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_PRIVATE\0";
        check(names, Some(Version(2, 34)));
        check(b"\0say GLIBC_2.40\0GLIBC_\0GLIBC_2\0", None);
        check(b"", None);
    }

    #[test]
    fn a_program_that_needs_more_than_there_is_is_warned_of() {
        let warned = |glibc| {
            let bytes = Vec::new();
            Program { bytes, glibc }.too_new().is_some()
        };
        assert!(warned(Some(Version(2, 36))));
        assert!(!warned(Some(Version(2, 35))));
        assert!(!warned(None));
    }

    #[cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
    #[test]
    fn this_program_runs_there_and_needs_glibc() {
        let program = Program::read(None).expect("the program of this test");
        assert!(program.glibc >= Some(Version(2, 2)), "{program}");
    }

    #[test]
    fn what_is_no_program_for_linux_is_refused() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let check = |bytes: &[u8]| {
            let path = dir.path().join("netcheck");
            fs::write(&path, bytes).expect("a file for the test");
            let problem = Program::read(Some(&path)).err().expect("a refusal");
            assert!(problem.contains("is no program for Linux"), "{problem}");
        };
        check(b"");
        check(b"#!/bin/sh\n");
        // Mach-O, and an ELF file for ARM.
        check(b"\xcf\xfa\xed\xfe\x07\x00\x00\x01");
        check(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\xb7\0");
    }
}
