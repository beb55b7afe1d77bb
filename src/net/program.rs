//! Programs of students, where this run's programs are.

use crate::model::Fault;
use crate::net::Internet;
use crate::sandbox::{Handed, Input, Job, Ward};

impl Internet {
    /// Starts a student's program with the walls of its job. Needs a runtime.
    ///
    /// # Errors
    /// When the walls cannot be had, or the system gives no processes or room.
    pub fn start(
        &self,
        job: &Job,
        files: impl IntoIterator<Item = Handed>,
        input: Input,
    ) -> Result<Ward, Fault> {
        let realm = self.realm.as_deref();
        Ward::start(realm, job, files, input).map_err(|error| Fault::System {
            doing: format!("starting `{}` behind walls", job.program.display()),
            error: error.to_string(),
        })
    }
}
