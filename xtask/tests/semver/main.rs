//! The grades of changes are true for Rust: `cargo-semver-checks` and programs agree with them.
//!
//! The pairs of `generator/tests/fixtures/diff`, one for each kind of change, are put together in a few descriptions: those
//! that break nothing, and those that break something. Skipped where cargo-semver-checks is not installed; `.ci/run`
//! installs it.

#[allow(dead_code, reason = "each test uses a part of it")]
#[path = "../../../generator/tests/support/cases.rs"]
mod cases;
mod history;
mod merged;
mod programs;
mod tool;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use cases::{Case, Expected, cases};
use generator::config::{Config, Extensions};
use generator::diff::{Change, Kind, Level, diff};
use generator::spec::{Files, Source};
use xtask::scratch::Scratch;

struct Text<'t>(&'t str);

impl Files for Text<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.as_bytes().to_vec())
    }
}

/// Cases in one pair of descriptions.
struct Pair<'c> {
    name: &'static str,
    cases: Vec<&'c Case>,
    old: String,
    new: String,
}

/// What there is to say for the grade of a kind of change.
#[derive(Default)]
struct Evidence {
    lints: Vec<String>,
    programs: Vec<String>,
}

/// The configuration with which both crates of a pair are generated.
fn config() -> Config {
    let mut config: Config = toml::from_str("[package]\nname = 'graded'\nversion = '1.0.0'").unwrap();
    config.extensions = Extensions {
        permissions: Some("x-inin-requires-permissions".to_owned()),
        error_codes: Some("x-inin-error-codes".to_owned()),
    };
    config.lock = Some(Arc::default());
    config
}

/// The changes between two descriptions, identifiers kept.
fn changes(old: &str, new: &str) -> Vec<Change> {
    let mut config = config();
    let mut surface = |text: &str| {
        let files = Text(text);
        let source = Source {
            root: "api.yaml",
            files: &files,
        };
        let survey = generator::survey(&source, &config);
        let surface = survey
            .surface
            .unwrap_or_else(|| panic!("{:?}\n{text}", survey.diagnostics));
        config.lock = surface.lock().cloned().map(Arc::new);
        surface
    };
    let (old, new) = (surface(old), surface(new));
    diff(&old, &new, &config)
}

/// Generates both crates into workspaces of their own; items of the new one keep their identifiers.
fn generate(pair: &Pair<'_>) -> [Scratch; 2] {
    let mut config = config();
    [("old", &pair.old, 0), ("new", &pair.new, 1)].map(|(side, text, number)| {
        // Packages of one name and version would take each other's place in the folder that they are built in.
        config.package.version.patch = number;
        let files = Text(text);
        let source = Source {
            root: "api.yaml",
            files: &files,
        };
        let generation = generator::generate(&source, &config);
        config.lock = generation.lock.map(Arc::new);
        let scratch = Scratch::new(&format!("graded-{}-{side}", pair.name));
        let output = generation.output.expect("the description is taken");
        xtask::sync::sync(&scratch.member("graded"), &output).unwrap();
        scratch.set_members(&["graded"]).unwrap();
        scratch
    })
}

/// The cases in as few pairs of descriptions as there can be: by whether they break programs, and by dialect.
fn pairs(all: &[Case]) -> Vec<Pair<'_>> {
    let is_major = |case: &&Case| changes(&case.old, &case.new)[0].level == Level::Major;
    let is_swagger = |case: &&Case| case.old.contains("swagger:");
    let (major, minor): (Vec<&Case>, Vec<&Case>) = all.iter().partition(is_major);
    let mut pairs = Vec::new();
    for (name, cases, is_old, version) in [
        ("minor", &minor, false, ("openapi", "3.1.0")),
        ("major", &major, false, ("openapi", "3.0.3")),
        ("minor-swagger", &minor, true, ("swagger", "2.0")),
        ("major-swagger", &major, true, ("swagger", "2.0")),
    ] {
        let cases: Vec<&Case> = cases
            .iter()
            .copied()
            .filter(|case| is_swagger(case) == is_old)
            .collect();
        pairs.push(Pair {
            name,
            old: merged::merged(&cases, |case| &case.old, version),
            new: merged::merged(&cases, |case| &case.new, version),
            cases,
        });
    }
    pairs
}

/// Each case of a pair has the changes that its heading names, and those of cases that break nothing break nothing.
fn has_changes(pair: &Pair<'_>) {
    let found = changes(&pair.old, &pair.new);
    for (number, case) in pair.cases.iter().enumerate() {
        let prefix = merged::prefix(number);
        for kind in &case.kinds {
            let is_told = |change: &&Change| {
                let said = format!("{change:?}");
                // What belongs to the whole API has no name of the case.
                let is_whole = ["info", "servers", "errors"].contains(&change.entity.as_str());
                change.kind.as_str() == kind && (is_whole || merged::names(&said, &prefix))
            };
            let near: Vec<&Change> = found
                .iter()
                .filter(|change| merged::names(&format!("{change:?}"), &prefix))
                .collect();
            assert!(
                found.iter().any(|change| is_told(&change)),
                "{kind} of {prefix} is not in {near:#?}"
            );
        }
    }
    let gravest = found.iter().map(|change| change.level).max();
    assert_eq!(
        gravest == Some(Level::Major),
        pair.name.starts_with("major"),
        "{:?}",
        found.first()
    );
}

#[test]
fn grades_are_true() {
    let Some(tool) = tool::find() else { return };
    let all: Vec<Case> = ["operations", "bodies", "service", "models"]
        .into_iter()
        .flat_map(cases)
        .collect();
    let mut evidence: BTreeMap<&str, Evidence> = BTreeMap::new();
    for pair in pairs(&all) {
        has_changes(&pair);
        let [old, new] = generate(&pair);
        let broken = tool::check(&tool, &old.member("graded"), &new.member("graded"));
        if pair.name.starts_with("minor") {
            assert!(
                broken.is_empty(),
                "graded minor or patch, and breaking by its word: {broken:#?}"
            );
        }
        let refused = programs::refused(&pair, &old, &new);
        for (number, case) in pair.cases.iter().enumerate() {
            let prefix = merged::prefix(number);
            for (index, program) in case.programs.iter().enumerate() {
                let level = level(&program.kind);
                assert_eq!(
                    level == Level::Major,
                    program.expected != Expected::Compiles,
                    "{}",
                    program.kind
                );
                assert_eq!(
                    level == Level::Major,
                    pair.name.starts_with("major"),
                    "{}",
                    program.kind
                );
                let of_kind = evidence.entry(&program.kind).or_default();
                let lints = broken.iter().filter(|(_, item)| merged::names(item, &prefix));
                of_kind.lints.extend(lints.map(|(lint, _)| lint.clone()));
                of_kind.programs.push(match program.expected {
                    Expected::Compiles => "compiles".to_owned(),
                    Expected::IsRefused => refused[&(number, index)].clone(),
                    Expected::CannotTell => program.text.clone(),
                });
            }
        }
    }
    let table = table(evidence);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("grades", table);
    });
}

/// The grade of a kind by its name.
fn level(name: &str) -> Level {
    let kind = Kind::ALL.iter().find(|kind| kind.as_str() == name);
    kind.expect("headings name kinds").level()
}

/// A line for each kind of change: its grade, the lints that agree, and what becomes of the program.
fn table(mut evidence: BTreeMap<&str, Evidence>) -> String {
    let mut text = String::new();
    for kind in Kind::ALL {
        let of_kind = evidence.remove(kind.as_str());
        let mut of_kind = of_kind.unwrap_or_else(|| panic!("{kind} has no program"));
        for list in [&mut of_kind.lints, &mut of_kind.programs] {
            list.sort();
            list.dedup();
        }
        let lints = of_kind.lints.join(" ");
        writeln!(
            text,
            "{kind} | {} | {lints} | {}",
            kind.level().as_str(),
            of_kind.programs.join(", ")
        )
        .unwrap();
    }
    text
}
