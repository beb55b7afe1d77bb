//! Text of a certain form → its schema. A pattern lets through what the reader takes; what it lets through beside, `netcheck lint` says.

use serde_json::{Value, json};

use crate::cli::schema::book::expecting;
use crate::cli::schema::values::text;
use crate::model::RESERVED_IDS;
use crate::spec::Takes;

/// A word that references can name.
pub(super) const WORD: &str = "[A-Za-z][A-Za-z0-9_-]*";

/// A name of the practice internet.
pub(super) const NAME: &str =
    r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?";

/// An address of either family, by its characters.
pub(super) const CIDR: &str =
    r"([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)/[0-9]{1,3}";
pub(super) const ADDRESS: &str = r"([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)";

/// The schema of text, with what editors say where it does not hold.
pub(super) fn form(takes: &Takes) -> Value {
    let (wanted, schema) = match takes {
        Takes::Line => ("one line of text", text(r"^[^\r\n]*\S[^\r\n]*$")),
        Takes::Word => ("a letter, then letters, digits and `-`", text(&whole(WORD))),
        Takes::CheckId => (
            "a small letter, then small letters, digits and `-`, and no word that references begin with",
            text(&format!(
                "^(?!({})$)[a-z][a-z0-9-]*$",
                RESERVED_IDS.join("|")
            )),
        ),
        Takes::Path => (
            "a file of the folder that is handed in, such as `mail.txt`",
            text(r"^[^/~\\][^\\]*$"),
        ),
        Takes::Time => (
            "a time such as `500ms`, `5s` or `2m`",
            string(r"^\s*0*[1-9][0-9]*\s*(ms|s|m|h)\s*$"),
        ),
        Takes::Moment => (
            "a moment such as `2026-12-01T23:59[Europe/Berlin]`",
            string(r"[0-9][Tt ][0-9].*([Zz]|[+-][0-9:]+|\])\s*$"),
        ),
        Takes::Pattern => ("a regular expression", text(".")),
        Takes::Name
        | Takes::Address
        | Takes::Cidr
        | Takes::Host
        | Takes::Server
        | Takes::Target
        | Takes::Url => {
            return place(takes);
        }
        // Prose and text are any text; all others are none.
        _ => ("text", text(r"\S")),
    };
    expecting(wanted, schema)
}

/// Where something is.
fn place(takes: &Takes) -> Value {
    let (wanted, schema) = match takes {
        Takes::Name => ("a host name such as `www.usfca.edu`", text(&whole(NAME))),
        Takes::Address => ("an address such as `192.0.2.80`", string(&whole(ADDRESS))),
        Takes::Cidr => (
            "an address with the length of its network, such as `198.51.100.10/29`",
            string(&whole(CIDR)),
        ),
        Takes::Target => (
            "`host:port`, such as `www.usfca.edu:80`, or a reference",
            string(&or_reference(r"^\s*\S+:\s*[0-9]+\s*$")),
        ),
        Takes::Url => (
            "an address such as `http://www.usfca.edu/`, or a reference",
            string(&or_reference(r"^\s*http://\S")),
        ),
        Takes::Server => (
            "`host` or `host:port`, or a reference",
            text(&or_reference(r"^\s*\S+\s*$")),
        ),
        // Hosts; all others are no places.
        _ => (
            "a host or an address, or a reference",
            text(&or_reference(r"^\s*\S+\s*$")),
        ),
    };
    expecting(wanted, schema)
}

/// Text that YAML does not take for something else.
fn string(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

/// Text of a form, or with a reference in it.
pub(super) fn or_reference(pattern: &str) -> String {
    format!(r"{pattern}|\$")
}

/// The whole of a text.
pub(super) fn whole(pattern: &str) -> String {
    format!("^{pattern}$")
}
