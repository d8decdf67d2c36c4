//! `dump-ir`: prints the intermediate representation of a description, to see what the generator understood.

mod analysis;
mod select;

use std::path::PathBuf;

use clap::ValueEnum;
use generator::config::Config;
use generator::ir::{Api, dump};
use generator::spec::Source;
use serde_json::json;

use crate::codegen::Format;
use crate::report::{Detail, draw, findings};
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, config_file, places};
use select::types_named;

/// Print the intermediate representation of a description
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only the types of this name with those inside of them, and where they are used
    #[arg(long = "type", value_name = "NAME")]
    pub type_name: Option<String>,
    /// After which stage
    #[arg(long, value_name = "STAGE", default_value = "lower")]
    pub stage: Stage,
    /// The description [default: spec/oauth-clients.yaml]
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// How to print: text for people, or JSON with all that is known
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

/// A stage of the pipeline.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Stage {
    /// The API as lowering leaves it: operations, types, security schemes
    Lower,
    /// What follows from it for each type: where it is used, what it can do, which members are boxed
    Analyze,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask dump-ir --type OAuthClientRequest
  cargo xtask dump-ir --spec petstore.yaml --stage analyze
  cargo xtask dump-ir --format json | jq '.operations[].path'

In the text, `!` marks what is required, `?` what may be null, `<-` what is only answered, `->` what is only sent.

Exit codes: 0 done, 1 refused, 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// [`Failure::Refused`] where nothing has the name that was asked for.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let spec = args.spec.clone().unwrap_or_else(places::default_spec);
    let config = match args.spec {
        Some(_) => Ok(Config::default()),
        None => config_file::load(&places::default_config()),
    };
    let config = match config {
        Ok(config) => config,
        Err(finding) => {
            console.problem(&draw(&[*finding], Detail::Usual, console.style));
            return Ok(Outcome::Refused);
        }
    };
    let (files, root) = SourceFiles::of(&spec);
    let source = Source {
        root: &root,
        files: &files,
    };
    let generation = generator::generate(&source, &config);
    let Some(api) = &generation.api else {
        let findings = findings(&generation, &config, &files);
        console.problem(&draw(&findings, Detail::Usual, console.style));
        return Ok(Outcome::Refused);
    };
    console.print(&text(api, args)?)?;
    Ok(Outcome::Done)
}

/// What is asked for.
fn text(api: &Api, args: &Args) -> Result<String, Failure> {
    let wanted = args
        .type_name
        .as_deref()
        .map(|name| types_named(api, name))
        .transpose()?;
    let types = wanted.clone().unwrap_or_else(|| select::all_types(api));
    let definitions = || types.iter().filter_map(|id| Some((*id, api.type_def(*id)?)));
    Ok(match (args.stage, args.format, wanted) {
        (Stage::Lower, Format::Text, None) => dump::dump(api),
        (Stage::Lower, Format::Text, Some(_)) => definitions().map(|(id, one)| dump::dump_type(api, id, one)).collect(),
        (Stage::Lower, Format::Json, None) => pretty(&json!(api)),
        (Stage::Lower, Format::Json, Some(_)) => {
            let named = definitions().map(|(id, one)| json!({ "id": id, "type": one }));
            pretty(&named.collect())
        }
        (Stage::Analyze, Format::Text, _) => analysis::text(api, &types),
        (Stage::Analyze, Format::Json, _) => pretty(&analysis::json(api, &types)),
    })
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
