//! Which submissions a folder holds.

use std::path::Path;

use crate::intake::{Content, HandedIn, Intake, Layout, Wanted, Who};
use crate::model::Diagnostic;

pub(super) fn read(path: &Path, _wanted: &Wanted) -> Result<Intake, Diagnostic> {
    let shown = path.display().to_string();
    let listed = std::fs::read_dir(path).map_err(|error| {
        Diagnostic::file_error(&shown, format!("`{shown}` cannot be read: {error}"))
            .help("name the folder that holds the submissions")
    })?;
    let mut names: Vec<String> = listed
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let works = names.into_iter().map(|name| HandedIn {
        who: Who {
            ids: vec![name.clone()],
            ..Who::default()
        },
        at: None,
        late: None,
        content: Content::Folder(path.join(&name)),
        name,
    });
    Ok(Intake {
        layout: Layout::Folders,
        works: works.collect(),
        notes: Vec::new(),
    })
}
