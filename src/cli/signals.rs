//! Signals: the first ends the run in good order, the second ends the program at once.

use tokio::sync::watch;

/// Watches for signals; the receiver gets the number of the first one.
///
/// # Errors
/// When the system gives no signal handler.
pub(crate) fn watch() -> std::io::Result<watch::Receiver<Option<i32>>> {
    let (tell, stop) = watch::channel(None);
    let mut arrivals = Arrivals::new()?;
    tokio::spawn(async move {
        let first = arrivals.next().await;
        // Nobody listens any more only when the run has ended.
        let _ = tell.send(Some(first));
        let second = arrivals.next().await;
        end_at_once(second);
    });
    Ok(stop)
}

#[expect(clippy::exit, reason = "a second signal must not wait for anything")]
fn end_at_once(signal: i32) {
    std::process::exit(128 + signal);
}

#[cfg(unix)]
struct Arrivals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Arrivals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 2,
            _ = self.terminate.recv() => 15,
            _ = self.hangup.recv() => 1,
        }
    }
}

#[cfg(not(unix))]
struct Arrivals;

#[cfg(not(unix))]
impl Arrivals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> i32 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 2,
            Err(_) => std::future::pending().await,
        }
    }
}
