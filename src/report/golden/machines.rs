//! Reports for systems that others wrote: of everything, of a run that was interrupted, and where nothing was checked.

use crate::report::Style;
use crate::report::golden::{check, check_text, fixture, refused};

fn check_all(format: &str, ending: &str) {
    let name = |what| format!("{what}.{ending}");
    check(
        &name("everything"),
        format,
        &fixture::everything(),
        Style::PLAIN,
    );
    check(
        &name("interrupted"),
        format,
        &fixture::interrupted(),
        Style::PLAIN,
    );
    check_text(&name("refused"), &refused(format));
}

#[test]
fn junit() {
    check_all("junit", "junit.xml");
}

#[test]
fn tap() {
    check_all("tap", "tap");
    check_all("tap13", "13.tap");
}

#[test]
fn classroom() {
    check_all("classroom", "classroom.json");
}

#[test]
fn gradescope() {
    check_all("gradescope", "gradescope.json");
}
