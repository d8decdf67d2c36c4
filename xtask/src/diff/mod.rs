//! `diff`: what changed between two descriptions, graded by what it does to users of the generated crate.

mod markdown;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use generator::config::Config;
use generator::diff::{Change, Level};
use generator::spec::Source;
use generator::{Surface, survey};

pub use markdown::markdown;

use crate::report::{Detail, Finding, draw, findings_of};
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, config_file};

/// Show what changed between two descriptions, and what that does to users of the generated crate
///
/// The descriptions may be in any dialect, and in two different ones. Each change is graded: major where there are programs
/// that no longer compile, minor where there is something new or the service behaves in another way, patch otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The description as it was
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The description as it is
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// The configuration that both are read with: what is selected, which extensions count, how items are named
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How to print: markdown for people, or JSON, a line for each change
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    pub format: Format,
    /// Exit with 1 where there is a change of this level or a graver one
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<FailOn>,
}

/// How changes are printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// Sections by level, headings by entity.
    Markdown,
    /// A JSON object on each line.
    Json,
}

/// A level as the command line names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum FailOn {
    /// Programs no longer compile
    Major,
    /// There is something new
    Minor,
    /// Documentation
    Patch,
}

impl FailOn {
    fn level(self) -> Level {
        match self {
            Self::Major => Level::Major,
            Self::Minor => Level::Minor,
            Self::Patch => Level::Patch,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask diff old.json new.json
  cargo xtask diff old.yaml new.yaml --config spec/codegen.toml --fail-on major
  cargo xtask diff old.json new.json --format json | jq 'select(.level == \"major\")'

A line of JSON has: level, kind, entity (a path, METHOD path, or the name of a schema), subject (the parameter, property,
status or value), from, to, pointer (in the new description; in the old one, for what was removed), message, action.

Exit codes: 0 done, 1 a description is refused, or a change is as grave as --fail-on says, 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// [`Failure::Print`] alone; what is wrong with a description or the configuration is shown.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let config = match args.config.as_deref().map(config_file::load) {
        None => Config::default(),
        Some(Ok(config)) => config,
        Some(Err(finding)) => return refused(&[*finding], console),
    };
    let Some(changes) = compare(&args.old, &args.new, config, console) else {
        return Ok(Outcome::Refused);
    };
    console.print(&match args.format {
        Format::Markdown => markdown(&changes, "#"),
        Format::Json => json_lines(&changes)?,
    })?;
    let is_grave = |level: Level| changes.iter().any(|change| change.level >= level);
    Ok(match args.fail_on {
        Some(limit) if is_grave(limit.level()) => Outcome::Refused,
        _ => Outcome::Done,
    })
}

/// The changes between two descriptions; none where one is refused, which is shown. Items of the new one keep the
/// identifiers that they have in the old one, as they do when it is released.
fn compare(old: &Path, new: &Path, mut config: Config, console: &mut Console) -> Option<Vec<Change>> {
    config.lock.get_or_insert_default();
    let old = read(old, &config, console)?;
    config.lock = old.lock().cloned().map(Arc::new);
    let new = read(new, &config, console)?;
    Some(generator::diff::diff(&old, &new, &config))
}

/// What users see of a description's crate; none where it is refused, which is shown. Warnings are for `codegen` to say.
pub(crate) fn read(path: &Path, config: &Config, console: &mut Console) -> Option<Surface> {
    let (files, root) = SourceFiles::of(path);
    let source = Source {
        root: &root,
        files: &files,
    };
    let survey = survey(&source, config);
    if survey.surface.is_none() {
        let found = findings_of(&survey.diagnostics, &survey.documents, config, &files);
        console.problem(&draw(&found, Detail::Usual, console.style));
    }
    survey.surface
}

fn refused(findings: &[Finding<'_>], console: &mut Console) -> Result<Outcome, Failure> {
    console.problem(&draw(findings, Detail::Usual, console.style));
    Ok(Outcome::Refused)
}

/// A JSON object on each line, its members in the order in which a change has them.
fn json_lines(changes: &[Change]) -> Result<String, Failure> {
    let line = |change: &Change| serde_json::to_string(change).map(|line| line + "\n");
    let lines: Result<String, serde_json::Error> = changes.iter().map(line).collect();
    lines.map_err(|error| Failure::Refused(error.to_string()))
}
