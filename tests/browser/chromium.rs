//! A headless Chromium of a test's own, and a page in it.

use serde_json::{Value, json};

use crate::common::folder::Folder;
use crate::common::program::peer;
use crate::common::server::{Ready, Server, program};
use crate::devtools::DevTools;

/// What keeps it from the screen, from the network, and from what other tests and users keep.
const QUIET: &[&str] = &[
    "--headless",
    // The page is our own, and a container may allow no sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
];

/// A running browser with one page; it ends when it is dropped.
pub(crate) struct Browser {
    devtools: DevTools,
    session: String,
    _server: Server,
    _home: Folder,
}

/// How a page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// `light` or `dark`.
    pub(crate) scheme: &'static str,
    /// `screen` or `print`.
    pub(crate) medium: &'static str,
    /// The width of the window.
    pub(crate) width: u32,
}

impl Look {
    /// A light page on a screen of a usual width.
    pub(crate) const USUAL: Self = Self {
        scheme: "light",
        medium: "screen",
        width: 1280,
    };
}

impl Browser {
    /// Starts one, or says that the test skips.
    pub(crate) fn start() -> Option<Self> {
        let chromium = peer("chromium")?;
        let home = Folder::new();
        let mut command = program(&chromium);
        command
            .args(QUIET)
            .arg(format!("--user-data-dir={}", home.join("data").display()))
            .arg("about:blank")
            .env("HOME", home.path());
        let mut server = Server::start(&mut command, &Ready::Says("DevTools listening on"));
        let line = server.wait_for("DevTools listening on");
        let at = line.find("ws://").expect("an address");
        let mut devtools = DevTools::connect(&line[at..]);
        let session = page(&mut devtools);
        Some(Self {
            devtools,
            session,
            _server: server,
            _home: home,
        })
    }

    /// The answer to a command for the page.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, what: &Value) -> Value {
        self.devtools.ask(Some(&self.session), method, what)
    }

    /// Opens an address and waits until it is loaded.
    #[track_caller]
    pub(crate) fn open(&mut self, address: &str) {
        self.ask("Page.navigate", &json!({ "url": address }));
        self.devtools.wait_for(&self.session, "Page.loadEventFired");
    }

    /// Looks at the page in another way.
    #[track_caller]
    pub(crate) fn look(&mut self, look: Look) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": look.scheme });
        let media = json!({ "media": look.medium, "features": [scheme] });
        self.ask("Emulation.setEmulatedMedia", &media);
        let size = json!({
            "width": look.width, "height": 900, "deviceScaleFactor": 1, "mobile": false
        });
        self.ask("Emulation.setDeviceMetricsOverride", &size);
    }

    /// What an expression of JavaScript is in the page.
    #[track_caller]
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let what = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true
        });
        let mut answer = self.ask("Runtime.evaluate", &what);
        let exception = &answer["exceptionDetails"];
        assert!(exception.is_null(), "{exception:#}");
        answer["result"]["value"].take()
    }

    /// What an expression is that yields a list of texts.
    #[track_caller]
    pub(crate) fn texts(&mut self, expression: &str) -> Vec<String> {
        let value = self.value(expression);
        serde_json::from_value(value.clone())
            .unwrap_or_else(|err| panic!("{err}: no list of texts: {value}"))
    }

    /// All events of a kind.
    pub(crate) fn happened(&self, method: &str) -> Vec<&Value> {
        self.devtools.happened(method)
    }
}

/// Opens a page that tells of itself.
fn page(devtools: &mut DevTools) -> String {
    let target = json!({ "url": "about:blank" });
    let target = devtools.ask(None, "Target.createTarget", &target);
    let attach = json!({ "targetId": target["targetId"], "flatten": true });
    let attached = devtools.ask(None, "Target.attachToTarget", &attach);
    let session = attached["sessionId"]
        .as_str()
        .expect("a session")
        .to_owned();
    for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
        devtools.ask(Some(&session), &format!("{domain}.enable"), &json!({}));
    }
    let focus = json!({ "enabled": true });
    devtools.ask(Some(&session), "Emulation.setFocusEmulationEnabled", &focus);
    session
}
