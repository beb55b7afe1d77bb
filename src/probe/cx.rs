//! What a probe has at hand during one attempt.

use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::sync::Mutex;
use std::time::Instant;

use crate::judge;
use crate::model::{
    CheckId, EVIDENCE_LIMIT, Evidence, Facts, Fault, Located, Operand, Scope, Speaker, Value, When,
};
use crate::net::{Internet, ProgramId};
use crate::submission::Submission;

/// What a probe has at hand during one attempt.
pub struct Cx<'a> {
    /// The internet as this run sees it.
    pub internet: &'a Internet,
    /// What the student handed in.
    pub submission: &'a Submission,
    /// The exercise's folder, where its files may stand in the submission.
    pub folder: &'a str,
    /// What references stand for.
    pub scope: &'a dyn Scope,
    /// The checks that this one needs, with the connections they made.
    pub needed: &'a [Needed],
    began: Instant,
    silence: Mutex<Silence>,
    evidence: Mutex<Evidence>,
}

/// A check that this one needs.
#[derive(Clone, Debug)]
pub struct Needed {
    /// Which.
    pub check: CheckId,
    /// The local ends of the connections that it made.
    pub sockets: Vec<SocketAddr>,
    /// The student's programs that it started.
    pub programs: Vec<ProgramId>,
}

/// Something that goes on between netcheck and a peer, of which there is more to tell at every moment.
pub trait Ongoing: Send {
    /// The facts as they stand now.
    fn facts(&self) -> Facts;
}

/// An [`Ongoing`] whose facts so far are what silence means. They are made only when it is dropped: by the deadline, or at its end.
/// What was heard until then becomes evidence.
pub struct Unfinished<'a, T: Ongoing> {
    cx: &'a Cx<'a>,
    ongoing: T,
    heard: Vec<u8>,
    left_out: usize,
}

impl<T: Ongoing> Unfinished<'_, T> {
    /// Takes down what the peer sent, as part of its present turn.
    pub fn hear(&mut self, bytes: &[u8]) {
        let room = EVIDENCE_LIMIT - self.heard.len();
        let kept = room.min(bytes.len());
        self.heard.extend_from_slice(&bytes[..kept]);
        self.left_out += bytes.len() - kept;
    }

    /// Ends the peer's turn, and keeps what netcheck sends.
    pub fn say(&mut self, bytes: &[u8]) {
        self.end_turn();
        self.cx.sent(bytes);
    }

    /// Ends the peer's turn, and keeps what became of the connection.
    pub fn event(&mut self, what: &str) {
        self.end_turn();
        self.cx.event(what);
    }

    fn end_turn(&mut self) {
        if !self.heard.is_empty() {
            self.cx.received(&std::mem::take(&mut self.heard));
            lock(&self.cx.evidence).left_out += std::mem::take(&mut self.left_out);
        }
    }
}

impl<T: Ongoing> Deref for Unfinished<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.ongoing
    }
}

impl<T: Ongoing> DerefMut for Unfinished<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.ongoing
    }
}

impl<T: Ongoing> Drop for Unfinished<'_, T> {
    fn drop(&mut self) {
        self.end_turn();
        self.cx.silence_is(self.ongoing.facts());
    }
}

/// What it means when the deadline rings now.
#[derive(Clone, Debug)]
pub enum Silence {
    /// An observation: these facts are judged.
    Means(Facts),
    /// A fault, in this phase.
    Unknown(String),
}

impl<'a> Cx<'a> {
    /// The surroundings of an attempt that begins now.
    pub fn new(
        internet: &'a Internet,
        submission: &'a Submission,
        folder: &'a str,
        scope: &'a dyn Scope,
        needed: &'a [Needed],
    ) -> Self {
        Self {
            internet,
            submission,
            folder,
            scope,
            needed,
            began: Instant::now(),
            silence: Mutex::new(Silence::Unknown("starting".to_owned())),
            evidence: Mutex::new(Evidence::default()),
        }
    }

    /// From now on, no answer until the deadline is an observation: these facts.
    pub fn silence_is(&self, facts: Facts) {
        *lock(&self.silence) = Silence::Means(facts);
    }

    /// From now on, what is known of `ongoing` when the deadline rings is the observation.
    pub fn silence_is_what_is_known<T: Ongoing>(&'a self, ongoing: T) -> Unfinished<'a, T> {
        Unfinished {
            cx: self,
            ongoing,
            heard: Vec::new(),
            left_out: 0,
        }
    }

    /// From now on, no answer until the deadline is a fault in this phase.
    pub fn silence_is_a_fault(&self, phase: impl Into<String>) {
        *lock(&self.silence) = Silence::Unknown(phase.into());
    }

    /// Keeps what netcheck sent.
    pub fn sent(&self, bytes: &[u8]) {
        self.turn(Speaker::Sent, bytes);
    }

    /// Keeps what the peer sent.
    pub fn received(&self, bytes: &[u8]) {
        self.turn(Speaker::Received, bytes);
    }

    /// Keeps what became of the connection: `connected to 192.0.2.80:80`, `closed by the peer`.
    pub fn event(&self, what: &str) {
        self.turn(Speaker::Event, what.as_bytes());
    }

    /// Keeps what a recording says at a line of the student's file.
    pub fn recorded(&self, speaker: Speaker, text: &str, line: usize) {
        lock(&self.evidence).turn(speaker, text.as_bytes(), When::Line(line));
    }

    /// Keeps a note on how it was done.
    pub fn note(&self, note: impl Into<String>) {
        lock(&self.evidence).note(note);
    }

    /// Keeps the local end of a connection to the lab, by which `lab-saw` finds it.
    pub fn socket(&self, local: SocketAddr) {
        lock(&self.evidence).sockets.push(local);
    }

    /// Keeps a program that it started, by which `lab-saw` finds its connections.
    pub fn program(&self, program: ProgramId) {
        lock(&self.evidence).programs.push(program.0);
    }

    /// What an operand stands for.
    ///
    /// # Errors
    /// A fault when something it refers to does not exist.
    pub fn value(&self, operand: &Located<Operand>) -> Result<Value, Fault> {
        judge::resolve(&operand.value, self.scope).ok_or_else(|| Fault::NothingThere {
            what: operand.place.text().to_owned(),
        })
    }

    /// What an operand stands for, as text.
    ///
    /// # Errors
    /// A fault when something it refers to does not exist.
    pub fn text(&self, operand: &Located<Operand>) -> Result<String, Fault> {
        self.value(operand).map(|value| value.to_string())
    }

    /// When the attempt began.
    pub fn began(&self) -> Instant {
        self.began
    }

    /// What the deadline means now, and all that was kept: for who runs the attempt.
    pub fn into_parts(self) -> (Silence, Evidence) {
        (into_inner(self.silence), into_inner(self.evidence))
    }

    fn turn(&self, speaker: Speaker, bytes: &[u8]) {
        let when = When::After(self.began.elapsed());
        lock(&self.evidence).turn(speaker, bytes, when);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
