//! Who is reached, and what is said where nobody is.

use crate::common::folder::Folder;
use crate::common::lab::Lab;
use crate::common::netcheck::netcheck;
use crate::common::port::Port;
use crate::{piped, say, serve};

#[test]
fn a_port_at_which_nobody_listens_refuses() {
    let home = Folder::new();
    let closed = Port::free();
    let port = closed.number.to_string();
    let words = ["127.0.0.1", &port, "--save", "rec.txt"];
    let ran = piped(&home, &words, "").run().exits(1);
    let seen =
        "Trying 127.0.0.1...\ntelnet: Unable to connect to remote host: Connection refused\n";
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), (seen, ""));
    let recorded = format!("$ netcheck telnet 127.0.0.1 {port}\n{seen}");
    assert_eq!(home.read("rec.txt"), recorded);
    let read = netcheck(["read", "--report", "json", "rec.txt"])
        .dir(home.path())
        .run();
    assert_eq!(read.json()["facts"]["connect"]["value"], "refused");
}

#[test]
fn the_labs_names_are_known_while_it_runs() {
    let home = Folder::new();
    let lab = Lab::start_found_in(home.path());
    let ran = piped(&home, &["www.usfca.edu", "81"], "").run().exits(1);
    assert!(
        ran.stdout.ends_with("remote host: Connection refused\n"),
        "{}",
        ran.all()
    );
    assert_eq!(ran.stderr, "www.usfca.edu:81 is the lab's\n");
    let ran = piped(&home, &["nowhere.usfca.edu", "80"], "")
        .run()
        .exits(1);
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        (
            "telnet: could not resolve nowhere.usfca.edu/80: Name or service not known\n",
            "the lab has no host of that name; the real one is reached with `netcheck telnet --network live nowhere.usfca.edu 80`\n"
        )
    );
    lab.interrupt();
    let ran = piped(&home, &["www.usfca.edu", "81"], "").run().exits(2);
    assert!(ran.stderr.contains("no lab runs here"), "{}", ran.all());
}

#[test]
fn without_a_lab_nothing_leaves_this_machine_unasked() {
    let home = Folder::new();
    for host in ["www.usfca.edu", "192.0.2.80"] {
        let ran = piped(&home, &[host, "80", "--save", "rec.txt"], "hi\n")
            .run()
            .exits(2);
        let said = format!(
            "error: `{host}` is not this machine, and no lab runs here\n\
             to reach the practice server of that name, start `netcheck lab` in another\nwindow and try again\n\
             to reach the real one, type `netcheck telnet --network live {host} 80`\n"
        );
        assert_eq!(
            (ran.stdout.as_str(), ran.stderr.as_str()),
            ("", said.as_str())
        );
        assert!(!home.join("rec.txt").exists());
    }
    let (port, serving) = serve(|stream| say(&stream, "real\r\n"));
    let ran = piped(&home, &["--network", "live", "127.0.0.1", &port], "")
        .run()
        .exits(0);
    assert!(ran.stdout.contains("\nreal\n"), "{}", ran.all());
    serving.join().expect("it was reached");
}

#[test]
fn what_is_no_host_or_port_is_a_usage_error() {
    let home = Folder::new();
    for (words, said) in [
        (
            &["smtp.usfca.edu:25"][..],
            "error: host and port are two words: netcheck telnet smtp.usfca.edu 25\n",
        ),
        (
            &["127.0.0.1:2525", "25"],
            "error: host and port are two words: netcheck telnet 127.0.0.1 2525\n",
        ),
        (
            &["smtp.usfca.edu"],
            "error: expected a port behind the host, as in\n`netcheck telnet smtp.usfca.edu 80`; web servers have 80, mail servers 25,\nmailboxes 110\n",
        ),
        (
            &["a b", "80"],
            "error: `a b` is neither a host name nor an address\n",
        ),
        (
            &["localhost", "http"],
            "error: there is no port `http`, ports are 1 to 65535; web servers have 80, mail\nservers 25, mailboxes 110\n",
        ),
    ] {
        assert_eq!(piped(&home, words, "").run().exits(2).stderr, said);
    }
}
