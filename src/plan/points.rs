//! What a check can earn, and who decides it.

use crate::model::{MarkedBy, Points, Reveal};
use crate::plan::Shares;
use crate::plan::check::Draft;
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

/// What expects nothing and keeps that from students is checked when it is graded, as in the students' copy of an assignment;
/// an answer or a file that states points and expects nothing is marked by a person.
pub(crate) fn marked_by(draft: &Draft) -> MarkedBy {
    let handed_in = draft.probe.file().is_some() || draft.probe.answer().is_some();
    let read_by_a_person = handed_in && draft.kind.name != "transcript";
    if draft.expects() {
        MarkedBy::Machine
    } else if draft.check.reveal == Some(Reveal::Secret) {
        MarkedBy::Grading
    } else if read_by_a_person && draft.check.points.is_some() {
        MarkedBy::Person
    } else {
        MarkedBy::Machine
    }
}

fn default_points(draft: &Draft, reads: Reads) -> Points {
    Points::from(draft.expects() && reads == Reads::Submission)
}
