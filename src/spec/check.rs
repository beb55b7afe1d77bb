//! One check: its own keys, and the one probe that it names.

use crate::model::{
    Audience, BadId, CheckId, Diagnostic, Diagnostics, Located, Net, Place, Points, Reveal, nearest,
};
use crate::spec::fields::first_line;
use crate::spec::{Check, Data, Fields, NamedProbe, Node, PointsSpec, Retry, suggestion};

mod keys;

use keys::{AUDIENCES, MOST_REPEATS, RETRY_KEYS};
pub use keys::{CHECK_KEYS, MOST_POINTS};

/// What the ids of checks without one begin with; no author can write a `/` in an id.
const STAND_IN: &str = "unnamed/";

impl Check {
    /// Whether its author gave it an id that can be used; a stand-in is one that nobody can write.
    pub fn is_named(&self) -> bool {
        !self.id.value.as_str().starts_with(STAND_IN)
    }
}

/// Reads a check as far as it can be read; `probes` are the names that it may use, `number` tells stand-ins apart.
pub(crate) fn read(
    node: &Node,
    number: usize,
    probes: &[&str],
    audience: Audience,
    diagnostics: &mut Diagnostics,
) -> Option<Check> {
    let fields = Fields::any(node, "a check", diagnostics)?;
    let id = fields
        .required("id", diagnostics)
        .and_then(|node| id(node, diagnostics));
    let title = fields
        .required("title", diagnostics)
        .and_then(|node| node.prose(diagnostics));
    let probe = probe(&fields, probes, diagnostics);
    let rest = Rest::read(&fields, diagnostics);
    let place = first_line(&fields.place);
    Some(Check {
        id: id.or_else(|| stand_in(number, &place))?,
        title: title.map(|title| title.value).unwrap_or_default(),
        probe,
        points: rest.points,
        expect: fields.get("expect").cloned(),
        expect_elsewhere: fields.get("expect-elsewhere").cloned(),
        needs: rest.needs,
        timeout: rest.timeout,
        retry: rest.retry,
        networks: rest.networks,
        hints: rest.hints,
        because: rest.because,
        reveal: rest.reveal,
        audience: rest.audience.unwrap_or(audience),
        place,
    })
}

fn stand_in(number: usize, place: &Place) -> Option<Located<CheckId>> {
    let id = CheckId::new(&format!("{STAND_IN}n{number}")).ok()?;
    Some(Located::new(id, place.clone()))
}

/// The keys that may be left out.
struct Rest {
    points: Option<PointsSpec>,
    needs: Vec<Located<CheckId>>,
    timeout: Option<std::time::Duration>,
    retry: Retry,
    networks: Option<Vec<Net>>,
    hints: Vec<String>,
    because: Option<String>,
    reveal: Option<Reveal>,
    audience: Option<Audience>,
}

impl Rest {
    fn read(fields: &Fields<'_>, found: &mut Diagnostics) -> Self {
        Self {
            points: fields.get("points").and_then(|node| points(node, found)),
            needs: fields
                .get("needs")
                .map(|node| {
                    one_or_many(node)
                        .iter()
                        .filter_map(|node| id(node, found))
                        .collect()
                })
                .unwrap_or_default(),
            timeout: fields
                .get("timeout")
                .and_then(|node| node.duration(found))
                .map(|time| time.value),
            retry: fields
                .get("retry")
                .and_then(|node| retry(node, found))
                .unwrap_or_default(),
            networks: fields.get("network").and_then(|node| networks(node, found)),
            hints: fields
                .get("hint")
                .map(|node| texts(node, found))
                .unwrap_or_default(),
            because: fields
                .get("because")
                .and_then(|node| node.prose(found))
                .map(|text| text.value),
            reveal: fields.get("reveal").and_then(|node| reveal(node, found)),
            audience: fields
                .get("audience")
                .and_then(|node| audience(node, found)),
        }
    }
}

fn id(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<CheckId>> {
    let text = node.text(diagnostics)?;
    let bad = match CheckId::new(&text.value) {
        Ok(_) if text.value.contains('/') => BadId::Form,
        Ok(id) => return Some(node.located(id)),
        Err(bad) => bad,
    };
    diagnostics.push(match bad {
        BadId::Reserved => {
            let message = format!("`{}` has a meaning of its own in references", text.value);
            Diagnostic::error(&node.place, message).help("choose another id")
        }
        BadId::Form => {
            let message = format!("`{}` cannot be the id of a check", text.value);
            Diagnostic::error(&node.place, message)
                .help("begin with a small letter; then small letters, digits and `-`")
        }
    });
    None
}

/// The one probe of a check, or the one that a misspelt key most likely means; unknown keys are reported with it.
fn probe(
    fields: &Fields<'_>,
    probes: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<NamedProbe> {
    let (named, mut unknown): (Vec<_>, Vec<_>) = fields
        .entries()
        .iter()
        .filter(|(key, _)| !CHECK_KEYS.has(&key.value))
        .partition(|(key, _)| probes.contains(&key.value.as_str()));
    let meant = match named.first() {
        None => meant(&mut unknown, probes),
        Some(_) => None,
    };
    for (key, _) in unknown {
        diagnostics.push(unknown_key(key, probes));
    }
    for second in named.iter().skip(1) {
        diagnostics.push(two_probes(&named[0].0, &second.0));
    }
    if named.is_empty() {
        diagnostics.push(no_probe(fields, meant.as_ref(), probes));
    }
    let first = named.first().map(|entry| (entry.0.value.as_str(), *entry));
    let (name, (key, arguments)) = first.or(meant)?;
    Some(NamedProbe {
        name: Located::new(name.to_owned(), key.place.clone()),
        arguments: arguments.clone(),
    })
}

/// Takes the first unknown key that is most likely a misspelt probe, with that probe's name.
fn meant<'a, 'p>(
    unknown: &mut Vec<&'a (Located<String>, Node)>,
    probes: &[&'p str],
) -> Option<(&'p str, &'a (Located<String>, Node))> {
    let (at, name) = unknown.iter().enumerate().find_map(|(at, (key, _))| {
        let known = CHECK_KEYS.names().into_iter().chain(probes.iter().copied());
        let near = nearest(&key.value, known)?;
        let probe = probes.iter().find(|probe| **probe == near)?;
        Some((at, *probe))
    })?;
    Some((name, unknown.remove(at)))
}

fn two_probes(first: &Located<String>, second: &Located<String>) -> Diagnostic {
    let names = format!("`{}` and `{}`", first.value, second.value);
    Diagnostic::error(
        &second.place,
        format!("this check names two probes: {names}"),
    )
    .label("the second probe")
    .also(&first.place, "the first one")
    .help("make two checks of it")
}

fn unknown_key(key: &Located<String>, probes: &[&str]) -> Diagnostic {
    let known: Vec<&str> = CHECK_KEYS
        .names()
        .into_iter()
        .chain(probes.iter().copied())
        .collect();
    let message = format!("a check knows no key `{}`", key.value);
    let error = Diagnostic::error(&key.place, message);
    match nearest(&key.value, known) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error
            .help(format!(
                "its keys: {}",
                suggestion::listed(&CHECK_KEYS.names())
            ))
            .help(format!("its probe, one of: {}", suggestion::listed(probes))),
    }
}

fn no_probe(
    fields: &Fields<'_>,
    meant: Option<&(&str, &(Located<String>, Node))>,
    probes: &[&str],
) -> Diagnostic {
    let error = Diagnostic::error(&first_line(&fields.place), "this check names no probe");
    let found: Vec<&str> = fields
        .entries()
        .iter()
        .map(|(key, _)| key.value.as_str())
        .collect();
    let error = match meant {
        Some((name, (key, _))) => error.also(&key.place, format!("did you mean `{name}`?")),
        None => error,
    };
    let error = error.help(format!("found here: {}", suggestion::listed(&found)));
    match meant {
        Some(_) => error,
        None => error.help(format!("add one of: {}", suggestion::listed(probes))),
    }
}

fn points(node: &Node, diagnostics: &mut Diagnostics) -> Option<PointsSpec> {
    let Data::Map(entries) = &node.data else {
        let number = share(node, diagnostics)?;
        return Some(PointsSpec::Whole(node.located(number)));
    };
    if entries.is_empty() {
        diagnostics.push(Diagnostic::error(
            &node.place,
            "expected points, found an empty map",
        ));
        return None;
    }
    let shares: Vec<_> = entries
        .iter()
        .filter_map(|(key, node)| Some((key.clone(), share(node, diagnostics)?)))
        .collect();
    (!shares.is_empty()).then_some(PointsSpec::Shares(shares))
}

fn share(node: &Node, diagnostics: &mut Diagnostics) -> Option<Points> {
    let number = node.number(0, MOST_POINTS, diagnostics)?;
    Points::try_from(number.value).ok()
}

fn retry(node: &Node, diagnostics: &mut Diagnostics) -> Option<Retry> {
    let times = |node: &Node, diagnostics: &mut Diagnostics| {
        let number = node.number(0, MOST_REPEATS, diagnostics)?;
        u32::try_from(number.value).ok()
    };
    if !matches!(node.data, Data::Map(_)) {
        return Some(Retry {
            times: times(node, diagnostics)?,
            networks: None,
        });
    }
    let fields = Fields::of(node, "`retry`", &RETRY_KEYS, diagnostics)?;
    let networks = fields
        .get("network")
        .and_then(|node| networks(node, diagnostics));
    let count = fields.required("times", diagnostics)?;
    Some(Retry {
        times: times(count, diagnostics)?,
        networks,
    })
}

fn networks(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Net>> {
    let items = one_or_many(node);
    if items.is_empty() {
        let message = "expected a network, found an empty list: the check would never run";
        diagnostics.push(Diagnostic::error(&node.place, message));
    }
    let mut nets: Vec<Net> = items
        .iter()
        .filter_map(|item| item.word(&Net::WORDS, diagnostics))
        .filter_map(|word| Net::ALL.iter().find(|(known, _)| *known == word.value))
        .map(|(_, net)| *net)
        .collect();
    nets.sort_unstable();
    nets.dedup();
    (!nets.is_empty()).then_some(nets)
}

fn texts(node: &Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    let items = one_or_many(node);
    if items.is_empty() {
        diagnostics.push(node.unexpected("a text, or a list of texts"));
    }
    items
        .iter()
        .filter_map(|item| item.prose(diagnostics))
        .map(|text| text.value)
        .collect()
}

fn reveal(node: &Node, diagnostics: &mut Diagnostics) -> Option<Reveal> {
    let shown = node.flag(diagnostics)?;
    Some(if shown.value {
        Reveal::Shown
    } else {
        Reveal::Secret
    })
}

fn audience(node: &Node, diagnostics: &mut Diagnostics) -> Option<Audience> {
    let word = node.word(AUDIENCES, diagnostics)?;
    Some(match word.value {
        "instructor" => Audience::Instructor,
        _ => Audience::Student,
    })
}

/// The items of a list, or the one value itself.
pub(crate) fn one_or_many(node: &Node) -> &[Node] {
    match &node.data {
        Data::List(items) => items,
        Data::Scalar(_) | Data::Map(_) => std::slice::from_ref(node),
    }
}
