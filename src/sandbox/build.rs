//! Building a world, from inside: namespaces, mounts, the internet's network, the student's computer. Step by step, so that what is refused can be said.

use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::mount::{MountFlags, MountPropagationFlags};
use rustix::process::{Gid, Pid, Uid};
use rustix::thread::UnshareFlags;
use socket2::{Domain, Protocol, SockFilter, Socket, Type};

use crate::sandbox::etc::{self, USER};
use crate::sandbox::layout::{Door, Far, Lane, Layout, Transport};
use crate::sandbox::netlink::{self, End, LOOPBACK, Netlink, Way};
use crate::sandbox::sys;
use crate::sandbox::terms::{HOME, Refusal, Step};

/// Whose number programs have outside where netcheck was started by root: nobody's.
pub(super) const NOBODY: u32 = 65534;
/// How many clients may wait for a server.
const BACKLOG: i32 = 4096;
/// After how many milliseconds the router gives up an address that nobody has, and says so.
const UNREACHABLE_AFTER: u64 = 10;

/// The hardware addresses and interfaces of a world. They are its own, so they may be the same in every world.
pub(super) mod wire {
    pub(in crate::sandbox) const COMPUTER: u32 = 2;
    pub(in crate::sandbox) const GATEWAY: u32 = 12;
    pub(in crate::sandbox) const FAR_NEAR_END: u32 = 20;
    pub(in crate::sandbox) const FAR_NEAR_TAP: u32 = 21;
    pub(in crate::sandbox) const FAR_END: u32 = 30;
    pub(in crate::sandbox) const FAR_TAP: u32 = 31;
    /// Of addresses that are given out locally (RFC 9542 2.1).
    pub(in crate::sandbox) const fn mac(last: u8) -> [u8; 6] {
        [0x02, 0, 0, 0, 0, last]
    }
}

/// Tells what went wrong in a step.
pub(super) trait In<T> {
    fn during(self, step: Step) -> Result<T, Refusal>;
}

impl<T, E: Into<io::Error>> In<T> for Result<T, E> {
    fn during(self, step: Step) -> Result<T, Refusal> {
        self.map_err(|error| Refusal::new(step, &error.into()))
    }
}

/// What a world that stands has.
pub(super) struct Built {
    /// Sockets of the layout's doors, in their order.
    pub(super) doors: Vec<OwnedFd>,
    /// The two ends between which the far hosts' packets go by hand: the gateway's, the hosts'.
    pub(super) cable: Option<(OwnedFd, OwnedFd)>,
}

/// All namespaces of a world.
pub(super) const ALL: UnshareFlags = UnshareFlags::NEWUSER
    .union(UnshareFlags::NEWNS)
    .union(UnshareFlags::NEWUTS)
    .union(UnshareFlags::NEWIPC)
    .union(UnshareFlags::NEWNET)
    .union(UnshareFlags::NEWPID);

/// Enters new namespaces, a user's among them, as an ordinary user. The next process that is made is the first of a process namespace.
///
/// # Errors
/// The step that the system refuses.
pub(super) fn enter(namespaces: UnshareFlags) -> Result<(), Refusal> {
    let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
    sys::unshare(namespaces).during(Step::Namespaces)?;
    fs::write("/proc/self/setgroups", "deny").during(Step::Maps)?;
    let maps = [("uid_map", user.as_raw()), ("gid_map", group.as_raw())];
    for (map, number) in maps {
        let line = format!("{USER} {number} 1\n");
        fs::write(Path::new("/proc/self").join(map), line).during(Step::Maps)?;
    }
    Ok(())
}

/// The same for root, who needs two: `ready` is called in the new namespaces, and waits until the other one has called [`map_nobody`].
/// Limits do not hold for root, and its files are not for students' programs: what runs is nobody's.
///
/// # Errors
/// The step that the system refuses.
pub(super) fn enter_as_nobody(ready: impl FnOnce() -> io::Result<()>) -> Result<(), Refusal> {
    sys::unshare(ALL).during(Step::Namespaces)?;
    ready().during(Step::Maps)?;
    let (user, group) = (Uid::from_raw(USER), Gid::from_raw(USER));
    rustix::thread::set_thread_groups(&[]).during(Step::Maps)?;
    rustix::thread::set_thread_res_gid(group, group, group).during(Step::Maps)?;
    rustix::thread::set_thread_res_uid(user, user, user).during(Step::Maps)?;
    // The change of user has hidden /proc/self from this process itself.
    let visible = rustix::process::DumpableBehavior::Dumpable;
    rustix::process::set_dumpable_behavior(visible).during(Step::Maps)
}

/// Says, as root outside, that the ordinary user of a process's namespaces is nobody.
///
/// # Errors
/// The step that the system refuses.
pub(super) fn map_nobody(process: Pid) -> Result<(), Refusal> {
    let line = format!("{USER} {NOBODY} 1\n");
    for map in ["uid_map", "gid_map"] {
        let path = format!("/proc/{}/{map}", process.as_raw_nonzero());
        fs::write(path, &line).during(Step::Maps)?;
    }
    Ok(())
}

/// Builds the world around the calling process, the first of its process namespace; it ends on the student's computer.
///
/// # Errors
/// The step that the system refuses.
pub(super) fn build(layout: &Layout) -> Result<Built, Refusal> {
    mounts(layout).during(Step::Mounts)?;
    let mut gateway = internet(layout).during(Step::Internet)?;
    let mut doors: Vec<Option<OwnedFd>> = Vec::new();
    doors.resize_with(layout.doors.len(), || None);
    let near = |door: &Door| {
        !layout
            .far
            .iter()
            .any(|far| far.hosts.contains(&door.address))
    };
    open_doors(layout, near, &mut doors).during(Step::Ports)?;
    let here = File::open("/proc/self/ns/net").during(Step::Internet)?;
    let mut cable = None;
    if !layout.far.is_empty() {
        sys::unshare(UnshareFlags::NEWNET).during(Step::Internet)?;
        let ends = far_away(layout, &here, &mut gateway).during(Step::Internet)?;
        cable = Some(ends);
        open_doors(layout, |door| !near(door), &mut doors).during(Step::Ports)?;
    }
    sys::unshare(UnshareFlags::NEWNET).during(Step::Computer)?;
    computer(layout, &here, &mut gateway).during(Step::Computer)?;
    Ok(Built {
        doors: doors.into_iter().flatten().collect(),
        cable,
    })
}

fn mounts(layout: &Layout) -> io::Result<()> {
    use rustix::mount;
    let quiet = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount::mount_change("/", private)?;
    mount::mount("proc", "/proc", "proc", quiet, None)?;
    // What runs on the machine is reached by sockets in there.
    mount::mount(
        "run",
        "/run",
        "tmpfs",
        quiet,
        Some(c"mode=755,size=4m,nr_inodes=1k"),
    )?;
    fs::create_dir(HOME)?;
    let etc = Path::new("/run/etc");
    fs::create_dir(etc)?;
    etc::fill(etc, layout)?;
    mount::mount_bind_recursive(etc, "/etc")?;
    Ok(())
}

/// Settings of the kernel for the network of the caller; those that a kernel does not have are left.
fn set(settings: &[(&str, &str)]) -> io::Result<()> {
    for (name, value) in settings {
        match fs::write(format!("/proc/sys/net/{name}"), value) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// What holds in every network of a world: errors are told as often as they happen, and addresses are given by the world alone.
const PLAIN: &[(&str, &str)] = &[
    ("ipv4/icmp_ratelimit", "0"),
    ("ipv4/icmp_msgs_per_sec", "100000"),
    ("ipv4/icmp_msgs_burst", "10000"),
    // What connections may hold counts as memory of a student's program: as much as other sockets.
    ("ipv4/tcp_rmem", "4096 131072 262144"),
    ("ipv4/tcp_wmem", "4096 16384 262144"),
    ("ipv6/icmp/ratelimit", "0"),
    ("ipv6/conf/default/addr_gen_mode", "1"),
    ("ipv6/conf/default/router_solicitations", "0"),
];

/// The internet: every address of the world, and the router to all of them.
fn internet(layout: &Layout) -> io::Result<Netlink> {
    set(&[
        ("ipv4/ip_forward", "1"),
        ("ipv4/conf/all/rp_filter", "0"),
        ("ipv4/conf/default/rp_filter", "0"),
        ("ipv4/conf/all/send_redirects", "0"),
        ("ipv4/conf/default/send_redirects", "0"),
    ])?;
    if layout.speaks_ipv6() {
        set(&[("ipv6/conf/all/forwarding", "1")])?;
    }
    set(PLAIN)?;
    let mut kernel = Netlink::open()?;
    kernel.ask(&netlink::up(LOOPBACK))?;
    own(layout, &layout.near, &mut kernel)?;
    for &address in layout.silent.iter().filter(|address| !layout.has(address)) {
        kernel.ask(&netlink::route(address, whole(address), Way::Nowhere))?;
    }
    Ok(kernel)
}

/// Gives a network its hosts; of silent ones, nothing comes back but from their services.
fn own(layout: &Layout, hosts: &[IpAddr], kernel: &mut Netlink) -> io::Result<()> {
    for &address in hosts {
        kernel.ask(&netlink::route(address, whole(address), Way::Local))?;
        if layout.silent.contains(&address) {
            for rule in netlink::muffle(address, &ports(layout, address)) {
                kernel.ask(&rule)?;
            }
        }
    }
    Ok(())
}

/// The ports of an address that answer.
fn ports(layout: &Layout, address: IpAddr) -> Vec<(Transport, u16)> {
    let of_it = layout.doors.iter().filter(|door| door.address == address);
    of_it.map(|door| (door.transport, door.port)).collect()
}

/// The length of a prefix that is one address.
fn whole(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn open_doors(
    layout: &Layout,
    here: impl Fn(&Door) -> bool,
    into: &mut [Option<OwnedFd>],
) -> io::Result<()> {
    for (door, place) in layout.doors.iter().zip(into) {
        if here(door) {
            *place = Some(open_door(door)?);
        }
    }
    Ok(())
}

fn open_door(door: &Door) -> io::Result<OwnedFd> {
    let at = SocketAddr::new(door.address, door.port);
    let (kind, protocol) = match door.transport {
        Transport::Tcp => (Type::STREAM, Protocol::TCP),
        Transport::Udp => (Type::DGRAM, Protocol::UDP),
    };
    let socket = Socket::new(Domain::for_address(at), kind.cloexec(), Some(protocol))?;
    if at.is_ipv6() {
        socket.set_only_v6(true)?;
        // An address that is routed to this machine without being one of an interface (ipv6(7)).
        socket.set_freebind_v6(true)?;
    }
    if door.filtered {
        // A program of one instruction: keep no byte of any packet.
        socket.attach_filter(&[SockFilter::new(0x06, 0, 0, 0)])?;
    }
    let about = |error: io::Error| io::Error::new(error.kind(), format!("{at}: {error}"));
    socket.bind(&at.into()).map_err(about)?;
    if door.transport == Transport::Tcp {
        socket.listen(BACKLOG)?;
    }
    Ok(socket.into())
}

/// The hosts behind a path of their own, in the network of the caller. Their packets pass the two taps, between which nothing goes by itself.
fn far_away(
    layout: &Layout,
    gateway: &File,
    internet: &mut Netlink,
) -> io::Result<(OwnedFd, OwnedFd)> {
    set(PLAIN)?;
    let mut kernel = Netlink::open()?;
    kernel.ask(&netlink::up(LOOPBACK))?;
    let end = |name, index, mac| End {
        name,
        index,
        mac: wire::mac(mac),
        namespace: None,
        segments: Some(1),
    };
    // A frame for an address that no interface has is for the tap alone: the kernel takes no notice of it.
    internet.ask(&netlink::cable(
        &end("far0", wire::FAR_NEAR_END, 20),
        &end("tap0", wire::FAR_NEAR_TAP, 21),
    ))?;
    internet.ask(&netlink::up(wire::FAR_NEAR_TAP))?;
    let far_end = end("eth0", wire::FAR_END, 30);
    let mut far_tap = end("tap1", wire::FAR_TAP, 31);
    far_tap.namespace = Some(gateway.as_fd());
    kernel.ask(&netlink::cable(&far_end, &far_tap))?;
    internet.ask(&netlink::up(wire::FAR_TAP))?;
    for far in &layout.far {
        own(layout, &far.hosts, &mut kernel)?;
    }
    for router in routers(layout) {
        internet.ask(&netlink::neighbour(
            wire::FAR_NEAR_END,
            router,
            wire::mac(41),
        ))?;
        kernel.ask(&netlink::neighbour(wire::FAR_END, router, wire::mac(42)))?;
        let all = netlink::route(router, 0, Way::Router(wire::FAR_END, router));
        kernel.ask(&all)?;
    }
    for host in layout.far.iter().flat_map(|far: &Far| &far.hosts) {
        let way = Way::Router(wire::FAR_NEAR_END, next_hop(*host));
        internet.ask(&netlink::route(*host, whole(*host), way))?;
    }
    Ok((
        tap(gateway, wire::FAR_NEAR_TAP)?,
        tap(gateway, wire::FAR_TAP)?,
    ))
}

/// The address by which one end of the far path calls the other; it stands in no packet.
fn next_hop(of_family: IpAddr) -> IpAddr {
    match of_family {
        IpAddr::V4(_) => Ipv4Addr::new(169, 254, 0, 1).into(),
        IpAddr::V6(_) => Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1).into(),
    }
}

fn routers(layout: &Layout) -> Vec<IpAddr> {
    let families = layout
        .lanes
        .iter()
        .map(|lane: &Lane| next_hop(lane.address));
    families.collect()
}

/// A raw socket on an interface of another namespace.
fn tap(namespace: &File, index: u32) -> io::Result<OwnedFd> {
    let here = File::open("/proc/self/ns/net")?;
    rustix::thread::move_into_link_name_space(namespace.as_fd(), None)?;
    let socket = Socket::new(Domain::PACKET, Type::RAW.cloexec(), None);
    let listening = socket.and_then(|socket| {
        sys::listen_to_interface(socket.as_fd(), index)?;
        Ok(socket)
    });
    rustix::thread::move_into_link_name_space(here.as_fd(), None)?;
    Ok(listening?.into())
}

/// The student's computer, in the network of the caller.
fn computer(layout: &Layout, gateway: &File, internet: &mut Netlink) -> io::Result<()> {
    rustix::system::sethostname(layout.hostname.as_bytes())?;
    set(&[
        // Silence is over after 2 seconds, not after 127 (tcp(7)).
        ("ipv4/tcp_syn_retries", "1"),
        ("ipv4/tcp_rto_max_ms", "1000"),
        // ping without privileges (icmp(7)).
        ("ipv4/ping_group_range", &format!("{USER} {USER}")),
    ])?;
    set(PLAIN)?;
    let mut kernel = Netlink::open()?;
    kernel.ask(&netlink::up(LOOPBACK))?;
    let near = End {
        name: "eth0",
        index: wire::COMPUTER,
        mac: wire::mac(10),
        namespace: None,
        segments: None,
    };
    let far = End {
        name: "lan0",
        index: wire::GATEWAY,
        mac: wire::mac(9),
        namespace: Some(gateway.as_fd()),
        segments: None,
    };
    kernel.ask(&netlink::cable(&near, &far))?;
    internet.ask(&netlink::up(wire::GATEWAY))?;
    for lane in &layout.lanes {
        let quick = netlink::impatient(wire::GATEWAY, lane.address.is_ipv6(), UNREACHABLE_AFTER);
        internet.ask(&quick)?;
        kernel.ask(&netlink::address(wire::COMPUTER, lane.address, lane.prefix))?;
        internet.ask(&netlink::address(wire::GATEWAY, lane.gateway, lane.prefix))?;
        kernel.ask(&netlink::neighbour(wire::COMPUTER, lane.gateway, far.mac))?;
        internet.ask(&netlink::neighbour(wire::GATEWAY, lane.address, near.mac))?;
        let out = Way::Router(wire::COMPUTER, lane.gateway);
        kernel.ask(&netlink::route(lane.gateway, 0, out))?;
        // Whoever has none of the world's addresses is looked for here, where nobody answers.
        internet.ask(&netlink::route(lane.gateway, 0, Way::Link(wire::GATEWAY)))?;
    }
    Ok(())
}
