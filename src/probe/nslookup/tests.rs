//! The real program where this machine has it, netcheck's own question everywhere, and both against each other.

use crate::model::{Facts, Fault};
use crate::net::Host;
use crate::net::testing::{RESOLVER, Small};
use crate::probe::program;
use crate::probe::testing::{Look, assert_facts, diagnosed, fact, with_cx};

use super::{PROGRAM, look_up};

async fn world() -> Small {
    let mut small = Small::new();
    small
        .names(&[
            ("www.usfca.edu", &["192.0.2.80", "2001:db8::80"]),
            ("web.usfca.edu", &["www.usfca.edu"]),
            ("empty.usfca.edu", &[]),
        ])
        .await;
    small
}

/// What a look-up brings, by the program or without it; none where there is no program to be had.
async fn both(small: &Small, name: &str) -> Vec<(Facts, Vec<String>)> {
    let host = Host::parse(name).unwrap();
    let installed = program::installed(PROGRAM);
    let mut all = Vec::new();
    for program in [None, installed.as_deref()]
        .into_iter()
        .take(1 + usize::from(installed.is_some()))
    {
        let (facts, evidence) = with_cx(&small.internet(), async |cx| {
            look_up(cx, &host, program).await
        })
        .await;
        all.push((facts.unwrap(), evidence.notes));
    }
    all
}

#[tokio::test]
async fn the_program_and_netcheck_itself_agree() {
    let small = world().await;
    for (name, status, addresses, canonical) in [
        (
            "www.usfca.edu",
            "noerror",
            "192.0.2.80, 2001:db8::80",
            "www.usfca.edu",
        ),
        (
            "web.usfca.edu",
            "noerror",
            "192.0.2.80, 2001:db8::80",
            "www.usfca.edu",
        ),
        (
            "no-such-name.usfca.edu",
            "nxdomain",
            "",
            "no-such-name.usfca.edu",
        ),
        ("empty.usfca.edu", "nodata", "", "empty.usfca.edu"),
    ] {
        for (facts, notes) in both(&small, name).await {
            let want = [
                ("asked", name),
                ("server", RESOLVER),
                ("status", status),
                ("addresses", addresses),
                ("canonical-name", canonical),
            ];
            assert_facts(&facts, &want);
            assert_eq!(notes.len(), 1, "{notes:?}");
        }
    }
}

#[tokio::test]
async fn how_it_was_asked_is_noted() {
    let small = world().await;
    let all = both(&small, "www.usfca.edu").await;
    assert_eq!(
        all[0].1,
        ["netcheck itself asked: the program is not installed"]
    );
    if let Some((_, notes)) = all.get(1) {
        assert!(notes[0].starts_with("ran the program `/"), "{notes:?}");
    }
}

#[tokio::test]
async fn a_silent_server_is_a_timeout() {
    let mut small = world().await;
    small.udp_dns(|_| Vec::new()).await;
    let facts = Look::at("nslookup: www.usfca.edu").silent(&small).await;
    assert_facts(
        &facts,
        &[
            ("status", "timeout"),
            ("server", RESOLVER),
            ("asked", "www.usfca.edu"),
        ],
    );
}

#[tokio::test]
async fn what_is_no_name_never_becomes_an_option() {
    for name in ["-port=53", "-", "a b", "www.usfca.edu;ls", "\n-debug"] {
        let looked = Look::at("nslookup: $answers.name")
            .answer("name", name)
            .of(&world().await)
            .await;
        let facts = looked.seen.unwrap();
        assert_eq!(fact(&facts, "status"), "nxdomain", "{name}");
        assert!(looked.evidence.notes[0].ends_with("nobody was asked"));
    }
}

#[tokio::test]
async fn a_world_without_a_server_answers_nothing() {
    let looked = Look::at("nslookup: www.usfca.edu").of(&Small::new()).await;
    assert_facts(&looked.seen.unwrap(), &[("status", "unreachable")]);
}

#[tokio::test]
async fn on_live_only_a_named_host_is_looked_up() {
    let live = crate::net::Internet::new(
        crate::model::Net::Live,
        None,
        None,
        std::sync::Arc::default(),
    );
    let looked = Look::at("nslookup: $answers.name")
        .answer("name", "evil.example")
        .with(&live, None)
        .await;
    let target = "evil.example".to_owned();
    assert_eq!(looked.seen, Err(Fault::NotNamed { target }));
}

#[test]
fn a_literal_name_is_checked_when_it_is_read() {
    assert_eq!(
        diagnosed("nslookup: -debug"),
        "`-debug` is neither a host name nor an address"
    );
    assert_eq!(
        diagnosed("nslookup: { nam: a }"),
        "`nslookup` knows no key `nam`; `nslookup` needs the key `name`"
    );
}
