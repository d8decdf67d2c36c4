//! `cargo-semver-checks` on the crates of consecutive releases of the vendor's API, which takes minutes for each pair and is
//! done on request: `SEMVER=all cargo test -p xtask --test semver history -- --nocapture`, or with the later releases of the
//! pairs in place of `all`, commas between them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use generator::config::Config;
use generator::diff::{Change, Level, diff};
use generator::lock::Lock;
use generator::spec::Source;
use xtask::places;
use xtask::scratch::Scratch;
use xtask::source_files::SourceFiles;

use crate::tool;

/// The releases in their order.
const VERSIONS: [&str; 7] = ["9.0.0", "10.0.0", "11.0.0", "13.0.0", "14.0.0", "14.1.0", "15.0.0"];

fn config(lock: &Lock, version: &str) -> Config {
    let mut config: Config = toml::from_str("[package]\nname = 'platform'").unwrap();
    config.package.version = version.parse().unwrap();
    config.lock = Some(Arc::new(lock.clone()));
    config
}

/// What a release is for the diff, its items under the identifiers that they had, and the crate where it is asked for.
fn release(folder: &Path, version: &str, before: &Lock, scratch: Option<&Scratch>) -> generator::Surface {
    let (files, root) = SourceFiles::of(&folder.join(version).join("swagger.json"));
    let source = Source {
        root: &root,
        files: &files,
    };
    let config = config(before, version);
    if let Some(scratch) = scratch {
        let output = generator::generate(&source, &config)
            .output
            .expect("the description is taken");
        xtask::sync::sync(&scratch.member("platform"), &output).unwrap();
        scratch.set_members(&["platform"]).unwrap();
    }
    let survey = generator::survey(&source, &config);
    survey.surface.expect("the description is read")
}

#[test]
fn history() {
    let wanted = std::env::var("SEMVER").unwrap_or_default();
    let folder = places::workspace().join("../shared/history");
    if wanted.is_empty() || !folder.is_dir() {
        println!(
            "skipped: not asked for with SEMVER=all, or there is no {}",
            folder.display()
        );
        return;
    }
    let Some(tool) = tool::find() else { return };
    let scratches = [Scratch::new("history-old"), Scratch::new("history-new")];
    let mut lock = Lock::default();
    for (index, version) in VERSIONS.iter().enumerate() {
        let is_wanted = |version: &str| wanted == "all" || wanted.split(',').any(|one| one == version);
        let Some(before) = index
            .checked_sub(1)
            .map(|index| VERSIONS[index])
            .filter(|_| is_wanted(version))
        else {
            let surface = release(&folder, version, &lock, None);
            lock = surface.lock().expect("identifiers are taken down").clone();
            continue;
        };
        let old = release(&folder, before, &lock, Some(&scratches[0]));
        let new = release(&folder, version, &lock, Some(&scratches[1]));
        lock = new.lock().expect("identifiers are taken down").clone();
        let changes = diff(&old, &new, &config(&lock, version));
        let [old, new] = scratches.each_ref().map(|scratch| scratch.member("platform"));
        let broken = tool::check(&tool, &old, &new);
        println!("{}", row(before, version, &changes, &broken));
        let is_major = changes.iter().any(|change| change.level == Level::Major);
        assert!(is_major || broken.is_empty(), "graded less than major: {broken:#?}");
        let notes = places::target().join(format!("semver/{before}-{version}.txt"));
        fs::write(notes, format!("{broken:#?}")).unwrap();
    }
}

/// The grade of a pair, and the lints that find something with the number of items.
fn row(before: &str, version: &str, changes: &[Change], broken: &[(String, String)]) -> String {
    let counts = Level::ALL.map(|level| {
        let of_level = changes.iter().filter(|change| change.level == level);
        format!("{} {}", of_level.count(), level.as_str())
    });
    let mut lints: BTreeMap<&str, usize> = BTreeMap::new();
    for (lint, _) in broken {
        *lints.entry(lint).or_default() += 1;
    }
    let lints: Vec<String> = lints.iter().map(|(lint, count)| format!("`{lint}` {count}")).collect();
    let said = if lints.is_empty() {
        "nothing breaks".to_owned()
    } else {
        lints.join(", ")
    };
    format!("| {before} → {version} | {} | {said} |", counts.join(", "))
}
