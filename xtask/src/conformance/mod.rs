//! `conformance`: calls every scenario of Spector, Microsoft's suite for generators of clients, with crates that are
//! generated from its documents.

mod install;
mod merge;
mod plan;
mod program;
mod record;
mod report;
mod route;
mod scenarios;
mod server;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use generator::calls::{GivenCalls, Request, given_calls};
use generator::config::Config;
use generator::diagnostic::Severity;
use generator::spec::Source;
use serde_json::Value;

use crate::scratch::Scratch;
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, places, sync};
use install::Suite;
use merge::Document;
use plan::Planned;
use report::Score;
use server::Server;

/// What the documents do not say of the operations.
const CONFIG: &str = include_str!("../../conformance/codegen.toml");

/// The dialects that the suite's documents are written in.
const DIALECTS: [&str; 3] = ["3.0", "3.1", "3.2"];

/// Call every scenario of Microsoft's Spector suite, and compare the score with the record
///
/// The packages are installed below target/tools/spector by npm, once. The scenarios that do not pass are recorded in
/// xtask/conformance/record.toml, each with its reason.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only scenarios whose names begin so [default: all]
    #[arg(value_name = "SCENARIO-PREFIX")]
    pub scenarios: Vec<String>,
    /// Only documents of this dialect; may be given several times [default: all]
    #[arg(long = "dialect", value_name = "VERSION", value_parser = DIALECTS)]
    pub dialects: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask conformance
  cargo xtask conformance --dialect 3.1 Payload_MultiPart Type_Union

Exit codes: 0 the results are as recorded, 1 a scenario is better or worse than its record, 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// [`Failure`] if the suite cannot be installed or started, or a crate does not compile.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let suite = Suite::install(console)?;
    let scenarios = scenarios::read(&suite.scenarios())?;
    let mut scores = Vec::new();
    for dialect in DIALECTS {
        if !args.dialects.is_empty() && !args.dialects.iter().any(|one| one == dialect) {
            continue;
        }
        let begun = Instant::now();
        let results = results(&suite, dialect, &scenarios, &args.scenarios)?;
        console.problem(&format!("OpenAPI {dialect}: {:.0} s\n", begun.elapsed().as_secs_f64()));
        scores.push(Score::new(dialect, results, args.scenarios.is_empty())?);
    }
    console.print(&report::table(&scores))?;
    let differences: Vec<String> = scores.iter().flat_map(Score::differences).collect();
    for line in &differences {
        console.problem(&format!("error: {line}\n"));
    }
    Ok(match differences.is_empty() {
        true => Outcome::Done,
        false => Outcome::Refused,
    })
}

/// The scenarios, each with the reason why it does not pass.
fn results(
    suite: &Suite,
    dialect: &str,
    scenarios: &scenarios::Scenarios,
    prefixes: &[String],
) -> Result<BTreeMap<String, Option<String>>, Failure> {
    let mut documents = merge::read(&suite.documents(dialect))?;
    let mut merged = merge::merge(dialect, &documents);
    let mut config: Config =
        toml::from_str(CONFIG).map_err(|error| Failure::Refused(format!("xtask/conformance/codegen.toml: {error}")))?;
    let planned = plan::plan(&merged, scenarios, prefixes, &config);
    let mut name = format!("conformance-{}", dialect.replace('.', "-"));
    if !prefixes.is_empty() {
        // A crate of its own for a few scenarios compiles sooner, and leaves the large one as it is.
        let tags: Vec<String> = plan::tags(&merged, &planned).into_iter().map(str::to_owned).collect();
        documents.retain(|document: &Document| tags.contains(&document.id));
        merged = merge::merge(dialect, &documents);
        let text = merged.to_string();
        let is_there = |operation: &str| text.contains(&format!("\"operationId\":\"{operation}\""));
        config.paging.operations.retain(|operation, _| is_there(operation));
        name.push_str("-some");
    }
    let scratch = Scratch::new(&name);
    config.package.name = Some(name.clone());
    // Calls decode dates and the like by serde.
    let with_serde = "{ version = '*', default-features = false, features = ['serde'] }";
    let crates = format!("chrono = {with_serde}\nuuid = {with_serde}\n");
    config.package.dev_dependencies = toml::from_str(&crates).unwrap_or_default();
    let calls = generate(&name, &config, &merged, &planned, &scratch)?;
    let server = Server::start(suite)?;
    let made = program::run(&name, &scratch, &planned, &calls, &server.url())?;
    Ok(report::results(&planned, &calls, &made, &server.results()?))
}

/// Generates the crate, and makes the calls of the requests with its names.
fn generate(
    name: &str,
    config: &Config,
    merged: &Value,
    planned: &[Planned],
    scratch: &Scratch,
) -> Result<GivenCalls, Failure> {
    let folder = places::target().join("conformance");
    let spec = folder.join(format!("{name}.json"));
    let text = serde_json::to_string_pretty(merged).unwrap_or_default();
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&spec, text))
        .map_err(|error| Failure::file(&spec, error))?;
    let (files, root) = SourceFiles::of(&spec);
    let source = Source {
        root: &root,
        files: &files,
    };
    let requests: Vec<Request> = planned
        .iter()
        .map(|call| call.request.clone().unwrap_or_default())
        .collect();
    let generation = generator::generate(&source, config);
    let (Some(output), Some(calls)) = (generation.output, given_calls(&source, config, &requests)) else {
        let first = generation
            .diagnostics
            .iter()
            .find(|one| one.code.severity() == Severity::Error);
        let reason = first.map(|one| format!(": {}", one.message));
        return Err(Failure::Refused(format!(
            "{} cannot be generated from{}",
            places::shown(&spec),
            reason.unwrap_or_default()
        )));
    };
    sync::sync(&scratch.member(name), &output)?;
    scratch.set_members(&[name])?;
    Ok(calls)
}
