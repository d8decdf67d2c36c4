//! A release of a large description: from one release of the vendor's API to the next, whole and step by step.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::folders::new_folder;
use super::process::{self, Needed};
use super::{Bench, Table, megabytes, seconds};
use crate::Failure;

pub(super) const TITLE: &str = "A release, wall clock";

/// The releases of the vendor, beside the corpus.
const HISTORY: &str = "../history";
const FROM: &str = "14.1.0";
const TO: &str = "15.0.0";

/// An overlay, so that there is one to apply.
const OVERLAY: &str = "\
overlay: 1.0.0
info: {title: One change, version: '1'}
actions:
  - {target: $.info, update: {description: Changed.}}
";

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["step", "time", "memory"]);
    let document = |version: &str| bench.corpus.join(HISTORY).join(version).join("swagger.json");
    let (old, new) = (document(FROM), document(TO));
    if !new.is_file() {
        table.note(format!("{} is not there", new.display()));
        return Ok(table);
    }
    let root = new_folder("release");
    prepare(bench, &old, &root)?;
    let mut times: HashMap<String, f64> = HashMap::new();
    let mut order = Vec::new();
    let mut whole = Needed::default();
    for run in 1..=bench.runs {
        bench.say(&format!("release, {FROM} to {TO}, run {run}"));
        let (needed, output) = process::run(&mut bench.ours.release(&new, &root, &["--unchecked"]))?;
        whole.take(needed);
        for (step, time) in steps(&String::from_utf8_lossy(&output.stdout)) {
            let least = times.entry(step.clone()).or_insert(time);
            *least = least.min(time);
            if run == 1 {
                order.push(step);
            }
        }
        git(&root, &["reset", "--quiet", "--hard"])?;
        git(&root, &["clean", "--quiet", "-d", "--force"])?;
    }
    for step in order {
        table.row([step.clone(), seconds(times.get(&step).copied()), String::new()]);
    }
    let overlays = overlays(bench, &root)?;
    table.row([
        "of both readings, overlays".to_owned(),
        seconds(overlays),
        String::new(),
    ]);
    table.row([
        "whole, unchecked".to_owned(),
        seconds(whole.wall),
        megabytes(whole.memory),
    ]);
    bench.say("release, with its checks");
    let checked = process::run(&mut bench.ours.release(&new, &root, &[]));
    match checked {
        Ok((needed, output)) => add_checked(&mut table, &needed, &String::from_utf8_lossy(&output.stdout)),
        Err(failure) => table.note(format!("with its checks: {failure}")),
    }
    Ok(table)
}

/// The rows of a release with its checks.
fn add_checked(table: &mut Table, needed: &Needed, said: &str) {
    let checks = steps(said).into_iter().find(|(step, _)| step == "checks");
    table.row([
        "checks".to_owned(),
        seconds(checks.map(|(_, time)| time)),
        String::new(),
    ]);
    table.row(["whole, with its checks".to_owned(), seconds(needed.wall), String::new()]);
}

/// A repository with the older release.
fn prepare(bench: &Bench<'_>, old: &Path, root: &Path) -> Result<(), Failure> {
    let spec = root.join("spec/oauth-clients.yaml");
    let write = |path: &str, text: &str| {
        let place = root.join(path);
        let parent = place.parent().unwrap_or(root);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&place, text))
            .map_err(|error| Failure::file(&place, error))
    };
    write(
        "spec/codegen.toml",
        "[package]\nname = \"platform\"\nversion = \"1.0.0\"\n",
    )?;
    write("spec/overlays/one.yaml", OVERLAY)?;
    // The folder lies below another workspace, to which its checks would count it.
    write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"generated\"]\nresolver = \"3\"\n",
    )?;
    write(".gitignore", "target\n")?;
    fs::copy(old, &spec).map_err(|error| Failure::file(&spec, error))?;
    let config = root.join("spec/codegen.toml").display().to_string();
    bench
        .ours
        .generate(&spec, &root.join("generated"), &["--config", &config])?;
    git(root, &["init", "--quiet"])?;
    git(root, &["add", "--all"])?;
    git(root, &["commit", "--quiet", "--message", "State"])
}

fn git(root: &Path, arguments: &[&str]) -> Result<(), Failure> {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Bench", "-c", "user.email=bench@example.com"]);
    process::run(command.args(arguments).current_dir(root)).map(drop)
}

/// How much longer a description is read with an overlay than without.
fn overlays(bench: &mut Bench<'_>, root: &Path) -> Result<Option<f64>, Failure> {
    let spec = root.join("spec/oauth-clients.yaml");
    let out = new_folder("release-overlays");
    let overlay = root.join("spec/overlays/one.yaml");
    let aside = root.join("spec/overlays/one.aside");
    let moved = |from: &Path, to: &Path| fs::rename(from, to).map_err(|error| Failure::file(from, error));
    let mut least = [f64::INFINITY; 2];
    for _ in 0..bench.runs.max(3) {
        for (index, least) in least.iter_mut().enumerate() {
            if index == 1 {
                moved(&overlay, &aside)?;
            }
            let (_, report) = bench.ours.generate(&spec, &out, &["--name", "bench"])?;
            let load = report["stages"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|stage| stage[0] == "load");
            *least = least.min(load.and_then(|stage| stage[1].as_f64()).unwrap_or(f64::INFINITY));
            if index == 1 {
                moved(&aside, &overlay)?;
            }
        }
    }
    let difference = least[0] - least[1];
    Ok(difference.is_finite().then_some(difference.max(0.0)))
}

/// The steps that a release prints: `time 1.20 s: slice 0.30, diff 0.90`.
fn steps(said: &str) -> Vec<(String, f64)> {
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("time "))
        .unwrap_or_default();
    let (_, steps) = line.split_once(": ").unwrap_or_default();
    let step = |text: &str| {
        let (name, time) = text.rsplit_once(' ')?;
        Some((name.to_owned(), time.parse().ok()?))
    };
    steps.split(", ").filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_a_release_are_read() {
        let said = "files        3\ntime         1.20 s: slice 0.30, put in place 0.90\n";
        assert_eq!(
            steps(said),
            [("slice".to_owned(), 0.3), ("put in place".to_owned(), 0.9)]
        );
    }
}
