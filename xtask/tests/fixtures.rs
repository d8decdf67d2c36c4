//! Every fixture of the generator becomes a crate that compiles without a warning.

mod support;

use std::fs;
use std::path::Path;

use generator::output::Output;
use generator::spec::Source;
use support::crates::{config, descriptions, fixtures, generated_of};
use xtask::scratch::{Scratch, Targets};
use xtask::source_files::SourceFiles;
use xtask::{places, sync};

/// The crate of a fixture.
fn generated(fixture: &str, name: &str) -> Output {
    generated_of(
        &places::workspace().join(format!("generator/tests/fixtures/{fixture}.yaml")),
        name,
    )
}

/// Any single feature, and none, makes a crate without a warning.
#[test]
fn every_feature_compiles_by_itself() {
    let scratch = Scratch::new("features");
    sync::sync(&scratch.member("features"), &generated("features", "features")).unwrap();
    scratch.set_members(&["features"]).unwrap();
    let all = ["api-api", "cats", "dogs", "default-api", "other-models"];
    let single = all.iter().map(std::slice::from_ref);
    for features in [&[][..], &all[..], &["cats", "dogs"]].into_iter().chain(single) {
        let said = scratch.check_features("features", features).unwrap();
        assert!(said.is_empty(), "{features:?}: {said}");
    }
}

/// Setters that the groups share name models, each of which is there with what needs it.
#[test]
fn groups_that_share_setters_compile_by_themselves() {
    let scratch = Scratch::new("setters");
    sync::sync(&scratch.member("setters"), &generated("params-shared", "setters")).unwrap();
    scratch.set_members(&["setters"]).unwrap();
    for features in [&[][..], &["cats"], &["dogs"], &["shared-api"], &["cats", "dogs"]] {
        let said = scratch.check_features("setters", features).unwrap();
        assert!(said.is_empty(), "{features:?}: {said}");
    }
}

/// A job that is started in one group and looked at in another is there where both are.
#[test]
fn groups_that_share_a_job_compile_by_themselves() {
    let scratch = Scratch::new("jobs");
    sync::sync(&scratch.member("jobs"), &generated("jobs", "jobs")).unwrap();
    scratch.set_members(&["jobs"]).unwrap();
    for features in [&["queries"][..], &["states"], &["queries", "states"]] {
        let said = scratch.check_features("jobs", features).unwrap();
        assert!(said.is_empty(), "{features:?}: {said}");
    }
}

#[test]
fn every_fixture_compiles_without_a_warning() {
    let scratch = Scratch::new("fixtures");
    let mut names = Vec::new();
    let mut failures = Vec::new();
    let bad = descriptions("generator/tests/fixtures/bad");
    for fixture in fixtures().into_iter().chain(bad.iter().cloned()) {
        let is_bad = bad.contains(&fixture);
        let name = format!(
            "{}-{}",
            if is_bad { "bad" } else { "fixture" },
            fixture.file_stem().unwrap().to_string_lossy().replace('_', "-")
        );
        let (files, root) = SourceFiles::of(&fixture);
        let source = Source {
            root: &root,
            files: &files,
        };
        let generation = generator::generate(&source, &config(&fixture, &name));
        match &generation.output {
            Some(output) => {
                sync::sync(&scratch.member(&name), output).unwrap();
                names.push(name);
            }
            None if is_bad => {}
            None => failures.push(format!("{name} is refused: {:#?}", generation.diagnostics)),
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    scratch.set_members(&names).unwrap();
    if !names.is_empty() {
        let checked = scratch.check(&names, Targets::Library).unwrap();
        failures.extend(checked.failure);
        for (name, problems) in checked.problems {
            failures.push(format!(
                "{name}: {} problems, the first is\n{}",
                problems.len(),
                problems[0]
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Where many types are nested in each other, the compiler looks further down than it does by itself.
#[test]
fn types_that_are_nested_deeply_are_documented() {
    let scratch = Scratch::new("deep");
    sync::sync(&scratch.member("deep"), &generated("recursion-deep", "deep")).unwrap();
    scratch.set_members(&["deep"]).unwrap();
    scratch.document("deep").unwrap().unwrap();
}

/// What the compiler has for one expression inside of another ends somewhere.
#[test]
fn a_struct_of_thousands_of_members_compiles() {
    let members: String = (0..8_000)
        .map(|number| format!("        m{number}: {{type: string}}\n"))
        .collect();
    let description = format!(
        "openapi: 3.0.3\ninfo: {{title: Many, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Many:\n      type: object\n      properties:\n{members}"
    );
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many.yaml");
    fs::write(&path, description).unwrap();
    let scratch = Scratch::new("many");
    sync::sync(&scratch.member("many"), &generated_of(&path, "many")).unwrap();
    scratch.set_members(&["many"]).unwrap();
    let checked = scratch.check(&["many"], Targets::Library).unwrap();
    assert!(checked.failure.is_none(), "{:?}", checked.failure);
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
}

/// The fixtures that have most in them.
const RICH: &[&str] = &[
    "discriminator-allof",
    "docs",
    "features",
    "names-torture",
    "requests",
    "response-every",
    "security-every",
    "types-jiff",
    "types-time",
    "values",
];

/// Crates have nothing for clippy to say either. With `LINT=all` in the environment every fixture is asked about, which
/// takes minutes.
#[test]
fn clippy_has_nothing_to_say() {
    let scratch = Scratch::new("lints");
    let all = std::env::var("LINT").is_ok_and(|value| value == "all");
    let mut names = Vec::new();
    for fixture in fixtures() {
        let stem = fixture.file_stem().unwrap().to_string_lossy().into_owned();
        if !all && !RICH.contains(&stem.as_str()) {
            continue;
        }
        let name = format!("lint-{}", stem.replace('_', "-"));
        let (files, root) = SourceFiles::of(&fixture);
        let source = Source {
            root: &root,
            files: &files,
        };
        let output = generator::generate(&source, &config(&fixture, &name)).output.unwrap();
        sync::sync(&scratch.member(&name), &output).unwrap();
        names.push(name);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    scratch.set_members(&names).unwrap();
    let linted = scratch.lint(&names, Targets::Library).unwrap();
    assert!(linted.is_clean(), "{:#?} {:?}", linted.problems, linted.failure);
}
