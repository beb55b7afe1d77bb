//! Class reports of a class in memory, with hostile names, titles and marks.

mod canvas;
mod feedback;
mod json;
mod moodle;
mod page;
mod room;
mod table;

use crate::model::Class;
use crate::report::class::{CLASS_FORMATS, Fill, Filled, Made};
use crate::report::{Reader, class::Folder};

/// A report of one text.
fn text(name: &str, class: &mut dyn Class, reader: Reader) -> String {
    let mut out = Vec::new();
    match &made(name) {
        Made::Text(write) => write(class, reader, &mut out).unwrap(),
        Made::Filled(_) | Made::Files(_) => panic!("{name} is no text"),
    }
    String::from_utf8(out).unwrap()
}

/// A file that was filled, or the message and its help.
fn filled(
    name: &str,
    class: &mut dyn Class,
    exported: &str,
    column: Option<&str>,
) -> Result<(String, Filled), String> {
    let fill = Fill {
        file: "exported.csv",
        exported,
        column,
    };
    let mut out = Vec::new();
    let Made::Filled(write) = made(name) else {
        panic!("{name} is not filled");
    };
    let filled = write(class, &fill, &mut out)
        .map_err(|wrong| format!("{}; {}", wrong.message, wrong.help.join("; ")))?;
    Ok((String::from_utf8(out).unwrap(), filled))
}

/// The files of a report, in the order in which they were begun.
fn files(name: &str, class: &mut dyn Class, reader: Reader) -> Vec<(String, String)> {
    let mut drawer = Drawer::default();
    let Made::Files(write) = made(name) else {
        panic!("{name} is no folder");
    };
    write(class, reader, &mut drawer).unwrap();
    let whole = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8(bytes).unwrap());
    drawer.0.into_iter().map(whole).collect()
}

fn made(name: &str) -> &'static Made {
    let format = CLASS_FORMATS.iter().find(|known| known.name == name);
    &format.unwrap().made
}

#[derive(Default)]
struct Drawer(Vec<(String, Vec<u8>)>);

impl Folder for Drawer {
    fn file(&mut self, path: &str) -> std::io::Result<Box<dyn std::io::Write + '_>> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        assert!(path.chars().all(allowed), "{path}");
        assert!(
            !path.split('/').any(|part| part.is_empty() || part == ".."),
            "{path}"
        );
        let taken = |(known, _): &(String, Vec<u8>)| known.eq_ignore_ascii_case(path);
        assert!(!self.0.iter().any(taken), "{path} twice");
        self.0.push((path.to_owned(), Vec::new()));
        let (_, bytes) = self.0.last_mut().unwrap();
        Ok(Box::new(bytes))
    }
}

/// Holds a report against a file under `fixtures/reports`.
fn golden(name: &str, text: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports");
    let want = snapbox::Data::read_from(&folder.join(name), None).raw();
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(text, want);
}
