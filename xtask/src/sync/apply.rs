//! Does what a plan says.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use generator::output::{Output, Text};

use super::plan::{Plan, TEMPORARY};
use crate::Failure;

/// Deletes first: where the file system ignores case, a new file can have the place of an old one.
pub(super) fn apply(root: &Path, plan: &Plan, output: &Output) -> Result<(), Failure> {
    for leftover in &plan.leftovers {
        remove(leftover)?;
    }
    for path in &plan.delete {
        remove(&root.join(path))?;
    }
    write_files(root, plan, output, |place, text| put(place, text))?;
    // Once for each folder: some file systems look through a folder to say that it is not empty.
    let folders: BTreeSet<&Path> = plan.delete.iter().filter_map(|path| Path::new(path).parent()).collect();
    for folder in folders.into_iter().rev() {
        remove_emptied_folders(root, folder);
    }
    Ok(())
}

/// Writes the files of a plan into a folder, each by `put`.
pub(super) fn write_files(
    root: &Path,
    plan: &Plan,
    output: &Output,
    put: impl Fn(&Path, Text<'_>) -> std::io::Result<()> + Sync,
) -> Result<(), Failure> {
    let wanted: HashSet<&str> = plan.write.iter().map(|change| change.path.as_str()).collect();
    make_folders(root, &wanted)?;
    // By path, so that it is the same one of several that is told each time.
    let failures = Mutex::new(BTreeMap::new());
    output.each_at_once(|path, text| {
        if wanted.contains(path) {
            let place = root.join(path);
            if let Err(error) = put(&place, text) {
                let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                failures.insert(path.to_owned(), Failure::file(&place, error));
            }
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.into_values().next().map_or(Ok(()), Err)
}

/// Makes the folders that files are in, each once.
fn make_folders(root: &Path, files: &HashSet<&str>) -> Result<(), Failure> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|path| Path::new(path).parent()).collect();
    for folder in folders {
        let place = root.join(folder);
        fs::create_dir_all(&place).map_err(|error| Failure::file(&place, error))?;
    }
    Ok(())
}

/// Writes a file beside its place and renames it, so that nobody ever sees half of it.
pub(crate) fn write(place: &Path, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(place.parent().unwrap_or(Path::new(".")))?;
    put(place, [text])
}

/// Writes a file that is not there yet.
pub(super) fn write_new<P: AsRef<str>>(place: &Path, text: impl IntoIterator<Item = P>) -> std::io::Result<()> {
    write_pieces(&mut File::create_new(place)?, text)
}

fn write_pieces<P: AsRef<str>>(file: &mut File, text: impl IntoIterator<Item = P>) -> std::io::Result<()> {
    text.into_iter()
        .try_for_each(|piece| file.write_all(piece.as_ref().as_bytes()))
}

/// Writes a file beside its place, in a folder that is there, and renames it.
fn put<P: AsRef<str>>(place: &Path, text: impl IntoIterator<Item = P>) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    // A temporary file is private unless told otherwise; this one becomes a source file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    write_pieces(file.as_file_mut(), text)?;
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

/// Removes a folder and those that it is in, as far as they hold nothing any more. The root stays.
fn remove_emptied_folders(root: &Path, folder: &Path) {
    for folder in folder.ancestors() {
        if folder.as_os_str().is_empty() || fs::remove_dir(root.join(folder)).is_err() {
            break;
        }
    }
}
