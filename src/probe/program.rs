//! A program of the system, run with no input, little environment and bounded output.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use crate::model::Fault;
use crate::net::Internet;
use crate::sandbox::Program;

/// The most bytes of a program's output that are read.
pub(super) const OUTPUT_LIMIT: u64 = 1024 * 1024;

/// Where a program is installed: the first in `PATH`, of which only absolute folders count.
pub fn installed(name: &str) -> Option<PathBuf> {
    installed_in(&env::var_os("PATH")?, name)
}

/// The same in another list of folders.
pub(super) fn installed_in(path: &OsStr, name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&file))
        .find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// Runs a program to its end and gives what it printed, errors last: in the box where the run has one, else on this machine. Dropping the future
/// ends it.
///
/// # Errors
/// When it does not start, or prints more than [`OUTPUT_LIMIT`].
pub(super) async fn output(
    internet: &Internet,
    program: &Path,
    arguments: &[String],
) -> Result<String, Fault> {
    if internet.realm.is_none() {
        return output_here(program, arguments).await;
    }
    let wanted = Program {
        file: program.to_owned(),
        arguments: arguments.to_vec(),
        environment: vec![
            ("LC_ALL".to_owned(), "C".to_owned()),
            ("PATH".to_owned(), env::var("PATH").unwrap_or_default()),
        ],
        folder: "/".into(),
    };
    let printed = internet.printed_inside(wanted, OUTPUT_LIMIT).await?;
    whole(program, &[printed.output, printed.errors].concat())
}

/// What was printed, if it is not cut off.
fn whole(program: &Path, printed: &[u8]) -> Result<String, Fault> {
    if printed.len() as u64 >= OUTPUT_LIMIT {
        return Err(Fault::Program {
            name: program.display().to_string(),
            error: "it printed more than 1 MB".to_owned(),
        });
    }
    Ok(String::from_utf8_lossy(printed).into_owned())
}

async fn output_here(program: &Path, arguments: &[String]) -> Result<String, Fault> {
    let name = || program.display().to_string();
    let not_run = |error: std::io::Error| Fault::Program {
        name: name(),
        error: error.to_string(),
    };
    let mut child = command(program, arguments).spawn().map_err(not_run)?;
    let (printed, errors) =
        tokio::join!(limited(child.stdout.take()), limited(child.stderr.take()));
    let mut printed = printed.map_err(not_run)?;
    printed.extend(errors.map_err(not_run)?);
    child.wait().await.map_err(not_run)?;
    whole(program, &printed)
}

fn command(program: &Path, arguments: &[String]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // Windows finds neither its libraries nor its sockets without it.
    for kept in ["PATH", "SystemRoot"] {
        if let Some(value) = env::var_os(kept) {
            command.env(kept, value);
        }
    }
    // A Ctrl-C is for netcheck, which ends the program by itself.
    #[cfg(unix)]
    command.process_group(0);
    command
}

async fn limited(output: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(output) = output {
        output.take(OUTPUT_LIMIT).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;

    use super::{OUTPUT_LIMIT, installed, output_here};
    use crate::model::Fault;

    async fn shell(script: &str) -> Result<String, Fault> {
        let shell = Path::new("/bin/sh");
        output_here(shell, &["-c".to_owned(), script.to_owned()]).await
    }

    #[test]
    fn a_program_is_found_by_its_name() {
        assert!(installed("sh").is_some_and(|path| path.ends_with("sh")));
        assert_eq!(installed("no-such-program-here"), None);
    }

    #[tokio::test]
    async fn what_it_prints_comes_with_errors_last() {
        let got = shell("echo err >&2; echo out; exit 3").await;
        assert_eq!(got, Ok("out\nerr\n".to_owned()));
    }

    #[tokio::test]
    async fn it_gets_no_input_and_little_environment() {
        let got = shell("cat; env | grep -v -e ^PATH= -e ^PWD= -e ^SHLVL= -e ^_=").await;
        assert_eq!(got, Ok("LC_ALL=C\n".to_owned()));
    }

    #[tokio::test]
    async fn output_limit() {
        let print = |bytes: u64| shell_of(format!("head -c {bytes} /dev/zero"));
        assert_eq!(print(OUTPUT_LIMIT - 1).await, Ok(OUTPUT_LIMIT - 1));
        let want = "it printed more than 1 MB";
        assert_eq!(print(OUTPUT_LIMIT + 5000).await, Err(want.to_owned()));
    }

    async fn shell_of(script: String) -> Result<u64, String> {
        match shell(&script).await {
            Ok(printed) => Ok(printed.len() as u64),
            Err(Fault::Program { error, .. }) => Err(error),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn what_does_not_start_is_a_fault() {
        let got = output_here(Path::new("/no/such/program"), &[]).await;
        assert!(matches!(got, Err(Fault::Program { .. })), "{got:?}");
    }
}
