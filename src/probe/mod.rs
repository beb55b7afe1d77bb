//! The verbs that look. A probe observes: it knows no expectations, points, retries or colours.

mod addresses;
mod answer;
mod connect;
mod cx;
mod datagram;
mod dialogue;
mod dns;
mod file;
mod hostname;
mod http;
mod lab_saw;
mod nslookup;
mod program;
mod resolve;
mod run;
mod serve;
mod smtp;
mod student;
mod talk;
mod target;
#[cfg(test)]
mod testing;
mod transcript;

use std::future::Future;
use std::pin::Pin;

use crate::model::{
    Awaited, Declared, Diagnostic, Diagnostics, Facts, Fault, Located, Operand, Step,
};
use crate::session::Protocol;
use crate::spec::{AnswerDecl, AnswerType, Keys, Node, Takes};

pub use program::installed;

pub use cx::{Cx, Needed, Ongoing, Silence, Unfinished};

/// Every kind an exercise may name, in the order in which `netcheck explain` lists them.
pub static KINDS: &[Kind] = &[
    nslookup::KIND,
    resolve::KIND,
    dns::KIND,
    hostname::KIND,
    addresses::KIND,
    connect::KIND,
    talk::KIND,
    http::KIND,
    smtp::KIND,
    datagram::KIND,
    lab_saw::KIND,
    transcript::KIND,
    answer::KIND,
    file::KIND,
    run::KIND,
    serve::KIND,
];

/// The kind with a name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// A verb of the spec language.
pub struct Kind {
    /// Its key in a check.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// A line or lines of YAML that use it.
    pub example: &'static str,
    /// Its arguments in the long form.
    pub arguments: &'static Keys,
    /// What may stand behind its key in place of a map of arguments.
    pub short: Short,
    /// Every fact that some form of it yields, for `explain`.
    pub facts: fn() -> Vec<Declared>,
    /// What its facts depend on.
    pub facts_by: FactsBy,
    /// Whether it reads what the student handed in.
    pub reads: Reads,
    /// What limits how many run at once.
    pub load: Load,
    /// Reads its arguments; says what is wrong with them.
    pub read: fn(&Node, &mut Reading) -> Option<Box<dyn Probe>>,
}

impl Kind {
    /// What can be expected of it, for each word on which that depends; once without a word where it depends on none.
    pub fn offers(&self) -> Vec<(Option<&'static str>, Offer)> {
        match self.facts_by {
            FactsBy::Argument(name, offer) => {
                let argument = self.arguments.list.iter().find(|key| key.name == name);
                let words = match argument.map(|key| key.takes) {
                    Some(Takes::OneOf(words)) => words,
                    Some(_) | None => &[],
                };
                let each = words.iter().map(|word| (Some(*word), offer(word)));
                each.collect()
            }
            FactsBy::Kind | FactsBy::Declaration => {
                let facts = (self.facts)();
                vec![(None, Offer { facts, named: &[] })]
            }
        }
    }

    /// Every named expectation that some form of it has.
    pub fn named(&self) -> Vec<&'static Named> {
        let offers = self.offers().into_iter();
        offers.flat_map(|(_, offer)| offer.named).collect()
    }
}

/// What may stand behind a kind's key in place of a map of arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Short {
    /// Nothing.
    None,
    /// One argument by itself, as in `connect: host:port`.
    Argument(&'static str),
    /// `true`, which is all that may stand there.
    True,
}

/// What the facts of a kind depend on.
#[derive(Clone, Copy)]
pub enum FactsBy {
    /// Nothing.
    Kind,
    /// The word behind one of its arguments.
    Argument(&'static str, fn(&str) -> Offer),
    /// What the exercise declares: the type of an answer, several runs of a program.
    Declaration,
}

/// What can be expected of a probe.
#[derive(Clone)]
pub struct Offer {
    /// Its facts.
    pub facts: Vec<Declared>,
    /// Its named expectations.
    pub named: &'static [Named],
}

/// Whether a probe reads what the student handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// It does.
    Submission,
    /// It looks at the world.
    World,
}

/// What a student's program needs around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surroundings {
    /// The world's hosts, under their names.
    World,
    /// Clients, which netcheck's checks are.
    Clients,
    /// Nothing.
    Nothing,
}

/// What limits how many checks of a kind run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Connections: hundreds.
    Network,
    /// Datagrams to a server that has one buffer for all who ask: a hundred, because what does not fit is lost.
    Datagrams,
    /// Processes and blocking calls: a few a core.
    Process,
    /// The processor: one a core.
    Local,
}

/// What a kind needs to read its arguments.
pub struct Reading<'a> {
    /// The answers that the exercise declares.
    pub answers: &'a [AnswerDecl],
    /// Where findings go.
    pub diagnostics: &'a mut Diagnostics,
}

/// Something that outlives its check, such as a server that other checks talk to. Dropping it ends it at once.
pub trait Held: Send {
    /// Ends it, after the last check that needs it; yields the facts known only now, and what a reader should know of its end.
    fn end(self: Box<Self>) -> Pin<Box<dyn Future<Output = (Facts, Option<String>)> + Send>>;
}

/// What a probe brings back.
pub enum Observed {
    /// What it learned.
    Facts(Facts),
    /// What it learned so far, and something that it holds open for the checks that need it.
    Holding(Facts, Box<dyn Held>),
    /// What it should read is not handed in.
    Missing(Awaited),
    /// What it should read cannot be read, through the submission's own fault.
    Broken(Diagnostic),
}

/// The future of an observation; dropping it ends what it started.
pub type Observing<'a> = Pin<Box<dyn Future<Output = Result<Observed, Fault>> + Send + 'a>>;

/// A verb with its arguments, ready to look.
pub trait Probe: Send + Sync {
    /// The facts that it may yield with these arguments.
    fn facts(&self) -> Vec<Declared>;

    /// Its arguments that may hold references.
    fn operands(&self) -> Vec<&Located<Operand>>;

    /// Those of its operands that say where packets go (hosts, `host:port`): on `live`, only what the spec itself names is contacted.
    fn targets(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    /// The file of the submission that it reads, if it does.
    fn file(&self) -> Option<&str> {
        None
    }

    /// The protocol that it reads the file as, if it is a recording.
    fn recorded(&self) -> Option<Protocol> {
        None
    }

    /// The declared answer that it reads, if it does.
    fn answer(&self) -> Option<(&str, &AnswerType)> {
        None
    }

    /// What the program that it starts needs around it, if it starts one of the student's.
    fn surroundings(&self) -> Option<Surroundings> {
        None
    }

    /// Those of its facts that are known only when what it holds has ended.
    fn late_facts(&self) -> &'static [&'static str] {
        &[]
    }

    /// The named expectations that it offers with these arguments.
    fn named(&self) -> &'static [Named] {
        &[]
    }

    /// Looks once.
    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a>;
}

/// A named expectation such as `sent-by-hand`, which expands into ordered steps.
pub struct Named {
    /// Its key in `expect`.
    pub name: &'static str,
    /// What it asks, in one sentence.
    pub about: &'static str,
    /// Its arguments.
    pub arguments: &'static Keys,
    /// The names of its steps, in order, as `points` maps use them.
    pub steps: &'static [&'static str],
    /// Reads its arguments and expands it.
    pub read: fn(&Node, &mut Diagnostics) -> Option<Vec<Step>>,
}
