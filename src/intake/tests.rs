//! Layouts, archives, rosters and joins, on trees of a temporary folder.

mod archives;
mod hostile;
mod joins;
mod layouts;
mod rosters;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{HandedIn, Intake, Layout, Unreadable, Wanted, read};
use crate::submission::Handed;

/// A folder of a test's own.
struct Tree(TempDir);

impl Tree {
    fn new() -> Self {
        // As `grade` does: a folder of 500 levels takes as many descriptors, and two tests may read one at once.
        crate::net::descriptors::raise_limit();
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with these files; each holds its own path.
    fn of(paths: &[&str]) -> Self {
        let tree = Self::new();
        for path in paths {
            tree.write(path, path.as_bytes());
        }
        tree
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn intake(&self) -> Intake {
        read(self.path(), &Wanted::default()).unwrap()
    }
}

/// What a submission's file says; what is wrong with it; nothing where there is none.
fn said(work: &HandedIn, file: &str) -> Result<Option<String>, Unreadable> {
    let (submission, _kept) = work.open()?.split();
    Ok(match submission.file(file, "") {
        Handed::Text { source, .. } => Some(source.text.clone()),
        Handed::Broken(found) => Some(found.message),
        Handed::Missing { .. } => None,
    })
}

/// The names of what was handed in, and the first id of each.
fn ids(intake: &Intake) -> Vec<(&str, &str)> {
    intake
        .works
        .iter()
        .map(|work| {
            (
                work.name.as_str(),
                work.who.ids.first().map_or("", String::as_str),
            )
        })
        .collect()
}

/// A zip with these entries; a path that ends in `/` is a folder.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (path, bytes) in entries {
        if path.ends_with('/') {
            writer.add_directory(*path, options).unwrap();
        } else {
            writer.start_file(*path, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// A tar with these entries, whatever their paths are.
fn tar(entries: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, kind, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let name = &mut header.as_gnu_mut().unwrap().name;
        name[..path.len()].copy_from_slice(path.as_bytes());
        if matches!(kind, tar::EntryType::Symlink | tar::EntryType::Link) {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[track_caller]
fn is(intake: &Intake, layout: Layout, want: &[(&str, &str)]) {
    assert_eq!(intake.layout, layout);
    assert_eq!(ids(intake), want, "{:?}", intake.notes);
}
