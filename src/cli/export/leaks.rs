//! Secrets that students can still read, as warnings at their places.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use crate::cli::export::search::{Hit, Search};
use crate::model::{Diagnostic, Place, Severity, Source};
use crate::plan::{KeptBack, Secret, Tells};
use crate::spec::{Node, StudentsText, yaml};

/// The most warnings, and the most places of one.
const WARNINGS: usize = 100;
const PLACES: usize = 4;

/// The longest line that is shown.
const LINE_LIMIT: usize = 64 * 1024;

/// The byte order mark that a text may begin with.
const BOM: &str = "\u{feff}";

/// How a warning begins whose place is shown.
const HERE: &str = "students can read here";

/// What students can still read of secrets.
pub(crate) struct Leaks<'a> {
    search: &'a Search<'a>,
    warnings: Vec<Diagnostic>,
    /// How many more there are.
    left_out: usize,
}

impl<'a> Leaks<'a> {
    pub(crate) fn new(search: &'a Search<'a>) -> Self {
        Self {
            search,
            warnings: Vec::new(),
            left_out: 0,
        }
    }

    /// All that was found.
    pub(crate) fn warnings(mut self) -> Vec<Diagnostic> {
        let more = [
            (
                self.search.left_out(),
                "more secrets are not looked for: there are too many",
            ),
            (
                self.left_out,
                "more warnings of this kind are not shown: mend these, then look again",
            ),
        ];
        for (count, what) in more.iter().filter(|(count, _)| *count > 0) {
            self.warnings.push(warning(format!("{count} {what}")));
        }
        self.warnings
    }

    /// Looks through a file of the spec as students get it: its bytes, and its values as they read, whatever quotes and escapes they are
    /// written with. `original` is the file that its author has to mend.
    pub(crate) fn of_spec(&mut self, name: &str, original: &str, students: &StudentsText) {
        let mut hits = self.search.in_text(&students.text);
        let text = without_bom(&students.text);
        let root = yaml::parse(&Source::new(name, text)).ok().flatten();
        if let Some(root) = &root {
            self.of_values(root, students.text.len() - text.len(), &mut hits);
        }
        self.report(name, Some(original), &hits, &|at| students.origin(at));
    }

    /// Looks through an exercise as students get it; what its checks say of themselves must not even hold what is common elsewhere.
    pub(crate) fn of_exercise(
        &mut self,
        name: &str,
        original: &str,
        students: &StudentsText,
        kept_back: &[KeptBack],
    ) {
        self.of_spec(name, original, students);
        let text = without_bom(&students.text);
        let bom = students.text.len() - text.len();
        let root = yaml::parse(&Source::new(name, text)).ok().flatten();
        let checks = root.as_ref().and_then(|root| root.entry("checks"));
        let by_id: HashMap<&str, &KeptBack> = kept_back
            .iter()
            .map(|kept| (kept.check.check.as_str(), kept))
            .collect();
        let shown = Shown::of(name, original);
        for check in checks.map(Node::items).unwrap_or_default() {
            let id = check.entry("id").and_then(Node::as_text);
            let Some(kept) = id.and_then(|id| by_id.get(id)) else {
                continue;
            };
            for (secret, told) in own_words(check, kept) {
                let (start, end) = (told.start + bom, (told.end + bom).saturating_sub(1));
                let place = shown.place(students.origin(start), students.origin(end) + 1);
                let places = place.map(|place| vec![place]);
                self.push(finding((kept, secret), HERE, places.as_deref()));
            }
        }
    }

    /// Looks through any other file; `text` is what is in it, if that is text.
    ///
    /// # Errors
    /// Those of the reader.
    pub(crate) fn of_file(
        &mut self,
        name: &str,
        text: Option<&str>,
        reader: impl Read,
    ) -> io::Result<()> {
        let hits = self.search.in_reader(reader)?;
        let text = text.filter(|text| !text.contains('\0'));
        self.report(name, text, &hits, &|at| at);
        Ok(())
    }

    /// Looks at the path of a file, which students see too.
    pub(crate) fn of_path(&mut self, path: &str) {
        if let Some(hit) = self.search.in_text(path).first() {
            let secret = self.search.secret(hit.secret);
            let told = format!("the file name `{path}` tells");
            self.push(finding(secret, &told, None));
        }
    }

    /// Values that say a secret which their bytes do not show.
    fn of_values(&self, node: &Node, bom: usize, hits: &mut Vec<Hit>) {
        for node in node
            .items()
            .iter()
            .chain(node.entries().iter().map(|(_, value)| value))
        {
            self.of_values(node, bom, hits);
        }
        let Some(text) = node
            .as_text()
            .filter(|text| !node.place.text().contains(*text))
        else {
            return;
        };
        let range = node.place.range();
        let range = range.start + bom..range.end + bom;
        for found in self.search.in_text(text) {
            let shown = |hit: &Hit| {
                hit.secret == found.secret
                    && hit.range.start < range.end
                    && range.start < hit.range.end
            };
            if !hits.iter().any(shown) {
                hits.push(Hit {
                    range: range.clone(),
                    line: node.place.line(),
                    ..found
                });
            }
        }
    }

    /// One warning for each secret in a file, at the lines that say it.
    fn report(
        &mut self,
        name: &str,
        text: Option<&str>,
        hits: &[Hit],
        origin: &dyn Fn(usize) -> usize,
    ) {
        let mut by_secret: BTreeMap<usize, Vec<&Hit>> = BTreeMap::new();
        for hit in hits {
            by_secret.entry(hit.secret).or_default().push(hit);
        }
        let shown = text.map(|text| Shown::of(name, text));
        for (secret, mut hits) in by_secret {
            hits.dedup_by_key(|hit| hit.line);
            let place = |hit: &&&Hit| {
                let (start, end) = (origin(hit.range.start), origin(hit.range.end - 1) + 1);
                shown.as_ref()?.place(start, end)
            };
            let places: Option<Vec<Place>> =
                hits.iter().take(PLACES).map(|hit| place(&hit)).collect();
            let told = match &places {
                Some(_) => HERE.to_owned(),
                None => format!("students can read in `{name}`, {}, ", lines(&hits))
                    .trim_end()
                    .to_owned(),
            };
            let found = finding(self.search.secret(secret), &told, places.as_deref());
            self.push(match hits.len().checked_sub(PLACES) {
                Some(more) if more > 0 => {
                    found.help(format!("it stands in {more} more lines of this file"))
                }
                Some(_) | None => found,
            });
        }
    }

    fn push(&mut self, found: Diagnostic) {
        if self.warnings.len() < WARNINGS {
            self.warnings.push(found);
        } else {
            self.left_out += 1;
        }
    }
}

/// The secrets of a check that its title, reason and hints tell, each with its bytes.
fn own_words<'k>(check: &Node, kept: &'k KeptBack) -> Vec<(&'k Secret, Range<usize>)> {
    let search = Search::of(std::slice::from_ref(kept), Tells::AtItsCheck);
    let nodes = ["title", "because", "hint"];
    let nodes = nodes.iter().filter_map(|key| check.entry(key));
    let texts = nodes.flat_map(|node| std::iter::once(node).chain(node.items()));
    let mut found = Vec::new();
    for (node, text) in texts.filter_map(|node| Some((node, node.as_text()?))) {
        let mut hits = search.in_text(text);
        hits.sort_by_key(|hit| hit.secret);
        hits.dedup_by_key(|hit| hit.secret);
        found.extend(hits.into_iter().map(|hit| {
            let (_, secret) = search.secret(hit.secret);
            (secret, node.part(hit.range).range())
        }));
    }
    found
}

fn finding(
    (check, secret): (&KeptBack, &Secret),
    told: &str,
    places: Option<&[Place]>,
) -> Diagnostic {
    let message = format!("{told} what is expected of `{}`", check.check);
    let mut found = match places.and_then(<[Place]>::split_first) {
        Some((first, others)) => others
            .iter()
            .fold(Diagnostic::warning(first, message), |found, place| {
                found.also(place, "and here")
            }),
        None => warning(message),
    };
    found = found.also(&secret.place, "it is expected here");
    found.help(format!(
        "leave it out or say it in other words; if it is no secret, write `reveal: true` at `{}`",
        check.check.check
    ))
}

fn warning(message: String) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        message,
        excerpts: Vec::new(),
        file: None,
        help: Vec::new(),
    }
}

fn lines(hits: &[&Hit]) -> String {
    let numbers: Vec<String> = hits
        .iter()
        .take(PLACES)
        .map(|hit| hit.line.to_string())
        .collect();
    let noun = if numbers.len() == 1 { "line" } else { "lines" };
    format!("{noun} {}", numbers.join(", "))
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}

/// A text whose lines can be shown.
struct Shown {
    source: Arc<Source>,
    bom: usize,
}

impl Shown {
    fn of(name: &str, text: &str) -> Self {
        let bare = without_bom(text);
        Self {
            source: Source::new(name, bare),
            bom: text.len() - bare.len(),
        }
    }

    /// The place of some bytes, unless their line is too long to be shown.
    fn place(&self, start: usize, end: usize) -> Option<Place> {
        let range = start.saturating_sub(self.bom)..end.saturating_sub(self.bom);
        let place = Place::new(&self.source, range);
        let line = self.source.line_range(place.line());
        (line.len() <= LINE_LIMIT).then_some(place)
    }
}
