//! Loads the published descriptions of the corpus, where it is there: every reference leads somewhere, and what a
//! pointer points to is found again in the text.

use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::diagnostic::{Code, Diagnostic, Diagnostics};
use generator::spec::{Cursor, Documents, Files, Limits, Node, Source};

struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// Every node at and below a node.
fn nodes<'d>(cursor: &Cursor<'d>, all: &mut Vec<Cursor<'d>>) {
    all.push(cursor.clone());
    for (_, member) in cursor.entries() {
        nodes(&member, all);
    }
    for item in cursor.items() {
        nodes(&item, all);
    }
}

/// Whether the text at a location is the key of a node, or a scalar itself.
fn is_there(text: &str, diagnostic: &Diagnostic, node: &Node) -> bool {
    let location = diagnostic.location.unwrap();
    let found = &text[location.offset..location.offset + location.length];
    let bare = found.trim_matches(['"', '\'']).replace("\\\"", "\"");
    let last = diagnostic.origin.pointer.last().unwrap_or_default();
    let is_key = bare == last.trim_matches('"') || last.parse::<usize>().is_ok() || last.is_empty();
    match node {
        Node::Bool(_) | Node::Number(_) => found == format!("{}", node.to_json()) || found.parse::<f64>().is_ok(),
        Node::String(value) if found.len() < 20 && !found.contains(['\\', '\'']) => value.starts_with(&bare) || is_key,
        Node::Array(_) | Node::Object(_) => is_key,
        Node::String(_) | Node::Null => true,
    }
}

#[test]
fn the_corpus_loads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&root) else {
        println!("skipped: there is no corpus at ../shared/corpus");
        return;
    };
    let mut paths: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    paths.retain(|path| path.ends_with(".json") || path.ends_with(".yaml"));
    paths.push("digitalocean/DigitalOcean-public.v2.yaml".to_owned());
    paths.sort();
    for path in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let files = Folder(root.join(folder));
        let mut diagnostics = Diagnostics::default();
        let start = Instant::now();
        let source = Source {
            root: name,
            files: &files,
        };
        let documents = Documents::load(&source, &Limits::default(), &mut diagnostics).unwrap();
        let loaded = start.elapsed();
        assert_eq!(diagnostics.into_sorted(), [], "{path}");

        let mut all = Vec::new();
        nodes(&documents.root(), &mut all);
        let mut everywhere: Vec<Diagnostic> = all
            .iter()
            .map(|cursor| Diagnostic::new(Code::Internal, cursor.origin(), ""))
            .collect();
        let start = Instant::now();
        documents.locate(&mut everywhere);
        let located = start.elapsed();
        let text = documents.file_text(documents.root().file);
        let wrong = everywhere.iter().find(|diagnostic| {
            let node = documents.at(&diagnostic.origin).unwrap().node;
            !is_there(&text, diagnostic, node)
        });
        assert_eq!(wrong, None, "{path}");
        println!(
            "{path}: {}, {} files in {loaded:?}; {} nodes, all located in {located:?}",
            documents.dialect().as_str(),
            documents.len(),
            all.len(),
        );
    }
}
