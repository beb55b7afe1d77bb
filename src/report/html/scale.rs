//! Times as parts of a picture's width.

use std::fmt;
use std::time::Duration;

use askama::filters::HtmlSafe;

/// A part of a whole, in tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Share(u128);

impl HtmlSafe for Share {}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}%", self.0 / 10, self.0 % 10)
    }
}

/// What part of a whole time a time is.
pub(super) fn share(time: Duration, whole: Duration) -> Share {
    Share((time.as_micros() * 1000 / whole.as_micros().max(1)).min(1000))
}

/// The step between the marks of a scale: 1, 2 or 5 and noughts, at most four of them up to the end.
pub(super) fn step(end: Duration) -> Duration {
    let millis = end.as_millis();
    let mut unit = 1;
    loop {
        for step in [unit, 2 * unit, 5 * unit] {
            if millis <= step * 4 {
                return Duration::from_millis(u64::try_from(step).unwrap_or(u64::MAX));
            }
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{share, step};

    #[test]
    fn parts_are_percents() {
        let millis = Duration::from_millis;
        let check = |time, whole, want: &str| {
            assert_eq!(share(millis(time), millis(whole)).to_string(), want);
        };
        check(0, 12, "0.0%");
        check(3, 8, "37.5%");
        check(8, 8, "100.0%");
        check(9, 8, "100.0%");
        check(1, 0, "100.0%");
    }

    #[test]
    fn scales_have_few_round_marks() {
        let check = |millis, want| {
            let step = step(Duration::from_millis(millis));
            assert_eq!(step.as_millis(), want, "{millis}");
        };
        check(0, 1);
        check(4, 1);
        check(5, 2);
        check(17, 5);
        check(502, 200);
        check(60_000, 20_000);
        assert!(step(Duration::MAX) > Duration::ZERO);
    }
}
