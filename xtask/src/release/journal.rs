//! Changes a tree as a whole: what was there is kept aside until the last file is in place, and a run that was killed while
//! files were put in place is undone by the next command. Until then nothing of the tree is touched. Putting a file in place
//! is one renaming, so that the time in which a kill leaves anything to undo is a few milliseconds.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::sync::Lock;
use crate::{Failure, sync};

/// A file that is to change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct File {
    /// Where, relative to the tree.
    pub path: PathBuf,
    /// Whether there is one now.
    pub was_there: bool,
    /// Whether there is to be one.
    pub is_kept: bool,
}

/// Where what was there is kept.
fn folder(root: &Path) -> PathBuf {
    root.join("target/release-undo")
}

/// The list of files, which is written last and removed first: without it there is nothing to undo.
fn list(root: &Path) -> PathBuf {
    folder(root).join("files.json")
}

/// Waits until no other release is under way in the tree, and keeps others waiting until the value is dropped.
///
/// # Errors
///
/// [`Failure::File`] where the system refuses.
pub(super) fn lock(root: &Path) -> Result<Lock, Failure> {
    Lock::acquire(&folder(root))
}

/// Takes files from `stage` into the tree; whoever calls it has the `lock`.
///
/// # Errors
///
/// [`Failure::File`] where the system refuses; the tree is as it was then.
pub fn apply(root: &Path, stage: &Path, files: &[File]) -> Result<(), Failure> {
    keep(root, files)?;
    let done = files.iter().try_for_each(|file| take(root, stage, file));
    match done {
        Ok(()) => finish(root),
        Err(failure) => {
            put_back(root)?;
            Err(failure)
        }
    }
}

/// Keeps what is there, so that [`undo`] can put it back.
///
/// # Errors
///
/// [`Failure::File`] where the system refuses; nothing has been changed then.
pub fn keep(root: &Path, files: &[File]) -> Result<(), Failure> {
    let folder = folder(root);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
    }
    for file in files.iter().filter(|file| file.was_there) {
        copy(&root.join(&file.path), &folder.join("files").join(&file.path))?;
    }
    let text = serde_json::to_string(files).map_err(|error| Failure::Refused(error.to_string()))?;
    let list = list(root);
    sync::write(&list, &text).map_err(|error| Failure::file(&list, error))
}

fn take(root: &Path, stage: &Path, file: &File) -> Result<(), Failure> {
    let place = root.join(&file.path);
    match file.is_kept {
        true => put(&stage.join(&file.path), &place),
        false => remove(&place),
    }
}

/// Renames a file into its place, over what is there.
fn put(from: &Path, to: &Path) -> Result<(), Failure> {
    let fail = |error| Failure::file(to, error);
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    match fs::rename(from, to) {
        // Build output is on another disk.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => copy(from, to),
        done => done.map_err(fail),
    }
}

/// Puts a tree back as it was before a run that was killed, if there was one. Gives whether there was.
///
/// # Errors
///
/// [`Failure::File`] where the system refuses; what is kept stays, to be put back another time.
pub fn undo(root: &Path) -> Result<bool, Failure> {
    if !list(root).exists() {
        return Ok(false);
    }
    // One that is under way is waited for; it leaves nothing to undo.
    let _lock = lock(root)?;
    put_back(root)
}

fn put_back(root: &Path) -> Result<bool, Failure> {
    let Ok(text) = fs::read_to_string(list(root)) else {
        return Ok(false);
    };
    let files: Vec<File> = serde_json::from_str(&text).map_err(|error| Failure::Refused(error.to_string()))?;
    for file in &files {
        let place = root.join(&file.path);
        match file.was_there {
            true => copy(&folder(root).join("files").join(&file.path), &place)?,
            false => {
                remove(&place)?;
                remove_emptied(root, &place);
            }
        }
    }
    finish(root)?;
    Ok(true)
}

fn finish(root: &Path) -> Result<(), Failure> {
    remove(&list(root))?;
    let folder = folder(root);
    fs::remove_dir_all(&folder).map_err(|error| Failure::file(&folder, error))
}

/// Removes the folders that were made for a file.
fn remove_emptied(root: &Path, place: &Path) {
    let below = place.ancestors().skip(1).take_while(|folder| *folder != root);
    for folder in below {
        // One that holds anything stays, and so do those that it is in.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

/// Copies a file in one step.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(from).map_err(|error| Failure::file(from, error))?;
    sync::write(to, &text).map_err(|error| Failure::file(to, error))
}

fn remove(place: &Path) -> Result<(), Failure> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file(place, error)),
        _ => Ok(()),
    }
}
