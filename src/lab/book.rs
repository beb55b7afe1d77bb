//! The book of a lab: every connection goes into the witness and, where somebody watches, into the log.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::net::{Mail, VisitId, Witness};

use super::log::{Log, visible};

/// The most connections that the witness is told of; later ones are served and not written down.
const VISITS_LIMIT: usize = 200_000;
/// The most bytes that the witness is told, of all connections together.
const BYTES_LIMIT: usize = 128 * 1024 * 1024;

/// What all servers of one lab write into.
#[derive(Debug, Default)]
pub(super) struct Book {
    witness: Witness,
    log: Log,
    visits: AtomicUsize,
    bytes: AtomicUsize,
}

impl Book {
    pub(super) fn new(witness: Witness, log: Log) -> Self {
        Self {
            witness,
            log,
            ..Self::default()
        }
    }

    /// The lines for people.
    pub(super) fn log(&self) -> &Log {
        &self.log
    }

    /// A client has come to a server; `place` is how people call the server: `www.usfca.edu:80`.
    pub(super) fn arrive(
        self: &Arc<Self>,
        place: &Arc<str>,
        at: (IpAddr, u16),
        from: SocketAddr,
    ) -> Visit {
        let number = self.visits.fetch_add(1, Ordering::Relaxed);
        Visit {
            book: Arc::clone(self),
            place: Arc::clone(place),
            number: number + 1,
            id: (number < VISITS_LIMIT).then(|| self.witness.arrive(at, from)),
        }
    }

    /// How many of these bytes may still be written down.
    fn room_for(&self, wanted: usize) -> usize {
        let before = self.bytes.fetch_add(wanted, Ordering::Relaxed);
        let room = BYTES_LIMIT.saturating_sub(before).min(wanted);
        self.bytes.fetch_sub(wanted - room, Ordering::Relaxed);
        room
    }
}

/// One connection in the book. Dropping it writes that the connection is over.
#[derive(Debug)]
pub(super) struct Visit {
    book: Arc<Book>,
    place: Arc<str>,
    number: usize,
    id: Option<VisitId>,
}

impl Visit {
    /// For the witness: the client sent this.
    pub(super) fn received(&self, bytes: &[u8]) {
        let Some(id) = self.id else { return };
        let room = self.book.room_for(bytes.len());
        self.book.witness.received(id, &bytes[..room]);
    }

    /// For the witness: a whole request.
    pub(super) fn request(&self, bytes: &[u8]) {
        let Some(id) = self.id else { return };
        if self.book.room_for(bytes.len()) == bytes.len() {
            let request = bytes.to_vec();
            self.book
                .witness
                .update(id, |visit| visit.requests.push(request));
        }
    }

    /// For the witness: a mail was accepted.
    pub(super) fn mail(&self, mail: Mail) {
        let Some(id) = self.id else { return };
        if self.book.room_for(mail.message.len()) == mail.message.len() {
            self.book.witness.update(id, |visit| visit.mails.push(mail));
        }
    }

    /// For people: the client sent this.
    pub(super) fn client(&self, bytes: &[u8]) {
        self.show("client", bytes);
    }

    /// For people: the server sent this.
    pub(super) fn server(&self, bytes: &[u8]) {
        self.show("server", bytes);
    }

    /// For people: something happened.
    pub(super) fn note(&self, text: &str) {
        if self.book.log.is_read() {
            let text = visible(text.as_bytes());
            self.book
                .log
                .line(format!("#{} {}  {text}", self.number, self.place));
        }
    }

    fn show(&self, who: &str, bytes: &[u8]) {
        if self.book.log.is_read() {
            let prefix = format!("#{} {}  {who}  ", self.number, self.place);
            self.book.log.lines(&prefix, bytes);
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.book.witness.update(id, |visit| visit.over = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn visit(book: &Arc<Book>) -> Visit {
        let at = (IpAddr::V4(Ipv4Addr::LOCALHOST), 25);
        book.arrive(
            &Arc::from("x:25"),
            at,
            SocketAddr::from(([127, 0, 0, 1], 9)),
        )
    }

    #[test]
    fn a_visit_is_over_when_it_is_dropped() {
        let book = Arc::new(Book::default());
        let visit = visit(&book);
        visit.received(b"hi");
        assert!(!book.witness.visits()[0].over);
        drop(visit);
        let seen = &book.witness.visits()[0];
        assert!(seen.over);
        assert_eq!(seen.received, b"hi");
    }

    #[test]
    fn the_book_has_a_limit_of_bytes() {
        let book = Arc::new(Book::default());
        let visit = visit(&book);
        book.bytes.store(BYTES_LIMIT - 3, Ordering::Relaxed);
        visit.received(b"abcdef");
        visit.request(b"x");
        assert_eq!(book.witness.visits()[0].received, b"abc");
        assert!(book.witness.visits()[0].requests.is_empty());
    }

    #[test]
    fn the_book_has_a_limit_of_visits() {
        let book = Arc::new(Book::default());
        book.visits.store(VISITS_LIMIT, Ordering::Relaxed);
        visit(&book).received(b"x");
        assert!(book.witness.visits().is_empty());
    }
}
