//! Outputs of every program and language, whole.

use proptest::prelude::*;

use super::*;

fn check(text: &str, want: &str) {
    let found = read(text).expect("a look-up");
    assert_eq!(in_words(&found), want);
}

/// Everything that was read, with lines, in one line.
fn in_words(output: &Output) -> String {
    fn one<T: fmt::Display>(name: &str, seen: Option<&Seen<T>>) -> Option<String> {
        seen.map(|seen| format!("{name} {}@{}", seen.value, seen.line))
    }
    fn many<T: fmt::Display>(name: &str, list: &[Seen<T>]) -> Option<String> {
        let items: Vec<String> = list
            .iter()
            .map(|s| format!("{}@{}", s.value, s.line))
            .collect();
        (!items.is_empty()).then(|| format!("{name} {}", items.join(" ")))
    }
    let records: Vec<Seen<String>> = output
        .records
        .iter()
        .map(|r| {
            Seen::new(
                format!("{} {} {}", r.value.name, r.value.kind, r.value.data),
                r.line,
            )
        })
        .collect();
    let parts = [
        one("asked", output.asked.as_ref()),
        one("server", output.server.as_ref()),
        one("port", output.port.as_ref()),
        one("authoritative", output.authoritative.as_ref()),
        one("canonical", output.canonical_name.as_ref()),
        many("aliases", &output.aliases),
        many("addresses", &output.addresses),
        many("records", &records),
        one("status", output.status.as_ref()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[test]
fn an_address_of_bind() {
    check(
        "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nNon-authoritative answer:\nName:\twww.usfca.edu\nAddress: 192.0.2.10\n",
        "asked www.usfca.edu@5, server 192.0.2.1@2, port 53@2, authoritative false@4, canonical www.usfca.edu@5, addresses 192.0.2.10@6, status noerror@6",
    );
}

#[test]
fn aliases_in_a_circle_are_no_answer() {
    check(
        "Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#5300\n\nNon-authoritative answer:\na.test\tcanonical name = b.test.\nb.test\tcanonical name = a.test.\n         a.test\tcanonical name = b.test.\nb.test\tcanonical name = a.test.\n",
        "asked a.test@5, server 127.0.0.1@2, port 5300@2, authoritative false@4, canonical a.test@6, aliases b.test@5 a.test@6, status bad-reply@6",
    );
}

#[test]
fn an_alias_is_followed() {
    check(
        "Server:\t\t::1\nAddress:\t::1#5300\n\nweb.usfca.edu\tcanonical name = www.usfca.edu.\nName:\twww.usfca.edu\nAddress: 192.0.2.10\n",
        "asked web.usfca.edu@4, server ::1@2, port 5300@2, authoritative true@6, canonical www.usfca.edu@4, aliases www.usfca.edu@4, addresses 192.0.2.10@6, status noerror@6",
    );
}

#[test]
fn an_alias_without_address_has_no_data() {
    check(
        "Server: ::1\nAddress: ::1#53\n\na.test\tcanonical name = b.test.\n*** Can't find a.test: No answer\n",
        "asked a.test@4, server ::1@2, port 53@2, canonical b.test@4, aliases b.test@4, status nodata@5",
    );
}

#[test]
fn a_name_that_does_not_exist() {
    check(
        "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\n** server can't find no.usfca.edu: NXDOMAIN\n",
        "asked no.usfca.edu@4, server 192.0.2.1@2, port 53@2, canonical no.usfca.edu@4, status nxdomain@4",
    );
}

#[test]
fn nobody_answers_or_nobody_listens() {
    let words = ";; communications error to 192.0.2.1#53";
    check(
        &format!("{words}: timed out\n{words}: timed out\n;; no servers could be reached\n"),
        "server 192.0.2.1@1, port 53@1, status timeout@1",
    );
    check(
        &format!(
            "{words}: timed out\n{words}: connection refused\n;; no servers could be reached\n"
        ),
        "server 192.0.2.1@1, port 53@1, status connection-refused@2",
    );
}

#[test]
fn a_second_try_that_succeeds_counts() {
    let trouble = ";; communications error to 192.0.2.9#53: timed out\n";
    check(
        &format!(
            "{trouble}Server:\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nName:\ta.test\nAddress: 192.0.2.2\n"
        ),
        "asked a.test@5, server 192.0.2.1@3, port 53@3, authoritative true@6, canonical a.test@5, addresses 192.0.2.2@6, status noerror@6",
    );
}

#[test]
fn windows_in_german_with_aliases() {
    check(
        "Server:  UnKnown\r\nAddress:  192.0.2.1\r\n\r\nNicht autorisierende Antwort:\r\nName:    c.test\r\nAddresses:  192.0.2.2\r\n\t  192.0.2.3\r\nAliases:  a.test\r\n\t  b.test\r\n",
        "asked a.test@8, server 192.0.2.1@2, authoritative false@4, canonical c.test@5, aliases b.test@9 c.test@5, addresses 192.0.2.2@6 192.0.2.3@7, status noerror@6",
    );
}

#[test]
fn windows_does_not_find_a_name_in_any_language() {
    for sentence in [
        "can't find no.test",
        "wurde no.test nicht gefunden",
        "no encuentra no.test",
    ] {
        let text = format!(
            "Server:  UnKnown\nAddress:  192.0.2.1\n\n*** UnKnown {sentence}: Non-existent domain\n"
        );
        check(
            &text,
            "asked no.test@4, server 192.0.2.1@2, canonical no.test@4, status nxdomain@4",
        );
    }
}

#[test]
fn mail_servers_and_who_knows_them_better() {
    check(
        "Server: ::1\nAddress: ::1#53\n\nNon-authoritative answer:\na.test\tmail exchanger = 10 mx.a.test.\n\nAuthoritative answers can be found from:\nmx.a.test\tinternet address = 192.0.2.5\n",
        "asked a.test@5, server ::1@2, port 53@2, authoritative false@4, canonical a.test@5, records a.test MX 10 mx.a.test.@5, status noerror@5",
    );
}

#[test]
fn a_zone_s_first_record_is_put_together() {
    check(
        "Server: ::1\nAddress: ::1#53\n\na.test\n\torigin = ns.a.test\n\tmail addr = me.a.test\n\tserial = 1\n\trefresh = 2\n\tretry = 3\n\texpire = 4\n\tminimum = 5\n",
        "asked a.test@11, server ::1@2, port 53@2, authoritative true@11, canonical a.test@11, records a.test SOA ns.a.test me.a.test 1 2 3 4 5@11, status noerror@11",
    );
}

#[test]
fn busybox_asks_twice_and_prints_twice() {
    check(
        "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1:53\n\nNon-authoritative answer:\nName:\ta.test\nAddress: 192.0.2.2\n\nNon-authoritative answer:\n\n",
        "asked a.test@5, server 192.0.2.1@2, port 53@2, authoritative false@4, canonical a.test@5, addresses 192.0.2.2@6, status noerror@6",
    );
}

#[test]
fn dig_and_host_are_read_too() {
    check(
        ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; flags: qr aa rd; QUERY: 1\n\n;; QUESTION SECTION:\n;no.test.\t\tIN\tA\n\n;; SERVER: 192.0.2.1#53(192.0.2.1) (UDP)\n",
        "asked no.test@5, server 192.0.2.1@7, port 53@7, authoritative true@2, canonical no.test@5, status nxdomain@1",
    );
    check(
        "a.test has address 192.0.2.2\na.test mail is handled by 10 mx.a.test.\n",
        "asked a.test@1, canonical a.test@1, addresses 192.0.2.2@1, records a.test MX 10 mx.a.test.@2, status noerror@1",
    );
}

#[test]
fn an_interactive_session_has_several_questions() {
    let text = "> server 192.0.2.1\nDefault server: 192.0.2.1\nAddress: 192.0.2.1#53\n> no.test\nServer:\t192.0.2.1\nAddress:\t192.0.2.1#53\n\n** server can't find no.test: NXDOMAIN\n> a.test\nServer:\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nName:\ta.test\nAddress: 192.0.2.2\n> exit\n";
    let statuses: Vec<String> = read_all(text)
        .iter()
        .filter_map(|output| Some(output.status.as_ref()?.value.to_string()))
        .collect();
    assert_eq!(statuses, ["nxdomain", "noerror"]);
    let counts = read(text).and_then(|output| output.asked);
    assert_eq!(counts, Some(Seen::new("a.test".to_owned(), 13)));
}

#[test]
fn what_is_no_look_up_is_nothing() {
    for text in [
        "",
        "\n\n",
        "I looked it up.\nIt works.",
        "HELO beast\n250 ok\n",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_input_panics(text in any::<String>()) {
        read_all(&text);
    }

    #[test]
    fn no_mixture_of_known_lines_panics(picks in prop::collection::vec(0..LINES.len(), 0..40)) {
        let lines: Vec<&str> = picks.into_iter().map(|pick| LINES[pick]).collect();
        let text = lines.join("\n");
        for output in read_all(&text) {
            let line = output.status.map_or(1, |status| status.line);
            prop_assert!((1..=lines.len()).contains(&line));
        }
    }
}

const LINES: &[&str] = &[
    "",
    "Server:\t192.0.2.1",
    "Address:\t192.0.2.1#53",
    "Name:\ta.test",
    "Address: 192.0.2.2",
    "Addresses: 192.0.2.3",
    "\t192.0.2.4",
    "Aliases: b.test",
    "Non-authoritative answer:",
    "a.test\tcanonical name = b.test.",
    "*** Can't find a.test: No answer",
    "** server can't find a.test: SERVFAIL",
    ";; no servers could be reached",
    ";; connection timed out; no servers could be reached",
    "------------",
    "    QUESTIONS:",
    "> a.test",
    "> set type=cname",
    "$ nslookup a.test",
    ";; ANSWER SECTION:",
    "a.test. 60 IN A 192.0.2.9",
    "\torigin = ns.a.test",
    "\tminimum = 5",
    "Authoritative answers can be found from:",
];

#[test]
fn programs_that_say_little() {
    let table = [
        // BusyBox prints nothing where there is no answer.
        (
            "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1:53\n\n\n",
            "server 192.0.2.1@2, port 53@2, status nodata@3",
        ),
        (
            "nslookup: bad address 'ns.usfca.edu'\n",
            "status unreachable@1",
        ),
        (
            "dig: couldn't get address for 'ns.usfca.edu': not found\n",
            "status unreachable@1",
        ),
        ("nslookup: 'a..b' is not a legal name (empty label)\n", ""),
        (
            ";; ERROR: failed to query server 192.0.2.1@53(UDP)\n",
            "server 192.0.2.1@1, port 53@1, status connection-refused@1",
        ),
        (
            ";; WARNING: response timeout for 192.0.2.1@53(UDP)\n;; ERROR: failed to query server 192.0.2.1@53(UDP)\n",
            "server 192.0.2.1@1, port 53@1, status timeout@1",
        ),
        (
            "$ dig -p 5353 mx a.test @192.0.2.1\n;; communications error to 192.0.2.1#5353: connection refused\n",
            "asked a.test@1, server 192.0.2.1@2, port 5353@2, status connection-refused@2",
        ),
        // `host` names its server and never says whether it knows best.
        (
            "Using domain server:\nName: 192.0.2.1\nAddress: 192.0.2.1#53\nAliases: \n\na.test has address 192.0.2.2\n",
            "asked a.test@6, server 192.0.2.1@3, port 53@3, canonical a.test@6, addresses 192.0.2.2@6, status noerror@6",
        ),
        (
            "a.test has CAA record 0 issue \"ca.test\"\n",
            "asked a.test@1, canonical a.test@1, records a.test CAA 0 issue \"ca.test\"@1, status noerror@1",
        ),
        (
            "$ dig +short mx a.test\n10 mx.a.test.\n",
            "asked a.test@2, canonical a.test@2, records a.test MX 10 mx.a.test.@2, status noerror@2",
        ),
        (
            "$ dig +short txt a.test\n\"a = b\"\n",
            "asked a.test@2, canonical a.test@2, records a.test TXT \"a = b\"@2, status noerror@2",
        ),
        // A tree of names that stands for another is no answer if that one has none.
        (
            "Server: ::1\nAddress: ::1#53\n\nd.test\tdname = e.test.\na.d.test\tcanonical name = a.e.test.\n** server can't find a.e.test: NXDOMAIN\n",
            "asked a.d.test@5, server ::1@2, port 53@2, canonical a.e.test@5, aliases a.e.test@5, records d.test DNAME e.test.@4, status nxdomain@6",
        ),
    ];
    for (text, want) in table {
        check(text, want);
    }
}

#[test]
fn other_programs_of_the_system() {
    let table = [
        (
            "192.0.2.10      www.usfca.edu\n",
            "asked www.usfca.edu@1, canonical www.usfca.edu@1, addresses 192.0.2.10@1, status noerror@1",
        ),
        (
            "192.0.2.1  c.test a.test b.test\n192.0.2.2  c.test a.test b.test\n",
            "asked a.test@1, canonical c.test@1, aliases b.test@1 c.test@1, addresses 192.0.2.1@1 192.0.2.2@2, status noerror@1",
        ),
        (
            "Name                      Type   TTL   Section    IPAddress\n----                      ----   ---   -------    ---------\nwww.usfca.edu             A      300   Answer     192.0.2.10\n",
            "asked www.usfca.edu@3, canonical www.usfca.edu@3, addresses 192.0.2.10@3, status noerror@3",
        ),
        (
            "Resolve-DnsName : no.usfca.edu : DNS name does not exist\n",
            "asked no.usfca.edu@1, canonical no.usfca.edu@1, status nxdomain@1",
        ),
    ];
    for (text, want) in table {
        check(text, want);
    }
}

#[test]
fn windows_says_in_its_language_that_a_name_has_no_address() {
    let sentences = [
        "No internal type for both IPv4 and IPv6 Addresses (A+AAAA) records available for m.test",
        "Keine internal type for both IPv4 and IPv6 Addresses (A+AAAA)-Einträge für m.test verfügbar.",
    ];
    for sentence in sentences {
        check(
            &format!("Server:  UnKnown\nAddress:  192.0.2.1\n\n*** {sentence}\n"),
            "asked m.test@4, server 192.0.2.1@2, canonical m.test@4, status nodata@4",
        );
    }
    let sentences = [
        "UnKnown kann no.test nicht finden: Non-existent domain.",
        "UnKnown ne parvient pas à trouver no.test : Non-existent domain",
        "UnKnown no encuentra no.test: Non-existent domain",
        "dns.google can't find no.test: Non-existent domain",
    ];
    for sentence in sentences {
        check(
            &format!("Serveur :   UnKnown\nAddress:  192.0.2.1\n\n*** {sentence}\n"),
            "asked no.test@4, server 192.0.2.1@2, canonical no.test@4, status nxdomain@4",
        );
    }
}
