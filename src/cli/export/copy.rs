//! The copy itself: its files are written, read back and compared with what they should be.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::cli::contents::Contents;
use crate::cli::export::leaks::Leaks;
use crate::cli::export::search::Search;
use crate::cli::export::texts::{of_folder, utf8};
use crate::cli::{load, schema};
use crate::model::{Audience, Diagnostic, Diagnostics, MarkedBy, Net, Where};
use crate::plan::{self, Choice, KeptBack, Tells};
use crate::probe;
use crate::spec::{self, FILE_LIMIT, Files, Spec, StudentsText};

/// What the copy is made from.
pub(crate) struct Original<'a> {
    /// The assignment's folder.
    pub(crate) dir: &'a Path,
    pub(crate) files: &'a Files,
    pub(crate) spec: &'a Spec,
    pub(crate) kept_back: &'a [KeptBack],
    /// The exercises as students get them, by folder.
    pub(crate) texts: &'a [(String, StudentsText)],
    pub(crate) contents: &'a Contents,
}

/// What the system refused.
pub(crate) struct Refused {
    /// The file, as its user knows it.
    pub(crate) file: String,
    pub(crate) error: io::Error,
}

impl Original<'_> {
    /// Writes the copy.
    ///
    /// # Errors
    /// The first file that cannot be read or written.
    pub(crate) fn write(&self, to: &Path) -> Result<(), Refused> {
        for path in &self.contents.files {
            self.write_file(path, to).map_err(|error| Refused {
                file: self.name(path),
                error,
            })?;
        }
        Ok(())
    }

    fn write_file(&self, path: &Path, to: &Path) -> io::Result<()> {
        let (from, to) = (self.dir.join(path), to.join(path));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        match self.text(path) {
            Some(text) => {
                fs::write(&to, &text.text)?;
                fs::set_permissions(&to, fs::metadata(&from)?.permissions())
            }
            None => fs::copy(&from, &to).map(|_| ()),
        }
    }

    /// What students get instead of a file, where that is not the file itself.
    fn text(&self, path: &Path) -> Option<&StudentsText> {
        let own = |folder: &str| path == Path::new(folder).join("exercise.yaml");
        let mut texts = self.texts.iter();
        texts.find_map(|(folder, text)| own(folder).then_some(text))
    }

    /// Whether the copy, read by the reader of every assignment, says of what students see the same as the original.
    pub(crate) fn is_read_back(&self, copy: &Path) -> bool {
        let files = load::read(copy, None);
        let probes: Vec<&str> = probe::KINDS.iter().map(|kind| kind.name).collect();
        let (Some(spec), found) = spec::read(&files, &probes) else {
            return false;
        };
        let kept: BTreeSet<String> = self
            .kept_back
            .iter()
            .map(|kept| kept.check.to_string())
            .collect();
        let same = Net::ALL.iter().all(|(_, net)| {
            let (original, _) = seen(self.spec, *net);
            let (copy, usable) = seen(&spec, *net);
            let names = |all: &[Seen]| -> Vec<(String, u32)> {
                all.iter()
                    .map(|check| (check.name.clone(), check.of))
                    .collect()
            };
            let later = copy.iter().filter(|check| kept.contains(&check.name));
            usable
                && names(&original) == names(&copy)
                && later
                    .clone()
                    .all(|check| check.marked_by == MarkedBy::Grading)
        });
        found.usable() && same && plan::kept_back(&spec).is_empty()
    }

    /// Warnings of secrets that stand in the copy.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub(crate) fn leaks(&self, copy: &Path) -> Result<Vec<Diagnostic>, Refused> {
        let search = Search::of(self.kept_back, Tells::Anywhere);
        let mut leaks = Leaks::new(&search);
        for path in &self.contents.files {
            leaks.of_path(&path.to_string_lossy());
            self.look_into(path, copy, &mut leaks)
                .map_err(|error| Refused {
                    file: self.name(path),
                    error,
                })?;
        }
        Ok(leaks.warnings())
    }

    fn look_into(&self, path: &Path, copy: &Path, leaks: &mut Leaks) -> io::Result<()> {
        let name = self.name(path);
        let copied = copy.join(path);
        if let Some(text) = self.text(path) {
            if fs::read(&copied)? != text.text.as_bytes() {
                return Err(io::Error::other("it changed while it was looked at"));
            }
            let mut exercises = self.files.exercises.iter();
            let original = exercises.find(|files| path.starts_with(&files.folder));
            if let Some((files, original)) =
                original.and_then(|files| Some((files, utf8(&files.spec)?)))
            {
                let own = of_folder(self.kept_back, &files.folder);
                leaks.of_exercise(&name, original, text, &own);
            }
            return Ok(());
        }
        let file = File::open(&copied)?;
        let short = file.metadata()?.len() <= FILE_LIMIT;
        let text = short.then(|| fs::read(&copied)).transpose()?;
        let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
        let is_spec = path.extension().is_some_and(|ending| ending == "yaml");
        let is_json = path.extension().is_some_and(|ending| ending == "json");
        match text {
            Some(text) if is_json && schema::is_own(&text) => Ok(()),
            Some(text) if is_spec => {
                leaks.of_spec(&name, &text, &StudentsText::whole(&text));
                Ok(())
            }
            text => leaks.of_file(&name, text.as_deref(), file),
        }
    }

    /// A file as its user knows it.
    fn name(&self, path: &Path) -> String {
        load::shown(&self.dir.join(path))
    }
}

/// What students see of a check.
struct Seen {
    name: String,
    of: u32,
    marked_by: MarkedBy,
}

/// The checks that students see on a network, and whether the spec can be used.
fn seen(spec: &Spec, net: Net) -> (Vec<Seen>, bool) {
    let choice = Choice {
        net,
        place: Where::Here,
        folders: Vec::new(),
    };
    let mut found = Diagnostics::default();
    let plan = plan::plan(spec, &choice, &mut found);
    let checks = plan.exercises.iter().flat_map(|exercise| {
        let checks = exercise.checks.iter();
        let checks = checks.filter(|check| check.audience == Audience::Student);
        checks.map(|check| Seen {
            name: format!("{}/{}", exercise.id, check.id),
            of: check.of,
            marked_by: check.marked_by,
        })
    });
    (checks.collect(), found.usable())
}
