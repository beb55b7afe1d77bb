//! The system calls that a program in a cell has no use for, and that would lead around its walls (seccomp(2), landlock(7)).

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use landlock::{
    ABI, Access as _, AccessFs, PathBeneath, PathFd, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetStatus, Scope,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, sock_filter,
};

/// Calls that are refused whatever their arguments: keys and rings that no namespace holds, other processes' memory, mounts and
/// namespaces, the machine's clock and modules, memory that no limit counts.
const REFUSED: &[i64] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_adjtimex,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_ioprio_set,
    libc::SYS_kcmp,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_mq_open,
    libc::SYS_msgget,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_madvise,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_semget,
    libc::SYS_setdomainname,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_shmget,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
];

/// Calls that are said to be missing, so that libraries take the older ones, whose arguments can be looked at.
const MISSING: &[i64] = &[
    libc::SYS_clone3,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
];

/// The flags of clone(2) that make namespaces.
const NAMESPACES: &[libc::c_int] = &[
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWNET,
    libc::CLONE_NEWNS,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWUTS,
];

/// The families of sockets that every program may have (`address_families(7)`).
const FAMILIES: &[libc::c_int] = &[libc::AF_NETLINK];
/// Those of one that reaches something.
const OF_THE_INTERNET: &[libc::c_int] = &[libc::AF_INET, libc::AF_INET6];
/// Those of one that sees no files of others, by which their sockets are reached (unix(7)).
const OF_FILES: &[libc::c_int] = &[libc::AF_UNIX];

/// Calls that set what a process gets of the processor; the first argument says which one, 0 is the caller.
const OF_THE_PROCESSOR: &[i64] = &[
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setattr,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setscheduler,
];

/// The types of sockets are in these bits (socket(2)).
const SOCKET_TYPE: u64 = 0xF;
/// Stands for every process (kill(2)).
const ALL_PROCESSES: u64 = u32::MAX as u64;

/// Whether a program may have sockets of the internet at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Internet {
    /// It may; what they reach, its network says.
    Open,
    /// It may, and answers who comes; it connects to nobody.
    Answers,
    /// It may not.
    Closed,
}

/// Puts the filters on the calling process and all that it starts; nothing takes them off again. `shares` says that it shares the machine's
/// files and processes: then it has no sockets that are files, and ends not all processes at once.
///
/// # Errors
/// When the system has no filters.
pub(super) fn seccomp(internet: Internet, shares: bool) -> io::Result<()> {
    for program in [missing()?, refused(internet, shares)?] {
        seccompiler::apply_filter(&program).map_err(io::Error::other)?;
    }
    Ok(())
}

fn missing() -> io::Result<BpfProgram> {
    let rules = MISSING.iter().map(|call| (*call, Vec::new())).collect();
    let mut program = compiled(rules, libc::ENOSYS)?;
    if cfg!(target_arch = "x86_64") {
        program.splice(0..0, no_x32());
    }
    Ok(program)
}

fn refused(internet: Internet, shares: bool) -> io::Result<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    if internet == Internet::Answers {
        rules.insert(libc::SYS_connect, Vec::new());
    }
    let flags = NAMESPACES.iter().map(|flag| {
        let flag = u64::from(flag.cast_unsigned());
        rule(&[(0, SeccompCmpOp::MaskedEq(flag), flag)])
    });
    rules.insert(libc::SYS_clone, flags.collect::<io::Result<_>>()?);
    rules.insert(libc::SYS_socket, sockets(internet, shares)?);
    rules.extend(of_others(shares)?);
    if shares {
        let datagrams = u64::from(libc::SOCK_DGRAM.cast_unsigned());
        // Each datagram may go somewhere else.
        let datagrams = (1, SeccompCmpOp::MaskedEq(SOCKET_TYPE), datagrams);
        rules.insert(libc::SYS_socketpair, vec![rule(&[datagrams])?]);
        let all = (0, SeccompCmpOp::Eq, ALL_PROCESSES);
        rules.insert(libc::SYS_kill, vec![rule(&[all])?]);
    }
    // Bytes as if typed at a terminal, and other ways to read from one, of which each is a module of the kernel (ioctl_tty(2)).
    let typing = [libc::TIOCSTI, libc::TIOCLINUX, libc::TIOCSETD]
        .map(|request| rule(&[(1, SeccompCmpOp::Eq, request)]));
    rules.insert(
        libc::SYS_ioctl,
        typing.into_iter().collect::<io::Result<_>>()?,
    );
    compiled(rules, libc::EPERM)
}

/// What is done to other processes of the same user, of which the one that watches over it is one: in the box the first. The limit of what is
/// kept of a program that crashed is not lowered either, as lower is more there.
fn of_others(shares: bool) -> io::Result<Vec<(i64, Vec<SeccompRule>)>> {
    let watcher = |argument| {
        let at_it = if shares {
            (argument, SeccompCmpOp::Ne, 0)
        } else {
            (argument, SeccompCmpOp::Eq, 1)
        };
        rule(&[at_it])
    };
    let not_one = u64::from(libc::PRIO_PROCESS);
    let many = rule(&[(0, SeccompCmpOp::Ne, not_one)])?;
    let core = u64::from(libc::RLIMIT_CORE);
    let core = |argument| (argument, SeccompCmpOp::Eq, core);
    let set_core = rule(&[core(1), (2, SeccompCmpOp::Ne, 0)])?;
    let of_another = rule(&[(0, SeccompCmpOp::Ne, 0)])?;
    let mut rules = vec![
        (libc::SYS_prlimit64, vec![of_another, set_core]),
        (libc::SYS_setrlimit, vec![rule(&[core(0)])?]),
        (libc::SYS_setpriority, vec![many, watcher(1)?]),
    ];
    for call in OF_THE_PROCESSOR {
        rules.push((*call, vec![watcher(0)?]));
    }
    Ok(rules)
}

/// The sockets that it may not have.
fn sockets(internet: Internet, shares: bool) -> io::Result<Vec<SeccompRule>> {
    let open = (internet != Internet::Closed).then_some(OF_THE_INTERNET);
    let files = (!shares).then_some(OF_FILES);
    let families = [Some(FAMILIES), open, files];
    let families = families.into_iter().flatten().flatten();
    let other: Vec<(u8, SeccompCmpOp, u64)> = families
        .map(|family| (0, SeccompCmpOp::Ne, u64::from(family.cast_unsigned())))
        .collect();
    let netlink = u64::from(libc::AF_NETLINK.cast_unsigned());
    // Of netlink only what lists interfaces and addresses.
    let not_routes = [(0, SeccompCmpOp::Eq, netlink), (2, SeccompCmpOp::Ne, 0)];
    Ok(vec![rule(&other)?, rule(&not_routes)?])
}

/// A rule that holds where all of these do: argument, comparison, value.
fn rule(all: &[(u8, SeccompCmpOp, u64)]) -> io::Result<SeccompRule> {
    let each = all.iter().map(|(argument, comparison, value)| {
        SeccompCondition::new(
            *argument,
            SeccompCmpArgLen::Dword,
            comparison.clone(),
            *value,
        )
    });
    let conditions = each
        .collect::<Result<Vec<_>, _>>()
        .map_err(io::Error::other)?;
    SeccompRule::new(conditions).map_err(io::Error::other)
}

fn compiled(rules: BTreeMap<i64, Vec<SeccompRule>>, error: libc::c_int) -> io::Result<BpfProgram> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(io::Error::other)?;
    let answer = SeccompAction::Errno(error.cast_unsigned());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, answer, arch);
    filter
        .and_then(BpfProgram::try_from)
        .map_err(io::Error::other)
}

/// Instructions that say that calls of the x32 kind are missing: they have numbers of their own, which no rule names.
fn no_x32() -> [sock_filter; 3] {
    const LOAD_WORD: u16 = 0x20;
    const JUMP_AT_LEAST: u16 = 0x35;
    const RETURN: u16 = 0x06;
    const X32: u32 = 0x4000_0000;
    let instruction = |code, jt, jf, k| sock_filter { code, jt, jf, k };
    [
        instruction(LOAD_WORD, 0, 0, 0),
        instruction(JUMP_AT_LEAST, 0, 1, X32),
        instruction(
            RETURN,
            0,
            0,
            libc::SECCOMP_RET_ERRNO | libc::ENOSYS.cast_unsigned(),
        ),
    ]
}

/// What can be read, and where can be written, as far as the kernel knows such rules (landlock(7)): in the box a second line behind its mounts.
/// Gives whether it knows them at all.
///
/// # Errors
/// When it refuses what it knows.
pub(super) fn landlock(read: &[&str], write: &[&Path]) -> io::Result<bool> {
    let abi = ABI::V6;
    let all = AccessFs::from_all(abi);
    let mut rules = Ruleset::default()
        .handle_access(all)
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .map_err(io::Error::other)?;
    let read = read
        .iter()
        .map(|path| (Path::new(path), AccessFs::from_read(abi)));
    let write = write.iter().map(|path| (*path, all));
    for (path, access) in read.chain(write) {
        if let Ok(path) = PathFd::new(path) {
            rules = rules
                .add_rule(PathBeneath::new(path, access))
                .map_err(io::Error::other)?;
        }
    }
    let status = rules.restrict_self().map_err(io::Error::other)?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
