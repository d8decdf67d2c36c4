//! `dump-ir`: prints the intermediate representation of a description, to see what the generator understood.

use std::path::PathBuf;

use clap::ValueEnum;
use generator::config::Config;
use generator::ir::{Api, TypeDef, TypeName};
use generator::spec::Source;

use crate::report::{Detail, draw, findings};
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, config_file, places};

/// Print the intermediate representation of a description as JSON
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only the types of this name, as the description or the generated crate writes it
    #[arg(long = "type", value_name = "NAME")]
    pub type_name: Option<String>,
    /// What to print
    #[arg(long, value_name = "STAGE", default_value = "lower")]
    pub stage: Stage,
    /// The description [default: spec/oauth-clients.yaml]
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
}

/// A stage of the pipeline.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Stage {
    /// The API as lowering leaves it: operations, types, security schemes
    Lower,
    /// The time that each stage took, and what it counted
    Stats,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask dump-ir --type OAuthClientRequest
  cargo xtask dump-ir --spec petstore.yaml | jq '.operations[].id'
  cargo xtask dump-ir --stage stats

Exit codes: 0 done, 1 refused, 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// [`Failure::Refused`] where nothing has the name that was asked for.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let spec = args.spec.clone().unwrap_or_else(places::default_spec);
    let (files, root) = SourceFiles::of(&spec);
    let source = Source {
        root: &root,
        files: &files,
    };
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
    let generation = generator::generate(&source, &config);
    let Some(api) = &generation.api else {
        let findings = findings(&generation, &files);
        console.problem(&draw(&findings, Detail::Usual, console.style));
        return Ok(Outcome::Refused);
    };
    let text = match (args.stage, &args.type_name) {
        (Stage::Lower, None) => serde_json::to_string_pretty(api),
        (Stage::Lower, Some(name)) => serde_json::to_string_pretty(&types_named(api, name)?),
        (Stage::Stats, _) => Ok(format!("{:#?}", generation.stats)),
    };
    console.print(&format!("{}\n", text.map_err(std::io::Error::other)?))?;
    Ok(Outcome::Done)
}

/// The types of a name with all that stand inside of them.
fn types_named<'a>(api: &'a Api, name: &str) -> Result<Vec<&'a TypeDef>, Failure> {
    let wanted: Vec<bool> = api.types.iter().map(|definition| is_named(definition, name)).collect();
    let inside = |definition: &TypeDef| {
        let parents = std::iter::successors(definition.parent, |parent| api.type_def(*parent)?.parent);
        parents
            .take(api.types.len())
            .any(|parent| wanted.get(parent.index()).copied().unwrap_or_default())
    };
    let found: Vec<_> = api
        .types
        .iter()
        .zip(&wanted)
        .filter(|(definition, named)| **named || inside(definition))
        .map(|(definition, _)| definition)
        .collect();
    if found.is_empty() {
        let names = api.types.iter().map(|definition| own_name(&definition.name));
        let nearest = names.min_by_key(|known| strsim::damerau_levenshtein(known, name));
        let hint = nearest
            .map(|known| format!("; the nearest is `{known}`"))
            .unwrap_or_default();
        return Err(Failure::Refused(format!("no type has the name `{name}`{hint}")));
    }
    Ok(found)
}

fn own_name(name: &TypeName) -> &str {
    match name {
        TypeName::Schema(name) | TypeName::Child(name) => name,
        TypeName::Operation { operation, .. } => operation,
    }
}

/// Whether a definition has a name, whatever the case of letters and the signs between words.
fn is_named(definition: &TypeDef, name: &str) -> bool {
    let folded = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    folded(own_name(&definition.name)) == folded(name)
}
