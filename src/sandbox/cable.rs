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
