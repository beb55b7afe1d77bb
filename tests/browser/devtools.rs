//! The DevTools protocol of a browser: commands with their answers, and what happens meanwhile.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

/// No answer takes this long; one that does never comes.
const DEADLINE: Duration = Duration::from_mins(1);

/// A connection to a browser.
pub(crate) struct DevTools {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    asked: u64,
    happened: Vec<Value>,
}

impl DevTools {
    /// Connects to the address that the browser told.
    pub(crate) fn connect(address: &str) -> Self {
        let (socket, _) = tungstenite::connect(address).expect("the browser listens");
        if let MaybeTlsStream::Plain(stream) = socket.get_ref() {
            let limited = stream.set_read_timeout(Some(DEADLINE));
            limited.expect("a deadline for answers");
        }
        Self {
            socket,
            asked: 0,
            happened: Vec::new(),
        }
    }

    /// The answer to a command, for the page with this session where one is named.
    ///
    /// # Panics
    /// When the browser refuses it.
    #[track_caller]
    pub(crate) fn ask(&mut self, session: Option<&str>, method: &str, what: &Value) -> Value {
        self.asked += 1;
        let mut command = json!({ "id": self.asked, "method": method, "params": what });
        if let Some(session) = session {
            command["sessionId"] = json!(session);
        }
        let sent = self.socket.send(Message::text(command.to_string()));
        sent.expect("the browser takes a command");
        loop {
            let mut message = self.next();
            if message["id"] != self.asked {
                self.happened.push(message);
                continue;
            }
            assert!(message["error"].is_null(), "{method}: {message}");
            return message["result"].take();
        }
    }

    /// Waits for an event of a page; what happens before it is kept.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, session: &str, method: &str) {
        loop {
            let message = self.next();
            let found = message["method"] == method && message["sessionId"] == session;
            self.happened.push(message);
            if found {
                return;
            }
        }
    }

    /// All that happened so far, by the name of an event.
    pub(crate) fn happened(&self, method: &str) -> Vec<&Value> {
        let events = self.happened.iter();
        events
            .filter(|event| event["method"] == method)
            .map(|event| &event["params"])
            .collect()
    }

    #[track_caller]
    fn next(&mut self) -> Value {
        loop {
            let message = self.socket.read().expect("a message of the browser");
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).expect("JSON of the browser");
            }
        }
    }
}
