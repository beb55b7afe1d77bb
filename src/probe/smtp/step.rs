//! The steps of a mail.

/// A step of a mail, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The server's first words.
    Greeting,
    /// HELO or EHLO, the second one under TLS too.
    Helo,
    /// STARTTLS.
    StartTls,
    /// Shaking hands for TLS.
    Tls,
    /// MAIL FROM.
    Mail,
    /// RCPT TO, once for each recipient.
    Rcpt,
    /// DATA.
    Data,
    /// The message and its final dot.
    Dot,
    /// QUIT.
    Quit,
}

impl Step {
    /// The words of all steps, in order.
    pub(super) const WORDS: &[&str] = &[
        "greeting", "helo", "starttls", "tls", "mail", "rcpt", "data", "dot", "quit",
    ];

    const ALL: [Self; 9] = [
        Self::Greeting,
        Self::Helo,
        Self::StartTls,
        Self::Tls,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Dot,
        Self::Quit,
    ];

    /// Its word.
    pub(super) fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The step with a word.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The last step of a recorded mail that has been tried once this one has.
    pub(super) fn recorded(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Helo | Self::StartTls | Self::Tls => "helo",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Dot | Self::Quit => "quit",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn every_step_is_found_by_its_word() {
        for word in Step::WORDS {
            assert_eq!(Step::named(word).map(Step::word), Some(*word));
        }
        assert_eq!(Step::named("from"), None);
    }
}
