//! The web servers of a lab (RFC 9110, RFC 9112): small pages, and errors as real servers word them.

mod request;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;

use super::peer::{Came, Peer};
use request::{Head, Lasting, Request};

/// How long a client may take its time; Apache waits as long for who types by hand, and nginx a minute.
const IDLE: Duration = Duration::from_mins(2);
/// The most bytes of a body that are read.
const BODY_LIMIT: usize = 1024 * 1024;
/// The most requests over one connection.
const REQUESTS_LIMIT: usize = 1000;
/// What a server without a page `/` shows there.
const DEFAULT_PAGE: &str = "<html>\n<head><title>It works</title></head>\n<body>\n<h1>It works</h1>\n\
    <p>This is a practice web server of netcheck.</p>\n</body>\n</html>\n";

/// Serves one client until one side closes.
pub(super) async fn serve(mut peer: Peer, pages: &BTreeMap<String, String>) {
    for count in 1..=REQUESTS_LIMIT {
        let (answer, lasting) = match next_request(&mut peer).await {
            Next::Request(request) => {
                let lasting = if count == REQUESTS_LIMIT {
                    Lasting::Closed
                } else {
                    request.lasting
                };
                (answer(&request, lasting, pages), lasting)
            }
            Next::Bad(status) => (
                error(status).bytes(Lasting::Closed, Part::All),
                Lasting::Closed,
            ),
            Next::End => return peer.farewell().await,
        };
        if peer.say(answer).await.is_err() {
            return peer.gone();
        }
        if lasting == Lasting::Closed {
            return peer.farewell().await;
        }
    }
}

/// What a client sent.
enum Next {
    /// A request, read with its body.
    Request(Request),
    /// Something else; the status to answer with.
    Bad(u16),
    /// Nothing more.
    End,
}

async fn next_request(peer: &mut Peer) -> Next {
    loop {
        match Request::read(peer.unread()) {
            Head::Request(request) => return whole(peer, request).await,
            Head::Bad(status) => {
                let bytes = peer.take_all();
                peer.visit().client(&bytes);
                peer.visit().request(&bytes);
                return Next::Bad(status);
            }
            Head::More => {}
        }
        match peer.more(IDLE).await {
            Came::Bytes => {}
            Came::Idle | Came::End => return Next::End,
        }
    }
}

/// Waits for the body and writes the whole request into the book.
async fn whole(peer: &mut Peer, request: Request) -> Next {
    if request.body > BODY_LIMIT {
        let head = peer.take(request.head);
        peer.visit().client(&head);
        peer.visit().request(&head);
        return Next::Bad(413);
    }
    let size = request.head + request.body;
    if request.waits && peer.unread().len() < size {
        let go_on = peer.say("HTTP/1.1 100 Continue\r\n\r\n").await;
        if go_on.is_err() {
            return Next::End;
        }
    }
    while peer.unread().len() < size {
        match peer.more(IDLE).await {
            Came::Bytes => {}
            Came::Idle | Came::End => return Next::End,
        }
    }
    let bytes = peer.take(size);
    peer.visit().client(&bytes);
    peer.visit().request(&bytes);
    Next::Request(request)
}

fn answer(request: &Request, lasting: Lasting, pages: &BTreeMap<String, String>) -> Vec<u8> {
    let part = match request.method.as_str() {
        "GET" => Part::All,
        "HEAD" => Part::Head,
        _ => return error(405).bytes(lasting, Part::All),
    };
    let body = match pages.get(&request.path) {
        Some(page) => page.clone(),
        None if request.path == "/" => DEFAULT_PAGE.to_owned(),
        None => return error(404).bytes(lasting, part),
    };
    let kind = content_type(&request.path);
    Answer {
        status: 200,
        kind,
        body,
    }
    .bytes(lasting, part)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        _ => "text/html; charset=utf-8",
    }
}

struct Answer {
    status: u16,
    kind: &'static str,
    body: String,
}

/// How much of an answer is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it.
    All,
    /// The head only, as HEAD asks.
    Head,
}

impl Answer {
    fn bytes(&self, lasting: Lasting, part: Part) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        text.push_str("Server: netcheck\r\n");
        // RFC 9110 5.6.7: the one form of dates.
        let date = Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
        let _ = write!(text, "Date: {date}\r\nContent-Type: {}\r\n", self.kind);
        let _ = write!(text, "Content-Length: {}\r\n", self.body.len());
        if self.status == 405 {
            text.push_str("Allow: GET, HEAD\r\n");
        }
        text.push_str(match lasting {
            Lasting::Kept => "",
            Lasting::KeptAsAsked => "Connection: keep-alive\r\n",
            Lasting::Closed => "Connection: close\r\n",
        });
        text.push_str("\r\n");
        if part == Part::All {
            text.push_str(&self.body);
        }
        text.into_bytes()
    }
}

fn error(status: u16) -> Answer {
    let title = format!("{status} {}", reason(status));
    Answer {
        status,
        kind: "text/html; charset=utf-8",
        body: format!(
            "<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n</body>\n</html>\n",
            explanation(status),
        ),
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        505 => "HTTP Version Not Supported",
        _ => "Bad Request",
    }
}

fn explanation(status: u16) -> &'static str {
    match status {
        404 => "There is no such page on this server.",
        405 => "This server only knows GET and HEAD.",
        413 => "The body of the request is too large for this server.",
        414 => "The first line of the request is too long for this server.",
        431 => "The request has more header fields than this server reads.",
        501 => "This server cannot read a body in chunks.",
        505 => "This server speaks HTTP/1.0 and HTTP/1.1.",
        _ => "Your browser sent a request that this server could not understand.",
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;
    use crate::lab::testing::{in_memory, redacted, rest_of};
    use crate::model::Service;

    fn pages() -> BTreeMap<String, String> {
        BTreeMap::from([("/hello.txt".to_owned(), "hello\n".to_owned())])
    }

    /// What the server says to these bytes, and the requests that are in the book.
    async fn served(bytes: &str) -> (String, Vec<String>) {
        let mut memory = in_memory(80, Service::Http { pages: pages() });
        memory.client.write_all(bytes.as_bytes()).await.unwrap();
        let said = async {
            memory.client.shutdown().await.unwrap();
            rest_of(&mut memory.client).await
        };
        let pages = pages();
        let ((), said) = tokio::join!(serve(memory.peer, &pages), said);
        let requests = memory.witness.visits().remove(0).requests;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (redacted(&said), requests.into_iter().map(text).collect())
    }

    /// The status lines only.
    async fn statuses(bytes: &str) -> Vec<String> {
        let (said, _) = served(bytes).await;
        let lines = said.lines().filter(|line| line.starts_with("HTTP/"));
        lines.map(|line| line[9..].to_owned()).collect()
    }

    #[tokio::test]
    async fn hi_is_answered_as_real_servers_do() {
        let (said, requests) = served("hi\r\n").await;
        assert_eq!(
            said,
            "HTTP/1.1 400 Bad Request\nServer: netcheck\nDate: [date] GMT\n\
             Content-Type: text/html; charset=utf-8\nContent-Length: 173\nConnection: close\n\n\
             <html>\n<head><title>400 Bad Request</title></head>\n<body>\n<h1>400 Bad Request</h1>\n\
             <p>Your browser sent a request that this server could not understand.</p>\n</body>\n</html>\n"
        );
        assert_eq!(requests, ["hi\r\n"]);
    }

    #[tokio::test]
    async fn hi_is_answered_while_the_client_still_listens() {
        let mut memory = in_memory(80, Service::Http { pages: pages() });
        memory.client.write_all(b"hi\n").await.unwrap();
        let pages = pages();
        let said = async {
            let said = rest_of(&mut memory.client).await;
            drop(memory.client);
            said
        };
        let ((), said) = tokio::join!(serve(memory.peer, &pages), said);
        assert!(said.starts_with("HTTP/1.1 400 "));
    }

    #[tokio::test]
    async fn a_connection_is_kept_for_the_next_request() {
        let get = "GET /hello.txt HTTP/1.1\r\nHost: x\r\n\r\n";
        let (said, requests) = served(&get.repeat(2)).await;
        let one = "HTTP/1.1 200 OK\nServer: netcheck\nDate: [date] GMT\n\
                   Content-Type: text/plain; charset=utf-8\nContent-Length: 6\n\nhello\n";
        assert_eq!(said, one.repeat(2));
        assert_eq!(requests, [get, get]);
    }

    #[tokio::test]
    async fn a_body_belongs_to_its_request() {
        let post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b";
        let (said, requests) = served(&format!("{post}HEAD / HTTP/1.0\r\n\r\n")).await;
        assert!(said.contains("Allow: GET, HEAD\n"), "{said}");
        assert!(said.ends_with("Connection: close\n\n"), "{said}");
        assert_eq!(requests, [post, "HEAD / HTTP/1.0\r\n\r\n"]);
    }

    #[tokio::test]
    async fn statuses_are_as_the_rfc_says() {
        for (bytes, want) in [
            ("GET / HTTP/1.0\r\n\r\n", "200 OK"),
            ("GET /nope HTTP/1.0\r\n\r\n", "404 Not Found"),
            ("DELETE / HTTP/1.0\r\n\r\n", "405 Method Not Allowed"),
            ("GET / HTTP/9.9\r\n", "505 HTTP Version Not Supported"),
            ("GET / HTTP/1.1\r\n\r\n", "400 Bad Request"),
        ] {
            assert_eq!(statuses(bytes).await, [want], "{bytes:?}");
        }
    }

    #[tokio::test]
    async fn a_body_has_a_limit() {
        let length = BODY_LIMIT + 1;
        let post = format!("POST / HTTP/1.0\r\nContent-Length: {length}\r\n\r\n");
        assert_eq!(statuses(&post).await, ["413 Content Too Large"]);
    }

    #[tokio::test]
    async fn a_client_that_waits_for_a_word_gets_one() {
        let mut memory = in_memory(80, Service::Http { pages: pages() });
        let head = "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        let said = async {
            use tokio::io::AsyncReadExt;
            memory.client.write_all(head.as_bytes()).await.unwrap();
            let mut word = [0; 25];
            memory.client.read_exact(&mut word).await.unwrap();
            assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
            memory.client.write_all(b"ab").await.unwrap();
            memory.client.shutdown().await.unwrap();
            rest_of(&mut memory.client).await
        };
        let pages = pages();
        let ((), said) = tokio::join!(serve(memory.peer, &pages), said);
        assert!(said.starts_with("HTTP/1.1 405 "), "{said}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_sent_away() {
        let mut memory = in_memory(80, Service::Http { pages: pages() });
        let pages = pages();
        let ((), said) = tokio::join!(serve(memory.peer, &pages), rest_of(&mut memory.client));
        assert_eq!(said, "");
    }
}
