//! Descriptions that break the output or end the run of a generator: each gives findings, and files that parse.

mod support;

use std::path::PathBuf;

use generator::config::Config;
use generator::spec::Source;
use support::{Text, repository};

/// Inputs that take too long for a test.
const ELSEWHERE: &[&str] = &["D1-anyof-diamond-20.json"];

fn inputs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository().join("../shared/cases/hostile"));
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    found.retain(|path| {
        let is_description = path.extension().is_some_and(|kind| kind == "yaml" || kind == "json");
        is_description && !ELSEWHERE.iter().any(|name| path.ends_with(name))
    });
    found.sort();
    found
}

#[test]
fn hostile_descriptions_give_files_that_parse() {
    let inputs = inputs();
    if inputs.is_empty() {
        println!("skipped: there is no ../shared/cases/hostile");
        return;
    }
    for input in inputs {
        let files = Text(std::fs::read_to_string(&input).unwrap());
        let source = Source {
            root: "main.yaml",
            files: &files,
        };
        let generation = generator::generate(&source, &Config::default());
        let output = generation
            .output
            .unwrap_or_else(|| panic!("{}: {:?}", input.display(), generation.diagnostics));
        output.each(|path, text| {
            if path.ends_with(".rs") {
                let parsed = syn::parse_file(text);
                assert!(parsed.is_ok(), "{}: {path}: {:?}", input.display(), parsed.err());
            }
        });
    }
}
