//! Generates the crate of a description in a process of its own, and takes down what it says.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde::Serialize;
use serde_json::Value;

use super::documents::Document;
use super::examples::Examples;
use crate::Failure;
use crate::places::shown;
use crate::scratch::{Checked, Scratch};

/// Problems of the compiler that are kept of each crate.
const PROBLEMS: usize = 5;

/// A description and how it went.
#[derive(Serialize)]
pub(super) struct Row {
    /// The name of the crate.
    pub(super) name: String,
    /// The file of the description.
    pub(super) file: String,
    /// What `codegen --format json` says, or `null` where it said nothing.
    pub(super) generation: Value,
    /// Why `codegen` said nothing: it must not happen.
    pub(super) failure: Option<String>,
    /// How its findings differ from those that are recorded.
    pub(super) changed: Option<String>,
    /// What the compiler says.
    pub(super) check: Option<Check>,
    /// What became of the examples in the description.
    pub(super) examples: Option<Examples>,
    /// How those that do not come out equal differ from those that are recorded.
    pub(super) examples_changed: Option<String>,
}

/// What the compiler says of a crate.
#[derive(Serialize)]
pub(super) struct Check {
    pub(super) seconds: f64,
    /// The most memory of the compiler, in bytes.
    pub(super) peak_memory: Option<u64>,
    /// Errors and warnings.
    pub(super) count: usize,
    /// The first of them.
    pub(super) problems: Vec<String>,
}

impl Check {
    pub(super) fn of(checked: Checked) -> Self {
        let all: Vec<String> = checked
            .problems
            .into_values()
            .flatten()
            .chain(checked.failure)
            .collect();
        Self {
            seconds: checked.time.as_secs_f64(),
            peak_memory: checked.peak_memory,
            count: all.len(),
            problems: all.into_iter().take(PROBLEMS).collect(),
        }
    }
}

impl Row {
    /// Whether there is a crate.
    pub(super) fn is_generated(&self) -> bool {
        self.generation["status"] == "done"
    }

    /// Whether there is a crate, its findings are as recorded, and the compiler and the examples, if asked, had nothing
    /// to say.
    pub(super) fn is_well(&self) -> bool {
        self.is_generated()
            && self.changed.is_none()
            && self.examples_changed.is_none()
            && self.check.as_ref().is_none_or(|check| check.count == 0)
            && self.examples.as_ref().is_none_or(Examples::are_well)
    }

    /// Bytes of the crate.
    pub(super) fn output_bytes(&self) -> u64 {
        self.number("/size/bytes")
    }

    /// A number that `codegen` says, by its JSON pointer.
    pub(super) fn number(&self, pointer: &str) -> u64 {
        self.generation
            .pointer(pointer)
            .and_then(Value::as_u64)
            .unwrap_or_default()
    }

    /// A duration in seconds that `codegen` says.
    pub(super) fn seconds(&self) -> f64 {
        self.generation["seconds"].as_f64().unwrap_or_default()
    }

    /// Numbers by name that `codegen` says, by the JSON pointer of the object.
    pub(super) fn numbers(&self, pointer: &str) -> BTreeMap<&str, u64> {
        let members = self
            .generation
            .pointer(pointer)
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        members
            .map(|(name, number)| (name.as_str(), number.as_u64().unwrap_or_default()))
            .collect()
    }

    /// The messages of findings of a code.
    pub(super) fn messages(&self, code: &str) -> Vec<&str> {
        let findings = self.generation["diagnostics"].as_array().into_iter().flatten();
        let of_code = findings.filter(|finding| finding["code"] == code);
        of_code.filter_map(|finding| finding["message"].as_str()).collect()
    }
}

/// Generates the crate of a description. A process of its own gives it a peak of memory of its own, and an abort of it
/// is a row of the table like any other.
pub(super) fn generate(document: &Document, scratch: &Scratch) -> Result<Row, Failure> {
    let program = std::env::current_exe().map_err(|error| Failure::file(Path::new("xtask"), error))?;
    let mut command = Command::new(&program);
    command.args(["codegen", "--format", "json", "--name", &document.name, "--spec"]);
    command
        .arg(&document.path)
        .arg("--out")
        .arg(scratch.member(&document.name));
    let output = command.output().map_err(|error| Failure::file(&program, error))?;
    let generation = serde_json::from_slice(&output.stdout);
    let failure = generation
        .is_err()
        .then(|| String::from_utf8_lossy(&output.stderr).into_owned());
    Ok(Row {
        name: document.name.clone(),
        file: shown(&document.path),
        generation: generation.unwrap_or_default(),
        failure,
        changed: None,
        check: None,
        examples: None,
        examples_changed: None,
    })
}
