//! A copy of the tree in which a release is made.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::config::Config;
use generator::lock::Lock;
use generator::spec::Source;
use tempfile::TempDir;

use super::git;
use super::journal::File;
use crate::report::{Detail, draw, findings};
use crate::source_files::SourceFiles;
use crate::{Console, Failure, sync};

/// The folders that a release changes.
const FOLDERS: [&str; 2] = ["spec", "generated"];

/// What the name of a copy begins with.
const PREFIX: &str = "release-stage-";

/// A copy of the tree. It is gone when this is dropped.
pub(super) struct Stage {
    folder: TempDir,
}

impl Stage {
    /// Copies the files under version control. What runs that were killed left is removed; there is no other run in a tree
    /// that is locked.
    pub(super) fn of(root: &Path) -> Result<Self, Failure> {
        // Below the folder of build output, so that it is on the same disk and under no version control.
        let target = root.join("target");
        fs::create_dir_all(&target).map_err(|error| Failure::file(&target, error))?;
        remove_leftovers(&target).map_err(|error| Failure::file(&target, error))?;
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&target);
        let folder = folder.map_err(|error| Failure::file(&target, error))?;
        for path in git::files(root)? {
            let (from, to) = (root.join(&path), folder.path().join(&path));
            let parent = to.parent().unwrap_or(folder.path());
            fs::create_dir_all(parent).map_err(|error| Failure::file(parent, error))?;
            fs::copy(&from, &to).map_err(|error| Failure::file(&from, error))?;
        }
        Ok(Self { folder })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn read(&self, path: &str) -> Result<String, Failure> {
        let place = self.path().join(path);
        fs::read_to_string(&place).map_err(|error| Failure::file(&place, error))
    }

    /// A file that need not be there.
    pub(super) fn read_if_there(&self, path: &str) -> Result<Option<String>, Failure> {
        match self.path().join(path).exists() {
            true => self.read(path).map(Some),
            false => Ok(None),
        }
    }

    pub(super) fn write(&mut self, path: &str, text: &str) -> Result<(), Failure> {
        let place = self.path().join(path);
        sync::write(&place, text).map_err(|error| Failure::file(&place, error))
    }

    /// Generates the crate. None where the description is refused; what is wrong with it is shown.
    pub(super) fn generate(
        &mut self,
        spec: &str,
        config: &Config,
        console: &mut Console,
    ) -> Result<Option<Lock>, Failure> {
        let (files, root) = SourceFiles::of(&self.path().join(spec));
        let source = Source {
            root: &root,
            files: &files,
        };
        let generation = generator::generate(&source, config);
        let found = findings(&generation, config, &files);
        if !found.is_empty() {
            console.problem(&draw(&found, Detail::Usual, console.style));
        }
        let Some(output) = &generation.output else {
            return Ok(None);
        };
        sync::sync(&self.path().join("generated"), output)?;
        Ok(generation.lock)
    }

    /// Brings the lock file of dependencies in step with the version of the crate, without asking a registry.
    pub(super) fn lock_dependencies(&self) -> Result<(), Failure> {
        if !self.path().join("Cargo.lock").exists() {
            return Ok(());
        }
        let output = Command::new("cargo")
            .args(["update", "--workspace", "--offline", "--quiet"])
            .current_dir(self.path())
            .output()
            .map_err(|error| Failure::Refused(format!("cargo cannot be run: {error}")))?;
        match output.status.success() {
            true => Ok(()),
            false => Err(Failure::Refused(format!(
                "Cargo.lock cannot be brought in step:\n{}",
                String::from_utf8_lossy(&output.stderr)
            ))),
        }
    }

    /// The files in which the stage differs from the tree.
    pub(super) fn changes(&self, root: &Path) -> Result<Vec<File>, Failure> {
        let mut paths = BTreeSet::from([PathBuf::from("Cargo.lock")]);
        paths.extend(
            git::files(root)?
                .into_iter()
                .filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder))),
        );
        for folder in FOLDERS {
            list(self.path(), Path::new(folder), &mut paths)?;
        }
        let mut changes = Vec::new();
        for path in paths {
            let read = |folder: &Path| fs::read(folder.join(&path)).ok();
            let (before, after) = (read(root), read(self.path()));
            if before != after {
                changes.push(File {
                    is_kept: after.is_some(),
                    was_there: before.is_some(),
                    path,
                });
            }
        }
        Ok(changes)
    }
}

/// Removes copies that nobody uses any more.
fn remove_leftovers(target: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(target)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Lists the files below a folder.
fn list(root: &Path, folder: &Path, paths: &mut BTreeSet<PathBuf>) -> Result<(), Failure> {
    let fail = |error| Failure::file(&root.join(folder), error);
    for entry in fs::read_dir(root.join(folder)).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let path = folder.join(entry.file_name());
        match entry.file_type().map_err(fail)?.is_dir() {
            true => list(root, &path, paths)?,
            false => drop(paths.insert(path)),
        }
    }
    Ok(())
}
