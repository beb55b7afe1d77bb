//! `run`: a program of the student's, or a command line, behind walls.

mod arguments;
mod once;
#[cfg(test)]
mod tests;

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type, Value};
use crate::probe::student::{EXIT, FILES, Found, Prepared, SIGNAL, STDERR, STDOUT, Wanted, lacks};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short, Surroundings,
};
use crate::sandbox::Reach;
use crate::spec::Node;

use arguments::{ARGUMENTS, Run};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "run",
    about: "runs a program that is handed in, or a command line, behind walls",
    example: "run: { python: lookup.py, arguments: [www.usfca.edu] }\nexpect: { stdout: { contains: 192.0.2.80 } }",
    arguments: &ARGUMENTS,
    short: Short::Argument("command"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Declaration,
    reads: Reads::Submission,
    load: Load::Process,
    read,
};

/// How a program ended.
const ENDS: &[&str] = &[
    "exited",
    "killed",
    "out-of-time",
    "too-much-output",
    "out-of-memory",
    "out-of-disk",
    "could-not-start",
];

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    EXIT,
    SIGNAL,
    Declared::new(
        "ended",
        Type::one(Base::Word(ENDS)),
        "how it ended; `killed` is by a signal",
    ),
    STDOUT,
    STDERR,
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it ran, in milliseconds; absent when it was ended",
    ),
    FILES,
];

/// The facts that a list of runs has as lists, an item for each run.
const LISTED: &[&str] = &["exit", "ended", "stdout", "stderr", "took"];

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    Some(Box::new(Run::read(node, reading.diagnostics)?))
}

impl Probe for Run {
    fn facts(&self) -> Vec<Declared> {
        if !self.several {
            return FACTS.to_vec();
        }
        let listed = FACTS.iter().filter(|fact| LISTED.contains(&fact.name));
        let many = |fact: &Declared| Declared {
            ty: Type::many(fact.ty.base),
            ..fact.clone()
        };
        listed.map(many).collect()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        self.all_operands()
    }

    fn file(&self) -> Option<&str> {
        self.program.file()
    }

    fn surroundings(&self) -> Option<Surroundings> {
        Some(match self.reach {
            Reach::World => Surroundings::World,
            Reach::Nothing => Surroundings::Nothing,
        })
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(self.look(cx))
    }
}

impl Run {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let found = match Found::of(&self.program, cx) {
            Ok(found) => found,
            Err(lacking) => return Ok(*lacking),
        };
        let mut all = Vec::new();
        for time in &self.times {
            let wanted = Wanted {
                which: &self.program,
                arguments: &time.arguments,
                given: &self.given,
                reach: self.reach,
                serves: false,
                terminal: self.terminal,
            };
            let prepared = Prepared::new(&wanted, &found, cx.internet.walls, cx.scope)?;
            let input = time.input.as_ref().map(|input| cx.text(input));
            let input = input.transpose()?.unwrap_or_default();
            let mut facts = once::run(&prepared, &found, &input, cx).await?;
            facts.lacks = lacks(&self.program, &facts, cx.internet.walls);
            all.push(facts);
        }
        Ok(Observed::Facts(if self.several {
            together(&all)
        } else {
            all.pop().unwrap_or_default()
        }))
    }
}

/// The facts of several runs, each a list. What a run does not have is an empty text there, so that the others keep their places.
fn together(runs: &[Facts]) -> Facts {
    let mut facts = Facts::new();
    for name in LISTED {
        let each = runs
            .iter()
            .map(|run| run.value(name).cloned().unwrap_or(Value::text("")));
        facts.set(*name, Value::List(each.collect()));
    }
    facts.about = runs.iter().find_map(|run| run.about.clone());
    facts.lacks = runs.iter().find_map(|run| run.lacks.clone());
    for run in runs {
        for name in LISTED {
            if let (Some(reason), None) = (run.reason(name), facts.reason(name)) {
                let reason = reason.to_owned();
                facts.set_reason(*name, reason);
            }
        }
    }
    facts
}
