//! What may stand behind a key and what may not, as YAML in one line.

use netcheck::model::{Arity, Base, Type};
use netcheck::spec::{Key, Keys, Names, Need, Takes};

/// Values of which the first is right for every key that takes it, and the others are right or wrong.
pub(crate) fn samples(takes: &Takes) -> Vec<String> {
    match *takes {
        Takes::List(item, least) => {
            let no_list = right(item);
            lists(item, least).into_iter().chain([no_list]).collect()
        }
        Takes::OneOrMany(item, least) => {
            let alone = samples(item);
            alone.into_iter().chain(lists(item, least)).collect()
        }
        Takes::Either(forms) => forms.iter().flat_map(samples).collect(),
        Takes::Map(names, value) => maps(names, value),
        Takes::Keys(keys) => each_key(keys),
        Takes::OneKey(keys) => one_key(keys),
        Takes::OneOf(words) => {
            let words = words.iter().map(|word| (*word).to_owned());
            words.chain(["no-such-word".to_owned()]).collect()
        }
        Takes::Number(least, most) => [least, most, least - 1, most + 1]
            .iter()
            .map(ToString::to_string)
            .chain(["x".to_owned(), "1.5".to_owned()])
            .collect(),
        _ => leaves(takes)
            .iter()
            .map(|text| (*text).to_owned())
            .collect(),
    }
}

fn leaves(takes: &Takes) -> &'static [&'static str] {
    match *takes {
        Takes::Format => &["1", "2", "x", "[1]"],
        Takes::Prose => &["x", "1", "true", "''", "[a]", "~"],
        Takes::Text => &["x", "''", "[a]", "~"],
        Takes::Line => &["one line", "\"a\\nb\"", "{ a: b }"],
        Takes::Scalar => &["text", "~", "[a]"],
        Takes::Word => &["key", "'a b'", "[a]"],
        Takes::CheckId => &["other", "Bad", "answers", "a/b", "[[a]]"],
        Takes::Path => &["notes.txt", "a/b.txt", "/etc/passwd", "[a]"],
        Takes::Flag => &["true", "false", "maybe", "[true]"],
        Takes::True => &["true", "false", "x"],
        Takes::Time => &["5s", "500ms", "2m", "5", "0s", "soon", "[5s]"],
        Takes::Moment => &[
            "'2026-12-01T23:59[Europe/Berlin]'",
            "2026-12-01T23:59Z",
            "'2026-12-01'",
            "[a]",
        ],
        Takes::Pattern => &["'^2'", "''", "[a]"],
        Takes::Name => &[
            "example.org",
            "EXAMPLE.org.",
            "'a b'",
            "-a.example.org",
            "[[a]]",
        ],
        Takes::Address => &["192.0.2.9", "www.example.org", "{ a: b }"],
        Takes::Cidr => &["198.51.100.10/29", "198.51.100.10", "{ a: b }"],
        Takes::Fault => &["servfail", "[a]"],
        Takes::Host => &[
            "www.usfca.edu",
            "192.0.2.80",
            "$answers.a",
            "'a b'",
            "{ a: b }",
        ],
        Takes::Port => &["80", "'80'", "$answers.a", "0", "65536", "web"],
        Takes::Target => &[
            "'www.usfca.edu:80'",
            "'[2001:db8::1]:80'",
            "'${answers.a}:80'",
            "www.usfca.edu",
            "5",
        ],
        Takes::Server => &["192.0.2.53", "'ns.usfca.edu:53'", "$answers.a", "'a b'"],
        Takes::Url => &[
            "'http://www.usfca.edu/'",
            "'http://${answers.a}/'",
            "www.usfca.edu",
            "'https://www.usfca.edu/'",
        ],
        Takes::Value(Type {
            base: Base::Mailbox,
            arity: Arity::One,
        }) => &["ada@usfca.edu", "$student.email"],
        Takes::Value(_) => &["text", "1", "$answers.a", "{ a: b }"],
        Takes::Points => &["2", "{ result: 1 }", "-1", "{}", "x"],
        Takes::Expectation => &["{ result: open }"],
        Takes::Check => &[
            "{ id: a, title: A, connect: 'a:1' }",
            "{ id: a, title: A }",
            "x",
        ],
        // All others are made of parts.
        _ => &[],
    }
}

/// The first of the samples.
pub(crate) fn right(takes: &Takes) -> String {
    samples(takes).swap_remove(0)
}

fn lists(item: &Takes, least: usize) -> Vec<String> {
    let item_right = right(item);
    let enough = vec![item_right.clone(); least.max(1)].join(", ");
    let fewer = vec![item_right; least.saturating_sub(1)].join(", ");
    let with_others = samples(item);
    let with_others = with_others
        .iter()
        .skip(1)
        .map(|other| format!("[{enough}, {other}]"));
    [format!("[{enough}]"), format!("[{fewer}]")]
        .into_iter()
        .chain(with_others)
        .collect()
}

fn maps(names: Names, value: &Takes) -> Vec<String> {
    let known = names_of(names);
    let by_value = samples(value);
    let by_value = by_value
        .iter()
        .map(|value| format!("{{ {}: {value} }}", known[0]));
    let by_name = known
        .iter()
        .skip(1)
        .map(|name| format!("{{ {name}: {} }}", right(value)));
    by_value.chain(by_name).chain(["[x]".to_owned()]).collect()
}

/// Names of which the first is right.
fn names_of(names: Names) -> &'static [&'static str] {
    match names {
        Names::Words => &["key", "A_1-b", "'a b'", "1a"],
        Names::Answers => &["key", "student", "'a b'"],
        Names::Hosts => &["a.example.org", "'a b'", "a-.example.org"],
        Names::Addresses => &["192.0.2.9", "www.example.org"],
        Names::Networks => &["203.0.113.0/24", "203.0.113.0"],
        Names::Ports => &["80", "0", "web"],
        Names::Paths => &["/a.txt", "a.txt"],
        Names::Headers => &["X-A", "'a b'"],
        Names::Files => &["a.txt", "/a.txt"],
    }
}

/// Maps with the keys that are needed, and for each key its samples.
fn each_key(keys: &Keys) -> Vec<String> {
    let all = keys.list.iter();
    let each = all.flat_map(|key| {
        samples(&key.takes)
            .into_iter()
            .map(|value| with(keys, key, &value))
    });
    each.chain(["{ no-such-key: x }".to_owned(), "[x]".to_owned()])
        .collect()
}

/// The keys that are needed, and this one.
pub(crate) fn with(keys: &Keys, key: &Key, value: &str) -> String {
    let needed = |other: &&Key| other.need == Need::Required && other.name != key.name;
    let mut entries: Vec<String> = keys
        .list
        .iter()
        .filter(needed)
        .map(|other| entry(other, &right(&other.takes)))
        .collect();
    entries.push(entry(key, value));
    format!("{{ {} }}", entries.join(", "))
}

fn entry(key: &Key, value: &str) -> String {
    format!("{}: {value}", key.name)
}

fn one_key(keys: &Keys) -> Vec<String> {
    let of = |key: &'static Key| {
        let values = samples(&key.takes);
        values
            .into_iter()
            .map(move |value| format!("{{ {}: {value} }}", key.name))
    };
    let two: Vec<String> = keys
        .list
        .iter()
        .map(|key| entry(key, &right(&key.takes)))
        .collect();
    let each = keys.list.iter().flat_map(of);
    each.chain([format!("{{ {} }}", two.join(", ")), "{}".to_owned()])
        .collect()
}
