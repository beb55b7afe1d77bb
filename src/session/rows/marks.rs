//! What was put on single lines: the lecture's `<--` behind what was typed, arrows, bold, the entities of HTML, the arrows of a log.

use crate::session::rows::Row;
use crate::session::smtp::reads_as_command;

/// Takes it off.
pub(super) fn take_off(list: &mut [Row]) {
    markers(list);
    arrows(list);
    bold(list);
    entities(list);
}

/// Whether marks on so many rows are marks of a reader's hand: one or two may be part of a message, unless nothing else was typed.
fn are_marks(list: &[Row], is_marked: impl Fn(&Row) -> bool) -> bool {
    let marked = list.iter().filter(|row| is_marked(row)).count();
    let all = || {
        list.iter()
            .filter(|row| row.is_typed_like())
            .all(&is_marked)
    };
    let is_command = |row: &&Row| reads_as_command(row.trimmed());
    let commands = || list.iter().filter(is_command);
    // Where no command carries one, they belong to the message.
    let of_dialogue = || commands().next().is_none() || commands().any(&is_marked);
    marked >= 3 && of_dialogue() || marked > 0 && all()
}

/// Takes off the lecture's `<--` (and `←`) behind what was typed, with the words after it.
fn markers(list: &mut [Row]) {
    let found: Vec<Option<usize>> = list.iter().map(|row| marker(&row.text)).collect();
    if found.iter().all(Option::is_none) {
        return;
    }
    let with = list.iter().zip(&found).filter(|(_, at)| at.is_some());
    // A server that complains of it has got it: it was typed.
    let complains = |row: &Row| row.is_server_like() && row.text.starts_with(['4', '5']);
    let was_sent = with.clone().any(|(row, _)| complains(row));
    if was_sent || !are_marks(list, |row| marker(&row.text).is_some()) {
        return;
    }
    let column =
        column_of_most(with.filter_map(|(row, at)| Some(row.text[..(*at)?].chars().count())));
    let blanks = |text: &str| text.len() - text.trim_end_matches([' ', '\t']).len();
    let apart = with_text(list, &found).map(blanks).min().unwrap_or(0);
    for (row, at) in list.iter_mut().zip(found) {
        let Some(at) = at else { continue };
        // Before the column of all others it may be part of what a server says, or what is quoted of one.
        let before = column.is_some_and(|column| row.text[..at].chars().count() < column);
        if before && row.is_server_like() {
            continue;
        }
        let end = match column {
            // Blanks that were typed cannot be told from those that lead up to the column.
            Some(_) => row.text[..at].trim_end().len(),
            None => {
                at - blanks(&row.text[..at])
                    .min(apart.max(usize::from(row.text[..at].trim().is_empty())))
            }
        };
        row.text.truncate(end);
        row.marked = true;
    }
}

/// What stands before the marks, where something does.
fn with_text<'a>(list: &'a [Row], found: &'a [Option<usize>]) -> impl Iterator<Item = &'a str> {
    let before = list
        .iter()
        .zip(found)
        .filter_map(|(row, at)| Some(&row.text[..(*at)?]));
    before.filter(|text| !text.trim().is_empty())
}

/// The column at which more than half of the marks stand.
fn column_of_most(columns: impl Iterator<Item = usize>) -> Option<usize> {
    let mut columns: Vec<usize> = columns.collect();
    columns.sort_unstable();
    let most = columns
        .chunk_by(|a, b| a == b)
        .max_by_key(|same| same.len())?;
    (most.len() > 1 && most.len() * 2 > columns.len()).then(|| most[0])
}

/// Where the last mark of a line begins, if nothing but a comment follows it.
fn marker(text: &str) -> Option<usize> {
    let at = if text.is_ascii() {
        text.rfind('<')?
    } else {
        text.rfind(['<', '←', '⟵'])?
    };
    let rest = text[at..].trim_start_matches(['<', '←', '⟵']);
    let comment = rest.trim_start_matches(['-', '=']);
    let drawn = comment.len() < rest.len() || !text[at..].starts_with('<');
    // A bracket alone is a mark only far behind the text and at the very end.
    let alone = comment.trim().is_empty() && (at == 0 || text[..at].ends_with([' ', '\t']));
    let apart = comment.is_empty() || comment.starts_with(char::is_whitespace);
    (apart && (drawn || alone)).then_some(at)
}

/// Takes off arrows before what was typed.
fn arrows(list: &mut [Row]) {
    let arrow = |row: &Row| {
        let text = row.text.as_str();
        let heads = ["-->", "->", "==>", "=>", "→", "⟶", ">>>"];
        let head = heads.iter().find(|head| text.starts_with(**head))?;
        let rest = &text[head.len()..];
        Some(text.len() - rest.strip_prefix(' ').unwrap_or(rest).len())
    };
    if !are_marks(list, |row| arrow(row).is_some()) {
        return;
    }
    for row in list {
        if let Some(len) = arrow(row) {
            row.text.drain(..len);
            row.marked = true;
        }
    }
}

/// Takes off the stars of `**bold**` lines, and the ticks of `` `code` `` ones.
fn bold(list: &mut [Row]) {
    for sign in ["**", "__", "`"] {
        let inside = |row: &Row| {
            let text = row.trimmed().strip_prefix(sign)?.strip_suffix(sign)?;
            (!text.is_empty() && !text.contains(sign)).then(|| text.to_owned())
        };
        if sign == "`" && !are_marks(list, |row| inside(row).is_some()) {
            continue;
        }
        for row in list.iter_mut() {
            if let Some(text) = inside(row) {
                row.text = text;
                row.marked = true;
            }
        }
    }
}

/// Undoes `&lt;` and the like where a web form left them and no bracket.
fn entities(list: &mut [Row]) {
    let bracket = list.iter().any(|row| row.text.contains('<'));
    if bracket || !list.iter().any(|row| row.text.contains("&lt;")) {
        return;
    }
    for row in list.iter_mut().filter(|row| row.text.contains('&')) {
        row.text = row
            .text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&nbsp;", " ")
            .replace("&amp;", "&");
    }
}
