//! What is written where nothing has changed, and where the text of one operation has.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folders::new_output;
use super::{Bench, Table, name, seconds};
use crate::{Failure, places};

pub(super) const TITLE: &str = "A second run";

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["run", "user", "written", "unchanged", "deleted"]);
    for document in bench.documents(&["stripe-2022.json"]) {
        let out = new_output("rerun");
        let changed = with_a_change(&document)?;
        for (title, spec) in [
            ("first", &document),
            ("the same again", &document),
            ("one description changed", &changed),
        ] {
            bench.say(&format!("{}: {title}", name(&document)));
            let (needed, report) = bench.ours.generate(spec, &out, &["--name", "bench"])?;
            let files = |kind: &str| report["files"][kind].as_array().cloned().unwrap_or_default();
            let written = [files("created"), files("changed")].concat();
            table.row([
                format!("{} {title}", name(&document)),
                seconds(needed.user),
                written.len().to_string(),
                report["files"]["unchanged"].to_string(),
                files("deleted").len().to_string(),
            ]);
            if written.len() < 20 {
                let written: Vec<&str> = written.iter().filter_map(Value::as_str).collect();
                table.note(format!(
                    "{title}: {}",
                    if written.is_empty() {
                        "nothing".to_owned()
                    } else {
                        written.join(", ")
                    }
                ));
            }
        }
    }
    Ok(table)
}

/// A copy of a description in which the first text of the first operation has one more word.
fn with_a_change(document: &Path) -> Result<PathBuf, Failure> {
    let fail = |error| Failure::file(document, error);
    let mut text = fs::read_to_string(document).map_err(fail)?;
    let paths = ["\"paths\"", "\npaths:"]
        .iter()
        .find_map(|word| text.find(word))
        .unwrap_or_default();
    let words = ["\"description\": \"", "\"description\":\"", "summary: "];
    let found = words
        .iter()
        .find_map(|word| Some(paths + text.get(paths..)?.find(word)? + word.len()));
    text.insert_str(found.unwrap_or(text.len()), "Changed ");
    let folder = places::target().join("scratch/bench-out/changed");
    let copy = folder.join(document.file_name().unwrap_or_default());
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&copy, text));
    written.map(|()| copy).map_err(fail)
}
