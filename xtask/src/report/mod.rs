//! Showing findings: drawn with their source line for people, as data for programs.

mod snippet;
mod text;

use std::borrow::Cow;
use std::collections::BTreeMap;

use generator::Generation;
use generator::config::Config;
use generator::diagnostic::{Code, Diagnostic, Location, Severity};
use generator::pointer::FileId;
use serde::Serialize;

pub use text::{Detail, draw};

use crate::source_files::SourceFiles;

/// A finding with all that is needed to show it.
#[derive(Clone, Debug, Serialize)]
pub struct Finding<'a> {
    /// How much it weighs.
    pub severity: Severity,
    /// What kind of finding.
    pub code: Code,
    /// The file it is in, as the user knows it.
    pub file: String,
    /// JSON pointer of the place in the file; empty for the file as a whole.
    pub pointer: String,
    /// The place in the text.
    #[serde(flatten)]
    pub location: Option<Location>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The text of the file, to show the line.
    #[serde(skip)]
    pub text: Cow<'a, str>,
}

/// The findings of a run of the generator.
pub fn findings<'a>(generation: &'a Generation, config: &'a Config, files: &SourceFiles) -> Vec<Finding<'a>> {
    findings_of(&generation.diagnostics, &generation.documents, config, files)
}

/// Adds to each diagnostic the file that it is about: one of `documents`, which are paths and texts of the description's
/// files, or the configuration.
pub fn findings_of<'a>(
    diagnostics: &[Diagnostic],
    documents: &'a [(String, String)],
    config: &'a Config,
    files: &SourceFiles,
) -> Vec<Finding<'a>> {
    let config = config
        .file
        .as_deref()
        .map_or(("codegen.toml", ""), |file| (&file.path, &file.text));
    let shown: Vec<String> = documents.iter().map(|(path, _)| files.shown(path)).collect();
    let finding = |diagnostic: &Diagnostic| {
        let index = diagnostic.origin.file.0 as usize;
        let (file, text) = match documents.get(index).zip(shown.get(index)) {
            _ if diagnostic.origin.file == FileId::CONFIG => (config.0.to_owned(), config.1),
            Some(((_, text), path)) => (path.clone(), text.as_str()),
            None => (files.shown_main(), ""),
        };
        Finding {
            severity: diagnostic.severity,
            code: diagnostic.code,
            file,
            pointer: diagnostic.origin.pointer.as_str().to_owned(),
            location: diagnostic.location,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            text: Cow::Borrowed(text),
        }
    };
    diagnostics.iter().map(finding).collect()
}

/// How many findings there are, by severity and by code.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    /// Findings that end the run.
    pub errors: usize,
    /// Findings that someone should look at.
    pub warnings: usize,
    /// Findings for the record.
    pub notes: usize,
    /// Findings of each code.
    pub codes: BTreeMap<&'static str, usize>,
}

impl Counts {
    /// Counts findings.
    pub fn of(findings: &[Finding<'_>]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *counts.codes.entry(finding.code.as_str()).or_default() += 1;
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        for (index, (number, word)) in parts.into_iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let plural = if number == 1 { "" } else { "s" };
            write!(formatter, "{comma}{number} {word}{plural}")?;
        }
        Ok(())
    }
}
