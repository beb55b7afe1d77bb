//! One annotation, as the runner reads it: `::error file=…,line=…::message`.

use std::io;

use crate::report::phrase;
use crate::report::place::{Spot, Whose};
use crate::report::reporter::Sink;
use crate::report::visible::{plain, plain_lines};

/// The most lines of a message: an annotation is a small box.
const LINES: usize = 40;

/// How loud it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Something failed.
    Error,
    /// Something is still to do, or undecided.
    Warning,
}

/// Something to say at a line of a file.
pub(super) struct Annotation {
    pub(super) level: Level,
    pub(super) title: String,
    /// From the root of the repository.
    pub(super) file: Option<String>,
    /// Line and column, counted from 1.
    pub(super) at: Option<(usize, usize)>,
    pub(super) message: String,
}

impl Annotation {
    /// That there are more of a level than are shown.
    pub(super) fn more(level: Level, count: usize) -> Self {
        Self {
            level,
            title: "netcheck".to_owned(),
            file: None,
            at: None,
            message: phrase::more_in_the_log(count),
        }
    }

    pub(super) fn write(&self, out: &mut dyn Sink) -> io::Result<()> {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let mut properties = vec![format!("title={}", property(&self.title))];
        if let Some(file) = &self.file {
            properties.push(format!("file={}", property(file)));
        }
        if let Some((line, column)) = self.at {
            properties.push(format!("line={line}"));
            properties.push(format!("col={column}"));
        }
        let lines = plain_lines(&self.message);
        let shown: Vec<&str> = lines.iter().map(String::as_str).take(LINES).collect();
        writeln!(
            out,
            "::{level} {}::{}",
            properties.join(","),
            data(&shown.join("\n"))
        )
    }
}

/// The path of a place from the root of the repository.
pub(super) fn repository_path(base: &str, submission: &str, spot: &Spot) -> String {
    let folder = match spot.whose {
        Whose::Submission => submission,
        Whose::Spec => "",
    };
    let parts = [base, folder, spot.file];
    let mut path: Vec<&str> = Vec::new();
    for part in parts.iter().flat_map(|part| part.split('/')) {
        match part {
            "" | "." => {}
            ".." if path.last().is_some_and(|last| *last != "..") => {
                path.pop();
            }
            _ => path.push(part),
        }
    }
    let rooted = spot.file.starts_with('/') || (base.is_empty() && folder.starts_with('/'));
    format!("{}{}", if rooted { "/" } else { "" }, path.join("/"))
}

/// A message, in one line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property, in which colons and commas have a meaning too.
fn property(text: &str) -> String {
    data(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::repository_path;
    use crate::report::place::{Spot, Whose};

    #[test]
    fn paths_begin_at_the_root_of_the_repository() {
        let check = |base, submission, (whose, file), want| {
            let spot = Spot {
                whose,
                file,
                at: None,
            };
            assert_eq!(repository_path(base, submission, &spot), want);
        };
        let mail = (Whose::Submission, "mail.txt");
        check("", ".", mail, "mail.txt");
        check("", "s/01", mail, "s/01/mail.txt");
        check("week1", "./s", mail, "week1/s/mail.txt");
        check("week1", "../s", mail, "s/mail.txt");
        check("", "/tmp/s", mail, "/tmp/s/mail.txt");
        let spec = (Whose::Spec, "exercises/04-dns/exercise.yaml");
        check("", "s", spec, "exercises/04-dns/exercise.yaml");
        check("week1", "s", (Whose::Spec, "../a.yaml"), "a.yaml");
    }
}
