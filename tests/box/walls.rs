//! Nothing gets out of the box, and little of the machine is seen in it.

use std::collections::BTreeMap;
use std::fs;

use crate::common::netcheck::netcheck;
use crate::common::program::{peer, the_box};
use crate::{connecting, inside};

/// How many packets each interface of this machine has sent, but for loopback.
fn sent() -> BTreeMap<String, u64> {
    let text = fs::read_to_string("/proc/net/dev").expect("the interfaces");
    let lines = text.lines().skip(2).filter_map(|line| {
        let (name, numbers) = line.split_once(':')?;
        let packets = numbers.split_whitespace().nth(9)?.parse().ok()?;
        Some((name.trim().to_owned(), packets))
    });
    lines.filter(|(name, _)| name != "lo").collect()
}

fn routes() -> String {
    fs::read_to_string("/proc/net/route").expect("the routes")
}

#[test]
fn no_packet_leaves() {
    const TIMES: usize = 200;
    if peer("python3").is_none() {
        return;
    }
    let (routes_before, before) = (routes(), sent());
    // Addresses of the world's ranges and of others: none of these is a host of the world.
    let outside = ["192.0.2.99", "203.0.113.99", "8.8.8.8", "1.1.1.1"];
    let all: Vec<(&str, u16)> = (0..TIMES).map(|at| (outside[at % 4], 53)).collect();
    let Some(ran) = inside(&connecting(&all)) else {
        return;
    };
    let want = "EHOSTUNREACH\n".repeat(TIMES);
    assert_eq!(ran.exits(0).stdout, want);
    assert_eq!(routes(), routes_before);
    let after = sent();
    assert_eq!(
        after.keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>()
    );
    for (name, packets) in after {
        // The machine itself may send a few meanwhile.
        let new = packets - before[&name];
        assert!(new < 100, "{name} sent {new} packets meanwhile");
    }
}

#[test]
fn only_its_own_interfaces_are_there() {
    let Some(ran) = inside("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ' | sort") else {
        return;
    };
    assert_eq!(ran.exits(0).stdout, "eth0\nlo\n");
}

#[test]
fn who_runs_there_is_an_ordinary_user_without_privileges() {
    let Some(ran) = inside(
        "id -u; grep -E '^(CapPrm|CapEff|CapBnd|NoNewPrivs)' /proc/self/status; cat /proc/self/uid_map",
    ) else {
        return;
    };
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "1000");
    assert!(
        ran.stdout.contains("CapEff:\t0000000000000000"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("CapPrm:\t0000000000000000"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("NoNewPrivs:\t1"), "{}", ran.stdout);
    let map: Vec<&str> = lines.last().expect("a map").split_whitespace().collect();
    // Limits do not hold for root outside.
    assert_eq!(map[0], "1000");
    assert_ne!(map[1], "0");
}

#[test]
fn the_world_cannot_be_changed_from_inside() {
    let Some(ran) = inside(
        "hostname evil 2>/dev/null && echo renamed; \
         mount -t tmpfs none /mnt 2>/dev/null && echo mounted; \
         umount /etc 2>/dev/null && echo uncovered; \
         echo nameserver 192.0.2.1 2>/dev/null > /proc/sys/net/ipv4/ip_forward && echo set; \
         kill -9 1 2>/dev/null; cat /proc/1/environ 2>/dev/null && echo read; \
         getent hosts www.usfca.edu",
    ) else {
        return;
    };
    assert_eq!(
        ran.exits(0).stdout.split_whitespace().collect::<Vec<_>>(),
        ["192.0.2.80", "www.usfca.edu"]
    );
}

#[test]
fn nothing_of_the_machines_own_network_is_used() {
    if !the_box() {
        return;
    }
    let script = "cat /etc/resolv.conf; hostname; ls /run; env | grep -iE 'proxy|RES_|HOSTAL|SECRET'; ls /proc/self/fd | wc -l";
    let ran = netcheck(["lab", "shell", "--", "sh", "-c", script])
        .env("http_proxy", "http://192.0.2.1:3128")
        .env("RES_OPTIONS", "ndots:9")
        .env("HOSTALIASES", "/tmp/aliases")
        .env("SECRET", "key")
        .run();
    let want = "nameserver 192.0.2.53\nlaptop.usfca.edu\netc\nstudent\n4\n";
    assert_eq!(ran.exits(0).stdout, want);
}

#[test]
fn descriptors_that_netcheck_was_given_are_not_handed_on() {
    if !the_box() {
        return;
    }
    let netcheck = crate::common::netcheck::program().display().to_string();
    let script =
        format!("exec 9< /etc/hostname; '{netcheck}' lab shell -- sh -c 'ls /proc/self/fd'");
    let done = std::process::Command::new("sh")
        .args(["-c", &script])
        .output()
        .expect("a shell");
    let seen = String::from_utf8_lossy(&done.stdout);
    // Its three, and the folder that `ls` reads.
    assert_eq!(seen, "0\n1\n2\n3\n");
}

#[test]
fn silence_is_over_soon() {
    // Two questions, the second a second after the first: some two seconds, and not two minutes (tcp(7)).
    let Some(ran) = inside("cat /proc/sys/net/ipv4/tcp_syn_retries") else {
        return;
    };
    assert_eq!(ran.exits(0).stdout, "1\n");
}

#[test]
fn the_exit_code_is_the_commands() {
    if !the_box() {
        return;
    }
    for (script, code) in [
        ("exit 0", 0),
        ("exit 3", 3),
        ("kill -9 $$", 137),
        ("kill -15 $$", 143),
    ] {
        netcheck(["lab", "shell", "--", "sh", "-c", script])
            .run()
            .exits(code);
    }
    let ran = netcheck(["lab", "shell", "--", "/no/such/program"]).run();
    assert!(ran.exits(127).stderr.contains("does not start"));
    let ran = netcheck(["lab", "shell", "--", "no-such-program"]).run();
    let said = ran.exits(127).stderr;
    assert!(said.contains("No such file or directory"), "{said}");
}

#[test]
fn where_namespaces_are_switched_off_everything_else_works_and_says_so() {
    if !the_box() {
        return;
    }
    // In a user namespace of the test's own, in which no further one may be made.
    let Some(unshare) = peer("unshare") else {
        return;
    };
    let netcheck = crate::common::netcheck::program().display().to_string();
    let script = format!(
        "echo 0 > /proc/sys/user/max_user_namespaces; '{netcheck}' doctor; \
         '{netcheck}' verify --network auto --assignment exercises --submission exercises/05-ports/solution ports; echo exit $?; \
         '{netcheck}' verify --network box --assignment exercises --submission exercises/05-ports/solution ports; echo exit $?"
    );
    let done = std::process::Command::new(unshare)
        .args(["--user", "--map-root-user", "--", "sh", "-c", &script])
        .env("NO_COLOR", "1")
        .output()
        .expect("a user namespace");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    for want in [
        "No space left on device",
        "-> sudo sysctl -w user.max_user_namespaces=10000",
        "on loopback (the lab), as the box cannot be had here: cannot make namespaces",
        "exit 0\n",
        "the box cannot be had here: cannot make namespaces for users, processes, mounts and networks: No space left on device (os error 28); `netcheck doctor` says what to do",
        "exit 4\n",
    ] {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let want_flat = want.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&want_flat), "{want}\n{text}");
    }
}
