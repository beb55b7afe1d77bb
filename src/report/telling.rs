//! The events of a run, told to reports: in the order of the plan, and without what their reader may not see.

use crate::model::{CheckReport, Ending, Event, Gathering, Outcome, Tally};
use crate::report::reader::Reader;
use crate::report::reporter::{End, Moment};

/// Makes moments of the events of one run, for reports with the same reader.
#[derive(Debug)]
pub struct Telling {
    reader: Reader,
    gathering: Option<Gathering>,
    tally: Tally,
    hidden: usize,
}

impl Telling {
    /// Nothing has happened yet.
    pub fn new(reader: Reader) -> Self {
        Self {
            reader,
            gathering: None,
            tally: Tally::default(),
            hidden: 0,
        }
    }

    /// What an event is to the reports: none, one or several moments. The end of the run gives its end.
    pub fn take(&mut self, event: Event, tell: &mut dyn FnMut(Moment)) -> Option<End> {
        match event {
            Event::Planned(outline) => {
                let outline = self.reader.outline(outline);
                self.hidden = outline.hidden;
                self.gathering = Some(Gathering::new(&outline));
                tell(Moment::Begin(&outline));
            }
            Event::Started(check) => {
                if let Some((exercise, check)) = self.gathering.as_ref()?.find(&check) {
                    tell(Moment::Started { exercise, check });
                }
            }
            Event::Retrying {
                check,
                attempt,
                pause,
            } => {
                if let Some((exercise, check)) = self.gathering.as_ref()?.find(&check) {
                    tell(Moment::Retrying {
                        exercise,
                        check,
                        attempt,
                        pause,
                    });
                }
            }
            Event::Finished(outcome) => self.finished(outcome, tell),
            Event::Ended(ending) => return Some(self.ended(ending, tell)),
        }
        None
    }

    fn finished(&mut self, outcome: Outcome, tell: &mut dyn FnMut(Moment)) {
        let Some(gathering) = &mut self.gathering else {
            return;
        };
        let Some((exercise, outline)) = gathering.find(&outcome.check) else {
            return;
        };
        let outline = outline.clone();
        let check = self.reader.check(CheckReport { outline, outcome });
        tell(Moment::Finished {
            exercise,
            check: &check,
        });
        self.tally.add(&check);
        gathering.keep(check);
        while let Some(exercise) = gathering.complete() {
            tell(Moment::Exercise(&exercise));
        }
    }

    fn ended(&mut self, ending: Ending, tell: &mut dyn FnMut(Moment)) -> End {
        let end = End {
            ending,
            tally: self.tally,
            hidden: self.hidden,
        };
        tell(Moment::End(&end));
        end
    }
}
