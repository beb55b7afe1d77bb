//! The mail servers of a lab (RFC 5321).

mod dialogue;
mod envelope;
mod words;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout;

use crate::net::Mail;
use crate::wire::smtp::{COMMAND_LIMIT, Reply, Unstuffer};

use self::dialogue::{Dialogue, Then};
use self::envelope::{Envelope, SIZE_LIMIT};
use super::accept::Post;
use super::peer::{Came, Heard, Peer};

/// How long a client may take its time (RFC 5321 4.5.3.2.7).
const IDLE: Duration = Duration::from_mins(5);

/// Serves one client until one side closes.
pub(super) async fn serve(mut peer: Peer, post: &Post) {
    let refused = &post.shared().world().refused_mail_domains;
    let mut dialogue = Dialogue::new(&post.host().name, refused);
    let mut reply = dialogue.greeting();
    let mut then = Then::Command;
    loop {
        if peer.say(reply.to_string()).await.is_err() {
            return peer.gone();
        }
        let answered = match then {
            Then::Close => return peer.farewell().await,
            Then::Tls => {
                let Ok(secured) = timeout(IDLE, peer.secured(&post.host().name)).await else {
                    return;
                };
                let Some(secured) = secured else { return };
                peer = secured;
                dialogue.secured();
                command(&mut peer, &mut dialogue).await
            }
            Then::Command => command(&mut peer, &mut dialogue).await,
            Then::Message => message(&mut peer, &mut dialogue, post).await,
        };
        let Some(next) = answered else {
            return peer.gone();
        };
        (reply, then) = next;
    }
}

/// The reply to the next command; `None` when the client has closed.
async fn command(peer: &mut Peer, dialogue: &mut Dialogue<'_>) -> Option<(Reply, Then)> {
    if let Some(reply) = dialogue.patience() {
        return Some((reply, Then::Close));
    }
    match peer.line(COMMAND_LIMIT, IDLE).await {
        Heard::Line(line) => Some(dialogue.hear(&line)),
        Heard::TooLong => Some((dialogue.too_long(), Then::Command)),
        Heard::Idle => Some((dialogue.farewell(), Then::Close)),
        Heard::End => None,
    }
}

/// Takes the message in; the reply to its end.
async fn message(
    peer: &mut Peer,
    dialogue: &mut Dialogue<'_>,
    post: &Post,
) -> Option<(Reply, Then)> {
    let mut reader = Unstuffer::new(SIZE_LIMIT);
    loop {
        let used = reader.push(peer.unread());
        let bytes = peer.take(used);
        peer.visit().client(&bytes);
        if reader.is_over() {
            break;
        }
        match peer.more(IDLE).await {
            Came::Bytes => {}
            Came::Idle => return Some((dialogue.farewell(), Then::Close)),
            Came::End => return None,
        }
    }
    let mail = dialogue.take_mail()?;
    let reply = if reader.size() > SIZE_LIMIT {
        Reply::new(552, "5.3.4 Error: message file too big")
    } else {
        let id = keep(peer, post, mail, &reader.into_message());
        Reply::new(250, format!("2.0.0 Ok: queued as {id}"))
    };
    Some((reply, Then::Command))
}

/// Puts a mail into the mailboxes and into the book. Gives its queue id.
fn keep(peer: &Peer, post: &Post, (helo, mail): (String, Envelope), message: &[u8]) -> String {
    let mails = post.shared().mails();
    let id = mails.queue_id();
    let trace = trace(&post.host().name, &helo, &mail, &id);
    let stored: Arc<[u8]> = [trace.as_bytes(), message].concat().into();
    for to in &mail.to {
        mails.deliver(to, &stored);
    }
    peer.visit().mail(Mail {
        helo,
        from: mail.from,
        to: mail.to,
        message: String::from_utf8_lossy(message).into_owned(),
        queue_id: id.clone(),
    });
    id
}

/// The lines that a server writes above a message on delivery (RFC 5321 4.4).
fn trace(host: &str, helo: &str, mail: &Envelope, id: &str) -> String {
    let date = Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000 (UTC)");
    format!(
        "Return-Path: <{}>\r\nReceived: from {helo}\r\n\tby {host} (Postfix) with SMTP id {id};\r\n\t{date}\r\n",
        mail.from
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::io::AsyncWriteExt;

    use super::*;
    use crate::lab::testing::{in_memory, redacted, rest_of};
    use crate::model::Service;

    const LECTURE: &str = "HELO cs.usfca.edu\r\nMAIL FROM: <a@b.c>\r\nRCPT TO: <d@e.f>\r\nDATA\r\n\
                           From: a@b.c\r\n\r\nhi\r\n..\r\n.\r\nQUIT\r\n";

    /// What the server says to these chunks, and the messages that are in the book.
    async fn served(chunks: impl Iterator<Item = &[u8]>) -> (String, Vec<String>) {
        let mut memory = in_memory(25, Service::Smtp);
        let talk = async {
            for chunk in chunks {
                // A server that has said goodbye may be gone.
                let _ = memory.client.write_all(chunk).await;
                tokio::task::yield_now().await;
            }
            let _ = memory.client.shutdown().await;
            rest_of(&mut memory.client).await
        };
        let ((), said) = tokio::join!(serve(memory.peer, &memory.post), talk);
        let mails = memory.witness.visits().remove(0).mails;
        let messages = mails.into_iter().map(|mail| mail.message).collect();
        (redacted(&said), messages)
    }

    #[tokio::test]
    async fn the_lecture_is_played() {
        let (said, messages) = served(std::iter::once(LECTURE.as_bytes())).await;
        assert_eq!(
            said,
            "220 h.test ESMTP Postfix\n250 h.test\n250 2.1.0 Ok\n250 2.1.5 Ok\n\
             354 End data with <CR><LF>.<CR><LF>\n250 2.0.0 Ok: queued as [id]\n221 2.0.0 Bye\n"
        );
        assert_eq!(messages, ["From: a@b.c\r\n\r\nhi\r\n.\r\n"]);
    }

    #[tokio::test]
    async fn a_message_beyond_the_limit_is_refused_and_the_dialogue_goes_on() {
        let line = format!("{}\r\n", "x".repeat(998));
        let big = line.repeat(SIZE_LIMIT / line.len() + 1);
        let text = format!("HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n{big}.\r\nNOOP\r\n");
        let (said, messages) = served(text.as_bytes().chunks(8192)).await;
        let end = "\n552 5.3.4 Error: message file too big\n250 2.0.0 Ok\n";
        assert!(said.ends_with(end), "{said}");
        assert!(messages.is_empty());
    }

    #[tokio::test]
    async fn a_line_beyond_the_limit_is_one_error() {
        let text = format!("{}\r\nNOOP\r\n", "x".repeat(100_000));
        let (said, _) = served(text.as_bytes().chunks(8192)).await;
        assert_eq!(
            said,
            "220 h.test ESMTP Postfix\n500 5.5.2 Error: line too long\n250 2.0.0 Ok\n"
        );
    }

    #[test]
    fn under_tls_all_begins_anew_and_starttls_is_not_offered() {
        let mut dialogue = Dialogue::new("x", &[]);
        assert!(
            dialogue
                .hear(b"EHLO a")
                .0
                .to_string()
                .contains("250-STARTTLS")
        );
        let (reply, then) = dialogue.hear(b"STARTTLS");
        assert_eq!((reply.code(), then), (220, Then::Tls));
        dialogue.secured();
        assert_eq!(dialogue.hear(b"MAIL FROM:<a@b>").0.code(), 503);
        assert!(!dialogue.hear(b"EHLO a").0.to_string().contains("STARTTLS"));
        let (reply, then) = dialogue.hear(b"STARTTLS");
        assert_eq!((reply.code(), then), (554, Then::Command));
    }

    #[tokio::test]
    async fn no_tls_comes_about_with_who_goes_on_in_plain_text() {
        let text = "EHLO x\r\nSTARTTLS\r\nMAIL FROM:<a@b>\r\n";
        let (said, messages) = served(std::iter::once(text.as_bytes())).await;
        assert!(said.ends_with("\n220 2.0.0 Ready to start TLS\n"), "{said}");
        assert!(messages.is_empty());
    }

    #[tokio::test]
    async fn too_many_errors_end_it() {
        let text = "foo\r\n".repeat(30);
        let (said, _) = served(std::iter::once(text.as_bytes())).await;
        let errors = "500 5.5.2 Error: command not recognized\n".repeat(20);
        let end = "421 4.7.0 h.test Error: too many errors\n";
        assert_eq!(said, format!("220 h.test ESMTP Postfix\n{errors}{end}"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_sent_away() {
        for text in [
            "",
            "HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nhello",
        ] {
            let mut memory = in_memory(25, Service::Smtp);
            memory.client.write_all(text.as_bytes()).await.unwrap();
            let served = serve(memory.peer, &memory.post);
            let ((), said) = tokio::join!(served, rest_of(&mut memory.client));
            let end = "421 4.4.2 h.test Error: timeout exceeded\r\n";
            assert!(said.ends_with(end), "{said}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn chunks_do_not_matter(size in 1usize..60, bare in any::<bool>()) {
            let text = if bare { LECTURE.replace('\r', "") } else { LECTURE.to_owned() };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let (whole, chunked) = runtime.block_on(async {
                let whole = served(std::iter::once(LECTURE.as_bytes())).await;
                (whole, served(text.as_bytes().chunks(size)).await)
            });
            prop_assert_eq!(chunked, whole);
        }
    }
}
