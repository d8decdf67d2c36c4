//! The files of a description on disk: what the generator may read, and nothing else.

use std::fs;
use std::path::{Component, Path, PathBuf};

use generator::spec::Files;

/// The folder of the overlays, beside the description. They are applied in the order of their names.
const OVERLAYS: &str = "overlays";

/// The folder that a description lies in. Nothing outside of it can be read, not even through a symbolic link.
#[derive(Debug)]
pub struct SourceFiles {
    root: PathBuf,
    main: String,
    /// The folder that overlays are looked for in; none where the description is wanted as it was written.
    overlays: Option<PathBuf>,
}

impl SourceFiles {
    /// The folder of the main document, and the document's path in it.
    pub fn of(spec: &Path) -> (Self, String) {
        let root = match spec.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let name = spec.file_name().unwrap_or(spec.as_os_str());
        let main = name.to_string_lossy().into_owned();
        let files = Self {
            overlays: Some(root.join(OVERLAYS)),
            root,
            main: main.clone(),
        };
        (files, main)
    }

    /// The same without overlays: the description as it was written.
    pub fn as_written(self) -> Self {
        Self { overlays: None, ..self }
    }

    /// A file of the description as the user knows it.
    pub fn shown(&self, path: &str) -> String {
        let root = self.root.strip_prefix(".").unwrap_or(&self.root);
        crate::places::shown(&root.join(path))
    }

    /// The main document as the user knows it.
    pub fn shown_main(&self) -> String {
        self.shown(&self.main)
    }
}

impl Files for SourceFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let relative = Path::new(path);
        let stays_below = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !stays_below || path.is_empty() {
            return Err("the path leaves the folder of the description".to_owned());
        }
        let explain = |error: std::io::Error| error.to_string();
        let root = fs::canonicalize(&self.root).map_err(explain)?;
        let file = fs::canonicalize(root.join(relative)).map_err(explain)?;
        // The main document may be a link to anywhere: it was named by the user. What references name may not.
        if !file.starts_with(&root) && path != self.main {
            return Err("a symbolic link leads out of the folder of the description".to_owned());
        }
        if file.is_dir() {
            return Err("this is a folder".to_owned());
        }
        fs::read(file).map_err(explain)
    }

    fn overlays(&self) -> Vec<String> {
        let Some(Ok(entries)) = self.overlays.as_ref().map(fs::read_dir) else {
            return Vec::new();
        };
        let names = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let is_overlay = |name: &String| [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
        let mut paths: Vec<String> = names
            .filter(is_overlay)
            .map(|name| format!("{OVERLAYS}/{name}"))
            .collect();
        paths.sort();
        paths
    }

    fn size(&self, path: &str) -> Option<u64> {
        fs::metadata(self.root.join(path)).ok().map(|file| file.len())
    }
}
