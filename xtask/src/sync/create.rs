//! Writes a folder that is not there yet.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use generator::output::Output;

use super::apply::{write_files, write_new};
use super::plan::{Plan, TEMPORARY};
use crate::Failure;

/// The folder and the name of a folder that is not there; `None` if something is there, or nothing could be.
pub(super) fn missing(root: &Path) -> Option<(PathBuf, String)> {
    let absolute = std::path::absolute(root).ok()?;
    // A longer name could be too long with what is put around it.
    let name = absolute
        .file_name()?
        .to_str()
        .filter(|name| name.len() < 200)?
        .to_owned();
    let error = fs::symlink_metadata(&absolute).err()?;
    (error.kind() == ErrorKind::NotFound).then(|| Some((absolute.parent()?.to_owned(), name)))?
}

/// Writes the files of a plan into a folder beside the place that it is for, and renames it as a whole: that takes fewer
/// steps than to rename each file, and nobody ever sees a part of it. Only one run at a time may do so for a place.
pub(super) fn create((parent, name): (PathBuf, String), plan: &Plan, output: &Output) -> Result<(), Failure> {
    let fail = |error| Failure::file(&parent, error);
    let prefix = format!("{}{name}-", TEMPORARY.0);
    fs::create_dir_all(&parent).map_err(fail)?;
    remove_leftovers(&parent, &prefix).map_err(fail)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY.1);
    // A temporary folder is private unless told otherwise; this one becomes one like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let folder = builder.tempdir_in(&parent).map_err(fail)?;
    write_files(folder.path(), plan, output, |place, text| write_new(place, text))?;
    fs::rename(folder.path(), parent.join(&name)).map_err(fail)?;
    // There is nothing to remove in its old place.
    let _ = folder.keep();
    Ok(())
}

/// Removes what runs left that were interrupted.
fn remove_leftovers(parent: &Path, prefix: &str) -> std::io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let is_leftover = entry.file_name().to_str().is_some_and(|name| {
            let random = name
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_suffix(TEMPORARY.1));
            random.is_some_and(|random| random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        });
        if is_leftover && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
