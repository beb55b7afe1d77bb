//! Files that have other names in the export than they had when they were handed in, put into a folder of their own.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::intake::unpack::{Entry, Limits, Sort, Unpacking};
use crate::submission;

/// Copies files of a folder into another, under other names. What must not be read arrives as what it was: a link as a link, a giant as large.
///
/// # Errors
/// That there is too much of it, or that the copy cannot be written.
pub(super) fn stage(folder: &Path, files: &[(String, String)], into: &Path) -> Result<(), String> {
    let mut staging = Unpacking::new(into, Limits::SUBMISSION);
    for (here, then) in files {
        let path = then.clone();
        let Ok(mut file) = submission::open_file(folder, here) else {
            let (sort, size) = (Sort::Link, 0);
            staging.add(&Entry { path, sort, size }, &mut io::empty())?;
            continue;
        };
        let size = size(&file).map_err(|error| error.to_string())?;
        let is_giant = size > submission::FILE_LIMIT;
        let sort = Sort::File;
        // Of a giant nothing is read: not even its zeros.
        let mut content = (&mut file).take(if is_giant { 0 } else { size });
        staging.add(&Entry { path, sort, size }, &mut content)?;
        if is_giant {
            giant(into, then, size).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

fn size(file: &File) -> io::Result<u64> {
    Ok(file.metadata()?.len())
}

fn giant(into: &Path, name: &str, size: u64) -> io::Result<()> {
    File::options()
        .write(true)
        .open(into.join(name))?
        .set_len(size)
}
