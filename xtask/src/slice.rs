//! `slice`: cuts the part of a large description that `[select]` names out of it.

use std::path::{Path, PathBuf};

use generator::config::Config;
use generator::spec::Source;
use sha2::{Digest, Sha256};

use crate::report::{Detail, draw, findings_of};
use crate::source_files::SourceFiles;
use crate::{Console, Failure, Outcome, config_file, places, sync};

/// Cut the part that `[select]` names out of a description, with all that it reaches
///
/// The part is YAML in the order of the whole, without what nothing of it needs, so that the next one differs from it only
/// where the description has changed. Overlays are not applied: they are applied to the part whenever it is read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The whole description
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The configuration with `[select]` [default: spec/codegen.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask slice purecloud.json --out spec/oauth-clients.yaml
  cargo xtask slice purecloud.json --config slice.toml | less

Exit codes: 0 done, 1 the description or the configuration is refused (nothing was written), 2 wrong usage.";

/// Runs the command.
///
/// # Errors
///
/// [`Failure::File`] where the part cannot be written.
pub fn run(args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let config = args.config.clone().unwrap_or_else(places::default_config);
    let config = match config_file::load(&config) {
        Ok(config) => config,
        Err(finding) => {
            console.problem(&draw(&[*finding], Detail::Usual, console.style));
            return Ok(Outcome::Refused);
        }
    };
    let Some(part) = cut(&args.file, &config, console) else {
        return Ok(Outcome::Refused);
    };
    match &args.out {
        None => console.print(&part.text)?,
        Some(path) => {
            sync::write(path, &part.text).map_err(|error| Failure::file(path, error))?;
            let (kept, all) = part.operations;
            console.print(&format!("{}: {kept} of {all} operations\n", places::shown(path)))?;
        }
    }
    Ok(Outcome::Done)
}

/// A part of a description.
pub(crate) struct Part {
    /// The document.
    pub(crate) text: String,
    /// How many operations there are in it, and in the whole.
    pub(crate) operations: (usize, usize),
    /// SHA-256 of the file that it was cut from.
    pub(crate) hash: String,
}

/// Cuts; none where the description is refused, which is shown. A YAML file that is wanted whole is taken as it stands.
pub(crate) fn cut(file: &Path, config: &Config, console: &mut Console) -> Option<Part> {
    let (files, root) = SourceFiles::of(file);
    let files = files.as_written();
    let source = Source {
        root: &root,
        files: &files,
    };
    let slice = generator::slice::slice(&source, config);
    let found = findings_of(&slice.diagnostics, &slice.documents, config, &files);
    if !found.is_empty() {
        console.problem(&draw(&found, Detail::Usual, console.style));
    }
    let whole = slice.whole;
    let hash = hash(&whole);
    let is_json = whole.trim_start().starts_with('{');
    let text = match config.select.is_empty() && !is_json {
        true => slice.text.map(|_| whole)?,
        false => slice.text?,
    };
    Some(Part {
        text,
        operations: slice.operations,
        hash,
    })
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
