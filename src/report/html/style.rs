//! The look of the page: its style sheet and its pictures.

/// The style sheet.
pub(in crate::report) const STYLE: &str = include_str!("style.css");

/// The only style sheet that a browser takes from the page: what others wrote brings none with it. The style sheet's SHA-256, as the
/// Content Security Policy names it.
pub(in crate::report) const HASH: &str = "sha256-zz5d2QuJnmZ6tQsJzfitazuYifZgB0b7amQNfNUISbQ=";

/// The signs of the verdicts, each drawn once and used everywhere.
pub(in crate::report) const ICONS: &str = include_str!("icons.svg");

/// The page's own sign, in its address.
pub(in crate::report) const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230b5cad'/%3E%3Cpath d='M4 8.4l2.7 2.7L12 5.2' fill='none' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E";

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use sha2::{Digest as _, Sha256};

    use super::{HASH, STYLE};

    #[test]
    fn the_policy_names_this_style_sheet() {
        let hash = BASE64.encode(&Sha256::digest(STYLE));
        assert_eq!(HASH, format!("sha256-{hash}"));
    }
}
