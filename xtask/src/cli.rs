//! The command line: which commands there are, and exit codes.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    Console, Failure, Outcome, bench, codegen, conformance, contract, corpus, diff, dump_ir, places, release, slice,
    tidy, watch,
};

/// The commands of this repository.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done, 1 not up to date or refused, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bench(bench::Args),
    Codegen(codegen::Args),
    Conformance(conformance::Args),
    Contract(contract::Args),
    Corpus(corpus::Args),
    Diff(diff::Args),
    DumpIr(dump_ir::Args),
    Release(release::Args),
    Slice(slice::Args),
    Tidy(tidy::Args),
    Watch(watch::Args),
}

/// Reads the arguments and runs the command that they name.
///
/// # Errors
///
/// What the command could not do.
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console) -> Result<ExitCode, Failure> {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    if release::journal::undo(places::workspace())? {
        console.problem("a release that was interrupted has been undone\n");
    }
    let outcome = match cli.command {
        Command::Bench(arguments) => bench::run(&arguments, console)?,
        Command::Codegen(arguments) => codegen::run(&arguments, console)?,
        Command::Conformance(arguments) => conformance::run(&arguments, console)?,
        Command::Contract(arguments) => contract::run(&arguments, console)?,
        Command::Corpus(arguments) => corpus::run(&arguments, console)?,
        Command::Diff(arguments) => diff::run(&arguments, console)?,
        Command::DumpIr(arguments) => dump_ir::run(&arguments, console)?,
        Command::Release(arguments) => release::run(&arguments, console)?,
        Command::Slice(arguments) => slice::run(&arguments, console)?,
        Command::Tidy(arguments) => tidy::run(&arguments, console)?,
        Command::Watch(arguments) => watch::run(&arguments, console)?,
    };
    Ok(match outcome {
        Outcome::Done => ExitCode::SUCCESS,
        Outcome::Refused => ExitCode::from(1),
    })
}

/// Help that was asked for is a result; everything else that clap has to say is wrong usage.
fn usage(error: &clap::Error) -> Result<ExitCode, Failure> {
    error.print()?;
    Ok(ExitCode::from(if error.use_stderr() { 2 } else { 0 }))
}
