//! All wording of verdicts.

mod fault;
mod headline;
mod marked;
mod meaning;
mod note;
mod seen;
mod total;
mod wanted;

use crate::model::{
    Awaited, CheckId, CheckReport, Difference, Gap, MarkedBy, Mismatch, Net, Outcome, Outline,
    Share, Side, Verdict, Walls, Where,
};
use crate::report::reader::Told;
use crate::report::visible::plain;

pub(super) use fault::{fault, remedy, time};
pub(super) use headline::headline;
pub(super) use marked::{BY_HAND, marked};
pub(super) use meaning::MEANINGS;
pub(super) use note::{attempts, notes};
pub(super) use seen::{counted, left_out, moment, quicker, shortened, silence, speaker, took};
pub(super) use total::{
    UNDECIDED, UNFINISHED, counts, done, more_checks, points, points_of, remarks, totals,
};
pub(super) use wanted::{from, wanted};

/// Where the checks were made, for the first line.
pub(super) fn place(place: Where) -> &'static str {
    match place {
        Where::Here => "here (your own machine)",
        Where::Elsewhere => "elsewhere (not your own machine)",
    }
}

/// The network, for the first line; with the reason where another one was wanted.
pub(super) fn network(outline: &Outline) -> String {
    let network = match outline.net {
        Net::Live => "on live (the real network)",
        Net::Loopback => "on loopback (the lab)",
        Net::Box => "in the box (the lab, with real names and ports)",
    };
    let walls = programs(outline).map_or_else(String::new, |walls| format!(", {walls}"));
    match &outline.without_box {
        None => format!("{network}{walls}"),
        Some(reason) => format!(
            "{network}{walls}, as the box cannot be had here: {} (`netcheck doctor` says what to do)",
            plain(reason)
        ),
    }
}

/// What stands around students' programs, where some are started.
pub(super) fn programs(outline: &Outline) -> Option<&'static str> {
    outline.walls.map(|walls| match walls {
        Walls::Box => "programs behind walls (box)",
        Walls::Process => "programs behind few walls (process)",
        Walls::Own => "programs with limits alone (own)",
    })
}

/// What is the matter with one expectation, as a sentence: the reason where one is known.
pub(super) fn mismatch(check: &CheckReport, mismatch: &Mismatch, told: Told<'_>) -> String {
    if matches!(told, Told::KeptBack) {
        return KEPT_BACK.to_owned();
    }
    if let Some(reason) = &mismatch.reason {
        return plain(reason);
    }
    if let Some(sentence) = mismatch
        .step
        .as_deref()
        .and_then(|step| other_person(step, mismatch))
    {
        return sentence.to_owned();
    }
    let subject = match (mismatch.step.as_deref(), &*check.outline.probe) {
        (Some(step), _) => format!("the step `{step}`"),
        // Its only fact is the value, which is no word of a student's.
        (None, "answer") => answer(check),
        (None, _) => format!("`{}`", plain(&mismatch.fact)),
    };
    match told {
        Told::All { gap, expected } => match (gap, &*expected.matcher) {
            (Gap::Range { .. }, "between") => format!("{subject} is outside its range"),
            (Gap::Range { side, .. }, "count") => format!("{subject} holds {}", too(*side)),
            _ => of_gap(&subject, gap),
        },
        Told::KeptBack => KEPT_BACK.to_owned(),
        Told::Secret { missing: true } => format!("{subject} is missing"),
        Told::Secret { missing: false } => format!("{subject} is not as expected"),
    }
}

/// What to say of a mail between other people than those asked for.
fn other_person(step: &str, mismatch: &Mismatch) -> Option<&'static str> {
    mismatch.actual.as_ref()?;
    match step {
        "mail" => Some("the mail is from another sender than the one asked for"),
        "rcpt" => Some("the mail goes to somebody else than the one asked for"),
        _ => None,
    }
}

/// What a student calls the value of an answer: the answer to its key.
fn answer(check: &CheckReport) -> String {
    let key = check.outline.answer.as_deref();
    key.map_or_else(
        || "your answer".to_owned(),
        |key| format!("your answer `{}`", plain(key)),
    )
}

fn too(side: Side) -> &'static str {
    match side {
        Side::Below => "too few",
        Side::Above => "too many",
    }
}

fn of_gap(subject: &str, gap: &Gap) -> String {
    match gap {
        Gap::Missing => format!("{subject} is missing"),
        Gap::Unwanted => format!("{subject} should not be there"),
        Gap::Differs => format!("{subject} is not as expected"),
        Gap::Nearly { difference } => match difference {
            Difference::Case => format!("{subject} differs only in upper and lower case"),
            Difference::Blanks => format!("{subject} differs only in blanks"),
        },
        Gap::Set { missing, extra } => match (missing.as_slice(), extra.as_slice()) {
            ([], []) => format!("{subject} has the right items in another order"),
            (_, []) => format!("{subject} is incomplete"),
            ([], _) => format!("{subject} has more than expected"),
            (_, _) => format!("{subject} has other items than expected"),
        },
        Gap::Line { line, .. } => format!("{subject} differs at its line {line}"),
        Gap::Range { side, .. } => match side {
            Side::Below => format!("{subject} is too small"),
            Side::Above => format!("{subject} is too large"),
        },
        Gap::Lacks(_) => format!("{subject} lacks what is expected in it"),
        Gap::NoMatch => format!("nothing in {subject} matches"),
        Gap::Outside => format!("{subject} is not in that network"),
        Gap::NotJson(why) => format!("{subject} is not the JSON that is expected: {}", plain(why)),
        Gap::Holds => format!("{subject} is what it should not be"),
        Gap::NothingToCompare(with) => {
            format!(
                "there is nothing to compare {subject} with: `{}` stands for nothing",
                plain(with)
            )
        }
    }
}

/// What a student is told where the fact is for instructors.
const KEPT_BACK: &str = "this recording needs a look by your instructor: type the session once more yourself, and hand in all that the terminal showed";

/// What stands for an expected value that is not told.
pub(super) const SECRET: &str = "kept secret";

/// What stands for an actual value that is not there.
pub(super) const NOTHING: &str = "(nothing)";

/// What stands for a line of a text that has no such line.
pub(super) const END: &str = "(the text ends before this line)";

/// What to hand in, and where.
pub(super) fn awaited(awaited: &Awaited, folder: &str) -> Vec<String> {
    match awaited {
        Awaited::File { name, near } => {
            let name = plain(name);
            let first = format!(
                "hand in `{name}`, in your folder or in its `{}/`",
                plain(folder)
            );
            std::iter::once(first)
                .chain(near_names(near, &name))
                .collect()
        }
        Awaited::Answer { key, near } => {
            let key = plain(key);
            let first = format!("write your answer behind `{key}:` in `answers.yaml`");
            std::iter::once(first)
                .chain(near_names(near, &key))
                .collect()
        }
        Awaited::Student { key } => vec![format!(
            "write your `{}` under `student:` in `answers.yaml`",
            plain(key)
        )],
    }
}

/// What a file is that no other name makes a text, told by its ending.
fn no_text(file: &str) -> Option<&'static str> {
    let (_, ending) = file.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "png" | "jpg" | "jpeg" | "heic" | "heif" | "gif" | "webp" | "bmp" | "tif" | "tiff" => {
            Some("a picture")
        }
        "pdf" => Some("a PDF document"),
        "doc" | "docx" | "odt" | "pages" => Some("a document of a word processor"),
        "rtf" => Some("rich text (RTF)"),
        "zip" | "gz" | "7z" | "rar" => Some("a compressed archive"),
        _ => None,
    }
}

/// What to do about a file that is no text, where a text of this name is wanted.
fn as_text(what: &str, name: &str) -> String {
    match what {
        "a compressed archive" => format!("unpack it, and hand in `{name}`"),
        _ if matches!(name.rsplit_once('.'), Some((_, "txt"))) => {
            format!("copy the text out of the terminal into `{name}`")
        }
        _ => format!("write what is in it into `{name}`, as text"),
    }
}

fn near_names(near: &[String], name: &str) -> impl Iterator<Item = String> {
    near.iter().map(move |near| {
        let near = plain(near);
        if let Some(what) = no_text(&near) {
            return format!("`{near}` is {what}: {}", as_text(what, name));
        }
        match near.rsplit_once('/') {
            Some((_, file)) if file == name => {
                format!("there is `{near}`: if that is it, move it to one of these folders")
            }
            _ => format!("there is `{near}`: if that is it, rename it to `{name}`"),
        }
    })
}

/// Which check a skipped one waits for; `of` is that one's verdict, where it may be told.
pub(super) fn waits_for(id: &CheckId, of: Option<&Verdict>) -> String {
    let why = match of {
        None => return "waits for a check that is not shown".to_owned(),
        Some(Verdict::Fail(_)) => "which failed",
        Some(Verdict::Todo(_)) => "which is still to do",
        Some(Verdict::Skipped { .. }) => "which waits itself",
        Some(Verdict::Undecided(_)) => "which is undecided",
        Some(Verdict::NotRun) => "which was not run",
        Some(Verdict::Pass | Verdict::Manual) => "which has to be done first",
    };
    format!("waits for `{id}`, {why}")
}

/// A number with its noun: `1 check`, `2 checks`.
pub(super) fn number(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// What becomes of a check that is decided later.
pub(super) fn manual(marked_by: MarkedBy) -> &'static str {
    match marked_by {
        MarkedBy::Grading => "checked when it is graded",
        MarkedBy::Person | MarkedBy::Machine => "handed in; a person marks it",
    }
}

/// How a kind of probe asked, for the end of a report.
pub(super) fn quiet(probe: &str, note: &str) -> String {
    format!("`{probe}`: {note}")
}

/// What stands above what is wrong with a spec.
pub(super) const REFUSED: &str = "nothing was checked: the spec cannot be used";

/// The same for students, who cannot mend it.
pub(super) const REFUSED_FOR_STUDENTS: &str =
    "nothing was checked: the exercise's own files cannot be used; tell your instructor";

/// That there are more findings than a page shows.
pub(super) fn more_in_the_log(count: usize) -> String {
    format!(
        "{} more: the log and the summary have them all",
        number(count, "finding")
    )
}

/// That a page has no room for all.
pub(super) fn no_room(count: usize) -> String {
    format!(
        "{} found no room on this page: the log has it all",
        number(count, "text")
    )
}

/// The points of a check: those earned of those it can, by a person's mark where there is one; those that a person has still to give are open.
/// `None` where it has none.
pub(super) fn earned(check: &CheckReport) -> Option<String> {
    match (
        &check.outcome.mark,
        &check.outcome.verdict,
        check.outline.of,
    ) {
        (_, _, 0) => None,
        (Some(mark), _, of) => Some(format!("{}/{of}", mark.points)),
        (None, Verdict::Manual, of) => Some(format!("?/{of}")),
        (None, _, of) => Some(format!("{}/{of}", check.outcome.points)),
    }
}

/// What became of each share of a check's points: `helo 1/1, mail 0/1`; `None` where its points are not stated so.
pub(super) fn shares(outcome: &Outcome) -> Option<String> {
    let share = |share: &Share| format!("{} {}/{}", plain(&share.name), share.points, share.of);
    let shares: Vec<String> = outcome.shares.iter().map(share).collect();
    (!shares.is_empty()).then(|| shares.join(", "))
}

#[cfg(test)]
mod tests {
    use super::awaited;
    use crate::model::Awaited;

    fn check(name: &str, near: &str, want: &str) {
        let file = Awaited::File {
            name: name.to_owned(),
            near: vec![near.to_owned()],
        };
        assert_eq!(awaited(&file, "07-mail")[1], want);
    }

    #[test]
    fn what_is_no_text_is_not_renamed_but_copied() {
        let terminal = "copy the text out of the terminal into `mail.txt`";
        for (near, what) in [
            ("mail.png", "a picture"),
            ("Mail.JPG", "a picture"),
            ("mail.heic", "a picture"),
            ("07-mail/mail.pdf", "a PDF document"),
            ("mail.docx", "a document of a word processor"),
            ("mail.rtf", "rich text (RTF)"),
        ] {
            check("mail.txt", near, &format!("`{near}` is {what}: {terminal}"));
        }
        check(
            "mail.txt",
            "mail.zip",
            "`mail.zip` is a compressed archive: unpack it, and hand in `mail.txt`",
        );
        check(
            "answers.yaml",
            "answers.docx",
            "`answers.docx` is a document of a word processor: write what is in it into `answers.yaml`, as text",
        );
        check(
            "mail.txt",
            "mial.txt",
            "there is `mial.txt`: if that is it, rename it to `mail.txt`",
        );
    }
}
