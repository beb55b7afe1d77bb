//! What was seen, in words: who spoke, how long it took, what is left out.

use std::time::Duration;

use crate::model::{Speaker, Tally, Turn, When};
use crate::report::phrase::{counts, number, time};

/// Who said something: in a recording the student, else netcheck, and who answered.
pub(in crate::report) fn speaker(turn: &Turn, probe: &str) -> &'static str {
    match (turn.side, turn.when) {
        (Speaker::Sent, When::Line(_)) => "you",
        (Speaker::Sent, When::After(_)) => "netcheck",
        (Speaker::Received, _) if probe == "nslookup" => "nslookup",
        (Speaker::Received, _) => "server",
        (Speaker::Event, When::Line(_)) => "terminal",
        (Speaker::Event, When::After(_)) if probe == "nslookup" => "netcheck",
        (Speaker::Event, When::After(_)) => "connection",
    }
}

/// That the end of a dialogue is not there.
pub(in crate::report) fn left_out(bytes: usize) -> String {
    format!(
        "{} that came after this are left out",
        number(bytes, "byte")
    )
}

/// How long nobody spoke.
pub(in crate::report) fn silence(length: Duration) -> String {
    format!("{} without a word", time(length))
}

/// When something was said, since the beginning.
pub(in crate::report) fn moment(after: Duration) -> String {
    format!("{} ms", after.as_millis())
}

/// How long a check took.
pub(in crate::report) fn took(length: Duration) -> String {
    format!("took {}", time(length))
}

/// That not all checks have a bar.
pub(in crate::report) fn quicker(count: usize) -> String {
    format!("not drawn: {}", number(count, "quicker check"))
}

/// That a page would be too long to open.
pub(in crate::report) fn shortened(count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "the page would be too long to open: {} told in short; `--report json` has all of it",
            if count == 1 {
                "1 check is".to_owned()
            } else {
                format!("{count} checks are")
            }
        )
    })
}

/// How many checks came to what that are not shown.
pub(in crate::report) fn counted(tally: &Tally) -> String {
    format!("not shown one by one: {}", counts(tally).join(", "))
}

#[cfg(test)]
mod tests {
    use super::{left_out, shortened};

    #[test]
    fn numbers_agree_with_their_verbs() {
        assert_eq!(shortened(0), None);
        assert!(shortened(1).unwrap().contains(" 1 check is told"));
        assert!(shortened(2).unwrap().contains(" 2 checks are told"));
        assert_eq!(left_out(9), "9 bytes that came after this are left out");
    }
}
