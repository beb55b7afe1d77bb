//! What is said of a refused step, by machine and error.

use super::*;

fn refusal(step: Step, number: i32) -> Refusal {
    Refusal {
        step,
        number,
        error: std::io::Error::from_raw_os_error(number).to_string(),
    }
}

fn linux() -> Machine {
    Machine {
        linux: true,
        ..Machine::default()
    }
}

fn check(machine: &Machine, step: Step, number: i32, want: &str) {
    let remedies = machine.remedies(&refusal(step, number));
    assert!(
        remedies.first().is_some_and(|first| first.contains(want)),
        "{step:?} {number}: {remedies:?}"
    );
}

#[test]
fn each_place_has_its_remedy() {
    let with = |change: fn(&mut Machine)| {
        let mut machine = linux();
        change(&mut machine);
        machine
    };
    let off = with(|machine| machine.user_namespaces = Some(0));
    check(&off, Step::Namespaces, 28, "user.max_user_namespaces=10000");
    check(&linux(), Step::Namespaces, 28, "are taken");
    let debian = with(|machine| machine.userns_clone = Some(0));
    check(&debian, Step::Namespaces, 1, "unprivileged_userns_clone=1");
    let ubuntu = with(|machine| machine.apparmor = Some(1));
    for step in [Step::Maps, Step::Mounts, Step::Internet] {
        check(&ubuntu, step, 1, "apparmor_restrict_unprivileged_userns=0");
        check(&ubuntu, step, 13, "apparmor_restrict_unprivileged_userns=0");
    }
    let docker = with(|machine| machine.container = true);
    check(&docker, Step::Namespaces, 1, "seccomp=unconfined");
    check(&docker, Step::Mounts, 1, "systempaths=unconfined");
    check(&linux(), Step::Namespaces, 1, "a rule of this machine");
    check(&linux(), Step::Namespaces, 38, "CONFIG_USER_NS");
    check(&linux(), Step::Namespaces, 87, "nested");
    check(&linux(), Step::Mounts, 1, "/proc");
    check(&linux(), Step::Root, 38, "Linux 5.12");
    check(&linux(), Step::Walls, 22, "CONFIG_SECCOMP_FILTER");
    check(&Machine::default(), Step::Process, 0, "needs Linux");
}

#[test]
fn what_comes_behind_a_refused_step_was_not_tried() {
    let abilities = the_box(Some(&refusal(Step::Maps, 1)), &linux());
    let results: Vec<Tried> = abilities.iter().map(|one| one.result).collect();
    let (works, missing, not) = (Tried::Works, Tried::Missing, Tried::Skipped);
    assert_eq!(
        results,
        [works, works, missing, not, not, not, not, not, not, not]
    );
    assert_eq!(abilities[2].errno, Some(1));
}

#[test]
fn people_are_told_what_to_do() {
    let machine = Machine {
        user_namespaces: Some(0),
        ..linux()
    };
    let refused = refusal(Step::Namespaces, 28);
    let report = Report {
        version: 1,
        healthy: false,
        abilities: the_box(Some(&refused), &machine)
            .into_iter()
            .take(3)
            .chain([program("telnet", "inetutils-telnet", false)])
            .collect(),
    };
    let want = "\
The box (`netcheck lab shell`, `netcheck verify --network box`)
  works      start a process for the box
  missing    make namespaces for users, processes, mounts and networks
             No space left on device (os error 28)
             -> sudo sysctl -w user.max_user_namespaces=10000
  not tried  be an ordinary user in the new user namespace

Loopback (`netcheck lab`, `netcheck verify --network loopback`)

Programs of the lecture
  missing    run `telnet`
             it is not installed
             -> on Debian and Ubuntu: sudo apt-get install inetutils-telnet

Something is missing. What needs it is undecided or left out, and says so; everything else works.
";
    assert_eq!(for_people(&report), want);
}
