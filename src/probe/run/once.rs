//! One run of a program: its files, its input, what it prints, how it ends.

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::model::{Facts, Fault, Source, Value, Walls};
use crate::probe::program::{OUTPUT_LIMIT, installed_in};
use crate::probe::run::arguments::{Run, Time, Which};
use crate::probe::run::crash;
use crate::probe::{Cx, Ongoing, Unfinished};
use crate::sandbox::{Fate, Handed, Job, Limits, PATH, Ran, Refusal, Ward};

/// What is known of a program's files.
#[derive(Default)]
pub(super) struct Found {
    /// The program itself, as it was handed in.
    source: Option<Arc<Source>>,
    /// The folder of the submission whose files it finds beside it, with its final slash.
    folder: String,
    /// Their paths in that folder.
    paths: Vec<String>,
}

impl Found {
    /// The program and the other files of its folder.
    pub(super) fn beside(source: Arc<Source>, cx: &Cx<'_>) -> Self {
        let folder = source
            .name
            .rfind('/')
            .map_or("", |at| &source.name[..=at])
            .to_owned();
        let tree = cx.submission.tree(&folder);
        for note in tree.notes {
            cx.note(note);
        }
        Self {
            source: Some(source),
            folder,
            paths: tree.paths,
        }
    }

    /// The program's own name in its folder.
    fn name(&self) -> Option<&str> {
        let source = self.source.as_ref()?;
        source.name.strip_prefix(self.folder.as_str())
    }
}

/// One run, ready to start.
pub(super) struct Once<'a> {
    job: Job,
    given: Vec<(String, String)>,
    input: String,
    found: &'a Found,
}

impl<'a> Once<'a> {
    /// What is to be started.
    ///
    /// # Errors
    /// When something it refers to does not exist, or there is no Python.
    pub(super) fn new(
        run: &Run,
        time: &Time,
        found: &'a Found,
        cx: &Cx<'_>,
    ) -> Result<Self, Fault> {
        let walls = cx.internet.walls;
        let texts = time.arguments.iter().map(|word| cx.text(word));
        let mut words = texts.collect::<Result<Vec<String>, Fault>>()?;
        let (program, before) = match &run.program {
            Which::Command(command) => {
                let command = cx.text(command)?;
                ("sh".into(), vec!["-c".to_owned(), command, "sh".to_owned()])
            }
            Which::Python(path) => {
                let name = found.name().unwrap_or(path);
                // A name that begins with a dash is a file all the same.
                (python(walls)?, vec![format!("./{name}")])
            }
        };
        words.splice(0..0, before);
        let given = run.given.iter();
        let given = given.map(|(name, text)| Ok((name.clone(), cx.text(text)?)));
        let input = time.input.as_ref().map(|input| cx.text(input));
        Ok(Self {
            job: Job {
                program,
                arguments: words,
                walls,
                reach: run.reach,
                limits: Limits::default(),
            },
            given: given.collect::<Result<_, Fault>>()?,
            input: input.transpose()?.unwrap_or_default(),
            found,
        })
    }

    /// Runs it to its end. Dropping the future ends it.
    pub(super) async fn run(&self, cx: &Cx<'_>) -> Result<Facts, Fault> {
        cx.event(&self.line());
        if !self.input.is_empty() {
            cx.sent(self.input.as_bytes());
        }
        let mut ward = cx
            .internet
            .start(&self.job, self.files(cx)?, &self.input()?)?;
        let progress = Progress {
            printed: Printed::default(),
            about: self.found.source.clone(),
        };
        let mut progress = cx.silence_is_what_is_known(progress);
        let ended = self.followed(&mut ward, &mut progress).await;
        let mut facts = match ended {
            Some(ran) => self.facts(&progress.printed, &ran?),
            None => progress.printed.facts("too-much-output"),
        };
        progress.event(&words(&facts));
        self.place(&progress.printed, &mut facts);
        Ok(facts)
    }

    /// Reads what it prints until it has ended; `None` when it prints too much.
    async fn followed(
        &self,
        ward: &mut Ward,
        progress: &mut Unfinished<'_, Progress>,
    ) -> Option<Result<Ran, Fault>> {
        let mut output = vec![0; 8192];
        let mut errors = vec![0; 8192];
        let (mut more_output, mut more_errors) = (true, true);
        while more_output || more_errors {
            tokio::select! {
                length = read(&mut ward.output, &mut output), if more_output => {
                    more_output = length > 0;
                    progress.hear(&output[..length]);
                    progress.printed.output.extend_from_slice(&output[..length]);
                }
                length = read(&mut ward.errors, &mut errors), if more_errors => {
                    more_errors = length > 0;
                    progress.hear(&errors[..length]);
                    progress.printed.errors.extend_from_slice(&errors[..length]);
                }
            }
            if progress.printed.is_too_much() {
                return None;
            }
        }
        let refused = |refusal: Refusal| Fault::System {
            doing: format!("starting `{}` behind walls", self.job.program.display()),
            error: refusal.to_string(),
        };
        Some(ward.ended().await.map_err(refused))
    }

    /// The program and its words, as one would type them.
    fn line(&self) -> String {
        let words = match self.job.arguments.as_slice() {
            [_, command, _] if self.job.program.ends_with("sh") => return format!("$ {command}"),
            words => words.join(" "),
        };
        let name = self.job.program.file_name().unwrap_or_default();
        format!("$ {} {words}", name.to_string_lossy())
    }

    fn files(&self, cx: &Cx<'_>) -> Result<Vec<Handed>, Fault> {
        let mut files = Vec::new();
        for path in &self.found.paths {
            match cx
                .submission
                .open_for_program(&format!("{}{path}", self.found.folder))
            {
                Ok(from) => files.push(Handed {
                    executable: is_executable(&from),
                    path: path.clone(),
                    from,
                }),
                Err(why) => cx.note(format!("the program was not given `{path}`: it {why}")),
            }
        }
        for (name, text) in &self.given {
            files.retain(|file| file.path != *name);
            files.push(Handed {
                path: name.clone(),
                executable: false,
                from: holding(text)?,
            });
        }
        Ok(files)
    }

    fn input(&self) -> Result<File, Fault> {
        holding(&self.input)
    }

    fn facts(&self, printed: &Printed, ran: &Ran) -> Facts {
        let word = match ran.fate {
            Fate::Exited(_) => "exited",
            // A processor's time is up before the clock's where it has several threads.
            Fate::Killed(number) if Some("XCPU") == signal(number) => "out-of-time",
            Fate::Killed(_) => "killed",
            Fate::OutOfMemory => "out-of-memory",
            Fate::NotStarted(_) => "could-not-start",
        };
        let mut facts = printed.facts(word);
        match ran.fate {
            Fate::Exited(code) => facts.set("exit", i64::from(code)),
            Fate::Killed(number) => {
                let name = signal(number).map_or_else(|| number.to_string(), str::to_owned);
                facts.set("signal", Value::Text(name));
            }
            Fate::NotStarted(number) => {
                let error = std::io::Error::from_raw_os_error(number);
                for name in ["ended", "exit", "stdout"] {
                    facts.set_reason(name, format!("It cannot be started: {error}."));
                }
            }
            Fate::OutOfMemory => {
                let most = self.job.limits.memory / (1024 * 1024);
                let reason = format!("It wanted more than {most} MB of memory, and was ended.");
                for name in ["ended", "exit", "stdout"] {
                    facts.set_reason(name, reason.as_str());
                }
            }
        }
        facts.set(
            "took",
            i64::try_from(ran.took.as_millis()).unwrap_or(i64::MAX),
        );
        facts.set(
            "files",
            Value::texts(ran.written.iter().map(String::as_str)),
        );
        facts
    }

    /// Where to look, and why, when something is not as expected.
    fn place(&self, printed: &Printed, facts: &mut Facts) {
        let Some(source) = &self.found.source else {
            return;
        };
        let errors = String::from_utf8_lossy(&printed.errors);
        let crash = self.found.name().and_then(|name| crash::of(&errors, name));
        facts.about = Some(crash::place(source, crash.as_ref()));
        let Some(crash) = crash else {
            return;
        };
        for name in ["exit", "stdout", "ended", "files"] {
            facts.set_reason(name, crash.reason());
            if let Some(fact) = facts.value(name).cloned() {
                facts.set_at(name, fact, crash::place(source, Some(&crash)));
            }
        }
    }
}

/// What a program prints, while it runs.
struct Progress {
    printed: Printed,
    about: Option<Arc<Source>>,
}

#[derive(Default)]
struct Printed {
    output: Vec<u8>,
    errors: Vec<u8>,
}

impl Ongoing for Progress {
    fn facts(&self) -> Facts {
        let mut facts = self.printed.facts("out-of-time");
        for name in ["ended", "exit", "stdout"] {
            facts.set_reason(name, "It did not end within the check's time.");
        }
        if let Some(source) = &self.about {
            facts.about = Some(crash::place(source, None));
        }
        facts
    }
}

impl Printed {
    fn is_too_much(&self) -> bool {
        (self.output.len().max(self.errors.len())) as u64 > OUTPUT_LIMIT
    }

    fn facts(&self, ended: &str) -> Facts {
        let text = |bytes: &[u8]| Value::text(String::from_utf8_lossy(bytes));
        let mut facts = Facts::new();
        facts.set("ended", ended);
        facts.set("stdout", text(&self.output));
        facts.set("stderr", text(&self.errors));
        if ended == "too-much-output" {
            for name in ["ended", "exit", "stdout"] {
                facts.set_reason(name, "It printed more than 1 MB, and was ended.");
            }
        }
        facts
    }
}

/// How it ended, for people.
fn words(facts: &Facts) -> String {
    let text = |name| facts.value(name).map(ToString::to_string);
    match (text("exit"), text("signal"), text("ended")) {
        (Some(code), _, _) => format!("ended with exit code {code}"),
        (None, Some(signal), _) => format!("ended by signal {signal}"),
        (None, None, ended) => ended.unwrap_or_default().replace('-', " "),
    }
}

/// An error is the end as well: the other side is gone.
async fn read(from: &mut (impl AsyncRead + Unpin), into: &mut [u8]) -> usize {
    from.read(into).await.unwrap_or(0)
}

/// A file without a name that holds a text.
fn holding(text: &str) -> Result<File, Fault> {
    let filled = || {
        let mut file = tempfile::tempfile()?;
        file.write_all(text.as_bytes())?;
        file.rewind()?;
        Ok(file)
    };
    filled().map_err(|error: std::io::Error| Fault::System {
        doing: "writing a file for a program".to_owned(),
        error: error.to_string(),
    })
}

/// Python, where the walls let it be found.
fn python(walls: Walls) -> Result<std::path::PathBuf, Fault> {
    let path = match walls {
        Walls::Box | Walls::Process => PATH.into(),
        Walls::Own => std::env::var_os("PATH").unwrap_or_default(),
    };
    let names = ["python3", "python"];
    let found = names.iter().find_map(|name| installed_in(&path, name));
    found.ok_or_else(|| Fault::Program {
        name: "python3".to_owned(),
        error: "it is not installed here".to_owned(),
    })
}

#[cfg(unix)]
fn is_executable(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|about| about.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &File) -> bool {
    false
}

/// The name of a signal (signal(7)), without `SIG`.
fn signal(number: i32) -> Option<&'static str> {
    let names = [
        (1, "HUP"),
        (2, "INT"),
        (3, "QUIT"),
        (4, "ILL"),
        (5, "TRAP"),
        (6, "ABRT"),
        (7, "BUS"),
        (8, "FPE"),
        (9, "KILL"),
        (11, "SEGV"),
        (13, "PIPE"),
        (14, "ALRM"),
        (15, "TERM"),
        (24, "XCPU"),
        (25, "XFSZ"),
        (31, "SYS"),
    ];
    names
        .iter()
        .find(|(known, _)| *known == number)
        .map(|(_, name)| *name)
}
