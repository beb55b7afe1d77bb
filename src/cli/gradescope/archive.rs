//! A zip whose bytes depend on what is in it alone: no times, no owners, names in order.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::cli::fresh::Kind;

/// A file in a zip.
pub(super) struct Entry {
    /// Its path in the zip, with `/` between the parts.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) kind: Kind,
}

pub(super) fn zipped(entries: &[Entry]) -> Result<Vec<u8>, String> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let mode = match entry.kind {
            Kind::Program => 0o755,
            Kind::Data => 0o644,
        };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(mode);
        let written = zip
            .start_file(entry.name.as_str(), options)
            .and_then(|()| Ok(zip.write_all(&entry.bytes)?));
        written.map_err(|error| format!("`{}` cannot be zipped: {error}", entry.name))?;
    }
    let done = zip.finish().map(Cursor::into_inner);
    done.map_err(|error| format!("the zip cannot be finished: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_are_the_same_bytes() {
        let entries = || {
            ["a/b.yaml", "run"].map(|name| Entry {
                name: name.to_owned(),
                bytes: b"some text, some text, some text".to_vec(),
                kind: Kind::Program,
            })
        };
        let zip = zipped(&entries()).expect("a zip");
        assert_eq!(zipped(&entries()).expect("a zip"), zip);
        let mut read = zip::ZipArchive::new(Cursor::new(zip)).expect("a zip");
        let run = read.by_name("run").expect("the file that went in");
        assert_eq!(run.unix_mode().map(|mode| mode & 0o777), Some(0o755));
        assert_eq!(run.last_modified(), Some(DateTime::default()));
    }
}
