//! Worlds as the lab gets them.

use super::*;
use crate::model::{Host, Manner, Record};

fn check(text: &str) -> World {
    let file = File {
        name: "world.yaml".to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    };
    let mut found = Diagnostics::default();
    let world = read(&file, &mut found).unwrap();
    assert!(found.usable(), "{:?}", found.list);
    world
}

fn host<'a>(world: &'a World, name: &str) -> &'a Host {
    world.hosts.iter().find(|host| host.name == name).unwrap()
}

fn data(world: &World, name: &str) -> Vec<RecordData> {
    let of_name = |record: &&Record| record.name == name;
    let found = world.records.iter().filter(of_name);
    found.map(|record| record.data.clone()).collect()
}

#[test]
fn the_lecture_is_built_in_without_a_finding() {
    let world = built_in();
    let mut found = Diagnostics::default();
    let text = include_str!("../../../exercises/worlds/lecture.yaml");
    let file = File {
        name: "lecture.yaml".to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    };
    assert_eq!(read(&file, &mut found), Some(world.clone()));
    assert_eq!(found.list, []);
    assert_eq!(world.resolver, Some("192.0.2.53".parse().unwrap()));
    let smtp = host(&world, "smtp.usfca.edu");
    assert_eq!(smtp.services.get(&25), Some(&Service::Smtp));
    assert_eq!(smtp.services.get(&110), Some(&Service::Pop3));
    assert_eq!(host(&world, "www.cnn.com").addresses.len(), 4);
    assert_eq!(host(&world, "silent.usfca.edu").manner, Manner::Silent);
    let alias = RecordData::Alias {
        target: "www.usfca.edu".to_owned(),
    };
    assert_eq!(data(&world, "web.usfca.edu"), [alias]);
}

/// A world with one of everything.
const EVERYTHING: &str = r#"
netcheck: 1
hosts:
  All.Example.edu.:
    addresses: [192.0.2.1, "2001:db8::1"]
    manner: unreachable
    services:
      1: echo
      2: { banner: hello there }
      3: { faulty: never-ends-a-line }
      4: silent
      5: filtered
      6: reset
      7: { ssh: SSH-2.0-x }
      8: { http: { pages: { /: "a\n" } } }
addresses:
  pool.example.edu: [192.0.2.1, 192.0.2.7]
mail:
  example.edu: [ { to: all.example.edu, preference: 5 }, pool.example.edu ]
texts:
  example.edu: [one, two]
name-servers:
  example.edu: all.example.edu
reverse:
  192.0.2.1: all.example.edu
  "2001:db8::1": all.example.edu
"#;

#[test]
fn every_service_is_read() {
    let world = check(EVERYTHING);
    let all = host(&world, "all.example.edu");
    assert_eq!((all.addresses.len(), all.manner), (2, Manner::Unreachable));
    let kinds: Vec<String> = all
        .services
        .values()
        .map(|service| format!("{service:?}"))
        .collect();
    let want = [
        "Echo",
        "Banner { text: \"hello there\" }",
        "Faulty { fault: \"never-ends-a-line\" }",
        "Silent",
        "Filtered",
        "Reset",
        "Ssh { banner: \"SSH-2.0-x\" }",
        "Http { pages: {\"/\": \"a\\n\"} }",
    ];
    assert_eq!(kinds, want);
}

#[test]
fn every_record_is_read() {
    let world = check(EVERYTHING);
    assert_eq!(world.zones, ["example.edu"]);
    assert_eq!(data(&world, "pool.example.edu").len(), 2);
    let mx = RecordData::Mx {
        preference: 5,
        exchange: "all.example.edu".to_owned(),
    };
    assert_eq!(data(&world, "example.edu")[0], mx);
    assert_eq!(data(&world, "example.edu").len(), 5);
    let ptr = RecordData::Ptr("all.example.edu".to_owned());
    assert_eq!(
        data(&world, "1.2.0.192.in-addr.arpa"),
        std::slice::from_ref(&ptr)
    );
    let v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
    assert_eq!(data(&world, v6), [ptr]);
}

#[test]
fn other_addresses_are_used_only_when_the_world_says_so() {
    let world = check(
        "netcheck: 1\nother-addresses: true\nhosts:\n  a.example.edu: { addresses: 10.0.0.1 }\n",
    );
    assert_eq!(
        world.hosts[0].addresses,
        ["10.0.0.1".parse::<IpAddr>().unwrap()]
    );
}

/// What is wrong with a world of one host and these lines.
fn found(lines: &str) -> Vec<String> {
    let text =
        format!("netcheck: 1\nhosts: {{ a.example.org: {{ addresses: 192.0.2.9 }} }}\n{lines}\n");
    let file = File {
        name: "world.yaml".to_owned(),
        bytes: Ok(text.into_bytes()),
    };
    let mut found = Diagnostics::default();
    read(&file, &mut found);
    found.list.into_iter().map(|one| one.message).collect()
}

#[test]
fn the_computer_and_the_networks_must_fit_the_hosts() {
    for (lines, want) in [
        ("computer: { addresses: 198.51.100.10/29 }", ""),
        (
            "computer: { addresses: [198.51.100.10/29, '2001:db8::2/64'] }",
            "",
        ),
        (
            "computer: { addresses: 192.0.2.10/24 }",
            "192.0.2.9 is in the network of the student's computer, 192.0.2.10/24",
        ),
        (
            "computer: { addresses: 198.51.100.10/29, gateway: 198.51.100.99 }",
            "198.51.100.10/29 and its gateway 198.51.100.99 do not fit",
        ),
        (
            "computer: { addresses: [198.51.100.10/29, 203.0.113.10/29] }",
            "a second address of one family",
        ),
        (
            "computer: { gateway: 198.51.100.9 }",
            "a gateway without `addresses` is not used",
        ),
        (
            "networks: { 203.0.113.7/24: { latency: 1ms } }",
            "`203.0.113.7/24` is an address in a network",
        ),
        (
            "networks: { 203.0.113.0/24: { via: '2001:db8::1' } }",
            "the router 2001:db8::1 speaks another version of IP than the network",
        ),
    ] {
        assert_eq!(found(lines).join("; "), want, "{lines}");
    }
}

#[test]
fn a_computer_that_is_not_described_stands_where_no_host_is() {
    let world = check(
        "netcheck: 1\nhosts: { a.example.org: { addresses: [198.51.100.11, '2001:db8::1'] } }\n",
    );
    let links = &world.computer.links;
    assert_eq!(links.len(), 2);
    let hosts = || world.hosts.iter().flat_map(|host| &host.addresses);
    assert!(
        links
            .iter()
            .all(|link| !hosts().any(|&host| link.holds(host)))
    );
}
