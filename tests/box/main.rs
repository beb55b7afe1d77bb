//! The box: what real programs see in it, that nothing gets out of it, and that nothing is left of it.
//!
//! Where namespaces cannot be had the tests skip and say so; with `NETCHECK_REQUIRE_PEERS=1`, as in `.ci/run`, they fail instead.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;

mod failures;
mod lecture;
mod left;
mod walls;

use std::fmt::Write as _;

use common::folder::Folder;
use common::netcheck::{Ran, netcheck};

/// What a command printed in the lab's shell; `None` after saying that the test skips.
fn inside(script: &str) -> Option<Ran> {
    common::program::the_box().then(|| netcheck(["lab", "shell", "--", "sh", "-c", script]).run())
}

/// The same in a world of the test's own.
fn inside_of(world: &str, script: &str) -> Option<Ran> {
    if !common::program::the_box() {
        return None;
    }
    let folder = Folder::new();
    folder.write("world.yaml", format!("netcheck: 1\n{world}"));
    let world = folder.path().join("world.yaml");
    let ran = netcheck(["lab", "shell", "--world"])
        .arg(world)
        .args(["--", "sh", "-c", script])
        .run();
    Some(ran)
}

/// A script for Python that connects to each place and prints what came of it.
fn connecting(places: &[(&str, u16)]) -> String {
    let mut script = "python3 - <<'END'\nimport errno, socket\n".to_owned();
    for (host, port) in places {
        let _ = write!(
            script,
            "try:\n    socket.create_connection(('{host}', {port})).close()\n    print('open')\n\
             except OSError as error:\n    print(errno.errorcode.get(error.errno, error))\n"
        );
    }
    script + "END\n"
}
