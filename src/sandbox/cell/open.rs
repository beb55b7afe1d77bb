//! What the processes of a cell have open (`proc_pid_fd(5)`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

/// All of it, each thing once.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// The numbers of the sockets.
    pub(super) sockets: BTreeSet<u64>,
    /// Files that are deleted and stay while they are open, by device and number, with their bytes on the disk.
    pub(super) deleted: BTreeMap<(u64, u64), u64>,
    /// How many processes let nobody look.
    pub(super) hidden: u64,
}

/// What these processes have open.
pub(super) fn of(processes: &[u32]) -> Open {
    let mut open = Open::default();
    for process in processes {
        let Ok(links) = fs::read_dir(format!("/proc/{process}/fd")) else {
            open.hidden += 1;
            continue;
        };
        for about in links
            .flatten()
            .filter_map(|link| fs::metadata(link.path()).ok())
        {
            if about.file_type().is_socket() {
                open.sockets.insert(about.ino());
            } else if about.is_file() && about.nlink() == 0 {
                let file = (about.dev(), about.ino());
                open.deleted.insert(file, super::written::on_disk(&about));
            }
        }
    }
    open
}
