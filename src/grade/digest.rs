//! Digests: whether something is still what was graded.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::model::{Net, Walls};
use crate::spec::{File, Files};

/// SHA-256 over the files of an assignment, by name and content, the network for which it is planned and the walls around its programs, in hexadecimal.
pub fn spec_digest(files: &Files, net: Net, walls: Option<Walls>) -> String {
    let mut digest = Sha256::new();
    // Gradebooks that were made before there was another network know nothing of it.
    if net != Net::Loopback {
        text_in(&mut digest, format!("{net:?}").as_bytes());
    }
    if let Some(walls) = walls {
        text_in(&mut digest, walls.word().as_bytes());
    }
    add(&mut digest, "netcheck.yaml", &files.assignment);
    for exercise in &files.exercises {
        add(&mut digest, &exercise.folder, &exercise.spec);
        if let Some(instructor) = &exercise.instructor {
            add(&mut digest, "instructor", instructor);
        }
    }
    if let Some(world) = &files.world {
        add(&mut digest, "world", world);
    }
    hex(digest)
}

/// SHA-256 over several texts, each with its length, so that no two lists look alike.
pub(super) fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        text_in(&mut digest, text.as_bytes());
    }
    hex(digest)
}

fn add(digest: &mut Sha256, name: &str, file: &File) {
    text_in(digest, name.as_bytes());
    text_in(digest, file.bytes.as_deref().unwrap_or_default());
}

fn text_in(digest: &mut Sha256, text: &[u8]) {
    digest.update((text.len() as u64).to_le_bytes());
    digest.update(text);
}

fn hex(digest: Sha256) -> String {
    let mut text = String::with_capacity(64);
    for byte in digest.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
