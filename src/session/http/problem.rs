//! What went wrong with a request that was typed, in words for the student.

use crate::model::nearest;
use crate::session::Problem;
use crate::session::told::Told;

use super::odd_status_line;
use super::sides::header;

/// Where the rules stand of answers to a request that was understood.
pub(super) const REFUSED: &str = "RFC 9110 15";

/// The methods that the lecture uses.
const METHODS: &[&str] = &["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"];

/// The version to name where none was typed that can be meant.
const VERSION: &str = "HTTP/1.0";

/// What is wrong with a request that was not answered well. What is no request at all, such as `hi`, was hardly meant to be one.
pub(super) fn find(told: &Told<'_>, typed: &[usize], received: &[usize]) -> Vec<Problem> {
    let answer = received.first().map(|row| told.text(*row));
    let good =
        answer.is_some_and(|text| odd_status_line(text).is_some_and(|(_, status, _)| status < 400));
    let request = typed
        .iter()
        .position(|row| !told.rows.list[*row].is_blank());
    let Some(request) = request.filter(|_| !good) else {
        return Vec::new();
    };
    let rows = &typed[request..];
    let found = mistake(told, rows, answer);
    let problem = found.map(|(row, rule, text)| Problem {
        line: told.line(row),
        rule,
        text,
    });
    problem.into_iter().collect()
}

type Mistake = (usize, &'static str, String);

fn mistake(told: &Told<'_>, rows: &[usize], answer: Option<&str>) -> Option<Mistake> {
    let (&first, rest) = rows.split_first()?;
    let line = told.text(first);
    let words: Vec<&str> = line.split_whitespace().collect();
    let slip = slip(&words).map(|(rule, text)| (first, rule, text));
    let (method, path) = match *words.as_slice() {
        _ if slip.is_some() => return slip,
        [method, path, ..] if is_method(method) => (method, path),
        _ => return None,
    };
    request_line(first, method, path, words.get(2).copied())
        .or_else(|| fields(told, first, line, rest))
        .or_else(|| unended(told, rows, answer))
        .or_else(|| refused(told, first, path, answer))
}

/// Whether a word is one of the methods that the lecture uses, however it is written.
fn is_method(word: &str) -> bool {
    METHODS
        .iter()
        .any(|method| method.eq_ignore_ascii_case(word))
}

/// A blank that is missing, or letters of the method that are wrong: the line was meant to be a request, and is none.
fn slip(words: &[&str]) -> Option<(&'static str, String)> {
    let (&first, rest) = words.split_first()?;
    let version = meant(words.last().copied());
    if let Some((method, path)) = first.split_once('/')
        && is_method(method)
    {
        let typed = format!("{} /{path}", method.to_ascii_uppercase());
        let text = format!(
            "a blank is missing in `{first}`: one stands between the method and the path; type `{typed} {version}`"
        );
        return Some(("RFC 9112 3", text));
    }
    let path = rest.first().filter(|path| path.starts_with('/'))?;
    if is_method(first) {
        let at = path.to_ascii_uppercase().find("HTTP/1.")?;
        let (before, version) = (&path[..at], meant(Some(&path[at..])));
        let text = format!(
            "a blank is missing in `{path}`: one stands between the path and the version; type `{} {before} {version}`",
            first.to_ascii_uppercase()
        );
        return (rest.len() == 1).then_some(("RFC 9112 3", text));
    }
    let upper = first.to_ascii_uppercase();
    let method = nearest(&upper, METHODS.iter().copied())?;
    let text = format!(
        "`{first}` is no method: did you mean `{method}`? type `{method} {path} {version}`"
    );
    Some(("RFC 9110 9.1", text))
}

/// The version of HTTP that a word means, however it is written.
fn meant(word: Option<&str>) -> String {
    let upper = word.unwrap_or_default().to_ascii_uppercase();
    match upper.as_str() {
        VERSION | "HTTP/1.1" => upper,
        _ => VERSION.to_owned(),
    }
}

fn request_line(row: usize, method: &str, path: &str, version: Option<&str>) -> Option<Mistake> {
    let upper = method.to_ascii_uppercase();
    let meant = meant(version);
    if method != upper {
        let path = Some(path).filter(|path| path.starts_with('/'));
        let text = format!(
            "`{method}` is not `{upper}`: the name of a method is written in capital letters; type `{upper} {} {meant}`",
            path.unwrap_or("/")
        );
        return Some((row, "RFC 9110 9.1", text));
    }
    if !path.starts_with(['/', '*']) && !path.contains("://") {
        let text =
            format!("`{path}` is no path: a path begins with `/`; type `{method} /{path} {meant}`");
        return Some((row, "RFC 9112 3.2", text));
    }
    let version = version?;
    if !version.starts_with("HTTP/1.") {
        let text = format!(
            "`{version}` is no version: it is written `HTTP/1.0` or `HTTP/1.1`, in capital letters"
        );
        return Some((row, "RFC 9112 2.3", text));
    }
    None
}

fn fields(told: &Told<'_>, first: usize, line: &str, rest: &[usize]) -> Option<Mistake> {
    let end = rest.iter().position(|row| told.rows.list[*row].is_blank());
    let fields = &rest[..end.unwrap_or(rest.len())];
    if let Some(&row) = fields.iter().find(|row| header(told.text(**row)).is_none()) {
        let text = format!(
            "`{}` is no header: a header is `Name: value`, without a blank before the colon",
            told.text(row)
        );
        return Some((row, "RFC 9112 5", text));
    }
    let host = fields
        .iter()
        .any(|row| header(told.text(*row)).is_some_and(|(name, _)| name == "host"));
    let needed = line.ends_with("HTTP/1.1") && !host;
    needed.then(|| {
        let text = "HTTP/1.1 needs to know which site you mean: type `Host:` and the server's name in the next line, then an empty line";
        (first, "RFC 9112 3.2", text.to_owned())
    })
}

/// Whether the empty line is missing that ends a request.
fn unended(told: &Told<'_>, rows: &[usize], answer: Option<&str>) -> Option<Mistake> {
    let ended = rows.iter().any(|row| told.rows.list[*row].is_blank());
    let last = rows
        .last()
        .copied()
        .filter(|_| !ended && answer.is_none())?;
    let text = "the server waits for the rest: an empty line ends a request; press Enter once more";
    Some((last, "RFC 9112 2.1", text.to_owned()))
}

fn refused(told: &Told<'_>, row: usize, path: &str, answer: Option<&str>) -> Option<Mistake> {
    let (_, status, reason) = odd_status_line(answer?)?;
    let (rule, text) = match status {
        404 => (
            "RFC 9110 15.5.5",
            format!(
                "the server has nothing at `{path}`: compare the path with the exercise's; `/` is the first page"
            ),
        ),
        500.. => (
            "RFC 9110 15.6",
            format!("the server itself failed, with {status} {reason}: try again later"),
        ),
        _ => (
            "RFC 9110 15.5",
            format!(
                "the server did not take `{}`, with {status} {reason}: compare what you typed with the lecture, letter by letter",
                told.text(row)
            ),
        ),
    };
    Some((row, rule, text))
}
