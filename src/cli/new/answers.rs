//! `netcheck new answers`: the `answers.yaml` of an assignment with every question, ready to be filled in.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::args::NewAnswers;
use crate::cli::exit::Exit;
use crate::cli::fresh::{self, Fresh, Kind};
use crate::cli::lint::counted;
use crate::cli::output::Output;
use crate::cli::source;
use crate::spec::{AnswerDecl, Exercise, Spec};
use crate::submission::{ANSWERS, Handed, Submission, how_to_write};

pub(crate) fn command(args: &NewAnswers, output: &mut Output) -> Result<Exit, Exit> {
    let spec = source::spec(&args.assignment, &args.exercises, output)?;
    nothing_there(&args.submission).map_err(|problem| output.usage(&problem))?;
    let path = args.submission.join(ANSWERS);
    let file = Fresh::new(path, answers_template(&spec), Kind::Data);
    let shown = file.shown();
    fresh::write(&[file]).map_err(|problem| output.usage(&problem))?;
    let questions = spec.exercises.iter().map(|exercise| exercise.answers.len());
    output.say(&format!(
        "wrote `{shown}` with {}; write the answers into it, then run `netcheck verify`",
        counted(questions.sum(), "question")
    ));
    Ok(Exit::Done)
}

/// Nobody's answers are written over, nor put in the shade: not those in `answers.yml` either.
fn nothing_there(folder: &Path) -> Result<(), String> {
    if !folder.is_dir() {
        return Err(format!(
            "`{}` is not a folder; make it first, or name another with --submission DIR",
            folder.display()
        ));
    }
    let name = match Submission::open(folder).file(ANSWERS, "") {
        Handed::Missing { .. } => return Ok(()),
        Handed::Text { source, .. } => source.name.clone(),
        Handed::Broken(found) => found.file.unwrap_or_else(|| ANSWERS.to_owned()),
    };
    Err(format!(
        "`{name}` is there already and stays as it is; rename it first, or name another folder with --submission DIR"
    ))
}

/// The text of `answers.yaml` for an assignment: each question as a comment above its key. As it stands, nothing in it is answered.
fn answers_template(spec: &Spec) -> String {
    let mut text = String::new();
    comment(
        &mut text,
        &format!("{}: your answers", spec.assignment.title),
    );
    comment(
        &mut text,
        "Write each answer behind its colon and a blank. Quotes around it are needed",
    );
    comment(
        &mut text,
        "only where it holds a colon or a #, or begins with one of @ ` \" ' [ { & * ! | > %.",
    );
    if !spec.assignment.student.is_empty() {
        text.push_str("\nstudent:\n");
        for key in &spec.assignment.student {
            put(&mut text, format_args!("  {}:\n", quoted(&key.value)));
        }
    }
    let asking = |exercise: &&Exercise| !exercise.answers.is_empty();
    for exercise in spec.exercises.iter().filter(asking) {
        text.push('\n');
        comment(
            &mut text,
            &format!("{}: {}", exercise.folder, exercise.title),
        );
        for answer in &exercise.answers {
            question(&mut text, answer);
        }
    }
    text
}

fn question(text: &mut String, answer: &AnswerDecl) {
    text.push('\n');
    comment(text, answer.ask.trim());
    comment(text, &format!("({})", how_to_write(&answer.ty)));
    put(text, format_args!("{}:\n", quoted(&answer.key.value)));
}

fn comment(text: &mut String, lines: &str) {
    for line in lines.lines() {
        put(text, format_args!("# {}\n", line.trim_end()));
    }
}

fn put(text: &mut String, piece: std::fmt::Arguments<'_>) {
    text.write_fmt(piece)
        .expect("writing into memory cannot fail");
}

/// A key as YAML writes it.
fn quoted(key: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if key.starts_with(char::is_alphabetic) && key.chars().all(plain) {
        key.to_owned()
    } else {
        format!("'{}'", key.replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ExerciseId, Located, Place, Source, World};
    use crate::spec::{AnswerType, Assignment, Unread};
    use crate::submission::Answer;

    fn located(text: &str) -> Located<String> {
        let source = Source::new("a.yaml", text);
        Located::new(text.to_owned(), Place::line_at(&source, 1))
    }

    fn answer(key: &str, ask: &str, ty: AnswerType) -> AnswerDecl {
        AnswerDecl {
            key: located(key),
            ask: ask.to_owned(),
            ty,
        }
    }

    fn spec(answers: Vec<AnswerDecl>) -> Spec {
        Spec {
            assignment: Assignment {
                title: "Network sockets".to_owned(),
                student: vec![located("id"), located("email")],
                ..Assignment::default()
            },
            exercises: vec![Exercise {
                id: ExerciseId::of_folder("04-dns"),
                folder: "04-dns".to_owned(),
                title: "Names to addresses".to_owned(),
                about: None,
                answers,
                checks: Vec::new(),
                unread: Unread::default(),
            }],
            world: World::default(),
        }
    }

    #[test]
    fn the_template_asks_every_question() {
        let reliable = AnswerType::Choice(vec!["IP".to_owned(), "TCP".to_owned()]);
        let text = answers_template(&spec(vec![
            answer(
                "address",
                "Which address did\ngethostbyname give?",
                AnswerType::Ipv4,
            ),
            answer("reliable", "Which is reliable?", reliable),
        ]));
        let want = "\
# Network sockets: your answers
# Write each answer behind its colon and a blank. Quotes around it are needed
# only where it holds a colon or a #, or begins with one of @ ` \" ' [ { & * ! | > %.

student:
  id:
  email:

# 04-dns: Names to addresses

# Which address did
# gethostbyname give?
# (an IPv4 address, such as 203.0.113.9)
address:

# Which is reliable?
# (one of: IP, TCP)
reliable:
";
        assert_eq!(text, want);
    }

    #[test]
    fn nothing_of_the_template_is_answered() {
        let keys = ["address", "yes", "a b: c", "it's", "9"];
        let answers = keys.map(|key| answer(key, "?", AnswerType::Text));
        let dir = tempfile::tempdir().expect("a folder for the test");
        let text = answers_template(&spec(answers.into()));
        std::fs::write(dir.path().join(ANSWERS), text).expect("a file for the test");
        let submission = Submission::open(dir.path());
        let missing = Answer::Missing { near: Vec::new() };
        for key in keys {
            assert_eq!(submission.answer(key, &AnswerType::Text), missing, "{key}");
        }
        for key in ["id", "email"] {
            assert_eq!(submission.student(key), missing, "{key}");
        }
    }

    #[test]
    fn answers_that_are_there_stay() {
        for name in ["answers.yaml", "answers.yml", "Answers.YAML"] {
            let dir = tempfile::tempdir().expect("a folder for the test");
            assert_eq!(nothing_there(dir.path()), Ok(()));
            std::fs::write(dir.path().join(name), "port: 110\n").expect("a file for the test");
            let problem = nothing_there(dir.path()).expect_err("somebody's answers");
            assert!(
                problem.starts_with(&format!("`{name}` is there already")),
                "{problem}"
            );
        }
    }
}
