//! Ids that carry the time at which they were given, held against the date in the greeting.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::session::smtp::mail::{Ledger, Mail};
use crate::session::smtp::reply::{Reply, queue_id};
use crate::session::smtp::suspicion::Odd;

/// How far apart the two may be, in days: the zones of the world and a server whose clock is a little off.
const DAYS_APART: i32 = 2;

/// A greeting and an id of different days. What is the older of the two is blamed: made-up ids and copied greetings are.
pub(super) fn clocks(ledger: &Ledger<'_>) -> Option<Odd> {
    let greeting = ledger.talk.greeting.as_ref()?;
    let greeted = date_in(greeting.text())?;
    let replies = ledger.mails.iter().filter_map(Mail::final_reply);
    replies.filter(|reply| reply.is_yes()).find_map(|reply| {
        let given = given_on(greeting, reply, greeted)?;
        let apart = (greeted - given).get_days();
        let row = if given < greeted {
            reply.row
        } else {
            greeting.row
        };
        let text = format!("the greeting is of {greeted}, the queue id of {given}");
        (apart.abs() > DAYS_APART).then(|| Odd::new(row, None, text))
    })
}

/// The day on which an id was given, where its server writes it into it.
fn given_on(greeting: &Reply, reply: &Reply, greeted: Date) -> Option<Date> {
    let id = queue_id(reply)?;
    if greeting.text().contains("Exim") {
        of_exim(&id)
    } else if greeting.text().contains("Sendmail") {
        of_sendmail(&id, greeted)
    } else {
        None
    }
}

/// The date in a greeting, as RFC 5322 3.3 writes it, in its own zone.
fn date_in(text: &str) -> Option<Date> {
    const DAYS: &[&str] = &[
        "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, ",
    ];
    let start = DAYS.iter().find_map(|day| text.find(day))?;
    let words: Vec<&str> = text[start..].split_whitespace().take(5).collect();
    let [_, day, month, year, _] = words.as_slice() else {
        return None;
    };
    Date::strptime("%d %b %Y", format!("{day} {month} {year}")).ok()
}

/// Exim: the first six characters are seconds since 1970 in base 62 (Exim specification, "Message identification").
fn of_exim(id: &str) -> Option<Date> {
    let (seconds, rest) = id.split_once('-')?;
    if seconds.len() != 6 || !rest.contains('-') {
        return None;
    }
    let mut digits = seconds.chars().map(|c| base_62(c).map(i64::from));
    let seconds = digits.try_fold(0_i64, |all, digit| Some(all * 62 + digit?))?;
    let time = Timestamp::from_second(seconds).ok()?;
    Some(Offset::UTC.to_datetime(time).date())
}

fn base_62(c: char) -> Option<u8> {
    let byte = u8::try_from(c).ok()?;
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    }
}

/// Sendmail: year modulo 60, month from 0, day, a character each (Sendmail operations guide, "Queued messages"). The year is taken from the
/// sixty that end one year after the greeting's.
fn of_sendmail(id: &str, greeted: Date) -> Option<Date> {
    let mut digits = id.chars().map(|c| base_62(c).map(i16::from));
    let (year, month, day) = (digits.next()??, digits.next()??, digits.next()??);
    let last = greeted.year() + 1;
    let back = (last - 1900 - year).rem_euclid(60);
    let (month, day) = (i8::try_from(month + 1).ok()?, i8::try_from(day).ok()?);
    Date::new(last - back, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn ids_that_carry_their_day() {
        let greeted = date("2026-11-23");
        assert_eq!(of_exim("1xVKKR-00006W-2M"), Some(date("2026-11-23")));
        assert_eq!(of_exim("1aBcDe-00006y-0U"), Some(date("2015-12-23")));
        assert_eq!(of_exim("1xVKKR-0000000006W-2Mab"), Some(date("2026-11-23")));
        assert_eq!(of_exim("A0FA7BB1-8145"), None);
        assert_eq!(
            of_sendmail("6AN3CC9B000329", greeted),
            Some(date("2026-11-23"))
        );
        assert_eq!(
            of_sendmail("x7F39x7Y000193", greeted),
            Some(date("2019-08-15"))
        );
        assert_eq!(of_sendmail("6zz3CC9B000329", greeted), None);
        assert_eq!(of_sendmail("6", greeted), None);
    }

    #[test]
    fn dates_in_greetings() {
        let table = [
            (
                "a.test ESMTP Exim 4.96 Mon, 23 Nov 2026 03:03:06 +0000",
                "2026-11-23",
            ),
            (
                "a.test ESMTP Sendmail 8.17; Wed, 1 Apr 2015 03:09:59 GMT; (No UCE)",
                "2015-04-01",
            ),
        ];
        for (text, want) in table {
            assert_eq!(date_in(text), Some(date(want)), "{text}");
        }
        assert_eq!(date_in("a.test ESMTP Postfix"), None);
    }
}
