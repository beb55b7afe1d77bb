//! Students' programs: what becomes of them, and that the walls around them hold.
//!
//! Where namespaces cannot be had the tests skip and say so; with `NETCHECK_REQUIRE_PEERS=1`, as in `.ci/run`, they fail instead.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;

mod attacks;
mod hostile;
mod levels;
mod ordinary;
mod servers;
mod submissions;
mod walls;

use std::ffi::OsString;

use common::folder::Folder;
use common::netcheck::{Netcheck, netcheck, netcheck_by, program};
use common::program::{peer, the_box};

/// Whether programs can be tried at all; says so where not.
fn ready() -> bool {
    the_box() && peer("python3").is_some()
}

const VERIFY: [&str; 4] = ["verify", "--here", "--submission", "handed-in"];

/// An assignment of one exercise, and what is handed in for it.
struct Class {
    folder: Folder,
}

impl Class {
    /// With these checks, each an item of YAML's.
    fn new(checks: &str) -> Self {
        let folder = Folder::open_to_all();
        folder.write("netcheck.yaml", "netcheck: 1\ntitle: Programs\n");
        let exercise = format!("netcheck: 1\ntitle: Programs\nchecks:\n{checks}");
        folder.write("01-programs/exercise.yaml", exercise);
        folder.folder("handed-in");
        Self { folder }
    }

    fn hand_in(&self, name: &str, text: &str) {
        self.folder.write(&format!("handed-in/{name}"), text);
    }

    /// `verify` of what is handed in; offline, programs in the box.
    fn verify(&self) -> Netcheck {
        netcheck(VERIFY)
            .env("NETCHECK_NETWORK", "box")
            .dir(self.folder.path())
    }

    /// The same as an ordinary user, on the loopback address, perhaps through a program more, with its words.
    fn verify_as_ordinary(&self, through: &[&str]) -> Netcheck {
        let mut line: Vec<OsString> = Vec::new();
        if rustix::process::geteuid().is_root() {
            let words = [
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
            ];
            line.extend(words.map(OsString::from));
        }
        line.extend(through.iter().map(OsString::from));
        // Where everybody may start it.
        let copy = self.folder.join("netcheck");
        if !copy.exists() {
            std::fs::copy(program(), &copy).expect("a copy");
        }
        line.push(copy.into());
        netcheck_by(&line, VERIFY).dir(self.folder.path())
    }
}

/// The checks of a run's report.
fn checks(run: Netcheck) -> Vec<serde_json::Value> {
    let ran = run.args(["--report", "json"]).run();
    let report: serde_json::Value = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr));
    let exercises = report["exercises"].as_array().expect("exercises");
    let all = exercises.iter().flat_map(|exercise| {
        let checks = exercise["checks"].as_array();
        checks.expect("checks").clone()
    });
    all.collect()
}

/// A fact of a check as text; empty when there is none.
fn fact(check: &serde_json::Value, name: &str) -> String {
    let value = &check["evidence"]["facts"][name];
    let value = value.get("value").unwrap_or(value);
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
