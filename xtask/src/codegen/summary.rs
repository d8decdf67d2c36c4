//! What a run of `codegen` says: which description, what was generated and written, what there is to know about it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use generator::Generation;
use generator::config::Config;
use generator::output::Output;
use serde::Serialize;

use super::kinds::Kinds;
use super::{Args, Format};
use crate::places::shown;
use crate::report::{Counts, Detail, Finding, draw, findings};
use crate::source_files::SourceFiles;
use crate::sync::{Plan, unified};
use crate::{Console, Failure, Outcome, memory};

/// Changed files that are listed by name.
const LISTED: usize = 20;

/// The result of a run; what `--format json` prints.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
    status: Status,
    problem: Option<String>,
    spec: String,
    out: String,
    api: Option<Api<'a>>,
    size: Size,
    files: Option<Files>,
    counts: Counts,
    diagnostics: Vec<Finding<'a>>,
    pub(super) seconds: f64,
    /// Seconds of each stage of the generator.
    stages: Vec<(&'static str, f64)>,
    /// The most memory that the process has used, where the system says it.
    peak_memory: Option<u64>,
    #[serde(skip)]
    diff: String,
}

/// How the run ended.
#[derive(Clone, Copy, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Done,
    Stale,
    Refused,
}

#[derive(Serialize)]
struct Api<'a> {
    title: &'a str,
    version: &'a str,
    dialect: &'a str,
    operations: usize,
    operations_total: usize,
    operations_selected: usize,
    schemas: usize,
    fields: usize,
    /// Members of structs that hold any JSON value, by cause.
    any_fields: BTreeMap<String, usize>,
}

impl Api<'_> {
    /// How many operations there are in the output, of how many.
    fn operations(&self) -> String {
        match self.operations_selected == self.operations_total {
            true => format!("{} of {}", self.operations, self.operations_total),
            false => format!(
                "{} of {} that are selected of {}",
                self.operations, self.operations_selected, self.operations_total
            ),
        }
    }
}

/// How large the output is.
#[derive(Default, Serialize)]
struct Size {
    files: usize,
    lines: usize,
    bytes: usize,
    /// The lines and bytes by what they are for.
    kinds: Kinds,
}

impl Size {
    /// The size of an output, counted on all cores.
    fn of(output: &Output) -> Self {
        let size = Mutex::new(Self::default());
        output.each_at_once(|path, text| {
            let mut kinds = Kinds::default();
            let bytes = text.length();
            let lines = kinds.add(path, text);
            let mut size = size.lock().unwrap_or_else(PoisonError::into_inner);
            size.files += 1;
            size.lines += lines;
            size.bytes += bytes;
            size.kinds.add_all(&kinds);
        });
        size.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was done to the files of the output, or with `--check` is to be done.
#[derive(Serialize)]
struct Files {
    created: Vec<String>,
    changed: Vec<String>,
    deleted: Vec<String>,
    unchanged: usize,
}

impl<'a> Summary<'a> {
    /// A run that has not come to anything yet.
    pub(super) fn new(spec: &Path, out: &Path) -> Self {
        Self {
            status: Status::Refused,
            problem: None,
            spec: shown(spec),
            out: shown(out),
            api: None,
            size: Size::default(),
            files: None,
            counts: Counts::default(),
            diagnostics: Vec::new(),
            seconds: 0.0,
            stages: Vec::new(),
            peak_memory: memory::peak(),
            diff: String::new(),
        }
    }

    /// What there is to say about the configuration or the description.
    pub(super) fn add_findings(&mut self, findings: Vec<Finding<'a>>) {
        self.counts = Counts::of(&findings);
        self.diagnostics = findings;
    }

    /// What the generator gave.
    pub(super) fn add_generation(&mut self, generation: &'a Generation, config: &'a Config, files: &SourceFiles) {
        self.add_findings(findings(generation, config, files));
        let stats = &generation.stats;
        self.api = Some(Api {
            title: &stats.title,
            version: &stats.version,
            dialect: &stats.dialect,
            operations: stats.operations,
            operations_total: stats.operations_total,
            operations_selected: stats.operations_selected,
            schemas: stats.schemas,
            fields: stats.fields,
            any_fields: stats
                .any_fields
                .iter()
                .map(|(cause, number)| (format!("{cause:?}"), *number))
                .collect(),
        });
        let seconds = |(stage, time): &(&'static str, Duration)| (*stage, time.as_secs_f64());
        self.stages = stats.timings.iter().map(seconds).collect();
    }

    /// How large the output is, which is counted only for those who ask.
    pub(super) fn add_size(&mut self, output: &Output) {
        self.size = Size::of(output);
    }

    /// What was done to the output, or with `check` is to be done.
    pub(super) fn add_plan(&mut self, plan: Result<Plan, Failure>, out: &Path, output: &Output, check: bool) {
        let plan = match plan {
            Ok(plan) => plan,
            Err(failure) => return self.problem = Some(failure.to_string()),
        };
        self.peak_memory = memory::peak();
        self.status = if check && !plan.is_empty() {
            Status::Stale
        } else {
            Status::Done
        };
        if check {
            self.diff = unified(out, &plan, output);
        }
        let paths = |new: bool| {
            let changes = plan.write.iter().filter(|change| change.exists != new);
            changes.map(|change| change.path.clone()).collect()
        };
        self.files = Some(Files {
            created: paths(true),
            changed: paths(false),
            unchanged: plan.unchanged,
            deleted: plan.delete,
        });
    }

    /// Prints the result.
    pub(super) fn show(&self, args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
        match args.format {
            Format::Json => {
                let text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
                console.print(&format!("{text}\n"))?;
            }
            Format::Text => self.show_text(args, console)?,
        }
        Ok(match self.status {
            Status::Done => Outcome::Done,
            Status::Stale | Status::Refused => Outcome::Refused,
        })
    }

    fn show_text(&self, args: &Args, console: &mut Console) -> Result<(), Failure> {
        let detail = if args.verbose { Detail::All } else { Detail::Usual };
        console.problem(&draw(&self.diagnostics, detail, console.style));
        console.print(&self.diff)?;
        if !args.quiet {
            console.print(&self.table())?;
        }
        match self.status {
            Status::Done => {}
            Status::Stale => console.problem(&format!(
                "error: {} is not in step with {}; run `{}` and commit the result\n",
                self.out,
                self.spec,
                command_line(args)
            )),
            Status::Refused => {
                let problem = self
                    .problem
                    .as_deref()
                    .unwrap_or("nothing was generated and nothing written");
                console.problem(&format!("error: {problem}\n"));
            }
        }
        Ok(())
    }

    /// The lines that say what was done.
    fn table(&self) -> String {
        let mut lines = vec![format!("spec         {}", self.spec)];
        if let Some(api) = self.api.as_ref().filter(|api| !api.dialect.is_empty()) {
            lines.push(format!(
                "api          {} {} (OpenAPI {})",
                api.title, api.version, api.dialect
            ));
            lines.push(format!("operations   {}", api.operations()));
            lines.push(format!("schemas      {}", api.schemas));
            let any: usize = api.any_fields.values().sum();
            lines.push(format!("fields       {}, {any} of them any JSON value", api.fields));
        }
        if let Some(files) = &self.files {
            let written = files.created.len() + files.changed.len();
            lines.push(format!(
                "files        {written} {}, {} unchanged, {} {} in {}",
                if self.status == Status::Stale {
                    "to write"
                } else {
                    "written"
                },
                files.unchanged,
                files.deleted.len(),
                if self.status == Status::Stale {
                    "to delete"
                } else {
                    "deleted"
                },
                self.out,
            ));
            let changes = [('+', &files.created), ('~', &files.changed), ('-', &files.deleted)];
            let named = changes
                .into_iter()
                .flat_map(|(sign, paths)| paths.iter().map(move |path| (sign, path)));
            lines.extend(
                named
                    .take(LISTED)
                    .map(|(sign, path)| format!("             {sign} {path}")),
            );
            let rest = (written + files.deleted.len()).saturating_sub(LISTED);
            if rest > 0 {
                lines.push(format!("             … and {rest} more"));
            }
        }
        lines.push(format!("diagnostics  {}", self.counts));
        lines.push(format!("time         {:.2} s", self.seconds));
        lines.push(String::new());
        lines.join("\n")
    }
}

/// The command that brings the output in step.
fn command_line(args: &Args) -> String {
    let mut words = vec!["cargo xtask codegen".to_owned()];
    let paths = [("--spec", &args.spec), ("--config", &args.config), ("--out", &args.out)];
    for (option, path) in paths {
        if let Some(path) = path {
            words.push(format!("{option} {}", path.display()));
        }
    }
    if let Some(name) = &args.name {
        words.push(format!("--name {name}"));
    }
    words.join(" ")
}
