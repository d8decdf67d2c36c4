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
    /// Counts the lines of a file, and gives how many there are. No line goes on in the next piece of its text.
    pub(super) fn add<P: AsRef<str>>(&mut self, path: &str, text: impl IntoIterator<Item = P>) -> usize {
        let mut part = Part::of(path);
        let mut lines = 0;
        // Lines of a kind stand together, so that it is looked up once for all of them.
        let mut run = (OTHER, Share::default());
        for piece in text {
            for line in piece.as_ref().split_inclusive('\n') {
                let kind = part.kind(line);
                if kind != run.0 {
                    self.count(run.0, run.1);
                    run = (kind, Share::default());
                }
                run.1.lines += 1;
                run.1.bytes += line.len();
                lines += 1;
            }
        }
        self.count(run.0, run.1);
        lines
    }

    /// Adds what was counted elsewhere.
    pub(super) fn add_all(&mut self, other: &Self) {
        for (kind, share) in &other.0 {
            self.count(kind, *share);
        }
    }

    fn count(&mut self, kind: &'static str, counted: Share) {
        if counted.lines > 0 {
            let share = self.0.entry(kind).or_default();
            share.lines += counted.lines;
            share.bytes += counted.bytes;
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
        let is_doc = || {
            let text = line.trim_start();
            text.starts_with("///") || text.starts_with("//!")
        };
        match self {
            Self::Whole(kind) => kind,
            _ if is_doc() => DOCS,
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
    if line.starts_with([' ', '}', '\n']) {
        return None;
    }
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
        kinds.add("src/models/thing.rs", [text]);
        let of = |kind: &str| kinds.0.get(kind).map_or(0, |share| share.lines);
        assert_eq!([TYPES, CODEC, METHODS, DOCS, OTHER].map(of), [5, 6, 3, 3, 3]);
        kinds.add("docs/Thing.md", ["# Thing"]);
        let lines: usize = kinds.0.values().map(|share| share.lines).sum();
        let bytes: usize = kinds.0.values().map(|share| share.bytes).sum();
        assert_eq!((lines, bytes), (text.lines().count() + 1, text.len() + 7));
    }
}
