//! `codegen`: generates a crate from a description and keeps a folder in step with it.

mod kinds;
mod summary;

use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;
use generator::config::Config;
use generator::spec::Source;

use crate::report::Finding;
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, config_file, places, sync};
pub(crate) use kinds::KINDS;
use summary::Summary;

/// Generate a crate from an OpenAPI description, and keep its folder in step
///
/// Without options this repository's own SDK: spec/oauth-clients.yaml and spec/codegen.toml, into generated/. Only files
/// that differ are written; files that carry this tool's header and are no longer produced are deleted; no other file is
/// touched.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The description: OpenAPI 3.x or Swagger 2.0, YAML or JSON
    #[arg(long, value_name = "FILE", requires = "out")]
    pub spec: Option<PathBuf>,
    /// The configuration [default: spec/codegen.toml, or none where --spec is given]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the generated crate [default: generated]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The name of the generated crate [default: from the configuration, or the title of the API]
    #[arg(long, value_name = "CRATE", value_parser = package_name)]
    pub name: Option<String>,
    /// Write nothing; show what differs and exit with 1 if anything does
    #[arg(long)]
    pub check: bool,
    /// Print only problems
    #[arg(long, short)]
    pub quiet: bool,
    /// Show all warnings and notes, where usually long lists are cut and notes counted
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
    /// How to print: text for people, or one JSON document on standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// A package name, as given on the command line.
fn package_name(name: &str) -> Result<String, &'static str> {
    match generator::is_package_name(name) {
        true => Ok(name.to_owned()),
        false => {
            Err("a package name has letters, digits, `-` and `_`, begins with a letter, and is not a keyword of Rust")
        }
    }
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask codegen                       bring generated/ in step with spec/
  cargo xtask codegen --check               exit with 1 and show the diff if it is not
  cargo xtask codegen --spec petstore.yaml --out ../petstore --name petstore-client
  cargo xtask codegen --check --format json | jq .diagnostics

Exit codes: 0 done, 1 not in step or refused (nothing was written), 2 wrong usage.

The JSON document has: status (done, stale, refused), problem, spec, out, api, size (lines and bytes, by what they are
for too), files, counts, diagnostics, seconds, stages (seconds of each), peak_memory (bytes).";

/// Runs the command.
///
/// # Errors
///
/// [`Failure::Print`] alone; all else is shown as part of the result.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let spec = args.spec.clone().unwrap_or_else(places::default_spec);
    let out = args.out.clone().unwrap_or_else(places::default_out);
    let config = config(args);
    let mut generation;
    let mut summary = Summary::new(&spec, &out);
    match &config {
        Err(finding) => summary.add_findings(vec![Finding::clone(finding)]),
        Ok(config) => {
            let (files, root) = SourceFiles::of(&spec);
            let source = Source {
                root: &root,
                files: &files,
            };
            generation = generator::generate(&source, config);
            // Nothing below asks what the API is, and it takes as much memory as all the rest.
            generation.api = None;
            summary.add_generation(&generation, config, &files);
            if let Some(output) = &generation.output {
                if matches!(args.format, Format::Json) {
                    summary.add_size(output);
                }
                let compare = if args.check { sync::plan } else { sync::sync };
                summary.add_plan(compare(&out, output), &out, output, args.check);
            }
        }
    }
    summary.seconds = started.elapsed().as_secs_f64();
    summary.show(args, console)
}

/// The configuration, with what the command line says in its place.
fn config(args: &Args) -> Result<Config, Box<Finding<'static>>> {
    // The configuration of this repository's own SDK only goes with its own description.
    let path = match (&args.config, &args.spec) {
        (Some(path), _) => Some(path.clone()),
        (None, Some(_)) => None,
        (None, None) => Some(places::default_config()),
    };
    let mut config = match path {
        Some(path) => config_file::load(&path)?,
        None => Config::default(),
    };
    if args.name.is_some() {
        config.package.name.clone_from(&args.name);
    }
    Ok(config)
}
