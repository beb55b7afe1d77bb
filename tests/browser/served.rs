//! The page from a web server: what a browser asks for beside it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::chromium::Browser;
use crate::common::folder::repository;

/// Serves one page at any path, and tells which paths were asked for.
fn serve(page: String) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener
        .local_addr()
        .expect("the address of a bound socket");
    let (tell, asked) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Some(path) = answer(stream, &page) else {
                continue;
            };
            if tell.send(path).is_err() {
                return;
            }
        }
    });
    (format!("http://{address}/report.html"), asked)
}

/// Answers one request and gives its path; a connection without one is none.
fn answer(mut stream: TcpStream, page: &str) -> Option<String> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    lines.map_while(Result::ok).find(String::is_empty)?;
    let length = page.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(page.as_bytes()).ok()?;
    Some(path)
}

#[test]
fn a_browser_asks_for_nothing_beside_the_page() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let file = repository().join("fixtures/reports/everything.html");
    let page = std::fs::read_to_string(file).expect("the golden page");
    let (address, asked) = serve(page);
    browser.open(&address);
    let title = browser.value("document.title");
    assert_eq!(title, "Network sockets · 4 of 22 points");
    // A second page of the same server: an icon for the first would have been asked for by then.
    browser.open(&address);
    let asked: Vec<String> = asked.try_iter().collect();
    assert_eq!(asked, ["/report.html", "/report.html"]);
}
