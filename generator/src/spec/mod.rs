//! From bytes to a document: reading, the version, and references.
//!
//! Files are JSON or YAML and are read below the root folder only. What is here says where things stand and what a
//! reference means; what a keyword means is for `lower`.
//!
//! * `parse`, `read`, `nesting`, `node`: the bytes of one file to a tree of nodes;
//! * `block`, `scalar`, `flow`: the usual forms of YAML, which are read without the parser for all of it;
//! * `load`, `places`: all files of a description, by following references;
//! * `overlay`: changes of the main file that stand in files of their own;
//! * `refs`, `uri`: what a reference means;
//! * `pruned`: a part of a tree, to be written as YAML;
//! * `locate`, `lines`: from JSON pointers back to lines and columns.

mod block;
mod cursor;
mod dialect;
mod flow;
mod lines;
mod load;
mod locate;
mod nesting;
mod node;
mod overlay;
mod parse;
mod places;
mod pruned;
mod read;
mod refs;
mod scalar;
mod segments;
mod uri;

use std::collections::HashSet;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use self::cursor::Cursor;
pub use self::dialect::Dialect;
pub use self::node::{BigInteger, Node, Number, Object};
use self::overlay::Edits;
use self::places::Keys;
pub use self::pruned::Pruned;
use self::refs::Store;
use crate::diagnostic::{self, Code, Diagnostic, Diagnostics};
use crate::pointer::{FileId, Origin, Pointer};

/// Access to the files of a description.
pub trait Files {
    /// Reads a file. The path is relative to the root folder, `/` between its parts, without `.` and `..`.
    ///
    /// # Errors
    ///
    /// Why the file cannot be read, to be shown.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The overlays that are applied to the main file, in order: paths as for [`Files::read`].
    fn overlays(&self) -> Vec<String> {
        Vec::new()
    }

    /// The size of a file in bytes, where it is known without reading it, so that what is too large is left alone.
    fn size(&self, _path: &str) -> Option<u64> {
        None
    }
}

/// A description to be read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Path of the main file, relative to the root folder.
    pub root: &'a str,
    /// The files below the root folder.
    pub files: &'a (dyn Files + Sync),
}

/// How much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of all files together.
    pub bytes: u64,
    /// Lists and objects nested in each other. At most 127, which is where the parsers end.
    pub depth: usize,
    /// Files.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            depth: 100,
            files: 50_000,
        }
    }
}

/// The files of a description: the main one and all that references lead to. They do not change after
/// loading, but that their trees can be dropped.
#[derive(Debug)]
pub struct Documents {
    store: Store,
    dialect: Dialect,
    /// What overlays changed.
    edits: Edits,
}

/// From how many links on a chain of references is given up.
const LONGEST_CHAIN: usize = 100;

impl Documents {
    /// Reads the main file and every file that a reference leads to, and reports what is wrong with the files and which
    /// references lead nowhere.
    ///
    /// `None` only if the main file cannot be read at all. If it is not valid there are documents, whose text can be
    /// shown, an error among the diagnostics, and nothing in [`Documents::root`] to go on with.
    pub fn load(source: &Source<'_>, limits: &Limits, diagnostics: &mut Diagnostics) -> Option<Self> {
        load::load(source, limits, diagnostics)
    }

    /// The root of the main file.
    pub fn root(&self) -> Cursor<'_> {
        let node = self
            .store
            .file(FileId(0))
            .and_then(|file| file.node.as_ref())
            .unwrap_or(&Node::Null);
        Cursor {
            file: FileId(0),
            pointer: Pointer::root(),
            node,
        }
    }

    /// The version of the specification.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.store.files.len()
    }

    /// Whether there is no file, which never is so.
    pub fn is_empty(&self) -> bool {
        self.store.files.is_empty()
    }

    /// The paths of the files, relative to the root folder, in the order of their numbers.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.store.files.iter().map(|file| file.path.as_str())
    }

    /// SHA-256 of all files, paths included, in hexadecimal digits.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for file in &self.store.files {
            hasher.update((file.path.len() as u64).to_le_bytes());
            hasher.update(file.path.as_bytes());
            hasher.update((file.text.len() as u64).to_le_bytes());
            file.text.pieces().for_each(|piece| hasher.update(piece.as_bytes()));
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Drops the trees, once nothing is read any more. Texts stay, and places can still be found in them.
    pub fn forget(&mut self) {
        self.store.forget();
    }

    /// The files in the order of their numbers: paths and texts. The text of a file that nothing is said about is left
    /// out.
    pub fn into_files(self, diagnostics: &[Diagnostic]) -> Vec<(String, String)> {
        let shown: HashSet<FileId> = diagnostics.iter().map(|diagnostic| diagnostic.origin.file).collect();
        let files = self.store.files.into_iter().zip(0..);
        files
            .map(|(file, id)| {
                let text = match shown.contains(&FileId(id)) {
                    true => file.text.text(),
                    false => String::new(),
                };
                (file.path, text)
            })
            .collect()
    }

    /// The path of a file, relative to the root folder.
    pub fn file_path(&self, file: FileId) -> &str {
        self.store.file(file).map_or("", |file| &file.path)
    }

    /// The text of a file, without a byte order mark.
    pub fn file_text(&self, file: FileId) -> String {
        self.store.file(file).map(|file| file.text.text()).unwrap_or_default()
    }

    /// The node at a place.
    pub fn at(&self, origin: &Origin) -> Option<Cursor<'_>> {
        let node = self.store.node(origin)?;
        Some(Cursor {
            file: origin.file,
            pointer: origin.pointer.clone(),
            node,
        })
    }

    /// Follows the reference that stands at a node, and those that it leads to, to the first node without one; a node
    /// without a reference resolves to itself.
    ///
    /// Only the end of the chain is given. What stands beside a `$ref` ([`Cursor::siblings`]), which counts in 3.1, is
    /// seen by going link by link with [`Documents::follow`].
    pub fn resolve<'d>(&'d self, reference: &Cursor<'d>, diagnostics: &mut Diagnostics) -> Option<Cursor<'d>> {
        let mut at = reference.clone();
        let mut passed = Vec::new();
        while at.reference().is_some() {
            if passed.len() >= LONGEST_CHAIN || passed.contains(&at.origin()) {
                diagnostics.push(cycle(reference));
                return None;
            }
            passed.push(at.origin());
            at = self.follow(&at, diagnostics)?;
        }
        Some(at)
    }

    /// Follows the reference that stands at a node by one link; a node without one gives itself.
    pub fn follow<'d>(&'d self, reference: &Cursor<'d>, diagnostics: &mut Diagnostics) -> Option<Cursor<'d>> {
        let Some(text) = reference.reference() else {
            return Some(reference.clone());
        };
        match self.store.target(&reference.origin(), text) {
            Ok(target) => self.at(&target),
            Err(failure) => {
                diagnostics.push(failure.into_diagnostic(reference_origin(reference)));
                None
            }
        }
    }

    /// The references at and below a node, mappings of discriminators among them: where each stands and where it leads.
    /// Those that lead nowhere are left out.
    pub fn references(&self, at: &Cursor<'_>) -> Vec<(Origin, Origin)> {
        let sites = places::places(at.node, &at.pointer, Keys::Keywords, self.dialect).sites;
        let targets = sites.into_iter().filter_map(|site| {
            let from = Origin {
                file: at.file,
                pointer: site.pointer,
            };
            let target = self.store.target(&from, site.text).ok()?;
            Some((from, target))
        });
        targets.collect()
    }

    /// What a reference means that stands elsewhere than in a `$ref`, as in the mapping of a discriminator: `text`
    /// seen from the file of `from`. Nothing is reported.
    pub fn lookup<'d>(&'d self, from: &Cursor<'d>, text: &str) -> Option<Cursor<'d>> {
        self.store
            .target(&from.origin(), text)
            .ok()
            .and_then(|target| self.at(&target))
    }

    /// Fills in the locations of diagnostics, one pass over each file concerned, and sorts them by file and location. What
    /// an overlay wrote is found there.
    pub fn locate(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics
            .iter_mut()
            .filter(|diagnostic| diagnostic.location.is_none())
        {
            diagnostic.origin = self.edits.written(&diagnostic.origin);
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.origin.file);
        diagnostics
            .par_chunk_by_mut(|one, other| one.origin.file == other.origin.file)
            .for_each(|of_one_file| self.locate_in_file(of_one_file));
        diagnostic::sort(diagnostics);
    }

    fn locate_in_file(&self, diagnostics: &mut [Diagnostic]) {
        let Some(file) = diagnostics.first().and_then(|first| self.store.file(first.origin.file)) else {
            return;
        };
        let mut open: Vec<&mut Diagnostic> = diagnostics
            .iter_mut()
            .filter(|diagnostic| diagnostic.location.is_none())
            .collect();
        if open.is_empty() {
            return;
        }
        let pointers: Vec<Pointer> = open
            .iter()
            .map(|diagnostic| diagnostic.origin.pointer.clone())
            .collect();
        let locations = locate::locate(&file.text.text(), file.format, &pointers);
        for (diagnostic, location) in open.iter_mut().zip(locations) {
            diagnostic.location = Some(location);
        }
    }
}

/// Where the text of the reference stands that is at a node.
fn reference_origin(reference: &Cursor<'_>) -> Origin {
    let key = if reference.str("$ref").is_some() {
        "$ref"
    } else {
        "$dynamicRef"
    };
    reference.origin().child(key)
}

fn cycle(reference: &Cursor<'_>) -> Diagnostic {
    let text = reference.reference().unwrap_or_default();
    let message = format!("`{text}` leads from reference to reference and never to a value");
    Diagnostic::new(Code::RefCycle, reference_origin(reference), message)
        .help("let one of the references lead to an object")
}
