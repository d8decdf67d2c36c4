//! `tidy`: holds the rules of the code base that a machine can hold. The same checks run as a test.

mod project;
mod rust;
mod text;
mod tree;

use std::fmt;
use std::path::Path;

use tree::Tree;

use crate::{Console, Failure, Outcome, places};

/// Check the rules of the code base: layering, sizes, headers, dependencies
///
/// The rules and their reasons stand in ARCHITECTURE.md.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask tidy

Exit codes: 0 all rules hold, 1 some do not.")]
pub struct Args {}

/// A place where a rule does not hold.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Violation {
    /// The file or folder, relative to the workspace.
    pub path: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What does not hold.
    pub message: String,
}

impl Violation {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(formatter, "{}: {}", self.path, self.message),
            line => write!(formatter, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Runs the command.
///
/// # Errors
///
/// [`Failure`] where files cannot be read.
pub fn run(_args: &Args, console: &mut Console) -> Result<Outcome, Failure> {
    let violations = check(places::workspace())?;
    for violation in &violations {
        console.problem(&format!("{violation}\n"));
    }
    if violations.is_empty() {
        console.print("all rules hold\n")?;
        return Ok(Outcome::Done);
    }
    console.problem(&format!("error: {} rules broken\n", violations.len()));
    Ok(Outcome::Refused)
}

/// Every place of a workspace where a rule does not hold.
///
/// # Errors
///
/// [`Failure`] where files cannot be read.
pub fn check(workspace: &Path) -> Result<Vec<Violation>, Failure> {
    let tree = Tree::read(workspace)?;
    let mut violations = Vec::new();
    for file in &tree.files {
        text::check(file, workspace, &mut violations);
        rust::check(file, &mut violations);
    }
    project::check(&tree, &mut violations);
    violations.sort();
    Ok(violations)
}
