//! The box: a world inside Linux namespaces of its own, with real names and ports and no way out.
//!
//! ```text
//! user, mount, uts, ipc and process namespace
//! ├── network of the internet: a router, every host's address, the servers' ports
//! ├── network of the far hosts, where a world has any: behind a path that is played by hand
//! └── network of the student's computer: eth0, its own name, /etc and /run; programs run here as an ordinary user
//! ```
//!
//! netcheck itself never enters. It starts itself again for each world; that process builds the namespaces, opens the servers' ports, hands their
//! sockets back, and from then on gives out sockets of the student's computer and starts programs there. A socket belongs to the network in
//! which it was made, whoever holds it: so the servers and the probes run in netcheck itself, as on loopback.

#[cfg(target_os = "linux")]
mod agent;
#[cfg(target_os = "linux")]
mod build;
#[cfg(target_os = "linux")]
mod cable;
mod cell;
#[cfg(target_os = "linux")]
mod control;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod etc;
mod layout;
#[cfg(target_os = "linux")]
mod netlink;
#[cfg(target_os = "linux")]
mod packet;
#[cfg(target_os = "linux")]
mod realm;
#[cfg(target_os = "linux")]
mod sys;
mod terms;

#[cfg(target_os = "linux")]
pub use agent::serve;
#[cfg(target_os = "linux")]
pub use cell::keep;
pub use cell::{
    CELL_COMMAND, Fate, Handed, Input, Job, Limits, Line, Listener, News, PATH, Ran, Reach,
    WORKPLACE, WRITTEN_LIMIT, Ward, holding,
};
#[cfg(not(target_os = "linux"))]
pub use elsewhere::{Realm, Running, keep, serve};
pub use layout::{Door, Layout, Transport};
#[cfg(target_os = "linux")]
pub use realm::{Realm, Running};
/// Whether netcheck runs as root: on systems without such users it never does.
pub fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    false
}

pub use terms::{
    COMMAND, Ended, HOME, OpenSocket, Program, Refusal, Step, THIS_PROGRAM, USER_NAME,
};
