//! The known word that an unknown one was probably meant to be.

/// Of very many known words only these first ones are looked at.
const LOOKED_AT: usize = 1000;

/// The word of `known` that was most likely meant, if one is near enough to be a slip of the fingers; the first of equally near ones.
/// Words that differ only in case, in `_` or a blank for `-`, or in a final `s` are the same.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let length = word.chars().count();
    let allowed = length.max(3).div_ceil(3);
    known
        .into_iter()
        .take(LOOKED_AT)
        .filter(|known| known.chars().count().abs_diff(length) <= allowed)
        .map(|known| (distance(&word, &plain(known)), known))
        .filter(|&(distance, known)| distance <= allowed && distance < known.chars().count())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, known)| known)
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['_', ' '], "-")
}

fn distance(word: &str, known: &str) -> usize {
    let plural = |one: &str, other: &str| one.strip_suffix('s') == Some(other);
    if word == known || plural(word, known) || plural(known, word) {
        return 0;
    }
    strsim::damerau_levenshtein(word, known)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_mended_and_another_word_is_not() {
        let statuses = ["noerror", "nxdomain", "nodata", "at-least"];
        let keys = ["connect", "nslookup", "expect", "one-of", "points"];
        for (word, known, want) in [
            ("nxdomian", &statuses[..], Some("nxdomain")),
            ("NXDOMAIN", &statuses, Some("nxdomain")),
            ("atleast", &statuses, Some("at-least")),
            ("servfail", &statuses, None),
            ("", &statuses, None),
            ("conect", &keys, Some("connect")),
            ("Expect", &keys, Some("expect")),
            ("one_of", &keys, Some("one-of")),
            ("point", &keys, Some("points")),
            ("nslokup", &keys, Some("nslookup")),
            ("banana", &keys, None),
            ("", &keys, None),
        ] {
            assert_eq!(nearest(word, known.iter().copied()), want, "{word}");
        }
    }

    #[test]
    fn a_short_word_is_not_mended_into_another_short_one() {
        assert_eq!(nearest("x", ["y"]), None);
    }
}
