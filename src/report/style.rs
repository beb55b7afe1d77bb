//! Whether and how to colour. The meaning of a report never depends on it.

use std::sync::Once;

use anstream::ColorChoice;
use anstream::stream::RawStream;
use colored::Colorize;

/// How a terminal report is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub colour: bool,
    /// The columns that prose is wrapped to. What was written or seen is never wrapped.
    pub width: usize,
}

/// When to use colours: `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// On a terminal, unless `NO_COLOR`, `CLICOLOR_FORCE` or `TERM=dumb` says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Style {
    /// No colours, 80 columns: for files and pipes.
    pub const PLAIN: Self = Self {
        colour: false,
        width: 80,
    };

    /// No colours and no end of a line: for readers that wrap lines themselves.
    pub(crate) const UNWRAPPED: Self = Self {
        colour: false,
        width: usize::MAX,
    };

    /// The style for a stream: stdout and stderr may differ. On a terminal the width is `COLUMNS` where that is set, else the terminal's own;
    /// elsewhere it is 80.
    pub fn of_stream(when: When, stream: &impl RawStream) -> Self {
        let colour = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => anstream::AutoStream::choice(stream) != ColorChoice::Never,
        };
        let width = if stream.is_terminal() {
            columns().unwrap_or(Self::PLAIN.width)
        } else {
            Self::PLAIN.width
        };
        Self {
            colour,
            width: width.clamp(40, 120),
        }
    }

    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        always_colour();
        let painted = match tone {
            Tone::Good => text.green(),
            Tone::Bad => text.red().bold(),
            Tone::Wrong => text.red(),
            Tone::Open => text.yellow(),
            Tone::Strange => text.magenta().bold(),
            Tone::Strong => text.bold(),
            Tone::Quiet => text.dimmed(),
            Tone::Next => text.cyan(),
        };
        painted.to_string()
    }
}

/// The columns of the terminal, as far as anybody says.
fn columns() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok();
    let told = told.and_then(|columns| columns.parse().ok());
    told.or_else(|| Some(terminal_size::terminal_size()?.0.0.into()))
}

/// What a colour stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// What was seen in place of what was expected.
    Wrong,
    /// Still open.
    Open,
    /// netcheck's own trouble.
    Strange,
    /// Titles.
    Strong,
    /// What may be passed over.
    Quiet,
    /// What to do next.
    Next,
}

/// `colored` judges by its own look at stdout, which is wrong for stderr; here it colours whatever it is given, and it is given nothing where
/// no colour is wanted.
fn always_colour() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| colored::control::set_override(true));
}
