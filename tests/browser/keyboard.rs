//! Without a mouse: the Tab key reaches everything that can be followed or unfolded, in the order in which it is read.

use serde_json::json;

use crate::chromium::Browser;
use crate::pages::Pages;

/// Everything that a key should reach, in order.
const TARGETS: &str = "(() => { const seen = [...document.querySelectorAll('a[href], summary')].filter(e => e.checkVisibility());
    window.places = new Map(seen.map((e, at) => [e, at])); return seen.length; })()";

/// Which of them has the focus, and whether that can be seen.
const FOCUSED: &str = "(() => { const e = document.activeElement; const s = getComputedStyle(e);
    const box = e.getBoundingClientRect(); const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0;
    return [window.places.has(e) ? window.places.get(e) : -1, s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && inside]; })()";

fn press(browser: &mut Browser, key: &str, code: u32) {
    for kind in ["keyDown", "keyUp"] {
        let event = json!({
            "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code
        });
        browser.ask("Input.dispatchKeyEvent", &event);
    }
}

#[test]
fn the_tab_key_reaches_everything_and_one_sees_where() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for (name, address) in Pages::new().iter() {
        browser.open(address);
        let count = browser.value(TARGETS).as_u64().expect("a number");
        assert!(count > 0, "{name}");
        for place in 0..count {
            press(&mut browser, "Tab", 9);
            assert_eq!(browser.value(FOCUSED), json!([place, true]), "{name}");
        }
    }
}

#[test]
fn a_key_unfolds_and_a_link_leads_to_its_check() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new();
    browser.open(pages.everything());
    browser.value("document.querySelector('details.pass > summary').focus()");
    press_enter(&mut browser);
    assert_eq!(
        browser.value("document.querySelector('details.pass').open"),
        true
    );
    browser.value("document.querySelector('.next a').focus()");
    press_enter(&mut browser);
    let target = browser.value("document.querySelector(':target').textContent");
    let target = target.as_str().expect("a check");
    assert!(
        target.contains("gethostbyname gives an address"),
        "{target}"
    );
    browser.value("document.querySelector('.skip').focus()");
    press_enter(&mut browser);
    assert_eq!(browser.value("document.activeElement.id"), "main");
}

/// Enter types a character, so that the browser acts on it.
fn press_enter(browser: &mut Browser) {
    let event = json!({
        "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"
    });
    browser.ask("Input.dispatchKeyEvent", &event);
    let event =
        json!({ "type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
    browser.ask("Input.dispatchKeyEvent", &event);
}
