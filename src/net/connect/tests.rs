//! Every way in which a connection opens or does not.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::Notify;

use super::{Connected, Failed, Failure, failure_of, lacks_ipv6};
use crate::model::{Fault, Net};
use crate::net::testing::{Small, ip};
use crate::net::{Door, Internet, Target};

const NAMES: &[(&str, &[&str])] = &[
    ("www.usfca.edu", &["192.0.2.80"]),
    ("web.usfca.edu", &["www.usfca.edu"]),
    ("silent.usfca.edu", &["192.0.2.250"]),
    ("far.usfca.edu", &["192.0.2.251"]),
    ("both.usfca.edu", &["192.0.2.250", "192.0.2.80"]),
    ("six.usfca.edu", &["2001:db8::80", "192.0.2.80"]),
    ("quiet.usfca.edu", &["192.0.2.251", "192.0.2.250"]),
];

const NOT_NAMED: &str = "NotNamed { target: \"127.0.0.1\" }";

async fn world() -> Small {
    let mut small = Small::new();
    small.names(NAMES).await;
    small.tcp(("192.0.2.80", 80), |_| async {}).await;
    small
}

fn words(failed: &Failed) -> String {
    let address = failed.address.map(|address| format!(" {address}"));
    format!("{}{}", failed.failure.word(), address.unwrap_or_default())
}

/// Connects until it ends, or until silence has come to mean what is wanted.
async fn check(internet: &Internet, target: &str, want: &str) {
    let meant = Notify::new();
    let silence = want.strip_prefix("silence: ");
    let keep = |failed: &Failed| {
        if silence == Some(words(failed).as_str()) {
            meant.notify_one();
        }
    };
    let target = Target::parse(target).unwrap();
    let got = tokio::select! {
        ended = internet.connect(&target, &keep) => match ended {
            Ok(Connected::Open(open)) => format!("open {}", open.address),
            Ok(Connected::Failed(failed)) => words(&failed),
            Err(fault) => format!("{fault:?}"),
        },
        () = meant.notified() => want.to_owned(),
    };
    assert_eq!(got, want, "{target}");
}

#[tokio::test]
async fn results_are_told_apart() {
    let small = world().await;
    for (target, want) in [
        ("192.0.2.80:80", "open 192.0.2.80"),
        ("www.usfca.edu:80", "open 192.0.2.80"),
        ("web.usfca.edu:80", "open 192.0.2.80"),
        ("www.usfca.edu:81", "refused 192.0.2.80"),
        ("far.usfca.edu:80", "unreachable 192.0.2.251"),
        ("8.8.8.8:53", "unreachable 8.8.8.8"),
        ("no-such-name.usfca.edu:80", "unknown-host"),
        ("silent.usfca.edu:80", "silence: timeout 192.0.2.250"),
    ] {
        check(&small.internet(), target, want).await;
    }
}

#[tokio::test]
async fn every_address_of_a_name_is_tried() {
    let mut small = world().await;
    small
        .mapping
        .tcp
        .insert((ip("2001:db8::80"), 80), Door::Silent);
    for (target, want) in [
        ("both.usfca.edu:80", "open 192.0.2.80"),
        ("six.usfca.edu:80", "open 192.0.2.80"),
        ("six.usfca.edu:81", "refused 2001:db8::80"),
        ("both.usfca.edu:81", "silence: refused 192.0.2.80"),
        ("quiet.usfca.edu:80", "silence: timeout 192.0.2.250"),
    ] {
        check(&small.internet(), target, want).await;
    }
}

#[tokio::test]
async fn a_silent_dns_server_is_no_address() {
    let mut small = world().await;
    small.udp_dns(|_| Vec::new()).await;
    check(
        &small.internet(),
        "www.usfca.edu:80",
        "silence: unknown-host",
    )
    .await;
}

#[tokio::test]
async fn this_machine_is_connected_to_without_a_lab() {
    let mut small = Small::new();
    let socket = small.tcp(("192.0.2.80", 80), |_| async {}).await;
    let bare = Internet {
        mapping: None,
        ..small.internet()
    };
    let by_name = format!("localhost:{}", socket.port());
    check(&bare, &socket.to_string(), "open 127.0.0.1").await;
    check(&bare, &by_name, "open 127.0.0.1").await;
    let closed = small.mapping.closed.to_string();
    check(&bare, &closed, "refused 127.0.0.1").await;
}

#[tokio::test]
async fn on_live_only_named_targets_are_dialled() {
    let small = Small::new();
    let port = small.mapping.closed.port();
    let named = |host: &str| Internet::new(Net::Live, None, None, Arc::new(vec![host.to_owned()]));
    let (name, address) = (format!("localhost:{port}"), format!("127.0.0.1:{port}"));
    let to = Target::parse(&name).unwrap();
    let permitted = named("localhost").connect(&to, &|_| {}).await;
    assert!(
        matches!(permitted, Ok(Connected::Failed(_))),
        "{permitted:?}"
    );
    check(&named("localhost"), &address, NOT_NAMED).await;
    check(&named("127.0.0.1"), &address, "refused 127.0.0.1").await;
    check(
        &named("127.0.0.1"),
        &name,
        "NotNamed { target: \"localhost\" }",
    )
    .await;
}

#[test]
fn what_an_error_says_about_this_machine_is_a_fault() {
    let v4: IpAddr = ip("192.0.2.80");
    for (kind, want) in [
        (io::ErrorKind::ConnectionRefused, Some(Failure::Refused)),
        (io::ErrorKind::ConnectionReset, Some(Failure::Reset)),
        (io::ErrorKind::TimedOut, Some(Failure::Timeout)),
        (io::ErrorKind::HostUnreachable, Some(Failure::Unreachable)),
        (
            io::ErrorKind::NetworkUnreachable,
            Some(Failure::Unreachable),
        ),
        (io::ErrorKind::AddrNotAvailable, None),
        (io::ErrorKind::OutOfMemory, None),
    ] {
        assert_eq!(failure_of(v4, &kind.into()).ok(), want, "{kind:?}");
    }
    let none_left = io::Error::other("too many open files");
    let Err(Fault::System { doing, error }) = failure_of(v4, &none_left) else {
        panic!("expected a fault");
    };
    assert_eq!(doing, "opening a connection to 192.0.2.80");
    assert_eq!(error, "too many open files");
}

#[test]
fn a_machine_without_ipv6_cannot_reach_an_ipv6_address() {
    let error = io::ErrorKind::AddrNotAvailable.into();
    assert!(lacks_ipv6(&error));
    assert_eq!(failure_of(ip("::1"), &error), Ok(Failure::Unreachable));
}
