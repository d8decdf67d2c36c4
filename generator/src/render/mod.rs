//! Rendering: views of final strings, templates, formatting, and the files of the crate.

mod api;
mod context;
mod docs;
mod example;
mod format;
mod formats;
mod header;
mod krate;
mod limits;
mod model;
mod pages;
mod runtime;
mod rust_type;
mod security;
mod text;

use askama::Template;
use rayon::prelude::*;

pub(crate) use self::context::Context;
use self::header::Header;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::TypeId;
use crate::names::ModuleIdent;
use crate::output::Output;
use crate::pointer::Origin;

/// A file to be rendered: where it goes, and what makes its text.
struct Job<'a> {
    path: String,
    language: Language,
    render: Box<dyn Fn() -> askama::Result<String> + Sync + Send + 'a>,
}

#[derive(Clone, Copy)]
enum Language {
    Rust,
    Toml,
    Markdown,
}

impl<'a> Job<'a> {
    fn new<T: Template>(path: String, language: Language, view: impl Fn() -> T + Sync + Send + 'a) -> Self {
        Self {
            path,
            language,
            render: Box::new(move || view().render()),
        }
    }

    fn text(&self, header: &Header) -> Result<String, String> {
        let rendered = (self.render)().map_err(|error| error.to_string())?;
        match self.language {
            Language::Rust => format::rust(header, &rendered).map_err(|error| error.to_string()),
            Language::Toml => Ok(format!("{}\n{}\n", header.toml(), rendered.trim())),
            Language::Markdown => Ok(format!("{}\n{}\n", header.markdown(), tidy_markdown(&rendered))),
        }
    }
}

/// Renders the crate. `hash` is that of the description.
pub(crate) fn render(context: &Context<'_>, hash: &str, diagnostics: &mut Diagnostics) -> Output {
    let header = Header::new();
    let jobs = jobs(context, hash);
    // Files are independent of each other; their order is that of the jobs, whatever thread makes them.
    let texts: Vec<Result<String, String>> = jobs.par_iter().map(|job| job.text(&header)).collect();
    let mut output = Output::default();
    let mut files: Vec<(String, Result<String, String>)> = jobs.iter().map(|job| job.path.clone()).zip(texts).collect();
    files.extend(
        runtime::FILES
            .iter()
            .copied()
            .chain(formats::used(context).into_iter().map(formats::Library::file))
            .map(|(path, text)| (path.to_owned(), Ok(format!("{}\n{text}", header.rust())))),
    );
    for (path, text) in files {
        let done = text.and_then(|text| output.insert(path.clone(), text).map_err(|taken| taken.to_string()));
        if let Err(message) = done {
            let message = format!("`{path}` could not be rendered: {message}");
            let help = "This is a fault of the generator. Please report it with the description.";
            diagnostics.push(Diagnostic::new(Code::Internal, Origin::default(), message).help(help));
        }
    }
    output
}

fn jobs<'a>(context: &'a Context<'a>, hash: &'a str) -> Vec<Job<'a>> {
    let mut jobs = vec![
        Job::new("Cargo.toml".to_owned(), Language::Toml, || {
            krate::Manifest::new(context, hash)
        }),
        Job::new("README.md".to_owned(), Language::Markdown, || {
            pages::Readme::new(context)
        }),
        Job::new("src/info.rs".to_owned(), Language::Rust, || {
            krate::InfoFile::new(context)
        }),
        Job::new("src/api/mod.rs".to_owned(), Language::Rust, || {
            api::ApiIndex::new(context)
        }),
    ];
    let mut examples = Vec::new();
    for group in &context.names.groups {
        let path = format!("src/api/{}.rs", group.module.text());
        jobs.push(Job::new(path, Language::Rust, move || {
            api::ApiFile::new(context, group)
        }));
        let page = format!("docs/{}.md", group.page.text());
        examples.push(format!("../{page}"));
        jobs.push(Job::new(page, Language::Markdown, move || {
            pages::ApiPage::new(context, group)
        }));
    }
    jobs.push(Job::new("src/lib.rs".to_owned(), Language::Rust, move || {
        krate::LibFile::new(context, &examples)
    }));
    if !context.names.codes.is_empty() {
        jobs.push(Job::new("src/error_codes.rs".to_owned(), Language::Rust, || {
            krate::ErrorCodesFile::new(context)
        }));
    }
    if security::has_setters(context) {
        jobs.push(Job::new("src/credentials.rs".to_owned(), Language::Rust, || {
            security::CredentialsFile::new(context)
        }));
    }
    if !context.names.headers.is_empty() {
        jobs.push(Job::new("src/headers.rs".to_owned(), Language::Rust, || {
            krate::HeadersFile::new(context)
        }));
    }
    if !context.config.hosts.regions.is_empty() {
        jobs.push(Job::new("src/region.rs".to_owned(), Language::Rust, || {
            krate::RegionFile::new(context)
        }));
    }
    models(context, &mut jobs);
    jobs
}

fn models<'a>(context: &'a Context<'a>, jobs: &mut Vec<Job<'a>>) {
    let modules = modules(context);
    if modules.is_empty() {
        return;
    }
    for (module, ids) in modules.clone() {
        let path = format!("src/models/{}.rs", module.text());
        jobs.push(Job::new(path, Language::Rust, move || {
            model::ModelFile::new(context, &module, &ids)
        }));
    }
    for id in modules.iter().flat_map(|(_, ids)| ids).copied() {
        if let Some((def, names)) = context.type_def(id) {
            let path = format!("docs/{}.md", names.page.text());
            jobs.push(Job::new(path, Language::Markdown, move || {
                pages::ModelPage::new(context, def, names)
            }));
        }
    }
    jobs.push(Job::new("src/models/mod.rs".to_owned(), Language::Rust, move || {
        model::ModelIndex::new(context, &modules)
    }));
}

/// The modules of models, each with its types: the root first, then what is inside it in document order.
fn modules(context: &Context<'_>) -> Vec<(ModuleIdent, Vec<TypeId>)> {
    let mut modules: std::collections::BTreeMap<ModuleIdent, Vec<TypeId>> = std::collections::BTreeMap::new();
    for index in 0..context.api.types.len() {
        let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
        if let Some(names) = context.names.of_type(id) {
            modules.entry(names.module.clone()).or_default().push(id);
        }
    }
    for ids in modules.values_mut() {
        ids.sort_by_key(|&id| context.api.type_def(id).is_some_and(|def| def.parent.is_some()));
    }
    modules.into_iter().collect()
}

/// No more than one empty line in a row, no spaces at the ends of lines.
fn tidy_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.trim_end().to_owned()
}
