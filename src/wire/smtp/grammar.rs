//! How a line becomes a [`Command`].

use super::address::{Path, Recipient, path};
use super::command::{
    BadCommand, COMMAND_LIMIT, Command, PARAMETER_LIMIT, Parameter, Problem, Verb,
};
use super::without_line_end;

impl Command {
    /// Reads one line, with or without its line end.
    ///
    /// # Errors
    /// When it breaks a rule of RFC 5321 4.1.1: which one, and where.
    pub fn parse(line: &[u8]) -> Result<Self, BadCommand> {
        if line.len() > COMMAND_LIMIT {
            return bad(COMMAND_LIMIT, Problem::TooLong);
        }
        let line = text_of(without_line_end(line))?.trim_end_matches([' ', '\t']);
        let end = line.find([' ', '\t']).unwrap_or(line.len());
        if end == 0 {
            return bad(0, Problem::Empty);
        }
        match Verb::from_word(&line[..end]) {
            Some(verb) => with_rest(verb, &Rest::behind(line, end)),
            None => bad(0, Problem::UnknownVerb),
        }
    }
}

/// What stands behind the verb, and where.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn behind(line: &'a str, at: usize) -> Self {
        let text = line[at..].trim_start_matches([' ', '\t']);
        Self {
            text,
            at: line.len() - text.len(),
        }
    }
}

fn with_rest(verb: Verb, rest: &Rest<'_>) -> Result<Command, BadCommand> {
    match verb {
        Verb::Helo => Ok(Command::Helo(needed(verb, rest)?)),
        Verb::Ehlo => Ok(Command::Ehlo(needed(verb, rest)?)),
        Verb::Vrfy => Ok(Command::Vrfy(needed(verb, rest)?)),
        Verb::Mail => mail(rest),
        Verb::Rcpt => rcpt(rest),
        Verb::Help => Ok(Command::Help(
            (!rest.text.is_empty()).then(|| rest.text.to_owned()),
        )),
        Verb::Noop => Ok(Command::Noop),
        Verb::Data => alone(verb, rest, Command::Data),
        Verb::Rset => alone(verb, rest, Command::Rset),
        Verb::StartTls => alone(verb, rest, Command::StartTls),
        Verb::Quit => alone(verb, rest, Command::Quit),
    }
}

fn needed(verb: Verb, rest: &Rest<'_>) -> Result<String, BadCommand> {
    if rest.text.is_empty() || rest.text.len() > super::DOMAIN_LIMIT {
        return bad(rest.at, Problem::Syntax(verb));
    }
    Ok(rest.text.to_owned())
}

fn alone(verb: Verb, rest: &Rest<'_>, command: Command) -> Result<Command, BadCommand> {
    if rest.text.is_empty() {
        return Ok(command);
    }
    bad(rest.at, Problem::Syntax(verb))
}

fn mail(rest: &Rest<'_>) -> Result<Command, BadCommand> {
    let (path, at, parameters) = path_and_parameters(Verb::Mail, "FROM:", rest)?;
    match path {
        Path::Null => Ok(None),
        Path::To(Recipient::Mailbox(mailbox)) => Ok(Some(mailbox)),
        Path::To(Recipient::Postmaster) => bad(at, Problem::Address(Verb::Mail)),
    }
    .map(|from| Command::Mail { from, parameters })
}

fn rcpt(rest: &Rest<'_>) -> Result<Command, BadCommand> {
    match path_and_parameters(Verb::Rcpt, "TO:", rest)? {
        (Path::To(to), _, parameters) => Ok(Command::Rcpt { to, parameters }),
        (Path::Null, at, _) => bad(at, Problem::Address(Verb::Rcpt)),
    }
}

fn path_and_parameters(
    verb: Verb,
    label: &str,
    rest: &Rest<'_>,
) -> Result<(Path, usize, Vec<Parameter>), BadCommand> {
    let labelled = rest
        .text
        .get(..label.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(label));
    let behind = labelled.then(|| Rest::behind(rest.text, label.len()));
    let Some(behind) = behind.filter(|behind| !behind.text.is_empty()) else {
        return bad(rest.at, Problem::Syntax(verb));
    };
    let at = rest.at + behind.at;
    let Some((path, used)) = path(behind.text) else {
        return bad(at, Problem::Address(verb));
    };
    let tail = &behind.text[used..];
    if !tail.is_empty() && !tail.starts_with([' ', '\t']) {
        return bad(at + used, Problem::Address(verb));
    }
    Ok((path, at, parameters(tail, at + used)?))
}

fn parameters(tail: &str, at: usize) -> Result<Vec<Parameter>, BadCommand> {
    let mut found = Vec::new();
    let mut rest = Rest::behind(tail, 0);
    while !rest.text.is_empty() {
        let end = rest.text.find([' ', '\t']).unwrap_or(rest.text.len());
        match parameter(&rest.text[..end]) {
            Some(parameter) if found.len() < PARAMETER_LIMIT => found.push(parameter),
            _ => {
                let word = rest.text[..end].to_owned();
                return bad(at + rest.at, Problem::Parameter(word));
            }
        }
        let next = Rest::behind(rest.text, end);
        rest = Rest {
            at: rest.at + next.at,
            ..next
        };
    }
    Ok(found)
}

/// RFC 5321 4.1.2 esmtp-param: a keyword of letters, digits and hyphens, a value of printable ASCII without `=`.
fn parameter(word: &str) -> Option<Parameter> {
    let (keyword, value) = match word.split_once('=') {
        Some((keyword, value)) => (keyword, Some(value)),
        None => (word, None),
    };
    let is_keyword = keyword.starts_with(|first: char| first.is_ascii_alphanumeric())
        && keyword
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_value = value.is_none_or(|value| {
        !value.is_empty()
            && value
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'=')
    });
    (is_keyword && is_value).then(|| Parameter {
        keyword: keyword.to_owned(),
        value: value.map(str::to_owned),
    })
}

fn text_of(line: &[u8]) -> Result<&str, BadCommand> {
    match str::from_utf8(line) {
        Ok(text) => Ok(text),
        Err(error) => bad(error.valid_up_to(), Problem::NotUtf8),
    }
}

fn bad<T>(at: usize, problem: Problem) -> Result<T, BadCommand> {
    Err(BadCommand { at, problem })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, want: Result<&str, (usize, Problem)>) {
        let got = Command::parse(line.as_bytes()).map(|command| command.to_string());
        let want = want
            .map(str::to_owned)
            .map_err(|(at, problem)| BadCommand { at, problem });
        assert_eq!(got, want, "{line:?}");
    }

    #[test]
    fn commands_of_the_lecture_are_read() {
        check("HELO cs.usfca.edu\r\n", Ok("HELO cs.usfca.edu"));
        check("mail from:<a@b.c>\n", Ok("MAIL FROM:<a@b.c>"));
        check("MAIL FROM: <a@b.c>", Ok("MAIL FROM:<a@b.c>"));
        check("MAIL FROM:<>", Ok("MAIL FROM:<>"));
        check(
            "RCPT TO: <support@antlr.org>  \r\n",
            Ok("RCPT TO:<support@antlr.org>"),
        );
        check("RCPT TO:<postmaster>", Ok("RCPT TO:<Postmaster>"));
        check(
            "MAIL FROM:<a@b>  SIZE=3\tBODY=8BITMIME",
            Ok("MAIL FROM:<a@b> SIZE=3 BODY=8BITMIME"),
        );
        check("Data", Ok("DATA"));
        check("NOOP whatever", Ok("NOOP"));
        check("VRFY carol", Ok("VRFY carol"));
        check("HELP", Ok("HELP"));
        check("starttls", Ok("STARTTLS"));
        check("quit", Ok("QUIT"));
    }

    #[test]
    fn a_broken_rule_is_named_with_its_place() {
        use Problem::{Address, Empty, NotUtf8, Syntax, UnknownVerb};
        check("", Err((0, Empty)));
        check(" HELO x", Err((0, Empty)));
        check("hi", Err((0, UnknownVerb)));
        check("HELO ", Err((4, Syntax(Verb::Helo))));
        check("DATA now", Err((5, Syntax(Verb::Data))));
        check("MAIL", Err((4, Syntax(Verb::Mail))));
        check("MAIL FROM : <a@b>", Err((5, Syntax(Verb::Mail))));
        check("MAIL FROM:", Err((5, Syntax(Verb::Mail))));
        check("MAIL TO:<a@b>", Err((5, Syntax(Verb::Mail))));
        check("MAIL FROM: a@b", Err((11, Address(Verb::Mail))));
        check("MAIL FROM:<a@b", Err((10, Address(Verb::Mail))));
        check("MAIL FROM:<a@b>x", Err((15, Address(Verb::Mail))));
        check("MAIL FROM:<Postmaster>", Err((10, Address(Verb::Mail))));
        check("RCPT TO:<>", Err((8, Address(Verb::Rcpt))));
        assert_eq!(
            Command::parse(b"HELO \xff"),
            Err(BadCommand {
                at: 5,
                problem: NotUtf8
            })
        );
    }

    #[test]
    fn a_parameter_that_is_none_is_repeated() {
        let problem = Problem::Parameter("<--".to_owned());
        check("MAIL FROM:<a@b> SIZE=1   <--  x", Err((25, problem)));
    }

    #[test]
    fn a_command_has_a_limit() {
        let fits = format!("NOOP {}\r\n", "x".repeat(COMMAND_LIMIT - 7));
        check(&fits, Ok("NOOP"));
        check(&format!("x{fits}"), Err((COMMAND_LIMIT, Problem::TooLong)));
    }

    #[test]
    fn parameters_have_a_limit() {
        let line = |count| format!("RCPT TO:<a@b>{}", " X=1".repeat(count));
        let fits = line(PARAMETER_LIMIT);
        check(&fits, Ok(&fits));
        assert!(Command::parse(line(PARAMETER_LIMIT + 1).as_bytes()).is_err());
    }

    /// Lines that are commands, or nearly.
    fn lines() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "HELO",
                "EHLO",
                "MAIL",
                "RCPT",
                "data",
                "Rset",
                "StartTLS",
                "VRFY",
                "HELP",
                "NOOP",
                "QUIT",
                " FROM:",
                " TO:",
                " ",
                "\t",
                "<",
                ">",
                "<a@b.c>",
                "<>",
                "<postmaster>",
                "\"",
                "\\",
                "@",
                "a.b",
                "[192.0.2.1]",
                " SIZE=12",
                " BODY=8BITMIME",
                ":",
                "..",
                "ü",
            ])
            .prop_map(str::to_owned),
            "[ -~]{0,6}",
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    fn oracle_takes(line: &str) -> bool {
        // Several blanks behind the verb are read over here, and an error there.
        let (verb, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let line = format!("{verb} {}", rest.trim_start());
        let line = format!("{}\r\n", line.trim_end());
        let result = smtp_proto::Request::parse(&mut line.as_bytes().iter());
        match result {
            // It knows only registered parameters and checks their values: ours leaves that to the server.
            Ok(_)
            | Err(
                smtp_proto::Error::UnsupportedParameter { .. }
                | smtp_proto::Error::InvalidParameter { .. },
            ) => true,
            Err(_) => false,
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(line in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Command::parse(&line);
        }

        #[test]
        fn what_is_accepted_smtp_proto_accepts(line in lines()) {
            if Command::parse(line.as_bytes()).is_ok() {
                prop_assert!(oracle_takes(&line), "{line:?}");
            }
        }

        #[test]
        fn a_command_written_and_read_is_the_same(line in lines()) {
            if let Ok(command) = Command::parse(line.as_bytes()) {
                prop_assert_eq!(Command::parse(command.to_string().as_bytes()), Ok(command));
            }
        }
    }
}
