//! What netcheck is measured beside: a loop that connects, and does nothing else.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// The word that makes this program be the bare loop.
pub(crate) const WORD: &str = "bare-connect";

/// How many connections it makes at once.
const AT_ONCE: usize = 256;

/// Connects to each address of a file, one a line, and says how many were open.
pub(crate) fn connect(file: &str) -> io::Result<()> {
    let targets = fs::read_to_string(file)?;
    let open = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(count_open(&targets));
    io::Write::write_all(&mut io::stdout(), format!("{open} open\n").as_bytes())
}

async fn count_open(targets: &str) -> usize {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for target in targets.lines() {
        let target: SocketAddr = target.parse().expect("an address a line");
        let room = Arc::clone(&room);
        tasks.spawn(async move {
            let _place = room.acquire().await;
            TcpStream::connect(target).await.is_ok()
        });
    }
    let mut open = 0;
    while let Some(done) = tasks.join_next().await {
        open += usize::from(done.unwrap_or(false));
    }
    open
}
