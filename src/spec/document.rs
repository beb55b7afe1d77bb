//! One file of an assignment: bytes → the keys of its outermost map, with the findings that are the same for all files.

use std::sync::Arc;

use crate::model::{Diagnostic, Diagnostics, Place, Source};
use crate::spec::yaml::{self, Extent};
use crate::spec::{Data, FILE_LIMIT, Fields, File, Key, Keys, Node, Takes, Unreadable};

/// The format that this version reads.
const FORMAT: &str = "1";

/// The key that every file has.
pub(crate) const FORMAT_KEY: Key =
    Key::new("netcheck", Takes::Format, "the version of the language: 1").required();

/// The most bytes of one line: a finding holds a copy of its line.
const LINE_LIMIT: usize = 64 * 1024;

/// A file as far as it could be read.
pub(crate) struct Document {
    /// The outermost map.
    pub(crate) node: Node,
    /// How much of the file is in it.
    pub(crate) extent: Extent,
}

impl Document {
    /// Reads a file whose outermost value is a map; `None` when nothing of it can be used.
    pub(crate) fn read(file: &File, diagnostics: &mut Diagnostics) -> Option<Self> {
        let source = source(file, diagnostics)?;
        let tree = yaml::tree(&source);
        let broken = !tree.errors.is_empty();
        tree.errors
            .into_iter()
            .for_each(|error| diagnostics.push(error));
        match tree.node {
            Some(node) => Some(Self {
                node,
                extent: tree.extent,
            }),
            None if broken => None,
            None => {
                let error = Diagnostic::file_error(&file.name, "the file is empty");
                diagnostics.push(error.help("its first line is `netcheck: 1`"));
                None
            }
        }
    }

    /// The keys of the outermost map, with unknown ones reported; `None` too where the format is one that this version does not read.
    pub(crate) fn fields(
        &self,
        what: &str,
        known: &Keys,
        diagnostics: &mut Diagnostics,
    ) -> Option<Fields<'_>> {
        if matches!(self.node.data, Data::Map(_)) {
            let fields = Fields::any(&self.node, what, diagnostics)?;
            self.check_format(&fields, diagnostics)?;
        }
        Fields::of(&self.node, what, known, diagnostics)
    }

    /// A key that must be there; of a file that is cut off nothing can be said.
    pub(crate) fn required<'a>(
        &self,
        fields: &Fields<'a>,
        key: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a Node> {
        if self.is_cut() {
            fields.get(key)
        } else {
            fields.required(key, diagnostics)
        }
    }

    /// Whether the end of the file is not in the tree.
    pub(crate) fn is_cut(&self) -> bool {
        matches!(self.extent, Extent::Beginning(_))
    }

    /// File, line and column of everything that the author did not write.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = (String, usize, usize)> {
        let holes = match &self.extent {
            Extent::Whole => &[][..],
            Extent::Holes(holes) | Extent::Beginning(holes) => holes,
        };
        let source = self.node.place.source();
        holes.iter().map(|hole| {
            let place = Place::new(source, *hole..*hole + 1);
            (source.name.clone(), place.line(), place.column())
        })
    }

    fn check_format(&self, fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<()> {
        let Some(node) = fields.get("netcheck") else {
            if !self.is_cut() {
                let error = fields.missing("netcheck");
                diagnostics
                    .push(error.help("write `netcheck: 1`, the version of the format, first"));
            }
            return Some(());
        };
        match &node.data {
            Data::Scalar(scalar) if scalar.text == FORMAT && !scalar.quoted => Some(()),
            Data::Scalar(scalar) if scalar.as_number().is_some() => {
                let message = format!("this file is of format {}", scalar.text);
                let error = Diagnostic::error(&node.place, message);
                diagnostics
                    .push(error.help("this netcheck reads format 1; a newer one may read it"));
                None
            }
            Data::Scalar(_) | Data::List(_) | Data::Map(_) => {
                let error = node.unexpected("the version of the format");
                diagnostics.push(error.help("write `netcheck: 1`"));
                Some(())
            }
        }
    }
}

fn source(file: &File, diagnostics: &mut Diagnostics) -> Option<Arc<Source>> {
    let error = |message: String| Diagnostic::file_error(&file.name, message);
    let too_large = |size: u64| {
        error(format!("the file is too large: {size} bytes"))
            .help(format!("a file of a spec has at most {FILE_LIMIT} bytes"))
    };
    let found = match &file.bytes {
        Ok(bytes) if bytes.len() as u64 > FILE_LIMIT => too_large(bytes.len() as u64),
        Ok(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                match text.lines().position(|line| line.len() > LINE_LIMIT) {
                    None => return Some(Source::new(file.name.as_str(), text)),
                    Some(long) => error(format!("line {} is too long", long + 1))
                        .help(format!("a line of a spec has at most {LINE_LIMIT} bytes")),
                }
            }
            Err(bad) => not_utf8(file, bytes, bad.valid_up_to()),
        },
        Err(Unreadable::Missing) => error("there is no such file".to_owned()),
        Err(Unreadable::TooLarge(size)) => too_large(*size),
        Err(Unreadable::System(reason)) => error(format!("the file cannot be read: {reason}")),
    };
    diagnostics.push(found);
    None
}

fn not_utf8(file: &File, bytes: &[u8], at: usize) -> Diagnostic {
    let help = "save the file as UTF-8";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Diagnostic::file_error(&file.name, "the file is UTF-16, not UTF-8").help(help);
    }
    let source = Source::new(file.name.as_str(), String::from_utf8_lossy(bytes));
    let byte = bytes.get(at).copied().unwrap_or_default();
    let place = Place::new(&source, at..at + '\u{fffd}'.len_utf8());
    let message = format!("the file is not UTF-8: byte 0x{byte:02X} at offset {at}");
    Diagnostic::error(&place, message).help(help)
}
