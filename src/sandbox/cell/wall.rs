//! The walls one by one. A test may leave one out, and see what it holds back go through; a program that is built for use has no such switch.

use serde::{Deserialize, Serialize};

/// One of the walls of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wall {
    /// A file system of its own.
    Root,
    /// What it sees of the system cannot be written to.
    ReadOnly,
    /// The limit of bytes in its own folders.
    Disk,
    /// The limit of files in its own folders.
    Files,
    /// The limit of one file.
    FileSize,
    /// The network without any address, for a program that is to reach nothing.
    Network,
    /// No namespaces in it.
    Namespaces,
    /// The system calls that it has no use for.
    Seccomp,
    /// The rules on files that hold behind the mounts.
    Landlock,
    /// The memory of the process that watches over it is closed.
    Undumpable,
    /// The limit of processes.
    Processes,
    /// The limit of open descriptors.
    Descriptors,
    /// The limit of memory, all processes together.
    Memory,
    /// The limit of addresses, each process.
    AddressSpace,
    /// Processes of its own, which see and reach no others.
    Pids,
    /// Shared memory and queues of its own.
    Ipc,
    /// A session of its own, without netcheck's terminal.
    Session,
    /// No file gives privileges.
    NewPrivileges,
    /// No capabilities.
    Capabilities,
    /// Another user than root.
    User,
}

/// What turns walls off in tests: their names, separated by commas.
const SWITCH: &str = "NETCHECK_TEST_WITHOUT_WALLS";

/// The walls that a test leaves out: none in a program that is built for use.
pub(super) fn left_out() -> Vec<Wall> {
    if !cfg!(debug_assertions) {
        return Vec::new();
    }
    let names = std::env::var(SWITCH).unwrap_or_default();
    let name = |name: &str| serde_json::from_value(name.into()).ok();
    names.split(',').filter_map(name).collect()
}
