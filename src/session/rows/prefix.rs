//! What was put before every line: quotes, times, line numbers, the sides of a dialogue, indentation.

use crate::session::Role;
use crate::session::client;
use crate::session::rows::Row;

/// A mark before a line: its length without the blanks behind it, if it is there. It gets the row's number, counted from 0.
type Prefix = fn(&str, usize) -> Option<Mark>;

/// A mark before a line.
struct Mark {
    /// Its length in bytes.
    len: usize,
    /// What must be the same on all lines: the distance of a line's number from its place.
    of_all: usize,
}

const PREFIXES: &[Prefix] = &[sides, quote, clock, numbers];

/// How many filled lines a quoted session has at the least if there are others around it.
const QUOTED_LINES: usize = 6;

/// Takes it off, also where one is put before another.
pub(super) fn take_off(list: &mut [Row]) {
    for _ in 0..2 {
        let mut found = false;
        for prefix in PREFIXES {
            if let Some(run) = run(list, *prefix) {
                strip(list, *prefix, run);
                found = true;
            }
        }
        found |= indentation(list).is_some();
        if !found {
            return;
        }
    }
}

/// The rows that carry a prefix, if that is all of them, or a whole session between other lines.
fn run(list: &[Row], prefix: Prefix) -> Option<(usize, usize)> {
    let has = |at: usize, row: &Row| prefix(&row.text, at).map(|mark| mark.of_all);
    let (start, of_all) = list
        .iter()
        .enumerate()
        .find_map(|(at, row)| Some((at, has(at, row)?)))?;
    let carries = |at: usize, row: &Row| row.is_blank() || has(at, row) == Some(of_all);
    let mut end = start;
    let mut filled = 0;
    for (at, row) in list.iter().enumerate().skip(start) {
        if !carries(at, row) {
            break;
        }
        if !row.is_blank() || has(at, row).is_some() {
            end = at + 1;
            filled += 1;
        }
    }
    let outside = |row: &Row| row.is_blank();
    let all = list[..start].iter().all(outside) && list[end..].iter().all(outside);
    let session = || filled >= QUOTED_LINES && holds_session(&list[start..end], prefix, start);
    (filled > 2 && all || !all && session()).then_some((start, end))
}

/// Whether a client connects or a server speaks behind the prefix.
fn holds_session(list: &[Row], prefix: Prefix, start: usize) -> bool {
    list.iter().enumerate().any(|(at, row)| {
        let len = prefix(&row.text, start + at).map_or(0, |mark| mark.len);
        let bare = Row {
            text: row.text[len..].trim_start().to_owned(),
            ..row.clone()
        };
        bare.is_connecting() || bare.is_server_like()
    })
}

fn strip(list: &mut [Row], prefix: Prefix, (start, end): (usize, usize)) {
    let length = |at: usize, row: &Row| prefix(&row.text, at).map_or(0, |mark| mark.len);
    let blanks = |at: usize, row: &Row| {
        let rest = &row.text[length(at, row)..];
        (!rest.trim().is_empty()).then(|| leading_blanks(rest))
    };
    let rows = || list.iter().enumerate().take(end).skip(start);
    let common = rows().filter_map(|(at, row)| blanks(at, row)).min();
    let common = common.unwrap_or(0);
    for (at, row) in list.iter_mut().enumerate() {
        if (start..end).contains(&at) {
            let len = length(at, row);
            let own = leading_blanks(&row.text[len..]).min(common);
            row.text.drain(..len + own);
        } else if !row.is_blank() && client::word(row.trimmed()).is_none() {
            row.role = Role::Around;
        }
    }
}

fn leading_blanks(text: &str) -> usize {
    text.bytes()
        .take_while(|b| *b == b' ' || *b == b'\t')
        .count()
}

fn mark(len: usize) -> Mark {
    Mark { len, of_all: 0 }
}

/// `C:` and `S:` of the RFCs, and the like.
fn sides(text: &str, _: usize) -> Option<Mark> {
    const SIDES: &[&str] = &["C:", "S:", "c:", "s:", "C>", "S>", "Client:", "Server:"];
    let side = SIDES.iter().find(|side| text.starts_with(**side))?;
    Some(mark(side.len()))
}

/// A mail program's `> `.
fn quote(text: &str, _: usize) -> Option<Mark> {
    text.starts_with('>').then(|| mark(1))
}

/// `[03:04:00] `, `2026-11-23 03:04:00.123 `.
fn clock(text: &str, _: usize) -> Option<Mark> {
    if let Some(inside) = text.strip_prefix('[') {
        let end = inside.find(']').filter(|end| *end <= 32)?;
        let last = inside[..end].split([' ', 'T']).next_back()?;
        return is_time(last).then(|| mark(end + 2));
    }
    let end = text.bytes().position(|byte| byte == b' ');
    let (first, rest) = text.split_at(end.unwrap_or(text.len()));
    let whole = first.rfind('T').map_or(first, |at| &first[at + 1..]);
    if is_time(whole) {
        return Some(mark(first.len()));
    }
    let second = rest.split(' ').nth(1).filter(|_| is_date(first))?;
    is_time(second).then(|| mark(first.len() + 1 + second.len()))
}

/// Hours, minutes, seconds.
fn is_time(word: &str) -> bool {
    let word = word.strip_suffix('Z').unwrap_or(word);
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().filter(|b| *b == b':').count() == 2
        && word
            .bytes()
            .all(|b| b.is_ascii_digit() || b":.,".contains(&b))
}

fn is_date(word: &str) -> bool {
    word.len() >= 8
        && word
            .bytes()
            .all(|b| b.is_ascii_digit() || b"-/.".contains(&b))
}

/// Numbers that count the lines. A code such as 220 would be a number too; it does not count.
fn numbers(text: &str, at: usize) -> Option<Mark> {
    let digits = text.trim_start();
    let lead = text.len() - digits.len();
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number: usize = digits[..len].parse().ok()?;
    let rest = &digits[len..];
    let bar = rest.trim_start_matches(' ');
    let sign = if bar.starts_with('|') {
        rest.len() - bar.len() + 1
    } else {
        usize::from(rest.starts_with([':', '.', ')']))
    };
    let apart = rest[sign..].is_empty() || rest[sign..].starts_with([' ', '\t']);
    (apart && number < 1 << 32).then(|| Mark {
        len: lead + len + sign,
        of_all: (number + (1 << 32)) - at.min(1 << 32),
    })
}

/// Takes off the blanks before all lines; gives their number.
fn indentation(list: &mut [Row]) -> Option<usize> {
    let filled = list.iter().filter(|row| !row.is_blank());
    let common = filled.map(|row| leading_blanks(&row.text)).min();
    let common = common.filter(|&blanks| blanks > 0)?;
    for row in list {
        let own = leading_blanks(&row.text).min(common);
        row.text.drain(..own);
    }
    Some(common)
}
