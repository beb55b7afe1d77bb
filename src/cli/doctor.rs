//! `netcheck doctor`: tries what this machine can do, and says what is missing and how to get it.

mod remedy;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::cli::args::lab as args;
use crate::cli::exit::Exit;
use crate::cli::network;
use crate::cli::output::Output;
use crate::lab::{Lab, Ports};
use crate::model::Walls;
use crate::sandbox::{Input, Job, Layout, Limits, Reach, Realm, Refusal, Step, THIS_PROGRAM, Ward};
use crate::spec::world;

use remedy::Machine;

/// The programs of the lecture, and the packages of Debian that bring them.
const PROGRAMS: &[(&str, &str)] = &[
    ("nslookup", "bind9-dnsutils"),
    ("telnet", "inetutils-telnet"),
    ("nc", "netcat-openbsd"),
    ("curl", "curl"),
    ("ping", "iputils-ping"),
    ("traceroute", "traceroute"),
    ("python3", "python3"),
];

/// What was found out; its JSON form is version 1.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Report {
    /// The version of this form.
    version: u32,
    /// Whether nothing is missing.
    healthy: bool,
    abilities: Vec<Ability>,
}

/// Something that was tried.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Ability {
    /// What it is called: `box.namespaces`, `loopback`, `program.nslookup`.
    name: String,
    /// What it is, for people.
    about: String,
    result: Tried,
    /// What the system said; `null` where nothing went wrong.
    error: Option<String>,
    /// The number of the error (errno), where there is one.
    errno: Option<i32>,
    /// What to do; empty where nothing is missing.
    remedies: Vec<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Tried {
    /// It works.
    Works,
    /// It does not.
    Missing,
    /// What it needs is missing already.
    Skipped,
}

/// Tries everything; exits with 1 when something is missing.
pub(crate) fn command(args: &args::Doctor, output: &mut Output) -> Exit {
    let tried = network::tried().and_then(|()| locked_in());
    let mut abilities = the_box(tried.err().as_ref(), &Machine::this());
    abilities.push(loopback());
    let programs = PROGRAMS.iter();
    abilities.extend(programs.map(|(name, package)| program(name, package, installed(name))));
    let report = Report {
        version: 1,
        healthy: abilities.iter().all(|one| one.result == Tried::Works),
        abilities,
    };
    let text = if args.json {
        serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
    } else {
        for_people(&report)
    };
    // A closed pipe is no error.
    let _ = std::io::stdout().write_all(text.as_bytes());
    let _ = output;
    Exit::Verdict(u8::from(!report.healthy))
}

/// Starts a program behind walls.
fn locked_in() -> Result<(), Refusal> {
    let failed = |error: std::io::Error| Refusal {
        step: Step::Walls,
        number: error.raw_os_error().unwrap_or(0),
        error: error.to_string(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let (realm, _) = Realm::start(Path::new(THIS_PROGRAM), &Layout::smallest())?;
    let job = Job {
        program: "true".into(),
        arguments: Vec::new(),
        walls: Walls::Box,
        reach: Reach::Nothing,
        limits: Limits::default(),
        serves: false,
    };
    let nothing = Input::File(tempfile::tempfile().map_err(failed)?);
    runtime.block_on(async {
        let mut ward = Ward::start(Some(&realm), &job, [], nothing).map_err(failed)?;
        ward.line.ended().await.map(drop)
    })
}

/// The steps of the box: those before the refused one work, those behind it were not tried.
fn the_box(refusal: Option<&Refusal>, machine: &Machine) -> Vec<Ability> {
    let refused =
        refusal.and_then(|refusal| Step::ALL.iter().position(|step| *step == refusal.step));
    let ability = |(at, step): (usize, &Step)| {
        let result = match refused {
            Some(refused) if at == refused => Tried::Missing,
            Some(refused) if at > refused => Tried::Skipped,
            Some(_) | None => Tried::Works,
        };
        let refusal = refusal.filter(|_| result == Tried::Missing);
        Ability {
            name: format!("box.{}", word(*step)),
            about: step.about().to_owned(),
            result,
            error: refusal.map(|refusal| refusal.error.clone()),
            errno: refusal
                .map(|refusal| refusal.number)
                .filter(|number| *number != 0),
            remedies: refusal.map_or_else(Vec::new, |refusal| machine.remedies(refusal)),
        }
    };
    Step::ALL.iter().enumerate().map(ability).collect()
}

fn word(step: Step) -> String {
    let json = serde_json::to_value(step).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

fn loopback() -> Ability {
    let started = tokio::runtime::Runtime::new().and_then(|runtime| {
        let lab = Lab::start(world::built_in().into(), Ports::Free, None);
        runtime.block_on(lab).map(drop)
    });
    let error = started.err();
    Ability {
        name: "loopback".to_owned(),
        about: "run the practice servers at ports of this machine".to_owned(),
        result: if error.is_none() {
            Tried::Works
        } else {
            Tried::Missing
        },
        errno: error.as_ref().and_then(std::io::Error::raw_os_error),
        remedies: Vec::new(),
        error: error.map(|error| error.to_string()),
    }
}

fn installed(name: &str) -> bool {
    crate::probe::installed(name).is_some()
}

fn program(name: &str, package: &str, is_installed: bool) -> Ability {
    let (result, remedies) = if is_installed {
        (Tried::Works, Vec::new())
    } else {
        let remedy = format!("on Debian and Ubuntu: sudo apt-get install {package}");
        (Tried::Missing, vec![remedy])
    };
    Ability {
        name: format!("program.{name}"),
        about: format!("run `{name}`"),
        result,
        error: (!is_installed).then(|| "it is not installed".to_owned()),
        errno: None,
        remedies,
    }
}

fn for_people(report: &Report) -> String {
    let mut text = String::new();
    let heads = [
        (
            "box.",
            "The box (`netcheck lab shell`, `netcheck verify --network box`)",
        ),
        (
            "loopback",
            "Loopback (`netcheck lab`, `netcheck verify --network loopback`)",
        ),
        ("program.", "Programs of the lecture"),
    ];
    for (start, head) in heads {
        let _ = writeln!(text, "{head}");
        let those = report
            .abilities
            .iter()
            .filter(|one| one.name.starts_with(start));
        those.for_each(|one| one.write(&mut text));
        text.push('\n');
    }
    text.push_str(if report.healthy {
        "Everything works.\n"
    } else {
        "Something is missing. What needs it is undecided or left out, and says so; everything else works.\n"
    });
    text
}

impl Ability {
    fn write(&self, text: &mut String) {
        let word = match self.result {
            Tried::Works => "works",
            Tried::Missing => "missing",
            Tried::Skipped => "not tried",
        };
        let _ = writeln!(text, "  {word:9}  {}", self.about);
        if let Some(error) = &self.error {
            let _ = writeln!(text, "             {error}");
        }
        for remedy in &self.remedies {
            let _ = writeln!(text, "             -> {remedy}");
        }
    }
}

#[cfg(test)]
mod tests;
