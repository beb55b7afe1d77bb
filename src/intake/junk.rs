//! Files that systems leave behind, and nobody handed in.

/// Whether a name, of a file or a folder on the way to it, is one of those.
pub(super) fn is_junk(name: &str) -> bool {
    let known = ["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"];
    name.starts_with("._") || known.contains(&name)
}
