//! A world in namespaces of its own: how long until it stands, what `verify` costs in it, and what a hundred of them hold.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use netcheck::lab::Lab;
use netcheck::model::World;
use netcheck::sandbox::{Layout, Realm};
use netcheck::spec::world;

use crate::common::folder::Folder;
use crate::common::netcheck::{command, program};
use crate::common::program::the_box;
use crate::measure::{Times, in_turns, millis, time};
use crate::start;

const ROUNDS: usize = 100;
/// How many worlds are held at once.
const HELD: usize = 100;

/// The rows.
pub(crate) fn measure() -> Vec<String> {
    if !the_box() {
        return vec!["| the box cannot be had here | | |".to_owned()];
    }
    let folder = Folder::new();
    let empty = start::empty_program(&folder);
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Figures\n");
    folder.write("01-six/exercise.yaml", start::CHECKS);
    let full = world::built_in();
    let near = World {
        networks: Vec::new(),
        ..full.clone()
    };
    let [nothing, near, full_world, boxed, loopback] = in_turns(
        ROUNDS,
        [
            &|| time(&mut Command::new(&empty)),
            &|| until_it_stands(&near),
            &|| until_it_stands(&full),
            &|| time(&mut verify("box", folder.path())),
            &|| time(&mut verify("loopback", folder.path())),
        ],
    );
    let ratio = |times: &Times, other: &Times| {
        format!(
            "{:.1} times",
            millis(times.median()) / millis(other.median())
        )
    };
    vec![
        format!("| an empty Rust program | {} | |", nothing.cells()),
        format!(
            "| a world of two networks stands | {} | {} |",
            near.cells(),
            ratio(&near, &nothing)
        ),
        format!(
            "| the lecture's world stands, far hosts too | {} | {} |",
            full_world.cells(),
            ratio(&full_world, &nothing)
        ),
        format!(
            "| `verify` on loopback, 6 checks | {} | |",
            loopback.cells()
        ),
        format!(
            "| `verify` in the box, the same | {} | {} |",
            boxed.cells(),
            ratio(&boxed, &loopback)
        ),
        format!("| {HELD} worlds held, each | {:.1} MB | |", held(&full)),
    ]
}

fn verify(network: &str, assignment: &Path) -> Command {
    let mut command = command([
        "verify",
        "--elsewhere",
        "--network",
        network,
        "--assignment",
    ]);
    command.arg(assignment).arg("--submission").arg(assignment);
    command
}

fn layout(world: &World) -> Layout {
    Layout::of(world, Lab::doors(world))
}

fn until_it_stands(world: &World) -> Duration {
    let layout = layout(world);
    let began = Instant::now();
    let realm = Realm::start(program(), &layout).expect("the box can be had");
    let took = began.elapsed();
    drop(realm);
    took
}

/// How much less memory the system has while so many worlds stand, for each of them, in MB.
fn held(world: &World) -> f64 {
    let layout = layout(world);
    let before = available();
    let start = |_| Realm::start(program(), &layout).expect("the box can be had");
    let worlds: Vec<_> = (0..HELD).map(start).collect();
    let taken = before.saturating_sub(available());
    drop(worlds);
    let each = taken / HELD as u64;
    f64::from(u32::try_from(each).unwrap_or(u32::MAX)) / 1024.0
}

/// `MemAvailable` of proc(5), in KiB.
fn available() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").expect("the memory");
    let line = text.lines().find(|line| line.starts_with("MemAvailable:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .and_then(|number| number.parse().ok())
        .expect("a number")
}
