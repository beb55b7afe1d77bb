//! Each comparison of two values: `None` when it holds, else the gap.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use regex::Regex;

use crate::judge::canonical::{address, canonical, lines, number, same};
use crate::judge::evaluate::Judged;
use crate::judge::gaps;
use crate::model::{Arity, Base, Difference, Gap, Network, Side, Type, Value};

pub(super) fn equals(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    match (want.items(), got.items()) {
        ([want], [got]) => match gaps::of_one(ty.base, want, got)? {
            Gap::Differs if ty.arity == Arity::Many => Some(Gap::Set {
                missing: vec![want.clone()],
                extra: vec![got.clone()],
            }),
            gap => Some(gap),
        },
        (want, got) if want.len() == got.len() && all_same(ty.base, want, got) => None,
        (want, got) => Some(gaps::of_lists(ty.base, want, got)),
    }
}

fn all_same(base: Base, want: &[Value], got: &[Value]) -> bool {
    want.iter()
        .zip(got)
        .all(|(want, got)| same(base, want, got))
}

pub(super) fn one_of(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    let strangers: Vec<&Value> = got
        .items()
        .iter()
        .filter(|got| !want.items().iter().any(|want| same(ty.base, want, got)))
        .collect();
    match (strangers.as_slice(), got.items()) {
        ([], [_, ..]) => None,
        ([stranger], [_]) => Some(gaps::nearest(ty.base, want.items(), stranger)),
        (_, _) => Some(Gap::Set {
            missing: Vec::new(),
            extra: strangers.into_iter().cloned().collect(),
        }),
    }
}

pub(super) fn same_set(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    let missing = unlike(ty.base, want.items(), got.items());
    let extra = unlike(ty.base, got.items(), want.items());
    (!missing.is_empty() || !extra.is_empty()).then_some(Gap::Set { missing, extra })
}

pub(super) fn overlaps(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    let missing = unlike(ty.base, want.items(), got.items());
    (missing.len() == want.items().len()).then_some(Gap::Lacks(missing))
}

pub(super) fn contains(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    let lacks = lacks(ty, want, got);
    match lacks.as_slice() {
        [] => None,
        [only] => Some(nearly_inside(ty, only, got).unwrap_or(Gap::Lacks(lacks))),
        [_, ..] => Some(Gap::Lacks(lacks)),
    }
}

pub(super) fn contains_any(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    let lacks = lacks(ty, want, got);
    if lacks.len() < want.items().len() {
        return None;
    }
    let nearly = lacks.iter().find_map(|item| nearly_inside(ty, item, got));
    Some(nearly.unwrap_or(Gap::Lacks(lacks)))
}

/// The wanted items that are not in it: in a list as items, in a text as parts.
fn lacks(ty: Type, want: &Value, got: &Value) -> Vec<Value> {
    match ty.arity {
        Arity::Many => unlike(ty.base, want.items(), got.items()),
        Arity::One => {
            let text = plain(ty.base, got);
            want.items()
                .iter()
                .filter(|item| !text.contains(&plain(ty.base, item)))
                .cloned()
                .collect()
        }
    }
}

/// The text to search: of a host name or mailbox its one form, of everything else its lines.
fn plain(base: Base, value: &Value) -> String {
    canonical(base, value).to_string()
}

fn nearly_inside(ty: Type, want: &Value, got: &Value) -> Option<Gap> {
    if ty.arity == Arity::Many {
        return None;
    }
    let (want, got) = (plain(ty.base, want), plain(ty.base, got));
    let inside = |form: fn(&str) -> String| got_holds(&form(&got), &form(&want));
    let difference = if inside(str::to_lowercase) {
        Difference::Case
    } else if inside(gaps::without_blanks) {
        Difference::Blanks
    } else {
        return None;
    };
    Some(Gap::Nearly { difference })
}

fn got_holds(got: &str, want: &str) -> bool {
    !want.is_empty() && got.contains(want)
}

/// The items that are not among the others, each once.
fn unlike(base: Base, items: &[Value], others: &[Value]) -> Vec<Value> {
    let mut known: BTreeSet<Value> = others.iter().map(|item| canonical(base, item)).collect();
    items
        .iter()
        .filter(|item| known.insert(canonical(base, item)))
        .cloned()
        .collect()
}

pub(super) fn same_word(_: Type, want: &Value, got: &Value) -> Option<Gap> {
    let word = |value: &Value| value.to_string().trim().to_lowercase();
    let (want, got) = (word(want), word(got));
    if want == got {
        return None;
    }
    Some(
        if gaps::without_blanks(&want) == gaps::without_blanks(&got) {
            Gap::Nearly {
                difference: Difference::Blanks,
            }
        } else {
            Gap::Differs
        },
    )
}

pub(super) fn matches(pattern: &Regex, got: &Value) -> Option<Gap> {
    let found = got
        .items()
        .iter()
        .any(|item| pattern.is_match(&lines(&item.to_string()).join("\n")));
    (!found).then_some(Gap::NoMatch)
}

pub(super) fn at_least(_: Type, want: &Value, got: &Value) -> Option<Gap> {
    let (Some(limit), Some(got)) = (number(want), number(got)) else {
        return Some(Gap::Differs);
    };
    (got < limit).then_some(Gap::Range {
        limit,
        side: Side::Below,
    })
}

pub(super) fn at_most(_: Type, want: &Value, got: &Value) -> Option<Gap> {
    let (Some(limit), Some(got)) = (number(want), number(got)) else {
        return Some(Gap::Differs);
    };
    (got > limit).then_some(Gap::Range {
        limit,
        side: Side::Above,
    })
}

/// Every address of a list must be within; of none there is nothing to say.
pub(super) fn within(network: Network, got: &Value) -> Judged {
    let items = got.items();
    if items.is_empty() {
        return Judged::Moot(Gap::Missing);
    }
    let all = items
        .iter()
        .all(|item| address(&item.to_string()).is_some_and(|address| holds(network, address)));
    (!all).then_some(Gap::Outside).into()
}

fn holds(network: Network, address: IpAddr) -> bool {
    match (network, address) {
        (
            Network::Cidr {
                address: net,
                length,
            },
            _,
        ) => in_cidr(net, length, address),
        (Network::Private, IpAddr::V4(v4)) => v4.is_private(),
        (Network::Private, IpAddr::V6(v6)) => v6.is_unique_local(),
        (Network::Loopback, _) => address.is_loopback(),
        (Network::Documentation, IpAddr::V4(v4)) => v4.is_documentation(),
        (Network::Documentation, IpAddr::V6(v6)) => v6.segments()[..2] == [0x2001, 0x0db8],
    }
}

fn in_cidr(network: IpAddr, length: u8, address: IpAddr) -> bool {
    let (network, address, width) = match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => (widened(network), widened(address), 32),
        (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    let dropped = u32::from(width - length.min(width));
    let prefix = |bits: u128| bits.checked_shr(dropped).unwrap_or(0);
    prefix(network) == prefix(address)
}

fn widened(address: Ipv4Addr) -> u128 {
    u128::from(address.to_bits())
}
