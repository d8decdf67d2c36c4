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

/// Refuses a description that `path` has had before and has no longer, whatever it calls its version.
pub(super) fn refuse_earlier(root: &Path, path: &str, new: &Path) -> Result<(), Failure> {
    let hash = |file: &Path| -> Result<String, Failure> {
        let printed = git(root, &["hash-object", "--", &file.to_string_lossy()])?;
        Ok(String::from_utf8_lossy(&printed).trim().to_owned())
    };
    let object = hash(new)?;
    if object == hash(&root.join(path))? {
        return Ok(());
    }
    // The last commit that has changed it from or to that.
    let find = format!("--find-object={object}");
    let found = git(root, &["log", "-1", "--format=%h of %cs", &find, "--", path])?;
    match String::from_utf8_lossy(&found).trim() {
        "" => Ok(()),
        commit => Err(Failure::Refused(format!(
            "the description is an older one: {path} was the same until commit {commit}. Take that commit back if it is \
             meant, or give the newer description"
        ))),
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
