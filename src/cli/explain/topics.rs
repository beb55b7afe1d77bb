//! The files of an assignment and what may stand in them, for `netcheck explain`.

/// A part of the spec language that is no probe and no matcher.
pub(super) struct Topic {
    /// Its word.
    pub(super) name: &'static str,
    /// The file that it is, where it is one.
    pub(super) file: Option<&'static str>,
    /// What it is; one line.
    pub(super) about: &'static str,
    /// Its keys or forms, each with what it means.
    pub(super) entries: &'static [(&'static str, &'static str)],
    /// How it is written.
    pub(super) example: &'static str,
}

/// Every topic, from the outer file to the inner parts.
pub(super) static TOPICS: &[Topic] = &[ASSIGNMENT, EXERCISE, ANSWERS, CHECK, REFERENCES, WORLD];

const ASSIGNMENT: Topic = Topic {
    name: "assignment",
    file: Some("netcheck.yaml"),
    about: "netcheck.yaml, in the folder that holds a folder `NN-name/` for each exercise",
    entries: &[
        ("netcheck", "the version of the language: 1"),
        ("title", "what the assignment is called"),
        (
            "exercises",
            "the exercises in their order, as a list; without it, all folders that hold one",
        ),
        (
            "world",
            "the file with the practice internet; without it, that of the lecture (see `netcheck explain world`)",
        ),
        (
            "student",
            "what students tell of themselves below `student:` in answers.yaml, as a list of keys",
        ),
        (
            "vars",
            "variables; each student gets one of the items of its `pick`, always the same",
        ),
        ("due", "when it is due: a time with its time zone"),
    ],
    example: "netcheck: 1\ntitle: My assignment\nexercises: [ports]\nstudent: [id, email]\nvars: { site: { pick: [www.usfca.edu, www.cnn.com] } }\ndue: 2026-12-01T23:59[Europe/Berlin]",
};

const EXERCISE: Topic = Topic {
    name: "exercise",
    file: Some("exercise.yaml"),
    about: "exercise.yaml, in the exercise's folder `NN-name/`; checks that students do not see stand beside it in exercise.instructor.yaml, which has the same keys but `answers`",
    entries: &[
        ("netcheck", "the version of the language: 1"),
        ("title", "what the exercise is called"),
        ("about", "what the student is to do"),
        (
            "answers",
            "the questions that are answered in answers.yaml (see `netcheck explain answers`)",
        ),
        (
            "checks",
            "what is checked, as a list (see `netcheck explain check`)",
        ),
    ],
    example: "netcheck: 1\ntitle: Open and closed ports\nabout: Find out which port the web server answers at.\nanswers:\n  port: { ask: \"Which port is that of the web?\", type: integer }\nchecks:\n  - id: web\n    title: The web's port\n    answer: port\n    expect: { value: 80 }\n  - id: open\n    title: The web server answers\n    connect: \"${vars.site}:80\"\n    expect: { result: open }",
};

const ANSWERS: Topic = Topic {
    name: "answers",
    file: Some("answers.yaml"),
    about: "the questions of an exercise, by key; `netcheck new answers` writes them into answers.yaml, and a check with `answer: KEY` reads what the student wrote there",
    entries: &[
        ("ask", "the question"),
        (
            "type",
            "how the answer is read: text, integer, yes-no, choice, ipv4, ipv6, host or mailbox",
        ),
        ("of", "of a choice: its words, as a list"),
    ],
    example: "answers:\n  port: { ask: \"Which port is that of the web?\", type: integer }\n  reliable: { ask: \"Which one is reliable?\", type: choice, of: [IP, TCP] }",
};

const CHECK: Topic = Topic {
    name: "check",
    file: None,
    about: "an item of `checks`: exactly one probe, and beside it these keys",
    entries: &[
        (
            "id",
            "its name in the exercise, in small letters, digits and `-`",
        ),
        ("title", "what a report calls it"),
        (
            "points",
            "what it is worth; or a share for each fact or step, `{ helo: 1, queued: 2 }`, earned as long as all before it hold",
        ),
        (
            "expect",
            "facts of the probe, each with a value or a matcher; several matchers in one map must all hold. Without it a check only looks, an `answer` or `file` with `points` waits for a person, and a check with `reveal: false` is checked when it is graded",
        ),
        (
            "expect-elsewhere",
            "what is expected instead where the machine is not the student's own (`--elsewhere`, CI)",
        ),
        (
            "needs",
            "the ids of checks that must pass first; a reference to a check needs it by itself",
        ),
        ("timeout", "the most time of one attempt: 500ms, 5s, 2m"),
        (
            "retry",
            "how often an attempt that faults or fails is repeated, on `live` only; `{ times: 2, network: [live, loopback] }` says otherwise",
        ),
        (
            "network",
            "where it applies: a list of live, loopback, box; without it, everywhere",
        ),
        (
            "hint",
            "what to do next: a text, or a list whose first is shown",
        ),
        ("because", "the reason for what is expected"),
        (
            "reveal",
            "`false` keeps the expected value out of students' reports; the default of an answer that is compared with a value written in the spec. Without `expect`, as in the copy that `netcheck export` writes for students, it says that the check is checked when it is graded: until then it compares nothing, and its points are outside the total",
        ),
        (
            "audience",
            "student or instructor: of the latter students see only how many there are; all of exercise.instructor.yaml is for instructors",
        ),
    ],
    example: "- id: open\n  title: The web server answers\n  connect: www.usfca.edu:80\n  expect: { result: open }\n  retry: 1\n  because: 80 is where web servers wait\n  hint: \"type `telnet www.usfca.edu 80`\"",
};

const REFERENCES: Topic = Topic {
    name: "references",
    file: None,
    about: "values from elsewhere, in place of a value in `expect` or in a probe's arguments",
    entries: &[
        ("$CHECK.FACT", "a fact of another check of the exercise"),
        ("$answers.KEY", "what the student answered"),
        ("$student.KEY", "what is known of the student"),
        ("$vars.KEY", "the student's variable"),
        ("$machine.addresses", "the addresses of this machine"),
        ("$machine.hostname", "its name"),
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
    entries: &[
        ("netcheck", "the version of the language: 1"),
        ("title", "what the world is called"),
        (
            "resolver",
            "the address of the DNS server that its machines ask",
        ),
        ("zones", "what that server answers for"),
        (
            "hosts",
            "by name: `addresses` (kept for documentation, RFC 5737), `services` by port (http, smtp, pop3, ssh, echo, dns, silent, …), and `manner` of all other ports: refuses, silent, unreachable",
        ),
        ("aliases", "names that are other names for a host (CNAME)"),
        ("mail", "the host that takes a domain's mail (MX)"),
        ("texts", "texts of a name (TXT)"),
        ("refuse-mail-to", "domains to which no mail is accepted"),
    ],
    example: "netcheck: 1\ntitle: A small internet\nresolver: 192.0.2.53\nzones: [example.org]\nhosts:\n  ns.example.org: { addresses: [192.0.2.53], services: { 53: dns } }\n  www.example.org: { addresses: [192.0.2.80], services: { 80: http } }",
};

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{ASSIGNMENT, CHECK, EXERCISE, WORLD};
    use crate::cli::args::{Assignment, Colour};
    use crate::cli::output::Output;
    use crate::cli::source;
    use crate::model::{Net, Where};
    use crate::plan::Choice;
    use crate::spec::CHECK_KEYS;

    #[test]
    fn every_key_of_a_check_is_explained() {
        let names: Vec<&str> = CHECK.entries.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, CHECK_KEYS);
    }

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
