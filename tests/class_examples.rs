//! The examples that grade a class on many machines: their commands are run part by part, and come to what one machine comes to.

#![cfg(unix)]

mod common;

use std::path::Path;
use std::process::Command;

use common::folder::{Folder, repository};
use common::netcheck::{netcheck, program};
use serde_json::Value;

/// A class, and a `netcheck` on a path of its own.
struct Site {
    home: Folder,
    bin: Folder,
}

impl Site {
    fn new() -> Self {
        let (home, bin) = (Folder::new(), Folder::new());
        home.copy(&repository().join("fixtures/class"));
        std::os::unix::fs::symlink(program(), bin.join("netcheck")).expect("as the example has it");
        Self { home, bin }
    }

    /// Runs a script as its system does, with these variables.
    fn run(&self, script: &str, variables: &[(&str, &str)]) {
        let path = std::env::var("PATH").unwrap_or_default();
        let done = Command::new("sh")
            .args(["-euc", script])
            .env("PATH", format!("{}:{path}", self.bin.path().display()))
            .envs(variables.iter().copied())
            .current_dir(self.home.path())
            .output()
            .expect("as the example has it");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success(),
            "{variables:?}: {:?} {said}",
            done.status.code()
        );
    }

    fn csv(&self, book: &str) -> String {
        let words = ["report", "--from", book, "--format", "csv"];
        netcheck(words).dir(self.home.path()).run().exits(0).stdout
    }

    /// What one machine comes to.
    fn alone(&self) -> String {
        let words =
            "grade submissions --assignment assignment --roster roster.csv --gradebook one.db";
        netcheck(words.split(' '))
            .dir(self.home.path())
            .run()
            .exits(0);
        self.csv("one.db")
    }
}

fn example(name: &str) -> String {
    let path = repository().join("examples/class").join(name);
    std::fs::read_to_string(path).expect("as the example has it")
}

/// The documents of a YAML file.
fn documents(text: &str) -> Vec<Value> {
    let parts = text.split("\n---\n");
    parts
        .map(|part| yaml_serde::from_str(part).expect("as the example has it"))
        .collect()
}

#[test]
fn the_array_of_slurm() {
    let site = Site::new();
    let script = example("slurm-array.sh");
    let home = site.home.path().display().to_string();
    for round in 0..2 {
        for part in ["1", "2", "3"] {
            let variables = [
                ("SLURM_SUBMIT_DIR", home.as_str()),
                ("SLURM_ARRAY_TASK_ID", part),
                ("SLURM_ARRAY_TASK_COUNT", "3"),
            ];
            site.run(&script, &variables);
        }
        let book = format!("gradebook-{round}.db");
        let merge = "netcheck merge parts/*.db --gradebook gradebook.db";
        assert!(script.contains(merge));
        site.run(&merge.replace("gradebook.db", &book), &[]);
        assert_eq!(site.csv(&book), site.alone());
    }
    let repeated = [
        ("SLURM_SUBMIT_DIR", home.as_str()),
        ("SLURM_ARRAY_TASK_ID", "2"),
        ("SLURM_ARRAY_TASK_COUNT", "1"),
        ("PARTS", "3"),
    ];
    site.run(&script, &repeated);
}

#[test]
fn an_undecided_check_does_not_fail_a_part() {
    let site = Site::new();
    site.home.write("submissions/bob/mail.txt", "");
    std::fs::remove_dir_all(site.home.join("submissions/bob")).expect("as the example has it");
    site.home.write("submissions/bob.zip", "no zip");
    let home = site.home.path().display().to_string();
    let variables = [
        ("SLURM_SUBMIT_DIR", home.as_str()),
        ("SLURM_ARRAY_TASK_ID", "1"),
        ("SLURM_ARRAY_TASK_COUNT", "1"),
    ];
    site.run(&example("slurm-array.sh"), &variables);
    assert!(site.csv("parts/1.db").contains("undecided"));
}

#[test]
fn the_matrix_of_github() {
    let site = Site::new();
    let workflow = &documents(&example("github-matrix.yml"))[0];
    let (part, class) = (&workflow["jobs"]["part"], &workflow["jobs"]["class"]);
    let parts = part["strategy"]["matrix"]["part"]
        .as_array()
        .expect("as the example has it");
    let count = parts.len().to_string();
    for number in parts {
        let number = number.to_string();
        let variables = [("PART", number.as_str()), ("PARTS", count.as_str())];
        site.run(&script(part, "Grade this part"), &variables);
    }
    assert_eq!(class["needs"], "part");
    site.run(&script(class, "Put the parts together"), &[]);
    assert_eq!(site.home.read("grades.csv"), site.alone());
    assert!(site.home.join("class/index.html").exists());
}

fn script(job: &Value, name: &str) -> String {
    let mut steps = job["steps"]
        .as_array()
        .expect("as the example has it")
        .iter();
    let step = steps
        .find(|step| step["name"] == name)
        .expect("as the example has it");
    step["run"]
        .as_str()
        .expect("as the example has it")
        .to_owned()
}

#[test]
fn the_indexed_job_of_kubernetes() {
    let site = Site::new();
    let [parts, class] = documents(&example("kubernetes-indexed-job.yaml"))
        .try_into()
        .expect("as the example has it");
    let spec = &parts["spec"];
    assert_eq!(
        (&spec["completionMode"], parts["kind"].as_str()),
        (&"Indexed".into(), Some("Job"))
    );
    let count = spec["completions"].as_u64().expect("as the example has it");
    let pod = &spec["template"]["spec"]["containers"][0];
    assert_eq!(pod["env"][0]["value"], count.to_string());
    let script = pod["command"][2].as_str().expect("as the example has it");
    for index in 0..count {
        let (index, count) = (index.to_string(), count.to_string());
        site.run(
            script,
            &[("JOB_COMPLETION_INDEX", &index), ("PARTS", &count)],
        );
    }
    let merge = &class["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    site.run(
        merge["command"][2].as_str().expect("as the example has it"),
        &[],
    );
    assert_eq!(site.home.read("grades.csv"), site.alone());
    assert!(Path::new(&site.home.join("gradebook.db")).exists());
}
