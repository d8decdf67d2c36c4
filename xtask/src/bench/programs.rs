//! The programs that are compared: this one, optimized, and a peer that is installed for the comparison alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::process::{self, Needed};
use crate::{Failure, places};

/// This program, optimized.
pub(super) struct Ours {
    program: PathBuf,
}

impl Ours {
    /// Builds it.
    pub(super) fn build() -> Result<Self, Failure> {
        let mut command = cargo();
        command.current_dir(places::workspace());
        command.args(["build", "--release", "--quiet", "--package", "xtask", "--bin", "xtask"]);
        process::run(&mut command)?;
        Ok(Self {
            program: places::target().join("release/xtask"),
        })
    }

    /// The command that generates a crate.
    pub(super) fn command(&self, spec: &Path, out: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(places::workspace());
        command.arg("codegen").arg("--spec").arg(spec).arg("--out").arg(out);
        command.args(options);
        command
    }

    /// Generates a crate as people do, and gives what that needed.
    pub(super) fn needed(&self, spec: &Path, out: &Path, options: &[&str]) -> Result<Needed, Failure> {
        process::run(&mut self.command(spec, out, options)).map(|(needed, _)| needed)
    }

    /// Generates a crate, and gives what that needed and the report of the run, for which the lines of the crate are counted.
    pub(super) fn generate(&self, spec: &Path, out: &Path, options: &[&str]) -> Result<(Needed, Value), Failure> {
        reported(self.command(spec, out, options).args(["--format", "json"]))
    }

    /// The command that releases the crate of a repository from another description.
    pub(super) fn release(&self, from: &Path, repository: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(places::workspace());
        command
            .args(["release", "--from"])
            .arg(from)
            .arg("--repository")
            .arg(repository);
        command.args(options);
        command
    }

    /// This repository's own SDK is compared with what is checked in.
    pub(super) fn check_own(&self) -> Result<(Needed, Value), Failure> {
        let mut command = Command::new(&self.program);
        command.current_dir(places::workspace());
        reported(command.args(["codegen", "--check", "--format", "json"]))
    }
}

/// Runs a command, and gives what it needed with the report that it prints.
pub(super) fn reported(command: &mut Command) -> Result<(Needed, Value), Failure> {
    let (needed, output) = process::run(command)?;
    let report = serde_json::from_slice(&output.stdout).map_err(std::io::Error::other)?;
    Ok((needed, report))
}

/// The program that is compared with: ploidy.
pub(super) struct Peer {
    program: PathBuf,
    /// Its name and version.
    pub(super) version: String,
}

impl Peer {
    /// Looks for it below the folder of build output and where programs are looked for.
    pub(super) fn find() -> Option<Self> {
        let installed = places::target().join("peers/bin/ploidy");
        [installed, PathBuf::from("ploidy")].into_iter().find_map(|program| {
            let output = Command::new(&program).arg("--version").output().ok()?;
            let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            (output.status.success()).then_some(Self { program, version })
        })
    }

    /// Generates a crate.
    pub(super) fn generate(&self, spec: &Path, out: &Path, name: &str) -> Result<Needed, Failure> {
        let mut command = Command::new(&self.program);
        command.args(["generate", "rust", "--name", name, "--output"]);
        process::run(command.arg(out).arg(spec)).map(|(needed, _)| needed)
    }
}

/// What to say where the peer is not there.
pub(super) const NO_PEER: &str = "ploidy is not installed, so that only this generator is measured: cargo install ploidy@0.15.0 --locked --root target/peers";

/// Cargo.
pub(super) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
