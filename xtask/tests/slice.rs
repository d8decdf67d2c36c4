//! `cargo xtask slice`: the part of a description that `[select]` names stands for the whole.

mod support;

use std::fs;

use support::{code, contents, printed, run};
use tempfile::TempDir;

/// Cuts a part, generates from the part and from the whole, and cuts the part once more: the crates are the same but for
/// the hash of what they come from, and the part stays as it is.
fn same_crate(whole: &str, select: &str) -> String {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (config, part) = (path("codegen.toml"), path("part.yaml"));
    fs::write(&config, select).unwrap();
    let output = run(&["slice", whole, "--config", &config, "--out", &part]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    let mut crates = Vec::new();
    for (spec, out) in [(whole, path("of-whole")), (&part, path("of-part"))] {
        let output = run(&[
            "codegen", "--spec", spec, "--config", &config, "--out", &out, "--name", "same",
        ]);
        assert_eq!(code(&output), 0, "{}", printed(&output));
        let mut files = contents(folder.path().join(&out).as_path());
        let manifest = files.remove("Cargo.toml").unwrap();
        let manifest = String::from_utf8(manifest).unwrap();
        let lines = manifest.lines().filter(|line| !line.contains("sha256"));
        files.insert(
            "Cargo.toml".to_owned(),
            lines.collect::<Vec<_>>().join("\n").into_bytes(),
        );
        crates.push(files);
    }
    assert!(crates[0] == crates[1], "the crates differ");
    let text = fs::read_to_string(&part).unwrap();
    let output = run(&["slice", &part, "--config", &config]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
    text
}

#[test]
fn of_a_fixture() {
    let whole = xtask::places::workspace().join("generator/tests/fixtures/select.yaml");
    let text = same_crate(whole.to_str().unwrap(), "[select]\npaths = ['/cats*']\n");
    assert!(text.contains("/cats") && !text.contains("/dogs"), "{text}");
}

/// A part stands without the files that the whole refers to, so that there must be none: also where all of it is wanted.
#[test]
fn of_several_files_is_refused() {
    let whole = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /cats:\n    get:\n      responses:\n        \
                 '200': {$ref: 'other.yaml#/Fine'}\n";
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("whole.yaml"), whole).unwrap();
    fs::write(path("other.yaml"), "Fine: {description: Fine.}\n").unwrap();
    for config in ["[select]\npaths = ['/cats*']\n", ""] {
        fs::write(path("codegen.toml"), config).unwrap();
        let (config, out) = (path("codegen.toml"), path("part.yaml"));
        let output = run(&["slice", &path("whole.yaml"), "--config", &config, "--out", &out]);
        let said = printed(&output);
        assert_eq!(code(&output), 1, "{said}");
        for part in ["several-files", "whole.yaml:7:", "bundle"] {
            assert!(said.contains(part), "{part} is not in\n{said}");
        }
        assert!(!folder.path().join("part.yaml").exists());
    }
}

/// What changes elsewhere in the whole changes nothing in the part, and what changes in the part is all that does.
#[test]
fn a_part_changes_with_what_it_reaches_alone() {
    let place = xtask::places::workspace().join("generator/tests/fixtures/select.yaml");
    let whole = fs::read_to_string(place).unwrap();
    let part = part_of(&whole);
    for (from, to) in [
        ("getDogs", "listDogs"),
        ("format: unheard-of", "format: uri"),
        ("# A slice", "# Part"),
    ] {
        assert!(whole.contains(from), "{from}");
        assert_eq!(part_of(&whole.replace(from, to)), part, "{from}");
    }
    let changed = part_of(&whole.replace("getCats", "listCats"));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&part), lines(&changed));
    let differing: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
    assert_eq!((before.len(), differing.len()), (after.len(), 1), "{differing:?}");
}

/// The part of a description that the operations on cats are.
fn part_of(whole: &str) -> String {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("whole.yaml"), whole).unwrap();
    fs::write(path("codegen.toml"), "[select]\npaths = ['/cats*']\n").unwrap();
    let output = run(&["slice", &path("whole.yaml"), "--config", &path("codegen.toml")]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn of_a_large_description() {
    let whole = xtask::places::workspace().join("../shared/corpus/purecloud.json");
    if !whole.exists() {
        return println!("skipped: there is no ../shared/corpus/purecloud.json");
    }
    let text = same_crate(
        whole.to_str().unwrap(),
        "[select]\npaths = ['/api/v2/oauth/clients*']\n",
    );
    assert!(text.lines().count() < 1000, "{} lines", text.lines().count());
}
