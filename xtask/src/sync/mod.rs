//! Keeps a folder in step with an output: writes what differs, deletes what is no longer produced, touches nothing else.
//!
//! A file is ours where one of its first lines holds the marker ([`generator::output::MARKER`]); every other file is
//! foreign and never written or deleted. All is compared before anything is written, so a refusal changes nothing.
//! Each file is written beside its place and renamed into it, so that it is whole at any moment, and so is a folder that
//! was not there; an interrupted run leaves files that the next one completes. Runs on the same folder wait for each other.

mod apply;
mod create;
mod diff;
mod lock;
mod plan;

use std::path::Path;

use generator::output::Output;

pub(crate) use apply::write;
pub use diff::unified;
pub(crate) use lock::Lock;
pub use plan::{Change, Plan, is_ours, plan};

use crate::Failure;

/// Brings the folder `root` in step with `output` and gives what was done.
///
/// # Errors
///
/// [`Failure::Refused`] before anything is written, where a foreign file or a symbolic link is in the way;
/// [`Failure::File`] where the system refuses to read or write.
pub fn sync(root: &Path, output: &Output) -> Result<Plan, Failure> {
    let _lock = Lock::acquire(root)?;
    let plan = plan(root, output)?;
    match create::missing(root) {
        Some(place) => create::create(place, &plan, output)?,
        None => apply::apply(root, &plan, output)?,
    }
    Ok(plan)
}
