//! The known words beside one that is not known.

use crate::model::nearest;

/// How many known words are listed.
const LISTED: usize = 40;

/// The nearest known word is the most useful help; all known words are the next.
pub(crate) fn help<'a>(word: &str, known: &[&'a str]) -> String {
    let found: Option<&'a str> = nearest(word, known.iter().copied());
    match found {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known here: {}", listed(known)),
    }
}

/// Words as a list in a sentence; of very many the first ones.
pub fn listed<T: AsRef<str>>(words: &[T]) -> String {
    let shown = words.iter().take(LISTED);
    let shown: Vec<String> = shown.map(|word| format!("`{}`", word.as_ref())).collect();
    let list = shown.join(", ");
    match words.len().saturating_sub(LISTED) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_words_the_first_are_listed() {
        let words: Vec<String> = (0..100_000).map(|n| format!("k{n}")).collect();
        let text = listed(&words);
        assert!(text.ends_with("`k39` and 99960 more"), "{text}");
    }
}
