//! The pipeline: from a source and a configuration to the files of a crate, with what there is to say about it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{AnyCause, Api};
use crate::output::Output;
use crate::spec::{Documents, Limits, Source};

/// What a run of the pipeline gives.
#[derive(Debug, Default)]
pub struct Generation {
    /// The files of the crate; `None` where an error is among the diagnostics.
    pub output: Option<Output>,
    /// What there is to say about the description, located, in document order.
    pub diagnostics: Vec<Diagnostic>,
    /// Counts and times.
    pub stats: Stats,
    /// Path and text of every file of the description, in the order of their ids, to show source lines.
    pub documents: Vec<(String, String)>,
    /// The intermediate representation, where the description could be read.
    pub api: Option<Api>,
}

/// Counts and times of a run.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// `info.title`.
    pub title: String,
    /// `info.version`: the version of the API.
    pub version: String,
    /// The version of the specification that the description is written in: `2.0`, `3.0.3`.
    pub dialect: String,
    /// Operations in the output.
    pub operations: usize,
    /// Operations in the description.
    pub operations_total: usize,
    /// Schemas with a type of their own.
    pub schemas: usize,
    /// Members of structs.
    pub fields: usize,
    /// Members of structs that hold any JSON value, by cause.
    pub any_fields: BTreeMap<AnyCause, usize>,
    /// Files in the output.
    pub files: usize,
    /// Time of each stage, in order.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Generates a crate from a description.
pub fn generate(source: &Source<'_>, _config: &Config) -> Generation {
    let mut diagnostics = Diagnostics::default();
    let documents = Documents::load(source, &Limits::default(), &mut diagnostics);
    let has_errors = diagnostics.has_errors();
    let mut diagnostics = diagnostics.into_sorted();
    let Some(documents) = documents else {
        return Generation {
            diagnostics,
            documents: vec![(source.root.to_owned(), String::new())],
            ..Generation::default()
        };
    };
    documents.locate(&mut diagnostics);
    Generation {
        output: (!has_errors).then(Output::default),
        diagnostics,
        documents: documents
            .files()
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect(),
        ..Generation::default()
    }
}
