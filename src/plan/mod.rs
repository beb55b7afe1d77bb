//! `Spec` → [`Plan`]: every check with its probe, its typed expectations, and what it waits for.

mod check;
mod circle;
mod expectation;
mod kept_back;
mod known;
mod names;
mod points;
mod references;
mod rules;
mod turns;
mod unkept;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{
    CheckId, CheckOutline, CheckRef, Declared, Diagnostic, Diagnostics, ExerciseOutline,
    Expectation, MarkedBy, Net, Outline, Points, Reference, Walls, Where, World,
};
use crate::probe::{Kind, Probe, Reads};
use crate::spec::{AnswerDecl, Exercise, Spec, Unread, Var};

use check::Draft;
pub use kept_back::{KeptBack, Secret, Tells, kept_back};
use known::Known;
pub use names::pick;
use unkept::Unkept;

/// The time of one attempt where the author states none.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// What is to be run, for any submission: checks in order, each with the numbers of those it waits for.
pub struct Plan {
    /// The assignment's title.
    pub assignment: String,
    /// Which network the plan is for; checks that do not apply to it are not in it.
    pub net: Net,
    /// Why it is not the box, where that was wanted and cannot be had.
    pub without_box: Option<String>,
    /// What stands around students' programs, or why none can be started here.
    pub walls: Result<Walls, String>,
    /// Whether it runs on the student's own machine.
    pub place: Where,
    /// The exercises with their checks, as reports show them.
    pub exercises: Vec<Arc<ExerciseOutline>>,
    /// The checks of all exercises in order.
    pub checks: Vec<Planned>,
    /// The keys that say who a student is.
    pub student: Vec<String>,
    /// Values picked for each student.
    pub vars: Vec<Var>,
    /// The practice internet.
    pub world: Arc<World>,
    /// The hosts that the spec names: on `live`, no other is contacted.
    pub named: Arc<Vec<String>>,
}

/// One check, ready to run.
pub struct Planned {
    /// Its name.
    pub id: CheckRef,
    /// Its exercise's folder, where its files may stand in a submission.
    pub folder: String,
    /// Its kind.
    pub kind: &'static Kind,
    /// Its probe.
    pub probe: Box<dyn Probe>,
    /// The facts that the probe may yield.
    pub facts: Vec<Declared>,
    /// What is expected here.
    pub expectation: Expectation,
    /// Every reference in its arguments and expectations.
    pub references: Vec<Reference>,
    /// The answers that its exercise declares.
    pub answers: Arc<Vec<AnswerDecl>>,
    /// The numbers of the checks that it waits for.
    pub needs: Vec<usize>,
    /// The check that must be over before it begins, whatever became of it: the one before it at the same server.
    pub after: Option<usize>,
    /// Whether it, or a check it needs for `lab-saw`, reads what the student handed in.
    pub reads: Reads,
    /// The time of one attempt.
    pub timeout: Duration,
    /// How often an attempt is repeated on this plan's network.
    pub retries: u32,
    /// What it can earn.
    pub shares: Shares,
    /// Who decides what it earns.
    pub marked_by: MarkedBy,
}

/// How the points of a check are earned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shares {
    /// All of them when it passes.
    Whole(Points),
    /// Each fact or step its share.
    Each(Vec<(String, Points)>),
}

impl Shares {
    /// The most that can be earned.
    pub fn sum(&self) -> Points {
        match self {
            Self::Whole(points) => *points,
            Self::Each(shares) => shares.iter().map(|(_, points)| points).sum(),
        }
    }
}

/// Which plan is wanted.
#[derive(Clone, Debug)]
pub struct Choice {
    /// For which network.
    pub net: Net,
    /// For the student's own machine or another.
    pub place: Where,
    /// Only the exercises with these folders; empty is all of them.
    pub folders: Vec<String>,
}

/// Makes the plan, and says everything that is wrong with the spec beyond its form:
/// unknown facts, matchers that do not fit, references that lead nowhere, circles.
/// The plan may be run only if the diagnostics are usable. All of the spec is read, whatever is chosen.
pub fn plan(spec: &Spec, choice: &Choice, diagnostics: &mut Diagnostics) -> Plan {
    let mut planned = Plan {
        assignment: spec.assignment.title.clone(),
        net: choice.net,
        without_box: None,
        walls: Ok(Walls::Box),
        place: choice.place,
        exercises: Vec::new(),
        checks: Vec::new(),
        student: spec
            .assignment
            .student
            .iter()
            .map(|key| key.value.clone())
            .collect(),
        vars: spec.assignment.vars.clone(),
        world: Arc::new(spec.world.clone()),
        named: Arc::new(Vec::new()),
    };
    rules::across_exercises(spec, diagnostics);
    let mut named = Vec::new();
    let mut files = Vec::new();
    let mut unkept = Unkept::default();
    for exercise in &spec.exercises {
        let drafts = read(spec, exercise, choice.place, diagnostics);
        if diagnostics.is_full() {
            diagnostics.stop();
            break;
        }
        unkept.note(&drafts);
        named.extend(names::hosts(&drafts, &spec.assignment.vars));
        files.push((exercise.folder.clone(), rules::files(&drafts)));
        if choice.folders.is_empty() || choice.folders.contains(&exercise.folder) {
            planned.add(exercise, drafts);
        }
    }
    rules::files_across(&files, diagnostics);
    unkept.findings(diagnostics);
    named.sort();
    named.dedup();
    planned.named = Arc::new(named);
    planned
}

/// Reads the checks of an exercise, with all findings about what its author wrote.
fn read<'a>(
    spec: &Spec,
    exercise: &'a Exercise,
    place: Where,
    diagnostics: &mut Diagnostics,
) -> Vec<Draft<'a>> {
    let mut found = Diagnostics {
        list: Vec::new(),
        patterns: diagnostics.patterns,
    };
    let drafts = check::drafts(exercise, place, &mut found);
    rules::within_exercise(&Known::new(spec, exercise, &drafts), &mut found);
    if found.is_full() {
        diagnostics.stop();
    }
    diagnostics.patterns = found.patterns;
    found
        .list
        .retain(|found| is_the_authors(found, &exercise.unread));
    diagnostics.list.append(&mut found.list);
    drafts
}

/// Whether a finding is about what the author wrote, not about what stands there instead so that reading could go on.
fn is_the_authors(found: &Diagnostic, unread: &Unread) -> bool {
    let first = found.excerpts.first();
    !first.is_some_and(|first| {
        let width = first.text[first.marked.clone()].chars().count().max(1);
        let marked = first.column..first.column + width;
        let mut replaced = unread.replaced.iter();
        replaced.any(|(file, line, column)| {
            *line == first.line && marked.contains(column) && *file == first.file
        })
    })
}

impl Plan {
    /// The outline for a student and what they handed in, the first event of a run.
    pub fn outline(&self, student: Vec<(String, String)>, submission: String) -> Outline {
        Outline {
            assignment: self.assignment.clone(),
            net: self.net,
            without_box: self.without_box.clone(),
            walls: self.walls.clone().ok().filter(|_| self.starts_programs()),
            place: self.place,
            submission,
            student,
            exercises: self.exercises.clone(),
            hidden: 0,
        }
    }

    /// Whether any of its checks starts a student's program.
    pub fn starts_programs(&self) -> bool {
        self.checks
            .iter()
            .any(|check| check.probe.surroundings().is_some())
    }

    fn add(&mut self, exercise: &Exercise, drafts: Vec<Draft>) {
        let first = self.checks.len();
        let applying: Vec<Draft> = drafts
            .into_iter()
            .filter(|draft| draft.applies(self.net))
            .collect();
        let numbers: HashMap<CheckId, usize> = applying
            .iter()
            .zip(first..)
            .map(|(draft, number)| (draft.check.id.value.clone(), number))
            .collect();
        let answers = Arc::new(exercise.answers.clone());
        let mut outlines: Vec<Arc<CheckOutline>> = Vec::new();
        let reads = rules::readers(&applying);
        for (draft, reads) in applying.into_iter().zip(reads) {
            let needs = draft.needs.iter();
            let needs = needs
                .filter_map(|need| numbers.get(&need.value).copied())
                .collect();
            let shares = points::shares(&draft, reads);
            outlines.push(Arc::new(draft.outline(shares.sum())));
            let retries = draft.retries(self.net);
            let planned = Planned {
                needs,
                reads,
                retries,
                shares,
                ..planned(exercise, &answers, draft)
            };
            self.checks.push(planned);
        }
        turns::take(&mut self.checks, first);
        self.exercises.push(Arc::new(ExerciseOutline {
            id: exercise.id.clone(),
            folder: exercise.folder.clone(),
            title: exercise.title.clone(),
            checks: outlines,
        }));
    }
}

/// A check by itself: what it waits for and what it can earn follow from the others.
fn planned(exercise: &Exercise, answers: &Arc<Vec<AnswerDecl>>, draft: Draft) -> Planned {
    Planned {
        id: CheckRef {
            exercise: exercise.id.clone(),
            check: draft.check.id.value.clone(),
        },
        folder: exercise.folder.clone(),
        kind: draft.kind,
        timeout: draft.check.timeout.unwrap_or(DEFAULT_TIMEOUT),
        marked_by: points::marked_by(&draft),
        references: draft.references(),
        answers: Arc::clone(answers),
        probe: draft.probe,
        facts: draft.facts,
        expectation: draft.expectation,
        needs: Vec::new(),
        after: None,
        reads: draft.kind.reads,
        shares: Shares::Whole(0),
        retries: 0,
    }
}
