//! Bytes → text, whatever an editor or a terminal saved it as; and what is no text at all.

/// What became of decoding.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// Text, and what its author should know about how it was read.
    Text {
        text: String,
        note: Option<&'static str>,
    },
    /// No text.
    Binary(&'static Binary),
}

/// A kind of file that is no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Binary {
    /// What it is, with its article.
    pub(super) what: &'static str,
    /// What to do instead.
    pub(super) help: &'static str,
}

const PICTURE: Binary = Binary {
    what: "a picture",
    help: "copy the text out of the terminal window itself and paste it into the file",
};
const PDF: Binary = Binary {
    what: "a PDF document",
    help: "copy the text out of it and save that as plain text",
};
const RICH_TEXT: Binary = Binary {
    what: "rich text (RTF)",
    help: "in TextEdit, choose Format, then Make Plain Text; in WordPad, save as a text document",
};
const OFFICE: Binary = Binary {
    what: "a document of a word processor",
    help: "save it as plain text (.txt)",
};
const ARCHIVE: Binary = Binary {
    what: "a compressed archive",
    help: "unpack it and hand in the text file",
};
const OTHER: Binary = Binary {
    what: "no text",
    help: "save it as plain text; most editors call that UTF-8",
};

/// How files of some kinds begin: where, with which bytes, and what they are.
static SIGNATURES: &[(usize, &[u8], &Binary)] = &[
    (0, b"\x89PNG\r\n\x1a\n", &PICTURE),
    (0, b"\xff\xd8\xff", &PICTURE),
    (0, b"GIF8", &PICTURE),
    (8, b"WEBP", &PICTURE),
    (4, b"ftyphei", &PICTURE),
    (4, b"ftypmif1", &PICTURE),
    (0, b"II*\0", &PICTURE),
    (0, b"MM\0*", &PICTURE),
    (0, b"%PDF-", &PDF),
    (0, b"{\\rtf", &RICH_TEXT),
    (0, b"PK\x03\x04", &ARCHIVE),
    (0, b"\x1f\x8b", &ARCHIVE),
    (0, b"Rar!", &ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", &ARCHIVE),
    (0, b"\xd0\xcf\x11\xe0", &OFFICE),
    (0, b"bplist00", &OTHER),
    (0, b"\x7fELF", &OTHER),
];

/// Reads UTF-8, UTF-16 (with a byte order mark, or plainly without one) and Windows-1252, of which Latin-1 is a part.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some(binary) = signature(bytes) {
        return Decoded::Binary(binary);
    }
    if let Some(text) = utf16(bytes) {
        return Decoded::Text { text, note: None };
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if mostly_control(bytes) {
        return Decoded::Binary(&OTHER);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded::Text {
            text: text.to_owned(),
            note: None,
        },
        Err(_) => Decoded::Text {
            text: bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            note: Some("it is not UTF-8 and was read as Windows-1252 (Latin-1)"),
        },
    }
}

fn signature(bytes: &[u8]) -> Option<&'static Binary> {
    let begins =
        |at: usize, mark: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(mark));
    let (_, _, found) = SIGNATURES
        .iter()
        .find(|(at, mark, _)| begins(*at, mark))
        .copied()?;
    let documents: [&[u8]; 3] = [b"word/", b"[Content_Types].xml", b"opendocument"];
    let head = &bytes[..bytes.len().min(4096)];
    let holds = |part: &&[u8]| head.windows(part.len()).any(|window| window == *part);
    if *found == ARCHIVE && documents.iter().any(holds) {
        return Some(&OFFICE);
    }
    Some(found)
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let little = |pair: [u8; 2]| u16::from_le_bytes(pair);
    let big = |pair: [u8; 2]| u16::from_be_bytes(pair);
    match bytes {
        [0xff, 0xfe, rest @ ..] => Some(units(rest, little)),
        [0xfe, 0xff, rest @ ..] => Some(units(rest, big)),
        _ if plain_in_every_other(bytes, 0) => Some(units(bytes, little)),
        _ if plain_in_every_other(bytes, 1) => Some(units(bytes, big)),
        _ => None,
    }
}

fn units(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let pairs = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(pairs)
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Whether this is UTF-16 without its mark: nearly every pair has a zero on one side and none on the other (`first` is the side of the text).
fn plain_in_every_other(bytes: &[u8], first: usize) -> bool {
    let pairs = bytes.len() / 2;
    let zeros = |side: usize| {
        let side = bytes.iter().skip(side).step_by(2).take(pairs);
        side.filter(|byte| **byte == 0).count()
    };
    pairs >= 4 && zeros(first) == 0 && zeros(1 - first) * 10 >= pairs * 9
}

/// Whether more than a tenth are control characters that no terminal session holds.
fn mostly_control(bytes: &[u8]) -> bool {
    let odd = |byte: &&u8| **byte < 0x20 && !b"\t\n\r\x07\x08\x0c\x1b".contains(byte);
    bytes.iter().filter(odd).count() * 10 > bytes.len()
}

/// The character of a byte; the five that the code page leaves open are the control characters of Latin-1.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], want: &str) {
        match decode(bytes) {
            Decoded::Text { text, note: None } => assert_eq!(text, want),
            other => panic!("{other:?} for {want:?}"),
        }
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_comes_in_utf_8_and_utf_16() {
        check(b"", "");
        check(b"220 hi\r\n", "220 hi\r\n");
        check("\u{feff}grün\n".as_bytes(), "grün\n");
        check(&wide("\u{feff}grün 😀\n", u16::to_le_bytes), "grün 😀\n");
        check(&wide("\u{feff}grün 😀\n", u16::to_be_bytes), "grün 😀\n");
        check(&wide("Server: x\n", u16::to_le_bytes), "Server: x\n");
        check(&wide("Server: x\n", u16::to_be_bytes), "Server: x\n");
        check(
            b"typescript \x1b[1mbold\x1b[0m\x08 \x07",
            "typescript \u{1b}[1mbold\u{1b}[0m\u{8} \u{7}",
        );
        check(b"hi\r\0\nthere and so on", "hi\r\0\nthere and so on");
    }

    #[test]
    fn other_bytes_are_windows_1252_with_a_note() {
        let Decoded::Text { text, note } = decode(b"gr\xfcn \x80 \x93so\x94 \x81") else {
            panic!("no text")
        };
        assert_eq!(text, "grün € “so” \u{81}");
        assert!(note.is_some());
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, want) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &PICTURE),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", &PICTURE),
            (b"RIFF\x10\0\0\0WEBPVP8 ", &PICTURE),
            (b"\0\0\0\x18ftypheic\0\0\0\0", &PICTURE),
            (b"%PDF-1.7\n", &PDF),
            (b"{\\rtf1\\ansi", &RICH_TEXT),
            (b"PK\x03\x04\x14\0\0\0mail.txt", &ARCHIVE),
            (b"PK\x03\x04\x14\0\x06\0word/document.xml", &OFFICE),
            (
                b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.text",
                &OFFICE,
            ),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &OFFICE),
            (b"\0\x01\x02\x03\x04\x05\x06\x0e\xff", &OTHER),
        ] {
            assert_eq!(decode(bytes), Decoded::Binary(want));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            decode(&bytes);
        }

        #[test]
        fn what_was_encoded_is_decoded(text in "[ -~äöü€\n]{0,200}") {
            let marked = format!("\u{feff}{text}");
            check(marked.as_bytes(), &text);
            check(&wide(&marked, u16::to_le_bytes), &text);
            check(&wide(&marked, u16::to_be_bytes), &text);
        }
    }
}
