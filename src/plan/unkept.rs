//! Checks that keep back what is not there: `reveal: false` without `expect`, in an assignment that is no students' copy.

use crate::model::{Diagnostic, Diagnostics, Located, MarkedBy};
use crate::plan::check::Draft;
use crate::plan::points;

/// What is known of an assignment's secrets.
#[derive(Default)]
pub(crate) struct Unkept {
    /// The checks that keep back nothing.
    empty: Vec<Located<String>>,
    /// Whether there are hidden checks or expectations that are kept back: a students' copy has none.
    has_secrets: bool,
}

impl Unkept {
    /// Looks at the checks of an exercise.
    pub(crate) fn note(&mut self, drafts: &[Draft]) {
        let mut all = drafts.iter();
        self.has_secrets =
            self.has_secrets || all.any(|draft| draft.hidden() || draft.keeps_back());
        let empty = drafts
            .iter()
            .filter(|draft| points::marked_by(draft) == MarkedBy::Grading);
        let ids = empty.map(|draft| draft.check.id.clone().map(|id| id.to_string()));
        self.empty.extend(ids);
    }

    /// Who grades with an assignment must say in it what is expected; what students get need not.
    pub(crate) fn findings(self, diagnostics: &mut Diagnostics) {
        let empty = self.empty.iter().filter(|_| self.has_secrets);
        for id in empty {
            let message = format!(
                "`{}` has `reveal: false`, and no `expect` to keep back",
                id.value
            );
            diagnostics.push(
                Diagnostic::warning(&id.place, message)
                    .label("nothing says how it is graded")
                    .help("write what is expected; or leave `reveal` out, and a person marks what has `points`"),
            );
        }
    }
}
