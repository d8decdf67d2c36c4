//! Whether time, memory and output grow with the description and not faster: parts of one, selected by tags.

use std::fs;

use serde_json::Value;

use super::folders::new_output;
use super::process::Needed;
use super::{Bench, Table, megabytes, name, seconds};
use crate::{Failure, places};

pub(super) const TITLE: &str = "Parts of a description by tags (linear: the last columns stay or fall)";

const HEADINGS: [&str; 9] = [
    "part",
    "tags",
    "operations",
    "types",
    "lines",
    "user",
    "memory",
    "lines / operation",
    "µs / line",
];

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&HEADINGS);
    let document = bench.corpus.join("purecloud.json");
    if !document.is_file() {
        table.note("skipped: only a description with many tags can be cut, and purecloud.json is not there");
        return Ok(table);
    }
    let tags = tags(&fs::read(&document).map_err(|error| Failure::file(&document, error))?)?;
    for percent in [10, 30, 100] {
        // Evenly over the whole list, so that no part of the API alone decides.
        let is_in = |index: usize| index * percent / 100 != (index + 1) * percent / 100;
        let selected = tags.iter().enumerate().filter(|(index, _)| is_in(*index));
        let selected: Vec<&str> = selected.map(|(_, tag)| tag.as_str()).collect();
        let config = places::target().join("scratch/bench-out/select.toml");
        let text = format!("[select]\ntags = {}\n", toml::Value::from(selected.clone()));
        let folder = config.parent().unwrap_or(&config);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&config, text));
        written.map_err(|error| Failure::file(&config, error))?;
        let (mut needed, mut report) = (Needed::default(), Value::Null);
        for run in 1..=bench.runs {
            bench.say(&format!("{percent} % of {}, run {run}", name(&document)));
            let out = new_output("part");
            let config = config.to_string_lossy();
            let (one, said) = bench.ours.generate(&document, &out, &["--config", &config])?;
            needed.take(one);
            report = said;
        }
        let number = |pointer: &str| report.pointer(pointer).and_then(Value::as_u64).unwrap_or_default();
        let (operations, lines) = (number("/api/operations"), number("/size/lines"));
        let micros = needed.user.map(|user| user * 1e6 / lines.max(1) as f64);
        table.row([
            format!("{percent} %"),
            selected.len().to_string(),
            operations.to_string(),
            number("/api/schemas").to_string(),
            lines.to_string(),
            seconds(needed.user),
            megabytes(needed.memory),
            (lines / operations.max(1)).to_string(),
            micros.map_or_else(|| "–".to_owned(), |micros| format!("{micros:.1}")),
        ]);
    }
    table.note("Each part is read from the whole description, which is a fixed share of time and memory.");
    Ok(table)
}

/// The tags of all operations.
fn tags(text: &[u8]) -> Result<Vec<String>, Failure> {
    let document: Value = serde_json::from_slice(text).map_err(std::io::Error::other)?;
    let paths = document["paths"]
        .as_object()
        .into_iter()
        .flat_map(|paths| paths.values());
    let operations = paths.filter_map(Value::as_object).flat_map(|path| path.values());
    let lists = operations.filter_map(|operation| operation.get("tags")?.as_array());
    let mut tags: Vec<String> = lists
        .flatten()
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect();
    tags.sort();
    tags.dedup();
    Ok(tags)
}
