//! What is not expressed of each description, as a checked-in record: a change in it is seen in review.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use similar::TextDiff;

use super::documents::Document;
use super::measure::Row;
use crate::{Failure, places};

/// Compares the findings of a description with its record, or with `accept` makes them the record. Gives the difference,
/// if there is one. A description without a record, or another of the same name, is compared with nothing.
pub(super) fn compare(document: &Document, row: &Row, accept: bool) -> Result<Option<String>, Failure> {
    let place = place(row);
    let heading = heading(&document.path)?;
    let now = format!("{heading}{}", text(&row.generation));
    if accept {
        let folder = place.parent().unwrap_or(Path::new("."));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&place, now));
        return written.map(|()| None).map_err(|error| Failure::file(&place, error));
    }
    let Ok(recorded) = fs::read_to_string(&place) else {
        return Ok(None);
    };
    if recorded == now || !recorded.starts_with(&heading) {
        return Ok(None);
    }
    let diff = TextDiff::from_lines(recorded.as_str(), now.as_str());
    let diff = diff
        .unified_diff()
        .context_radius(0)
        .header("recorded", "now")
        .to_string();
    Ok(Some(diff))
}

/// Where the record of a description is kept.
fn place(row: &Row) -> PathBuf {
    let name = row.name.strip_prefix("corpus-").unwrap_or(&row.name);
    places::workspace()
        .join("xtask/tests/corpus")
        .join(format!("{name}.txt"))
}

/// The first lines of a record, which say of which file it is.
fn heading(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::file(path, error))?;
    let hash = Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(format!(
        "Findings in {name} ({hash}), written by `cargo xtask corpus --accept`.\n\n"
    ))
}

/// The findings, equal ones once with their number and the first place.
fn text(generation: &Value) -> String {
    let mut groups: BTreeMap<[&str; 3], (usize, String)> = BTreeMap::new();
    for finding in generation["diagnostics"].as_array().into_iter().flatten() {
        let word = |name: &str| finding[name].as_str().unwrap_or_default();
        let file = Path::new(word("file"))
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let first = || (0, format!("{file}#{}", word("pointer")));
        let group = groups
            .entry([word("severity"), word("code"), word("message")])
            .or_insert_with(first);
        group.0 += 1;
    }
    let lines = groups.into_iter().map(|([severity, code, message], (number, place))| {
        format!("{severity} {code} × {number}: {message}\n    {place}\n")
    });
    lines.collect()
}
