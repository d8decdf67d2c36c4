//! What is not expressed of each description, as a checked-in record: a change in it is seen in review.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use similar::TextDiff;

use super::documents::Document;
use super::examples::Examples;
use super::measure::Row;
use crate::{Failure, places};

/// Compares the findings of a description with its record, or with `accept` makes them the record. Gives the difference,
/// if there is one. A description without a record, or another of the same name, is compared with nothing.
pub(super) fn compare(document: &Document, row: &Row, accept: bool) -> Result<Option<String>, Failure> {
    let text = text(&row.generation);
    compare_with(
        &place(row, ""),
        &heading(&document.path, "Findings", "")?,
        &text,
        accept,
    )
}

/// The same for the examples that do not come out equal.
pub(super) fn compare_examples(
    document: &Document,
    row: &Row,
    examples: &Examples,
    accept: bool,
) -> Result<Option<String>, Failure> {
    let place = place(row, "examples/");
    let heading = heading(&document.path, "Examples that do not come out equal", " --examples")?;
    let text = match examples_text(examples) {
        text if text.is_empty() => "None.\n".to_owned(),
        text => text,
    };
    compare_with(&place, &heading, &text, accept)
}

/// Compares a text with its record, or with `accept` makes it the record.
fn compare_with(place: &Path, heading: &str, text: &str, accept: bool) -> Result<Option<String>, Failure> {
    let now = format!("{heading}{text}");
    if accept {
        let folder = place.parent().unwrap_or(Path::new("."));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(place, now));
        return written.map(|()| None).map_err(|error| Failure::file(place, error));
    }
    let Ok(recorded) = fs::read_to_string(place) else {
        return Ok(None);
    };
    if recorded == now || !recorded.starts_with(heading) {
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
fn place(row: &Row, folder: &str) -> PathBuf {
    let name = row.name.strip_prefix("corpus-").unwrap_or(&row.name);
    places::workspace()
        .join("xtask/tests/corpus")
        .join(format!("{folder}{name}.txt"))
}

/// The first lines of a record, which say of which file it is.
fn heading(path: &Path, what: &str, option: &str) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::file(path, error))?;
    let hash = Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(format!(
        "{what} in {name} ({hash}), written by `cargo xtask corpus{option} --accept`.\n\n"
    ))
}

/// The examples by reason, and in order.
fn examples_text(examples: &Examples) -> String {
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in &examples.unequal {
        let lines = by_reason.entry(one.class).or_default();
        lines.push(format!("    {}#{}\n        {}\n", one.file, one.pointer, one.reason));
    }
    let groups = by_reason.into_iter().map(|(reason, mut lines)| {
        lines.sort();
        format!("{reason} × {}\n{}", lines.len(), lines.concat())
    });
    groups.collect()
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
