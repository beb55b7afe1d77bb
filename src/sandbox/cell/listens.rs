//! Where the processes of a cell listen: their sockets among those of their network (`proc_pid_net(5)`).

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::sandbox::cell::job::Listener;
use crate::sandbox::layout::Transport;

/// The states in which a socket waits for clients, as the tables write them: TCP's LISTEN, and UDP's of one that is not connected.
const TABLES: &[(&str, Transport, &str)] = &[
    ("tcp", Transport::Tcp, "0A"),
    ("tcp6", Transport::Tcp, "0A"),
    ("udp", Transport::Udp, "07"),
    ("udp6", Transport::Udp, "07"),
];

/// Where these sockets listen, sorted.
pub(super) fn of(sockets: &BTreeSet<u64>) -> Vec<Listener> {
    if sockets.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (table, transport, state) in TABLES {
        let text = fs::read_to_string(format!("/proc/self/net/{table}")).unwrap_or_default();
        let rows = text.lines().skip(1).filter_map(|row| listener(row, state));
        let own = rows.filter(|(_, socket)| sockets.contains(socket));
        all.extend(own.map(|(at, _)| Listener {
            transport: *transport,
            at,
        }));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A row of a table, where its socket is in the state: its address and its number.
fn listener(row: &str, state: &str) -> Option<(SocketAddr, u64)> {
    let words: Vec<&str> = row.split_whitespace().collect();
    if *words.get(3)? != state {
        return None;
    }
    let number = words.get(9)?.parse().ok()?;
    Some((address(words.get(1)?)?, number))
}

/// `0100007F:1F90`: the bytes of the address as this machine keeps numbers of 32 bits, then the port.
fn address(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let words: Option<Vec<[u8; 4]>> = (0..address.len() / 8)
        .map(|at| {
            let word = address.get(8 * at..8 * at + 8)?;
            Some(u32::from_str_radix(word, 16).ok()?.to_ne_bytes())
        })
        .collect();
    let ip = match words?.as_slice() {
        [v4] => IpAddr::from(Ipv4Addr::from(*v4)),
        v6 => IpAddr::from(Ipv6Addr::from(<[u8; 16]>::try_from(v6.concat()).ok()?)),
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, UdpSocket};

    use super::of;
    use crate::sandbox::cell::open;
    use crate::sandbox::layout::Transport;

    #[test]
    fn sockets_of_a_process_are_found_in_the_tables() {
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let six = TcpListener::bind("[::1]:0").ok();
        let seen = of(&open::of(&[std::process::id()]).sockets);
        let has = |transport, at| {
            seen.iter()
                .any(|one| one.transport == transport && one.at == at)
        };
        assert!(has(Transport::Tcp, tcp.local_addr().expect("its address")));
        assert!(has(Transport::Udp, udp.local_addr().expect("its address")));
        if let Some(six) = six {
            assert!(has(Transport::Tcp, six.local_addr().expect("its address")));
        }
        // Of no process there are none.
        assert!(of(&open::of(&[]).sockets).is_empty());
    }
}
