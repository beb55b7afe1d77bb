//! What the box is spoken of with: programs, how they end, the steps in which a world is built, and what was refused in one.

#[cfg(target_os = "linux")]
use std::io;
use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The hidden command with which netcheck starts itself for a world.
pub const COMMAND: &str = "__world";
/// This program itself, also when its file was replaced meanwhile.
pub const THIS_PROGRAM: &str = "/proc/self/exe";

/// The name of the user as whom programs run in the box.
pub const USER_NAME: &str = "student";

/// A folder of its own in the box, for who has no other there.
pub const HOME: &str = "/run/student";

/// A socket that was opened in a world.
#[derive(Debug)]
pub enum OpenSocket {
    /// It listens for connections.
    Listener(TcpListener),
    /// It takes datagrams.
    Datagrams(UdpSocket),
}

/// A program and how it is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The file, or a name that is looked up in the `PATH` of its environment.
    pub file: PathBuf,
    /// Its arguments, without its own name.
    pub arguments: Vec<String>,
    /// Its whole environment.
    pub environment: Vec<(String, String)>,
    /// The folder in which it starts; where it cannot be entered, [`HOME`].
    pub folder: PathBuf,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this exit code, 0 to 255.
    Exited(i32),
    /// By the signal with this number.
    Killed(i32),
}

#[cfg(target_os = "linux")]
impl Ended {
    pub(super) fn to_bytes(self) -> [u8; 5] {
        let (kind, number) = match self {
            Self::Exited(code) => (b'e', code),
            Self::Killed(signal) => (b'k', signal),
        };
        let [a, b, c, d] = number.to_be_bytes();
        [kind, a, b, c, d]
    }

    pub(super) fn of_bytes(bytes: [u8; 5]) -> Option<Self> {
        let [kind, a, b, c, d] = bytes;
        let number = i32::from_be_bytes([a, b, c, d]);
        match kind {
            b'e' => Some(Self::Exited(number)),
            b'k' => Some(Self::Killed(number)),
            _ => None,
        }
    }
}

/// A step that the system did not allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Which.
    pub step: Step,
    /// The number of the error (errno(3)), 0 when there is none.
    pub number: i32,
    /// The error in the system's words.
    pub error: String,
}

/// The steps in which a world is built, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A process of its own.
    Process,
    /// The user namespace, and with it all others.
    Namespaces,
    /// The map of user and group numbers.
    Maps,
    /// The first process of the process namespace.
    Init,
    /// A mount table of its own, with `/proc`, `/run` and `/etc`.
    Mounts,
    /// The internet's network: routes and addresses.
    Internet,
    /// The servers' ports.
    Ports,
    /// The student's computer: its interface, addresses and routes.
    Computer,
    /// What a program sees of the file system.
    Root,
    /// What a program may not do, and how much it may use.
    Walls,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Process,
        Self::Namespaces,
        Self::Maps,
        Self::Init,
        Self::Mounts,
        Self::Internet,
        Self::Ports,
        Self::Computer,
        Self::Root,
        Self::Walls,
    ];

    /// What is tried in it, for people.
    pub fn about(self) -> &'static str {
        match self {
            Self::Process => "start a process for the box",
            Self::Namespaces => "make namespaces for users, processes, mounts and networks",
            Self::Maps => "be an ordinary user in the new user namespace",
            Self::Init => "start the first process of the box",
            Self::Mounts => "mount a /proc, a /run and an /etc of its own",
            Self::Internet => "give the box's internet its addresses and routes",
            Self::Ports => "listen at real ports, such as 25, 53 and 80",
            Self::Computer => "give the student's computer its interface and address",
            Self::Root => "give a program a file system of its own",
            Self::Walls => "lock a program in, within limits",
        }
    }
}

impl Refusal {
    /// What an error in a step comes to.
    #[cfg(target_os = "linux")]
    pub(super) fn new(step: Step, error: &io::Error) -> Self {
        Self {
            step,
            number: error.raw_os_error().unwrap_or(0),
            error: error.to_string(),
        }
    }
}

impl std::error::Error for Refusal {}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {}: {}", self.step.about(), self.error)
    }
}
