//! The matchers of the language: the table that the reader, `netcheck explain` and the JSON Schema share.

use crate::model::{Base, Type};

/// One matcher.
#[derive(Clone, Copy, Debug)]
pub struct MatcherKey {
    /// Its name.
    pub name: &'static str,
    /// What stands behind it.
    pub takes: Against,
    /// What it means; one line.
    pub about: &'static str,
    /// A line of YAML that uses it.
    pub example: &'static str,
}

/// What stands behind a matcher: what it compares the fact with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// A value as the fact is one.
    Same,
    /// One value, where the fact may be a text of many words.
    One,
    /// A list of values as the fact is one or has some, or a reference to such a list.
    Several,
    /// What may be in a text or list, or several of it.
    Part,
    /// A list of what may be in a text or list.
    Parts,
    /// A number, or a reference to one.
    Number,
    /// Two numbers.
    Range,
    /// A regular expression.
    Pattern,
    /// A set of addresses.
    Network,
    /// A pointer, or a map with one and matchers.
    Json,
    /// `true` or `false`.
    Flag,
    /// A matcher of a value of this type; of the fact itself where there is none.
    Matcher(Option<Type>),
    /// A list of matchers of the fact.
    Matchers,
}

/// All of them, in the order in which `netcheck explain` lists them.
pub static MATCHERS: &[MatcherKey] = &[
    MatcherKey {
        name: "equals",
        takes: Against::Same,
        about: "the value itself, lists in order; a bare value or list means the same",
        example: "status: noerror",
    },
    MatcherKey {
        name: "one-of",
        takes: Against::Several,
        about: "one of the items of a list",
        example: "value: { one-of: $lookup.addresses }",
    },
    MatcherKey {
        name: "same-set",
        takes: Against::Several,
        about: "the same items as a list, in any order, repeats ignored",
        example: "addresses: { same-set: [192.0.2.1, 192.0.2.2] }",
    },
    MatcherKey {
        name: "overlaps",
        takes: Against::Several,
        about: "a list that shares an item with another",
        example: "addresses: { overlaps: $nslookup.addresses }",
    },
    MatcherKey {
        name: "contains",
        takes: Against::Part,
        about: "a text that holds the text, a list that holds the item; with a list: all of them",
        example: "body: { contains: [html, h1] }",
    },
    MatcherKey {
        name: "contains-any",
        takes: Against::Parts,
        about: "a text or list that holds at least one of a list",
        example: "greeting: { contains-any: [SMTP, ESMTP] }",
    },
    MatcherKey {
        name: "same-word",
        takes: Against::One,
        about: "the same text without blanks around it, in any case",
        example: "value: { same-word: tcp }",
    },
    MatcherKey {
        name: "matches",
        takes: Against::Pattern,
        about: "a regular expression is found somewhere in the text (`(?i)` any case, `(?m)` lines); single quotes keep its backslashes",
        example: r"greeting: { matches: '^220\b' }",
    },
    MatcherKey {
        name: "at-least",
        takes: Against::Number,
        about: "a number that is not less",
        example: "sent: { at-least: 5 }",
    },
    MatcherKey {
        name: "at-most",
        takes: Against::Number,
        about: "a number that is not more; times are in milliseconds",
        example: "took: { at-most: 500 }",
    },
    MatcherKey {
        name: "between",
        takes: Against::Range,
        about: "a number that is neither less than the first nor more than the second",
        example: "status: { between: [200, 299] }",
    },
    MatcherKey {
        name: "count",
        takes: Against::Matcher(Some(Type::one(Base::Number))),
        about: "the number of items of a list, of lines of a text",
        example: "addresses: { count: { at-least: 2 } }",
    },
    MatcherKey {
        name: "within",
        takes: Against::Network,
        about: "an address in a network, or all of a list: `10.0.0.0/8`, `private`, `loopback`, `documentation`",
        example: "value: { not: { within: loopback } }",
    },
    MatcherKey {
        name: "first-line",
        takes: Against::Matcher(Some(Type::one(Base::Text))),
        about: "the first line of a text",
        example: "text: { first-line: hello }",
    },
    MatcherKey {
        name: "line",
        takes: Against::Matcher(Some(Type::one(Base::Text))),
        about: "at least one line of a text",
        example: "text: { line: { matches: Aug } }",
    },
    MatcherKey {
        name: "json",
        takes: Against::Json,
        about: "a text that is JSON, in which a pointer (RFC 6901) names something that matches; `json: /name` asks for something there",
        example: "body: { json: { pointer: /name, equals: www } }",
    },
    MatcherKey {
        name: "present",
        takes: Against::Flag,
        about: "there and not empty, as a bare word; the text is `{ equals: present }`",
        example: "addresses: present",
    },
    MatcherKey {
        name: "absent",
        takes: Against::Flag,
        about: "not there, or empty, as a bare word; the text is `{ equals: absent }`",
        example: "error: absent",
    },
    MatcherKey {
        name: "not",
        takes: Against::Matcher(None),
        about: "a value or matcher that does not hold",
        example: "value: { not: 127.0.0.1 }",
    },
    MatcherKey {
        name: "all-of",
        takes: Against::Matchers,
        about: "every matcher of a list; several matchers in one map mean the same",
        example: "body: { all-of: [ { contains: a }, { contains: b } ] }",
    },
    MatcherKey {
        name: "any-of",
        takes: Against::Matchers,
        about: "at least one matcher of a list",
        example: "status: { any-of: [ 0, { between: [1023, 1024] } ] }",
    },
];
