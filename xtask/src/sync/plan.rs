//! Compares an output with what is on disk. Reads only.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use generator::output::{FOLDERS, MARKER, Output, Text};

use crate::Failure;
use crate::places::shown;

/// The name of a file that is being written begins and ends with these, until it is renamed.
pub(super) const TEMPORARY: (&str, &str) = (".codegen-", ".tmp");

/// Where the marker must be: within so many bytes, and within so many lines of them.
const HEADER_BYTES: u64 = 1024;
const HEADER_LINES: usize = 5;

/// What has to be done to a folder. Paths are relative to it.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files to write, in the order of their paths.
    pub write: Vec<Change>,
    /// Number of files that are as they should be.
    pub unchanged: usize,
    /// Files of ours that are no longer produced.
    pub delete: Vec<String>,
    /// What an interrupted run left behind.
    pub leftovers: Vec<PathBuf>,
}

/// A file to write.
#[derive(Debug)]
pub struct Change {
    /// Where.
    pub path: String,
    /// Whether there is a file now.
    pub exists: bool,
}

impl Change {
    fn new(path: &str, exists: bool) -> Self {
        Self {
            path: path.to_owned(),
            exists,
        }
    }
}

impl Plan {
    /// Whether the folder is in step.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.delete.is_empty()
    }
}

/// Compares `output` with the folder `root`, which need not be there.
///
/// # Errors
///
/// [`Failure::Refused`] where something that is not ours is in the way of a file, with all such places.
pub fn plan(root: &Path, output: &Output) -> Result<Plan, Failure> {
    let mut plan = Plan::default();
    let mut obstacles = Vec::new();
    let found = survey(root, output)?;
    plan.leftovers = found.leftovers;
    plan.delete = found.ours.into_iter().filter(|path| !output.contains(path)).collect();
    // Where case is ignored, deleting `Name.rs` deletes the new `name.rs` too, so that one has to be written again.
    let deleted: BTreeSet<String> = plan.delete.iter().map(|path| path.to_lowercase()).collect();

    let mut existing = HashSet::new();
    let mut folders = BTreeMap::new();
    for path in output.paths() {
        match check_folders(root, path, &mut folders).and_then(|there| Ok(there && is_there(&root.join(path))?)) {
            Ok(true) => drop(existing.insert(path)),
            Ok(false) => plan.write.push(Change::new(path, false)),
            Err(obstacle) => obstacles.push(obstacle),
        }
    }
    // Only what is there has to be unpacked and compared.
    for (path, difference) in compare(root, output, &existing) {
        match difference {
            Ok(true) if !deleted.contains(&path.to_lowercase()) => plan.unchanged += 1,
            Ok(_) => plan.write.push(Change::new(&path, true)),
            Err(obstacle) => obstacles.push(obstacle),
        }
    }
    plan.write.sort_by(|one, other| one.path.cmp(&other.path));
    obstacles.sort();
    if obstacles.is_empty() {
        return Ok(plan);
    }
    Err(Failure::Refused(format!(
        "nothing was written, because these are in the way; move them or choose another --out:\n  {}",
        obstacles.join("\n  ")
    )))
}

/// Compares the files that exist with the output: whether they are the same, or why none may be written there.
fn compare(root: &Path, output: &Output, existing: &HashSet<&str>) -> Vec<(String, Result<bool, String>)> {
    let found = Mutex::new(Vec::with_capacity(existing.len()));
    if existing.is_empty() {
        return Vec::new();
    }
    output.each_at_once(|path, text| {
        if !existing.contains(path) {
            return;
        }
        let same = is_same(&root.join(path), text);
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.push((path.to_owned(), same));
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a file of ours has this text, or why none may be written there.
fn is_same(place: &Path, text: Text<'_>) -> Result<bool, String> {
    let fail = |error| format!("{}: {error}", shown(place));
    if has_text(place, text).map_err(fail)? {
        return Ok(true);
    }
    if starts_as_ours(place).map_err(fail)? {
        return Ok(false);
    }
    Err(format!(
        "{} was not written by this command (it has no `{MARKER}`)",
        shown(place)
    ))
}

/// Whether a file on disk has this text.
fn has_text(place: &Path, text: Text<'_>) -> std::io::Result<bool> {
    let mut file = File::open(place)?;
    if file.metadata()?.len() != text.length() as u64 {
        return Ok(false);
    }
    let mut old = Vec::new();
    for piece in text {
        old.resize(piece.len(), 0);
        match file.read_exact(&mut old) {
            Ok(()) if old == piece.as_bytes() => {}
            // It became shorter under our eyes.
            Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(error),
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Checks that a path leads to a place below the root, through real folders, and tells whether the last of them is there.
/// `known` are those already checked.
fn check_folders(root: &Path, path: &str, known: &mut BTreeMap<PathBuf, bool>) -> Result<bool, String> {
    let relative = Path::new(path);
    let normal = |part: Component<'_>| matches!(part, Component::Normal(_));
    if path.is_empty() || path.contains(['\\', ':', '\0']) || !relative.components().all(normal) {
        return Err(format!(
            "the path `{}` leads out of the output folder",
            path.escape_debug()
        ));
    }
    for folder in relative.ancestors().skip(1) {
        if folder.as_os_str().is_empty() || known.contains_key(folder) {
            break;
        }
        let place = root.join(folder);
        // What is in the way of one file is in the way of all below it, and told once.
        known.insert(folder.to_owned(), true);
        match fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(metadata) if metadata.is_symlink() => return Err(format!("{} is a symbolic link", shown(&place))),
            Ok(_) => return Err(format!("{} is not a folder", shown(&place))),
            Err(error) if error.kind() == ErrorKind::NotFound => drop(known.insert(folder.to_owned(), false)),
            Err(error) => return Err(format!("{}: {error}", shown(&place))),
        }
    }
    Ok(relative
        .parent()
        .and_then(|folder| known.get(folder))
        .copied()
        .unwrap_or(true))
}

/// Whether there is a file in a place.
fn is_there(place: &Path) -> Result<bool, String> {
    match fs::symlink_metadata(place) {
        Ok(metadata) if metadata.is_symlink() => Err(format!("{} is a symbolic link", shown(place))),
        Ok(metadata) if !metadata.is_file() => Err(format!("{} is not a file", shown(place))),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(format!("{}: {error}", shown(place))),
    }
}

/// Whether one of the first lines is a comment with the marker.
pub fn is_ours(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(HEADER_BYTES as usize)];
    let text = String::from_utf8_lossy(start);
    text.lines().take(HEADER_LINES).any(|line| {
        let line = line.trim_start();
        ["//", "#", "<!--"].iter().any(|comment| line.starts_with(comment)) && line.contains(MARKER)
    })
}

/// What is on disk of ours.
#[derive(Default)]
struct Found {
    ours: Vec<String>,
    leftovers: Vec<PathBuf>,
}

/// Looks through the folders that the output has, and those that an output can have.
///
/// Other folders are none of ours, whatever is in them: `--out` may be a folder that holds other generated crates.
fn survey(root: &Path, output: &Output) -> Result<Found, Failure> {
    let mut found = Found::default();
    let of_output = output
        .paths()
        .filter_map(|path| path.split_once('/').map(|(folder, _)| folder));
    let folders: BTreeSet<&str> = of_output.chain(FOLDERS.iter().copied()).collect();
    let mut waiting = vec![(String::new(), true)];
    while let Some((folder, is_root)) = waiting.pop() {
        for (name, kind) in entries(&root.join(&folder))? {
            let path = if is_root {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            let place = root.join(&path);
            if kind.is_file() && name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
                found.leftovers.push(place);
            } else if kind.is_file() && may_be_ours(&place)? {
                found.ours.push(path);
            } else if kind.is_dir() && (!is_root || folders.contains(name.as_str())) && !is_package(&place) {
                waiting.push((path, false));
            }
        }
    }
    found.ours.sort();
    Ok(found)
}

/// The entries of a folder in the order of their names; none if it is not there. What has no UTF-8 name is not ours.
fn entries(folder: &Path) -> Result<BTreeMap<String, fs::FileType>, Failure> {
    let fail = |error| Failure::file(folder, error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(fail(error)),
    };
    let mut found = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(fail)?;
        if let Ok(name) = entry.file_name().into_string() {
            found.insert(name, entry.file_type().map_err(fail)?);
        }
    }
    Ok(found)
}

/// Whether a folder is a package of its own.
fn is_package(folder: &Path) -> bool {
    folder.join("Cargo.toml").exists()
}

/// Whether a file on disk is ours; what we may not read we did not write.
fn may_be_ours(place: &Path) -> Result<bool, Failure> {
    match starts_as_ours(place) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
        other => other.map_err(|error| Failure::file(place, error)),
    }
}

/// Whether the beginning of a file is that of one of ours.
fn starts_as_ours(place: &Path) -> std::io::Result<bool> {
    let mut start = Vec::new();
    File::open(place)?.take(HEADER_BYTES).read_to_end(&mut start)?;
    Ok(is_ours(&start))
}
