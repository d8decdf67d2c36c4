//! Where crates are generated to.
//!
//! Generators are compared, not disks, so that it is a file system in memory where there is one with room: some others look
//! through all files that were deleted in the last minutes for each new one, which then is most of the time.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Failure, places};

/// A file system in memory, of Linux.
const MEMORY: &str = "/dev/shm";
/// What must be free there: the crates of all runs together take less.
const ROOM: u64 = 4 << 30;

/// Where output goes.
pub(super) fn outputs() -> PathBuf {
    let has_room = fs4::available_space(MEMORY).is_ok_and(|bytes| bytes > ROOM);
    if !has_room {
        return on_disk();
    }
    let mut hasher = DefaultHasher::new();
    places::workspace().hash(&mut hasher);
    Path::new(MEMORY).join(format!("codegen-bench-{:016x}", hasher.finish()))
}

/// A folder for output that was not there before. What is in it stays until [`remove`].
pub(super) fn new_output(name: &str) -> PathBuf {
    outputs().join(unique(name))
}

/// A folder on disk that was not there before, for what takes more room. What is in it stays until [`remove`].
pub(super) fn new_folder(name: &str) -> PathBuf {
    on_disk().join(unique(name))
}

/// Removes these folders, of this run and of others.
pub(super) fn remove() -> Result<(), Failure> {
    for folder in [outputs(), on_disk()] {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(Failure::file(&folder, error)),
            _ => {}
        }
    }
    Ok(())
}

fn on_disk() -> PathBuf {
    places::target().join("scratch/bench-out")
}

fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}-{count}-{name}", std::process::id())
}
