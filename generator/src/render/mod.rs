//! Rendering: views of final strings, templates, formatting, and the files of the crate.

pub(crate) mod api;
mod context;
mod docs;
mod example;
mod format;
mod formats;
mod gate;
mod header;
mod krate;
mod layout;
mod limits;
mod model;
mod pages;
mod parts;
mod runtime;
pub(crate) mod rust_type;
mod security;
mod servers;
pub(crate) mod text;

use askama::Template;
use rayon::prelude::*;

pub(crate) use self::context::Context;
use self::header::Header;
use self::parts::{Parts, RuntimeFile};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::TypeId;
use crate::names::{Group, ModuleIdent};
use crate::output::Output;
use crate::pointer::Origin;

/// A file to be rendered: where it goes, and what makes its text.
struct Job<'a> {
    path: String,
    make: Box<Make<'a>>,
}

/// Makes the text of a file, or says why it cannot.
type Make<'a> = dyn Fn(&Header) -> Result<Pieces, String> + Sync + Send + 'a;

/// The text of a file in pieces, each made when it is asked for: a file may be too large to be held as a whole.
type Pieces = Box<dyn Iterator<Item = String>>;

/// A text of one piece.
fn whole(text: String) -> Pieces {
    Box::new(std::iter::once(text))
}

#[derive(Clone, Copy)]
enum Language {
    Rust,
    Toml,
    Markdown,
}

impl<'a> Job<'a> {
    fn new<T: Template>(path: String, language: Language, view: impl Fn() -> T + Sync + Send + 'a) -> Self {
        let make = move |header: &Header| {
            let rendered = || view().render().map_err(|error| error.to_string());
            let text = match language {
                Language::Rust => format::file(header, &format::printed(&view())?),
                Language::Toml => format!("{}\n{}\n", header.toml(), rendered()?.trim()),
                Language::Markdown => format!("{}\n{}\n", header.markdown(), tidy_markdown(&rendered()?)),
            };
            Ok(whole(text))
        };
        Self {
            path,
            make: Box::new(make),
        }
    }

    /// The file of a group of operations.
    fn api(context: &'a Context<'a>, group: &'a Group) -> Self {
        Self {
            path: format!("src/api/{}.rs", group.module.text()),
            make: Box::new(move |header| api::api_file(context, group, header)),
        }
    }

    /// The page of a group of operations.
    fn page(path: String, context: &'a Context<'a>, group: &'a Group) -> Self {
        Self {
            path,
            make: Box::new(move |header| pages::api_page(context, group, header)),
        }
    }

    /// The file of a module of models.
    fn model(path: String, context: &'a Context<'a>, ids: Vec<TypeId>) -> Self {
        Self {
            path,
            make: Box::new(move |header| {
                let text = model::model_file(context, &ids)?;
                Ok(whole(format::file(header, &text)))
            }),
        }
    }

    /// The folder that the file comes into.
    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// Gives the hash of the description. One file asks for it, so that it is made while others are rendered.
type Hash<'a> = dyn Fn() -> String + Sync + 'a;

/// Renders the crate.
pub(crate) fn render(context: &Context<'_>, hash: &Hash<'_>, diagnostics: &mut Diagnostics) -> Output {
    let header = Header::new();
    let jobs = jobs(context, hash);
    // Files are independent of each other; their order is that of the jobs, whatever thread makes them.
    let batches: Vec<&[Job<'_>]> = jobs
        .chunk_by(|one, other| one.folder() == other.folder())
        .flat_map(batches)
        .collect();
    let parts: Vec<(Output, Vec<String>)> = batches.par_iter().map(|jobs| part(jobs, &header)).collect();
    let mut output = Output::default();
    let mut faults = Vec::new();
    for (part, failed) in parts {
        faults.extend(failed);
        faults.extend(output.append(part).iter().map(ToString::to_string));
    }
    let copied = formats::used(context).into_iter().map(formats::Library::file);
    for (path, text) in runtime::files(Parts::of(context)).chain(copied) {
        let done = output.insert(path.to_owned(), [&header.rust(), "\n", text]);
        faults.extend(done.err().map(|taken| taken.to_string()));
    }
    for fault in faults {
        let help = "this is a fault of the generator; please report it with the description";
        diagnostics.push(Diagnostic::new(Code::Internal, Origin::default(), fault).help(help));
    }
    output
}

/// How many small files are rendered and packed together.
const BATCH: usize = 32;

/// Files of operations are large, so that each is work for a thread; others are not worth one.
fn batches<'j, 'a>(jobs: &'j [Job<'a>]) -> impl Iterator<Item = &'j [Job<'a>]> {
    let size = match jobs.first().map(Job::folder) {
        Some("src/models" | "docs") => BATCH,
        _ => 1,
    };
    jobs.chunks(size)
}

/// Renders files one after the other; beside them what could not be rendered, and why.
fn part(jobs: &[Job<'_>], header: &Header) -> (Output, Vec<String>) {
    let mut output = Output::default();
    let mut faults = Vec::new();
    for job in jobs {
        let pieces = (job.make)(header);
        let done = pieces.and_then(|pieces| {
            let inserted = output.insert(job.path.clone(), pieces);
            inserted.map_err(|taken| taken.to_string())
        });
        if let Err(message) = done {
            faults.push(format!("`{}` could not be rendered: {message}", job.path));
        }
    }
    output.close();
    (output, faults)
}

fn jobs<'a>(context: &'a Context<'a>, hash: &'a Hash<'a>) -> Vec<Job<'a>> {
    let mut jobs = vec![
        Job::new("Cargo.toml".to_owned(), Language::Toml, || {
            krate::Manifest::new(context, &hash())
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
        Job::new("src/runtime/mod.rs".to_owned(), Language::Rust, || {
            RuntimeFile::new(context)
        }),
    ];
    if !context.names.shared.all().is_empty() {
        let path = format!("src/api/{}.rs", crate::names::SHARED_MODULE);
        jobs.push(Job::new(path, Language::Rust, || api::SharedFile::new(context)));
    }
    let mut examples = Vec::new();
    for (index, group) in context.names.groups.iter().enumerate() {
        jobs.push(Job::api(context, group));
        let page = format!("docs/{}.md", group.page.text());
        examples.push((index, format!("../{page}")));
        jobs.push(Job::page(page, context, group));
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
    if !context.names.variables.is_empty() {
        jobs.push(Job::new("src/servers.rs".to_owned(), Language::Rust, || {
            servers::ServersFile::new(context)
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
        jobs.push(Job::model(path, context, ids));
    }
    for id in modules.iter().flat_map(|(_, ids)| ids).copied() {
        if let Some((def, names)) = context.type_def(id) {
            let path = format!("docs/{}.md", names.page.text());
            jobs.push(Job::new(path, Language::Markdown, move || {
                pages::ModelPage::new(context, def, names)
            }));
        }
    }
    jobs.push(Job {
        path: "src/models/mod.rs".to_owned(),
        make: Box::new(move |header| model::model_index(context, &modules, header)),
    });
}

/// The modules of models, each with its types: the root first, then what is inside it in document order.
type Modules = Vec<(ModuleIdent, Vec<TypeId>)>;

fn modules(context: &Context<'_>) -> Modules {
    let mut modules: std::collections::BTreeMap<ModuleIdent, Vec<TypeId>> = std::collections::BTreeMap::new();
    for index in 0..context.api.types.len() {
        let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
        if let Some(names) = context.names.of_type(id).filter(|_| context.is_model(id)) {
            modules.entry(names.module.clone()).or_default().push(id);
        }
    }
    for (module, ids) in &mut modules {
        ids.sort_by_key(|&id| {
            let parent = context.api.type_def(id).and_then(|def| def.parent);
            let around = parent.and_then(|parent| context.names.of_type(parent));
            around.is_some_and(|around| around.module == *module)
        });
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
