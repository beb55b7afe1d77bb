//! The page on paper: everything is unfolded there.

use std::process::Command;

use data_encoding::BASE64;
use serde_json::json;

use crate::chromium::{Browser, Look};
use crate::common::folder::Folder;
use crate::common::program::peer;
use crate::pages::Pages;

/// Texts that are folded on the screen.
const FOLDED: &[&str] = &[
    "The lab's mail server takes a mail",
    "RCPT TO:<support@antlr.org>",
    "canonical-name",
    "handed in; decided later, by a person",
];

/// Whether each text of a closed `details` has a place on the page.
const SHOWN: &str = "[...document.querySelectorAll('details:not([open]) > :not(summary)')].filter(e => !e.checkVisibility({ contentVisibilityAuto: true }) || e.getBoundingClientRect().height === 0).map(e => e.outerHTML.slice(0, 200))";

#[test]
fn everything_is_open_on_paper() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for (name, address) in Pages::new().iter() {
        browser.open(address);
        browser.look(Look {
            medium: "print",
            ..Look::USUAL
        });
        assert_eq!(browser.texts(SHOWN), [""; 0], "{name}");
    }
}

#[test]
fn what_is_folded_is_printed() {
    let (Some(mut browser), Some(pdftotext)) = (Browser::start(), peer("pdftotext")) else {
        return;
    };
    let pages = Pages::new();
    browser.open(pages.run());
    let screen = browser.value("document.body.innerText");
    let screen = screen.as_str().expect("text").to_owned();
    let pdf = browser.ask("Page.printToPDF", &json!({}));
    let pdf = pdf["data"].as_str().expect("a PDF");
    let pdf = BASE64.decode(pdf.as_bytes()).expect("BASE64");
    let folder = Folder::new();
    let file = folder.write("report.pdf", pdf);
    let output = Command::new(pdftotext)
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output();
    let output = output.expect("pdftotext starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed = words(&printed);
    for text in FOLDED {
        assert!(printed.contains(text), "`{text}` is not printed");
    }
    assert!(!words(&screen).contains(FOLDED[1]), "it is not folded");
}
