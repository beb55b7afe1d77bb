//! The student's computer in the box: its sockets, its programs, and what its system says of names and of itself.
//!
//! What only a process in the box can find out is asked of one: netcheck itself, started there with a hidden command.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde::{Deserialize, Serialize};
use tokio::net::{TcpSocket, TcpStream, UdpSocket};

use crate::model::Fault;
use crate::net::machine::{self, Interface};
use crate::net::{By, Found, Internet, system};
use crate::sandbox::{Ended, Program, THIS_PROGRAM};
use crate::wire::dns::{STATUSES, Status};

/// The hidden command with which netcheck starts itself in the box.
pub const COMMAND: &str = "__inside";

/// What is asked of a netcheck in the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Question {
    Resolve(String),
    Machine,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Resolved {
        status: String,
        addresses: Vec<IpAddr>,
        canonical_name: Option<String>,
        said: Option<String>,
    },
    Machine {
        hostname: String,
        interfaces: Vec<(String, IpAddr)>,
    },
    Failed(String),
}

/// What a computer says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its host name.
    pub hostname: String,
    /// Its interfaces, once for each of their addresses.
    pub interfaces: Vec<Interface>,
}

/// Answers a question in the box: the whole work of the hidden command. Gives what is to be printed.
pub fn answer(question: &str) -> String {
    let answer = match serde_json::from_str(question) {
        Ok(Question::Resolve(name)) => resolved(&name),
        Ok(Question::Machine) => this_machine(),
        Err(error) => Answer::Failed(error.to_string()),
    };
    serde_json::to_string(&answer).unwrap_or_default()
}

fn resolved(name: &str) -> Answer {
    match system::ask(name) {
        Ok(found) => Answer::Resolved {
            status: found.status.word().to_owned(),
            addresses: found.addresses,
            canonical_name: found.canonical_name,
            said: found.said,
        },
        Err(error) => Answer::Failed(error),
    }
}

fn this_machine() -> Answer {
    match machine::interfaces() {
        Ok(interfaces) => Answer::Machine {
            hostname: machine::hostname(),
            interfaces: interfaces
                .into_iter()
                .map(|interface| (interface.name, interface.address))
                .collect(),
        },
        Err(error) => Answer::Failed(error.to_string()),
    }
}

impl Internet {
    /// The computer on which this run's probes and programs are: the student's in the box, else this machine.
    ///
    /// # Errors
    /// When the system does not tell.
    pub async fn machine(&self) -> Result<Machine, Fault> {
        let answer = match &self.realm {
            None => this_machine(),
            Some(_) => self.ask_inside(&Question::Machine).await?,
        };
        match answer {
            Answer::Machine {
                hostname,
                interfaces,
            } => Ok(Machine {
                hostname,
                interfaces: interfaces
                    .into_iter()
                    .map(|(name, address)| Interface { name, address })
                    .collect(),
            }),
            other => Err(not_told(other)),
        }
    }

    /// Asks the resolver of the student's computer in the box.
    pub(super) async fn resolve_inside(&self, name: &str) -> Result<Found, Fault> {
        match self.ask_inside(&Question::Resolve(name.to_owned())).await? {
            Answer::Resolved {
                status,
                addresses,
                canonical_name,
                said,
            } => Ok(Found {
                status: status_of(&status),
                addresses,
                canonical_name,
                by: By::System,
                said,
            }),
            other => Err(not_told(other)),
        }
    }

    async fn ask_inside(&self, question: &Question) -> Result<Answer, Fault> {
        let question = serde_json::to_string(question).unwrap_or_default();
        let program = Program {
            file: THIS_PROGRAM.into(),
            arguments: vec![COMMAND.to_owned(), question],
            environment: Vec::new(),
            folder: "/".into(),
        };
        let printed = self.printed_inside(program, ANSWER_LIMIT).await?;
        serde_json::from_slice(&printed.output)
            .map_err(|error| not_told(Answer::Failed(error.to_string())))
    }

    /// Opens a connection from where this run's probes are.
    pub(super) async fn dial(&self, to: SocketAddr) -> std::io::Result<TcpStream> {
        match &self.realm {
            None => TcpStream::connect(to).await,
            Some(realm) => {
                let socket = TcpSocket::from_std_stream(realm.connection(to.is_ipv6())?);
                if let Some(witness) = self.witness.as_ref().filter(|_| self.tells_programs) {
                    // Its port is known before the server can see it: it is no program's.
                    socket.bind(local_end(to))?;
                    witness.is_own(socket.local_addr()?.port());
                }
                socket.connect(to).await
            }
        }
    }

    /// A socket for datagrams to and from one peer, from where this run's probes are.
    pub(super) async fn datagram_socket(&self, to: SocketAddr) -> std::io::Result<UdpSocket> {
        let socket = match &self.realm {
            None => UdpSocket::bind(local_end(to)).await?,
            Some(realm) => UdpSocket::from_std(realm.datagrams(to.is_ipv6())?)?,
        };
        socket.connect(to).await?;
        Ok(socket)
    }
}

impl Internet {
    /// A port of the computer on which this run's programs are, at which nobody listens now.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn free_port(&self) -> Result<u16, Fault> {
        let free = || {
            let any = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
            let socket = match &self.realm {
                None => TcpSocket::new_v4()?,
                Some(realm) => TcpSocket::from_std_stream(realm.connection(false)?),
            };
            socket.bind(any)?;
            Ok(socket.local_addr()?.port())
        };
        free().map_err(|error: std::io::Error| Fault::System {
            doing: "looking for a free port".to_owned(),
            error: error.to_string(),
        })
    }
}

fn local_end(server: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match server.ip() {
        IpAddr::V4(ip) if ip.is_loopback() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(ip) if ip.is_loopback() => Ipv6Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    SocketAddr::new(ip, 0)
}

/// The most bytes of an answer.
const ANSWER_LIMIT: u64 = 1024 * 1024;

/// What a program printed, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Its output, up to the limit.
    pub output: Vec<u8>,
    /// Its errors, up to the limit.
    pub errors: Vec<u8>,
    /// How it ended.
    pub ended: Ended,
}

impl Internet {
    /// Runs a program on the student's computer in the box, without input, to its end. Dropping the future ends it.
    ///
    /// # Errors
    /// When it does not start, or there is no box.
    #[cfg(target_os = "linux")]
    pub async fn printed_inside(&self, program: Program, limit: u64) -> Result<Printed, Fault> {
        let name = program.file.display().to_string();
        let not_run = |error: std::io::Error| Fault::Program {
            name: name.clone(),
            error: error.to_string(),
        };
        let Some(realm) = &self.realm else {
            return Err(not_run(std::io::ErrorKind::Unsupported.into()));
        };
        pipes::run(realm, program, limit).await.map_err(not_run)
    }

    /// Where there is no box, no program runs in it.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(target_os = "linux"))]
    pub async fn printed_inside(&self, program: Program, _: u64) -> Result<Printed, Fault> {
        Err(Fault::Program {
            name: program.file.display().to_string(),
            error: std::io::Error::from(std::io::ErrorKind::Unsupported).to_string(),
        })
    }
}

#[cfg(target_os = "linux")]
mod pipes {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, OwnedFd};

    use rustix::pipe::{PipeFlags, pipe_with};
    use tokio::io::AsyncReadExt;
    use tokio::net::unix::pipe::Receiver;

    use super::Printed;
    use crate::sandbox::{Program, Realm};

    pub(super) async fn run(realm: &Realm, program: Program, limit: u64) -> io::Result<Printed> {
        let nothing = File::open("/dev/null")?;
        let (output, output_end) = pipe_with(PipeFlags::CLOEXEC)?;
        let (errors, errors_end) = pipe_with(PipeFlags::CLOEXEC)?;
        let ends = [nothing.as_fd(), output_end.as_fd(), errors_end.as_fd()];
        let mut running = realm.spawn(program, ends)?;
        drop((output_end, errors_end));
        let (output, errors) = tokio::try_join!(all(output, limit), all(errors, limit))?;
        let ended = running.ended().await?;
        Ok(Printed {
            output,
            errors,
            ended,
        })
    }

    async fn all(pipe: OwnedFd, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let receiver = Receiver::from_owned_fd(pipe)?;
        receiver.take(limit).read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}

fn status_of(word: &str) -> Status {
    let known = [Status::NxDomain, Status::NoData, Status::ServFail];
    debug_assert!(STATUSES.contains(&word));
    let same = known.into_iter().find(|status| status.word() == word);
    same.unwrap_or(Status::NoError)
}

fn not_told(answer: Answer) -> Fault {
    Fault::System {
        doing: "asking the computer in the box".to_owned(),
        error: match answer {
            Answer::Failed(error) => error,
            Answer::Resolved { .. } | Answer::Machine { .. } => {
                "it answers something else".to_owned()
            }
        },
    }
}
