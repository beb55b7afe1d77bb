//! The hosts that a spec names, and the values that `vars` pick for a student.

use std::net::IpAddr;

use crate::model::{Operand, Piece, Reference, Value};
use crate::plan::check::Draft;
use crate::spec::Var;

/// The hosts that the checks' targets name, literally or by `vars`, in small letters.
pub(crate) fn hosts(drafts: &[Draft], vars: &[Var]) -> Vec<String> {
    let targets = drafts.iter().flat_map(|draft| draft.probe.targets());
    targets
        .flat_map(|target| texts(&target.value, vars))
        .filter_map(|text| host(&text))
        .collect()
}

/// The value of a `vars` key for a student: by FNV-1a of the key and the student's id, so that it is the same on every machine.
pub fn pick<'a>(var: &'a Var, student_id: &str) -> &'a str {
    let bytes = var.key.value.bytes().chain([0]).chain(student_id.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let count = var.pick.len() as u64;
    let at = usize::try_from((hash >> 16) % count.max(1)).unwrap_or(0);
    var.pick.get(at).map_or("", |choice| &choice.value)
}

/// Every text that a target may become, with [`UNKNOWN`] for what a student wrote or another check sees.
fn texts(target: &Operand, vars: &[Var]) -> Vec<String> {
    match target {
        Operand::Literal(value) => value.items().iter().map(Value::to_string).collect(),
        Operand::Reference(reference) => choices(reference, vars),
        Operand::List(items) => items.iter().flat_map(|item| texts(item, vars)).collect(),
        Operand::Template(pieces) => pieces.iter().fold(vec![String::new()], |so_far, piece| {
            let ends = match piece {
                Piece::Text(text) => vec![text.clone()],
                Piece::Reference(reference) => choices(reference, vars),
            };
            so_far
                .iter()
                .flat_map(|start| ends.iter().map(move |end| format!("{start}{end}")))
                .collect()
        }),
    }
}

fn choices(reference: &Reference, vars: &[Var]) -> Vec<String> {
    let Reference::Var(key) = reference else {
        return vec![UNKNOWN.to_owned()];
    };
    let picks = vars
        .iter()
        .filter(|var| var.key.value == *key)
        .flat_map(|var| &var.pick);
    picks.map(|choice| choice.value.clone()).collect()
}

/// Stands for what is not known before the check runs; no host holds it.
const UNKNOWN: &str = "\0";

/// The host in `host`, `host:port`, `[v6]:port` or `http://host:port/path`.
fn host(target: &str) -> Option<String> {
    let after_scheme = target.split_once("://").map_or(target, |(_, rest)| rest);
    let authority = after_scheme
        .split(['/', '?', '#'])
        .next()
        .unwrap_or(after_scheme);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None if authority.parse::<IpAddr>().is_ok() => authority,
        None => authority.split(':').next().unwrap_or(authority),
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    (!host.is_empty() && !host.contains(UNKNOWN)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::{host, pick};
    use crate::model::{Located, Place, Source};
    use crate::spec::Var;

    #[test]
    fn the_host_of_a_target_is_found_in_every_form() {
        for (target, want) in [
            ("www.usfca.edu", "www.usfca.edu"),
            ("WWW.usfca.edu.:80", "www.usfca.edu"),
            ("192.0.2.1:80", "192.0.2.1"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("http://www.usfca.edu:8080/a?b", "www.usfca.edu"),
        ] {
            assert_eq!(host(target).as_deref(), Some(want), "{target}");
        }
        assert_eq!(host(":80"), None);
    }

    #[test]
    fn a_pick_depends_on_the_student_alone_and_every_choice_is_met() {
        let source = Source::new("netcheck.yaml", "host a b c");
        let at = |text: &str| Located::new(text.to_owned(), Place::new(&source, 0..0));
        let var = Var {
            key: at("host"),
            pick: vec![at("a"), at("b"), at("c")],
        };
        let picks: Vec<&str> = (0..100)
            .map(|n| pick(&var, &format!("student-{n}")))
            .collect();
        assert_eq!(pick(&var, "student-7"), picks[7]);
        assert!(["a", "b", "c"].iter().all(|choice| picks.contains(choice)));
    }
}
