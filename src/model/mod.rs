//! The nouns: values, facts, expectations, verdicts, events. Pure data, no input or output.

mod class;
mod diagnostic;
mod event;
mod evidence;
mod expect;
mod facts;
mod gap;
mod id;
mod nearest;
mod place;
mod report;
mod value;
mod verdict;
mod walls;
mod words;
mod world;

pub use class::{
    Alike, Class, ClassHead, Likeness, LikenessKind, Missing, Policy, Score, Student,
    StudentReport, Unknown, Work,
};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use event::{
    Audience, CheckOutline, Ending, Event, ExerciseOutline, Mark, MarkedBy, Net, Outcome, Outline,
    Points, Reveal, Share, Where,
};
pub use evidence::{EVIDENCE_LIMIT, Evidence, Speaker, Turn, When};
pub use expect::{
    Expectation, Expected, Matcher, Network, Operand, Pattern, Piece, Reference, Scope, Step, Steps,
};
pub use facts::{Declared, Fact, Facts, kept_name};
pub use gap::{Difference, Gap, Mismatch, Side, Wanted};
pub use id::{BadId, CheckId, CheckRef, ExerciseId, RESERVED_IDS};
pub use nearest::nearest;
pub use place::{Excerpt, Located, Place, Source};
pub use report::{CheckReport, ExerciseReport, Gathering, Tally};
pub use value::{Arity, Base, Type, Value};
pub use verdict::{Awaited, Failure, Fault, Verdict};
pub use walls::Walls;
pub use words::words;
pub use world::{Computer, Host, Link, Manner, Record, RecordData, Service, Subnet, World};
