//! Cells of tables that a spreadsheet opens.

use std::borrow::Cow;

/// A text that somebody else wrote, which a spreadsheet must not take for a formula: behind a `'` where it begins like one. Numbers stay numbers.
/// (OWASP, "CSV Injection", which also names the wide forms of the signs.)
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(|c| "=+-@\t\r\n＝＋－＠".contains(c));
    if begins && !is_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether it is a sign and digits, with at most one point between them.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn nothing_begins_a_formula() {
        let check = |given: &str, want: &str| assert_eq!(text(given), want, "{given}");
        check("=1+1", "'=1+1");
        check("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0");
        check("-2+3", "'-2+3");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r=1", "'\r=1");
        check("＝1", "'＝1");
        check("-", "'-");
        check("-5", "-5");
        check("+4.5", "+4.5");
        check("-5.", "'-5.");
        check("a=1", "a=1");
        check("'=1", "'=1");
        check("", "");
    }
}
