//! `netcheck new ci`: what it writes, what it says, and that it never writes over anything.

use std::os::unix::fs::PermissionsExt as _;

use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;

const FILES: &[(&str, &[&str])] = &[
    ("github", &[".github/workflows/netcheck.yml"]),
    ("gitlab", &[".gitlab-ci.yml"]),
    (
        "gradescope",
        &["gradescope/setup.sh", "gradescope/run_autograder"],
    ),
];

#[test]
fn each_host_gets_its_files_and_the_next_step() {
    let home = Folder::new();
    for (host, files) in FILES {
        let ran = netcheck(["new", "ci", host])
            .dir(home.path())
            .run()
            .exits(0);
        for file in *files {
            assert!(
                ran.stderr.contains(&format!("wrote `{file}`\n")),
                "{}",
                ran.all()
            );
            assert!(!home.read(file).is_empty());
        }
        assert!(ran.stderr.lines().count() > files.len(), "{}", ran.all());
    }
    for script in ["gradescope/setup.sh", "gradescope/run_autograder"] {
        let mode = home
            .join(script)
            .metadata()
            .expect("the script")
            .permissions()
            .mode();
        assert_eq!(mode & 0o111, 0o111, "{script}");
    }
}

#[test]
fn where_netcheck_is_taken_from_is_asked_for_until_it_is_named() {
    for host in ["github", "gitlab"] {
        let home = Folder::new();
        let ran = netcheck(["new", "ci", host])
            .dir(home.path())
            .run()
            .exits(0);
        assert!(
            ran.stderr.contains("in place of `OWNER/netcheck`"),
            "{}",
            ran.all()
        );
        let home = Folder::new();
        let ran = netcheck(["new", "ci", host, "--from", "kim/checks@v1.2"]);
        let ran = ran.dir(home.path()).run().exits(0);
        assert!(!ran.stderr.contains("OWNER"), "{}", ran.all());
        let ran = netcheck(["new", "ci", host, "--from", "kim/checks@$(date)"]);
        let ran = ran.dir(Folder::new().path()).run().exits(2);
        assert!(
            ran.stderr.contains("expected OWNER/NAME@REF"),
            "{}",
            ran.all()
        );
    }
}

#[test]
fn a_file_that_is_there_stays_and_nothing_else_is_written() {
    for (host, files) in FILES {
        let home = Folder::new();
        let last = files.last().expect("every host has a file");
        home.write(&format!("repository/{last}"), "mine");
        let ran = netcheck(["new", "ci", host, "--dir", "repository"]);
        let ran = ran.dir(home.path()).run().exits(2);
        let said = format!("`repository/{last}` is there already");
        assert!(ran.stderr.contains(&said), "{}", ran.all());
        assert_eq!(home.read(&format!("repository/{last}")), "mine");
        if files.len() > 1 {
            assert!(!home.join("repository").join(files[0]).exists());
        }
    }
}
