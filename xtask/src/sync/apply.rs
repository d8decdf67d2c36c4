//! Does what a plan says.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::plan::{Plan, TEMPORARY};
use crate::Failure;

/// Deletes first: where the file system ignores case, a new file can have the place of an old one.
pub(super) fn apply(root: &Path, plan: &Plan) -> Result<(), Failure> {
    for leftover in &plan.leftovers {
        remove(leftover)?;
    }
    for path in &plan.delete {
        remove(&root.join(path))?;
    }
    for change in &plan.write {
        let place = root.join(&change.path);
        write(&place, &change.new).map_err(|error| Failure::file(&place, error))?;
    }
    for path in &plan.delete {
        remove_emptied_folders(root, path);
    }
    Ok(())
}

/// Writes a file beside its place and renames it, so that nobody ever sees half of it.
fn write(place: &Path, text: &str) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    // A temporary file is private unless told otherwise; this one becomes a source file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(place)?;
    Ok(())
}

/// Removes a file; one that is gone already is as it should be.
fn remove(place: &Path) -> Result<(), Failure> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file(place, error)),
        _ => Ok(()),
    }
}

/// Removes the folders of a deleted file that hold nothing any more. The root stays.
fn remove_emptied_folders(root: &Path, path: &str) {
    for folder in Path::new(path).ancestors().skip(1) {
        if folder.as_os_str().is_empty() || fs::remove_dir(root.join(folder)).is_err() {
            break;
        }
    }
}
