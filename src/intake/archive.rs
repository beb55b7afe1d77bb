//! Archives: told by their names, read entry by entry.

use std::fs::File;
use std::io::{self, BufReader, Read};

use zip::CompressionMethod;
use zip::result::ZipError;

use crate::intake::unpack::{Entry, Sort, Unpacking};

/// The kinds of archives, by the ends of their names.
const KINDS: &[(&str, Kind)] = &[
    (".zip", Kind::Zip),
    (".tar", Kind::Tar),
    (".tar.gz", Kind::TarGz),
    (".tgz", Kind::TarGz),
    (".tar.zst", Kind::TarZst),
    (".tzst", Kind::TarZst),
];

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Tar,
    TarGz,
    TarZst,
}

/// The kind of an archive, and its name without the ending.
pub(super) fn kind(name: &str) -> Option<(Kind, &str)> {
    let lower = name.to_ascii_lowercase();
    let (ending, kind) = KINDS.iter().find(|(ending, _)| lower.ends_with(ending))?;
    let stem = &name[..name.len() - ending.len()];
    (!stem.is_empty()).then_some((*kind, stem))
}

/// Unpacks an archive.
///
/// # Errors
/// What is wrong with it, as the end of a sentence about it.
pub(super) fn unpack(file: File, kind: Kind, into: &mut Unpacking) -> Result<(), String> {
    match kind {
        Kind::Zip => zip(file, into),
        Kind::Tar => tar(BufReader::new(file), into),
        Kind::TarGz => tar(
            flate2::read::MultiGzDecoder::new(BufReader::new(file)),
            into,
        ),
        Kind::TarZst => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(BufReader::new(file));
            let decoder = decoder.map_err(|error| damaged(&error))?;
            tar(decoder, into)
        }
    }
}

fn zip(file: File, into: &mut Unpacking) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| of_zip(&error))?;
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).map_err(|error| of_zip(&error))?;
        let method = entry.compression();
        if !matches!(
            method,
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(unusual(&method));
        }
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let sort = if entry.is_dir() {
            Sort::Folder
        } else if entry.is_symlink() {
            Sort::Link
        } else {
            Sort::File
        };
        let size = entry.size();
        into.add(&Entry { path, sort, size }, &mut entry)?;
    }
    Ok(())
}

fn unusual(method: &dyn std::fmt::Display) -> String {
    format!("it is compressed in an unusual way (method {method}); the usual one is deflate")
}

/// What the crate says, in our words.
fn of_zip(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(text) if text.contains("assword") => {
            "it is encrypted: it has a password".to_owned()
        }
        ZipError::InvalidPassword => "it is encrypted: it has a password".to_owned(),
        ZipError::CompressionMethodNotSupported(method) => unusual(method),
        ZipError::UnsupportedArchive(text) => format!("it is an unusual zip: {text}"),
        ZipError::Io(error) => damaged(error),
        other => damaged(other),
    }
}

fn tar(stream: impl Read, into: &mut Unpacking) -> Result<(), String> {
    // Entries that are passed over are decompressed all the same: a bomb must not keep us busy for hours.
    let limited = Limited {
        inner: stream,
        left: into.stream_limit(),
    };
    let mut archive = tar::Archive::new(limited);
    let entries = archive.entries().map_err(|error| damaged(&error))?;
    for entry in entries {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        let sort = match kind {
            tar::EntryType::Regular | tar::EntryType::Continuous | tar::EntryType::GNUSparse => {
                Sort::File
            }
            tar::EntryType::Directory => Sort::Folder,
            tar::EntryType::Symlink | tar::EntryType::Link => Sort::Link,
            _ => Sort::Other,
        };
        let size = entry.size();
        into.add(&Entry { path, sort, size }, &mut entry)?;
    }
    Ok(())
}

/// A file is damaged if its own reader says so.
pub(super) fn damaged(error: &dyn std::fmt::Display) -> String {
    let error = error.to_string();
    if error == TOO_MUCH {
        return error;
    }
    format!("it is damaged, cut off, or no such archive at all: {error}")
}

/// What is said of a stream that goes on and on.
const TOO_MUCH: &str = "it holds more than any submission needs";

/// A stream that ends with an error where it is too long.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(TOO_MUCH))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind};

    #[test]
    fn archives_by_their_names() {
        let check = |name: &str, want: Option<(Kind, &str)>| assert_eq!(kind(name), want, "{name}");
        check("ada.zip", Some((Kind::Zip, "ada")));
        check("Ada.ZIP", Some((Kind::Zip, "Ada")));
        check("ada.tar", Some((Kind::Tar, "ada")));
        check("ada.tar.gz", Some((Kind::TarGz, "ada")));
        check("ada.tgz", Some((Kind::TarGz, "ada")));
        check("ada.tar.zst", Some((Kind::TarZst, "ada")));
        check("ada.gz", None);
        check(".zip", None);
        check("zip", None);
    }
}
