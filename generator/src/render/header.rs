//! The first lines of every produced file: what produced it, and from what.

use crate::output::MARKER;

/// The header of every file of a run.
///
/// It has no hash of the description: a change of one operation would then change every file. The hash is in the
/// manifest.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    line: String,
}

impl Header {
    /// The header of this version of the generator.
    pub(crate) fn new() -> Self {
        Self {
            line: format!("{MARKER} (generator {}). Do not edit.", env!("CARGO_PKG_VERSION")),
        }
    }

    /// As comments of Rust.
    pub(crate) fn rust(&self) -> String {
        format!("// {}\n", self.line)
    }

    /// As comments of TOML.
    pub(crate) fn toml(&self) -> String {
        format!("# {}\n", self.line)
    }

    /// As comments of Markdown.
    pub(crate) fn markdown(&self) -> String {
        format!("<!-- {} -->\n", self.line)
    }
}
