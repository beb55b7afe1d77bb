//! The files of an assignment and what may stand in them, for `netcheck explain`.

use crate::spec::world::WORLD_KEYS;
use crate::spec::{ANSWER_KEYS, ASSIGNMENT_KEYS, CHECK_KEYS, EXERCISE_KEYS, Keys};

/// A part of the spec language that is no probe and no matcher.
pub(super) struct Topic {
    /// Its word.
    pub(super) name: &'static str,
    /// The file that it is, where it is one.
    pub(super) file: Option<&'static str>,
    /// What it is; one line.
    pub(super) about: &'static str,
    /// Its keys, where it has some.
    pub(super) keys: Option<&'static Keys>,
    /// Its forms, each with what it means.
    pub(super) forms: &'static [(&'static str, &'static str)],
    /// How it is written.
    pub(super) example: &'static str,
}

impl Topic {
    /// Its keys or forms, each with what it means.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let keys = self.keys.map_or(&[][..], |keys| keys.list);
        let keys = keys.iter().map(|key| (key.name, key.about));
        keys.chain(self.forms.iter().copied())
    }
}

/// Every topic, from the outer file to the inner parts.
pub(super) static TOPICS: &[Topic] = &[ASSIGNMENT, EXERCISE, ANSWERS, CHECK, REFERENCES, WORLD];

const ASSIGNMENT: Topic = Topic {
    name: "assignment",
    file: Some("netcheck.yaml"),
    about: "netcheck.yaml, in the folder that holds a folder `NN-name/` for each exercise",
    keys: Some(&ASSIGNMENT_KEYS),
    forms: &[],
    example: "netcheck: 1\ntitle: My assignment\nexercises: [ports]\nstudent: [id, email]\nvars: { site: { pick: [www.usfca.edu, www.cnn.com] } }\ndue: 2026-12-01T23:59[Europe/Berlin]",
};

const EXERCISE: Topic = Topic {
    name: "exercise",
    file: Some("exercise.yaml"),
    about: "exercise.yaml, in the exercise's folder `NN-name/`; checks that students do not see stand beside it in exercise.instructor.yaml, which has the same keys but `answers`",
    keys: Some(&EXERCISE_KEYS),
    forms: &[],
    example: "netcheck: 1\ntitle: Open and closed ports\nabout: Find out which port the web server answers at.\nanswers:\n  port: { ask: \"Which port is that of the web?\", type: integer }\nchecks:\n  - id: web\n    title: The web's port\n    answer: port\n    expect: { value: 80 }\n  - id: open\n    title: The web server answers\n    connect: \"${vars.site}:80\"\n    expect: { result: open }",
};

const ANSWERS: Topic = Topic {
    name: "answers",
    file: Some("answers.yaml"),
    about: "the questions of an exercise, by key; `netcheck new answers` writes them into answers.yaml, and a check with `answer: KEY` reads what the student wrote there",
    keys: Some(&ANSWER_KEYS),
    forms: &[],
    example: "answers:\n  port: { ask: \"Which port is that of the web?\", type: integer }\n  reliable: { ask: \"Which one is reliable?\", type: choice, of: [IP, TCP] }",
};

const CHECK: Topic = Topic {
    name: "check",
    file: None,
    about: "an item of `checks`: exactly one probe, and beside it these keys",
    keys: Some(&CHECK_KEYS),
    forms: &[],
    example: "- id: open\n  title: The web server answers\n  connect: www.usfca.edu:80\n  expect: { result: open }\n  retry: 1\n  because: 80 is where web servers wait\n  hint: \"type `telnet www.usfca.edu 80`\"",
};

const REFERENCES: Topic = Topic {
    name: "references",
    file: None,
    about: "values from elsewhere, in place of a value in `expect` or in a probe's arguments",
    keys: None,
    forms: &[
        ("$CHECK.FACT", "a fact of another check of the exercise"),
        ("$answers.KEY", "what the student answered"),
        ("$student.KEY", "what is known of the student"),
        ("$vars.KEY", "the student's variable"),
        ("$machine.addresses", "the addresses of this machine"),
        ("$machine.hostname", "its name"),
        (
            "$serve.FACT",
            "in the checks below a `serve`: a fact of that server, such as its address",
        ),
        (
            "$port",
            "in the arguments of a `serve`: the port that it is given",
        ),
        (
            "${CHECK.FACT}",
            "the same inside a text, which needs quotes between `{ }` or `[ ]`",
        ),
        ("$$", "a dollar"),
    ],
    example: "resolve: www.usfca.edu\nexpect: { addresses: { overlaps: $nslookup.addresses } }",
};

const WORLD: Topic = Topic {
    name: "world",
    file: None,
    about: "the practice internet that the lab plays: a file that `world` in netcheck.yaml names",
    keys: Some(&WORLD_KEYS),
    forms: &[],
    example: "netcheck: 1\ntitle: A small internet\nresolver: 192.0.2.53\nzones: [example.org]\nhosts:\n  ns.example.org: { addresses: [192.0.2.53], services: { 53: dns } }\n  www.example.org: { addresses: [192.0.2.80], services: { 80: http } }",
};

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{ASSIGNMENT, EXERCISE, WORLD};
    use crate::cli::args::{Assignment, Colour};
    use crate::cli::output::Output;
    use crate::cli::source;
    use crate::model::{Net, Where};
    use crate::plan::Choice;

    #[test]
    fn the_examples_together_are_an_assignment() {
        let dir = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| fs::write(dir.path().join(path), text).unwrap();
        fs::create_dir(dir.path().join("01-ports")).unwrap();
        write("netcheck.yaml", ASSIGNMENT.example);
        write("world.yaml", WORLD.example);
        write("01-ports/exercise.yaml", EXERCISE.example);
        for world in [None, Some(dir.path().join("world.yaml"))] {
            let named = Assignment {
                dir: Some(dir.path().to_owned()),
                world,
            };
            let read = source::read(&named, &mut Output::new(Colour::Never))
                .ok()
                .unwrap();
            let choice = Choice {
                net: Net::Loopback,
                place: Where::Here,
                folders: Vec::new(),
            };
            assert_eq!(read.plan(&choice).1, []);
        }
    }
}
