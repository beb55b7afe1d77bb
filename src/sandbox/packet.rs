//! One frame with the packet in it: as much of Ethernet, IPv4 (RFC 791) and IPv6 (RFC 8200) as a path must know.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::sandbox::sys::OFFLOAD_HEAD;

/// Where the Ethernet header begins.
const ETHERNET: usize = OFFLOAD_HEAD;
/// Where the packet begins.
const IP: usize = ETHERNET + 14;
/// How much of an expired packet its sender is told: enough for every header that matters, little enough for every network (RFC 1812 4.3.2.3).
const QUOTED: usize = 548;
/// What routers give their own packets.
const FRESH_HOPS: u8 = 64;
const ICMP: u8 = 1;
const ICMPV6: u8 = 58;

/// Packets between the same two programs, one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Conversation {
    from: IpAddr,
    to: IpAddr,
    protocol: u8,
    /// The ports, or what stands in their place.
    ports: [u8; 4],
}

/// A frame that holds an IP packet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packet {
    frame: Vec<u8>,
    version: Version,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V4,
    V6,
}

impl Packet {
    /// Reads a frame with its head; `None` for everything that is no IP packet.
    pub(super) fn of(frame: &[u8]) -> Option<Self> {
        let kind = frame.get(ETHERNET + 12..IP)?;
        let first = frame.get(IP)?;
        let version = match (kind, first >> 4) {
            ([0x08, 0x00], 4) if frame.len() >= IP + 20 => Version::V4,
            ([0x86, 0xdd], 6) if frame.len() >= IP + 40 => Version::V6,
            _ => return None,
        };
        let packet = Self {
            frame: frame.to_vec(),
            version,
        };
        (packet.payload_start() <= frame.len()).then_some(packet)
    }

    /// The whole frame again.
    pub(super) fn into_frame(self) -> Vec<u8> {
        self.frame
    }

    /// The hardware address that it is for.
    pub(super) fn to_mac(&self) -> [u8; 6] {
        let mut mac = [0; 6];
        mac.copy_from_slice(&self.frame[ETHERNET..ETHERNET + 6]);
        mac
    }

    /// Sends the frame from one hardware address to another.
    pub(super) fn address_frame(&mut self, from: [u8; 6], to: [u8; 6]) {
        self.frame[ETHERNET..ETHERNET + 6].copy_from_slice(&to);
        self.frame[ETHERNET + 6..ETHERNET + 12].copy_from_slice(&from);
    }

    /// Who sent the packet.
    pub(super) fn source(&self) -> IpAddr {
        match self.version {
            Version::V4 => self.address_v4(12),
            Version::V6 => self.address_v6(8),
        }
    }

    /// For whom it is.
    pub(super) fn destination(&self) -> IpAddr {
        match self.version {
            Version::V4 => self.address_v4(16),
            Version::V6 => self.address_v6(24),
        }
    }

    fn address_v4(&self, at: usize) -> IpAddr {
        let mut octets = [0; 4];
        octets.copy_from_slice(&self.frame[IP + at..IP + at + 4]);
        Ipv4Addr::from(octets).into()
    }

    fn address_v6(&self, at: usize) -> IpAddr {
        let mut octets = [0; 16];
        octets.copy_from_slice(&self.frame[IP + at..IP + at + 16]);
        Ipv6Addr::from(octets).into()
    }

    /// How many routers it may still pass (time to live, hop limit).
    pub(super) fn hops_left(&self) -> u8 {
        self.frame[IP + self.hops_at()]
    }

    fn hops_at(&self) -> usize {
        match self.version {
            Version::V4 => 8,
            Version::V6 => 7,
        }
    }

    /// Passes so many routers.
    pub(super) fn spend(&mut self, hops: u8) {
        let at = IP + self.hops_at();
        self.frame[at] = self.frame[at].saturating_sub(hops);
        if self.version == Version::V4 {
            let end = self.payload_start();
            self.frame[IP + 10..IP + 12].fill(0);
            let sum = checksum(&[&self.frame[IP..end]]);
            self.frame[IP + 10..IP + 12].copy_from_slice(&sum);
        }
    }

    fn payload_start(&self) -> usize {
        match self.version {
            Version::V4 => IP + 4 * usize::from(self.frame[IP] & 0x0f).max(5),
            Version::V6 => IP + 40,
        }
    }

    fn protocol(&self) -> u8 {
        match self.version {
            Version::V4 => self.frame[IP + 9],
            Version::V6 => self.frame[IP + 6],
        }
    }

    /// Between whom it passes.
    pub(super) fn conversation(&self) -> Conversation {
        let start = self.payload_start();
        let mut ports = [0; 4];
        if let Some(found) = self.frame.get(start..start + 4) {
            ports.copy_from_slice(found);
        }
        // Of an echo request the checksum differs each time; who asks stands behind it.
        if let (ICMP | ICMPV6, Some(id)) = (self.protocol(), self.frame.get(start + 4..start + 6)) {
            ports = [ports[0], ports[1], id[0], id[1]];
        }
        Conversation {
            from: self.source(),
            to: self.destination(),
            protocol: self.protocol(),
            ports,
        }
    }

    /// What a router says to its sender when it has no hops left (RFC 792, RFC 4443 3.3): a frame between two hardware addresses.
    /// `None` when the router's address is of the other family.
    pub(super) fn expired(
        &self,
        router: IpAddr,
        from_mac: [u8; 6],
        to_mac: [u8; 6],
    ) -> Option<Vec<u8>> {
        let end = self.frame.len().min(IP + QUOTED);
        let quoted = &self.frame[IP..end];
        let packet = match (self.version, router, self.source()) {
            (Version::V4, IpAddr::V4(router), IpAddr::V4(sender)) => {
                expired_v4(router, sender, quoted)
            }
            (Version::V6, IpAddr::V6(router), IpAddr::V6(sender)) => {
                expired_v6(router, sender, quoted)
            }
            _ => return None,
        };
        let mut frame = vec![0; OFFLOAD_HEAD];
        frame.extend_from_slice(&to_mac);
        frame.extend_from_slice(&from_mac);
        frame.extend_from_slice(&self.frame[ETHERNET + 12..IP]);
        frame.extend_from_slice(&packet);
        Some(frame)
    }
}

fn expired_v4(router: Ipv4Addr, sender: Ipv4Addr, quoted: &[u8]) -> Vec<u8> {
    let length = u16::try_from(20 + 8 + quoted.len()).unwrap_or(u16::MAX);
    let mut packet = vec![0x45, 0];
    packet.extend_from_slice(&length.to_be_bytes());
    packet.extend_from_slice(&[0, 0, 0, 0, FRESH_HOPS, ICMP, 0, 0]);
    packet.extend_from_slice(&router.octets());
    packet.extend_from_slice(&sender.octets());
    let sum = checksum(&[&packet]);
    packet[10..12].copy_from_slice(&sum);
    // Type 11: time exceeded, code 0: in transit.
    let mut message = vec![11, 0, 0, 0, 0, 0, 0, 0];
    message.extend_from_slice(quoted);
    let sum = checksum(&[&message]);
    message[2..4].copy_from_slice(&sum);
    packet.extend_from_slice(&message);
    packet
}

fn expired_v6(router: Ipv6Addr, sender: Ipv6Addr, quoted: &[u8]) -> Vec<u8> {
    // Type 3: time exceeded, code 0: in transit.
    let mut message = vec![3, 0, 0, 0, 0, 0, 0, 0];
    message.extend_from_slice(quoted);
    let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
    let pseudo = [0, 0, 0, 0, 0, 0, 0, ICMPV6];
    let sum = checksum(&[
        &router.octets(),
        &sender.octets(),
        &length.to_be_bytes(),
        &pseudo,
        &message,
    ]);
    message[2..4].copy_from_slice(&sum);
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend_from_slice(&length.to_be_bytes());
    packet.extend_from_slice(&[ICMPV6, FRESH_HOPS]);
    packet.extend_from_slice(&router.octets());
    packet.extend_from_slice(&sender.octets());
    packet.extend_from_slice(&message);
    packet
}

/// The Internet checksum (RFC 1071) over parts of which each but the last has an even length.
fn checksum(parts: &[&[u8]]) -> [u8; 2] {
    let mut sum: u64 = 0;
    for part in parts {
        for pair in part.chunks(2) {
            let low = pair.get(1).copied().unwrap_or(0);
            sum += u64::from(u16::from_be_bytes([pair[0], low]));
        }
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    let folded = u16::try_from(sum).unwrap_or(u16::MAX);
    (!folded).to_be_bytes()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A UDP packet of IPv4 with a number in it, as a tap shows it.
    pub(in crate::sandbox) fn udp(from: [u8; 4], to: [u8; 4], hops: u8, number: u8) -> Vec<u8> {
        let mut frame = vec![0; OFFLOAD_HEAD];
        frame.extend_from_slice(&[2, 0, 0, 0, 0, 41, 2, 0, 0, 0, 0, 20, 0x08, 0x00]);
        let mut packet = vec![0x45, 0, 0, 29, 0, 0, 0, 0, hops, 17, 0, 0];
        packet.extend_from_slice(&from);
        packet.extend_from_slice(&to);
        let sum = checksum(&[&packet]);
        packet[10..12].copy_from_slice(&sum);
        frame.extend_from_slice(&packet);
        frame.extend_from_slice(&[0x9c, 0x40, 0, 7, 0, 9, 0, 0, number]);
        frame
    }

    fn packet(hops: u8) -> Packet {
        Packet::of(&udp([198, 51, 100, 10], [203, 0, 113, 80], hops, 1)).unwrap()
    }

    /// Over what a checksum covers, the checksum is 0 (RFC 1071).
    fn header_holds(packet: &Packet) -> bool {
        checksum(&[&packet.frame[IP..IP + 20]]) == [0, 0]
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        // The example of RFC 1071 section 3.
        let sum = checksum(&[&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]]);
        assert_eq!(sum, [!0xdd, !0xf2]);
    }

    #[test]
    fn hops_are_spent_and_the_header_holds_again() {
        let mut packet = packet(9);
        assert!(header_holds(&packet));
        packet.spend(4);
        assert_eq!(packet.hops_left(), 5);
        assert!(header_holds(&packet));
    }

    #[test]
    fn a_router_quotes_the_packet_that_expired() {
        let packet = packet(1);
        let frame = packet
            .expired([203, 0, 113, 1].into(), [1; 6], [2; 6])
            .unwrap();
        let told = Packet::of(&frame).unwrap();
        assert!(header_holds(&told));
        assert_eq!(told.source().to_string(), "203.0.113.1");
        assert_eq!(told.destination(), packet.source());
        assert_eq!((told.protocol(), told.to_mac()), (ICMP, [2; 6]));
        let message = &frame[IP + 20..];
        assert_eq!(message[..2], [11, 0]);
        assert_eq!(checksum(&[message]), [0, 0]);
        assert_eq!(message[8..], packet.frame[IP..]);
        assert!(
            packet
                .expired("2001:db8::1".parse().unwrap(), [1; 6], [2; 6])
                .is_none()
        );
    }

    #[test]
    fn conversations_are_told_apart_by_their_ports() {
        let other = Packet::of(&udp([198, 51, 100, 10], [203, 0, 113, 80], 9, 2)).unwrap();
        assert_eq!(packet(9).conversation(), other.conversation());
        let back = Packet::of(&udp([203, 0, 113, 80], [198, 51, 100, 10], 9, 1)).unwrap();
        assert_ne!(packet(9).conversation(), back.conversation());
    }

    #[test]
    fn what_is_cut_off_or_no_packet_is_none() {
        let whole = udp([198, 51, 100, 10], [203, 0, 113, 80], 9, 1);
        for length in 0..IP + 20 {
            assert!(Packet::of(&whole[..length]).is_none(), "{length}");
        }
        let mut longer_header = whole.clone();
        longer_header[IP] = 0x4f;
        assert!(Packet::of(&longer_header).is_none());
        let mut arp = whole;
        arp[ETHERNET + 13] = 0x06;
        assert!(Packet::of(&arp).is_none());
    }
}
