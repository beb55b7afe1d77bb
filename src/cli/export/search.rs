//! Where secrets stand in files of any size: in any case, across line breaks, in UTF-8 and UTF-16.

use std::collections::HashSet;
use std::io::{self, Read};
use std::ops::Range;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use crate::plan::{KeptBack, Secret, Tells};

/// The most secrets that are looked for, and the most bytes of one: its beginning tells enough.
const SECRETS_LIMIT: usize = 2000;
const LENGTH_LIMIT: usize = 200;

/// How many letters and digits make a text long enough to be found inside of longer words.
const LONG: usize = 8;

/// How much of a file is read at once.
const CHUNK: usize = 1024 * 1024;

/// What is looked for.
pub(crate) struct Search<'a> {
    secrets: Vec<(&'a KeptBack, &'a Secret)>,
    /// For each text of the automaton, the secret that it is.
    texts: Vec<usize>,
    automaton: AhoCorasick,
    left_out: usize,
}

/// A secret that stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Its number, see [`Search::secret`].
    pub(crate) secret: usize,
    /// The bytes that say it.
    pub(crate) range: Range<usize>,
    /// Their line, counted from 1.
    pub(crate) line: usize,
}

impl<'a> Search<'a> {
    /// Looks for what gives these checks away where it `tells` something.
    pub(crate) fn of(kept_back: &'a [KeptBack], tells: Tells) -> Self {
        let all = kept_back
            .iter()
            .flat_map(|check| check.secrets.iter().map(move |secret| (check, secret)))
            .filter(|(_, secret)| secret.tells == tells);
        let mut known = HashSet::new();
        let (mut secrets, mut texts, mut left_out) = (Vec::new(), Vec::new(), 0);
        for (check, secret) in all {
            let [text, others @ ..] = spellings(&secret.text);
            if text.is_empty() || known.contains(&text) {
                continue;
            }
            if secrets.len() == SECRETS_LIMIT {
                left_out += 1;
                continue;
            }
            for text in std::iter::once(text).chain(others) {
                if known.insert(text.clone()) {
                    texts.push((text, secrets.len()));
                }
            }
            secrets.push((check, secret));
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(texts.iter().map(|(text, _)| text))
            .expect("a megabyte of texts is less than an automaton can hold");
        Self {
            secrets,
            texts: texts.into_iter().map(|(_, secret)| secret).collect(),
            automaton,
            left_out,
        }
    }

    /// A secret by its number, with the check whose secret it is.
    pub(crate) fn secret(&self, number: usize) -> (&'a KeptBack, &'a Secret) {
        self.secrets[number]
    }

    /// How many secrets are not looked for because there are too many.
    pub(crate) fn left_out(&self) -> usize {
        self.left_out
    }

    /// Where secrets stand in a text.
    pub(crate) fn in_text(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        if !self.secrets.is_empty() {
            let mut window = Folded::default();
            window.push(text.as_bytes());
            self.in_window(&window, 0..window.bytes.len(), &mut hits);
        }
        hits
    }

    /// Where secrets stand in what is read.
    ///
    /// # Errors
    /// Those of the reader.
    pub(crate) fn in_reader(&self, mut reader: impl Read) -> io::Result<Vec<Hit>> {
        let mut hits = Vec::new();
        let mut window = Folded::default();
        let mut searched = 0;
        let mut chunk = vec![0; CHUNK];
        loop {
            let count = match reader.read(&mut chunk) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            window.push(&chunk[..count]);
            // What may go on in the next chunk is searched with it.
            let end = window.bytes.len();
            let sure = match count {
                0 => end,
                _ => end.saturating_sub(LENGTH_LIMIT + 1).max(searched),
            };
            self.in_window(&window, searched..sure, &mut hits);
            if count == 0 {
                return Ok(hits);
            }
            searched = window.forget(sure);
        }
    }

    /// Finds what begins in a range of the window.
    fn in_window(&self, window: &Folded, starts: Range<usize>, hits: &mut Vec<Hit>) {
        let mut at = starts.start;
        while at < starts.end {
            let input = Input::new(&window.bytes).range(at..);
            let Some(found) = self.automaton.find(input) else {
                return;
            };
            if found.start() >= starts.end {
                return;
            }
            let number = self.texts[found.pattern().as_usize()];
            let text = self.secrets[number].1.text.as_str();
            if stands_alone(text, &window.bytes, found.range()) {
                hits.push(window.hit(number, found.range()));
                at = found.end();
            } else {
                at = found.start() + 1;
            }
        }
    }
}

/// Whether a text is found as a word of its own, or is too long to be found by chance.
fn stands_alone(text: &str, window: &[u8], found: Range<usize>) -> bool {
    if text.chars().filter(|c| c.is_alphanumeric()).count() >= LONG {
        return true;
    }
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = found.start.checked_sub(1).and_then(|at| window.get(at));
    let joined_before = is_word(before) && is_word(window.get(found.start));
    let joined_after = is_word(window.get(found.end)) && is_word(window.get(found.end - 1));
    !joined_before && !joined_after
}

/// Bytes in small letters, with one blank for any blanks and line breaks, and where each of them stood.
#[derive(Default)]
struct Folded {
    bytes: Vec<u8>,
    /// For each byte its offset and line in what was read.
    places: Vec<(usize, usize)>,
    read: usize,
    lines: usize,
}

impl Folded {
    /// A text that is looked for: without blanks around it.
    fn of(bytes: &[u8]) -> Self {
        let mut folded = Self::default();
        folded.push(bytes);
        while folded.bytes.last() == Some(&b' ') {
            folded.bytes.pop();
        }
        if folded.bytes.first() == Some(&b' ') {
            folded.bytes.remove(0);
        }
        folded
    }

    fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let folded = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => b' ',
                byte => byte.to_ascii_lowercase(),
            };
            if folded != b' ' || self.bytes.last() != Some(&b' ') {
                self.bytes.push(folded);
                self.places.push((self.read, self.lines + 1));
            }
            self.lines += usize::from(*byte == b'\n');
            self.read += 1;
        }
    }

    /// Drops what stands before a position, but for one byte; gives the new position.
    fn forget(&mut self, position: usize) -> usize {
        let from = position.saturating_sub(1);
        self.bytes.drain(..from);
        self.places.drain(..from);
        position - from
    }

    fn hit(&self, secret: usize, found: Range<usize>) -> Hit {
        let (start, line) = self.places[found.start];
        let (last, _) = self.places[found.end - 1];
        Hit {
            secret,
            range: start..last + 1,
            line,
        }
    }
}

/// The bytes that a text may be written with, the usual ones first.
fn spellings(text: &str) -> [Vec<u8>; 3] {
    let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    [text.as_bytes().to_vec(), little, big].map(|bytes: Vec<u8>| {
        let mut folded = Folded::of(&bytes).bytes;
        folded.truncate(LENGTH_LIMIT);
        folded
    })
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, Hit, Search};
    use crate::model::{Audience, CheckId, CheckRef, ExerciseId, Place, Source};
    use crate::plan::{KeptBack, Secret, Tells};

    fn kept_back(texts: &[&str]) -> Vec<KeptBack> {
        let place = Place::new(&Source::new("exercise.yaml", "x"), 0..1);
        let secrets = texts.iter().map(|text| Secret {
            text: (*text).to_owned(),
            place: place.clone(),
            tells: Tells::Anywhere,
        });
        vec![KeptBack {
            check: CheckRef {
                exercise: ExerciseId::of_folder("01-a"),
                check: CheckId::new("a").unwrap(),
            },
            folder: "01-a".to_owned(),
            audience: Audience::Student,
            points: 1,
            secrets: secrets.collect(),
        }]
    }

    fn check(secret: &str, text: &[u8], want: &[(std::ops::Range<usize>, usize)]) {
        let kept_back = kept_back(&[secret]);
        let hits = Search::of(&kept_back, Tells::Anywhere)
            .in_reader(text)
            .unwrap();
        let want: Vec<Hit> = want
            .iter()
            .map(|(range, line)| Hit {
                secret: 0,
                range: range.clone(),
                line: *line,
            })
            .collect();
        assert_eq!(hits, want, "{secret} in {}", String::from_utf8_lossy(text));
    }

    #[test]
    fn a_secret_is_found_in_any_case_and_across_line_breaks() {
        check("Sw0rdfish", b"a\nSW0RDFISH", &[(2..11, 2)]);
        check("my  host", b"it is my\r\n   host.", &[(6..17, 1)]);
        check("a\u{e9}iou", "x a\u{e9}iou".as_bytes(), &[(2..8, 1)]);
        check("65535", b"655350 165535 65535", &[(14..19, 1)]);
        check("1.2.3.4", b"1.2.3.45, 1.2.3.4", &[(10..17, 1)]);
        check("swordfish", b"swordfishes", &[(0..9, 1)]);
    }

    #[test]
    fn a_secret_is_found_in_utf_16() {
        let text: Vec<u8> = "a\nthe Sword fish"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        // In the other byte order the same bytes begin with the zero in front.
        check("sword fish", &text, &[(11..31, 2)]);
        let text: Vec<u8> = "65535".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check("65535", &text, &[(0..10, 1)]);
    }

    #[test]
    fn a_secret_is_found_wherever_a_chunk_ends() {
        for before in CHUNK - 12..CHUNK + 3 {
            let text = [
                vec![b'-'; before],
                b"sw0rdfish\n".to_vec(),
                vec![b' '; 2 * CHUNK],
            ]
            .concat();
            check("sw0rdfish", &text, &[(before..before + 9, 1)]);
        }
    }

    #[test]
    fn the_longer_of_two_secrets_is_found_and_each_has_its_number() {
        let kept_back = kept_back(&["usfca.edu", "www.usfca.edu", "USFCA.edu", "x"]);
        let search = Search::of(&kept_back, Tells::Anywhere);
        let found = |text: &str| -> Vec<usize> {
            search.in_text(text).iter().map(|hit| hit.secret).collect()
        };
        assert_eq!(found("www.usfca.edu and cs.usfca.edu"), [1, 0]);
        assert_eq!(found("nothing here"), [0; 0]);
        assert_eq!(search.secret(1).1.text, "www.usfca.edu");
    }

    #[test]
    fn too_many_secrets_are_counted() {
        let texts: Vec<String> = (0..super::SECRETS_LIMIT + 3)
            .map(|n| format!("secret {n}"))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(
            Search::of(&kept_back(&texts), Tells::Anywhere).left_out(),
            3
        );
    }
}
