//! A line with a mistake → the line as it should be.

/// The letters that YAML knows behind a backslash between double quotes (YAML 1.2.2, 5.7).
const ESCAPES: &str = "0abt\tnvfre \"/\\N_LPxuU\n";

/// The byte of the first backslash that escapes nothing, in the double-quoted text that begins at `from`.
pub(super) fn bad_escape(text: &str, from: usize) -> Option<usize> {
    let inner = text.get(from..)?.strip_prefix('"')?;
    let mut chars = inner.char_indices();
    while let Some((at, found)) = chars.next() {
        match found {
            '"' => return None,
            '\\' => {
                let (_, next) = chars.next()?;
                let digits = match next {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let hex = inner.get(at + 2..at + 2 + digits);
                let whole = hex.is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
                if !ESCAPES.contains(next) || !whole {
                    return Some(from + 1 + at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The line with every double-quoted text that holds a bad escape between single quotes.
pub(super) fn single_quoted(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('"') {
        let end = closing(&rest[start + 1..]).map_or(rest.len(), |end| start + 1 + end);
        let content = &rest[start + 1..end];
        out.push_str(&rest[..start]);
        if bad_escape(rest, start).is_some() {
            let content = content.replace("\\\"", "\"").replace('\'', "''");
            out.extend(["'", &content, "'"]);
        } else {
            out.push_str(&rest[start..(end + 1).min(rest.len())]);
        }
        rest = rest.get(end + 1..).unwrap_or("");
    }
    out + rest
}

fn closing(inner: &str) -> Option<usize> {
    let mut escaped = false;
    inner.char_indices().find_map(|(at, found)| {
        let closes = found == '"' && !escaped;
        escaped = found == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// The line with every bare text that holds `${` between double quotes.
pub(super) fn quoted_references(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(dollar) = unquoted(rest, "${") {
        let (start, end) = bare(rest, dollar);
        out.push_str(&rest[..start]);
        out.extend(["\"", &rest[start..end], "\""]);
        rest = &rest[end..];
    }
    out + rest
}

/// Where `what` stands outside of quotes.
fn unquoted(line: &str, what: &str) -> Option<usize> {
    let mut quote = None;
    line.char_indices().find_map(|(at, found)| {
        match (quote, found) {
            (None, '"' | '\'') => quote = Some(found),
            (Some(open), _) if open == found => quote = None,
            _ => {}
        }
        (quote.is_none() && line[at..].starts_with(what)).then_some(at)
    })
}

/// The bare text around a byte, between the delimiters of `{ }` and `[ ]`.
fn bare(line: &str, at: usize) -> (usize, usize) {
    let before = &line[..at];
    let bracket = before.rfind(['[', '{', ',']).map_or(0, |found| found + 1);
    let colon = before.rfind(": ").map_or(0, |found| found + 2);
    let start = bracket.max(colon);
    let start = start + (before[start..].len() - before[start..].trim_start().len());
    let mut depth = 0;
    let end = line[at..]
        .char_indices()
        .find_map(|(offset, found)| {
            match found {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                '}' | ',' | ']' => return Some(at + offset),
                _ => {}
            }
            None
        })
        .unwrap_or(line.len());
    (start, start + line[start..end].trim_end().len())
}

/// The line with all that stands behind its first `: ` between quotes.
pub(super) fn quoted_value(line: &str) -> String {
    let Some(colon) = line.find(": ") else {
        return line.to_owned();
    };
    let (key, rest) = line.split_at(colon + 2);
    let value = rest.split(" #").next().unwrap_or(rest).trim();
    if value.contains(['"', '\\']) {
        format!("{key}'{}'", value.replace('\'', "''"))
    } else {
        format!("{key}\"{value}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shown_as_it_should_be() {
        let references = [
            ("{ to: ${x}:80 }", "{ to: \"${x}:80\" }"),
            ("[${a}, b${c.d} ]", "[\"${a}\", \"b${c.d}\" ]"),
            (
                "{ a: '${x}', b: {c: ${y}}}",
                "{ a: '${x}', b: {c: \"${y}\"}}",
            ),
        ];
        for (line, want) in references {
            assert_eq!(quoted_references(line), want);
        }
        let escapes = [
            (r#"matches: "\d+""#, r"matches: '\d+'"),
            (r#"[ "a\n", "it's \w" ]"#, r#"[ "a\n", 'it''s \w' ]"#),
        ];
        for (line, want) in escapes {
            assert_eq!(single_quoted(line), want);
        }
        assert_eq!(
            quoted_value("title: DNS: names # x"),
            "title: \"DNS: names\""
        );
        assert_eq!(quoted_value("a: \"b\": c"), "a: '\"b\": c'");
    }
}
