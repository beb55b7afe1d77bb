//! What netcheck says to the kernel about interfaces, addresses, routes and neighbours: rtnetlink(7), the few messages that a world needs.

use std::io;
use std::net::IpAddr;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use crate::sandbox::Transport;

use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, netlink::SocketAddrNetlink,
};

/// The bytes of a message's head (`nlmsghdr`).
const HEAD: usize = 16;
/// The largest answer: an acknowledgement, which repeats the head of what it answers.
const ANSWER: usize = 8 * 1024;
/// `VETH_INFO_PEER` of `linux/veth.h`.
const VETH_INFO_PEER: u16 = 1;
// Attributes of a routing rule (`linux/fib_rules.h`).
const FRA_SRC: u16 = 2;
const FRA_PRIORITY: u16 = 6;
const FRA_IP_PROTO: u16 = 22;
const FRA_SPORT_RANGE: u16 = 23;

/// A line to the kernel, about the network namespace in which it was opened.
pub(super) struct Netlink {
    socket: OwnedFd,
    number: u32,
}

impl Netlink {
    /// Opens it in the namespace of the caller.
    ///
    /// # Errors
    /// As socket(2).
    pub(super) fn open() -> io::Result<Self> {
        let socket = rustix::net::socket_with(
            AddressFamily::NETLINK,
            SocketType::RAW,
            SocketFlags::CLOEXEC,
            None,
        )?;
        Ok(Self { socket, number: 0 })
    }

    /// Has one thing done.
    ///
    /// # Errors
    /// What the kernel answers.
    pub(super) fn ask(&mut self, message: &Message) -> io::Result<()> {
        self.number += 1;
        let bytes = message.finished(self.number);
        let kernel = SocketAddrNetlink::new(0, 0);
        rustix::net::sendto(&self.socket, &bytes, SendFlags::empty(), &kernel)?;
        let mut answer = vec![0; ANSWER];
        loop {
            let (length, _) =
                rustix::net::recv(&self.socket, answer.as_mut_slice(), RecvFlags::empty())?;
            if let Some(result) = acknowledged(&answer[..length], self.number) {
                return result;
            }
        }
    }
}

/// The result that an answer carries, if it is the one to request `number`.
fn acknowledged(answer: &[u8], number: u32) -> Option<io::Result<()>> {
    let word = |at: usize| {
        let bytes = answer.get(at..at + 4)?;
        bytes.try_into().ok().map(u32::from_ne_bytes)
    };
    let kind = answer.get(4..6)?.try_into().ok().map(u16::from_ne_bytes)?;
    if word(8)? != number || i32::from(kind) != libc::NLMSG_ERROR {
        return None;
    }
    let code = word(HEAD)?.cast_signed();
    Some(match code {
        0 => Ok(()),
        negative => Err(io::Error::from_raw_os_error(-negative)),
    })
}

/// One request.
#[derive(Clone, Debug)]
pub(super) struct Message {
    kind: u16,
    flags: i32,
    body: Vec<u8>,
}

impl Message {
    fn new(kind: u16, flags: i32) -> Self {
        Self {
            kind,
            flags: flags | libc::NLM_F_REQUEST | libc::NLM_F_ACK,
            body: Vec::new(),
        }
    }

    fn to_make(kind: u16) -> Self {
        Self::new(kind, libc::NLM_F_CREATE | libc::NLM_F_EXCL)
    }

    fn put(mut self, bytes: &[u8]) -> Self {
        self.body.extend_from_slice(bytes);
        self
    }

    // An attribute is its length, its kind and its data, filled up to four bytes (rtnetlink(7)).
    fn with(mut self, kind: u16, data: &[u8]) -> Self {
        let length = u16::try_from(4 + data.len()).unwrap_or(u16::MAX);
        self.body.extend_from_slice(&length.to_ne_bytes());
        self.body.extend_from_slice(&kind.to_ne_bytes());
        self.body.extend_from_slice(data);
        self.body.resize(self.body.len().next_multiple_of(4), 0);
        self
    }

    fn finished(&self, number: u32) -> Vec<u8> {
        let length = u32::try_from(HEAD + self.body.len()).unwrap_or(u32::MAX);
        let flags = u16::try_from(self.flags).unwrap_or(0);
        let mut bytes = Vec::with_capacity(HEAD + self.body.len());
        bytes.extend_from_slice(&length.to_ne_bytes());
        bytes.extend_from_slice(&self.kind.to_ne_bytes());
        bytes.extend_from_slice(&flags.to_ne_bytes());
        bytes.extend_from_slice(&number.to_ne_bytes());
        bytes.extend_from_slice(&0_u32.to_ne_bytes());
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// One end of a cable between two network namespaces.
pub(super) struct End<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its number, which must differ from the other end's: else it stays down for up to a second.
    pub(super) index: u32,
    /// Its hardware address.
    pub(super) mac: [u8; 6],
    /// The namespace in which it stands; none for the one of the line.
    pub(super) namespace: Option<BorrowedFd<'a>>,
    /// The largest number of segments that are sent as one packet; none leaves it to the kernel.
    pub(super) segments: Option<u32>,
}

/// Switches an interface on.
pub(super) fn up(index: u32) -> Message {
    let up = libc::IFF_UP.cast_unsigned();
    Message::new(libc::RTM_SETLINK, 0).put(&interface(index, up))
}

/// Lays a cable (veth(4)). Its near end is switched on; the far one cannot be before the cable lies.
pub(super) fn cable(near: &End<'_>, far: &End<'_>) -> Message {
    let up = libc::IFF_UP.cast_unsigned();
    let peer = end(Message::to_make(0).put(&interface(far.index, 0)), far).body;
    let data = Message::to_make(0).with(VETH_INFO_PEER, &peer).body;
    let info = Message::to_make(0)
        .with(libc::IFLA_INFO_KIND, b"veth")
        .with(libc::IFLA_INFO_DATA, &data)
        .body;
    end(
        Message::to_make(libc::RTM_NEWLINK).put(&interface(near.index, up)),
        near,
    )
    .with(libc::IFLA_LINKINFO, &info)
}

fn end(message: Message, end: &End<'_>) -> Message {
    let name = [end.name.as_bytes(), b"\0"].concat();
    let mut message = message
        .with(libc::IFLA_IFNAME, &name)
        .with(libc::IFLA_ADDRESS, &end.mac);
    if let Some(segments) = end.segments {
        message = message.with(libc::IFLA_GSO_MAX_SEGS, &segments.to_ne_bytes());
    }
    if let Some(namespace) = end.namespace {
        let number = namespace.as_fd().as_raw_fd();
        message = message.with(libc::IFLA_NET_NS_FD, &number.to_ne_bytes());
    }
    message
}

// `ifinfomsg`: family, padding, type, index, flags, which of the flags are meant.
fn interface(index: u32, flags: u32) -> Vec<u8> {
    let mut bytes = vec![0; 4];
    bytes.extend_from_slice(&index.to_ne_bytes());
    bytes.extend_from_slice(&flags.to_ne_bytes());
    bytes.extend_from_slice(&flags.to_ne_bytes());
    bytes
}

/// Gives an interface an address, at once and without asking whether others have it.
pub(super) fn address(index: u32, address: IpAddr, prefix: u8) -> Message {
    let octets = octets(address);
    // `ifaddrmsg`: family, length of the prefix, flags, scope, index.
    let flags = u8::try_from(libc::IFA_F_NODAD).unwrap_or(0);
    let message = Message::to_make(libc::RTM_NEWADDR)
        .put(&[family(address), prefix, flags, 0])
        .put(&index.to_ne_bytes())
        .with(libc::IFA_LOCAL, &octets)
        .with(libc::IFA_ADDRESS, &octets);
    match broadcast(address, prefix) {
        Some(broadcast) => message.with(libc::IFA_BROADCAST, &broadcast),
        None => message,
    }
}

/// The last address of an IPv4 network.
fn broadcast(address: IpAddr, prefix: u8) -> Option<[u8; 4]> {
    match address {
        IpAddr::V4(v4) if prefix < 31 => {
            let hosts = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
            Some((v4.to_bits() | hosts).to_be_bytes())
        }
        IpAddr::V4(_) | IpAddr::V6(_) => None,
    }
}

/// Where packets for some addresses go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// This machine has these addresses itself.
    Local,
    /// They are dropped, and nobody is told.
    Nowhere,
    /// They are neighbours behind an interface.
    Link(u32),
    /// To this router behind an interface, be it in its network or not.
    Router(u32, IpAddr),
}

/// Adds a route. `to` and its prefix say for which addresses; a prefix of 0 is the default route.
pub(super) fn route(to: IpAddr, prefix: u8, way: Way) -> Message {
    const MAIN: u8 = 254;
    const LOCAL: u8 = 255;
    const STATIC: u8 = 4;
    const HOST_SCOPE: u8 = 254;
    const LINK_SCOPE: u8 = 253;
    /// `RTNH_F_ONLINK` of `linux/rtnetlink.h`.
    const ONLINK: u32 = 4;
    let (kind, table, scope, flags) = match way {
        Way::Local => (libc::RTN_LOCAL, LOCAL, HOST_SCOPE, 0),
        Way::Nowhere => (libc::RTN_BLACKHOLE, MAIN, 0, 0),
        Way::Link(_) => (libc::RTN_UNICAST, MAIN, LINK_SCOPE, 0),
        Way::Router(..) => (libc::RTN_UNICAST, MAIN, 0, ONLINK),
    };
    // `rtmsg`: family, lengths of destination and source, service, table, protocol, scope, kind, flags.
    let mut message = Message::to_make(libc::RTM_NEWROUTE)
        .put(&[family(to), prefix, 0, 0, table, STATIC, scope, kind])
        .put(&flags.to_ne_bytes());
    if prefix > 0 {
        message = message.with(libc::RTA_DST, &octets(to));
    }
    match way {
        Way::Local => message.with(libc::RTA_OIF, &LOOPBACK.to_ne_bytes()),
        Way::Nowhere if to.is_ipv6() => message.with(libc::RTA_OIF, &LOOPBACK.to_ne_bytes()),
        Way::Nowhere => message,
        Way::Link(index) => message.with(libc::RTA_OIF, &index.to_ne_bytes()),
        Way::Router(index, router) => message
            .with(libc::RTA_OIF, &index.to_ne_bytes())
            .with(libc::RTA_GATEWAY, &octets(router)),
    }
}

/// Says which hardware address a neighbour has, for good.
pub(super) fn neighbour(index: u32, address: IpAddr, mac: [u8; 6]) -> Message {
    // `ndmsg`: family, padding, index, state, flags, type.
    Message::to_make(libc::RTM_NEWNEIGH)
        .put(&[family(address), 0, 0, 0])
        .put(&index.to_ne_bytes())
        .put(&libc::NUD_PERMANENT.to_ne_bytes())
        .put(&[0, 0])
        .with(libc::NDA_DST, &octets(address))
        .with(libc::NDA_LLADDR, &mac)
}

/// Gives up a neighbour on an interface that does not answer one question within so many milliseconds (`NDTA_PARMS` of `linux/neighbour.h`).
pub(super) fn impatient(index: u32, ipv6: bool, milliseconds: u64) -> Message {
    const SET_TABLE: u16 = 67;
    const NAME: u16 = 1;
    const PARAMETERS: u16 = 6;
    const INTERFACE: u16 = 1;
    const RETRANS_TIME: u16 = 5;
    const MULTICAST_PROBES: u16 = 11;
    let (family, table) = if ipv6 {
        (libc::AF_INET6, b"ndisc_cache\0".as_slice())
    } else {
        (libc::AF_INET, b"arp_cache\0".as_slice())
    };
    let parameters = Message::new(0, 0)
        .with(INTERFACE, &index.to_ne_bytes())
        .with(RETRANS_TIME, &milliseconds.to_ne_bytes())
        .with(MULTICAST_PROBES, &1_u32.to_ne_bytes())
        .body;
    // `ndtmsg`: family, three of padding.
    Message::new(SET_TABLE, 0)
        .put(&[u8::try_from(family).unwrap_or(0), 0, 0, 0])
        .with(NAME, table)
        .with(PARAMETERS, &parameters)
}

/// Lets nothing of an address out but what these ports say: to everything else it is silent (ip-rule(8)).
pub(super) fn muffle(address: IpAddr, ports: &[(Transport, u16)]) -> Vec<Message> {
    const MAIN: u8 = 254;
    const TO_TABLE: u8 = 1;
    const BLACKHOLE: u8 = 6;
    let source = octets(address);
    let length = u8::try_from(8 * source.len()).unwrap_or(u8::MAX);
    // `fib_rule_hdr`: family, lengths of destination and source, service, table, two reserved, action, flags.
    let rule = |table, action, priority: u32| {
        Message::to_make(libc::RTM_NEWRULE)
            .put(&[family(address), 0, length, 0, table, 0, 0, action])
            .put(&0_u32.to_ne_bytes())
            .with(FRA_SRC, &source)
            .with(FRA_PRIORITY, &priority.to_ne_bytes())
    };
    let mut rules: Vec<Message> = ports
        .iter()
        .map(|(transport, port)| {
            let protocol = match transport {
                Transport::Tcp => libc::IPPROTO_TCP,
                Transport::Udp => libc::IPPROTO_UDP,
            };
            let range = [port.to_ne_bytes(), port.to_ne_bytes()].concat();
            rule(MAIN, TO_TABLE, 100)
                .with(FRA_IP_PROTO, &[u8::try_from(protocol).unwrap_or(0)])
                .with(FRA_SPORT_RANGE, &range)
        })
        .collect();
    rules.push(rule(0, BLACKHOLE, 200));
    rules
}

/// The number of the loopback interface, in every namespace.
pub(super) const LOOPBACK: u32 = 1;

fn family(address: IpAddr) -> u8 {
    let family = if address.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    u8::try_from(family).unwrap_or(0)
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_filled_up_to_four_bytes() {
        let message = Message::new(0, 0).with(3, b"eth0\0");
        assert_eq!(message.body, b"\x09\0\x03\0eth0\0\0\0\0");
    }

    #[test]
    fn the_broadcast_address_is_the_last_one() {
        let check = |address: &str, prefix, want: Option<[u8; 4]>| {
            assert_eq!(
                broadcast(address.parse().unwrap(), prefix),
                want,
                "{address}"
            );
        };
        check("198.51.100.10", 29, Some([198, 51, 100, 15]));
        check("198.51.100.10", 0, Some([255; 4]));
        check("198.51.100.10", 31, None);
        check("2001:db8::1", 64, None);
    }

    #[test]
    fn only_the_answer_to_the_question_counts() {
        let answer = |number: u32, code: i32| {
            let mut bytes = vec![0; 4];
            bytes.extend_from_slice(&2_u16.to_ne_bytes());
            bytes.extend_from_slice(&[0, 0]);
            bytes.extend_from_slice(&number.to_ne_bytes());
            bytes.extend_from_slice(&[0; 4]);
            bytes.extend_from_slice(&code.to_ne_bytes());
            bytes
        };
        assert!(acknowledged(&answer(6, 0), 7).is_none());
        assert!(acknowledged(&answer(7, 0), 7).unwrap().is_ok());
        let refused = acknowledged(&answer(7, -1), 7).unwrap().unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(1));
        assert!(acknowledged(b"", 7).is_none());
    }
}
