//! One attempt: the only place with a deadline.

use std::time::Duration;

use crate::model::{Evidence, Fault};
use crate::probe::{Cx, Observed, Probe, Silence};

/// What one attempt brought.
pub(crate) struct Attempt {
    pub(crate) seen: Result<Observed, Fault>,
    pub(crate) evidence: Evidence,
}

/// Lets a probe look once. When the deadline rings, what silence means in the probe's present phase is what was observed.
pub(crate) async fn attempt(probe: &dyn Probe, cx: Cx<'_>, limit: Duration) -> Attempt {
    let seen = tokio::time::timeout(limit, probe.observe(&cx)).await;
    let (silence, evidence) = cx.into_parts();
    let seen = seen.unwrap_or_else(|_| match silence {
        Silence::Means(facts) => Ok(Observed::Facts(facts)),
        Silence::Unknown(phase) => Err(Fault::OutOfTime {
            phase,
            after: limit,
        }),
    });
    Attempt { seen, evidence }
}

/// The pause before an attempt is repeated: 200 ms, doubled each time, at most 5 s.
pub(crate) fn pause(attempts_made: u32) -> Duration {
    let doubled = 200_u64.saturating_mul(1 << attempts_made.saturating_sub(1).min(10));
    Duration::from_millis(doubled.min(5000))
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn pauses_double_up_to_five_seconds() {
        let pauses: Vec<u128> = (1..8).map(|made| pause(made).as_millis()).collect();
        assert_eq!(pauses, [200, 400, 800, 1600, 3200, 5000, 5000]);
    }
}
