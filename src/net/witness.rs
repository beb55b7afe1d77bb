//! What the lab's servers saw, by connection: the better witness where a program was the client.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, OwnedMutexGuard};

/// The most bytes of one connection that are kept.
pub const VISIT_LIMIT: usize = 1024 * 1024;

/// Which connection: the order in which the lab accepted them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitId(pub usize);

/// One connection that a server of the lab had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The world's address and port.
    pub at: (IpAddr, u16),
    /// The client's end, as the server sees it.
    pub from: SocketAddr,
    /// What the client sent, cut at [`VISIT_LIMIT`].
    pub received: Vec<u8>,
    /// HTTP requests, one each: the whole head and body as received.
    pub requests: Vec<Vec<u8>>,
    /// Mails accepted.
    pub mails: Vec<Mail>,
    /// Whether the connection has ended.
    pub over: bool,
    /// The program that made it, where it was none of netcheck's own.
    pub program: Option<ProgramId>,
}

/// Which program of a student: in the order in which they were started in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgramId(pub usize);

/// Who makes connections besides netcheck.
#[derive(Debug, Default)]
struct Programs {
    /// How many were started.
    started: usize,
    /// The ports of netcheck's own sockets.
    own: HashSet<u16>,
}

/// One mail that a server of the lab accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The name given with HELO or EHLO.
    pub helo: String,
    /// The sender of the envelope, without brackets.
    pub from: String,
    /// The accepted recipients, without brackets.
    pub to: Vec<String>,
    /// The message, dots unstuffed, CRLF line ends.
    pub message: String,
    /// The queue id that the server told.
    pub queue_id: String,
}

/// The book that all servers of one lab write and that `lab-saw` reads.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    visits: Arc<Mutex<Vec<Visit>>>,
    changed: Arc<Notify>,
    programs: Arc<Mutex<Programs>>,
    /// Held while a program runs: what comes meanwhile is its doing.
    running: Arc<tokio::sync::Mutex<()>>,
}

impl Witness {
    /// A connection begins.
    pub fn arrive(&self, at: (IpAddr, u16), from: SocketAddr) -> VisitId {
        let program = self.program(from);
        let mut visits = self.lock();
        visits.push(Visit {
            at,
            from,
            received: Vec::new(),
            requests: Vec::new(),
            mails: Vec::new(),
            over: false,
            program,
        });
        let id = VisitId(visits.len() - 1);
        drop(visits);
        self.changed.notify_waiters();
        id
    }

    /// A program starts, once those before it in this world have ended. What comes to the servers from now on, and not from netcheck itself, is
    /// its doing; it must have ended when the guard is dropped.
    pub async fn program_starts(&self) -> (ProgramId, OwnedMutexGuard<()>) {
        let guard = Arc::clone(&self.running).lock_owned().await;
        let mut programs = locked(&self.programs);
        programs.started += 1;
        (ProgramId(programs.started), guard)
    }

    /// A socket with this port is netcheck's own.
    pub fn is_own(&self, port: u16) {
        locked(&self.programs).own.insert(port);
    }

    /// Whose connection comes from there.
    fn program(&self, from: SocketAddr) -> Option<ProgramId> {
        let programs = locked(&self.programs);
        let others = programs.started > 0 && !programs.own.contains(&from.port());
        others.then_some(ProgramId(programs.started))
    }

    /// Waits until none of a program's connections is open any more.
    pub async fn program_seen_out(&self, program: ProgramId) {
        let is_open = |visit: &Visit| visit.program == Some(program) && !visit.over;
        self.until(|visits| !visits.iter().any(is_open)).await;
    }

    /// Changes what is known of a connection.
    pub fn update(&self, id: VisitId, change: impl FnOnce(&mut Visit)) {
        if let Some(visit) = self.lock().get_mut(id.0) {
            change(visit);
        }
        self.changed.notify_waiters();
    }

    /// The client sent this.
    pub fn received(&self, id: VisitId, bytes: &[u8]) {
        self.update(id, |visit| {
            let room = VISIT_LIMIT
                .saturating_sub(visit.received.len())
                .min(bytes.len());
            visit.received.extend_from_slice(&bytes[..room]);
        });
    }

    /// Every connection so far, in order.
    pub fn visits(&self) -> Vec<Visit> {
        self.lock().clone()
    }

    /// The connections so far that satisfy a condition, in order.
    pub fn visits_where(&self, wanted: impl Fn(&Visit) -> bool) -> Vec<Visit> {
        self.lock()
            .iter()
            .filter(|visit| wanted(visit))
            .cloned()
            .collect()
    }

    /// Waits until each of these ends has had a connection: a server takes a connection up later than its client.
    pub async fn taken_up(&self, from: &[SocketAddr]) {
        let is_known = |visits: &[Visit], end| visits.iter().any(|visit| visit.from == end);
        self.until(|visits| from.iter().all(|end| is_known(visits, *end)))
            .await;
    }

    /// Waits until each of these ends has had a connection, and none of them is open any more.
    pub async fn seen_out(&self, from: &[SocketAddr]) {
        let over = |visits: &[Visit], end: &SocketAddr| {
            let mut theirs = visits.iter().filter(|visit| visit.from == *end).peekable();
            theirs.peek().is_some() && theirs.all(|visit| visit.over)
        };
        self.until(|visits| from.iter().all(|end| over(visits, end)))
            .await;
    }

    async fn until(&self, holds: impl Fn(&[Visit]) -> bool) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if holds(&self.lock()) {
                return;
            }
            changed.await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Visit>> {
        locked(&self.visits)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
