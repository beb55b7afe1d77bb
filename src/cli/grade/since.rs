//! `--since`: a moment, a day, or how long ago.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::cli::exit::Exit;
use crate::cli::output::Output;

/// The moment that the word means.
pub(super) fn since(word: Option<&str>, output: &mut Output) -> Result<Option<Timestamp>, Exit> {
    let Some(word) = word else {
        return Ok(None);
    };
    let found = moment(word, Timestamp::now(), &TimeZone::system());
    found.map(Some).ok_or_else(|| {
        output.usage(&format!(
            "--since {word}: expected a day such as 2026-11-30, a time such as 2026-11-30T18:00, or how long ago, such as 2h"
        ))
    })
}

fn moment(word: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local = |time: DateTime| {
        time.to_zoned(zone.clone())
            .map(|zoned| zoned.timestamp())
            .ok()
    };
    let exact = word.parse::<Zoned>().map(|zoned| zoned.timestamp());
    exact
        .ok()
        .or_else(|| word.parse::<Timestamp>().ok())
        .or_else(|| word.parse::<DateTime>().ok().and_then(local))
        .or_else(|| {
            word.parse::<Date>()
                .ok()
                .and_then(|day| local(day.to_datetime(jiff::civil::Time::midnight())))
        })
        .or_else(|| {
            let ago = word.parse::<SignedDuration>().ok()?;
            now.checked_sub(ago).ok()
        })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::moment;

    #[test]
    fn a_day_a_time_or_a_span() {
        let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
        let check = |word: &str, want: Option<&str>| {
            let found = moment(word, now, &TimeZone::UTC).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), want, "{word}");
        };
        check("2026-11-29", Some("2026-11-29T00:00:00Z"));
        check("2026-11-29T18:30", Some("2026-11-29T18:30:00Z"));
        check("2026-11-29T18:30+01:00", Some("2026-11-29T17:30:00Z"));
        check(
            "2026-11-29T18:30[Europe/Berlin]",
            Some("2026-11-29T17:30:00Z"),
        );
        check("2h", Some("2026-11-30T10:00:00Z"));
        check("90 minutes", Some("2026-11-30T10:30:00Z"));
        check("yesterday", None);
        check("", None);
    }
}
