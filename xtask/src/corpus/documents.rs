//! Finds the descriptions of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Failure;
use crate::places::shown;

/// A description of the corpus.
pub(super) struct Document {
    /// The file.
    pub(super) path: PathBuf,
    /// The name of the crate made from it.
    pub(super) name: String,
}

/// The descriptions of a folder, or those of them that `names` lists, in the order of their paths.
pub(super) fn find(folder: &Path, names: &[String]) -> Result<Vec<Document>, Failure> {
    let mut paths = Vec::new();
    for path in entries(folder)? {
        match path.is_dir() {
            true => paths.extend(entries(&path)?),
            false => paths.push(path),
        }
    }
    let mut descriptions = Vec::new();
    for path in paths {
        if is_description(&path)? {
            descriptions.push(path);
        }
    }
    let is_wanted = |path: &&PathBuf| names.is_empty() || names.iter().any(|name| is_named(path, name));
    let named = descriptions.iter().zip(crate_names(&descriptions));
    let documents: Vec<Document> = named
        .filter(|(path, _)| is_wanted(path))
        .map(|(path, name)| Document {
            path: path.clone(),
            name,
        })
        .collect();
    let is_absent = |name: &&String| !documents.iter().any(|document| is_named(&document.path, name));
    match names.iter().find(is_absent) {
        Some(name) => Err(Failure::Refused(format!(
            "{} has no description `{name}`",
            shown(folder)
        ))),
        None if documents.is_empty() => Err(Failure::Refused(format!("{} has no description", shown(folder)))),
        None => Ok(documents),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error| Failure::file(folder, error);
    let entries = fs::read_dir(folder).map_err(fail)?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(fail)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Whether a file is a description rather than a part of one: it says which version it follows.
fn is_description(path: &Path) -> Result<bool, Failure> {
    let kind = path.extension().unwrap_or_default();
    if !path.is_file() || !["json", "yaml", "yml"].iter().any(|known| kind == *known) {
        return Ok(false);
    }
    let bytes = fs::read(path).map_err(|error| Failure::file(path, error))?;
    let text = String::from_utf8_lossy(&bytes);
    let in_yaml = |line: &str| line.starts_with("openapi:") || line.starts_with("swagger:");
    // Members of JSON are often sorted, so that the version stands anywhere.
    let in_json = |member: &str| {
        text.split(member)
            .skip(1)
            .any(|rest| rest.trim_start().starts_with(':'))
    };
    Ok(in_json("\"openapi\"") || in_json("\"swagger\"") || text.lines().any(in_yaml))
}

/// Whether a user means this file by a name: its file name, with or without its ending, or the folder that it is in.
fn is_named(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|file| file == name)
        || path.file_stem().is_some_and(|stem| stem == name)
        || path
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|folder| folder == name)
}

/// The longest name that a package may have.
const LONGEST_NAME: usize = 64;

/// The names of the crates made from files. One that is too long, or that another file has too, is cut and ends with a
/// hash of what it stands for.
fn crate_names(paths: &[PathBuf]) -> Vec<String> {
    let whole: Vec<String> = paths.iter().map(|path| crate_name(path, paths)).collect();
    let is_alone = |name: &String| whole.iter().filter(|other| *other == name).count() < 2;
    let name = |(path, name): (&PathBuf, &String)| match is_alone(name) {
        true if name.len() <= LONGEST_NAME => name.clone(),
        true => cut(name, name),
        // Folders above do not count, so that a copy elsewhere has the same names.
        false => {
            let tail: Vec<_> = path.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
            cut(name, &tail.join("/"))
        }
    };
    paths.iter().zip(&whole).map(name).collect()
}

fn cut(name: &str, hashed: &str) -> String {
    let hash = Sha256::digest(hashed);
    let hash: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    // Names are ASCII.
    let kept = &name[..name.len().min(LONGEST_NAME - 1 - hash.len())];
    format!("{}-{hash}", kept.trim_end_matches('-'))
}

/// The name of the crate made from a file: letters, digits and hyphens of its name, or where several files have that
/// name (`9.0.0/swagger.json`), of its folder's name and its own.
fn crate_name(path: &Path, paths: &[PathBuf]) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_alone = paths
        .iter()
        .filter(|other| other.file_stem() == path.file_stem())
        .count()
        < 2;
    let folder = path.parent().and_then(Path::file_name).filter(|_| !is_alone);
    let name = format!("corpus {} {stem}", folder.unwrap_or_default().to_string_lossy()).to_lowercase();
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_differ() {
        let long = "a_very_long_name_of_a_description_that_goes_on_and_on_beyond_all_limits.json";
        let paths = [
            "x/petstore.json",
            long,
            "a/b_c.json",
            "a/b-c.yaml",
            "x/ä.json",
            "y/ü.json",
        ];
        let names = crate_names(&paths.map(PathBuf::from));
        assert_eq!(names[0], "corpus-petstore");
        assert!(
            names[1].starts_with("corpus-a-very-long-name-of-a-description-that-goes"),
            "{names:?}"
        );
        assert!(names.iter().all(|name| name.len() <= LONGEST_NAME), "{names:?}");
        let mut different = names.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), names.len(), "{names:?}");
    }
}
