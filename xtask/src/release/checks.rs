//! The checks that a release has to pass, in the stage.

use std::path::Path;
use std::process::Command;

use super::stage::Stage;
use crate::{Console, Failure, places, tidy};

/// What cargo is asked of the generated crate.
const CHECKS: [(&str, &[&str]); 3] = [
    ("lints", &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]),
    ("tests", &["test", "--quiet"]),
    ("package", &["package", "--quiet", "--allow-dirty", "--no-verify"]),
];

/// Runs the checks.
///
/// # Errors
///
/// [`Failure::Refused`] with what the first one that fails says.
pub(super) fn run(stage: &Stage, console: &mut Console) -> Result<(), Failure> {
    let root = stage.path();
    if root.join("xtask").exists() {
        let broken = tidy::check(root)?;
        if let Some(first) = broken.first() {
            return Err(Failure::Refused(format!("a rule of the repository is broken: {first}")));
        }
    }
    for (name, arguments) in CHECKS {
        console.problem(&format!("checking: {name}\n"));
        cargo(root, name, arguments)?;
    }
    Ok(())
}

fn cargo(root: &Path, name: &str, arguments: &[&str]) -> Result<(), Failure> {
    // The folder of the build is shared with the tree, so that dependencies are built once.
    let output = Command::new("cargo")
        .args(arguments)
        .current_dir(root.join("generated"))
        .env("CARGO_TARGET_DIR", places::target())
        .env("RUST_BACKTRACE", "0")
        .output()
        .map_err(|error| Failure::Refused(format!("cargo cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().collect();
    let last = lines.len().saturating_sub(60);
    Err(Failure::Refused(format!(
        "nothing was changed: the {name} of the new crate fail. Mend what is written by hand (generated/tests, generated/examples) \
         in a commit before or, where it cannot be, use --unchecked and mend it in the commit of the release.\n{}",
        lines[last..].join("\n")
    )))
}
