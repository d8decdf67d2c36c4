//! The pipeline: from a source and a configuration to the files of a crate, with what there is to say about it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::analyze::{Analysis, analyze, any_cause, report};
use crate::config::Config;
use crate::configured;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::ir::{AnyCause, Api, TypeKind, TypeName};
use crate::lock::Lock;
use crate::lower::lower;
use crate::names::{Names, package_name};
use crate::output::Output;
use crate::pointer::Origin;
use crate::render::{Context, render};
use crate::select;
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
    /// Path of every file of the description in the order of their ids, and the text of those that something is said
    /// about, to show source lines.
    pub documents: Vec<(String, String)>,
    /// The intermediate representation, where the description could be read.
    pub api: Option<Api>,
    /// The identifiers that were given, where the configuration has a lock.
    pub lock: Option<Lock>,
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
    /// Those of them that the configuration selects.
    pub operations_selected: usize,
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
pub fn generate(source: &Source<'_>, config: &Config) -> Generation {
    let mut run = Run::default();
    let Some(mut documents) = run.timed("load", |found| Documents::load(source, &Limits::default(), found)) else {
        let documents = vec![(source.root.to_owned(), String::new())];
        return Generation {
            diagnostics: run.found.into_sorted(),
            documents,
            ..Generation::default()
        };
    };
    let mut generation = if run.found.has_errors() {
        Generation::default()
    } else {
        run.pipeline(&mut documents, config)
    };
    let mut diagnostics = std::mem::take(&mut generation.diagnostics);
    diagnostics.extend(run.found.into_sorted());
    documents.locate(&mut diagnostics);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        generation.output = None;
    }
    generation.documents = documents.into_files(&diagnostics);
    generation.diagnostics = diagnostics;
    generation.stats.timings = run.timings;
    generation
}

/// What users of a crate see of it, as the stages before rendering decide it: what [`diff`](crate::diff::diff) compares.
#[derive(Debug)]
pub struct Surface {
    /// The intermediate representation.
    pub api: Api,
    /// What follows from it.
    pub analysis: Analysis,
    pub(crate) names: Names,
}

impl Surface {
    /// The identifiers of its items, where the configuration has a lock.
    pub fn lock(&self) -> Option<&Lock> {
        self.names.lock.as_ref()
    }
}

/// What [`survey`] gives.
#[derive(Debug, Default)]
pub struct Survey {
    /// What users would see; `None` where an error is among the diagnostics.
    pub surface: Option<Surface>,
    /// What there is to say about the description, as [`Generation::diagnostics`].
    pub diagnostics: Vec<Diagnostic>,
    /// As [`Generation::documents`].
    pub documents: Vec<(String, String)>,
}

/// Finds what users of a crate would see of it, and renders nothing.
pub fn survey(source: &Source<'_>, config: &Config) -> Survey {
    let mut run = Run::default();
    let Some(mut documents) = run.timed("load", |found| Documents::load(source, &Limits::default(), found)) else {
        return Survey {
            diagnostics: run.found.into_sorted(),
            documents: vec![(source.root.to_owned(), String::new())],
            surface: None,
        };
    };
    let mut surface = None;
    if !run.found.has_errors() {
        let found = run.surface(&mut documents, config);
        // A pattern of `[select]` may be meant for the description that this one is compared with.
        surface = Some(found).filter(|_| !run.found.has_errors_but(Code::UnmatchedSelection));
    }
    let mut diagnostics = run.found.into_sorted();
    documents.locate(&mut diagnostics);
    Survey {
        surface,
        documents: documents.into_files(&diagnostics),
        diagnostics,
    }
}

/// What a run collects on its way.
#[derive(Default)]
struct Run {
    found: Diagnostics,
    timings: Vec<(&'static str, Duration)>,
}

impl Run {
    fn timed<T>(&mut self, stage: &'static str, work: impl FnOnce(&mut Diagnostics) -> T) -> T {
        let start = Instant::now();
        let result = work(&mut self.found);
        self.timings.push((stage, start.elapsed()));
        result
    }

    /// The stages from a document to names. The trees of the document are dropped once they are lowered.
    fn surface(&mut self, documents: &mut Documents, config: &Config) -> Surface {
        let api = self.timed("lower", |found| lower(documents, config, found));
        let operations_failed = api.operations.is_empty() && !select::declared(documents).is_empty();
        documents.forget();
        if operations_failed || api.operations.is_empty() && api.types.is_empty() {
            self.found.push(nothing_to_generate(operations_failed));
        }
        let analysis = self.timed("analyze", |found| {
            let analysis = analyze(&api, config);
            report(&api, config, &analysis, found);
            analysis
        });
        let names = self.timed("names", |found| Names::claim(&api, &analysis, config, found));
        Surface { api, analysis, names }
    }

    /// The stages after loading.
    fn pipeline(&mut self, documents: &mut Documents, config: &Config) -> Generation {
        let operations_total = select::declared(documents).len();
        let selection = select::select(documents, config, &mut Diagnostics::default());
        let operations_selected = selection.map_or(operations_total, |selection| selection.operations.len());
        configured::check(documents, config, &mut self.found);
        let Surface { api, analysis, names } = self.surface(documents, config);
        let package = package_name(config, &api.info.title, &mut self.found);
        let context = Context {
            api: &api,
            names: &names,
            analysis: &analysis,
            config,
            package: &package,
        };
        // Places are found while files are rendered: what is found until here is nearly all there is to say, and the
        // second pass over a text is work for one thread.
        let documents = &*documents;
        let mut diagnostics = std::mem::take(&mut self.found).into_sorted();
        let output = self.timed("render", |found| {
            let render = || render(&context, &|| documents.hash(), found);
            rayon::join(|| documents.locate(&mut diagnostics), render).1
        });
        let stats = Stats {
            dialect: documents.dialect().as_str().to_owned(),
            operations_total,
            operations_selected,
            ..stats(&api, &output)
        };
        Generation {
            output: Some(output),
            diagnostics,
            stats,
            lock: names.lock,
            api: Some(api),
            ..Generation::default()
        }
    }
}

fn nothing_to_generate(operations_failed: bool) -> Diagnostic {
    let origin = Origin::default().child("paths");
    let (message, help) = match operations_failed {
        true => (
            "no operation is left to generate",
            "correct what the other diagnostics report about the operations",
        ),
        false => (
            "there is neither an operation nor a schema to generate from",
            "declare an operation below `paths`, or a schema below `components/schemas` (`definitions` in 2.0)",
        ),
    };
    Diagnostic::new(Code::NothingToGenerate, origin, message).help(help)
}

fn stats(api: &Api, output: &Output) -> Stats {
    let mut stats = Stats {
        title: api.info.title.clone(),
        version: api.info.version.clone(),
        operations: api.operations.len(),
        schemas: api
            .types
            .iter()
            .filter(|def| matches!(def.name, TypeName::Schema(_)))
            .count(),
        files: output.paths().len(),
        ..Stats::default()
    };
    for def in &api.types {
        let TypeKind::Struct(object) = &def.kind else { continue };
        stats.fields += object.fields.len();
        for field in &object.fields {
            if let Some(cause) = any_cause(api, &field.ty) {
                *stats.any_fields.entry(cause).or_default() += 1;
            }
        }
    }
    stats
}
