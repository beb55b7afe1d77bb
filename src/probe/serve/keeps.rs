//! A server of a student's that runs: what it prints, where it listens, how it ends.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::AsyncRead;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::model::{Facts, Value};
use crate::probe::Held;
use crate::probe::student::{Found, Printed, beginning, read, words};
use crate::sandbox::{Limits, Line, Listener, News, Ran, Refusal, Ward};

/// How long a server may take to end by itself when its last client has gone; one that serves on is ended.
const PARTING: Duration = Duration::from_millis(250);

/// What is known of it.
#[derive(Default)]
pub(super) struct State {
    pub(super) printed: Printed,
    pub(super) listeners: Vec<Listener>,
    pub(super) ended: Option<Result<Ran, Refusal>>,
}

/// The state, and word of each change.
#[derive(Default)]
pub(super) struct Board {
    state: Mutex<State>,
    changed: Notify,
}

impl Board {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_waiters();
    }

    /// Waits until something holds.
    pub(super) async fn until(&self, holds: impl Fn(&State) -> bool) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if holds(&self.state()) {
                return;
            }
            changed.await;
        }
    }
}

/// What is known of a server, and where to look.
#[derive(Clone)]
pub(super) struct View {
    pub(super) board: Arc<Board>,
    found: Arc<Found>,
    limits: Limits,
}

/// A server that runs. Dropping it ends it and all that it started.
pub(super) struct Server {
    pub(super) view: View,
    tasks: JoinSet<()>,
}

impl Server {
    /// Watches over a program that was started.
    pub(super) fn new(ward: Ward, found: Found, limits: Limits) -> Self {
        let board = Arc::new(Board::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(watched(ward, Arc::clone(&board)));
        let found = Arc::new(found);
        let view = View {
            board,
            found,
            limits,
        };
        Self { view, tasks }
    }
}

impl View {
    /// The facts as they stand now.
    pub(super) fn facts(&self) -> Facts {
        let state = self.board.state();
        if let Some(Ok(ran)) = &state.ended {
            return state.printed.facts_of(ran, &self.limits, &self.found);
        }
        let much = state.printed.is_too_much();
        let word = if much { "too-much-output" } else { "running" };
        let mut facts = state.printed.facts(word);
        beginning(&mut facts, &self.found.sources);
        facts
    }
}

impl Held for Server {
    fn end(mut self: Box<Self>) -> Pin<Box<dyn Future<Output = (Facts, Option<String>)> + Send>> {
        Box::pin(async move {
            let over = self.view.board.until(|state| state.ended.is_some());
            // One that serves on is no worse for it.
            let _ = tokio::time::timeout(PARTING, over).await;
            let facts = self.view.facts();
            self.tasks.shutdown().await;
            let serves_on = facts.value("ended") == Some(&Value::text("running"));
            let note = (!serves_on).then(|| epitaph(&facts));
            (facts, note)
        })
    }
}

/// What to say of a server that did not serve on: how it ended, and why and where, as far as that is known.
fn epitaph(facts: &Facts) -> String {
    let ended = format!("the server {}, by itself", words(facts));
    let Some(reason) = facts.reason("ended") else {
        return ended;
    };
    let place = facts.about.as_ref().map(|place| place.excerpt(""));
    let place = place.map_or_else(String::new, |at| format!(" ({}:{})", at.file, at.line));
    format!("{ended}. {reason}{place}")
}

async fn watched(ward: Ward, board: Arc<Board>) {
    let Ward {
        output,
        errors,
        line,
    } = ward;
    let printed = async {
        let output = heard(output, &board, |printed, bytes| {
            printed.output.extend_from_slice(bytes);
        });
        let errors = heard(errors, &board, |printed, bytes| {
            printed.errors.extend_from_slice(bytes);
        });
        // Where one of the two is too much, the program ends with this task.
        tokio::try_join!(output, errors)
    };
    let told = told(line, &board);
    tokio::pin!(printed, told);
    tokio::select! {
        outcome = &mut printed => {
            if outcome.is_ok() {
                let ended = told.await;
                board.change(|state| state.ended = Some(ended));
            }
        }
        ended = &mut told => {
            // What it printed last is still in the pipes.
            let _ = printed.await;
            board.change(|state| state.ended = Some(ended));
        }
    }
}

/// Takes down what is printed; an error when it is too much.
async fn heard(
    mut from: impl AsyncRead + Unpin,
    board: &Board,
    keep: impl Fn(&mut Printed, &[u8]),
) -> Result<(), ()> {
    let mut bytes = vec![0; 8192];
    loop {
        let length = read(&mut from, &mut bytes).await;
        if length == 0 {
            return Ok(());
        }
        board.change(|state| keep(&mut state.printed, &bytes[..length]));
        if board.state().printed.is_too_much() {
            return Err(());
        }
    }
}

async fn told(mut line: Line, board: &Board) -> Result<Ran, Refusal> {
    loop {
        match line.news().await? {
            News::Listens(listeners) => board.change(|state| state.listeners = listeners),
            News::Ended(ran) => return Ok(ran),
        }
    }
}
