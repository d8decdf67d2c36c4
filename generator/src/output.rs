//! The rendered crate in memory: paths and texts.

use std::collections::BTreeMap;

/// Files to be written, by path relative to the output folder (`/` between parts).
///
/// Paths are unique even where case is ignored, so that the crate can be checked out on any file system.
#[derive(Clone, Debug, Default)]
pub struct Output {
    files: BTreeMap<String, String>,
    folded: BTreeMap<String, String>,
}

/// Two files whose paths differ in case only, or not at all.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("two files would be written to `{0}`")]
pub struct PathTaken(pub String);

impl Output {
    /// Adds a file.
    ///
    /// # Errors
    ///
    /// [`PathTaken`] if a file with this path is there, the case of letters ignored.
    pub fn insert(&mut self, path: String, text: String) -> Result<(), PathTaken> {
        if self.folded.insert(path.to_lowercase(), path.clone()).is_some() {
            return Err(PathTaken(path));
        }
        self.files.insert(path, text);
        Ok(())
    }

    /// The files in the order of their paths.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }
}
