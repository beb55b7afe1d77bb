//! What a check can earn, and who decides it.

use crate::model::Points;
use crate::plan::check::Draft;
use crate::plan::{MarkedBy, Shares};
use crate::probe::Reads;
use crate::spec::PointsSpec;

/// What a check can earn: as stated, else 1 where it reads the submission and expects something.
pub(crate) fn shares(draft: &Draft, reads: Reads) -> Shares {
    match &draft.check.points {
        Some(PointsSpec::Whole(points)) => Shares::Whole(points.value),
        Some(PointsSpec::Shares(shares)) => Shares::Each(
            shares
                .iter()
                .map(|(name, points)| (name.value.clone(), *points))
                .collect(),
        ),
        None => Shares::Whole(default_points(draft, reads)),
    }
}

/// A check of a file or an answer that states points and expects nothing is marked by a person.
pub(crate) fn marked_by(draft: &Draft) -> MarkedBy {
    let handed_in = draft.probe.file().is_some() || draft.probe.answer().is_some();
    let expects = draft.check.expect.is_some() || draft.check.expect_elsewhere.is_some();
    if handed_in && !expects && draft.check.points.is_some() && draft.kind.name != "transcript" {
        MarkedBy::Person
    } else {
        MarkedBy::Machine
    }
}

fn default_points(draft: &Draft, reads: Reads) -> Points {
    let expects = draft.check.expect.is_some() || draft.check.expect_elsewhere.is_some();
    Points::from(expects && reads == Reads::Submission)
}
