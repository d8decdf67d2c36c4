//! The commands of this repository: the only place of it that reads and writes files.
//!
//! Each command is a module with its arguments (`Args`) and a `run`, which gives an [`Outcome`]. What a command has to
//! say goes through a [`Console`], so that a closed pipe ends it quietly.

pub mod bench;
pub mod cli;
pub mod codegen;
mod columns;
pub mod config_file;
pub mod conformance;
pub mod console;
pub mod contract;
pub mod corpus;
pub mod diff;
pub mod dump_ir;
pub mod memory;
pub mod places;
pub mod release;
pub mod report;
pub mod scratch;
pub mod slice;
pub mod source_files;
pub mod sync;
pub mod tidy;
pub mod watch;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;

pub use console::Console;

/// How a command ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It did what it is for.
    Done,
    /// The output is not up to date, or the input was refused; what is wrong has been shown.
    Refused,
}

/// Something outside the program's hands went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file, as the user knows it.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Nobody reads what is printed, or it cannot be printed.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
    /// What was asked for cannot be done; the message says why and what to do.
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    /// A failure to read or write `path`.
    pub fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File {
            path: places::shown(path),
            source,
        }
    }
}

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut console = Console::standard();
    match cli::run(arguments, &mut console) {
        Ok(code) => code,
        Err(Failure::Print(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            console.problem(&format!("error: {failure}\n"));
            ExitCode::from(1)
        }
    }
}
