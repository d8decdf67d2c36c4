//! What git says of the tree.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new("git")
        .args(["-c", "core.quotePath=false"])
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| Failure::Refused(format!("git cannot be run: {error}; a release needs it")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Failure::Refused(format!("git {}: {said}", arguments.join(" "))))
}

/// Refuses a tree with changes, so that what a release did can be seen and taken back.
pub(super) fn refuse_changes(root: &Path) -> Result<(), Failure> {
    let changed = git(root, &["status", "--porcelain"])?;
    let changed = String::from_utf8_lossy(&changed);
    if changed.trim().is_empty() {
        return Ok(());
    }
    let listed: Vec<&str> = changed.lines().take(10).collect();
    Err(Failure::Refused(format!(
        "the work tree has changes; commit or stash them first, so that the release is separate from them:\n  {}",
        listed.join("\n  ")
    )))
}

/// Refuses a description that `path` had before it had the present one, whatever it calls its version. One that was released
/// and taken back is newer than the one that it took the place of.
pub(super) fn refuse_earlier(root: &Path, path: &str, new: &Path) -> Result<(), Failure> {
    let lines = |arguments: &[&str]| -> Result<Vec<String>, Failure> {
        let printed = git(root, arguments)?;
        Ok(String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect())
    };
    // The commits that have put a content there or taken it away, the last one first.
    let commits = |file: &Path| -> Result<Vec<String>, Failure> {
        let object = lines(&["hash-object", "--", &file.to_string_lossy()])?;
        let find = format!("--find-object={}", object.first().map_or("", String::as_str));
        lines(&["log", "--format=%h of %cs", &find, "--", path])
    };
    let before = commits(new)?;
    let (Some(first), Some(present)) = (before.last(), commits(&root.join(path))?.pop()) else {
        return Ok(());
    };
    let order = lines(&["log", "--format=%h of %cs", "--", path])?;
    let place = |commit: &String| order.iter().position(|one| one == commit);
    match place(first) > place(&present) {
        true => Err(Failure::Refused(format!(
            "the description is an older one: {path} was the same from commit {first} on, and got the present one after that. \
             Give the newer description"
        ))),
        false => Ok(()),
    }
}

/// The files under version control.
pub(super) fn files(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed = git(root, &["ls-files", "-z"])?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    Ok(listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect())
}
