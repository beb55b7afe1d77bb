//! The arguments of `http`, and the bytes that they come to.

use crate::model::{Base, Diagnostic, Diagnostics, Fault, Located, Operand, Type};
use crate::net::{BadTarget, Host, Target};
use crate::probe::Cx;
use crate::probe::dialogue::typed;
use crate::probe::target::{self, To, check};
use crate::spec::{Data, Fields, Key, Keys, Names, Node, Rule, Takes};
use crate::wire::http::Asked;

/// The methods that a spec may use.
const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
];

/// Where web servers listen.
const PORT: u16 = 80;

/// What to ask of whom.
pub(super) struct Http {
    place: Place,
    say: Say,
}

enum Place {
    Url(Located<Operand>),
    To {
        to: To,
        path: Option<Located<Operand>>,
    },
}

enum Say {
    Request {
        method: &'static str,
        headers: Vec<(String, Located<Operand>)>,
        body: Option<Located<Operand>>,
    },
    Raw(Located<Operand>),
}

/// A request, ready to be sent.
pub(super) struct Request {
    pub(super) target: Target,
    pub(super) bytes: Vec<u8>,
    pub(super) asked: Asked,
}

/// Why a text is no address of a page.
pub(super) enum BadUrl {
    Scheme(String),
    Target(BadTarget),
}

impl std::fmt::Display for BadUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scheme(text) if text.to_ascii_lowercase().starts_with("https:") => {
                f.write_str("netcheck speaks plain HTTP only: expected `http://`, found `https://`")
            }
            Self::Scheme(text) => {
                write!(
                    f,
                    "expected an address such as `http://www.usfca.edu/`, found `{text}`"
                )
            }
            Self::Target(bad) => bad.fmt(f),
        }
    }
}

/// The arguments of the probe.
pub(super) static ARGUMENTS: Keys = Keys::with_rules(
    &[
        Key::new(
            "url",
            Takes::Url,
            "the address of the page, `http://host:port/path`; alone, it may stand behind `http:`",
        ),
        target::TO,
        target::HOST,
        target::PORT,
        Key::new("path", TEXT, "beside `to`: the path, `/` unless given"),
        Key::new(
            "method",
            Takes::OneOf(METHODS),
            "GET (the default), HEAD, POST, PUT, PATCH, DELETE, OPTIONS or TRACE",
        ),
        Key::new(
            "headers",
            Takes::Map(Names::Headers, &TEXT),
            "a map of headers to send beside Host, User-Agent, Accept and Connection, or in their place",
        ),
        Key::new("body", TEXT, "the body to send; none unless given"),
        Key::new(
            "raw",
            TEXT,
            "in place of a request: lines to send as typed into telnet",
        ),
    ],
    &[
        Rule::OneOf(&[&["url"], &["to"], &["host", "port"]]),
        Rule::Alone("url", &["path"]),
        Rule::Alone("raw", &["method", "path", "headers", "body"]),
    ],
);

const TEXT: Takes = Takes::Value(Type::one(Base::Text));

impl Http {
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Data::Map(_) = node.data else {
            let place = Place::Url(url_operand(node, diagnostics)?);
            return Some(Self {
                place,
                say: Say::get(),
            });
        };
        let fields = Fields::of(node, "`http`", &ARGUMENTS, diagnostics)?;
        let place = Place::read(&fields, diagnostics);
        let say = Say::read(&fields, diagnostics);
        Some(Self {
            place: place?,
            say: say?,
        })
    }

    pub(super) fn host(&self) -> &Located<Operand> {
        match &self.place {
            Place::Url(url) => url,
            Place::To { to, .. } => to.host(),
        }
    }

    pub(super) fn all_operands(&self) -> Vec<&Located<Operand>> {
        let mut all = match &self.place {
            Place::Url(url) => vec![url],
            Place::To { to, path } => to.operands().into_iter().chain(path).collect(),
        };
        match &self.say {
            Say::Raw(raw) => all.push(raw),
            Say::Request { headers, body, .. } => {
                all.extend(headers.iter().map(|(_, value)| value));
                all.extend(body);
            }
        }
        all
    }

    /// The request, now that references have values; what a student wrote may be no address at all.
    pub(super) fn request(&self, cx: &Cx<'_>) -> Result<Result<Request, BadUrl>, Fault> {
        let place = match &self.place {
            Place::Url(url) => parse_url(&cx.text(url)?),
            Place::To { to, path } => {
                let path = path.as_ref().map(|path| cx.text(path)).transpose()?;
                let target = to.target(cx)?.map_err(BadUrl::Target);
                target.map(|target| (target, path.unwrap_or_else(|| "/".to_owned())))
            }
        };
        let (target, path) = match place {
            Ok(place) => place,
            Err(bad) => return Ok(Err(bad)),
        };
        let (bytes, asked) = self.say.bytes(cx, &target, &path)?;
        Ok(Ok(Request {
            target,
            bytes,
            asked,
        }))
    }
}

impl Place {
    fn read(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Some(url) = fields.get("url") else {
            let to = To::of(fields, diagnostics);
            let path = match fields.get("path") {
                Some(path) => path.operand(diagnostics).map(Some),
                None => Some(None),
            };
            return Some(Self::To {
                to: to?,
                path: path?,
            });
        };
        let mut others = ["to", "host", "port", "path"].into_iter();
        if let Some(other) = others.find_map(|key| fields.get(key)) {
            let error = Diagnostic::error(&other.place, "`url` says where already");
            diagnostics.push(error.help("write either `url`, or `to` and `path`"));
        }
        Some(Self::Url(url_operand(url, diagnostics)?))
    }
}

impl Say {
    fn get() -> Self {
        Self::Request {
            method: "GET",
            headers: Vec::new(),
            body: None,
        }
    }

    fn read(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        if let Some(raw) = fields.get("raw") {
            let mut parts = ["method", "path", "headers", "body"].into_iter();
            if let Some(other) = parts.find_map(|key| fields.get(key)) {
                let error = Diagnostic::error(&other.place, "`raw` is all that is sent");
                diagnostics
                    .push(error.help("leave out `raw`, or everything else that makes a request"));
            }
            return Some(Self::Raw(raw.operand(diagnostics)?));
        }
        let method = match fields.get("method") {
            Some(node) => node.word(METHODS, diagnostics).map(|word| word.value),
            None => Some("GET"),
        };
        let headers = match fields.get("headers") {
            Some(node) => header_operands(node, diagnostics),
            None => Some(Vec::new()),
        };
        let body = match fields.get("body") {
            Some(node) => node.operand(diagnostics).map(Some),
            None => Some(None),
        };
        Some(Self::Request {
            method: method?,
            headers: headers?,
            body: body?,
        })
    }

    fn bytes(&self, cx: &Cx<'_>, target: &Target, path: &str) -> Result<(Vec<u8>, Asked), Fault> {
        let (method, headers, body) = match self {
            Self::Raw(raw) => {
                return Ok((typed(&cx.text(raw)?, "\r\n").into_bytes(), Asked::Other));
            }
            Self::Request {
                method,
                headers,
                body,
            } => (*method, headers, body),
        };
        let body = body.as_ref().map(|body| cx.text(body)).transpose()?;
        let mut all = standard_headers(target, body.as_deref());
        for (name, value) in headers {
            let value = cx.text(value)?.replace(['\r', '\n'], " ");
            all.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            all.push((name.clone(), value));
        }
        let lines: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let head = lines.concat();
        let text = format!(
            "{method} {} HTTP/1.1\r\n{head}\r\n{}",
            encoded(path),
            body.unwrap_or_default()
        );
        let asked = if method == "HEAD" {
            Asked::Head
        } else {
            Asked::Other
        };
        Ok((text.into_bytes(), asked))
    }
}

fn standard_headers(target: &Target, body: Option<&str>) -> Vec<(String, String)> {
    let host = match (&target.host, target.port) {
        (Host::Address(address), PORT) if address.is_ipv6() => format!("[{address}]"),
        (host, PORT) => host.to_string(),
        _ => target.to_string(),
    };
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut all = vec![
        header("Host", &host),
        header(
            "User-Agent",
            concat!("netcheck/", env!("CARGO_PKG_VERSION")),
        ),
        header("Accept", "*/*"),
        header("Connection", "close"),
    ];
    if let Some(body) = body {
        all.push(header("Content-Length", &body.len().to_string()));
    }
    all
}

// What would end the request line early is percent-encoded (RFC 3986 section 2.1).
fn encoded(path: &str) -> String {
    let path = if path.starts_with('/') || path == "*" {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    path.bytes()
        .map(|byte| match byte {
            0x21..=0x7e => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn url_operand(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    check(&operand, |text| parse_url(text).map(drop), diagnostics)?;
    Some(operand)
}

fn parse_url(text: &str) -> Result<(Target, String), BadUrl> {
    let text = text.trim();
    let Some(("http", rest)) = text.split_once("://") else {
        return Err(BadUrl::Scheme(text.to_owned()));
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let target = match Host::parse(authority) {
        Ok(host) => Target { host, port: PORT },
        Err(_) => Target::parse(authority).map_err(BadUrl::Target)?,
    };
    Ok((target, path.to_owned()))
}

/// Reads a map of headers whose values may hold references.
pub(in crate::probe) fn header_operands(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(String, Located<Operand>)>> {
    let fields = Fields::any(node, "`headers`", diagnostics)?;
    let mut all = Some(Vec::new());
    for (name, value) in fields.entries() {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.value.is_empty() || !name.value.bytes().all(token) {
            let message = format!("`{}` cannot be the name of a header", name.value);
            diagnostics.push(Diagnostic::error(&name.place, message));
            all = None;
        }
        match value.operand(diagnostics) {
            Some(value) => {
                if let Some(all) = &mut all {
                    all.push((name.value.clone(), value));
                }
            }
            None => all = None,
        }
    }
    all
}
