//! The logs of programs that send mail by themselves: each line says which side it is from.

use crate::session::Role;
use crate::session::rows::Row;
use crate::session::smtp::is_command;

/// How a program marks its log: what it sent, what it received, its own words.
struct Log {
    sent: &'static [&'static str],
    received: &'static [&'static str],
    own: &'static [&'static str],
}

const LOGS: &[Log] = &[
    // swaks
    Log {
        sent: &[" -> ", " ~> "],
        received: &["<-  ", "<~  ", "<** "],
        own: &["=== ", "*** "],
    },
    // curl -v
    Log {
        sent: &["> "],
        received: &["< "],
        own: &["* ", "} [", "{ ["],
    },
    // msmtp --debug
    Log {
        sent: &["--> "],
        received: &["<-- "],
        own: &[],
    },
    // sendmail -v
    Log {
        sent: &["050 >>> ", ">>> "],
        received: &["050 ", "<<< "],
        own: &[],
    },
    // Python's smtplib with set_debuglevel
    Log {
        sent: &["send: '", "send: b'"],
        received: &["reply: b'"],
        own: &["reply: retcode", "connect: ", "data: "],
    },
];

/// What Perl's `Net::Cmd` puts before each line with Debug.
const PERL: (&str, &str) = (">>> ", "<<< ");

/// Takes the marks of a log away; says whether it is one.
pub(super) fn take_off(list: &mut [Row]) -> bool {
    perl(list);
    let Some(log) = LOGS.iter().find(|log| is_log(list, log)) else {
        return false;
    };
    for row in list {
        if let Some(mark) = mark(row, log.own) {
            row.text.drain(..mark.len());
            row.role = Role::Client;
        } else if let Some(mark) = mark(row, log.sent).or_else(|| mark(row, log.received)) {
            row.text.drain(..mark.len());
            let quoted = row.text.trim_end_matches(['\'', '"']).len();
            if mark.ends_with('\'') {
                row.text.truncate(quoted);
                row.text = row.text.trim_end_matches("\\r\\n").to_owned();
            }
        }
    }
    true
}

fn mark(row: &Row, marks: &[&'static str]) -> Option<&'static str> {
    marks
        .iter()
        .find(|mark| row.text.starts_with(**mark))
        .copied()
}

/// What stands behind a mark.
fn behind<'a>(row: &'a Row, marks: &[&'static str]) -> Option<&'a str> {
    mark(row, marks).map(|mark| &row.text[mark.len()..])
}

/// Whether commands and replies stand behind the marks, and most lines carry one.
fn is_log(list: &[Row], log: &Log) -> bool {
    let replies = list.iter().filter_map(|row| behind(row, log.received));
    let replies = replies.filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    if replies.count() < 2 {
        return false;
    }
    let mut sent = list.iter().filter_map(|row| behind(row, log.sent));
    let commands = sent.any(|text| is_command(text.trim_end_matches("\\r\\n'")));
    let any = |row: &&Row| {
        mark(row, log.sent)
            .or_else(|| mark(row, log.received))
            .or_else(|| mark(row, log.own))
            .is_some()
    };
    let filled = list.iter().filter(|row| !row.is_blank()).count();
    // Arrows of several strokes are nobody's but a program's.
    let drawn = log.received.iter().any(|mark| mark.starts_with("<-"));
    (commands || drawn) && list.iter().filter(any).count() * 10 >= filled * 6
}

/// Takes the name of the object off that stands before Perl's marks.
fn perl(list: &mut [Row]) {
    for row in list
        .iter_mut()
        .filter(|row| row.text.starts_with("Net::SMTP"))
    {
        let at = row.text.find(PERL.0).or_else(|| row.text.find(PERL.1));
        if let Some(at) = at {
            row.text.drain(..at);
        }
    }
}
