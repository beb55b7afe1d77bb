//! Text that somebody else wrote, made harmless for Markdown.

use crate::report::visible::plain;

/// Text within a line, as it reads: every character that could be markup is escaped (`CommonMark` 6.1, GFM 4.10), and nobody is mentioned.
pub(in crate::report) fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in plain(text).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A name after it would be told of the page.
            '@' => safe.push_str("@<!-- -->"),
            // A link is one without any markup around it too.
            ':' if safe.ends_with("http") || safe.ends_with("https") || safe.ends_with("ftp") => {
                safe.push_str("<!-- -->:");
            }
            '.' if safe.ends_with("www") => safe.push_str("<!-- -->."),
            _ if "\\`*_[]()#!|~$^=".contains(c) => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
    }
    safe
}

/// Text as code within a line, between as many backticks as it needs.
pub(in crate::report) fn code(text: &str) -> String {
    // A bar ends the cell of a table even in code, unless a backslash stands before it.
    let text = plain(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    if text.trim().is_empty() || text.starts_with('`') || text.ends_with('`') {
        return format!("{fence} {text} {fence}");
    }
    format!("{fence}{text}{fence}")
}

/// Lines as they are, between fences longer than any in them.
pub(super) fn fenced(text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

/// The most backticks that stand together.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{code, fenced, inline};

    #[test]
    fn no_markup_is_left() {
        let check = |text, want: &str| assert_eq!(inline(text), want);
        check("a *b* _c_ `d`", "a \\*b\\* \\_c\\_ \\`d\\`");
        check(
            "[x](javascript:y) | ~z~",
            "\\[x\\]\\(javascript:y\\) \\| \\~z\\~",
        );
        check("<b>&amp;", "&lt;b&gt;&amp;amp;");
        check("ask @ada", "ask @<!-- -->ada");
        check(
            "http://x.test www.x.test",
            "http<!-- -->://x.test www<!-- -->.x.test",
        );
        check("# not\na title", "\\# not\\\\na title");
    }

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("a-b"), "`a-b`");
        assert_eq!(code("a`b|c"), "``a`b\\|c``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fenced("x\n```\ny"), "````text\nx\n```\ny\n````\n");
    }
}
