//! `bench`: how fast and how large things are, as ratios measured in one run. Nothing is asserted: times depend on the
//! machine and on what else it does.

mod calls;
mod check;
mod codec;
mod folders;
mod generation;
mod growth;
mod machine;
mod own;
mod process;
mod programs;
mod release;
mod rerun;
mod threads;

use std::path::PathBuf;

use clap::ValueEnum;

use crate::columns::drawn;
use crate::{Console, Failure, Outcome, places};
use programs::{Ours, Peer};

/// Measure speed and size, and print tables of ratios
///
/// Each figure is the least of several runs, and what is compared runs in turn. Descriptions come from ../shared/corpus;
/// where that is not there, from this repository.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only these sections [default: all]
    #[arg(value_enum)]
    pub sections: Vec<Section>,
    /// How often each thing is measured
    #[arg(long, value_name = "NUMBER", default_value = "3", value_parser = clap::value_parser!(u32).range(1..))]
    pub runs: u32,
    /// The folder with the descriptions
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench
  cargo xtask bench generation rerun --runs 5

The peer that is compared with is installed once, into the folder of build output:
  cargo install ploidy@0.15.0 --locked --root target/peers

Exit codes: 0 measured, 1 something could not be run, 2 wrong usage.";

/// What is measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Section {
    /// Generating crates, beside the peer
    Generation,
    /// `cargo check` of a crate, beside that of the peer
    Check,
    /// Parts of a description of 10, 30 and 100 % of its tags
    Growth,
    /// A second run, and one after a small change
    Rerun,
    /// One thread and all of them
    Threads,
    /// Decoding and encoding, beside derived serde
    Codec,
    /// Calls of the SDK of this repository, beside the same by hand
    Calls,
    /// The SDK of this repository
    Own,
    /// A release of a large description, step by step
    Release,
}

/// What all sections need.
struct Bench<'c> {
    runs: u32,
    corpus: PathBuf,
    ours: Ours,
    peer: Option<Peer>,
    console: &'c mut Console,
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`] where a program cannot be built or started.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let corpus = args.corpus.clone();
    console.problem("build this program optimized\n");
    let mut bench = Bench {
        runs: args.runs,
        corpus: corpus.unwrap_or_else(|| places::workspace().join("../shared/corpus")),
        ours: Ours::build()?,
        peer: Peer::find(),
        console,
    };
    let heading = machine::heading(bench.peer.as_ref(), bench.runs);
    bench.console.print(&heading)?;
    if !bench.corpus.is_dir() {
        let text = format!(
            "descriptions  those of this repository, as {} is not there\n",
            bench.corpus.display()
        );
        bench.console.print(&text)?;
    }
    let all = Section::value_variants();
    let is_wanted = |section: &&Section| args.sections.is_empty() || args.sections.contains(section);
    for section in all.iter().filter(is_wanted) {
        let (title, table) = match section {
            Section::Generation => (generation::TITLE, generation::run(&mut bench)?),
            Section::Check => (check::TITLE, check::run(&mut bench)?),
            Section::Growth => (growth::TITLE, growth::run(&mut bench)?),
            Section::Rerun => (rerun::TITLE, rerun::run(&mut bench)?),
            Section::Threads => (threads::TITLE, threads::run(&mut bench)?),
            Section::Codec => (codec::TITLE, codec::run(&mut bench)?),
            Section::Calls => (calls::TITLE, calls::run(&mut bench)?),
            Section::Own => (own::TITLE, own::run(&mut bench)?),
            Section::Release => (release::TITLE, release::run(&mut bench)?),
        };
        bench.console.print(&format!("\n{title}\n{}", table.text()))?;
    }
    folders::remove()?;
    Ok(Outcome::Done)
}

impl Bench<'_> {
    /// Those of the named descriptions of the corpus that are there; this repository's own where none is.
    fn documents(&self, names: &[&str]) -> Vec<PathBuf> {
        let paths = names.iter().map(|name| self.corpus.join(name));
        let found: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
        match found.is_empty() {
            true => vec![places::default_spec()],
            false => found,
        }
    }

    /// Says what is being done.
    fn say(&mut self, what: &str) {
        self.console.problem(&format!("{what}\n"));
    }
}

/// The rows of a section, and what there is to say below them.
struct Table {
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Table {
    fn new(headings: &[&str]) -> Self {
        Self {
            rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()],
            notes: Vec::new(),
        }
    }

    fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    fn text(&self) -> String {
        let mut text = drawn(&self.rows, &[0]);
        for note in &self.notes {
            text.push_str(&format!("  {note}\n"));
        }
        text
    }
}

/// The file name of a description.
fn name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Ours by another, as a factor; nothing where either is not known.
fn ratio(ours: Option<f64>, other: Option<f64>) -> String {
    match (ours, other) {
        (Some(ours), Some(other)) if other > 0.0 => format!("{:.2}", ours / other),
        _ => "–".to_owned(),
    }
}

fn seconds(seconds: Option<f64>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.2} s"))
}

fn megabytes(bytes: Option<f64>) -> String {
    bytes.map_or_else(
        || "–".to_owned(),
        |bytes| format!("{:.0} MB", bytes / f64::from(1 << 20)),
    )
}
