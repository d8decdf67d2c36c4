//! The crates of descriptions in the repository.

use std::fs;
use std::path::{Path, PathBuf};

use generator::config::Config;
use generator::output::Output;
use generator::spec::Source;
use xtask::source_files::SourceFiles;
use xtask::{config_file, places};

/// Lists the fixtures of the generator.
pub(crate) fn fixtures() -> Vec<PathBuf> {
    descriptions("generator/tests/fixtures")
}

/// Lists the descriptions in a folder of the repository, sorted.
pub(crate) fn descriptions(folder: &str) -> Vec<PathBuf> {
    let folder = places::workspace().join(folder);
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml"))
        .collect();
    found.sort();
    found
}

/// Loads the configuration beside a description, if there is one.
pub(crate) fn config(description: &Path, name: &str) -> Config {
    let file = description.with_extension("toml");
    let mut config = match file.exists() {
        true => config_file::load(&file).unwrap(),
        false => Config::default(),
    };
    config.package.name = Some(name.to_owned());
    config
}

/// Generates the crate of a description.
pub(crate) fn generated_of(path: &Path, name: &str) -> Output {
    let (files, root) = SourceFiles::of(path);
    let source = Source {
        root: &root,
        files: &files,
    };
    generator::generate(&source, &config(path, name)).output.unwrap()
}
