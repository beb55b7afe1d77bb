//! Which walls a run has, and what is said where they cannot be had.

use crate::{Class, ready};

const CHECK: &str =
    "  - { id: a, title: A, run: { command: id -u, reach: nothing }, expect: { exit: 0 } }\n";

#[test]
fn the_report_says_which() {
    if !ready() {
        return;
    }
    let class = Class::new(CHECK);
    let text = class.verify().run().exits(0).stdout;
    assert!(text.contains("programs behind walls (box)"), "{text}");
    // The walls of the box need no lab in it.
    let text = class
        .verify()
        .args(["--network", "loopback"])
        .run()
        .exits(0)
        .stdout;
    assert!(text.contains("programs behind walls (box)"), "{text}");
    let process = ["--network", "loopback", "--walls", "process"];
    let text = class.verify().args(process).run().exits(0).stdout;
    assert!(
        text.contains("programs behind few walls (process)"),
        "{text}"
    );
}
