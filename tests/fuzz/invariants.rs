//! What holds of every recording, whatever its bytes are; the targets under `fuzz/` and `tests/fuzz` hold readers to it.

use std::sync::Arc;

use netcheck::model::{Facts, Place, Source};
use netcheck::session::{self, Protocol, Session, Turn};
use netcheck::submission::{Handed, decode};

/// Reads bytes as a file that somebody handed in, as every protocol.
pub(crate) fn of_bytes(bytes: &[u8]) {
    let Handed::Text { source, .. } = decode("rec.txt", bytes) else {
        return;
    };
    assert_eq!(session::detect(&source), session::detect(&source));
    for (word, protocol) in Protocol::ALL {
        let session = session::read(*protocol, &source);
        holds(word, &session, source.line_count());
        assert_same(word, &session, &session::read(*protocol, &source));
        holds(word, &session.or_nothing(), source.line_count());
    }
}

/// Takes bytes as what happened on a connection: a line for each turn, its first byte says which.
pub(crate) fn of_turns(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let turns: Vec<Turn> = text.split('\n').map(turn).collect();
    let heard = session::heard("a.test", 25, &turns);
    let source: Arc<Source> = Source::new("rec.txt", heard.recording.as_str());
    holds("heard", &heard.session, source.line_count());
    let again = session::heard("a.test", 25, &turns);
    assert_eq!(heard.recording, again.recording);
    assert_same("heard", &heard.session, &again.session);
    session::read(Protocol::Smtp, &source);
}

fn turn(line: &str) -> Turn {
    let mut chars = line.chars();
    let kind = chars.next().unwrap_or_default();
    let rest = chars.as_str();
    let lines = || rest.split('|').map(str::to_owned).collect();
    match kind {
        'o' => Turn::Connected(rest.to_owned()),
        'f' => Turn::Failed("refused"),
        '0'..='9' => Turn::Reply(vec![line.to_owned()]),
        'r' => Turn::Reply(lines()),
        'n' => Turn::Noise(lines()),
        'm' => Turn::Message(lines()),
        '.' => Turn::Dot,
        'x' => Turn::ClosedByServer,
        'q' => Turn::ClosedByUs,
        _ => Turn::Command(line.to_owned()),
    }
}

/// One role a line, and everything stands on a line of the file.
fn holds(word: &str, session: &Session, lines: usize) {
    let roles = session.roles();
    assert_eq!(roles.chars().count(), lines, "{word}: one role a line");
    let inside = |line: usize| (1..=lines).contains(&line);
    for problem in &session.problems {
        assert!(inside(problem.line), "{word}: {problem:?}");
    }
    for suspicion in &session.suspicious {
        assert!(inside(suspicion.line), "{word}: {suspicion:?}");
    }
    facts_inside(word, &session.facts, lines);
}

fn facts_inside(word: &str, facts: &Facts, lines: usize) {
    let places = facts.iter().filter_map(|(_, fact)| fact.place.as_ref());
    for line in places.chain(&facts.about).map(Place::line) {
        assert!((1..=lines).contains(&line), "{word}: a fact at line {line}");
    }
    for other in &facts.others {
        facts_inside(word, other, lines);
    }
}

fn assert_same(word: &str, one: &Session, other: &Session) {
    assert_eq!(one.lines, other.lines, "{word}: the same lines twice");
    assert_eq!(one.facts, other.facts, "{word}: the same facts twice");
    assert_eq!(one.problems, other.problems, "{word}: the same problems");
    assert_eq!(one.suspicious, other.suspicious, "{word}: the same doubts");
}
