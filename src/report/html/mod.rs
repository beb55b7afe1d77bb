//! The report as a page for browsers: `--report html=FILE`.
//!
//! One file that loads nothing and holds no script: what is folded unfolds by `details`, and is open where it is printed. Every text passes
//! through the templates beside this code, which escape it. Lines that others wrote are [`ink::Ink`], in which each character can be seen.

mod body;
mod check;
mod excerpt;
mod exercise;
mod facts;
mod ink;
mod page;
mod scale;
pub(super) mod style;
mod summary;
mod talk;
mod times;
mod wait;
mod why;

use std::io;

use askama::Template as _;

use crate::report::Format;
use crate::report::reporter::{Moment, Reporter, Setting, Sink};

use body::Body;
use page::{Foot, Head, Refused, Top};
use summary::{Link, Next};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "html",
    "for browsers and for printing: one page that needs nothing else",
    |setting| Box::new(Html::new(setting)),
);

/// The page, which is written at the end.
struct Html {
    setting: Setting,
    head: Option<Head>,
    body: Body,
    links: Vec<Link>,
    next: Next,
}

impl Reporter for Html {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(found) => {
                let page = Refused::new(found).render().map_err(io::Error::other)?;
                out.write_all(page.as_bytes())?;
            }
            Moment::Begin(outline) => self.head = Some(Head::new(outline)),
            Moment::Exercise(exercise) => {
                let number = self.links.len() + 1;
                self.links.push(Link::new(number, exercise));
                self.next.add(number, exercise);
                exercise::add(&mut self.body, number, exercise).map_err(io::Error::other)?;
            }
            Moment::End(end) => {
                let Some(head) = &self.head else {
                    return Ok(());
                };
                let (links, next) = (self.links.as_slice(), &self.next);
                let top = Top::new(head, (links, next), (end, &self.body), self.setting.reader);
                top.write_into(out)?;
                for part in self.body.parts() {
                    out.write_all(part.as_bytes())?;
                }
                Foot::PAGE.write_into(out)?;
            }
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => {
                return Ok(());
            }
        }
        out.flush()
    }
}

impl Html {
    fn new(setting: Setting) -> Self {
        Self {
            setting,
            head: None,
            body: Body::default(),
            links: Vec::new(),
            next: Next::default(),
        }
    }
}

/// Where a check can be linked to: the number of its exercise, and its own in it, both from 1.
fn anchor(exercise: usize, check: usize) -> String {
    format!("c{exercise}-{check}")
}
