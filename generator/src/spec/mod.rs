//! From bytes to a document.

/// Gives the files of a description. The library itself does no IO.
pub trait Files {
    /// Reads a file below the root.
    ///
    /// The path is relative to the root, `/` between its parts, and normalized: it has no `.` or `..`.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read, as a sentence for users.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// Where a description comes from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The main document, relative to the root of the files.
    pub root: &'a str,
    /// The files of the description.
    pub files: &'a (dyn Files + Sync),
}
