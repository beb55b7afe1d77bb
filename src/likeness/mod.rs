//! Recordings that cannot be independent: what would differ in independent work, and is the same.
//!
//! A trait is something that a server made up anew for each session, so that two people who typed the same still have another one:
//!
//! - a **queue id** that a server gave for a mail. Typed ones do not count, nor short ones: a server that counts its mails gives `17` to many.
//! - a **mail**: its body together with the times in the session: those that the server said, and that of a `Date:` header. Without a time, the same
//!   body says nothing: the lecture may dictate it.
//! - a whole **recording**, blanks at the ends of lines aside, if a server said a queue id or a time in it. Without one, two honest recordings may
//!   well be the same: of a lookup, a refused connection, `hi` at a web server.
//! - the **lecture's example**: any of these in a recording of the assignment's own `solution/` and `wrong/` folders.
//!
//! It can tell that a recording was copied, whole or with some lines changed. It cannot tell who copied from whom, nor whether two students sat at
//! one keyboard, which the lecture may allow. It sees nothing of copies in which every queue id and every time was changed. By chance, two students
//! get the same id from netcheck's lab once in some 10^12 pairs; where others' servers give short ids, more often.

mod group;
mod traits;

pub use group::likenesses;
pub use traits::{Trait, example_traits, traits};

#[cfg(test)]
mod tests;
