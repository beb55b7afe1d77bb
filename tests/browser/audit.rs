//! Whether everybody can read the page: contrast, landmarks, names, and that nothing is cut off; by our own rules and by those of axe-core.

use serde_json::json;

use crate::chromium::{Browser, Look};
use crate::common::program::tool;
use crate::pages::Pages;

/// Our own rules.
pub(crate) const AUDIT: &str = include_str!("audit.js");

/// What axe-core finds: how many of its rules hold, and which do not.
pub(crate) const RUN_AXE: &str = "axe.run().then(found => ({ passes: found.passes.length,
    violations: found.violations.map(rule => [rule.id, rule.nodes.slice(0, 3).map(node => node.html + ' ' + node.failureSummary)]) }))";

/// Everything is unfolded, so that all of it is looked at.
const UNFOLD: &str = "document.querySelectorAll('details').forEach(d => d.open = true)";

/// On screens of every width, light and dark, and on paper.
pub(crate) fn looks() -> impl Iterator<Item = Look> {
    let screens = ["light", "dark"].into_iter().flat_map(|scheme| {
        [320, 700, 1280].map(|width| Look {
            scheme,
            width,
            ..Look::USUAL
        })
    });
    let paper = Look {
        medium: "print",
        ..Look::USUAL
    };
    screens.chain([paper])
}

#[test]
fn everybody_can_read_the_page() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for (name, address) in Pages::new().iter() {
        browser.open(address);
        for look in looks() {
            browser.look(look);
            let seen = browser.texts(AUDIT);
            assert_eq!(seen, [""; 0], "{name}: {} {}", look.scheme, look.width);
        }
        browser.value(UNFOLD);
        for look in looks() {
            browser.look(look);
            let seen = browser.texts(AUDIT);
            assert_eq!(
                seen, [""; 0],
                "{name} unfolded: {} {}",
                look.scheme, look.width
            );
        }
    }
}

#[test]
fn the_rules_find_what_is_wrong() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    browser.open("data:text/html,<p style='color:%23999'>pale<h3>deep</h3><a href='%23x'></a><svg></svg><div style='width:3000px'>wide");
    let seen = browser.texts(AUDIT).join("\n");
    for rule in [
        "contrast 2.8",
        "no language",
        "0 main",
        "level 3 behind one of 0",
        "no name",
        "a link to nowhere",
        "a picture without words",
        "scrolls sideways",
    ] {
        assert!(seen.contains(rule), "{rule}\n{seen}");
    }
}

#[test]
fn axe_finds_nothing() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let Some(axe) = tool("node_modules/axe-core/axe.min.js", "npm install axe-core") else {
        return;
    };
    let axe = std::fs::read_to_string(axe).expect("the program axe-core");
    for (name, address) in Pages::new().iter() {
        browser.open(address);
        browser.value(UNFOLD);
        browser.value(&axe);
        for scheme in ["light", "dark"] {
            browser.look(Look {
                scheme,
                ..Look::USUAL
            });
            let found = browser.value(RUN_AXE);
            // A page that holds nothing breaks no rule.
            let passes = found["passes"].as_u64();
            assert!(passes.is_some_and(|rules| rules > 15), "{found:#}");
            assert_eq!(found["violations"], json!([]), "{name} {scheme}");
        }
    }
}
