//! Systems without Linux namespaces: there is no box, and that is said.

use std::io;
use std::net::{TcpStream, UdpSocket};
use std::path::Path;
use std::process::ExitCode;

use crate::sandbox::layout::Layout;
use crate::sandbox::terms::{Ended, OpenSocket, Refusal, Step};

/// A world of its own: none can be had here.
#[derive(Debug)]
pub enum Realm {}

/// A program that runs in a world: none does.
#[derive(Debug)]
pub enum Running {}

/// What a process does that netcheck starts for a world: nothing here.
pub fn serve() -> ExitCode {
    ExitCode::FAILURE
}

/// What a process does that netcheck starts for a cell: nothing here.
pub fn keep() -> ExitCode {
    ExitCode::FAILURE
}

impl Realm {
    /// Starts a world.
    ///
    /// # Errors
    /// Always: it needs Linux.
    pub fn start(_: &Path, _: &Layout) -> Result<(Self, Vec<OpenSocket>), Refusal> {
        Err(Refusal {
            step: Step::Process,
            number: 0,
            error: "only Linux has the namespaces that it needs".to_owned(),
        })
    }

    /// A socket of the student's computer for a connection.
    ///
    /// # Errors
    /// Never: there is no world to ask.
    pub fn connection(&self, _: bool) -> io::Result<TcpStream> {
        match *self {}
    }

    /// A socket of the student's computer for datagrams.
    ///
    /// # Errors
    /// Never: there is no world to ask.
    pub fn datagrams(&self, _: bool) -> io::Result<UdpSocket> {
        match *self {}
    }
}

impl Running {
    /// Waits for its end.
    ///
    /// # Errors
    /// Never: nothing runs.
    pub async fn ended(&mut self) -> io::Result<Ended> {
        match *self {}
    }
}
