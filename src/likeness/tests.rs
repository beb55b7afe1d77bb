//! What is told as alike, and what is not.

use crate::likeness::likenesses;
use crate::likeness::traits::{Trait, of};
use crate::model::{Likeness, LikenessKind, Source};
use crate::session::{self, corpus};

/// A mail by hand, to this person, with this queue id and this time in the greeting.
fn mail(to: &str, id: &str, time: &str) -> String {
    format!(
        "$ telnet 127.0.0.1 2525\nTrying 127.0.0.1...\nConnected to 127.0.0.1.\nEscape character is '^]'.\n\
         220 mx.example.org ESMTP Postfix{time}\nHELO here\n250 mx.example.org\n\
         MAIL FROM: <me@example.org>\n250 2.1.0 Ok\nRCPT TO: <{to}>\n250 2.1.5 Ok\nDATA\n\
         354 End data with <CR><LF>.<CR><LF>\nFrom: me@example.org\n\nThis is a test\n.\n\
         250 2.0.0 Ok: queued as {id}\nQUIT\n221 2.0.0 Bye\n"
    )
}

fn found(text: &str) -> Vec<Trait> {
    let source = Source::new("mail.txt", text);
    of(session::detect(&source), &source)
}

/// The likenesses of submissions: student, submission, recording; and of the lecture's example.
fn alike(students: &[(&str, &str, String)], example: Option<&str>) -> Vec<Likeness> {
    let traits = students.iter().flat_map(|(student, submission, text)| {
        let one = |found: Trait| ((*student).to_owned(), (*submission).to_owned(), found);
        self::found(text).into_iter().map(one).collect::<Vec<_>>()
    });
    let examples = example.map(found).unwrap_or_default();
    let examples: Vec<_> = examples
        .into_iter()
        .map(|one| ("07-mail/solution".to_owned(), one))
        .collect();
    likenesses(traits.collect::<Vec<_>>(), &examples)
}

fn told(found: &[Likeness]) -> Vec<(LikenessKind, Vec<&str>)> {
    found
        .iter()
        .map(|likeness| {
            let places = likeness.places.iter();
            let students = places.map(|place| place.student.as_deref().unwrap_or("the lecture"));
            (likeness.kind, students.collect())
        })
        .collect()
}

const TIME: &str = "; Thu, 26 Nov 2026 10:00:07 +0100";

#[test]
fn the_same_queue_id() {
    let students = [
        ("ada", "a", mail("x@example.org", "4F1C22A0B1", "")),
        ("bob", "b", mail("y@example.org", "4f1c22a0b1", "")),
        ("cy", "c", mail("y@example.org", "9AD0117E42", "")),
    ];
    let found = alike(&students, None);
    assert_eq!(told(&found), [(LikenessKind::QueueId, vec!["ada", "bob"])]);
    assert_eq!(found[0].what, "queue id 4F1C22A0B1");
    let place = &found[0].places[0];
    assert_eq!((place.file.as_str(), place.line), ("mail.txt", 18));
    assert_eq!(place.text, "250 2.0.0 Ok: queued as 4F1C22A0B1");
}

#[test]
fn an_identical_recording_is_told_once() {
    let text = mail("x@example.org", "4F1C22A0B1", TIME);
    let blanks = text.replace('\n', " \r\n");
    let found = alike(&[("ada", "a", text), ("bob", "b", blanks)], None);
    assert_eq!(
        told(&found),
        [(LikenessKind::Recording, vec!["ada", "bob"])]
    );
}

#[test]
fn the_same_body_and_times() {
    let one = |student: &'static str, to: &str, id: &str, time: &str| {
        (student, student, mail(to, id, time))
    };
    let another = "; Thu, 26 Nov 2026 10:00:08 +0100";
    let ada = || one("ada", "x@example.org", "4F1C22A0B1", TIME);
    let bob = |time| one("bob", "y@example.org", "9AD0117E42", time);
    let alone = alike(&[ada(), bob(TIME)], None);
    assert_eq!(told(&alone), [(LikenessKind::Mail, vec!["ada", "bob"])]);
    assert_eq!(told(&alike(&[ada(), bob(another)], None)), []);
    assert_eq!(told(&alike(&[ada(), bob("")], None)), []);
    let cy = one("cy", "z@example.org", "1BC0117E43", another);
    let dictated = alike(&[ada(), bob(TIME), cy], None);
    assert_eq!(
        told(&dictated),
        [],
        "all have this body, and two came at the same second"
    );
    let dated = |(student, submission, text): (&'static str, &'static str, String)| {
        let date = "From: me@example.org\nDate: Thu, 26 Nov 2026 10:01:30 +0100";
        (
            student,
            submission,
            text.replace("From: me@example.org", date),
        )
    };
    let cy = one("cy", "z@example.org", "1BC0117E43", another);
    let twice = alike(&[dated(ada()), dated(bob(TIME)), cy], None);
    assert_eq!(told(&twice), [(LikenessKind::Mail, vec!["ada", "bob"])]);
}

#[test]
fn the_lectures_example() {
    let text = mail("x@example.org", "D86AEE295B", "");
    let found = alike(&[("ada", "a", text.replace("x@", "y@"))], Some(&text));
    assert_eq!(
        told(&found),
        [(LikenessKind::Example, vec!["the lecture", "ada"])]
    );
    assert_eq!(found[0].places[0].submission, "07-mail/solution");
    assert_eq!(told(&alike(&[], Some(&text))), []);
}

#[test]
fn what_independent_people_may_have() {
    let text = mail("x@example.org", "4F1C22A0B1", TIME);
    let check = |students: &[(&str, &str, String)], why: &str| {
        assert_eq!(told(&alike(students, None)), [], "{why}");
    };
    check(
        &[("ada", "1", text.clone()), ("Ada", "2", text.clone())],
        "two attempts of one student",
    );
    check(
        &[
            ("ada", "group", text.clone()),
            ("bob", "group", text.clone()),
        ],
        "one submission of two students",
    );
    let counted = mail("x@example.org", "17", "");
    check(
        &[("ada", "a", counted.clone()), ("bob", "b", counted)],
        "a server that counts",
    );
    let clock = mail("x@example.org", "1795403652", "");
    check(
        &[("ada", "a", clock.clone()), ("bob", "b", clock)],
        "a clock",
    );
    let exim = |id: &str| mail("x@example.org", id, "");
    check(
        &[
            ("ada", "a", exim("1xVKKG-00006I-2X")),
            ("bob", "b", exim("1xvkkg-00006i-2x")),
        ],
        "ids that differ in case",
    );
    check(
        &[
            ("ada", "group", text.clone()),
            ("bob", "group", text.clone()),
            ("ada", "later", text.clone()),
        ],
        "one submission of two students, and another of one of them",
    );
    let web = "$ telnet www.usfca.edu 80\nTrying 192.0.2.80...\nConnected to www.usfca.edu.\nEscape character is '^]'.\nhi\n\
        HTTP/1.1 400 Bad Request\nDate: Thu, 26 Nov 2026 10:00:07 GMT\nLast-Modified: Mon, 01 Jun 2026 08:30:00 GMT\n\n\
        Connection closed by foreign host.\n";
    let web = web.to_owned();
    check(
        &[("ada", "a", web.clone()), ("bob", "b", web)],
        "two who came at the same second",
    );
    let zeros = mail("x@example.org", "0000000000", "");
    check(
        &[("ada", "a", zeros.clone()), ("bob", "b", zeros)],
        "an id that says nothing",
    );
    let refused = "$ telnet 127.0.0.1 2\nTrying 127.0.0.1...\n\
        telnet: Unable to connect to remote host: Connection refused\n";
    let refused = refused.to_owned();
    check(
        &[("ada", "a", refused.clone()), ("bob", "b", refused)],
        "a refused connection",
    );
    let lookup = "> nslookup www.usfca.edu\nServer:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n\
        Name:\twww.usfca.edu\nAddress: 192.0.2.80\n";
    let lookup = lookup.to_owned();
    check(
        &[("ada", "a", lookup.clone()), ("bob", "b", lookup)],
        "a lookup",
    );
    let typed = "$ cat note\nqueued as 4F1C22A0B1\n".to_owned();
    check(
        &[("ada", "a", typed.clone()), ("bob", "b", typed)],
        "an id that no server gave",
    );
}

#[test]
fn the_order_is_that_of_the_places() {
    let one = |id: &str| mail("x@example.org", id, "");
    let mut students = vec![
        ("cy", "c", one("AAAA11112B")),
        ("ada", "a", one("BBBB22223C").replace("test", "text")),
        ("bob", "b", one("BBBB22223C")),
        ("dora", "d", one("AAAA11112B").replace("test", "text")),
    ];
    let first = told(&alike(&students, None)).len();
    assert_eq!(first, 2);
    let found = alike(&students, None);
    students.reverse();
    assert_eq!(alike(&students, None), found);
    assert_eq!(found[0].places[0].student.as_deref(), Some("ada"));
}

#[test]
fn the_example_of_the_lectures_own_text() {
    let found = alike(&[("ada", "a", mail("x@example.org", "1A0C183F", ""))], None);
    assert_eq!(
        told(&found),
        [(LikenessKind::Example, vec!["the lecture", "ada"])]
    );
    assert_eq!(
        found[0].what,
        "this queue id is the one in the lecture's example"
    );
    assert_eq!(found[0].places[1].line, 18);
}

/// Of real sessions, each recorded for itself, none is told as a copy of another; made copies are.
#[test]
fn copies_among_real_sessions_are_found_and_nothing_else() {
    let mut traits = Vec::new();
    let mut pairs = Vec::new();
    for kind in ["smtp", "telnet", "nslookup"] {
        let Some((folder, rows)) = corpus::rows(kind) else {
            return;
        };
        for row in rows {
            let name = row["id"].as_str().unwrap_or_default().to_owned();
            let pair = row["pair_with"]
                .as_str()
                .map(|other| (name.clone(), other.to_owned()));
            // What was made of a real session has its ids: only the real ones and the made pairs are of different people.
            if row["origin"] == "real" || pair.is_some() {
                let source = corpus::source(&folder, &row);
                let found = of(session::detect(&source), &source).into_iter();
                traits.extend(found.map(|one| (name.clone(), name.clone(), one)));
            }
            pairs.extend(pair);
        }
    }
    let found = likenesses(traits, &[]);
    let names = |likeness: &Likeness| -> Vec<String> {
        likeness
            .places
            .iter()
            .map(|place| place.submission.clone())
            .collect()
    };
    for (one, other) in &pairs {
        let told = found
            .iter()
            .map(names)
            .any(|names| names.contains(one) && names.contains(other));
        assert!(told, "{one} and {other} are not told");
    }
    let made = |name: &String| pairs.iter().any(|(one, _)| one == name);
    for likeness in &found {
        let names = names(likeness);
        let real = names.iter().filter(|name| !made(name)).count();
        assert!(real <= 1, "{likeness:?}");
    }
}
