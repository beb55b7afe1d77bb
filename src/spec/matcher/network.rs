//! `within`: a set of addresses.

use std::net::IpAddr;

use crate::model::{Diagnostic, Diagnostics, Located, Network, nearest};
use crate::spec::Node;

/// The networks that have a word of their own.
pub const NETWORKS: &[(&str, Network)] = &[
    ("private", Network::Private),
    ("loopback", Network::Loopback),
    ("documentation", Network::Documentation),
];

/// Reads a network: `10.0.0.0/8`, `2001:db8::/32`, or one of the words.
pub(super) fn network(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Network>> {
    let text = node.text(diagnostics)?.value;
    if let Some((_, network)) = NETWORKS.iter().find(|(word, _)| *word == text) {
        return Some(node.located(*network));
    }
    match cidr(&text) {
        Ok(network) => Some(node.located(network)),
        Err(help) => {
            let wanted =
                "a network such as `10.0.0.0/8`, or `private`, `loopback`, `documentation`";
            let error: Diagnostic = node.unexpected(wanted);
            diagnostics.push(match help {
                Some(help) => error.help(help),
                None => error,
            });
            None
        }
    }
}

fn cidr(text: &str) -> Result<Network, Option<String>> {
    let Some((address, length)) = text.split_once('/') else {
        if let Ok(address) = text.parse() {
            let length = bits(address);
            return Err(Some(format!("one address alone is `{address}/{length}`")));
        }
        let near = nearest(text, NETWORKS.iter().map(|(word, _)| *word));
        return Err(near.map(|word| format!("did you mean `{word}`?")));
    };
    let address: IpAddr = address
        .parse()
        .map_err(|_| Some(format!("`{address}` is no address")))?;
    let most = bits(address);
    let wrong = || Some(format!("behind the `/` stands a number from 0 to {most}"));
    let length: u8 = length.parse().map_err(|_| wrong())?;
    if length > most {
        return Err(wrong());
    }
    Ok(Network::Cidr { address, length })
}

fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}
