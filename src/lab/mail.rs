//! The mailboxes of a lab: what its mail servers took in, for its mailbox servers to give out.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The most mails that are kept, a mail to two people counted twice; the oldest go first.
const MAILS_LIMIT: usize = 10_000;
/// The most bytes that are kept; the oldest mails go first.
const BYTES_LIMIT: usize = 64 * 1024 * 1024;
/// How many numbers the second half of a queue id has.
const NUMBERS: u64 = 1 << 20;

/// All mailboxes of a lab.
#[derive(Debug, Default)]
pub(super) struct MailStore {
    inside: Mutex<Inside>,
}

#[derive(Debug)]
struct Inside {
    mails: VecDeque<Stored>,
    bytes: usize,
    next: u64,
    /// Where the count in queue ids begins: another number in each lab, so that two labs hardly ever give the same id.
    first_id: u64,
}

impl Default for Inside {
    fn default() -> Self {
        Self {
            mails: VecDeque::new(),
            bytes: 0,
            next: 0,
            // The standard library's hashers begin with random keys.
            first_id: RandomState::new().hash_one(()) % NUMBERS,
        }
    }
}

/// A mail in somebody's mailbox.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    /// Unlike that of any other stored mail.
    pub(super) id: String,
    /// What the mailbox server gives out, CRLF line ends.
    pub(super) message: Arc<[u8]>,
    to: String,
}

impl MailStore {
    /// An id for the next mail that looks like those of Postfix: microseconds and a number, in hexadecimal digits. That two of 5,000 students
    /// get the same one by chance happens in one class of some 100,000.
    pub(super) fn queue_id(&self) -> String {
        let mut inside = self.lock();
        inside.next += 1;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = now.map_or(0, |now| now.subsec_micros());
        let number = (inside.first_id + inside.next) % NUMBERS;
        format!("{micros:05X}{number:05X}")
    }

    /// Puts a mail into somebody's mailbox.
    pub(super) fn deliver(&self, to: &str, message: &Arc<[u8]>) {
        let mut inside = self.lock();
        inside.next += 1;
        let id = format!("{:016x}", inside.next);
        inside.bytes += message.len();
        inside.mails.push_back(Stored {
            id,
            message: Arc::clone(message),
            to: to.to_owned(),
        });
        while inside.mails.len() > MAILS_LIMIT || inside.bytes > BYTES_LIMIT {
            let Some(oldest) = inside.mails.pop_front() else {
                break;
            };
            inside.bytes -= oldest.message.len();
        }
    }

    /// Somebody's mails, oldest first. With an `@` in the name only that address is meant, else every address with that local part.
    pub(super) fn of(&self, user: &str) -> Vec<Stored> {
        let belongs = |mail: &&Stored| {
            let local = mail.to.rsplit_once('@').map_or(&*mail.to, |parts| parts.0);
            let name = if user.contains('@') { &mail.to } else { local };
            name.eq_ignore_ascii_case(user)
        };
        self.lock().mails.iter().filter(belongs).cloned().collect()
    }

    /// Takes mails out, by their ids.
    pub(super) fn remove(&self, ids: &[String]) {
        let mut inside = self.lock();
        inside.mails.retain(|mail| !ids.contains(&mail.id));
        inside.bytes = inside.mails.iter().map(|mail| mail.message.len()).sum();
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(store: &MailStore, user: &str) -> Vec<usize> {
        let mails = store.of(user);
        mails.iter().map(|mail| mail.message.len()).collect()
    }

    #[test]
    fn a_mailbox_is_found_by_name_and_by_address() {
        let store = MailStore::default();
        store.deliver("parrt@cs.usfca.edu", &Arc::from(b"1".as_slice()));
        store.deliver("parrt@antlr.org", &Arc::from(b"22".as_slice()));
        assert_eq!(sizes(&store, "parrt"), [1, 2]);
        assert_eq!(sizes(&store, "PARRT@antlr.org"), [2]);
        assert!(sizes(&store, "parr").is_empty());
    }

    #[test]
    fn removed_mails_are_gone() {
        let store = MailStore::default();
        store.deliver("a@b", &Arc::from(b"1".as_slice()));
        store.deliver("a@b", &Arc::from(b"22".as_slice()));
        store.remove(&[store.of("a")[0].id.clone()]);
        assert_eq!(sizes(&store, "a"), [2]);
        assert_eq!(store.lock().bytes, 2);
    }

    #[test]
    fn the_store_has_a_limit_of_mails() {
        let store = MailStore::default();
        let message = Arc::from(b"x".as_slice());
        for _ in 0..=MAILS_LIMIT {
            store.deliver("a@b", &message);
        }
        assert_eq!(store.of("a").len(), MAILS_LIMIT);
    }

    #[test]
    fn the_store_has_a_limit_of_bytes() {
        let store = MailStore::default();
        let message = Arc::from(vec![b'x'; BYTES_LIMIT / 2]);
        for _ in 0..3 {
            store.deliver("a@b", &message);
        }
        assert_eq!(store.of("a").len(), 2);
    }

    #[test]
    fn two_labs_count_from_different_numbers() {
        let end = |_| MailStore::default().queue_id().split_off(5);
        let ends: std::collections::BTreeSet<String> = (0..8).map(end).collect();
        assert!(ends.len() > 1, "{ends:?}");
    }

    #[test]
    fn queue_ids_look_like_those_of_postfix_and_differ() {
        let store = MailStore::default();
        let (first, second) = (store.queue_id(), store.queue_id());
        assert_ne!(first, second);
        assert_eq!(first.len(), 10);
        assert!(first.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
