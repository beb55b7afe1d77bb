//! A text as a file without a name, for a program.

use std::fs::File;
use std::io::{self, Seek as _, Write as _};

/// A file that holds a text, at its beginning. On Linux it is in memory, and nobody can change it (`memfd_create(2)`): a program may open it anew
/// by `/dev/stdin`, but not fill a disk by it.
///
/// # Errors
/// When the system has no room or no descriptors for it.
pub fn holding(text: &str) -> io::Result<File> {
    let mut file = empty()?;
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    seal(&file)?;
    Ok(file)
}

#[cfg(target_os = "linux")]
fn empty() -> io::Result<File> {
    use rustix::fs::MemfdFlags;
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    Ok(rustix::fs::memfd_create("input", flags)?.into())
}

#[cfg(target_os = "linux")]
fn seal(file: &File) -> io::Result<()> {
    use rustix::fs::SealFlags;
    let all = SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL;
    rustix::fs::fcntl_add_seals(file, all)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn empty() -> io::Result<File> {
    tempfile::tempfile()
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "it may fail elsewhere")]
fn seal(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::holding;

    #[test]
    fn it_holds_the_text() {
        let mut text = String::new();
        let mut file = holding("one\ntwo").expect("a file");
        file.read_to_string(&mut text).expect("its text");
        assert_eq!(text, "one\ntwo");
        assert_eq!(cfg!(target_os = "linux"), file.write_all(b"more").is_err());
    }
}
