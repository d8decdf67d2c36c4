//! What the lines of a crate are for, told by the file that they are in and by the item that they belong to. Files are
//! formatted, so that an item begins at the first column and ends with a brace there.

use std::collections::BTreeMap;

use serde::Serialize;

/// Every kind, in the order in which they are shown.
pub(crate) const KINDS: [&str; 9] = [TYPES, CODEC, METHODS, OPERATIONS, DOCS, PAGES, RUNTIME, MANIFEST, OTHER];

/// Definitions of structs, enums and other names of types.
const TYPES: &str = "types";
/// Decoding and encoding of types.
const CODEC: &str = "codec";
/// What else types can do: `new`, setters, conversions.
const METHODS: &str = "methods";
/// Operations and their calls.
const OPERATIONS: &str = "operations";
/// Comments that become documentation, wherever they stand.
const DOCS: &str = "docs";
/// Reference pages and the README.
const PAGES: &str = "pages";
/// What is the same in every crate.
const RUNTIME: &str = "runtime";
/// `Cargo.toml`.
const MANIFEST: &str = "manifest";
/// Headers of files, imports, lists of modules, constants.
const OTHER: &str = "other";

/// Lines and bytes by kind. Each line is of one kind.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Kinds(BTreeMap<&'static str, Share>);

/// Some lines of a crate.
#[derive(Clone, Copy, Default, Serialize)]
struct Share {
    lines: usize,
    bytes: usize,
}

impl Kinds {
    /// Counts the lines of a file.
    pub(super) fn add(&mut self, path: &str, text: &str) {
        let mut part = Part::of(path);
        for line in text.split_inclusive('\n') {
            let share = self.0.entry(part.kind(line)).or_default();
            share.lines += 1;
            share.bytes += line.len();
        }
    }
}

/// A part of the crate, and which item of it is being read.
enum Part {
    /// Every line is of one kind.
    Whole(&'static str),
    /// A file of the model.
    Model { item: &'static str },
    /// Other code; its lines that are no documentation are of this kind.
    Code(&'static str),
}

impl Part {
    fn of(path: &str) -> Self {
        match path {
            "Cargo.toml" => Self::Whole(MANIFEST),
            _ if path.ends_with(".md") => Self::Whole(PAGES),
            _ if path.starts_with("src/runtime/") || path.starts_with("src/formats/") => Self::Whole(RUNTIME),
            _ if path.starts_with("src/models/") => Self::Model { item: OTHER },
            _ if path.starts_with("src/api/") => Self::Code(OPERATIONS),
            _ => Self::Code(OTHER),
        }
    }

    fn kind(&mut self, line: &str) -> &'static str {
        let text = line.trim_start();
        match self {
            Self::Whole(kind) => kind,
            _ if text.starts_with("///") || text.starts_with("//!") => DOCS,
            Self::Code(kind) => kind,
            Self::Model { item } => {
                *item = start(line).unwrap_or(item);
                item
            }
        }
    }
}

/// The kind of the item that begins in a line; none where none does.
fn start(line: &str) -> Option<&'static str> {
    const STARTS: [(&str, &str); 11] = [
        ("pub struct ", TYPES),
        ("pub enum ", TYPES),
        ("pub type ", TYPES),
        ("#[derive(", TYPES),
        ("impl codec::", CODEC),
        ("codec::", CODEC),
        ("impl ", METHODS),
        ("use ", OTHER),
        ("pub use ", OTHER),
        ("mod ", OTHER),
        ("// ", OTHER),
    ];
    let found = STARTS.iter().find(|(start, _)| line.starts_with(start));
    found.map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_of_one_kind() {
        let text = "\
// header
use crate::runtime::codec;

/// A thing.
#[derive(Clone)]
pub struct Thing {
    /// Its name.
    pub name: String,
}

impl codec::Encode for Thing {
    fn encode() {}
}

codec::serde_impls!(Thing);

impl Thing {
    /// Makes one.
    pub fn new() {}
}
";
        let mut kinds = Kinds::default();
        kinds.add("src/models/thing.rs", text);
        let of = |kind: &str| kinds.0.get(kind).map_or(0, |share| share.lines);
        assert_eq!([TYPES, CODEC, METHODS, DOCS, OTHER].map(of), [5, 6, 3, 3, 3]);
        kinds.add("docs/Thing.md", "# Thing");
        let lines: usize = kinds.0.values().map(|share| share.lines).sum();
        let bytes: usize = kinds.0.values().map(|share| share.bytes).sum();
        assert_eq!((lines, bytes), (text.lines().count() + 1, text.len() + 7));
    }
}
