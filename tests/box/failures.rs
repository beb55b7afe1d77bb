//! Ways to fail, each with its own error number and words, as on a real network (connect(2), ip(7), icmp(7)).

use std::fmt::Write as _;

use crate::common::program::peer;
use crate::{connecting, inside, inside_of};

/// A world with one host for each way.
const WAYS: &str = "
hosts:
  www.example.edu:
    addresses: [192.0.2.80, '2001:db8::80']
    services: { 80: http, 81: filtered, 82: reset, 83: silent }
  silent.example.edu: { addresses: [192.0.2.250, '2001:db8::250'], manner: silent }
  half.example.edu: { addresses: 192.0.2.251, manner: silent, services: { 80: http } }
  gone.example.edu: { addresses: [192.0.2.252, '2001:db8::252'], manner: unreachable }
";

#[test]
fn each_way_to_fail_has_its_number() {
    let places = [
        ("192.0.2.80", 80),
        ("192.0.2.80", 79),
        ("192.0.2.80", 81),
        ("192.0.2.250", 80),
        ("192.0.2.251", 80),
        ("192.0.2.251", 81),
        ("192.0.2.252", 80),
        ("192.0.2.99", 80),
        ("8.8.8.8", 53),
        ("2001:db8::80", 80),
        ("2001:db8::80", 79),
        ("2001:db8::252", 80),
        ("2001:db8::250", 80),
    ];
    if peer("python3").is_none() {
        return;
    }
    let Some(ran) = inside_of(WAYS, &connecting(&places)) else {
        return;
    };
    let want = [
        "open",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "ETIMEDOUT",
        "open",
        "ETIMEDOUT",
        // The router says so at once: a client that took it for a passing trouble would report a time-out.
        "EHOSTUNREACH",
        "EHOSTUNREACH",
        "EHOSTUNREACH",
        "open",
        "ECONNREFUSED",
        "EHOSTUNREACH",
        "ETIMEDOUT",
    ];
    let got: Vec<&str> = ran.exits(0).stdout.leak().lines().collect();
    assert_eq!(got, want);
}

#[test]
fn far_hosts_fail_in_the_same_ways() {
    // Two names of one address, and hosts behind a path of which something does not answer.
    let world = "
hosts:
  www.example.edu: { addresses: 203.0.113.80, services: { 80: http, 82: reset } }
  web.example.edu: { addresses: 203.0.113.80, services: { 8080: http } }
  half.example.edu: { addresses: 203.0.113.81, manner: silent, services: { 80: http } }
  silent.example.edu: { addresses: 203.0.113.82, manner: silent }
  gone.example.edu: { addresses: 203.0.113.83, manner: unreachable }
networks:
  203.0.113.0/24: { via: [203.0.113.1], latency: 1ms }
";
    let places = [
        ("203.0.113.80", 80),
        ("203.0.113.80", 8080),
        ("203.0.113.80", 81),
        ("203.0.113.81", 80),
        ("203.0.113.81", 81),
        ("203.0.113.82", 80),
        ("203.0.113.83", 80),
    ];
    if peer("python3").is_none() {
        return;
    }
    let Some(ran) = inside_of(world, &connecting(&places)) else {
        return;
    };
    let want = [
        "open",
        "open",
        "ECONNREFUSED",
        "open",
        "ETIMEDOUT",
        "ETIMEDOUT",
        "EHOSTUNREACH",
    ];
    let got: Vec<&str> = ran.exits(0).stdout.leak().lines().collect();
    assert_eq!(got, want);
}

#[test]
fn a_network_without_ipv6_says_so() {
    let world = "hosts: { www.example.edu: { addresses: 192.0.2.80 } }";
    let script = connecting(&[("2001:db8::80", 80)]);
    if peer("python3").is_none() {
        return;
    }
    if let Some(ran) = inside_of(world, &script) {
        assert_eq!(ran.exits(0).stdout, "ENETUNREACH\n");
    }
}

#[test]
fn a_reset_comes_in_the_middle_and_silence_is_open() {
    let script = "python3 - <<'END'
import errno, socket
s = socket.create_connection(('www.example.edu', 82))
try:
    print(s.recv(1))
except OSError as error:
    print(errno.errorcode[error.errno])
s = socket.create_connection(('www.example.edu', 83))
s.setblocking(False)
try:
    print(s.recv(1))
except BlockingIOError:
    print('nothing yet')
END
";
    if peer("python3").is_none() {
        return;
    }
    let world = "hosts: { www.example.edu: { addresses: 192.0.2.80, services: { 82: reset, 83: silent } }, \
                 ns.example.edu: { addresses: 192.0.2.53, services: { 53: dns } } }\nresolver: 192.0.2.53\n";
    if let Some(ran) = inside_of(world, script) {
        assert_eq!(ran.exits(0).stdout, "ECONNRESET\nnothing yet\n");
    }
}

/// What a program says, in the lecture's world.
#[track_caller]
fn says(program: &str, command: &str, want: &str) {
    if peer(program).is_none() {
        return;
    }
    if let Some(ran) = inside(&format!("{command} 2>&1 < /dev/null")) {
        assert!(ran.stdout.contains(want), "{command}\n{}", ran.stdout);
    }
}

#[test]
fn netcat_words_them() {
    let refused = "www.usfca.edu (192.0.2.80) port 81 (tcp) failed: Connection refused";
    says("nc", "nc -zv www.usfca.edu 81", refused);
    says("nc", "nc -zv 192.0.2.99 80", "No route to host");
    says("nc", "nc -zv silent.usfca.edu 80", "timed out");
    says("nc", "nc -zv www.usfca.edu 80", "succeeded!");
}

#[test]
fn telnet_words_them() {
    says("telnet", "telnet www.usfca.edu 81", "Connection refused");
    says("telnet", "telnet 192.0.2.99 80", "No route to host");
    says(
        "telnet",
        "telnet silent.usfca.edu 80",
        "Connection timed out",
    );
}

#[test]
fn curl_words_them() {
    says("curl", "curl -sS http://www.usfca.edu/hello.txt", "hello");
    says(
        "curl",
        "curl -sS http://www.usfca.edu:81/; echo exit $?",
        "exit 7\n",
    );
    says(
        "curl",
        "curl -sS http://192.0.2.99/; echo exit $?",
        "exit 7\n",
    );
    says(
        "curl",
        "curl -sS http://silent.usfca.edu/; echo exit $?",
        "exit 28\n",
    );
    says(
        "curl",
        "curl -sS http://nobody.usfca.edu/; echo exit $?",
        "exit 6\n",
    );
}

#[test]
fn ping_and_traceroute_word_them() {
    let gateway = "From 198.51.100.9 icmp_seq=1 Destination Host Unreachable";
    says("ping", "ping -c1 -W2 192.0.2.99", gateway);
    says("ping", "ping -c1 -W1 silent.usfca.edu", "100% packet loss");
    says(
        "ping",
        "ping -c1 www.usfca.edu",
        "64 bytes from www.usfca.edu (192.0.2.80)",
    );
}

#[test]
fn traceroute_shows_the_way() {
    if peer("traceroute").is_none() {
        return;
    }
    let Some(ran) = inside("traceroute -q1 www.antlr.org; traceroute -q1 wireless.usfca.edu")
    else {
        return;
    };
    let hops: Vec<&str> = ran
        .stdout
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    let want = [
        "to",
        "gateway.usfca.edu",
        "core.usfca.edu",
        "border.antlr.org",
        "www.antlr.org",
        "to",
        "gateway.usfca.edu",
        "tower.usfca.edu",
        "wireless.usfca.edu",
    ];
    assert_eq!(hops, want, "{}", ran.stdout);
}

#[test]
fn probes_see_what_programs_see() {
    if !crate::common::program::the_box() {
        return;
    }
    let folder = crate::common::folder::Folder::new();
    folder.write("world.yaml", format!("netcheck: 1\n{WAYS}"));
    folder.write(
        "netcheck.yaml",
        "netcheck: 1\ntitle: Ways\nworld: world.yaml\n",
    );
    let places = [
        ("open", "192.0.2.80:80"),
        ("refused", "192.0.2.80:79"),
        ("timeout", "192.0.2.80:81"),
        ("reset", "192.0.2.80:82"),
        ("open", "192.0.2.80:83"),
        ("timeout", "192.0.2.250:80"),
        ("open", "192.0.2.251:80"),
        ("timeout", "192.0.2.251:81"),
        ("unreachable", "192.0.2.252:80"),
        ("unreachable", "8.8.8.8:53"),
        ("open", "'[2001:db8::80]:80'"),
        ("refused", "'[2001:db8::80]:79'"),
        ("unreachable", "'[2001:db8::252]:80'"),
    ];
    let mut exercise = "netcheck: 1\ntitle: Ways\nchecks:\n".to_owned();
    for (at, (want, place)) in places.iter().enumerate() {
        let _ = writeln!(
            exercise,
            "  - {{ id: c{at}, title: T, connect: {{ to: {place} }}, expect: {{ result: {want} }} }}"
        );
    }
    folder.write("01-ways/exercise.yaml", exercise);
    for network in ["box", "loopback"] {
        crate::common::netcheck::netcheck(["verify", "--network", network, "--submission", "."])
            .dir(folder.path())
            .run()
            .exits(0);
    }
}
