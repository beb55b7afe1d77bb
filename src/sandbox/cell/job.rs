//! What is locked in, within which limits, and what became of it. Plain data: it crosses the line between netcheck and the cell.

use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::Walls;
use crate::sandbox::layout::Transport;

/// The hidden command with which netcheck starts itself for a cell.
pub const CELL_COMMAND: &str = "__cell";

/// The folder of the program's own files, in which it starts, in the box.
pub const WORKPLACE: &str = "/home/student";

/// Where programs are looked for in a cell.
pub const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A program that is to run in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The program: a name that is looked up in [`PATH`], or a path.
    pub program: PathBuf,
    /// Its arguments, without its own name.
    pub arguments: Vec<String>,
    /// What stands around it.
    pub walls: Walls,
    /// What it can reach; only the box keeps it from anything.
    pub reach: Reach,
    /// What it may use.
    pub limits: Limits,
    /// Whether to look where it listens, as a server does.
    pub serves: bool,
}

/// Where a program listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listener {
    /// For connections, or for datagrams.
    pub transport: Transport,
    /// Its address; the unspecified one stands for all of the computer's.
    pub at: SocketAddr,
}

/// What a program reads.
#[derive(Debug)]
pub enum Input {
    /// A file, to its end.
    File(File),
    /// A terminal of its own, at which this is typed; what it prints and its errors come together there.
    Terminal(String),
}

/// A file for a program's folder.
#[derive(Debug)]
pub struct Handed {
    /// Its path there, with `/` between its parts; no `..`.
    pub path: String,
    /// Whether it may be started.
    pub executable: bool,
    /// From where it is copied.
    pub from: File,
}

/// What a program can reach by the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// The world, as the student's computer does.
    World,
    /// Nothing: its network has not even an address of its own.
    Nothing,
}

/// What a program and all that it starts may use, together unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory, in bytes.
    pub memory: u64,
    /// Addresses of each process, in bytes: used or not, as tables of pages cost memory too. Machines of languages reserve many times of what
    /// they use.
    pub addresses: u64,
    /// Files in its own folders, in bytes.
    pub disk: u64,
    /// Files and folders in its own folders.
    pub files: u64,
    /// Processes and threads at once.
    pub processes: u64,
    /// Open descriptors of each process.
    pub descriptors: u64,
    /// One file, in bytes.
    pub file_size: u64,
    /// Time on a processor of each process, in seconds.
    pub cpu: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 512 * 1024 * 1024,
            addresses: 64 * 1024 * 1024 * 1024,
            disk: 64 * 1024 * 1024,
            files: 4096,
            processes: 128,
            descriptors: 256,
            file_size: 32 * 1024 * 1024,
            cpu: 60,
        }
    }
}

/// What is told of a program while it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It listens there, and nowhere else so far.
    Listens(Vec<Listener>),
    /// It has ended.
    Ended(Ran),
}

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// How it ended.
    pub fate: Fate,
    /// How long it ran, without the time to build its walls.
    pub took: Duration,
    /// The files in its folder that are new or changed, by their paths there, in order; of many the first [`WRITTEN_LIMIT`].
    pub written: Vec<String>,
}

/// The most files that [`Ran::written`] names.
pub const WRITTEN_LIMIT: usize = 100;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// By itself, with this exit code, 0 to 255.
    Exited(i32),
    /// By the signal with this number.
    Killed(i32),
    /// It and what it started had more memory than they may.
    OutOfMemory,
    /// It and what it started had more files in its folder than they may; where its own file system has no room for them, it is told so instead.
    OutOfDisk,
    /// It could not be started: the number of the error (errno(3)).
    NotStarted(i32),
}
