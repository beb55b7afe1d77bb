//! The path to hosts that are further away: packets are carried by hand, so that they take time, get lost, overtake each other and run out of hops as the world says.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{RecvFlags, SendFlags};

use crate::sandbox::build::wire;
use crate::sandbox::layout::{Layout, Path};
use crate::sandbox::packet::{Conversation, Packet};

/// The largest frame: a packet of 64 KiB, its frame and its head.
const FRAME: usize = 70 * 1024;
/// How long a packet that is to be overtaken waits for the one that does it.
const OVERTAKEN_AFTER: Duration = Duration::from_millis(20);
/// The most conversations that are counted; then counting begins anew.
const CONVERSATIONS: usize = 10_000;

/// Which way a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// To the student's computer.
    Near,
    /// To the far hosts.
    Far,
}

/// A packet on its way.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Underway {
    due: Instant,
    /// Of those due at once, the first to come goes first.
    number: u64,
    to: Side,
    frame: Vec<u8>,
}

/// Carries packets between the two taps for as long as both are there.
pub(super) fn carry(layout: &Layout, near: &OwnedFd, far: &OwnedFd) {
    let mut cable = Cable::new(layout);
    let mut frame = vec![0; FRAME];
    loop {
        let patience = cable.until_next(Instant::now());
        let Ok(ready) = wait(near.as_fd(), far.as_fd(), patience) else {
            return;
        };
        for (from, tap, is_ready) in [(Side::Near, near, ready.0), (Side::Far, far, ready.1)] {
            if is_ready {
                empty(
                    tap,
                    |length, frame| cable.take(from, &frame[..length], Instant::now()),
                    &mut frame,
                );
            }
        }
        while let Some((to, frame)) = cable.next_due(Instant::now()) {
            let tap = match to {
                Side::Near => near,
                Side::Far => far,
            };
            // What does not fit is lost, as on every path.
            let _ = rustix::net::send(tap, &frame, SendFlags::empty());
        }
    }
}

/// Takes every frame that waits at a tap.
fn empty(tap: &OwnedFd, mut take: impl FnMut(usize, &[u8]), frame: &mut [u8]) {
    while let Ok((length, _)) = rustix::net::recv(tap, &mut *frame, RecvFlags::DONTWAIT) {
        take(length, frame);
    }
}

fn wait(
    near: BorrowedFd<'_>,
    far: BorrowedFd<'_>,
    patience: Option<Duration>,
) -> io::Result<(bool, bool)> {
    let mut taps = [
        PollFd::new(&near, PollFlags::IN),
        PollFd::new(&far, PollFlags::IN),
    ];
    let patience = patience.and_then(|wait| Timespec::try_from(wait).ok());
    rustix::io::retry_on_intr(|| poll(&mut taps, patience.as_ref()))?;
    let [near, far] = taps;
    Ok((!near.revents().is_empty(), !far.revents().is_empty()))
}

/// What is on the way, and what was counted.
struct Cable<'a> {
    layout: &'a Layout,
    counted: HashMap<Conversation, u32>,
    /// Packets that wait to be overtaken.
    held: HashMap<Conversation, (Instant, Vec<u8>)>,
    underway: BinaryHeap<Reverse<Underway>>,
    number: u64,
}

impl<'a> Cable<'a> {
    fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            counted: HashMap::new(),
            held: HashMap::new(),
            underway: BinaryHeap::new(),
            number: 0,
        }
    }

    /// How long nothing is due, if anything ever is.
    fn until_next(&self, now: Instant) -> Option<Duration> {
        let waiting = self.underway.peek().map(|Reverse(one)| one.due);
        let held = self.held.values().map(|(until, _)| *until).min();
        let next = waiting.into_iter().chain(held).min()?;
        Some(next.saturating_duration_since(now))
    }

    /// The next packet whose time has come.
    fn next_due(&mut self, now: Instant) -> Option<(Side, Vec<u8>)> {
        self.release_late(now);
        if self.underway.peek()?.0.due > now {
            return None;
        }
        let Reverse(one) = self.underway.pop()?;
        Some((one.to, one.frame))
    }

    /// A packet has come out of the tap of a side.
    fn take(&mut self, from: Side, frame: &[u8], now: Instant) {
        let Some(mut packet) = Packet::of(frame) else {
            return;
        };
        let (own, other) = match from {
            Side::Near => (wire::mac(41), wire::mac(30)),
            Side::Far => (wire::mac(42), wire::mac(20)),
        };
        if packet.to_mac() != own {
            return;
        }
        let far_end = match from {
            Side::Near => packet.destination(),
            Side::Far => packet.source(),
        };
        let paths = self.layout.far.iter();
        let Some(far) = paths.into_iter().find(|far| far.hosts.contains(&far_end)) else {
            return;
        };
        let path = &far.path;
        let hops = path.via.len();
        if usize::from(packet.hops_left()) <= hops {
            if from == Side::Near {
                self.expire(&packet, path, now);
            }
            return;
        }
        packet.spend(u8::try_from(hops).unwrap_or(u8::MAX));
        packet.address_frame(own, other);
        match from {
            Side::Near => self.send_far(packet, path, now),
            Side::Far => self.queue(Side::Near, packet.into_frame(), now + path.latency),
        }
    }

    /// A router on the way says that a packet has run out of hops.
    fn expire(&mut self, packet: &Packet, path: &Path, now: Instant) {
        let at = usize::from(packet.hops_left()).saturating_sub(1);
        let (Some(&router), Ok(part), Ok(parts)) = (
            path.via.get(at),
            u32::try_from(at + 1),
            u32::try_from(path.via.len() + 1),
        ) else {
            return;
        };
        if let Some(frame) = packet.expired(router, wire::mac(41), wire::mac(20)) {
            self.queue(Side::Near, frame, now + path.latency * part / parts * 2);
        }
    }

    fn send_far(&mut self, packet: Packet, path: &Path, now: Instant) {
        let conversation = packet.conversation();
        let frame = packet.into_frame();
        if self.counted.len() >= CONVERSATIONS {
            self.counted.clear();
        }
        let count = self.counted.entry(conversation).or_default();
        *count = count.wrapping_add(1);
        let count = *count;
        let is_one_of = |of: Option<u32>| of.is_some_and(|of| of > 0 && count.is_multiple_of(of));
        let overtaken = self.held.remove(&conversation);
        if is_one_of(path.loss) {
            self.held.extend(overtaken.map(|held| (conversation, held)));
            return;
        }
        let due = now + path.latency;
        if is_one_of(path.reorder) && overtaken.is_none() {
            let until = now + OVERTAKEN_AFTER;
            self.held.insert(conversation, (until, frame));
            return;
        }
        if is_one_of(path.duplicate) {
            self.queue(Side::Far, frame.clone(), due);
        }
        self.queue(Side::Far, frame, due);
        if let Some((_, frame)) = overtaken {
            self.queue(Side::Far, frame, due);
        }
    }

    /// Those that nobody has overtaken go on.
    fn release_late(&mut self, now: Instant) {
        let late: Vec<Conversation> = self
            .held
            .iter()
            .filter(|(_, (until, _))| *until <= now)
            .map(|(conversation, _)| *conversation)
            .collect();
        for conversation in late {
            if let Some((_, frame)) = self.held.remove(&conversation) {
                self.queue(Side::Far, frame, now);
            }
        }
    }

    fn queue(&mut self, to: Side, frame: Vec<u8>, due: Instant) {
        self.number += 1;
        let number = self.number;
        self.underway.push(Reverse(Underway {
            due,
            number,
            to,
            frame,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::layout::Far;
    use crate::sandbox::packet::tests::udp;

    const HERE: [u8; 4] = [198, 51, 100, 10];
    const THERE: [u8; 4] = [203, 0, 113, 80];

    fn layout(path: Path) -> Layout {
        Layout {
            far: vec![Far {
                hosts: vec![THERE.into()],
                path,
            }],
            ..Layout::default()
        }
    }

    /// The numbers of the packets that arrive of those from 1 on, in their order, one sent a millisecond after the other.
    fn arrive(path: Path, count: u8) -> Vec<u8> {
        let layout = layout(path);
        let mut cable = Cable::new(&layout);
        let began = Instant::now();
        let mut came = Vec::new();
        let mut take = |cable: &mut Cable<'_>, now| {
            while let Some((to, frame)) = cable.next_due(now) {
                assert_eq!(to, Side::Far);
                came.extend(frame.last());
            }
        };
        for number in 1..=count {
            let now = began + Duration::from_millis(u64::from(number));
            cable.take(Side::Near, &udp(HERE, THERE, 64, number), now);
            take(&mut cable, now);
        }
        take(&mut cable, began + Duration::from_mins(1));
        came
    }

    #[test]
    fn a_plain_path_changes_nothing() {
        assert_eq!(arrive(Path::default(), 5), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn every_third_is_lost() {
        let path = Path {
            loss: Some(3),
            ..Path::default()
        };
        assert_eq!(arrive(path, 8), [1, 2, 4, 5, 7, 8]);
    }

    #[test]
    fn every_third_is_overtaken_and_the_last_one_goes_on_alone() {
        let path = Path {
            reorder: Some(3),
            ..Path::default()
        };
        assert_eq!(arrive(path, 6), [1, 2, 4, 3, 5, 6]);
    }

    #[test]
    fn every_third_comes_twice() {
        let path = Path {
            duplicate: Some(3),
            ..Path::default()
        };
        assert_eq!(arrive(path, 4), [1, 2, 3, 3, 4]);
    }

    #[test]
    fn a_packet_takes_its_time_each_way() {
        let latency = Duration::from_millis(20);
        let layout = layout(Path {
            latency,
            ..Path::default()
        });
        let mut cable = Cable::new(&layout);
        let now = Instant::now();
        cable.take(Side::Near, &udp(HERE, THERE, 64, 1), now);
        assert_eq!(cable.until_next(now), Some(latency));
        assert_eq!(cable.next_due(now + latency / 2), None);
        assert!(cable.next_due(now + latency).is_some());
    }

    #[test]
    fn on_the_way_hops_run_out() {
        let via = vec![[203, 0, 113, 1].into(), [203, 0, 113, 5].into()];
        let layout = layout(Path {
            via,
            ..Path::default()
        });
        let mut cable = Cable::new(&layout);
        let now = Instant::now();
        let mut answers = Vec::new();
        for hops in 1..=3 {
            cable.take(Side::Near, &udp(HERE, THERE, hops, 1), now);
            let (to, frame) = cable.next_due(now).expect("something comes of it");
            let packet = Packet::of(&frame).expect("a packet");
            answers.push((to, packet.source().to_string(), packet.hops_left()));
        }
        let from = |address: &str| address.to_owned();
        let want = [
            (Side::Near, from("203.0.113.1"), 64),
            (Side::Near, from("203.0.113.5"), 64),
            (Side::Far, from("198.51.100.10"), 1),
        ];
        assert_eq!(answers, want);
    }

    #[test]
    fn what_is_for_nobody_there_is_not_carried() {
        let layout = layout(Path::default());
        let mut cable = Cable::new(&layout);
        let now = Instant::now();
        cable.take(Side::Near, &udp(HERE, [203, 0, 113, 99], 64, 1), now);
        let mut other_mac = udp(HERE, THERE, 64, 1);
        other_mac[15] = 0;
        cable.take(Side::Near, &other_mac, now);
        cable.take(Side::Near, b"noise", now);
        assert_eq!(cable.next_due(now + Duration::from_mins(1)), None);
    }
}
