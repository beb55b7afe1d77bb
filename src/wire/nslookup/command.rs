//! What was asked for on a command line.

/// The first word that is neither an option, nor what belongs to one, nor a server, nor a type before the name.
pub(super) fn name_in(arguments: &str) -> Option<&str> {
    const WITH_VALUE: &[&str] = &[
        "-p", "-t", "-c", "-b", "-k", "-y", "-W", "-R", "-m", "-N", "-q", "-f",
    ];
    const TYPES: &[&str] = &[
        "A", "AAAA", "ANY", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT",
    ];
    let mut words = arguments.split_whitespace();
    let mut kind = None;
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&word) {
            words.next();
        } else if TYPES.contains(&word.to_ascii_uppercase().as_str()) {
            kind = Some(word);
        } else if !word.starts_with(['-', '@', '+']) {
            return Some(word);
        }
    }
    kind
}
