//! Reading a node by a type: each reports what does not fit.

use std::time::Duration;

use crate::model::{Diagnostic, Diagnostics, Located, nearest};
use crate::spec::{Data, Node, Scalar, reference, suggestion};

/// The longest time that a spec may state.
const LONGEST: Duration = Duration::from_hours(1);

impl Scalar {
    /// Whether it says nothing: `key:`, `~` or `null`, without quotes.
    pub fn is_nothing(&self) -> bool {
        !self.quoted && matches!(self.text.as_str(), "" | "~" | "null")
    }

    /// The number that it is, if it is one in decimal digits and without quotes: not `012`, `1.10`, `0x1F`.
    pub fn as_number(&self) -> Option<i64> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading = digits.len() > 1 && digits.starts_with('0') || self.text == "-0";
        if self.quoted || !plain || leading {
            return None;
        }
        self.text.parse().ok()
    }

    /// The flag that it is, if it is `true` or `false` without quotes.
    pub fn as_flag(&self) -> Option<bool> {
        match (self.quoted, self.text.as_str()) {
            (false, "true") => Some(true),
            (false, "false") => Some(false),
            _ => None,
        }
    }
}

/// Each reads a node by a type, and reports what does not fit.
impl Node {
    /// Non-empty text without references: a key, a name, a file.
    pub fn text(&self, diagnostics: &mut Diagnostics) -> Option<Located<String>> {
        let text = self.prose(diagnostics)?;
        if let Some(range) = reference::first_in(&text.value) {
            let message = format!(
                "a reference such as `{}` cannot stand here",
                &text.value[range.clone()]
            );
            let error = Diagnostic::error(&self.part(range), message);
            diagnostics.push(error.help("write the text itself"));
            return None;
        }
        Some(text)
    }

    /// Non-empty text for people, in which `$` means nothing.
    pub fn prose(&self, diagnostics: &mut Diagnostics) -> Option<Located<String>> {
        let scalar = self.scalar("text", diagnostics)?;
        if scalar.text.trim().is_empty() {
            diagnostics.push(Diagnostic::error(
                &self.shown_place(),
                "expected text, found empty text",
            ));
            return None;
        }
        Some(self.located(scalar.text.clone()))
    }

    /// A whole number between two bounds, both included.
    pub fn number(
        &self,
        least: i64,
        most: i64,
        diagnostics: &mut Diagnostics,
    ) -> Option<Located<i64>> {
        let wanted = format!("a whole number from {least} to {most}");
        let scalar = self.scalar(&wanted, diagnostics)?;
        match scalar.as_number() {
            Some(number) if (least..=most).contains(&number) => return Some(self.located(number)),
            _ => {}
        }
        let error = self.unexpected(&wanted);
        let plain: Option<i64> = scalar.text.trim().parse().ok();
        diagnostics.push(match plain {
            Some(number) if (least..=most).contains(&number) => {
                error.help(format!("write it as `{number}`"))
            }
            _ => error,
        });
        None
    }

    /// `true` or `false`.
    pub fn flag(&self, diagnostics: &mut Diagnostics) -> Option<Located<bool>> {
        let scalar = self.scalar("`true` or `false`", diagnostics)?;
        if let Some(flag) = scalar.as_flag() {
            return Some(self.located(flag));
        }
        let meant = match scalar.text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => Some("true"),
            "no" | "off" | "n" | "false" => Some("false"),
            _ => None,
        };
        let error = self.unexpected("`true` or `false`");
        diagnostics.push(match meant {
            Some(word) => error.help(format!("write it as `{word}`")),
            None => error,
        });
        None
    }

    /// A time such as `500ms`, `5s`, `2m`; more than zero, at most an hour.
    pub fn duration(&self, diagnostics: &mut Diagnostics) -> Option<Located<Duration>> {
        let wanted = "a time such as `500ms`, `5s` or `2m`";
        let scalar = self.scalar(wanted, diagnostics)?;
        let text = scalar.text.trim();
        let error = self.unexpected(wanted);
        let error = match duration(text) {
            Some(time) if time.is_zero() => error.help("it must be more than nothing"),
            Some(time) if time > LONGEST => error.help("the longest is `60m`"),
            Some(time) => return Some(self.located(time)),
            None if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                error.help(format!("`{text}` of what? seconds are `{text}s`"))
            }
            None => error,
        };
        diagnostics.push(error);
        None
    }

    /// One of a few words, in small letters as written in `words`; reports others with the nearest.
    pub fn word(
        &self,
        words: &[&'static str],
        diagnostics: &mut Diagnostics,
    ) -> Option<Located<&'static str>> {
        let wanted = format!("one of {}", suggestion::listed(words));
        let scalar = self.scalar(&wanted, diagnostics)?;
        if let Some(word) = words.iter().find(|word| **word == scalar.text) {
            return Some(self.located(*word));
        }
        let error = self.unexpected(&wanted);
        let near = nearest(&scalar.text, words.iter().copied());
        diagnostics.push(match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error,
        });
        None
    }

    /// The items of a list.
    pub fn list(&self, diagnostics: &mut Diagnostics) -> Option<&[Node]> {
        if let Data::List(items) = &self.data {
            return Some(items);
        }
        let error = self.unexpected("a list");
        diagnostics.push(match &self.data {
            Data::Scalar(scalar) if !scalar.is_nothing() && !scalar.text.contains('\n') => {
                error.help(format!("write `[{}]`", self.place.text()))
            }
            Data::Scalar(_) | Data::Map(_) | Data::List(_) => {
                error.help("write `[a, b]`, or each item on a line behind `- `")
            }
        });
        None
    }

    /// The finding that it is something else than was wanted.
    pub(crate) fn unexpected(&self, wanted: &str) -> Diagnostic {
        let found = match &self.data {
            Data::Scalar(scalar) if !scalar.is_nothing() => {
                format!("`{}`", self.shown_place().text())
            }
            Data::Scalar(_) | Data::List(_) | Data::Map(_) => self.kind().to_owned(),
        };
        Diagnostic::error(
            &self.shown_place(),
            format!("expected {wanted}, found {found}"),
        )
    }

    /// A value read from this node, at its place.
    pub(crate) fn located<T>(&self, value: T) -> Located<T> {
        Located::new(value, self.place.clone())
    }

    /// A scalar that says something.
    fn scalar(&self, wanted: &str, diagnostics: &mut Diagnostics) -> Option<&Scalar> {
        match &self.data {
            Data::Scalar(scalar) if !scalar.is_nothing() => Some(scalar),
            Data::Scalar(_) | Data::List(_) | Data::Map(_) => {
                diagnostics.push(self.unexpected(wanted));
                None
            }
        }
    }
}

fn duration(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit);
    let number: u64 = number.parse().ok()?;
    let millis = match unit.trim() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;
    use crate::spec::yaml;

    fn node(text: &str) -> Node {
        let node = yaml::parse(&Source::new("a.yaml", format!("k: {text}\n")));
        let Some(Node {
            data: Data::Map(entries),
            ..
        }) = node.unwrap()
        else {
            panic!("a map");
        };
        entries.into_iter().next().unwrap().1
    }

    /// The value, or the message with the help.
    fn check<T: std::fmt::Debug>(
        text: &str,
        read: impl Fn(&Node, &mut Diagnostics) -> Option<Located<T>>,
        want: &str,
    ) {
        let mut found = Diagnostics::default();
        let got = if let Some(value) = read(&node(text), &mut found) {
            format!("{:?}", value.value)
        } else {
            let first = &found.list[0];
            let help: Vec<&str> = std::iter::once(first.message.as_str())
                .chain(first.help.iter().map(String::as_str))
                .collect();
            help.join("; ")
        };
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn text_is_what_was_typed() {
        for (text, want) in [
            ("no", "\"no\""),
            ("012", "\"012\""),
            ("1.10", "\"1.10\""),
            ("0x1F", "\"0x1F\""),
            ("'~'", "\"~\""),
            ("~", "expected text, found nothing"),
            ("", "expected text, found nothing"),
            ("\"\"", "expected text, found empty text"),
            ("[a]", "expected text, found a list"),
            (
                "$answers.file",
                "a reference such as `$answers.file` cannot stand here; write the text itself",
            ),
        ] {
            check(text, Node::text, want);
        }
    }

    #[test]
    fn numbers_are_decimal_and_within_bounds() {
        let wanted = "expected a whole number from 0 to 65535, found";
        for (text, want) in [
            ("80", "80".to_owned()),
            ("0", "0".to_owned()),
            ("65536", format!("{wanted} `65536`")),
            ("012", format!("{wanted} `012`; write it as `12`")),
            ("\"25\"", format!("{wanted} `\"25\"`; write it as `25`")),
            ("1e3", format!("{wanted} `1e3`")),
            (
                "99999999999999999999",
                format!("{wanted} `99999999999999999999`"),
            ),
            ("{ a: b }", format!("{wanted} a map")),
        ] {
            check(text, |node, found| node.number(0, 65535, found), &want);
        }
    }

    #[test]
    fn flags_are_true_and_false() {
        check("true", Node::flag, "true");
        let want = "expected `true` or `false`, found `yes`; write it as `true`";
        check("yes", Node::flag, want);
        check(
            "maybe",
            Node::flag,
            "expected `true` or `false`, found `maybe`",
        );
    }

    #[test]
    fn times_have_a_unit() {
        let wanted = "expected a time such as `500ms`, `5s` or `2m`, found";
        for (text, want) in [
            ("500ms", "500ms".to_owned()),
            ("5s", "5s".to_owned()),
            ("2m", "120s".to_owned()),
            ("5", format!("{wanted} `5`; `5` of what? seconds are `5s`")),
            ("0s", format!("{wanted} `0s`; it must be more than nothing")),
            ("2h", format!("{wanted} `2h`; the longest is `60m`")),
            ("1.5s", format!("{wanted} `1.5s`")),
            (
                "99999999999999999999s",
                format!("{wanted} `99999999999999999999s`"),
            ),
        ] {
            check(text, Node::duration, &want);
        }
    }

    #[test]
    fn words_are_named_with_the_nearest() {
        let words = &["live", "loopback"];
        let read = |node: &Node, found: &mut Diagnostics| node.word(words, found);
        check("live", read, "\"live\"");
        let want = "expected one of `live`, `loopback`, found `lopback`; did you mean `loopback`?";
        check("lopback", read, want);
    }
}
