//! Which checks may run at once: a queue for each kind of load, with its limit.

use std::collections::VecDeque;

use crate::probe::Load;

/// How many checks that connect run at once, unless the command line says.
const SOCKETS: usize = 256;

/// How many checks that send datagrams run at once: the usual buffer of a server holds some 250 questions.
const DATAGRAMS: usize = 100;

/// Queues of numbered checks by load.
pub(crate) struct Lanes {
    lanes: [Lane; 4],
    /// The limit over all lanes, where the command line gives one.
    total: Option<usize>,
}

struct Lane {
    waiting: VecDeque<usize>,
    running: usize,
    limit: usize,
}

impl Lanes {
    /// Empty queues; `jobs` is the limit that the command line gives.
    pub(crate) fn new(jobs: Option<usize>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let lane = |limit| Lane {
            waiting: VecDeque::new(),
            running: 0,
            limit,
        };
        Self {
            lanes: [
                lane(SOCKETS),
                lane(DATAGRAMS),
                lane(2 * cores),
                lane(2 * cores),
            ],
            total: jobs,
        }
    }

    /// Puts a check into its queue.
    pub(crate) fn push(&mut self, load: Load, check: usize) {
        self.lane(load).waiting.push_back(check);
    }

    /// Takes a check that may start now.
    pub(crate) fn start(&mut self) -> Option<usize> {
        let running: usize = self.lanes.iter().map(|lane| lane.running).sum();
        if self.total.is_some_and(|total| running >= total) {
            return None;
        }
        let alone = self.total.is_some();
        let free = self
            .lanes
            .iter_mut()
            .find(|lane| !lane.waiting.is_empty() && (alone || lane.running < lane.limit))?;
        free.running += 1;
        free.waiting.pop_front()
    }

    /// A check of this load has ended.
    pub(crate) fn end(&mut self, load: Load) {
        self.lane(load).running -= 1;
    }

    fn lane(&mut self, load: Load) -> &mut Lane {
        &mut self.lanes[match load {
            Load::Network => 0,
            Load::Datagrams => 1,
            Load::Process => 2,
            Load::Local => 3,
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::{Lanes, SOCKETS};
    use crate::probe::Load;

    #[test]
    fn jobs_limits_all_lanes_together() {
        let mut lanes = Lanes::new(Some(2));
        lanes.push(Load::Network, 0);
        lanes.push(Load::Process, 1);
        lanes.push(Load::Local, 2);
        assert_eq!(
            (lanes.start(), lanes.start(), lanes.start()),
            (Some(0), Some(1), None)
        );
        lanes.end(Load::Network);
        assert_eq!((lanes.start(), lanes.start()), (Some(2), None));
    }

    #[test]
    fn a_full_lane_does_not_hold_up_another() {
        let mut lanes = Lanes::new(None);
        (0..=SOCKETS).for_each(|check| lanes.push(Load::Network, check));
        lanes.push(Load::Local, 9999);
        let started: Vec<usize> = std::iter::from_fn(|| lanes.start()).collect();
        assert_eq!(started.len(), SOCKETS + 1);
        assert_eq!(started.last(), Some(&9999));
    }
}
