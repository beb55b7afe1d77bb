//! Whole pages, of a book of a few words.

use super::{Book, KINDS, MATCHERS, TOPICS, Topic, Unknown};
use crate::model::{Base, Declared, Type};
use crate::probe::{FactsBy, Kind, Load, Reads, Short};
use crate::report::Style;
use crate::spec::{Against, Key, Keys, MatcherKey, Takes};

static TITLE: Keys = Keys::new(&[Key::new("title", Takes::Prose, "what it is called")]);

static TO: Keys = Keys::new(&[Key::new(
    "to",
    Takes::Target,
    "a host and a port, `www.usfca.edu:80`; an IPv6 address in brackets and the whole in quotes",
)]);

static BOOK: Book = Book {
    topics: &[Topic {
        name: "assignment",
        file: Some("netcheck.yaml"),
        about: "the outer file",
        keys: Some(&TITLE),
        forms: &[],
        example: "title: Mine",
    }],
    kinds: &[Kind {
        name: "connect",
        about: "one TCP connection, as a client would make it",
        example: "connect: www.usfca.edu:80\nexpect: { result: open }",
        arguments: &TO,
        short: Short::None,
        facts_by: FactsBy::Kind,
        facts: || {
            vec![
                Declared::new(
                    "result",
                    Type::one(Base::Word(&["open", "refused"])),
                    "what became of it",
                ),
                Declared::new(
                    "header.VERY-LONG-NAME",
                    Type::many(Base::Address),
                    "addresses",
                ),
            ]
        },
        reads: Reads::World,
        load: Load::Network,
        read: |_, _| None,
    }],
    matchers: &[MatcherKey {
        name: "one-of",
        takes: Against::Several,
        about: "the fact is one of these",
        example: "one-of: [a, b]",
    }],
    style: Style::PLAIN,
};

fn check(word: Option<&str>, want: &str) {
    assert_eq!(BOOK.explain(word), Ok(want.to_owned()));
}

#[test]
fn without_a_word_all_are_listed() {
    let want = "\
Files, and what stands in them
  assignment        the outer file

Probes look
  connect           one TCP connection, as a client would make it

Matchers compare what a probe saw with what is expected
  one-of            the fact is one of these

Reports tell what came of a run
  reports           the formats of `verify --report FORMAT[=PATH]`, for as many
                    readers as you like

`netcheck explain WORD` says all about one of them
";
    check(None, want);
}

#[test]
fn a_probe_is_told_with_its_arguments_and_facts() {
    let want = "\
connect: one TCP connection, as a client would make it

It looks at the world and not at what the student hands in; a check with it is
worth 0 points unless `points` says otherwise.

Arguments
  to                a host and a port, `www.usfca.edu:80`; an IPv6 address in
                    brackets and the whole in quotes

Facts
  result            one of open, refused; what became of it
  header.VERY-LONG-NAME
                    list of addresses; addresses

Example
  connect: www.usfca.edu:80
  expect: { result: open }
";
    check(Some("connect"), want);
}

#[test]
fn a_matcher_is_told_with_an_example() {
    check(
        Some("one-of"),
        "one-of: the fact is one of these\n\nExample\n  one-of: [a, b]\n",
    );
}

#[test]
fn a_topic_is_found_by_its_name_its_file_and_its_keys() {
    let want = "assignment: the outer file\n\n  title             what it is called\n\nExample\n  title: Mine\n";
    for word in ["assignment", "netcheck.yaml", "title"] {
        check(Some(word), want);
    }
}

#[test]
fn a_named_expectation_is_told_with_its_probe() {
    let book = Book {
        topics: TOPICS,
        kinds: KINDS,
        matchers: MATCHERS,
        style: Style::PLAIN,
    };
    let told = book.explain(Some("sent-by-hand")).unwrap();
    for word in ["transcript: ", "`from`", "queued"] {
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn an_unknown_word_names_the_nearest() {
    let unknown = |word: &str| BOOK.explain(Some(word)).unwrap_err();
    let want = Unknown {
        word: "conect".to_owned(),
        nearest: Some("connect"),
    };
    assert_eq!(unknown("conect"), want);
    assert_eq!(
        want.to_string(),
        "`conect` is no word of the spec language; did you mean `connect`?"
    );
    assert_eq!(
        unknown("\u{1b}[2J").to_string(),
        "`\\u{1b}[2J` is no word of the spec language; `netcheck explain` lists them all"
    );
}
