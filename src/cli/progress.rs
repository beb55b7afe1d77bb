//! How far a run has come, on standard error: a line that is drawn anew on a terminal, now and then a line elsewhere.

use std::collections::{HashMap, HashSet};
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::output::Output;
use crate::model::{Audience, CheckRef, Event, Outline};

/// How often it should be looked after.
pub(crate) const TICK: Duration = Duration::from_millis(100);

/// What is over sooner is not shown: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(300);

/// How long something runs before a line says so where there is no terminal, and from line to line.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// How far a run has come.
pub(crate) struct Progress {
    began: Instant,
    said: Instant,
    shown: Shown,
    checks: usize,
    done: usize,
    running: HashMap<CheckRef, Instant>,
    /// Checks that whoever looks on may not know of.
    hidden: HashSet<CheckRef>,
    audience: Audience,
}

enum Shown {
    /// Nobody wants to know.
    Not,
    /// On a terminal; not yet before there is something to wait for.
    Bar(Option<ProgressBar>),
    /// Line by line.
    Lines,
}

impl Progress {
    /// Nothing has begun. `quiet` keeps it silent.
    pub(crate) fn new(quiet: bool, audience: Audience) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let shown = match (quiet, io::stderr().is_terminal() && !dumb) {
            (true, _) => Shown::Not,
            (false, true) => Shown::Bar(None),
            (false, false) => Shown::Lines,
        };
        Self {
            began: Instant::now(),
            said: Instant::now(),
            shown,
            checks: 0,
            done: 0,
            running: HashMap::new(),
            hidden: HashSet::new(),
            audience,
        }
    }

    /// Notes what happened. What is drawn goes, so that reports may write.
    pub(crate) fn take(&mut self, event: &Event) {
        match event {
            Event::Planned(outline) => self.planned(outline),
            Event::Started(check) => {
                if !self.hidden.contains(check) {
                    self.running.insert(check.clone(), Instant::now());
                }
            }
            Event::Retrying { .. } => {}
            Event::Finished(outcome) => {
                self.running.remove(&outcome.check);
                self.done += usize::from(!self.hidden.contains(&outcome.check));
            }
            Event::Ended(_) => self.running.clear(),
        }
    }

    fn planned(&mut self, outline: &Outline) {
        for exercise in &outline.exercises {
            for check in &exercise.checks {
                if self.audience == Audience::Student && check.audience == Audience::Instructor {
                    self.hidden.insert(exercise.check(check));
                } else {
                    self.checks += 1;
                }
            }
        }
    }

    /// Clears the line while something else is written.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.shown {
            Shown::Bar(Some(bar)) => bar.suspend(write),
            Shown::Bar(None) | Shown::Not | Shown::Lines => write(),
        }
    }

    /// Shows how it stands now.
    pub(crate) fn tick(&mut self, output: &mut Output) {
        let Some((check, since)) = self.longest() else {
            return;
        };
        let waits = since.elapsed();
        match &mut self.shown {
            Shown::Not => {}
            Shown::Bar(_) if self.began.elapsed() < PATIENCE => {}
            Shown::Bar(bar) => {
                let bar = bar.get_or_insert_with(|| bar_of(self.checks));
                bar.set_position(self.done as u64);
                bar.set_message(waiting(&check, waits, self.running.len()));
                bar.tick();
            }
            Shown::Lines if waits < LINE_EVERY || self.said.elapsed() < LINE_EVERY => {}
            Shown::Lines => {
                self.said = Instant::now();
                output.say(&format!(
                    "{} of {}  {}",
                    self.done,
                    self.checks,
                    waiting(&check, waits, self.running.len())
                ));
            }
        }
    }

    /// Nothing of it is left on the terminal.
    pub(crate) fn end(&mut self) {
        if let Shown::Bar(Some(bar)) = &self.shown {
            bar.finish_and_clear();
        }
        self.shown = Shown::Not;
    }

    /// The check that runs longest.
    fn longest(&self) -> Option<(CheckRef, Instant)> {
        let longest = self
            .running
            .iter()
            .min_by_key(|(check, since)| (**since, *check));
        longest.map(|(check, since)| (check.clone(), *since))
    }
}

fn bar_of(checks: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(checks as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {pos} of {len}  {wide_msg}");
    bar.with_style(style.expect("the template is sound"))
}

/// What runs longest, how long, and how many others run.
fn waiting(check: &CheckRef, waits: Duration, running: usize) -> String {
    let time = match waits.as_secs() {
        0 => String::new(),
        seconds => format!(", {seconds} s"),
    };
    match running.saturating_sub(1) {
        0 => format!("{check}{time}"),
        others => format!("{check}{time}, and {others} more"),
    }
}
