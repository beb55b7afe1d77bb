//! Points in parts of one size, so that the share of parts that were earned is the share of points.

use crate::model::{CheckReport, Points, Share};

/// A part of a check's points.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is for, where there are several: the share, and which of its parts.
    pub(super) name: String,
    /// All of it, or none.
    pub(super) points: Points,
    pub(super) of: Points,
}

/// The shares of a check's points: as they are stated, if so; else one, which may be earned in part. They add up to its points.
pub(super) fn shares(check: &CheckReport) -> Vec<Share> {
    let stated = &check.outcome.shares;
    let mark = check.outcome.mark.as_ref();
    let earned = mark.map_or(check.outcome.points, |mark| mark.points);
    let points = stated.iter().map(|share| share.points).sum::<Points>();
    let of = stated.iter().map(|share| share.of).sum::<Points>();
    if !stated.is_empty() && (points, of) == (earned, check.outline.of) {
        return stated.clone();
    }
    vec![Share {
        name: String::new(),
        points: earned,
        of: check.outline.of,
    }]
}

/// The largest size of which shares, and what was earned of them, are multiples; 0 where there are no points.
pub(super) fn size<'a>(shares: impl Iterator<Item = &'a Share>) -> Points {
    let points = shares.flat_map(|share| [share.points, share.of]);
    points.fold(0, common)
}

/// The greatest common divisor.
fn common(a: Points, b: Points) -> Points {
    if b == 0 { a } else { common(b, a % b) }
}

/// Shares in parts of a size that they are multiples of.
pub(super) fn parts(shares: &[Share], size: Points) -> Vec<Part> {
    shares
        .iter()
        .flat_map(|share| of_share(share, size))
        .collect()
}

fn of_share(share: &Share, size: Points) -> impl Iterator<Item = Part> {
    let (earned, count) = (share.points / size, share.of / size);
    (0..count).map(move |at| Part {
        name: part_name(&share.name, at + 1, count),
        points: if at < earned { size } else { 0 },
        of: size,
    })
}

fn part_name(share: &str, number: Points, count: Points) -> String {
    match (share, count) {
        (_, 1) => share.to_owned(),
        ("", _) => format!("{number} of {count}"),
        (_, _) => format!("{share}, {number} of {count}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{parts, size};
    use crate::model::{Points, Share};

    fn share(name: &str, points: Points, of: Points) -> Share {
        Share {
            name: name.to_owned(),
            points,
            of,
        }
    }

    #[test]
    fn parts_are_as_large_as_they_can_be() {
        let check = |shares: &[Share], want, names: &[&str]| {
            let size = size(shares.iter());
            assert_eq!(size, want);
            let made = parts(shares, size);
            let made: Vec<String> = made
                .into_iter()
                .map(|part| format!("{} {}", part.name, part.points))
                .collect();
            assert_eq!(made, names);
        };
        check(
            &[share("", 2, 2), share("", 0, 4)],
            2,
            &[" 2", "1 of 2 0", "2 of 2 0"],
        );
        check(&[share("", 1, 3)], 1, &["1 of 3 1", "2 of 3 0", "3 of 3 0"]);
        check(
            &[share("helo", 2, 2), share("queued", 0, 4)],
            2,
            &["helo 2", "queued, 1 of 2 0", "queued, 2 of 2 0"],
        );
    }

    #[test]
    fn without_points_there_are_no_parts() {
        assert_eq!(size([share("", 0, 0)].iter()), 0);
    }
}
