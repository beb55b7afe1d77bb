//! An assignment full of secrets: in every kind of probe and matcher, here and elsewhere, in every style in which one is written.
//!
//! Whatever students must not read holds `s3cret`, an address that begins with 203.0.113.2, or a number that begins with 6500. Every
//! expectation holds as well for a right answer that is no secret, so that a right submission holds none.

use std::path::Path;

use crate::common::folder::{Folder, repository};

/// How secrets begin.
pub(crate) const MARKERS: &[&str] = &["s3cret", "203.0.113.2", "6500"];

/// What is kept back, and what is not.
pub(crate) const KEPT_BACK: usize = 24;
pub(crate) const VISIBLE: usize = 31;
pub(crate) const HIDDEN: usize = 4;

const ASSIGNMENT: &str = "\
netcheck: 1
title: Full of secrets
student: [id, email, partner]
world: worlds/lecture.yaml
exercises: [answers, files, windows, world]
";

const ANSWERS: &str = r#"netcheck: 1
title: Answers, in block style
about: Nothing of what is expected stands here.
answers:
  word: { ask: "Which word?", type: text }
  number: { ask: "Which number?", type: integer }
  flag: { ask: "Yes or no?", type: yes-no }
  pick: { ask: "Which?", type: choice, of: [alpha, beta] }
  four: { ask: "Which address?", type: ipv4 }
  six: { ask: "Which other address?", type: ipv6 }
  name: { ask: "Which name?", type: host }
  box: { ask: "Which mailbox?", type: mailbox }
  shown: { ask: "Which is no secret?", type: text }
  free: { ask: "What do you think?", type: text }
checks:
  # about the word
  - id: word
    answer: word
    title: A word   # of many

    # s3cret above it
    # 6500 too
    expect:     # s3cret behind it
      value:
        # s3cret in it
        any-of:
          - s3cret-literal
          - { same-word: "s3cret # word" }
          - { same-word: right }
          - "${student.id}s3cret"
      # s3cret below it

    because: words have letters
  - id: number
    title: A number
    answer: number
    points: 3
    expect: { value: { any-of: [ 65001, { between: [65002, 65003] }, { at-least: 65004 }, 42 ] } }  # 65005 no more
    hint: [ "count", "count again" ]
  - id: flag
    title: A flag
    answer: flag
    points:
      value: 2  # s3cret
    expect: { value: true }
  - expect: { value: { one-of: [alpha] } }
    id: pick
    title: One of two
    answer: pick
    reveal: false
    points: 0
  - id: h1
    # s3cret of a hidden check
    audience: instructor
    title: s3cret
    answer: pick
    expect: { value: alpha }
    # s3cret below it
  - id: four
    title: An address, kept back elsewhere
    answer: four
    expect: { value: { any-of: [ { one-of: $machine.addresses }, { not: { within: 203.0.113.2/32 } } ] } }
    expect-elsewhere:
      value: { any-of: [ 203.0.113.201, { one-of: [203.0.113.202, 192.0.2.1] } ] }
  - id: six
    title: Another address
    answer: six
    expect: { value: { not: "2001:db8::6500" } }
    expect-elsewhere: { value: { not: "2001:db8::6500" } }
  - id: name
    title: A name
    answer: name
    expect: { value: { matches: '^(s3cret|right)\.example\.org$' } }
  - id: box
    title: A mailbox
    answer: box
    expect:
      value:
        any-of: [ s3cret@example.org, { all-of: [ right@example.org, { not: s3cret@example.com } ] } ]
    needs: [word]
  - id: shown
    title: No secret
    answer: shown
    reveal: true
    expect: { value: shown }
  - id: free
    title: Read by a person
    answer: free
    points: 2
"#;

const FILES: &str = r#"{
  netcheck: 1, title: "Files, in flow style",  # and comments
  checks: [
    { id: text, title: A text, file: text.txt, reveal: false,
      # s3cret above it
      points: { text: 1, lines: 4 },  # s3cret behind it
      expect: { text: { any-of: [ { contains: s3cret-a }, { first-line: { matches: "s3cret|^right" } }, { line: s3cret-b },
          # s3cret in it
          { json: { pointer: /s3cret, equals: s3cret-c } } ] },
        lines: { any-of: [ { same-set: [s3cret-d, s3cret-e] }, { contains-any: [right line, s3cret-f] }, { overlaps: [s3cret-g] }, { count: 65006 } ] } } }, # s3cret behind it
    # about the mail
    { id: mail, title: A mail, transcript: { file: mail.txt, protocol: smtp }, points: { helo: 1, queued: 2 }, reveal: false, expect: { body: { not: { contains: s3cret } }, sent-by-hand: { from: $student.email, to: $student.partner } }, because: "it's \"so\"" },
    { id: h2, title: s3cret, audience: instructor, file: text.txt, expect: { text: s3cret } },
    { id: lookup, title: A lookup, expect: { asked: { any-of: [ s3cret.example.org, present ] } }, reveal: false, transcript: { file: lookup.txt, protocol: nslookup } },
    { id: page, title: A page, transcript: { file: page.txt, protocol: http }, reveal: false, expect: { status: { any-of: [ { at-most: 399 }, 65007 ] } }, expect-elsewhere: { status: { any-of: [ { at-most: 399 }, 65008 ] } } },
    { id: again, title: The same address again, answer: four-again, expect: { value: { one-of: $lookup.addresses } } },
    { id: session, title: A session, transcript: { file: session.txt, protocol: plain }, expect: { connect: open } }, ],
  answers: { four-again: { ask: Which address is it?, type: ipv4 } } }
"#;

/// With a byte order mark and CR LF.
const WINDOWS: &str = "netcheck: 1
title: Written on Windows
checks:
- audience: instructor
  id: h3
  title: s3cret
  file: note.txt
  expect: { text: s3cret }
- id: note
  title: Ein Wort für später
  file: note.txt
  reveal: false
  expect:
    text:
      any-of:
      - |
        s3cret line
        # s3cret, and no comment

        65009
      - >-
        s3cret
        folded
      # s3cret
      - present

  hint: schön
";

const WORLD: &str = r#"netcheck: 1
title: Looks at the world
checks:
  - { id: looked, title: A lookup, nslookup: www.usfca.edu, reveal: false, points: 0, expect: { status: noerror, addresses: { any-of: [ present, { contains: 203.0.113.205 } ] } } }
  - { id: seen, title: Seen by the resolver too, resolve: www.usfca.edu, expect: { addresses: { overlaps: $looked.addresses } } }
  - { id: resolved, title: A name, resolve: www.usfca.edu, reveal: false, expect: { addresses: { any-of: [ present, { contains: 203.0.113.206 } ] } } }
  - { id: asked, title: A question, dns: { ask: www.cnn.com }, reveal: false, expect: { answers: { any-of: [ { count: { at-least: 2 } }, { contains: s3cret } ] } } }
  - { id: host, title: This machine, hostname: true, reveal: false, expect: { name: { any-of: [ present, s3cret.example.org ] } } }
  - { id: addresses, title: Its addresses, addresses: true, reveal: false, expect: { ipv4: { any-of: [ { contains: 127.0.0.1 }, { contains: 203.0.113.207 } ] } } }
  - { id: open, title: A port, connect: "www.usfca.edu:80", reveal: false, expect: { result: open, address: { any-of: [ present, 203.0.113.208 ] } } }
  - { id: talked, title: A talk, talk: { to: "www.usfca.edu:80", say: [ { send: hi } ] }, reveal: false, expect: { transcript: { not: { contains: s3cret } } } }
  - { id: fetched, title: A page, http: { to: "www.usfca.edu:80" }, reveal: false, expect: { status: { any-of: [ 200, 65005 ] }, reason: { any-of: [ present, s3cret ] } } }
  - { id: sent, title: A mail, network: [loopback, box], smtp: { to: "smtp.usfca.edu:25", from: parrt@cs.usfca.edu, rcpt: support@antlr.org, body: so }, reveal: false, expect: { accepted: true, queue-id: { not: s3cret } } }
  - { id: arrived, title: It arrived, network: [loopback, box], needs: [sent], lab-saw: "smtp.usfca.edu:25", expect: { mails: 1 } }
  - { id: stored, title: It arrived whole, network: [loopback, box], needs: [sent], lab-saw: "smtp.usfca.edu:25", reveal: false, expect: { mail.from: { any-of: [ present, s3cret@example.org ] } } }
  - { id: live, title: On the real network, network: [live], connect: "www.usfca.edu:80", reveal: false, expect: { error: { any-of: [ absent, s3cret ] } } }
  - { id: shut, title: A port that refuses, connect: "www.usfca.edu:81", expect: { result: refused } }
"#;

const INSTRUCTOR: &str = "\
netcheck: 1
checks:
  - id: h4
    title: s3cret
    connect: www.usfca.edu:80
    expect: { result: open }
";

/// The assignment, with much beside it that students must not get.
pub(crate) fn assignment() -> Folder {
    let home = Folder::new();
    home.write("netcheck.yaml", ASSIGNMENT);
    let world = repository().join("exercises/worlds/lecture.yaml");
    home.write(
        "worlds/lecture.yaml",
        std::fs::read(world).expect("the lecture's world"),
    );
    home.write("01-answers/exercise.yaml", ANSWERS);
    home.write("02-files/exercise.yaml", FILES);
    let windows = format!("\u{feff}{}", WINDOWS.replace('\n', "\r\n"));
    home.write("03-windows/exercise.yaml", windows);
    home.write("04-world/exercise.yaml", WORLD);
    home.write("04-world/exercise.instructor.yaml", INSTRUCTOR);
    for behind in [
        "01-answers/solution/answers.yaml",
        "01-answers/wrong/no-word/answers.yaml",
        "01-answers/exercise.yaml~",
        "01-answers/exercise.yaml.orig",
        "01-answers/#exercise.yaml#",
        "01-answers/.exercise.yaml.swp",
        "archive/01-answers/exercise.yaml",
        ".git/config",
    ] {
        home.write(behind, "s3cret 203.0.113.200 65000");
    }
    home.write("old/netcheck.yaml", "netcheck: 1\ntitle: s3cret\n");
    home.write("02-files/files/data.bin", [0, 159, 146, 150, 0, 255]);
    home.write("README.md", "# For students\n");
    home
}

/// A submission to which everything is right and in which no secret stands.
pub(crate) fn right() -> Folder {
    let folder = submission("right", "192.0.2.80");
    let solutions = repository().join("exercises");
    let copy = |from: &str, to: &str| {
        let bytes = std::fs::read(solutions.join(from)).expect("a solution of the lecture");
        folder.write(to, bytes);
    };
    copy("07-mail-by-hand/solution/mail.txt", "mail.txt");
    copy("04-dns/solution/nslookup.txt", "lookup.txt");
    copy("06-http-by-hand/solution/get.txt", "page.txt");
    copy("05-ports/solution/open.txt", "session.txt");
    folder.write("text.txt", "right\nright line\n");
    folder.write("note.txt", "ein Wort");
    folder
}

/// One to which everything that can be wrong is wrong.
pub(crate) fn wrong() -> Folder {
    let folder = submission("false", "192.0.2.99");
    for file in ["mail.txt", "lookup.txt", "page.txt"] {
        folder.write(file, "nothing of a session\n");
    }
    folder.write(
        "session.txt",
        "Trying 192.0.2.80...\ntelnet: Unable to connect to remote host: Connection refused\n",
    );
    folder.write("text.txt", "false\n");
    folder.write("note.txt", "");
    folder
}

fn submission(word: &str, address: &str) -> Folder {
    let folder = Folder::new();
    let (number, flag, pick, shown) = match word {
        "right" => ("42", "yes", "alpha", "shown"),
        _ => ("41", "no", "beta", "hidden"),
    };
    folder.write(
        "answers.yaml",
        format!(
            "student: {{ id: kim, email: kim@dons.usfca.edu, partner: alex@dons.usfca.edu }}\n\
             word: {word}\nnumber: {number}\nflag: {flag}\npick: {pick}\nfour: {address}\nsix: \"2001:db8::1\"\n\
             name: {word}.example.org\nbox: {word}@example.org\nshown: {shown}\nfree: so\nfour-again: {address}\n"
        ),
    );
    folder
}

/// Every file of a folder, with its bytes, by its path.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(&path).expect("a folder of the copy") {
            let path = entry.expect("an entry of the copy").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("a path inside");
                let name = name.to_str().expect("a plain name").replace('\\', "/");
                all.push((name, std::fs::read(&path).expect("a file of the copy")));
            }
        }
    }
    all.sort();
    all
}
