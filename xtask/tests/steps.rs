//! `cargo xtask release` on the vendor's real history: release after release, and all of it at once.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{code, contents, printed, run};
use tempfile::TempDir;

/// The releases in their order.
const VERSIONS: [&str; 7] = ["9.0.0", "10.0.0", "11.0.0", "13.0.0", "14.0.0", "14.1.0", "15.0.0"];

/// The description of a release of the vendor; none where the history is not there, which is no part of the repository.
fn description(version: &str) -> Option<PathBuf> {
    let place = xtask::places::workspace().join(format!("../shared/history/{version}/swagger.json"));
    place.is_file().then_some(place)
}

fn git(root: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    assert!(git.args(arguments).current_dir(root).status().unwrap().success());
}

fn commit(root: &Path) {
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", "State"]);
}

/// A repository with the crate of a release.
fn repository(first: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("spec")).unwrap();
    fs::copy(first, path("spec/oauth-clients.yaml")).unwrap();
    fs::write(
        path("spec/codegen.toml"),
        "[package]\nname = \"platform\"\nversion = \"1.0.0\"\n",
    )
    .unwrap();
    fs::write(path("spec/names.lock"), "").unwrap();
    fs::write(path(".gitignore"), "target\n").unwrap();
    let text = |name: &str| path(name).display().to_string();
    let (spec, config, out) = (
        text("spec/oauth-clients.yaml"),
        text("spec/codegen.toml"),
        text("generated"),
    );
    let output = run(&[
        "codegen", "--spec", &spec, "--config", &config, "--out", &out, "--quiet",
    ]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    git(folder.path(), &["init", "--quiet"]);
    commit(folder.path());
    folder
}

/// Releases one description after the other. Gives what the crate is at the end, without what tells of the way there.
fn released(first: &Path, others: &[PathBuf]) -> (TempDir, BTreeMap<String, Vec<u8>>) {
    let folder = repository(first);
    for from in others {
        let (from, root) = (from.display().to_string(), folder.path().display().to_string());
        let output = run(&["release", "--from", &from, "--repository", &root, "--unchecked"]);
        assert_eq!(code(&output), 0, "{}", printed(&output));
        commit(folder.path());
    }
    let mut files = contents(&folder.path().join("generated"));
    for path in ["CHANGELOG.md", "Cargo.toml", "README.md"] {
        assert!(files.remove(path).is_some(), "{path}");
    }
    (folder, files)
}

#[test]
fn steps_and_a_leap_end_in_the_same_crate() {
    let all: Option<Vec<PathBuf>> = VERSIONS.into_iter().map(description).collect();
    let Some([first, others @ ..]) = all.as_deref() else {
        return println!("skipped: there is no ../shared/history");
    };
    let Some(last) = others.last() else { return };
    let (_stepped, steps) = released(first, others);
    let (_leapt, leap) = released(first, std::slice::from_ref(last));
    let paths = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&steps), paths(&leap));
    let differing: Vec<&String> = steps
        .keys()
        .filter(|path| steps.get(*path) != leap.get(*path))
        .collect();
    println!("{} files, {} of which differ", steps.len(), differing.len());
    assert!(differing.is_empty(), "{differing:?}");
}
