//! `corpus`: generates a crate from each of a folder of descriptions, checks it, and shows how each went.

mod documents;
mod examples;
mod measure;
mod record;
mod table;

use std::path::{Path, PathBuf};

use crate::codegen::Format;
use crate::scratch::{Scratch, Targets};
use crate::{Console, Failure, Outcome};
use measure::{Check, Row};

/// Generate and check a crate from each description of a folder, and show a table
///
/// A description is a JSON or YAML file with a member `openapi` or `swagger`, in the folder or one folder below. The crates are
/// put into a folder `corpus…` below target/scratch.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder
    pub dir: PathBuf,
    /// Only these descriptions, by file name with or without its ending [default: all]
    pub names: Vec<String>,
    /// Generate only; leave the compiler out
    #[arg(long)]
    pub no_check: bool,
    /// Ask clippy as well, where it is installed
    #[arg(long, conflicts_with = "no_check")]
    pub lint: bool,
    /// Decode each example of the descriptions that is valid, encode it again, and count those that come out equal
    #[arg(long)]
    pub examples: bool,
    /// Make what is found now the record in xtask/tests/corpus, which later runs are compared with
    #[arg(long)]
    pub accept: bool,
    /// How to print: a table, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask corpus ../shared/corpus
  cargo xtask corpus ../shared/corpus petstore box --format json
  cargo xtask corpus ../shared/corpus --no-check
  cargo xtask corpus ../shared/corpus petstore --lint
  cargo xtask corpus ../shared/corpus box stripe-2022 --examples

  cargo xtask corpus ../shared/corpus --no-check --accept

Exit codes: 0 every description became a crate without warnings, its findings are as recorded, and 99.5 % of its valid
examples came out equal; 1 some did not; 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// [`Failure`] where the folder has no such descriptions, or a program cannot be started.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let documents = documents::find(&args.dir, &args.names)?;
    let scratch = Scratch::new(&workspace(&args.dir));
    let mut rows = Vec::new();
    for document in &documents {
        console.problem(&format!("generate {}\n", document.name));
        let mut row = measure::generate(document, &scratch)?;
        row.changed = record::compare(document, &row, args.accept)?;
        rows.push(row);
    }
    let generated = rows.iter().filter(|row| row.is_generated());
    let names: Vec<String> = generated.map(|row| row.name.clone()).collect();
    scratch.set_members(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    if !args.no_check {
        check(&mut rows, &scratch, args.lint, console)?;
    }
    if args.examples {
        for (row, document) in rows.iter_mut().zip(&documents).filter(|(row, _)| row.is_generated()) {
            console.problem(&format!("examples of {}\n", row.name));
            let examples = examples::examples(document, &scratch)?;
            row.examples_changed = record::compare_examples(document, row, &examples, args.accept)?;
            row.examples = Some(examples);
        }
    }
    match args.format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&rows).map_err(std::io::Error::other)?;
            console.print(&format!("{text}\n"))?;
        }
        Format::Text => console.print(&table::table(&rows))?,
    }
    let all_well = rows.iter().all(Row::is_well);
    Ok(if all_well { Outcome::Done } else { Outcome::Refused })
}

/// The name of the workspace for a folder, so that runs for two of them do not meet.
fn workspace(folder: &Path) -> String {
    match folder.file_name().map(|name| name.to_string_lossy()) {
        Some(name) if name != "corpus" => format!("corpus-{name}"),
        _ => "corpus".to_owned(),
    }
}

/// Checks the crates one after the other, so that each one's time is its own.
fn check(rows: &mut [Row], scratch: &Scratch, lint: bool, console: &mut Console) -> Result<(), Failure> {
    // The first check also builds the dependencies, which is not the crate's own time.
    if let Some(smallest) = rows
        .iter()
        .filter(|row| row.is_generated())
        .min_by_key(|row| row.output_bytes())
    {
        console.problem("build the dependencies\n");
        scratch.check(&[&smallest.name], Targets::Library)?;
    }
    for row in rows.iter_mut().filter(|row| row.is_generated()) {
        console.problem(&format!("check {}\n", row.name));
        scratch.touch(&row.name)?;
        let checked = match lint {
            true => scratch.lint(&[&row.name], Targets::Library)?,
            false => scratch.check(&[&row.name], Targets::Library)?,
        };
        row.check = Some(Check::of(checked));
    }
    Ok(())
}
