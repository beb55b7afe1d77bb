//! The words of a table, where a list of them is wanted.

/// The words of a table from words to values.
///
/// # Panics
/// At compile time, where `N` is not the number of its rows.
pub const fn words<T, const N: usize>(table: &[(&'static str, T)]) -> [&'static str; N] {
    assert!(table.len() == N, "the number of rows");
    let mut words = [""; N];
    let mut row = 0;
    while row < N {
        words[row] = table[row].0;
        row += 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_words_of_a_table_in_its_order() {
        assert_eq!(words(&[("b", 1), ("a", 2)]), ["b", "a"]);
    }
}
