//! The page of a class: its table sorts and filters, also without the network, and is there without its script.

use serde_json::json;

use crate::audit::{AUDIT, RUN_AXE, looks};
use crate::chromium::Browser;
use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::common::program::tool;

/// The page of the class in `fixtures/class`, with a mark.
fn page() -> (Folder, String) {
    let home = Folder::new();
    home.copy(&repository().join("fixtures/class"));
    for line in [
        "grade submissions --assignment assignment --roster roster.csv",
        "mark ada questions/dot 4/4",
        "report --format html --output class",
    ] {
        netcheck(line.split(' ')).dir(home.path()).run().exits(0);
    }
    let address = format!("file://{}", home.join("class/index.html").display());
    (home, address)
}

/// The ids of the rows that are shown, in their order.
const IDS: &str = "[...document.querySelectorAll('tbody tr th[scope=row] a')].filter(a => a.checkVisibility()).map(a => a.textContent)";

#[test]
fn the_table_sorts_and_filters() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let (_home, address) = page();
    browser.open(&address);
    let mut check = |action: &str, want: &[&str]| {
        browser.value(action);
        assert_eq!(browser.value(IDS), json!(want), "{action}");
    };
    check("0", &["ada", "bob", "cy", "dora"]);
    let click = |column: usize| {
        format!("document.querySelectorAll('thead tr:last-child th button')[{column}].click()")
    };
    check(&click(2), &["dora", "bob", "cy", "ada"]);
    check(&click(2), &["ada", "cy", "bob", "dora"]);
    check(&click(1), &["ada", "bob", "cy", "dora"]);
    let set = |id: &str, value: &str, event: &str| {
        format!(
            "{{ const it = document.getElementById('{id}'); it.value = '{value}'; it.dispatchEvent(new Event('{event}')); }} 0"
        )
    };
    let find = |text: &str| set("find", text, "input");
    check(&find("KAHN"), &["bob"]);
    check(&find(""), &["ada", "bob", "cy", "dora"]);
    let state = |letter: &str| set("state", letter, "change");
    check(&state("k"), &["ada"]);
    check(&state("x"), &["dora"]);
    let shown = browser.value("document.getElementById('shown').textContent");
    assert_eq!(shown, json!("1 of 4 students"));
    let sorted = browser.value("document.querySelectorAll('[aria-sort=ascending]').length");
    assert_eq!(sorted, json!(1));
}

#[test]
fn a_row_leads_to_its_student() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let (home, _) = page();
    let student = format!("file://{}", home.join("class/students/ada.html").display());
    browser.open(&student);
    let text = browser.value("document.body.textContent");
    let text = text.as_str().expect("a text");
    assert!(text.contains("ada"), "{text}");
    assert!(
        !text.contains("bob") && !text.contains("Bob Kahn"),
        "{text}"
    );
}

#[test]
fn it_loads_nothing_complains_of_nothing_and_everybody_can_read_it() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let (_home, address) = page();
    browser.open(&address);
    // Where it is narrower, the table scrolls in its own frame.
    for look in looks().filter(|look| look.width >= 1280) {
        browser.look(look);
        let seen = browser.texts(AUDIT);
        assert_eq!(seen, [""; 0], "{} {}", look.scheme, look.width);
    }
    let requests = browser.happened("Network.requestWillBeSent");
    let asked = requests
        .iter()
        .filter_map(|request| request["request"]["url"].as_str());
    let asked: Vec<&str> = asked.filter(|asked| !asked.starts_with("data:")).collect();
    assert_eq!(asked, [address.as_str()]);
    for complaint in [
        "Log.entryAdded",
        "Runtime.consoleAPICalled",
        "Runtime.exceptionThrown",
        "Audits.issueAdded",
    ] {
        let found = browser.happened(complaint);
        assert!(found.is_empty(), "{complaint}: {found:#?}");
    }
}

#[test]
fn axe_finds_nothing_in_it() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let Some(axe) = tool("node_modules/axe-core/axe.min.js", "npm install axe-core") else {
        return;
    };
    let (_home, address) = page();
    browser.open(&address);
    browser.value(&std::fs::read_to_string(axe).expect("the program axe-core"));
    let found = browser.value(RUN_AXE);
    assert_eq!(found["violations"], json!([]));
}
