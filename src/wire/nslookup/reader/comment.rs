//! What `dig` and its like say behind semicolons.

use crate::wire::nslookup::Status;
use crate::wire::nslookup::command::name_in;
use crate::wire::nslookup::line::{address_and_port, bare};
use crate::wire::nslookup::reader::{Part, Reader};

impl Reader {
    pub(super) fn comment(&mut self, words: &str) {
        let lower = words.to_ascii_lowercase();
        let rcode = lower
            .split_once("status: ")
            .or_else(|| lower.split_once("rcode: "));
        if let Some((_, rest)) = rcode {
            self.rcode(rest.split([',', ';']).next().unwrap_or_default());
        } else if let Some(rest) = lower.strip_prefix("flags: ") {
            let mut flags = rest
                .split(';')
                .next()
                .unwrap_or_default()
                .split_whitespace();
            let authoritative = self.seen(flags.any(|flag| flag == "aa"));
            self.now.output.authoritative.get_or_insert(authoritative);
        } else if let Some(section) = lower.strip_suffix(" section:") {
            self.part = match section {
                "answer" => Part::Answer,
                "question" => Part::Question,
                _ => Part::Elsewhere,
            };
        } else if self.part == Part::Question {
            let name = words.split_whitespace().next().map(bare);
            self.now.typed = name.map(|name| self.seen(name));
            self.part = Part::Elsewhere;
        } else {
            self.comment_on_server(words, &lower);
        }
    }

    fn comment_on_server(&mut self, words: &str, lower: &str) {
        if words.starts_with("<<>> DiG") {
            if self.now.is_answered() {
                self.finish();
            }
            let arguments = words.rsplit(">> ").next().unwrap_or_default();
            self.now.typed = name_in(arguments).map(|name| self.seen(bare(name)));
        } else if lower.starts_with("server: ") || lower.starts_with("from ") {
            let word = words.split_whitespace().nth(1).unwrap_or_default();
            if let Some((address, port)) = address_and_port(word) {
                self.server(address, port);
            }
        }
    }

    /// The response code of one reply; `host -v` gets several for one name.
    fn rcode(&mut self, name: &str) {
        let status = match Status::of_rcode(name) {
            // Whether there is an answer the answer section says.
            Status::NoError => Status::NoData,
            other => other,
        };
        self.now.recognised = true;
        let seen = self.seen(status);
        self.now.verdict.get_or_insert(seen);
    }
}
