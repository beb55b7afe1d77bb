//! Where checks run. Behind this seam stands the lab on loopback addresses, or the live network; a world of its own will be a process of its own, so inputs and results are plain data.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OnceCell;

use crate::lab::{Lab, Ports};
use crate::model::{Fault, Net, Walls};
use crate::net::Internet;
use crate::plan::{Plan, Planned};
use crate::probe::{Load, Reads, Surroundings};
use crate::run::boxed;
use crate::sandbox::{Layout, Realm, Refusal, THIS_PROGRAM};

/// The surroundings of one student's checks. Its lab starts when it is first needed and ends with it.
pub(crate) struct Stage {
    plan: Arc<Plan>,
    lab: OnceCell<(Lab, Internet)>,
    /// A world without hosts, for programs that meet none.
    cellar: OnceCell<Internet>,
    bare: Internet,
}

impl Stage {
    /// Surroundings in which nothing runs yet.
    pub(crate) fn new(plan: &Arc<Plan>) -> Self {
        let walls = plan.walls.clone().unwrap_or(Walls::Box);
        let bare = Internet::new(plan.net, None, None, Arc::clone(&plan.named));
        Self {
            plan: Arc::clone(plan),
            lab: OnceCell::new(),
            cellar: OnceCell::new(),
            bare: bare.with_walls(walls),
        }
    }

    /// The internet for a check.
    ///
    /// # Errors
    /// When the lab does not start.
    pub(crate) async fn internet(&self, check: &Planned) -> Result<&Internet, Fault> {
        if let Some(surroundings) = check.probe.surroundings() {
            return self.programs(surroundings).await;
        }
        let needs_it = match self.plan.net {
            Net::Live => false,
            Net::Loopback => visits_the_world(check),
            // There this machine is the box's computer too.
            Net::Box => check.kind.reads == Reads::World,
        };
        if !needs_it {
            return Ok(&self.bare);
        }
        self.lab().await
    }

    async fn lab(&self) -> Result<&Internet, Fault> {
        let started = self.lab.get_or_try_init(|| self.start()).await;
        started.map(|(_, internet)| internet).map_err(no_lab)
    }

    /// The internet for a student's program.
    async fn programs(&self, surroundings: Surroundings) -> Result<&Internet, Fault> {
        let not_here = |reason: &str| Fault::NotHere {
            reason: reason.to_owned(),
        };
        let walls = self.plan.walls.clone();
        let walls = walls.map_err(|reason| Fault::NotHere { reason })?;
        match (self.plan.net, walls, surroundings) {
            (Net::Box, _, _) => self.lab().await,
            (Net::Loopback, _, Surroundings::World) => Err(not_here(
                "this program meets the world's names, which only the box has (`netcheck doctor` says what it needs), or `--network live`",
            )),
            (Net::Live, Walls::Box, Surroundings::World) => Err(not_here(
                "behind the walls of the box a program does not reach the real network",
            )),
            (Net::Live | Net::Loopback, Walls::Box, Surroundings::Clients) => Err(not_here(
                "a server behind the walls of the box is reached only with `--network box`",
            )),
            (_, Walls::Box, Surroundings::Nothing) => self.cellar().await,
            (_, Walls::Process | Walls::Own, _) => Ok(&self.bare),
        }
    }

    async fn cellar(&self) -> Result<&Internet, Fault> {
        let start = || async {
            let started = tokio::task::spawn_blocking(cellar).await?;
            let realm = started.map_err(std::io::Error::other)?;
            Ok(self.bare.clone().within(realm))
        };
        self.cellar.get_or_try_init(start).await.map_err(no_lab)
    }

    async fn start(&self) -> std::io::Result<(Lab, Internet)> {
        let world = Arc::clone(&self.plan.world);
        if self.plan.net == Net::Box {
            let starting = Arc::clone(&world);
            let started = tokio::task::spawn_blocking(move || boxed::start(&starting)).await?;
            let (realm, opened) = started.map_err(|refusal| {
                std::io::Error::other(format!(
                    "the box cannot be had here: {refusal}; `netcheck doctor` says what to do"
                ))
            })?;
            let lab = Lab::behind(world, opened, None).await?;
            let internet = self.internet_of(&lab).within(Arc::new(realm));
            let internet = if self.plan.starts_programs() {
                internet.telling_programs()
            } else {
                internet
            };
            return Ok((lab, internet));
        }
        let lab = Lab::start(world, Ports::Free, None).await?;
        let internet = self.internet_of(&lab);
        Ok((lab, internet))
    }

    fn internet_of(&self, lab: &Lab) -> Internet {
        Internet::new(
            self.plan.net,
            Some(lab.mapping()),
            Some(lab.witness()),
            Arc::clone(&self.plan.named),
        )
    }
}

/// The one world without hosts that all students share while any of them needs it: each of their programs has processes, files and a network of
/// its own in it.
fn cellar() -> Result<Arc<Realm>, Refusal> {
    static SHARED: Mutex<Weak<Realm>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(realm) = shared.upgrade() {
        return Ok(realm);
    }
    let (realm, _) = Realm::start(Path::new(THIS_PROGRAM), &Layout::smallest())?;
    let realm = Arc::new(realm);
    *shared = Arc::downgrade(&realm);
    Ok(realm)
}

#[expect(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
fn no_lab(error: std::io::Error) -> Fault {
    Fault::Lab {
        error: error.to_string(),
    }
}

/// Whether a check meets hosts of the world, so that the lab must run: not where all its targets are this machine.
fn visits_the_world(check: &Planned) -> bool {
    let targets = check.probe.targets();
    let literal = |target: &&crate::model::Located<crate::model::Operand>| match &target.value {
        crate::model::Operand::Literal(value) => Internet::is_this_machine(&value.to_string()),
        crate::model::Operand::Reference(_)
        | crate::model::Operand::Template(_)
        | crate::model::Operand::List(_) => false,
    };
    let looks = check.kind.reads == Reads::World && check.kind.load != Load::Local;
    looks && (targets.is_empty() || !targets.iter().all(literal))
}
