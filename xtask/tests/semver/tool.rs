//! Runs `cargo-semver-checks` and reads what it says.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The program, where it is installed: in the folder of tools, or anywhere.
pub(crate) fn find() -> Option<PathBuf> {
    let own = xtask::places::target().join("tools/bin/cargo-semver-checks");
    let all = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&all).map(|folder| folder.join("cargo-semver-checks"));
    let found = [own].into_iter().chain(&mut places).find(|place| place.is_file());
    if found.is_none() {
        println!("skipped: cargo-semver-checks is not installed");
    }
    found
}

/// What breaks programs in the change from one crate to another by its word: each lint with the item that it is about.
pub(crate) fn check(tool: &Path, old: &Path, new: &Path) -> Vec<(String, String)> {
    let output = Command::new(tool)
        .args(["semver-checks", "check-release", "--release-type", "minor"])
        .args([Path::new("--manifest-path"), &new.join("Cargo.toml")])
        .args([Path::new("--baseline-root"), old])
        .env("CARGO_TARGET_DIR", xtask::places::target().join("semver"))
        .output()
        .unwrap();
    let [said, progress] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    let found = broken(&said);
    // It ends well exactly where it finds nothing; all else is a failure of its own.
    assert_eq!(output.status.success(), found.is_empty(), "{said}{progress}");
    assert!(progress.contains("Checked"), "{progress}");
    found
}

/// Reads `--- failure LINT: …` and the items in the indented lines after `Failed in:`.
fn broken(said: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lint = "";
    let mut is_list = false;
    for line in said.lines() {
        if let Some(rest) = line.strip_prefix("--- failure ") {
            (lint, is_list) = (rest.split(':').next().unwrap_or(rest), false);
        } else if line.starts_with("Failed in:") {
            is_list = true;
        } else if is_list && line.starts_with("  ") {
            found.push((lint.to_owned(), line.trim().to_owned()));
        }
    }
    found
}
