//! The envelope of a mail: from whom, and to whom of those that the server takes mail for.

use crate::wire::smtp::{Mailbox, Parameter, Recipient, Reply};

use super::words::unsupported;

/// The most bytes of a message, as EHLO tells (RFC 1870).
pub(super) const SIZE_LIMIT: usize = 2 * 1024 * 1024;
/// The most recipients of a mail (RFC 5321 4.5.3.1.8 asks for at least 100).
pub(super) const RECIPIENTS_LIMIT: usize = 100;

/// A mail begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Envelope {
    /// The sender without brackets; empty for `<>`.
    pub(super) from: String,
    /// The accepted recipients without brackets.
    pub(super) to: Vec<String>,
    /// Whether some recipient was refused.
    refused: Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    NoRecipient,
    SomeRecipient,
}

impl Envelope {
    /// A mail without recipients, or what is wrong with a parameter of MAIL.
    pub(super) fn begin(from: Option<&Mailbox>, parameters: &[Parameter]) -> Result<Self, Reply> {
        if let Some(reply) = parameters.iter().find_map(mail_parameter) {
            return Err(reply);
        }
        Ok(Self {
            from: from.map(ToString::to_string).unwrap_or_default(),
            to: Vec::new(),
            refused: Refused::NoRecipient,
        })
    }

    /// Takes a recipient, or refuses it.
    pub(super) fn add(
        &mut self,
        to: &Recipient,
        parameters: &[Parameter],
        refused: &[String],
    ) -> Reply {
        if let Some(parameter) = parameters.first() {
            return unsupported(parameter);
        }
        if is_refused(to, refused) {
            self.refused = Refused::SomeRecipient;
            return Reply::new(554, format!("5.7.1 <{to}>: Relay access denied"));
        }
        if self.to.len() == RECIPIENTS_LIMIT {
            return Reply::new(452, "4.5.3 Error: too many recipients");
        }
        self.to.push(to.to_string());
        Reply::new(250, "2.1.5 Ok")
    }

    /// The reply to DATA while there is no recipient.
    pub(super) fn no_recipient(&self) -> Reply {
        match self.refused {
            Refused::NoRecipient => Reply::new(503, "5.5.1 Error: need RCPT command"),
            Refused::SomeRecipient => Reply::new(554, "5.5.1 Error: no valid recipients"),
        }
    }
}

fn is_refused(to: &Recipient, refused: &[String]) -> bool {
    match to {
        Recipient::Mailbox(mailbox) => refused
            .iter()
            .any(|domain| domain.eq_ignore_ascii_case(mailbox.domain())),
        Recipient::Postmaster => false,
    }
}

/// What is wrong with a parameter of MAIL, if anything.
fn mail_parameter(parameter: &Parameter) -> Option<Reply> {
    let value = parameter.value.as_deref();
    match parameter.keyword.to_ascii_uppercase().as_str() {
        "SIZE" => match value.and_then(|value| value.parse::<u64>().ok()) {
            None => Some(Reply::new(501, "5.5.4 Bad message size syntax")),
            Some(size) if size > SIZE_LIMIT as u64 => {
                Some(Reply::new(552, "5.3.4 Message size exceeds fixed limit"))
            }
            Some(_) => None,
        },
        "BODY" => {
            let known = |value: &str| ["7BIT", "8BITMIME"].contains(&&*value.to_ascii_uppercase());
            (!value.is_some_and(known)).then(|| unsupported(parameter))
        }
        _ => Some(unsupported(parameter)),
    }
}
