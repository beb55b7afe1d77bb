//! Plain folders: a folder, or an archive, for each student, or for each attempt.

use crate::intake::archive;
use crate::intake::layout::{Export, Sort};
use crate::intake::pattern::Pattern;
use crate::intake::{HandedIn, Who};

pub(super) fn works(export: &mut Export, pattern: Option<&Pattern>) -> Vec<HandedIn> {
    let mut works = Vec::new();
    for entry in export.take() {
        let stem = match entry.sort {
            Sort::Folder | Sort::Link => entry.name.as_str(),
            Sort::File => {
                if let Some((_, stem)) = archive::kind(&entry.name) {
                    stem
                } else {
                    export.left_out(&entry, "it is no folder and no archive");
                    continue;
                }
            }
            Sort::Other => {
                export.left_out(&entry, "it is neither a folder nor a file");
                continue;
            }
        };
        let (who, attempt) = who(stem, pattern);
        works.push(HandedIn {
            attempt,
            ..export.whole(&entry, who)
        });
    }
    works
}

/// Without a pattern, the whole name is the id.
pub(super) fn who(stem: &str, pattern: Option<&Pattern>) -> (Who, Option<u32>) {
    let Some(pattern) = pattern else {
        let who = Who {
            ids: vec![stem.to_owned()],
            ..Who::default()
        };
        return (who, None);
    };
    let read = pattern.of(stem);
    let who = Who {
        ids: read.id.into_iter().collect(),
        name: read.name,
        email: None,
    };
    (who, read.attempt)
}
