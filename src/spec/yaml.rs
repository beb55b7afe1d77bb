//! The only file that knows the YAML crate: text → [`Node`], with its errors as diagnostics.
//!
//! It reads the crate's events rather than typed values: events keep scalars as typed, give every byte range, and hand over what stands before an error.

mod build;
mod entries;
mod mistake;
mod repair;

use std::sync::Arc;

use serde_yaml::granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle, options,
};

use crate::model::{Diagnostic, Place, Source};
use crate::spec::Node;

use build::{Builder, Collection, Style};
use mistake::Mistake;

/// The most levels of maps and lists in each other.
pub const NESTING_LIMIT: usize = 100;

/// The most keys and values of one file.
pub const NODE_LIMIT: usize = 300_000;

/// The most bytes that anchors and aliases may copy: a node counts 100, and its text.
pub const COPY_LIMIT: usize = 16 * 1024 * 1024;

/// How many mistakes of one file are stepped over to find the next one.
const STEPS_LIMIT: usize = 20;

/// What could be read of a text.
#[derive(Debug)]
pub struct Tree {
    /// The tree; of a text that stops being YAML, what is complete before that: keys of the outermost map, and whole items of a list in it.
    pub node: Option<Node>,
    /// What is wrong, in the order found.
    pub errors: Vec<Diagnostic>,
    /// Whether all of the text is in the tree.
    pub extent: Extent,
}

/// How much of a text is in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// All of it, but what stands at these bytes is not what the author wrote.
    Holes(Vec<usize>),
    /// Its beginning, with such holes: missing keys mean nothing.
    Beginning(Vec<usize>),
}

/// Reads one document. An empty document is `Ok(None)`.
///
/// # Errors
/// One diagnostic at the place where the text stops being YAML, or breaks a limit.
pub fn parse(source: &Arc<Source>) -> Result<Option<Node>, Diagnostic> {
    let tree = tree(source);
    match tree.errors.into_iter().next() {
        Some(first) => Err(first),
        None => Ok(tree.node),
    }
}

/// Reads as much of one document as can be read, with every error.
pub fn tree(source: &Arc<Source>) -> Tree {
    if let Some(error) = mistake::control_character(source) {
        return Tree {
            node: None,
            errors: vec![error],
            extent: Extent::Beginning(Vec::new()),
        };
    }
    let mut text = source.text.clone();
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut holes = Vec::new();
    loop {
        let mut builder = Builder::new(source);
        let Err(stop) = events(&text, source, &mut builder) else {
            return whole(builder, found, holes);
        };
        match &stop {
            Stop::Limit(error) => found.push(error.as_ref().clone()),
            Stop::Scan { mistake, at } => {
                let line = found.last().and_then(Diagnostic::line);
                if line != Some(source.line_of(*at)) {
                    found.push(mistake::explain(mistake, *at, source, &builder));
                }
            }
        }
        let hole = match stop {
            Stop::Scan { mistake, at } if holes.len() < STEPS_LIMIT => {
                mistake::step_over(&mistake, at, &mut text)
            }
            Stop::Scan { .. } | Stop::Limit(_) => None,
        };
        let Some(hole) = hole else {
            return beginning(builder, found, holes);
        };
        holes.push(hole);
    }
}

fn whole(builder: Builder, mut found: Vec<Diagnostic>, holes: Vec<usize>) -> Tree {
    let (node, errors) = builder.finish();
    found.extend(errors);
    Tree {
        node,
        errors: found,
        extent: if holes.is_empty() {
            Extent::Whole
        } else {
            Extent::Holes(holes)
        },
    }
}

fn beginning(builder: Builder, mut found: Vec<Diagnostic>, holes: Vec<usize>) -> Tree {
    let (node, errors) = builder.finish();
    found.extend(errors);
    Tree {
        node,
        errors: found,
        extent: Extent::Beginning(holes),
    }
}

/// Why reading stopped before the end.
enum Stop {
    /// A limit of ours.
    Limit(Box<Diagnostic>),
    /// The text is not YAML at this byte.
    Scan { mistake: Mistake, at: usize },
}

impl From<Diagnostic> for Stop {
    fn from(error: Diagnostic) -> Self {
        Self::Limit(Box::new(error))
    }
}

fn events(text: &str, source: &Arc<Source>, builder: &mut Builder) -> Result<(), Stop> {
    let options = options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: NESTING_LIMIT,
        block_nesting_limit: NESTING_LIMIT,
    };
    let mut documents = 0;
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| scan_error(&error, text))?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                builder.second_document(range(&span));
                return Ok(());
            }
        }
        take(event, &span, source, builder)?;
    }
    Ok(())
}

fn take(
    event: Event,
    span: &Span,
    source: &Arc<Source>,
    builder: &mut Builder,
) -> Result<(), Diagnostic> {
    let range = range(span);
    let tagged = tag(&event);
    if tagged == Some(Tagged::Unused) {
        let at = span.tag_span().map_or(range.clone(), |at| self::range(&at));
        builder.unused_tag(at);
    }
    match event {
        Event::Scalar(text, style, anchor, _) => {
            let plain = style == ScalarStyle::Plain && tagged.is_none();
            if plain && range.is_empty() {
                return builder.scalar(String::new(), plain, behind_colon(source, range), anchor);
            }
            let range = match style {
                ScalarStyle::Literal | ScalarStyle::Folded => trimmed(source, range),
                ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => range,
            };
            builder.scalar(text.into_owned(), plain, range, anchor)
        }
        Event::SequenceStart(style, anchor, _) => {
            builder.open(Collection::List, styled(style), range.start, anchor)
        }
        Event::MappingStart(style, anchor, _) => {
            builder.open(Collection::Map, styled(style), range.start, anchor)
        }
        Event::SequenceEnd | Event::MappingEnd => builder.close(range.end),
        Event::Alias(anchor) => builder.alias(anchor, range),
        Event::UnresolvedAlias(name) => builder.unknown_alias(&name, range),
        // The crate's enum is open; what is left are the stream's and the document's borders.
        _ => Ok(()),
    }
}

/// What a tag says of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tagged {
    /// `!!str`: it is text, whatever it looks like.
    Text,
    /// Nothing that has a meaning here.
    Unused,
}

fn tag(event: &Event) -> Option<Tagged> {
    let (Event::Scalar(.., Some(tag))
    | Event::SequenceStart(.., Some(tag))
    | Event::MappingStart(.., Some(tag))) = event
    else {
        return None;
    };
    Some(match tag.core_suffix() {
        Some("str") => Tagged::Text,
        _ => Tagged::Unused,
    })
}

fn styled(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}

fn range(span: &Span) -> std::ops::Range<usize> {
    let start = span.start.byte_offset().unwrap_or(0);
    start..span.end.byte_offset().unwrap_or(start).max(start)
}

/// A value that is not there is reported at the colon; a reader looks for it behind.
fn behind_colon(source: &Arc<Source>, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let colon = source.text.as_bytes().get(range.start) == Some(&b':');
    let at = range.start + usize::from(colon);
    at..at
}

/// A block scalar's range reaches into the blank lines behind it.
fn trimmed(source: &Arc<Source>, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let place = Place::new(source, range);
    let start = place.range().start;
    start..start + place.text().trim_end().len()
}

fn scan_error(error: &ScanError, text: &str) -> Stop {
    let mistake = match error.kind() {
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            Mistake::Separator
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => Mistake::Escape,
        ErrorKind::MappingValueNotAllowed => Mistake::Colon,
        ErrorKind::UnexpectedCharacter { character } => Mistake::Character(*character),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Mistake::NoColon,
        ErrorKind::ExpectedBlockMappingKey => Mistake::NoKey,
        ErrorKind::ExpectedBlockSequenceEntry => Mistake::NoItem,
        ErrorKind::BlockSequenceEntryNotAllowed => Mistake::Dash,
        ErrorKind::UnclosedFlowCollection { open } => Mistake::Unclosed(*open),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            Mistake::Mismatched(*open, *close)
        }
        ErrorKind::MisplacedFlowCollectionEnd => Mistake::Unopened,
        ErrorKind::UnclosedQuotedScalar => Mistake::Quote,
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => Mistake::AfterQuote,
        ErrorKind::RecursionLimitExceeded => Mistake::Nesting,
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => Mistake::Tab,
        // The crate's list is open and long; these are rare and named in its words.
        other => Mistake::Other(other.to_string()),
    };
    Stop::Scan {
        mistake,
        at: text.floor_char_boundary(error.marker().byte_offset().unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests;
