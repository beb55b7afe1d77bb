//! The page asks for nothing, complains of nothing, and needs no script.

use serde_json::json;

use crate::chromium::Browser;
use crate::pages::Pages;

#[test]
fn no_page_loads_anything_or_complains() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new();
    for (_, address) in pages.iter() {
        browser.open(address);
    }
    let requests = browser.happened("Network.requestWillBeSent");
    let addresses: Vec<&str> = requests
        .iter()
        .filter_map(|request| request["request"]["url"].as_str())
        .filter(|address| !address.starts_with("data:"))
        .collect();
    let opened: Vec<&str> = pages.iter().map(|(_, address)| address).collect();
    assert_eq!(addresses, opened);
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
fn what_others_wrote_is_no_markup() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new();
    browser.open(pages.everything());
    let strange = browser.texts(
        "[...document.querySelectorAll('script, img, iframe, object, embed, form, base, [style], [onerror]')].map(e => e.outerHTML)",
    );
    assert_eq!(strange, [""; 0]);
    let links = browser.texts(
        "[...document.querySelectorAll('[href]')].map(e => e.getAttribute('href')).filter(h => !/^(#|data:image)/.test(h))",
    );
    assert_eq!(links, [""; 0]);
    let text = browser.value("document.body.textContent");
    let text = text.as_str().expect("text");
    assert!(text.contains("</script><img src=x onerror=alert(1)> | `a` *b*"));
}

#[test]
fn without_scripts_it_reads_the_same() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    for (name, address) in Pages::new().iter() {
        let mut text = |disabled: bool| {
            let disabled = json!({ "value": disabled });
            browser.ask("Emulation.setScriptExecutionDisabled", &disabled);
            browser.open(address);
            browser.value("document.body.innerText")
        };
        let (with, without) = (text(false), text(true));
        assert_eq!(with, without, "{name}");
        assert!(with.as_str().is_some_and(|text| text.len() > 400), "{name}");
    }
}

#[test]
fn its_policy_lets_no_script_run_and_no_other_style_in() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new();
    browser.open(pages.everything());
    browser.value(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);
          const c = document.createElement('style'); c.textContent = 'h1 { color: rgb(1, 2, 3) }'; document.head.append(c); })()",
    );
    assert_eq!(browser.value("window.ran === undefined"), true);
    let colour = browser.value("getComputedStyle(document.querySelector('h1')).color");
    assert_ne!(colour, "rgb(1, 2, 3)");
}
