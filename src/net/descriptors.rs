//! How many files and sockets this process may have open.

/// Raises the limit on open descriptors as far as the system lets an ordinary user, at most to 65,536:
/// hundreds of connections at once, and the lab's ends of them, do not fit into the usual 1,024.
#[cfg(unix)]
pub fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const WANTED: u64 = 65_536;
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(WANTED).min(WANTED);
    if limit.current.is_some_and(|current| current < most) {
        // Where the system refuses, the old limit holds and checks wait for their turn.
        let _ = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(most),
                maximum: limit.maximum,
            },
        );
    }
}

/// Other systems have no such limit that matters here.
#[cfg(not(unix))]
pub fn raise_limit() {}
