//! The shape of the code, held to: floors, file lengths, where `unsafe` may stand, and that every file says what it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file, tests included.
const FILE_CEILING: usize = 400;

/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// The only files that may hold `unsafe`.
const UNSAFE_FILES: &[&str] = &["src/net/sys.rs", "src/sandbox/sys.rs"];

/// The modules by floor, the highest first. Those of one floor are blind to each other, but for [`BESIDE`].
const FLOORS: &[&[&str]] = &[
    &["cli"],
    &["report", "grade"],
    &["plan", "run", "likeness"],
    &["probe", "lab", "intake"],
    &["session", "net", "sandbox", "submission"],
    &["spec", "wire", "judge"],
    &["model"],
];

/// Within a floor: who may import whom.
const BESIDE: &[(&str, &str)] = &[
    ("sandbox", "submission"),
    ("net", "sandbox"),
    ("run", "plan"),
    ("likeness", "plan"),
];

#[test]
fn a_module_imports_from_its_own_folder_and_from_lower_floors_only() {
    let found: Vec<String> = sources(&["src"])
        .iter()
        .filter_map(|file| Some((file, file.module()?)))
        .flat_map(|(file, module)| file.imports().map(move |import| (file, module, import)))
        .filter(|(_, module, (_, import))| !may_import(module, import))
        .map(|(file, module, (line, import))| {
            format!("{}:{line}: `{module}` imports `{import}`", file.name)
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_stands_on_a_floor() {
    let lib = sources(&["src/lib.rs"]);
    let modules = lib[0].text.lines().filter_map(|line| {
        let name = line
            .strip_prefix("pub mod ")
            .or(line.strip_prefix("mod "))?;
        name.strip_suffix(';')
    });
    let lost: Vec<_> = modules.filter(|name| floor(name).is_none()).collect();
    assert!(lost.is_empty(), "on no floor: {lost:?}");
}

#[test]
fn nothing_climbs_over_two_folders() {
    let found = lines_with(&sources(&["src"]), |line| line.contains("super::super"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn unsafe_stands_in_its_files_only() {
    let mut files = sources(&["src", "tests", "benches"]);
    files.retain(|file| !UNSAFE_FILES.contains(&file.name.as_str()));
    let found = lines_with(&files, |line| words(line).any(|word| word == "unsafe"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_is_longer_than_the_ceiling() {
    let found: Vec<String> = sources(&["src", "tests", "benches"])
        .iter()
        .map(|file| (file.name.as_str(), file.text.lines().count()))
        .filter(|(name, count)| {
            *count > FILE_CEILING && !LONG_FILES.iter().any(|(long, _)| long == name)
        })
        .map(|(name, count)| format!("{name}: {count} lines"))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let found: Vec<String> = sources(&["src", "tests", "benches"])
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.name)
        .collect();
    assert!(found.is_empty(), "no `//!` at first: {found:?}");
}

#[test]
fn code_is_what_comments_and_literals_leave() {
    let check = |text: &str, want: &str| assert_eq!(code(text), want, "{text}");
    check("a // b", "a ");
    check("a /* b /* c */ d */ e", "a  e");
    check("a \"b // \\\" c\" d", "a \"\" d");
    check("r#\"a \" // b\"# c", "\"\" c");
    check("'\"' a", "'' a");
    check("'\\'' a", "'' a");
    check("&'a str", "&'a str");
    check("/// x\ny", "\ny");
}

#[test]
fn imports_are_found_in_groups_too() {
    let imports = |text: &str| -> Vec<String> {
        let file = File {
            name: String::new(),
            text: text.to_owned(),
        };
        file.imports().map(|(_, module)| module).collect()
    };
    assert_eq!(imports("use crate::model::{Value, Gap};"), ["model"]);
    assert_eq!(
        imports("use crate::{\n  model::{A, B}, net,\n run::C};"),
        ["model", "net", "run"]
    );
    assert_eq!(imports("fn f() -> crate::wire::Line {}"), ["wire"]);
    assert_eq!(imports("// crate::cli\npub(crate) fn f() {}"), [""; 0]);
}

/// One source file.
struct File {
    /// Its path from the repository's folder.
    name: String,
    text: String,
}

impl File {
    /// The module at the top that it belongs to; `lib.rs` and `main.rs` join them and belong to none.
    fn module(&self) -> Option<&str> {
        let path = self.name.strip_prefix("src/")?;
        let first = path.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (name != "lib" && name != "main").then_some(name)
    }

    /// The modules at the top that its code names, with the line.
    fn imports(&self) -> impl Iterator<Item = (usize, String)> {
        let code = code(&self.text);
        let found: Vec<_> = code
            .match_indices("crate::")
            .filter(|(at, _)| !code[..*at].ends_with(is_word))
            .flat_map(|(at, found)| {
                let line = code[..at].matches('\n').count() + 1;
                let names = named(&code[at + found.len()..]);
                names.into_iter().map(move |name| (line, name))
            })
            .collect();
        found.into_iter()
    }
}

/// The first names after a `crate::`: one, or those of a group.
fn named(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else {
        return words(rest).take(1).map(str::to_owned).collect();
    };
    let mut depth = 1;
    let mut outermost = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match depth {
            0 => break,
            1 => outermost.push(c),
            _ => {}
        }
    }
    let firsts = outermost.split(',').filter_map(|part| words(part).next());
    firsts.map(str::to_owned).collect()
}

fn may_import(module: &str, import: &str) -> bool {
    if module == import || BESIDE.contains(&(module, import)) {
        return true;
    }
    // What stands on no floor is no module at the top: `crate::Thing` would be an item of `lib.rs`, which holds none.
    matches!((floor(module), floor(import)), (Some(own), Some(other)) if other < own)
}

/// The number of a module's floor; 0 is the lowest.
fn floor(module: &str) -> Option<usize> {
    FLOORS
        .iter()
        .rev()
        .position(|modules| modules.contains(&module))
}

/// Lines of code that `wanted` finds, as `file:line: text`.
fn lines_with(files: &[File], wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let found = |file: &File| -> Vec<String> {
        let code = code(&file.text);
        let lines = code.lines().zip(1..).filter(|(line, _)| wanted(line));
        lines
            .map(|(line, number)| format!("{}:{number}: {}", file.name, line.trim()))
            .collect()
    };
    files.iter().flat_map(found).collect()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The text without comments and without what stands in literals; line breaks stay, so that lines keep their numbers.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (length, kept) = match (comment(rest), literal(rest, out.ends_with(is_word))) {
            (Some(length), _) => (length, ""),
            (None, Some((length, kept))) => (length, kept),
            (None, None) => {
                out.push(next);
                rest = &rest[next.len_utf8()..];
                continue;
            }
        };
        out.push_str(kept);
        out.extend(rest[..length].chars().filter(|c| *c == '\n'));
        rest = &rest[length..];
    }
    out
}

/// The length of the comment at the start.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let step = match text.as_bytes()[at..] {
            [b'/', b'*', ..] => (1, 2),
            [b'*', b'/', ..] => (-1, 2),
            _ => (0, 1),
        };
        depth += step.0;
        at += step.1;
        if depth == 0 {
            break;
        }
    }
    Some(at)
}

/// The length of the literal at the start, and what stands for it.
fn literal(text: &str, within_word: bool) -> Option<(usize, &'static str)> {
    if let Some(inside) = text.strip_prefix('"') {
        return Some((1 + until_quote(inside, '"'), "\"\""));
    }
    if let Some(inside) = text.strip_prefix('\'') {
        let mut chars = inside.chars();
        let escaped = chars.next() == Some('\\');
        let closed = chars.next() == Some('\'');
        return (escaped || closed).then(|| (1 + until_quote(inside, '\''), "''"));
    }
    let hashes = text.strip_prefix('r').filter(|_| !within_word)?;
    let inside = hashes.trim_start_matches('#');
    let count = hashes.len() - inside.len();
    let end = format!("\"{}", "#".repeat(count));
    let inside = inside.strip_prefix('"')?;
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some((2 + count + length, "\"\""))
}

/// The length up to and with the closing quote, whatever is escaped.
fn until_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let closes = !escaped && *c == quote;
        escaped = !escaped && *c == '\\';
        closes
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// Every Rust file of these folders (or the file itself), those that exist.
fn sources(names: &[&str]) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut waiting: Vec<PathBuf> = names.iter().map(|name| root.join(name)).collect();
    while let Some(path) = waiting.pop() {
        if let Ok(entries) = fs::read_dir(&path) {
            waiting.extend(entries.map(|entry| entry.expect("an entry of a folder").path()));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read(root, path)).collect()
}

fn read(root: &Path, path: &Path) -> File {
    let name = path.strip_prefix(root).expect("a path below the root");
    File {
        name: name.to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(path).unwrap_or_else(|err| panic!("{}: {err}", path.display())),
    }
}
