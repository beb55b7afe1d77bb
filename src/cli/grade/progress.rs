//! How far the grading of a class is: a line that is drawn anew on a terminal, now and then a line elsewhere.

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::output::Output;
use crate::grade::Count;

/// What is over sooner is not shown: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(300);

/// From line to line where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// How far it is.
pub(super) struct Progress {
    began: Instant,
    said: Instant,
    shown: Shown,
}

enum Shown {
    Not,
    Bar(Option<ProgressBar>),
    Lines,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Self {
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
        }
    }

    /// Shows how it stands now.
    pub(super) fn tick(&mut self, count: Count, output: &mut Output) {
        let elapsed = self.began.elapsed();
        match &mut self.shown {
            Shown::Not => {}
            Shown::Bar(_) if elapsed < PATIENCE => {}
            Shown::Bar(bar) => {
                let bar = bar.get_or_insert_with(|| bar_of(count.total));
                bar.set_position(done(count) as u64);
                bar.set_message(pace(count, elapsed));
                bar.tick();
            }
            Shown::Lines if self.said.elapsed() < LINE_EVERY => {}
            Shown::Lines => {
                self.said = Instant::now();
                let pace = pace(count, elapsed);
                output.say(&format!("{} of {}  {pace}", done(count), count.total));
            }
        }
    }

    /// Nothing of it is left on the terminal.
    pub(super) fn end(&mut self) {
        if let Shown::Bar(Some(bar)) = &self.shown {
            bar.finish_and_clear();
        }
        self.shown = Shown::Not;
    }
}

fn done(count: Count) -> usize {
    count.graded + count.unchanged
}

fn bar_of(total: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {pos} of {len}  {wide_msg}");
    bar.with_style(style.expect("the template is sound"))
}

/// How many a second, and how long it will take.
fn pace(count: Count, elapsed: Duration) -> String {
    let done = done(count);
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    if done == 0 || millis == 0 {
        return String::new();
    }
    let done = done as u64;
    let left = (count.total as u64).saturating_sub(done);
    let seconds = (left * millis / done).div_ceil(1000);
    let rate = done * 1000 / millis;
    let rate = if rate >= 10 {
        format!("{rate} a second")
    } else {
        format!("{} a minute", done * 60_000 / millis)
    };
    format!("{rate}, {} left", span(seconds))
}

fn span(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pace;
    use crate::grade::Count;

    #[test]
    fn rate_and_time_left() {
        let check = |total, graded, unchanged, seconds, want: &str| {
            let count = Count {
                total,
                graded,
                unchanged,
            };
            assert_eq!(pace(count, Duration::from_secs(seconds)), want);
        };
        check(5000, 0, 0, 3, "");
        check(5000, 900, 100, 2, "500 a second, 8 s left");
        check(5000, 10, 0, 60, "10 a minute, 8 h 19 min left");
        check(100, 50, 0, 100, "30 a minute, 1 min 40 s left");
        check(10, 10, 0, 1, "10 a second, 0 s left");
    }
}
