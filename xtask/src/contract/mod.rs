//! `contract`: calls every operation of a generated crate against a mock server that knows the same description and was
//! not written here, and fails on whatever that server finds wrong with a request, or the crate with an answer.

mod prism;
mod program;

use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::calls::{Call, calls};
use generator::config::Config;
use generator::spec::Source;

use crate::scratch::Scratch;
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, config_file, places, sync};
use prism::Prism;
use program::Finding;

/// Call every operation against Prism, a mock server that checks requests and makes answers from the description
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The descriptions [default: spec/oauth-clients.yaml]
    #[arg(value_name = "FILE")]
    pub specs: Vec<PathBuf>,
    /// Ask for each error that the description lists, and leave the credentials out once, for other descriptions too
    #[arg(long)]
    pub errors: bool,
    /// The program of the mock server [default: the one below target/tools/prism, or `prism` of the search path]
    #[arg(long, value_name = "FILE")]
    pub prism: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  npm install --prefix target/tools/prism @stoplight/prism-cli@5.14.2
  cargo xtask contract
  cargo xtask contract ../petstore/openapi.yaml --errors

Exit codes: 0 every call went well, 1 one did not or could not be made, 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// What the command could not do: there is no mock server, or a crate does not compile.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let own = places::workspace().join("spec/oauth-clients.yaml");
    let prism = prism::find(args.prism.as_deref())?;
    let specs = match args.specs.is_empty() {
        true => vec![own.clone()],
        false => args.specs.clone(),
    };
    let mut outcome = Outcome::Done;
    for spec in specs {
        let is_own = spec == own;
        let found = hold(&spec, is_own || args.errors, is_own, &prism, console)?;
        if found.iter().any(Finding::is_failure) {
            outcome = Outcome::Refused;
        }
    }
    Ok(outcome)
}

/// Holds the crate of a description against the mock server, and says how it went.
fn hold(
    spec: &Path,
    with_errors: bool,
    is_own: bool,
    prism: &Path,
    console: &mut Console,
) -> Result<Vec<Finding>, Failure> {
    let begun = Instant::now();
    let mut config = match is_own {
        true => config_file::load(&places::default_config())
            .map_err(|_| Failure::Refused("spec/codegen.toml is refused: see `cargo xtask codegen`".to_owned()))?,
        false => Config::default(),
    };
    let stem = spec.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = format!(
        "contract-{}",
        stem.replace(|char: char| !char.is_ascii_alphanumeric(), "-")
    );
    config.package.name = Some(name.clone());
    config.package.dev_dependencies.clear();

    let (files, root) = SourceFiles::of(spec);
    let source = Source {
        root: &root,
        files: &files,
    };
    let output = generator::generate(&source, &config).output;
    let (Some(output), Some(calls)) = (output, calls(&source, &config)) else {
        return Err(Failure::Refused(format!(
            "{} cannot be generated from",
            places::shown(spec)
        )));
    };
    let scratch = Scratch::new(&name);
    sync::sync(&scratch.member(&name), &output)?;
    scratch.set_members(&[&name])?;

    let server = Prism::start(prism, spec)?;
    let found = program::run(&name, &scratch, &calls, &server.url, with_errors)?;
    report(spec, &calls, &found, begun, console)?;
    Ok(found)
}

fn report(
    spec: &Path,
    calls: &[Call],
    found: &[Finding],
    begun: Instant,
    console: &mut Console,
) -> Result<(), Failure> {
    let count = |is: fn(&Finding) -> bool| found.iter().filter(|finding| is(finding)).count();
    let left_out: Vec<String> = calls
        .iter()
        .filter_map(|call| Some(format!("{}: {}", call.operation, call.block.as_ref().err()?)))
        .collect();
    console.print(&format!(
        "{}: {} operations, {} calls, {} failed; {} responses that Prism could not make, {} that break their own schema; {} not called{}; {:.0} s\n",
        places::shown(spec),
        calls.len(),
        found.len(),
        count(Finding::is_failure),
        count(Finding::is_unserved),
        count(Finding::is_answer_wrong),
        left_out.len(),
        if left_out.is_empty() { String::new() } else { format!(" ({})", left_out.join(", ")) },
        begun.elapsed().as_secs_f64(),
    ))?;
    for finding in found.iter().filter(|finding| finding.is_failure()) {
        console.problem(&format!("error: {finding}\n"));
    }
    Ok(())
}
