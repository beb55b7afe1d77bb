//! Inputs of the action that want to be run, or to write what they may not.

use crate::assignments::{PASSES, workspace};
use crate::runner::Runner;
use crate::shell::Programs;

/// Texts that a careless script runs, or takes for more than one thing.
const HOSTILE: &[&str] = &[
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned;",
    "a\ntouch pwned\n",
    "\"; touch pwned; \"",
    "'; touch pwned; '",
    "\\\"$(touch pwned)\\\"",
    "a && touch pwned",
    "| touch pwned",
    "${IFS}$(touch${IFS}pwned)",
    "${{ github.token }}",
    "a\nexit=99\nforged=1",
    "x\n::error::forged",
    "--report=human=pwned",
    "*",
    "~",
    "!!",
    "",
    "   ",
];

/// A netcheck that notes its words, each on a line of its own between brackets.
fn noting(programs: &Programs, home: &crate::common::folder::Folder) {
    let noted = home.join("noted");
    let version = concat!("netcheck ", env!("CARGO_PKG_VERSION"));
    programs.add(
        "netcheck",
        &format!(
            "[ \"$1\" != --version ] || {{ echo '{version}'; exit; }}\nprintf '[%s]\\n' \"$@\" >'{}'",
            noted.display()
        ),
    );
}

#[test]
fn nothing_in_an_input_is_run() {
    for input in [
        "exercises",
        "submission",
        "assignment",
        "args",
        "reports",
        "classroom",
    ] {
        for text in HOSTILE {
            let home = workspace(PASSES, "hello");
            let programs = Programs::with_netcheck();
            let done = Runner::new(&programs, &home).run(&[(input, *text)]);
            let at = format!("{input}: {text:?}\n{}", done.last.all());
            let is_report = input == "args" && *text == "--report=human=pwned";
            assert_eq!(home.join("pwned").exists(), is_report, "{at}");
            assert!(!done.outputs.contains_key("forged"), "{at}");
            assert_ne!(done.output("exit"), "99", "{at}");
        }
    }
}

#[test]
fn a_text_with_blanks_is_one_word_and_a_list_is_several() {
    let home = workspace(PASSES, "");
    let programs = Programs::none();
    noting(&programs, &home);
    let inputs = [
        ("submission", "my folder"),
        ("assignment", "$(its) folder"),
        ("exercises", " dns\tports\n\n'0 7' "),
        (
            "args",
            "--student 'email=ada b@x.org'\n--student \"id=it's\" --fail-fast * $HOME",
        ),
        ("reports", ""),
    ];
    Runner::new(&programs, &home).run(&inputs).exits(0);
    let want = "\
[verify]
[--submission=my folder]
[--report=github]
[--assignment=$(its) folder]
[--student]
[email=ada b@x.org]
[--student]
[id=it's]
[--fail-fast]
[*]
[$HOME]
[--]
[dns]
[ports]
[0 7]
";
    assert_eq!(home.read("noted"), want);
}

#[test]
fn an_exercise_is_no_option() {
    let home = workspace(PASSES, "hello");
    let programs = Programs::with_netcheck();
    let done = Runner::new(&programs, &home).run(&[("exercises", "--report=json=pwned")]);
    assert_eq!(done.last.exit, Some(2), "{}", done.last.all());
    assert!(!home.join("pwned").exists());
}

#[test]
fn a_quote_that_is_not_closed_is_said() {
    for input in ["args", "exercises"] {
        let home = workspace(PASSES, "hello");
        let programs = Programs::with_netcheck();
        let done = Runner::new(&programs, &home)
            .run(&[(input, "it's")])
            .exits(2);
        let said = done.last.stdout;
        assert!(
            said.starts_with("::error title=netcheck::a quote in"),
            "{said}"
        );
    }
}
