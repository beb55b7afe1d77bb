//! The report as JSON, for programs: `--report json`. Version 1.
//!
//! Its fields are described where they stand, and `netcheck schema report` prints that as JSON Schema. Control characters are escaped as JSON
//! does.

mod check;
mod gap;
mod parts;
mod safe;
mod value;
mod words;

use std::io::{self, Write as _};

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};

use crate::report::Format;
use crate::report::reporter::{Moment, Reporter, Setting, Sink};

pub(in crate::report) use check::{Check, Judged, millis};
use parts::{Document, Exercise};
pub(in crate::report) use parts::{Head, Tail};
pub(in crate::report) use safe::Safe;
pub(in crate::report) use value::json;

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "json",
    "for programs: one document; `netcheck schema report` describes it",
    |_: Setting| Box::new(Json { exercises: 0 }),
);

/// The JSON Schema of the document.
pub fn schema() -> serde_json::Value {
    schema_of::<Document>()
}

/// What serde writes of a type, as JSON Schema. Draft-07 is what every validator knows; formats such as `uint32` are schemars' own.
pub(in crate::report) fn schema_of<T: JsonSchema>() -> serde_json::Value {
    let settings = SchemaSettings::draft07().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let without_format = |schema: &mut Schema| {
        schema.remove("format");
    };
    RecursiveTransform(without_format).transform(&mut schema);
    schema.into()
}

/// The report as it is written: head, then each exercise, then the totals.
struct Json {
    exercises: usize,
}

impl Reporter for Json {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(found) => {
                open(&Head::refused(), out)?;
                self.close(&Tail::refused(found), out)
            }
            Moment::Begin(outline) => open(&Head::of(outline), out),
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => Ok(()),
            Moment::Exercise(exercise) => {
                let before = if self.exercises == 0 { "\n" } else { ",\n" };
                self.exercises += 1;
                out.write_all(before.as_bytes())?;
                let text = serde_json::to_string_pretty(&Exercise::new(exercise))?;
                indented(&text, "    ", out)
            }
            Moment::End(end) => self.close(&Tail::of(end), out),
        }
    }
}

impl Json {
    /// The end of the list, and what is known last.
    fn close(&self, tail: &Tail, out: &mut dyn Sink) -> io::Result<()> {
        let close = if self.exercises == 0 {
            "],\n"
        } else {
            "\n  ],\n"
        };
        out.write_all(close.as_bytes())?;
        let text = serde_json::to_string_pretty(tail)?;
        let fields = text.strip_prefix("{\n").unwrap_or(&text);
        Safe(&mut *out).write_all(fields.as_bytes())?;
        out.write_all(b"\n")
    }
}

/// What is known first, and the list of exercises, left open.
fn open(head: &Head, out: &mut dyn Sink) -> io::Result<()> {
    let text = serde_json::to_string_pretty(head)?;
    let fields = text.strip_suffix("\n}").unwrap_or(&text);
    Safe(&mut *out).write_all(fields.as_bytes())?;
    out.write_all(b",\n  \"exercises\": [")
}

fn indented(text: &str, margin: &str, out: &mut dyn Sink) -> io::Result<()> {
    let mut made = String::with_capacity(text.len() * 3 / 2);
    for line in text.split_inclusive('\n') {
        made.push_str(margin);
        made.push_str(line);
    }
    Safe(out).write_all(made.as_bytes())
}
