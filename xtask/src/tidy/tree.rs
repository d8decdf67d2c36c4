//! The files of the workspace with their texts, and what kind of file each is.

use std::fs;
use std::path::Path;

use crate::Failure;

/// The text files of a workspace.
pub(super) struct Tree {
    /// The files, in the order of their paths.
    pub(super) files: Vec<SourceFile>,
    /// The folders directly below the root, those of tools (`target`, `.git`) left out.
    pub(super) folders: Vec<String>,
}

/// A text file.
pub(super) struct SourceFile {
    /// Relative to the workspace, `/` between its parts.
    pub(super) path: String,
    pub(super) text: String,
}

impl Tree {
    /// Reads all that is not binary, not build output and not under a hidden folder.
    pub(super) fn read(workspace: &Path) -> Result<Self, Failure> {
        let mut tree = Self {
            files: Vec::new(),
            folders: Vec::new(),
        };
        let mut waiting = vec![String::new()];
        while let Some(folder) = waiting.pop() {
            let place = workspace.join(&folder);
            let fail = |error| Failure::file(&place, error);
            for entry in fs::read_dir(&place).map_err(fail)? {
                let entry = entry.map_err(fail)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if folder.is_empty() {
                    name.clone()
                } else {
                    format!("{folder}/{name}")
                };
                let kind = entry.file_type().map_err(fail)?;
                if kind.is_dir() && name != "target" && name != ".git" {
                    if folder.is_empty() {
                        tree.folders.push(name);
                    }
                    waiting.push(path);
                } else if kind.is_file() {
                    let bytes = fs::read(entry.path()).map_err(fail)?;
                    tree.files
                        .extend(String::from_utf8(bytes).ok().map(|text| SourceFile { path, text }));
                }
            }
        }
        tree.files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(tree)
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.as_str())
    }
}

impl SourceFile {
    /// Whether people wrote it: everything but the generated crate, whose tests and examples they wrote too.
    pub(super) fn is_by_hand(&self) -> bool {
        !self.is_in("generated/")
            || self.is_in("generated/tests/")
            || self.is_in("generated/examples/")
            // Each release adds to it; it is not made anew.
            || self.path == "generated/CHANGELOG.md"
    }

    /// Whether it is Rust that people wrote, templates that hold placeholders left out.
    pub(super) fn is_rust_by_hand(&self) -> bool {
        let is_template = self.is_in("templates/") && !self.is_in("templates/runtime/");
        let is_data =
            self.path.contains("/fixtures/") || self.path.contains("/ui/") || self.path.contains("/snapshots/");
        self.path.ends_with(".rs") && self.is_by_hand() && !is_template && !is_data
    }

    /// Whether it is a template, or Rust that every generated crate holds.
    pub(super) fn is_template(&self) -> bool {
        self.is_in("templates/")
    }

    /// Whether it holds tests only.
    pub(super) fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Whether it lies below a folder, given with its last slash.
    pub(super) fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }
}
