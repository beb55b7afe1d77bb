//! The steps of `action.yml`, run in the way of GitHub's runner, as far as this action needs it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use yaml_serde::Value;

use crate::common::folder::{Folder, repository};
use crate::shell::{Programs, Ran, run};

/// What the whole action left.
pub(crate) struct Done {
    /// The last step that ran, the one that failed if one did.
    pub(crate) last: Ran,
    /// The names of the steps that ran.
    pub(crate) steps: Vec<String>,
    /// The outputs of the action.
    pub(crate) outputs: BTreeMap<String, String>,
    /// What was written for the summary.
    pub(crate) summary: String,
}

impl Done {
    /// An output; empty where it is not set, as in an expression.
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).map_or("", String::as_str)
    }

    /// The same, once it is sure how it ended.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.last.exit, Some(code), "{}", self.last.all());
        self
    }
}

/// A runner with the folders that it has from one job to the next.
pub(crate) struct Runner<'a> {
    pub(crate) programs: &'a Programs,
    pub(crate) workspace: &'a Folder,
    own: Folder,
}

/// What happened in a job so far.
#[derive(Default)]
struct Job {
    /// The outputs of each step, by its id.
    steps: BTreeMap<String, BTreeMap<String, String>>,
    inputs: BTreeMap<String, String>,
    path: Vec<String>,
}

/// The action as it stands in the repository.
pub(crate) fn action() -> Value {
    let text = std::fs::read_to_string(repository().join("action.yml")).expect("action.yml");
    yaml_serde::from_str(&text).expect("action.yml is YAML")
}

/// The scripts of the action.
pub(crate) fn scripts() -> Vec<String> {
    let steps = action()["runs"]["steps"].clone();
    let steps = steps.as_sequence().cloned().unwrap_or_default();
    steps.iter().filter_map(|step| text(&step["run"])).collect()
}

impl<'a> Runner<'a> {
    pub(crate) fn new(programs: &'a Programs, workspace: &'a Folder) -> Self {
        Self {
            programs,
            workspace,
            own: Folder::new(),
        }
    }

    /// Runs the action with these inputs, and the defaults of the others.
    pub(crate) fn run(&self, inputs: &[(&str, &str)]) -> Done {
        let action = action();
        let mut job = Job::default();
        for (name, input) in map(&action["inputs"]) {
            let given = inputs.iter().find(|(known, _)| *known == name);
            let usual = text(&input["default"]).unwrap_or_default();
            let value = given.map_or(usual, |(_, value)| (*value).to_owned());
            job.inputs.insert(name, value);
        }
        let mut done = self.steps(&action, &mut job);
        for (name, output) in map(&action["outputs"]) {
            let value = job.filled(&text(&output["value"]).expect("an output has a value"));
            done.outputs.insert(name, value);
        }
        done
    }

    fn steps(&self, action: &Value, job: &mut Job) -> Done {
        let mut done = Done {
            last: Ran {
                exit: None,
                stdout: String::new(),
                stderr: String::new(),
            },
            steps: Vec::new(),
            outputs: BTreeMap::new(),
            summary: String::new(),
        };
        let steps = action["runs"]["steps"].as_sequence().expect("steps");
        for (number, step) in steps.iter().enumerate() {
            let wanted = text(&step["if"]).is_none_or(|condition| job.holds(&condition));
            if !wanted {
                continue;
            }
            done.steps
                .push(text(&step["name"]).expect("every step has a name"));
            // The caches of GitHub are not here: one that is empty, and one that nothing is put into.
            let Some(script) = text(&step["run"]) else {
                continue;
            };
            done.last = self.step(number, step, &script, job);
            if done.last.exit != Some(0) {
                break;
            }
        }
        done.summary = std::fs::read_to_string(self.own.join("summary")).unwrap_or_default();
        done
    }

    /// Runs one script, and takes in what it wrote into the runner's files.
    fn step(&self, number: usize, step: &Value, script: &str, job: &mut Job) -> Ran {
        let file = |name: &str| self.own.write(&format!("{number}/{name}"), "");
        let (output, path, env_file) = (file("output"), file("path"), file("env"));
        let script = self.own.write(&format!("{number}/script.sh"), script);
        let mut env = self.environment(job);
        env.push(("GITHUB_OUTPUT", output.clone().into()));
        env.push(("GITHUB_PATH", path.clone().into()));
        env.push(("GITHUB_ENV", env_file.into()));
        let own = map(&step["env"]);
        let own: Vec<_> = own
            .iter()
            .map(|(key, value)| (key, job.filled(&text(value).expect("a text"))))
            .collect();
        env.extend(own.iter().map(|(key, value)| (key.as_str(), value.into())));
        assert_eq!(text(&step["shell"]).as_deref(), Some("bash"));
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(script);
        let ran = run(&mut bash, self.workspace.path(), &env);
        if let Some(id) = text(&step["id"]) {
            job.steps.insert(id, read_outputs(&output));
        }
        let added = std::fs::read_to_string(path).expect("the file is there");
        job.path.extend(added.lines().map(str::to_owned));
        ran
    }

    fn environment(&self, job: &Job) -> Vec<(&'static str, OsString)> {
        let mut path = OsString::new();
        for added in job.path.iter().rev() {
            path.push(format!("{added}:"));
        }
        path.push(self.programs.path());
        vec![
            ("PATH", path),
            ("CI", "true".into()),
            ("GITHUB_ACTIONS", "true".into()),
            ("GITHUB_ACTION_PATH", repository().into()),
            ("GITHUB_STEP_SUMMARY", self.own.join("summary").into()),
            ("GITHUB_WORKSPACE", self.workspace.path().into()),
            ("RUNNER_TEMP", self.own.folder("temp").into()),
            ("RUNNER_TOOL_CACHE", self.own.folder("tools").into()),
            ("RUNNER_OS", "Linux".into()),
            ("RUNNER_ARCH", "X64".into()),
        ]
    }
}

impl Job {
    /// What an expression in a text comes to.
    fn filled(&self, template: &str) -> String {
        let Some((before, rest)) = template.split_once("${{") else {
            return template.to_owned();
        };
        let (expression, after) = rest.split_once("}}").expect("an expression ends");
        format!("{before}{}{}", self.value(expression), self.filled(after))
    }

    fn holds(&self, condition: &str) -> bool {
        condition
            .split("&&")
            .all(|part| match part.split_once("!=") {
                Some((left, right)) => self.value(left) != right.trim().trim_matches('\''),
                None => !self.value(part).is_empty(),
            })
    }

    fn value(&self, expression: &str) -> String {
        let parts: Vec<&str> = expression.trim().split('.').collect();
        let found = match parts[..] {
            ["inputs", name] => self.inputs.get(name),
            ["steps", id, "outputs", name] => self.steps.get(id).and_then(|step| step.get(name)),
            _ => panic!("`{expression}` is more than these tests read"),
        };
        found.cloned().unwrap_or_default()
    }
}

/// What a step wrote into its file of outputs: `name=value`, or a name with lines up to a word.
fn read_outputs(path: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).expect("the file is there");
    let mut lines = text.lines();
    let mut outputs = BTreeMap::new();
    while let Some(line) = lines.next() {
        let (name, value) = match line.split_once("<<") {
            Some((name, end)) if !name.contains('=') => {
                let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
                (name, value.join("\n"))
            }
            Some(_) | None => {
                let (name, value) = line.split_once('=').expect("a name and a value");
                (name, value.to_owned())
            }
        };
        outputs.insert(name.to_owned(), value);
    }
    outputs
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn map(value: &Value) -> Vec<(String, Value)> {
    let entries = value.as_mapping().into_iter().flatten();
    entries
        .map(|(key, value)| (text(key).expect("a key"), value.clone()))
        .collect()
}
