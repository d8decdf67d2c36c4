//! Loading descriptions, from files in memory.

mod hostile;
mod overlays;
mod reading;
mod references;

use std::collections::BTreeMap;

use generator::diagnostic::{Diagnostic, Diagnostics};
use generator::pointer::Pointer;
use generator::spec::{Cursor, Documents, Files, Limits, Source};

/// Files in memory.
struct Memory(BTreeMap<String, Vec<u8>>);

impl Files for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }

    fn overlays(&self) -> Vec<String> {
        let names = self.0.keys().filter(|name| name.starts_with("overlays/"));
        names.cloned().collect()
    }
}

/// A description that was read, every reference of it followed, and what there is to say about it.
struct Loaded {
    documents: Option<Documents>,
    diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    fn root(&self) -> Cursor<'_> {
        self.documents.as_ref().unwrap().root()
    }

    fn at(&self, pointer: &str) -> Cursor<'_> {
        Pointer::parse(pointer).tokens().fold(self.root(), |cursor, token| {
            let item = token.parse().ok().and_then(|position| cursor.items().nth(position));
            item.or_else(|| cursor.get(&token))
                .unwrap_or_else(|| panic!("no {pointer}"))
        })
    }

    /// Where the reference at a pointer leads: file and pointer.
    fn target(&self, pointer: &str) -> Option<String> {
        let documents = self.documents.as_ref().unwrap();
        let target = documents.resolve(&self.at(pointer), &mut Diagnostics::default())?;
        Some(format!("{}#{}", documents.file_path(target.file), target.pointer))
    }

    /// The diagnostics as text: code, file, line, column, what is underlined, pointer, message.
    fn shown(&self) -> Vec<String> {
        self.diagnostics
            .iter()
            .map(|diagnostic| {
                let (path, text) = self.documents.as_ref().map_or(("", String::new()), |documents| {
                    let file = diagnostic.origin.file;
                    (documents.file_path(file), documents.file_text(file))
                });
                let location = diagnostic.location.unwrap_or_default();
                let underlined = &text[location.offset..location.offset + location.length];
                format!(
                    "{} {path}:{}:{} [{underlined}] {}: {}",
                    diagnostic.code, location.line, location.column, diagnostic.origin.pointer, diagnostic.message
                )
            })
            .collect()
    }
}

fn load_with(limits: &Limits, files: &[(&str, &[u8])]) -> Loaded {
    let memory = Memory(
        files
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
            .collect(),
    );
    let mut diagnostics = Diagnostics::default();
    let root = files.first().map_or("main.yaml", |(path, _)| path);
    let documents = Documents::load(&Source { root, files: &memory }, limits, &mut diagnostics);
    if let Some(documents) = &documents {
        follow_all(documents, &documents.root(), &mut diagnostics);
    }
    let mut diagnostics = diagnostics.into_sorted();
    if let Some(documents) = &documents {
        documents.locate(&mut diagnostics);
    }
    Loaded { documents, diagnostics }
}

fn follow_all(documents: &Documents, cursor: &Cursor<'_>, diagnostics: &mut Diagnostics) {
    if cursor.pointer.tokens().any(|token| token == "example") {
        return;
    }
    documents.resolve(cursor, diagnostics);
    for (_, member) in cursor.entries() {
        follow_all(documents, &member, diagnostics);
    }
    for item in cursor.items() {
        follow_all(documents, &item, diagnostics);
    }
}

/// Loads files given as text; the first is the main one.
fn load(files: &[(&str, &str)]) -> Loaded {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    load_with(&Limits::default(), &files)
}

/// Loads one file and compares the diagnostics.
fn check(text: &str, expected: &[&str]) -> Loaded {
    let loaded = load(&[("main.yaml", text)]);
    assert_eq!(loaded.shown(), expected, "{text}");
    loaded
}
