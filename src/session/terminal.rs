//! What a terminal leaves in a recording: escapes, corrections with backspace, control characters.

/// The text as it stood on the screen in the end: escapes and control characters gone, corrections made.
pub(super) fn clean(text: &str) -> String {
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\u{1b}' => escape(&mut chars),
            '\u{8}' | '\u{7f}' => {
                out.pop();
            }
            '\u{a0}' => out.push(' '),
            '\u{feff}' | '\u{200b}' => {}
            '\t' => out.push('\t'),
            control if control.is_control() => {}
            shown => out.push(shown),
        }
    }
    out
}

/// Whether a byte stands for what the screen shows as it is: nearly all lines have no others.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t')
}

/// Skips what follows an escape character (ECMA-48 5.4 and 5.6).
fn escape(chars: &mut std::str::Chars<'_>) {
    match chars.next() {
        Some('[') => {
            chars.find(|c| ('\u{40}'..='\u{7e}').contains(c));
        }
        Some(']' | 'P' | '_' | '^') => {
            let mut before = ' ';
            for char in chars.by_ref() {
                if char == '\u{7}' || (before == '\u{1b}' && char == '\\') {
                    return;
                }
                before = char;
            }
        }
        Some('(' | ')' | '#' | '%') => {
            chars.next();
        }
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::clean;

    #[test]
    fn what_was_corrected_is_gone() {
        let table = [
            (
                "HELO beest\u{8} \u{8}\u{8} \u{8}\u{8} \u{8}ast",
                "HELO beast",
            ),
            ("RPCT\u{7f}\u{7f}\u{7f}CPT", "RCPT"),
            ("\u{1b}[1mDATA\u{1b}[0m", "DATA"),
            ("\u{1b}]0;title\u{7}$ ls", "$ ls"),
            ("\u{1b}[?2004h~/tmp $ ", "~/tmp $ "),
            ("a\u{a0}b\tc\u{0}\u{feff}", "a b\tc"),
            ("\u{8}\u{8}x", "x"),
            ("end\u{1b}", "end"),
            ("end\u{1b}[12", "end"),
        ];
        for (input, want) in table {
            assert_eq!(clean(input), want);
        }
    }

    proptest! {
        #[test]
        fn no_input_leaves_control_characters(text in any::<String>()) {
            prop_assert!(clean(&text).chars().all(|c| c == '\t' || !c.is_control()));
        }

        #[test]
        fn clean_text_stays_as_it_is(text in "[ -~]{0,80}") {
            prop_assert_eq!(clean(&text), text);
        }
    }
}
