//! Loads a description: the main file, then wave by wave the files that references lead to.

use std::collections::HashSet;

use rayon::prelude::*;

use super::dialect::{self, Dialect};
use super::overlay::{self, Edits};
use super::parse::{self, Content};
use super::places::{self, Keys, Site};
use super::refs::{Resource, Store, Unread};
use super::{Cursor, Documents, Limits, Source, uri};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::pointer::{FileId, Origin, Pointer};

/// See [`Documents::load`].
pub(super) fn load(source: &Source<'_>, limits: &Limits, diagnostics: &mut Diagnostics) -> Option<Documents> {
    let mut loader = Loader {
        source,
        limits,
        diagnostics,
        store: Store::default(),
        bytes: 0,
        walked: HashSet::new(),
    };
    let path = uri::join("", source.root).unwrap_or_else(|_| source.root.to_owned());
    loader.read(vec![path.clone()]);
    if let Some(Unread { code, reason }) = loader.store.unread(&path).cloned() {
        let message = format!("the description cannot be read: {reason}");
        let help = if code == Code::TooLarge {
            "split it, or raise the limit"
        } else {
            "check the path of the file"
        };
        loader
            .diagnostics
            .push(Diagnostic::new(code, Origin::default(), message).help(help));
        return None;
    }
    let edits = loader.overlay();
    let dialect = loader.dialect();
    if let Some(dialect) = dialect {
        loader.follow(dialect);
    }
    let store = loader.store;
    Some(Documents {
        store,
        dialect: dialect.unwrap_or(Dialect::V3_0),
        edits,
    })
}

/// For how many references that lead nowhere a similar name is looked for. Where there are more, the names are not what
/// is wrong.
const SUGGESTIONS: usize = 100;

struct Loader<'l> {
    source: &'l Source<'l>,
    limits: &'l Limits,
    diagnostics: &'l mut Diagnostics,
    store: Store,
    /// How much was read.
    bytes: u64,
    /// Parts of files that references were looked for in.
    walked: HashSet<(Origin, Keys)>,
}

/// A reference that was met, and the file that it stands in.
struct Met {
    origin: Origin,
    text: Box<str>,
    keys: Keys,
    mapping: bool,
}

impl Loader<'_> {
    fn dialect(&mut self) -> Option<Dialect> {
        let node = self.store.file(FileId(0))?.node.as_ref()?;
        let root = Cursor {
            file: FileId(0),
            pointer: Pointer::root(),
            node,
        };
        dialect::sniff(&root, self.diagnostics)
    }

    /// Reads the overlays and applies them to the main file.
    fn overlay(&mut self) -> Edits {
        let mut edits = Edits::default();
        let paths = self.source.files.overlays();
        let Some(mut root) = self
            .store
            .file(FileId(0))
            .filter(|_| !paths.is_empty())
            .and_then(|file| file.node.clone())
        else {
            return edits;
        };
        self.read(paths.clone());
        for path in paths {
            let unread = self.store.unread(&path).map(|unread| unread.reason.clone());
            let message = unread.map(|reason| format!("the overlay `{path}` cannot be read: {reason}"));
            if let Some(message) = message {
                let found = Diagnostic::new(Code::InvalidOverlay, Origin::default(), message);
                self.diagnostics.push(found);
                continue;
            }
            let Some((file, node)) = self.store.by_path(&path) else {
                continue;
            };
            let Some(node) = node else {
                let origin = Origin {
                    file,
                    pointer: Pointer::root(),
                };
                let message = "the overlay cannot be read, and nothing of it is applied";
                self.diagnostics
                    .push(Diagnostic::new(Code::InvalidOverlay, origin, message));
                continue;
            };
            let overlay = Cursor {
                file,
                pointer: Pointer::root(),
                node,
            };
            overlay::apply(&overlay, &mut root, &mut edits, self.diagnostics);
        }
        self.store.replace(FileId(0), root);
        edits
    }

    /// Reads files, in parallel, and numbers them in the order given.
    fn read(&mut self, paths: Vec<String>) {
        let files = self.source.files;
        let paths = self.within_limit(paths);
        let read: Vec<_> = paths.into_par_iter().map(|path| (files.read(&path), path)).collect();
        let mut accepted = Vec::with_capacity(read.len());
        for (bytes, path) in read {
            let bytes = bytes.map_err(|reason| Unread {
                code: Code::Unreadable,
                reason,
            });
            match bytes.and_then(|bytes| self.account(bytes)) {
                Ok(bytes) => accepted.push((path, bytes)),
                Err(unread) => self.store.add_unread(path, unread),
            }
        }
        let depth = self.limits.depth;
        let parsed: Vec<_> = accepted
            .into_par_iter()
            .map(|(path, bytes)| (path, parse::parse(bytes, depth)))
            .collect();
        for (path, content) in parsed {
            self.add(path, content);
        }
    }

    /// The files that are not known to be too large before they are read.
    fn within_limit(&mut self, paths: Vec<String>) -> Vec<String> {
        let mut expected = self.bytes;
        let mut within = Vec::with_capacity(paths.len());
        for path in paths {
            let total = expected.saturating_add(self.source.files.size(&path).unwrap_or(0));
            if total > self.limits.bytes {
                self.store.add_unread(path, beyond(self.limits.bytes));
            } else {
                expected = total;
                within.push(path);
            }
        }
        within
    }

    fn account(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, Unread> {
        let total = self.bytes.saturating_add(bytes.len() as u64);
        if total > self.limits.bytes {
            return Err(beyond(self.limits.bytes));
        }
        self.bytes = total;
        Ok(bytes)
    }

    fn add(&mut self, path: String, content: Content) {
        let Content {
            text,
            format,
            node,
            identified,
            diagnostics,
        } = content;
        let file = self.store.add(path, text, format, node, identified);
        for mut diagnostic in diagnostics {
            diagnostic.origin.file = file;
            // A broken file breaks what refers to it and nothing else, unless it is the main one.
            if file != FileId(0) && diagnostic.severity == Severity::Error {
                diagnostic.severity = Severity::Warning;
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// Follows references breadth first, so that files are numbered in the order in which they are first referred to.
    fn follow(&mut self, dialect: Dialect) {
        let mut wave = vec![(Origin::default(), Keys::Keywords)];
        let mut failed = Vec::new();
        while !wave.is_empty() {
            let met = self.walk(wave, dialect);
            self.read_needed(&met);
            wave = Vec::new();
            for met in met {
                let Ok(target) = self.store.target(&met.origin, &met.text) else {
                    failed.push(met);
                    continue;
                };
                self.store.remember(met.origin.file, &met.text, Ok(target.clone()));
                if self.walked.insert((target.clone(), met.keys)) {
                    wave.push((target, met.keys));
                }
            }
        }
        self.report(failed);
    }

    /// The references in these parts of the files.
    fn walk(&mut self, parts: Vec<(Origin, Keys)>, dialect: Dialect) -> Vec<Met> {
        let mut met = Vec::new();
        for (origin, keys) in parts {
            let Some(node) = self.store.node(&origin) else { continue };
            let sites = places::places(node, &origin.pointer, keys, dialect).sites;
            met.extend(sites.into_iter().map(
                |Site {
                     pointer,
                     text,
                     keys,
                     mapping,
                 }| Met {
                    origin: Origin {
                        file: origin.file,
                        pointer,
                    },
                    text: text.into(),
                    keys,
                    mapping,
                },
            ));
        }
        met
    }

    /// Reads the files that references name and that were not read before.
    fn read_needed(&mut self, met: &[Met]) {
        let mut needed = Vec::new();
        let mut listed = HashSet::new();
        for met in met {
            if let Ok(Resource::File(path)) = self.store.resource(&met.origin, &met.text)
                && !self.store.is_tried(&path)
                && listed.insert(path.clone())
            {
                needed.push(path);
            }
        }
        let room = self.limits.files.saturating_sub(self.store.files.len());
        for path in needed.split_off(needed.len().min(room)) {
            let reason = format!("the limit of {} files is exceeded", self.limits.files);
            self.store.add_unread(path, too_large(reason));
        }
        self.read(needed);
    }

    /// Reports the references that lead nowhere. They are tried again first: an `$id` may have turned up in a file that
    /// was read after them.
    fn report(&mut self, failed: Vec<Met>) {
        let mut suggestions = 0;
        for met in failed {
            let Err(mut failure) = self.store.target(&met.origin, &met.text) else {
                continue;
            };
            if suggestions < SUGGESTIONS {
                suggestions += 1;
                failure = self.store.suggest(failure);
            }
            self.store.remember(met.origin.file, &met.text, Err(failure.clone()));
            let origin = if met.mapping {
                met.origin
            } else {
                met.origin.child("$ref")
            };
            self.diagnostics.push(failure.into_diagnostic(origin));
        }
    }
}

fn beyond(limit: u64) -> Unread {
    too_large(format!("with it, the limit of {limit} bytes is exceeded"))
}

fn too_large(reason: String) -> Unread {
    Unread {
        code: Code::TooLarge,
        reason,
    }
}
