//! Recordings that cannot be independent: what would differ in independent work, and is the same.
//!
//! A trait is something that a server made up anew for each session, so that two people who typed the same still have another one:
//!
//! - a **queue id** that a server gave for a mail. Typed ones do not count, nor short ones, nor mere numbers: a server that counts its mails gives
//!   `17` to many, and a clock gives the same to all who come at the same second.
//! - a **mail**: its body together with the times in the session: those that the server said, and that of a `Date:` header. One time and a body that
//!   others have too say nothing: the lecture may dictate the body, and of 300 students some come at the same second.
//! - a whole **recording**, blanks at the ends of lines aside, if a server said a queue id or two different times in it. Else two honest recordings
//!   may well be the same: of a lookup, a refused connection, `hi` at a web server.
//! - the **lecture's example**: any of these in a recording of the assignment's own `solution/` and `wrong/` folders, or the one of the lecture's text.
//!
//! It can tell that a recording was copied, whole or with some lines changed. It cannot tell who copied from whom, nor whether two students sat at
//! one keyboard, which the lecture may allow. It sees nothing of copies in which every queue id and every time was changed. By chance, two students
//! get the same id from netcheck's lab once in some 10^12 pairs; from a Postfix with short ids, which are made of microseconds and the number of a
//! file, once in some 10^6 where the system gives that number again and again: a dozen pairs among 5,000 mails.

mod group;
mod traits;

pub use group::likenesses;
pub use traits::{Trait, example_traits, traits};

#[cfg(test)]
mod tests;
