//! Where things are: the workspace, the places used where none is given, and how paths are shown.

use std::path::{Path, PathBuf};

/// The root folder of the workspace that this program was built in.
pub fn workspace() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The description of this repository's own SDK.
pub fn default_spec() -> PathBuf {
    workspace().join("spec/oauth-clients.yaml")
}

/// The configuration of this repository's own SDK.
pub fn default_config() -> PathBuf {
    workspace().join("spec/codegen.toml")
}

/// The folder of this repository's own SDK.
pub fn default_out() -> PathBuf {
    workspace().join("generated")
}

/// A path as the user knows it: relative to the current folder where it lies below it.
pub fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&current) {
        Ok(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Ok(relative) => relative.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}

/// The folder of build output, that of the workspace unless the environment names another.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => workspace().join(folder),
        None => workspace().join("target"),
    }
}
