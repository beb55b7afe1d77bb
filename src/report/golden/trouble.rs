//! Checks with every gap, every fault, and what hostile peers and students write.

use crate::model::{Difference, Fault, Gap, Side, Speaker, Value, Wanted};
use crate::report::golden::make::{
    Check, around, at_line, check, fail, id, mismatch, no_file, student_file, texts, undecided,
    wanted, wrong,
};

pub(super) fn gaps() -> Vec<Check> {
    [texts_and_words(), lists(), numbers_and_addresses(), looks()].concat()
}

fn gap(id: &str, fact: &str, expected: Wanted, actual: impl Into<Value>, gap: Gap) -> Check {
    check(id, "one of them", wrong(fact, expected, actual, gap))
}

fn texts_and_words() -> Vec<Check> {
    let nearly = |difference| Gap::Nearly { difference };
    let ended = Gap::Line {
        line: 3,
        expected: Some("c".to_owned()),
        actual: None,
    };
    let missing = mismatch("addresses", around("present", vec![]), None, Gap::Missing);
    vec![
        check("missing", "one of them", fail(vec![missing])),
        gap(
            "unwanted",
            "error",
            around("absent", vec![]),
            "no route",
            Gap::Unwanted,
        ),
        gap(
            "case",
            "name",
            wanted("equals", "Beast"),
            "beast",
            nearly(Difference::Case),
        ),
        gap(
            "blanks",
            "text",
            wanted("equals", "hello world"),
            " hello  world",
            nearly(Difference::Blanks),
        ),
        gap("ended", "text", wanted("equals", "a\nb\nc"), "a\nb", ended),
        gap(
            "flag",
            "accepted",
            wanted("equals", true),
            false,
            Gap::Differs,
        ),
    ]
}

fn lists() -> Vec<Check> {
    let lines: Vec<String> = (1..=40)
        .map(|n| format!("-rw-r--r-- 1 ada ada {n} Aug {n} file{n}, old"))
        .collect();
    let all = Value::texts(lines.iter().map(String::as_str));
    let few = Value::texts(
        lines
            .iter()
            .filter(|line| !line.contains("file8"))
            .map(String::as_str),
    );
    let listing = Gap::Set {
        missing: vec![lines[7].as_str().into()],
        extra: vec![],
    };
    let order = Gap::Set {
        missing: vec![],
        extra: vec![],
    };
    let small = Gap::Range {
        limit: 3,
        side: Side::Below,
    };
    let three = around("count", vec![wanted("at-least", 3)]);
    let headers = wanted("contains", texts(&["Subject", "From"]));
    let lacks = Gap::Lacks(vec!["Subject".into()]);
    let two = wanted("equals", texts(&["192.0.2.1", "192.0.2.2"]));
    vec![
        gap("list", "lines", wanted("same-set", all), few, listing),
        gap(
            "order",
            "addresses",
            two,
            texts(&["192.0.2.2", "192.0.2.1"]),
            order,
        ),
        gap("small", "addresses", three, texts(&["192.0.2.1"]), small),
        gap(
            "lacks",
            "body",
            headers,
            "From: ada\r\n\r\nhello\r\n",
            lacks,
        ),
    ]
}

fn numbers_and_addresses() -> Vec<Check> {
    let large = Gap::Range {
        limit: 5,
        side: Side::Above,
    };
    let known = wanted("between", Value::List(vec![1.into(), 1023.into()]));
    let any = around("any-of", vec![known, wanted("equals", 65535)]);
    let loopback = around("not", vec![wanted("within", "loopback")]);
    let page = wanted(
        "between",
        Value::List(vec![Value::Number(200), Value::Number(399)]),
    );
    let no_page = Gap::Range {
        limit: 399,
        side: Side::Above,
    };
    vec![
        gap("large", "lost", wanted("at-most", 5), 7, large),
        gap("any", "port", any, 70_000, Gap::Differs),
        gap("between", "status", page, 404, no_page),
        gap(
            "outside",
            "address",
            wanted("within", "10.0.0.0/8"),
            "192.168.2.7",
            Gap::Outside,
        ),
        gap("holds", "address", loopback, "127.0.0.1", Gap::Holds),
    ]
}

fn looks() -> Vec<Check> {
    let port = Wanted {
        inner: vec![wanted("equals", 80)],
        ..wanted("json", "/port")
    };
    let nothing_there = Gap::NotJson("there is nothing at `/port`".to_owned());
    let gone = Wanted {
        operand: None,
        from: vec!["$gone.addresses".to_owned()],
        ..wanted("equals", 0)
    };
    let nothing = Gap::NothingToCompare("$gone.addresses".to_owned());
    vec![
        gap("json", "stdout", port, "{\"host\": \"x\"}", nothing_there),
        gap("nothing", "addresses", gone, texts(&["192.0.2.1"]), nothing),
    ]
}

pub(super) fn faults() -> Vec<Check> {
    all_faults()
        .into_iter()
        .map(|(id, fault)| check(id, "netcheck's part", undecided(fault)))
        .collect()
}

fn all_faults() -> Vec<(&'static str, Fault)> {
    let text = str::to_owned;
    let (name, target) = (text("nslookup"), text("evil.example:25"));
    let printed = text("*** Can't\u{1b}[0m find\r\nx\r\n");
    let (doing, many) = (text("opening a socket"), text("Too many open files"));
    let (gone, taken) = (
        text("No such file or directory"),
        text("Address already in use"),
    );
    let reason = text("a program that uses the world's names needs the box or `--network live`");
    let (what, message) = (text("$nslookup.server"), text("index out of bounds"));
    let program = name.clone();
    let (error, check) = (gone, id("lab"));
    vec![
        ("program", Fault::Program { name, error }),
        (
            "output",
            Fault::Output {
                name: program,
                printed,
            },
        ),
        ("system", Fault::System { doing, error: many }),
        (
            "unopened",
            Fault::Unopened {
                name: "ada.zip".to_owned(),
                error: "it is encrypted: it has a password".to_owned(),
            },
        ),
        ("target", Fault::NotNamed { target }),
        ("nothing", Fault::NothingThere { what }),
        ("lab", Fault::Lab { error: taken }),
        ("waits", Fault::WaitsFor { check }),
        ("here", Fault::NotHere { reason }),
        ("bug", Fault::Panicked { message }),
    ]
}

pub(super) fn hostile() -> Vec<Check> {
    let huge = |middle: char| format!("{}{middle}{}", "a".repeat(600), "b".repeat(600));
    let equals = wanted("equals", huge('X'));
    let lines = "0123456789\u{8}\n".repeat(50);
    let lacks = Gap::Lacks(vec!["x".into()]);
    let one = wrong("body", equals, huge('Y'), Gap::Differs);
    let other = wrong("body", wanted("matches", "^HTTP"), huge('X'), Gap::NoMatch);
    let many = wrong("body", wanted("contains", "x"), lines, lacks);
    let flood = wrong(
        "first-line",
        wanted("equals", "220 hello"),
        "<b>&amp;]]>",
        Gap::Differs,
    );
    vec![
        escapes(),
        markup(),
        check("huge", "One long line", one),
        check("nothing-alike", "Another long line", other),
        check("lines", "Many lines", many),
        check("million", "A peer that does not stop", flood)
            .turn(Speaker::Event, "connected to 192.0.2.250:80", 1)
            .turn(
                Speaker::Received,
                &"<b>&amp;]]>\u{8}\u{1b}[2J 漢".repeat(1_000_000 / 20),
                2,
            ),
        check(
            "near",
            "Near names",
            no_file("a\u{1b}.txt", &["b\u{1b}[2J.txt"]),
        ),
    ]
}

/// What is markup, a formula or a command to one reader or another.
fn markup() -> Check {
    let words = "</script><img src=x onerror=alert(1)> | `a` *b* [c](javascript:d) ]]> &lt; %0A::error::x =1+1";
    let lines = format!(
        "{words}\n::set-output name=x::y\n##[error]no\n::stop-commands::x\n--- # ok 1 \\\n...\n"
    );
    let line = student_file("<i>`answers`|.yaml", &lines, "::set-output name=x::y");
    let verdict = wrong(
        "text",
        wanted("equals", words),
        lines.as_str(),
        Gap::Differs,
    );
    check(
        "markup",
        "Titles <b>with</b> | `marks` # and ]]>",
        at_line(&line, verdict),
    )
    .because("<script>alert(1)</script>")
    .hint("[click](javascript:alert(1)) <!-- or -->")
    .note("::warning::noted")
}

fn escapes() -> Check {
    let escapes = "\u{1b}]0;owned\u{7}\u{1b}[31mred\u{9b}0m\0 \u{202e}txt\u{2066}\u{200b}\u{feff} Übung 漢字 \t|\u{85}";
    let file = format!("ok\n\t{escapes} end\r\n");
    let line = student_file("evil\u{1b}[2J\nname.txt", &file, "end");
    let verdict = wrong("text", wanted("equals", "plain"), escapes, Gap::Differs);
    check(
        "escapes",
        "Terminal \u{1b}[5mescapes",
        at_line(&line, verdict),
    )
    .because("seen \u{1b}[1mbold\nsecond line")
    .hint("type \u{9b}2J\nor not")
    .note("read as \u{1b}[7mUTF-16")
}
