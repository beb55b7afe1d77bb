//! `netcheck explain [WORD]`: the words of the spec language, from the tables that define them.

#[cfg(test)]
mod tests;
mod topics;

use std::fmt;

use crate::cli::args;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::model::{Declared, nearest};
use crate::probe::{KINDS, Kind, Reads};
use crate::report::{FORMATS, Style, Tone, padded, wrapped};
use crate::spec::{MATCHERS, MatcherKey};

use topics::{TOPICS, Topic};

/// The widest column of names; what belongs to a longer one begins on the next line.
const NAME_WIDTH: usize = 16;

/// The word for the report formats.
const REPORTS: &str = "reports";

const REPORTS_ABOUT: &str =
    "the formats of `verify --report FORMAT[=PATH]`, for as many readers as you like";

/// A word that the spec language does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unknown {
    /// As typed.
    word: String,
    /// The word that was probably meant.
    nearest: Option<&'static str>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no word of the spec language",
            self.word.escape_debug()
        )?;
        match self.nearest {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => f.write_str("; `netcheck explain` lists them all"),
        }
    }
}

impl std::error::Error for Unknown {}

/// `netcheck explain`: prints what is known of a word, or of all.
pub(crate) fn command(args: &args::Explain, output: &mut Output) -> Exit {
    match explain(args.word.as_deref(), output.stdout_style()) {
        Ok(text) => {
            output.line(text.trim_end());
            Exit::Done
        }
        Err(unknown) => output.usage(&unknown.to_string()),
    }
}

/// What `netcheck explain` prints: every word with a line on each, or all about one.
///
/// # Errors
/// [`Unknown`] when the spec language has no such word.
fn explain(word: Option<&str>, style: Style) -> Result<String, Unknown> {
    let book = Book {
        topics: TOPICS,
        kinds: KINDS,
        matchers: MATCHERS,
        style,
    };
    book.explain(word)
}

struct Book {
    topics: &'static [Topic],
    kinds: &'static [Kind],
    matchers: &'static [MatcherKey],
    style: Style,
}

impl Book {
    fn explain(&self, word: Option<&str>) -> Result<String, Unknown> {
        let Some(word) = word else {
            return Ok(self.contents());
        };
        if let Some(kind) = self.kinds.iter().find(|kind| kind.name == word) {
            return Ok(self.kind(kind));
        }
        if let Some(matcher) = self.matchers.iter().find(|matcher| matcher.name == word) {
            return Ok(self.matcher(matcher));
        }
        if let Some(topic) = self.topic_of(word) {
            return Ok(self.topic(topic));
        }
        if word == REPORTS {
            return Ok(self.reports());
        }
        let has_named = |kind: &&Kind| kind.named().iter().any(|named| named.name == word);
        if let Some(kind) = self.kinds.iter().find(has_named) {
            return Ok(self.kind(kind));
        }
        Err(Unknown {
            word: word.to_owned(),
            nearest: nearest(word, self.words()),
        })
    }

    /// The topic of that name or file, else the first that has the word as a key.
    fn topic_of(&self, word: &str) -> Option<&'static Topic> {
        let by_name = |topic: &&Topic| topic.name == word || topic.file == Some(word);
        let by_key = |topic: &&Topic| topic.entries().any(|(key, _)| key == word);
        let mut topics = self.topics.iter();
        let named = topics.clone().find(by_name);
        named.or_else(|| topics.find(by_key))
    }

    fn words(&self) -> impl Iterator<Item = &'static str> {
        let topics = self.topics.iter().flat_map(|topic| {
            let keys = topic.entries().map(|(key, _)| key);
            std::iter::once(topic.name).chain(keys)
        });
        let kinds = self.kinds.iter().map(|kind| kind.name);
        let matchers = self.matchers.iter().map(|matcher| matcher.name);
        kinds.chain(matchers).chain(topics).chain([REPORTS])
    }

    fn contents(&self) -> String {
        let topics: String = self
            .topics
            .iter()
            .map(|topic| self.entry(topic.name, topic.about))
            .collect();
        let kinds: String = self
            .kinds
            .iter()
            .map(|kind| self.entry(kind.name, kind.about))
            .collect();
        let matchers: String = self
            .matchers
            .iter()
            .map(|matcher| self.entry(matcher.name, matcher.about))
            .collect();
        [
            self.section("Files, and what stands in them", &topics),
            self.section("Probes look", &kinds),
            self.section(
                "Matchers compare what a probe saw with what is expected",
                &matchers,
            ),
            self.section(
                "Reports tell what came of a run",
                &self.entry(REPORTS, REPORTS_ABOUT),
            ),
            "`netcheck explain WORD` says all about one of them\n".to_owned(),
        ]
        .join("\n")
    }

    fn kind(&self, kind: &Kind) -> String {
        let arguments: String = kind
            .arguments
            .list
            .iter()
            .map(|argument| self.entry(argument.name, argument.about))
            .collect();
        let facts: String = (kind.facts)().iter().map(|fact| self.fact(fact)).collect();
        let reads = match kind.reads {
            Reads::Submission => {
                "It reads what the student hands in; a check with it is worth 1 point unless `points` says otherwise."
            }
            Reads::World => {
                "It looks at the world and not at what the student hands in; a check with it is worth 0 points unless `points` says otherwise."
            }
        };
        let sections = [
            self.title(kind.name, kind.about),
            wrapped(reads, self.style.width).join("\n") + "\n",
            self.section("Arguments", &arguments),
            self.section("Facts", &facts),
            self.section("In `expect` beside facts", &self.named(kind)),
            self.section("Example", &indented(kind.example)),
        ];
        let sections: Vec<String> = sections
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        sections.join("\n")
    }

    /// The named expectations of a probe, with their steps.
    fn named(&self, kind: &Kind) -> String {
        let named = kind.named();
        let entries = named.iter().map(|named| {
            let steps = named.steps.join(", ");
            let about = format!(
                "{}. Its steps, which `points` may name: {steps}",
                named.about
            );
            self.entry(named.name, &about)
        });
        entries.collect()
    }

    fn topic(&self, topic: &Topic) -> String {
        let entries: String = topic
            .entries()
            .map(|(key, about)| self.entry(key, about))
            .collect();
        let example = self.section("Example", &indented(topic.example));
        [self.title(topic.name, topic.about), entries, example].join("\n")
    }

    fn reports(&self) -> String {
        let formats = FORMATS.iter();
        let entries: String = formats
            .map(|format| self.entry(format.name, format.about))
            .collect();
        let example = "netcheck verify --report human --report json=report.json";
        let example = self.section("Example", &indented(example));
        [self.title(REPORTS, REPORTS_ABOUT), entries, example].join("\n")
    }

    fn matcher(&self, matcher: &MatcherKey) -> String {
        let example = self.section("Example", &indented(matcher.example));
        [self.title(matcher.name, matcher.about), example].join("\n")
    }

    fn title(&self, name: &str, about: &str) -> String {
        let lines = wrapped(&format!("{name}: {about}"), self.style.width).join("\n");
        let rest = lines.strip_prefix(name).unwrap_or_default();
        format!("{}{rest}\n", self.style.paint(Tone::Strong, name))
    }

    /// A heading with what is below it; nothing without that.
    fn section(&self, heading: &str, body: &str) -> String {
        if body.is_empty() {
            return String::new();
        }
        format!("{}\n{body}", self.style.paint(Tone::Strong, heading))
    }

    fn fact(&self, fact: &Declared) -> String {
        self.entry(fact.name, &format!("{}; {}", fact.ty, fact.about))
    }

    /// A name and what it means, side by side.
    fn entry(&self, name: &str, about: &str) -> String {
        let room = self.style.width.saturating_sub(NAME_WIDTH + 4).max(20);
        let mut lines = wrapped(about, room);
        if name.chars().count() > NAME_WIDTH {
            lines.insert(0, String::new());
        }
        let mut head = self.style.paint(Tone::Next, &padded(name, NAME_WIDTH));
        let mut entry = String::new();
        for line in lines {
            entry.push_str(format!("  {head}  {line}").trim_end());
            entry.push('\n');
            head = " ".repeat(NAME_WIDTH);
        }
        entry
    }
}

fn indented(example: &str) -> String {
    let lines = example.trim_end().lines();
    lines
        .map(|line| format!("  {line}").trim_end().to_owned() + "\n")
        .collect()
}
