//! Lets one run at a time work on a folder.
//!
//! The lock is a file in the system's folder for temporary files, named by the folder that it stands for: in the output
//! itself it would show up in version control. The system releases it when the process ends, however it ends.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::Failure;

/// Held while a run works on a folder.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other run works on `folder`.
    pub(crate) fn acquire(folder: &Path) -> Result<Self, Failure> {
        let mut hasher = DefaultHasher::new();
        resolved(folder).hash(&mut hasher);
        let path = std::env::temp_dir().join(format!("codegen-{:016x}.lock", hasher.finish()));
        let fail = |error| Failure::file(&path, error);
        // Opened for reading where another user made it: that is enough to lock.
        let mut options = File::options();
        let file = match options.write(true).create(true).truncate(false).open(&path) {
            Ok(file) => file,
            Err(_) => File::open(&path).map_err(fail)?,
        };
        fs4::FileExt::lock(&file).map_err(fail)?;
        Ok(Self { _file: file })
    }
}

/// The one name of a folder that need not be there yet: its nearest ancestor that is, without links, and the rest.
fn resolved(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    for ancestor in absolute.ancestors() {
        if let Ok(real) = ancestor.canonicalize() {
            return match absolute.strip_prefix(ancestor) {
                Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
                _ => real,
            };
        }
    }
    absolute
}
