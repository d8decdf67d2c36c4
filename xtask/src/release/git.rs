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
        "the tree has changes; commit them or put them aside first, so that the release can be told from them:\n  {}",
        listed.join("\n  ")
    )))
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
