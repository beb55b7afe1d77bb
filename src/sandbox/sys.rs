//! The few calls that no safe wrapper offers: fork, new namespaces, raw packets, signals that are caught.
#![expect(
    unsafe_code,
    reason = "these system calls have no safe form; each block says why it holds here"
)]

use std::ffi::CString;
use std::io;
use std::mem::size_of;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::thread::UnshareFlags;
use tokio::io::unix::AsyncFd;

/// Every protocol: `ETH_P_ALL` of packet(7).
const ETH_P_ALL: u16 = 3;

/// The bytes that stand before each frame of a raw socket: `virtio_net_hdr`, which says what is left to be checksummed and cut.
pub(super) const OFFLOAD_HEAD: usize = 10;

/// Which of the two a fork has come back in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The new process.
    Child,
    /// The old one, with the number of the new one.
    Parent(rustix::process::Pid),
}

/// Makes a second process out of this one.
///
/// # Errors
/// As fork(2): no memory, or too many processes. Also when this process has more than one thread, as nothing may be done after that.
pub(super) fn fork() -> io::Result<Side> {
    if std::fs::read_dir("/proc/self/task")?.count() != 1 {
        return Err(io::Error::other(
            "a process with several threads must not fork",
        ));
    }
    // SAFETY: there is one thread, so no lock is held by another one that the child would wait for.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Side::Child),
        number => rustix::process::Pid::from_raw(number)
            .map(Side::Parent)
            .ok_or_else(|| io::Error::other("fork gave no number")),
    }
}

/// Leaves namespaces for new ones.
///
/// # Errors
/// As unshare(2).
pub(super) fn unshare(flags: UnshareFlags) -> io::Result<()> {
    debug_assert!(!flags.contains(UnshareFlags::FILES));
    // SAFETY: only an own table of descriptors (`FILES`) would be dangerous, and that is never asked for.
    unsafe { rustix::thread::unshare_unsafe(flags) }?;
    Ok(())
}

/// Closes every descriptor from the third on: what netcheck was given when it was started is not for a world.
///
/// # Errors
/// As `close_range(2)`.
pub(super) fn close_inherited() -> io::Result<()> {
    // SAFETY: it is called first of all in a new process, whose own code has opened nothing yet; a copy of one that had something open never
    // comes back to where it was held.
    done(unsafe { libc::close_range(3, libc::c_uint::MAX, 0) })
}

/// Takes no notice of what a terminal sends to all of its processes: the program in the foreground answers it, not those around it.
/// A program that is started later has its signals as ever, as they are caught and not ignored or held (execve(2)).
///
/// # Errors
/// As sigaction(2).
pub(super) fn catch_terminal_signals() -> io::Result<()> {
    extern "C" fn nothing(_: libc::c_int) {}
    let caught = [
        libc::SIGINT,
        libc::SIGQUIT,
        libc::SIGTSTP,
        libc::SIGTTIN,
        libc::SIGTTOU,
        libc::SIGHUP,
        libc::SIGTERM,
    ];
    // SAFETY: the structure is zeroed memory of the right size, for which zeros are a value; the handler does nothing at all.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = nothing as extern "C" fn(libc::c_int) as libc::sighandler_t;
    action.sa_flags = libc::SA_RESTART;
    for signal in caught {
        // SAFETY: the pointer is that of `action`, which outlives the call.
        done(unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) })?;
    }
    Ok(())
}

/// Lets a raw socket (packet(7)) take the frames of one interface, each with its [`OFFLOAD_HEAD`].
///
/// # Errors
/// As bind(2) and setsockopt(2).
pub(super) fn listen_to_interface(socket: BorrowedFd<'_>, index: u32) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: the pointer and the length are those of `on`, which outlives the call.
    let failed = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_PACKET,
            libc::PACKET_VNET_HDR,
            (&raw const on).cast(),
            length_of::<libc::c_int>(),
        )
    };
    done(failed)?;
    // SAFETY: `sockaddr_ll` is plain numbers, for which zeros are a value.
    let mut address: libc::sockaddr_ll = unsafe { std::mem::zeroed() };
    address.sll_family = u16::try_from(libc::AF_PACKET).map_err(io::Error::other)?;
    address.sll_protocol = ETH_P_ALL.to_be();
    address.sll_ifindex = i32::try_from(index).map_err(io::Error::other)?;
    // SAFETY: the pointer and the length are those of `address`, which outlives the call.
    let failed = unsafe {
        libc::bind(
            socket.as_raw_fd(),
            (&raw const address).cast(),
            length_of::<libc::sockaddr_ll>(),
        )
    };
    done(failed)
}

/// Lets the runtime say when a descriptor is ready. Needs a runtime.
///
/// # Errors
/// When the system has no more room to watch it.
pub(super) fn watched(descriptor: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    // SAFETY: an `OwnedFd` is one and the same open descriptor until it is dropped, and what is returned owns it.
    let watched = unsafe { AsyncFd::register(descriptor) };
    Ok(watched?)
}

/// Makes a mount, and all beneath it, such that nobody can write there and no file gives privileges (`mount_setattr(2)`, Linux 5.12).
///
/// # Errors
/// As the call.
pub(super) fn seal(mount: &Path) -> io::Result<()> {
    let path = CString::new(mount.as_os_str().as_bytes())?;
    let attributes = libc::mount_attr {
        attr_set: libc::MOUNT_ATTR_RDONLY | libc::MOUNT_ATTR_NOSUID | libc::MOUNT_ATTR_NODEV,
        attr_clr: 0,
        propagation: 0,
        userns_fd: 0,
    };
    // SAFETY: the pointers are those of `path` and `attributes`, which outlive the call; the size is that of `attributes`.
    let failed = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            libc::AT_RECURSIVE,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if failed == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Kills every process of the caller's process namespace but itself, the namespace's first (kill(2)).
///
/// # Errors
/// As the call, and where the caller is not the first: elsewhere this would be every process that the user may kill.
pub(super) fn kill_all_others() -> io::Result<()> {
    if std::process::id() != 1 {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    // SAFETY: it takes two numbers and touches no memory.
    done(unsafe { libc::kill(-1, libc::SIGKILL) })
}

fn length_of<T>() -> libc::socklen_t {
    u32::try_from(size_of::<T>()).unwrap_or(0)
}

fn done(failed: libc::c_int) -> io::Result<()> {
    if failed == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}
