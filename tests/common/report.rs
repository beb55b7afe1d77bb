//! netcheck's JSON report, as a test reads it.

use std::collections::BTreeMap;

use serde_json::Value;

/// A JSON report.
pub(crate) struct Report(pub(crate) Value);

impl Report {
    /// The check with this id, of whatever exercise.
    #[track_caller]
    pub(crate) fn check(&self, id: &str) -> &Value {
        self.checks()
            .find(|check| check["id"] == id)
            .unwrap_or_else(|| panic!("no check `{id}` in\n{:#}", self.0))
    }

    /// The verdict of every check that is not a pass, by its id.
    pub(crate) fn other_than_pass(&self) -> BTreeMap<&str, &str> {
        self.checks()
            .filter(|check| check["verdict"] != "pass")
            .map(|check| (text(&check["id"]), text(&check["verdict"])))
            .collect()
    }

    /// Panics with all that was seen unless every check passed, and there were this many.
    #[track_caller]
    pub(crate) fn all_pass(&self, count: usize) {
        for check in self.checks() {
            assert_eq!(check["verdict"], "pass", "{check:#}");
        }
        assert_eq!(self.checks().count(), count, "{:#}", self.0);
    }

    /// The verdict of every check, by its exercise and id.
    pub(crate) fn verdicts(&self) -> BTreeMap<String, String> {
        let exercises = list(&self.0["exercises"]);
        let checks = exercises.flat_map(|exercise| {
            list(&exercise["checks"]).map(move |check| {
                let name = format!("{}/{}", text(&exercise["id"]), text(&check["id"]));
                (name, text(&check["verdict"]).to_owned())
            })
        });
        checks.collect()
    }

    fn checks(&self) -> impl Iterator<Item = &Value> {
        list(&self.0["exercises"]).flat_map(|exercise| list(&exercise["checks"]))
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a word in a report")
}
