//! What a class came to, in numbers: counted student by student, so that its memory grows with the checks alone.

use crate::model::{CheckRef, CheckReport, Fault, MarkedBy, Outline, Points, Verdict};
use crate::report::class::shown::{Graded, Shown};
use crate::report::phrase;

/// How many parts the distribution of points has.
pub(super) const PARTS: usize = 10;

/// The most students that are named at a check.
const NAMED: usize = 20;

/// The numbers.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// How many students handed in nothing.
    pub(super) missing: usize,
    /// How many earned which tenth of their points; the last part holds those with all of them, too.
    pub(super) parts: [usize; PARTS],
    /// How many students have a grade.
    pub(super) graded: usize,
    /// What they earned, as parts of what they could.
    shares: f64,
    /// How many handed in something that has points.
    counted: usize,
    /// The checks of today's exercises.
    pub(super) checks: Vec<Figure>,
}

/// What became of one check.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) check: CheckRef,
    pub(super) title: String,
    pub(super) of: Points,
    /// How many students it was decided for.
    pub(super) decided: usize,
    /// Of them, how many have all of its points, or passed it where it has none.
    pub(super) whole: usize,
    /// Who has no points for it yet: what happened, what would help, and to whom.
    pub(super) open: Vec<Waiting>,
}

/// Students whose check is not decided, all for the same reason.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) why: String,
    pub(super) remedy: String,
    pub(super) students: Vec<String>,
    /// How many are not named.
    pub(super) more: usize,
}

impl Figures {
    pub(super) fn new(outline: &Outline) -> Self {
        let checks = outline.exercises.iter().flat_map(|exercise| {
            exercise.checks.iter().map(|check| Figure {
                check: exercise.check(check),
                title: check.title.clone(),
                of: check.of,
                decided: 0,
                whole: 0,
                open: Vec::new(),
            })
        });
        Self {
            checks: checks.collect(),
            ..Self::default()
        }
    }

    /// Counts a student.
    pub(super) fn add(&mut self, shown: &Shown) {
        self.graded += usize::from(shown.grade.is_some());
        let Some(graded) = &shown.work else {
            self.missing += 1;
            return;
        };
        self.add_points(graded);
        for exercise in &graded.exercises {
            for check in &exercise.checks {
                let name = exercise.outline.check(&check.outline);
                let mut checks = self.checks.iter_mut();
                if let Some(figure) = checks.find(|figure| figure.check == name) {
                    figure.add(&shown.student.id, check);
                }
            }
        }
    }

    fn add_points(&mut self, graded: &Graded) {
        let (points, of) = (graded.score.points, graded.score.of);
        if of == 0 {
            return;
        }
        let part = (points as usize * PARTS / of as usize).min(PARTS - 1);
        self.parts[part] += 1;
        self.shares += f64::from(points) / f64::from(of);
        self.counted += 1;
    }

    /// What those who handed in something earned on average, in percent.
    pub(super) fn mean(&self) -> Option<f64> {
        let counted = u32::try_from(self.counted)
            .ok()
            .filter(|count| *count > 0)?;
        Some(100.0 * self.shares / f64::from(counted))
    }

    /// The checks that the fewest students have whole, the hardest first, without those that all have.
    pub(super) fn hardest(&self) -> Vec<&Figure> {
        let some = self
            .checks
            .iter()
            .filter(|figure| figure.whole < figure.decided);
        let mut hardest: Vec<&Figure> = some.collect();
        // Fractions are compared crosswise, which is exact.
        hardest.sort_by(|a, b| (a.whole * b.decided).cmp(&(b.whole * a.decided)));
        hardest
    }
}

impl Figure {
    fn add(&mut self, student: &str, check: &CheckReport) {
        let outcome = &check.outcome;
        match (&outcome.mark, &outcome.verdict) {
            (Some(mark), _) => self.count(mark.points >= check.outline.of),
            (None, Verdict::Undecided(fault)) => {
                self.wait(student, &phrase::fault(fault), &undecided(fault));
            }
            (None, Verdict::NotRun) => self.wait(student, "not run", "grade it once more"),
            (None, Verdict::Manual) => {
                let remedy = match check.outline.marked_by {
                    MarkedBy::Grading => "grade it once more".to_owned(),
                    MarkedBy::Person | MarkedBy::Machine => format!(
                        "mark it: `netcheck mark STUDENT {} POINTS/{}`",
                        self.check, self.of
                    ),
                };
                self.wait(student, phrase::manual(check.outline.marked_by), &remedy);
            }
            (None, Verdict::Pass) => self.count(true),
            (None, Verdict::Fail(_) | Verdict::Todo(_) | Verdict::Skipped { .. }) => {
                self.count(check.outline.of > 0 && outcome.points >= check.outline.of);
            }
        }
    }

    fn count(&mut self, whole: bool) {
        self.decided += 1;
        self.whole += usize::from(whole);
    }

    fn wait(&mut self, student: &str, why: &str, remedy: &str) {
        let known = self.open.iter().position(|one| one.why == why);
        let at = known.unwrap_or_else(|| {
            self.open.push(Waiting {
                why: why.to_owned(),
                remedy: remedy.to_owned(),
                students: Vec::new(),
                more: 0,
            });
            self.open.len() - 1
        });
        let waiting = &mut self.open[at];
        if waiting.students.len() < NAMED {
            waiting.students.push(student.to_owned());
        } else {
            waiting.more += 1;
        }
    }
}

fn undecided(fault: &Fault) -> String {
    phrase::remedy(fault).unwrap_or_else(|| "grade it once more".to_owned())
}
