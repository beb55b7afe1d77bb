//! The look of the class page, beside that of every page, and its script.

pub(super) const CLASS_STYLE: &str = include_str!("class.css");

/// The SHA-256 of the style sheet and of the script, as the Content Security Policy names them: no other is taken from the page.
pub(super) const CLASS_HASH: &str = "sha256-wd7icZDFdHKpiJrkOqeSSFwKdC/NxBESzU3jFZ81pCk=";
pub(super) const SCRIPT_HASH: &str = "sha256-rqIyEh7xdwNL6BNbqTl1plFnqJ5imtaK4nVrg5YjWUc=";

pub(super) const SCRIPT: &str = include_str!("class.js");

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use sha2::{Digest as _, Sha256};

    use super::{CLASS_HASH, CLASS_STYLE, SCRIPT, SCRIPT_HASH};

    #[test]
    fn the_policy_names_this_style_sheet_and_this_script() {
        let hash = |text: &str| format!("sha256-{}", BASE64.encode(&Sha256::digest(text)));
        assert_eq!(CLASS_HASH, hash(CLASS_STYLE));
        assert_eq!(SCRIPT_HASH, hash(SCRIPT));
    }
}
