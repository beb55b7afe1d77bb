//! One DNS question to one server: over UDP, again if nothing comes, over TCP if the answer does not fit.

use std::future::{Future, pending};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::model::Fault;
use crate::net::connect::{Failure, failure_of};
use crate::net::route::Route;
use crate::net::{Host, Internet};
use crate::wire::dns::{Heard, Question, Rejected, Reply, Status, read};

/// How long to wait for a datagram before the question is sent again; doubled each time. The attempt's deadline ends it all.
pub const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// How a question travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In a datagram.
    Udp,
    /// Over a connection.
    Tcp,
}

impl Transport {
    /// The words for both.
    pub const WORDS: &'static [&'static str] = &["udp", "tcp"];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
        }
    }
}

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The outcome.
    pub status: Status,
    /// The answer, where one came that could be read.
    pub reply: Option<Reply>,
    /// How the last answer came, or should have come.
    pub over: Transport,
    /// Why there is no answer, or what is wrong with it.
    pub problem: Option<String>,
}

/// Something that happens while a question is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening<'a> {
    /// Nothing has come: the question was sent again.
    AskedAgain,
    /// Something came that does not answer it, and why; resolvers pass over such things and wait on.
    PassedOver(&'a str),
    /// The answer does not fit into a datagram: the question goes over TCP.
    Truncated,
}

/// Who wants to know what happens while a question is open.
pub type Watch<'a> = &'a (dyn Fn(Happening<'_>) + Send + Sync);

impl Internet {
    /// Asks one question of one server, given by its world address and port. Silence lasts until the future is dropped.
    ///
    /// # Errors
    /// When the server must not be asked, or this machine has no socket left.
    pub async fn ask(
        &self,
        server: (IpAddr, u16),
        question: &Question,
        watch: Watch<'_>,
    ) -> Result<Asked, Fault> {
        let id = random_id();
        let heard = match self.dns_route(Transport::Udp, server)? {
            Route::Silent => pending().await,
            Route::Refused(_) => return Ok(Asked::failed(Failure::Refused, Transport::Udp)),
            Route::Unreachable => {
                return Ok(Asked::failed(Failure::Unreachable, Transport::Udp));
            }
            Route::To(socket) => match self.datagram_socket(socket).await {
                Ok(socket) => over_udp(socket, id, question, watch).await,
                Err(error) => Err(error),
            },
        };
        let asked = match heard {
            Ok(Ok(Heard::Truncated)) => {
                watch(Happening::Truncated);
                self.ask_over_tcp(server, id, question).await?
            }
            Ok(heard) => Asked::heard(heard, Transport::Udp),
            Err(error) => Asked::not_heard(server.0, &error, Transport::Udp)?,
        };
        self.learn_from(question, &asked);
        Ok(asked)
    }

    async fn ask_over_tcp(
        &self,
        server: (IpAddr, u16),
        id: u16,
        question: &Question,
    ) -> Result<Asked, Fault> {
        let socket = match self.dns_route(Transport::Tcp, server)? {
            Route::Silent => pending().await,
            Route::Unreachable => {
                return Ok(Asked::failed(Failure::Unreachable, Transport::Tcp));
            }
            Route::To(socket) | Route::Refused(socket) => socket,
        };
        let stream = self.dial(socket);
        match over_tcp(stream, id, question).await {
            Ok(heard) => Ok(Asked::heard(heard, Transport::Tcp)),
            Err(error) => Asked::not_heard(server.0, &error, Transport::Tcp),
        }
    }

    fn learn_from(&self, question: &Question, asked: &Asked) {
        if let Some(reply) = &asked.reply {
            self.learn(&Host::Name(question.name()), &reply.addresses);
        }
    }
}

impl Asked {
    fn failed(failure: Failure, over: Transport) -> Self {
        let status = match failure {
            Failure::Refused => Status::ConnectionRefused,
            Failure::Timeout => Status::Timeout,
            Failure::Reset => Status::BadReply,
            Failure::Unreachable | Failure::UnknownHost => Status::Unreachable,
        };
        Self {
            status,
            reply: None,
            over,
            problem: None,
        }
    }

    fn heard(heard: Result<Heard, Rejected>, over: Transport) -> Self {
        let broken = |problem: &str| Self {
            problem: Some(problem.to_owned()),
            ..Self::failed(Failure::Reset, over)
        };
        match heard {
            Ok(Heard::Reply(reply)) => Self {
                status: reply.status,
                problem: reply.problem.clone(),
                reply: Some(reply),
                over,
            },
            Ok(Heard::Truncated) => broken("it says that it is cut off, though it came over TCP"),
            Err(Rejected::NotOurs(why)) => broken(why),
            Err(Rejected::Broken(why)) => broken(&why),
        }
    }

    fn not_heard(server: IpAddr, error: &io::Error, over: Transport) -> Result<Self, Fault> {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            let mut closed = Self::failed(Failure::Reset, over);
            closed.problem = Some("the server closed the connection without an answer".to_owned());
            return Ok(closed);
        }
        let failure = match (failure_of(server, error)?, over) {
            // Windows reports a refused datagram as a reset.
            (Failure::Reset, Transport::Udp) => Failure::Refused,
            (failure, _) => failure,
        };
        let mut failed = Self::failed(failure, over);
        failed.problem = Some(error.to_string());
        Ok(failed)
    }
}

async fn over_udp(
    socket: UdpSocket,
    id: u16,
    question: &Question,
    watch: Watch<'_>,
) -> io::Result<Result<Heard, Rejected>> {
    let message = question.to_bytes(id);
    let mut patience = ASK_AGAIN_AFTER;
    socket.send(&message).await?;
    loop {
        let answer = answer(&socket, id, question, watch);
        if let Ok(heard) = tokio::time::timeout(patience, answer).await {
            return heard;
        }
        watch(Happening::AskedAgain);
        socket.send(&message).await?;
        patience *= 2;
    }
}

async fn answer(
    socket: &UdpSocket,
    id: u16,
    question: &Question,
    watch: Watch<'_>,
) -> io::Result<Result<Heard, Rejected>> {
    let mut datagram = Vec::with_capacity(usize::from(u16::MAX));
    loop {
        datagram.clear();
        socket.recv_buf(&mut datagram).await?;
        match read(&datagram, id, question) {
            Err(Rejected::NotOurs(why)) => watch(Happening::PassedOver(why)),
            heard => return Ok(heard),
        }
    }
}

// RFC 1035 section 4.2.2: two bytes of length before each message.
async fn over_tcp(
    dialing: impl Future<Output = io::Result<TcpStream>>,
    id: u16,
    question: &Question,
) -> io::Result<Result<Heard, Rejected>> {
    let mut stream = dialing.await?;
    let message = question.to_bytes(id);
    let length = u16::try_from(message.len()).map_err(io::Error::other)?;
    let framed = [&length.to_be_bytes(), message.as_slice()].concat();
    stream.write_all(&framed).await?;
    let length = stream.read_u16().await?;
    let mut message = vec![0; usize::from(length)];
    stream.read_exact(&mut message).await?;
    Ok(read(&message, id, question))
}

// RFC 5452 section 9.2 asks for ids that cannot be guessed; the standard library seeds its hashers from the system.
fn random_id() -> u16 {
    let hash = RandomState::new().build_hasher().finish();
    u16::try_from(hash >> 48).unwrap_or_default()
}

#[cfg(test)]
mod tests;
