//! What to do about a step of the box that the system refuses.

use std::fs;
use std::path::Path;

use crate::sandbox::{Refusal, Step};

/// `EPERM`, `EACCES`, `ENOSPC`, `ENOSYS`, `EUSERS` and `EINVAL` of Linux (errno(3)).
const NOT_PERMITTED: i32 = 1;
const DENIED: i32 = 13;
const INVALID: i32 = 22;
const NO_SPACE: i32 = 28;
const NO_SUCH_CALL: i32 = 38;
const TOO_DEEP: i32 = 87;

/// What of a machine decides which remedy helps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Machine {
    /// Whether it has Linux.
    pub(super) linux: bool,
    /// `user.max_user_namespaces`.
    pub(super) user_namespaces: Option<u64>,
    /// `kernel.unprivileged_userns_clone` of Debian's older kernels.
    pub(super) userns_clone: Option<u64>,
    /// `kernel.apparmor_restrict_unprivileged_userns` of Ubuntu.
    pub(super) apparmor: Option<u64>,
    /// Whether it is a container of Docker or Podman.
    pub(super) container: bool,
}

impl Machine {
    /// This machine.
    pub(super) fn this() -> Self {
        let number = |path: &str| {
            let text = fs::read_to_string(Path::new("/proc/sys").join(path)).ok()?;
            text.trim().parse().ok()
        };
        let exists = |path: &str| Path::new(path).exists();
        Self {
            linux: cfg!(target_os = "linux"),
            user_namespaces: number("user/max_user_namespaces"),
            userns_clone: number("kernel/unprivileged_userns_clone"),
            apparmor: number("kernel/apparmor_restrict_unprivileged_userns"),
            container: exists("/.dockerenv") || exists("/run/.containerenv"),
        }
    }

    /// What helps, the best first.
    pub(super) fn remedies(&self, refusal: &Refusal) -> Vec<String> {
        if !self.linux {
            return vec![
                "the box needs Linux: use a virtual machine or, on Windows, WSL2".to_owned(),
                "without it, everything else works on loopback".to_owned(),
            ];
        }
        let remedies: &[&str] = match (refusal.step, refusal.number) {
            (Step::Namespaces, NO_SPACE) if self.user_namespaces == Some(0) => SWITCHED_ON,
            (Step::Namespaces, NO_SPACE) => &[
                "all namespaces that a user may have are taken: end what holds them, or raise user.max_user_namespaces",
            ],
            (Step::Namespaces, TOO_DEEP) => {
                &["namespaces are nested too deeply here: start netcheck outside of some"]
            }
            (Step::Namespaces, NO_SUCH_CALL | INVALID) => &[
                "this kernel has no such namespaces: use one with CONFIG_USER_NS, CONFIG_NET_NS and CONFIG_PID_NS",
            ],
            (Step::Namespaces, NOT_PERMITTED) if self.userns_clone == Some(0) => DEBIAN,
            (_, NOT_PERMITTED | DENIED) if self.apparmor == Some(1) => UBUNTU,
            (_, NOT_PERMITTED | DENIED) if self.container => CONTAINER,
            (Step::Namespaces, NOT_PERMITTED) => &[
                "a rule of this machine forbids it (seccomp, a chroot, a container): start netcheck outside of it",
            ],
            (Step::Mounts, NOT_PERMITTED | DENIED) => &[
                "parts of /proc are covered here, as containers do: start netcheck outside, or with /proc uncovered",
            ],
            (Step::Root, NO_SUCH_CALL) => &["programs need Linux 5.12 or newer (mount_setattr)"],
            (Step::Walls, NO_SUCH_CALL | INVALID) => {
                &["programs need a kernel with CONFIG_SECCOMP_FILTER"]
            }
            _ => &[],
        };
        remedies.iter().map(|remedy| (*remedy).to_owned()).collect()
    }
}

const SWITCHED_ON: &[&str] = &["sudo sysctl -w user.max_user_namespaces=10000"];

const DEBIAN: &[&str] = &["sudo sysctl -w kernel.unprivileged_userns_clone=1"];

const UBUNTU: &[&str] = &[
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    "or an AppArmor profile for netcheck with the rule `userns,`",
    "or sudo netcheck: programs still run as an ordinary user",
];

const CONTAINER: &[&str] =
    &["docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined …"];
