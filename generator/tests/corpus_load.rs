//! Loads the published descriptions of the corpus, where it is there: every reference resolves and every pointer is
//! found again in the text.

use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::diagnostic::{Code, Diagnostic, Diagnostics};
use generator::spec::{Cursor, Documents, Files, Limits, Source};

struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// Resolves every reference below a node and lists a diagnostic for each key.
fn visit(
    documents: &Documents,
    cursor: &Cursor<'_>,
    diagnostics: &mut Diagnostics,
    all: &mut Vec<Diagnostic>,
) -> usize {
    let resolved = usize::from(cursor.reference().is_some() && documents.resolve(cursor, diagnostics).is_some());
    all.push(Diagnostic::new(Code::Internal, cursor.origin(), ""));
    let members = cursor.entries().map(|(_, member)| member);
    members
        .chain(cursor.items())
        .map(|below| visit(documents, &below, diagnostics, all))
        .sum::<usize>()
        + resolved
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
        let documents = Documents::load(
            &Source {
                root: name,
                files: &files,
            },
            &Limits::default(),
            &mut diagnostics,
        )
        .unwrap();
        let loaded = start.elapsed();
        let start = Instant::now();
        let mut all = Vec::new();
        let resolved = visit(&documents, &documents.root(), &mut diagnostics, &mut all);
        let visited = start.elapsed();
        let start = Instant::now();
        documents.locate(&mut all);
        let located = start.elapsed();
        let mut diagnostics = diagnostics.into_sorted();
        documents.locate(&mut diagnostics);
        println!(
            "{path}: {:?}, {} files, loaded in {loaded:?}, {resolved} references of {} nodes in {visited:?}, located in {located:?}",
            documents.dialect(),
            documents.len(),
            all.len()
        );
        for d in diagnostics {
            println!(
                "  {} {}:{:?} {} {:?}",
                d.code,
                documents.file_path(d.origin.file),
                d.location,
                d.message,
                d.help
            );
        }
    }
}
