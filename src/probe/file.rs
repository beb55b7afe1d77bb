//! `file`: a text file that was handed in, as it stands.

use crate::model::{
    Awaited, Base, Declared, Diagnostic, Facts, Fault, Located, Operand, Place, Type, Value,
};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::{Data, Fields, Key, Keys, Node, Takes};
use crate::submission::{Handed, path_problem};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "file",
    about: "reads a text file that was handed in",
    example: "file: notes.txt\nexpect: { lines: { contains: hello } }",
    arguments: &ARGUMENTS,
    short: Short::Argument("path"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::Submission,
    load: Load::Local,
    read,
};

static ARGUMENTS: Keys = Keys::new(&[Key::new(
    "path",
    Takes::Path,
    "its name in the submission; alone, it may stand behind `file:`",
)
.required()]);

const FACTS: &[Declared] = &[
    Declared::new("text", Type::one(Base::Text), "all of it"),
    Declared::new(
        "lines",
        Type::many(Base::Text),
        "its lines, without blanks at their ends and without empty lines at the end of the file",
    ),
    Declared::new(
        "size",
        Type::one(Base::Number),
        "its size in bytes, as handed in",
    ),
];

#[derive(Debug)]
struct HandedIn {
    path: String,
}

fn read(node: &Node, reading: &mut Reading) -> Option<Box<dyn Probe>> {
    let path = match &node.data {
        Data::Map(_) => {
            let fields = Fields::of(node, "`file`", &ARGUMENTS, reading.diagnostics)?;
            fields.required("path", reading.diagnostics)?
        }
        Data::Scalar(_) | Data::List(_) => node,
    };
    let path = path.text(reading.diagnostics)?;
    if let Some(problem) = path_problem(&path.value) {
        let message = format!("`{}` cannot name a file that is handed in", path.value);
        let found = Diagnostic::error(&path.place, message).help(problem);
        reading.diagnostics.push(found);
        return None;
    }
    Some(Box::new(HandedIn { path: path.value }))
}

impl Probe for HandedIn {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn file(&self) -> Option<&str> {
        Some(&self.path)
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(async move { Ok::<_, Fault>(self.look(cx)) })
    }
}

impl HandedIn {
    fn look(&self, cx: &Cx) -> Observed {
        match cx.submission.file(&self.path, cx.folder) {
            Handed::Text {
                source,
                bytes,
                notes,
            } => {
                for note in notes {
                    cx.note(note);
                }
                let first = Place::line_at(&source, 1);
                let size = i64::try_from(bytes).unwrap_or(i64::MAX);
                let mut facts = Facts::new();
                facts.set_at("text", source.text.as_str(), first.clone());
                facts.set_at("lines", Value::texts(lines(&source.text)), first.clone());
                facts.set("size", size);
                facts.about = Some(first);
                Observed::Facts(facts)
            }
            Handed::Missing { near } => Observed::Missing(Awaited::File {
                name: self.path.clone(),
                near,
            }),
            Handed::Broken(diagnostic) => Observed::Broken(diagnostic),
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().lines().map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Diagnostics, Net, Reference, Scope, Source};
    use crate::net::Internet;
    use crate::spec::yaml;
    use crate::submission::Submission;

    struct Nothing;

    impl Scope for Nothing {
        fn value(&self, _: &Reference) -> Option<Value> {
            None
        }
    }

    fn probe(spec: &str) -> Result<Box<dyn Probe>, Diagnostic> {
        let node = yaml::parse(&Source::new("exercise.yaml", spec))
            .unwrap()
            .unwrap();
        let mut diagnostics = Diagnostics::default();
        let mut reading = Reading {
            answers: &[],
            diagnostics: &mut diagnostics,
        };
        (KIND.read)(&node, &mut reading).ok_or_else(|| diagnostics.list.remove(0))
    }

    fn observed(name: &str, bytes: &[u8]) -> (Observed, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(name), bytes).unwrap();
        let submission = Submission::open(dir.path());
        let internet = Internet::new(Net::Loopback, None, None, Arc::default());
        let cx = Cx::new(&internet, &submission, "01-pipes", &Nothing, &[]);
        let probe = probe("pipe.txt").unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let seen = runtime.block_on(probe.observe(&cx)).unwrap();
        (seen, cx.into_parts().1.notes)
    }

    #[test]
    fn a_file_is_its_text_its_lines_and_its_size() {
        let (seen, notes) = observed("Pipe.txt", b"a \r\n\r\n b\r\n\r\n");
        let Observed::Facts(facts) = seen else {
            panic!("no facts")
        };
        assert_eq!(
            facts.value("text"),
            Some(&Value::text("a \r\n\r\n b\r\n\r\n"))
        );
        assert_eq!(facts.value("lines"), Some(&Value::texts(["a", "", " b"])));
        assert_eq!(facts.value("size"), Some(&Value::Number(12)));
        assert_eq!(notes, ["`Pipe.txt` was read as `pipe.txt`: rename it"]);
    }

    #[test]
    fn an_empty_file_has_no_lines() {
        let (Observed::Facts(facts), _) = observed("pipe.txt", b"\n\n") else {
            panic!("no facts")
        };
        assert_eq!(facts.value("lines"), Some(&Value::List(Vec::new())));
    }

    #[test]
    fn what_is_not_there_is_awaited_and_what_is_no_text_is_broken() {
        let (missing, _) = observed("pipe.rtf", b"{\\rtf1");
        assert!(
            matches!(missing, Observed::Missing(Awaited::File { name, near }) if name == "pipe.txt" && near == ["pipe.rtf"])
        );
        let (broken, _) = observed("pipe.txt", b"{\\rtf1");
        assert!(matches!(broken, Observed::Broken(_)));
    }

    #[test]
    fn a_path_that_leads_out_is_reported() {
        assert!(probe("{ path: sub/a.txt }").is_ok());
        let found = probe("../key.txt").err().unwrap();
        let want = "`../key.txt` cannot name a file that is handed in";
        assert_eq!(found.message, want);
        assert_eq!(
            found.help,
            ["it must stay in the folder that is handed in: no `..`"]
        );
    }
}
