//! Every kind of bad input is refused, or its operation left out, with all that is needed to mend it.

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{code, contents, printed, run};
use tempfile::TempDir;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/tests/fixtures/bad");

/// A finding that must be there.
struct Expected {
    code: &'static str,
    line: u64,
    pointer: &'static str,
}

/// Each input with the exit code of its run and the findings that must be among its findings.
const INPUTS: &[(&str, i32, &[Expected])] = &[
    ("nowhere.yaml", 1, &[at("unreadable", 0, "")]),
    ("empty.yaml", 1, &[at("empty-document", 1, "")]),
    ("cut-off.json", 1, &[at("syntax", 5, "")]),
    ("tab.yaml", 1, &[at("syntax", 3, "")]),
    ("not-an-object.yaml", 1, &[at("wrong-type", 1, "")]),
    ("no-openapi.yaml", 1, &[at("no-version", 1, "")]),
    ("version-4.yaml", 1, &[at("unsupported-version", 1, "/openapi")]),
    ("deep-nesting.yaml", 1, &[at("too-deep", 20, DEEP)]),
    ("dangling-ref.yaml", 0, &[at("dangling-ref", 15, THING_REF)]),
    (
        "ref-cycle.yaml",
        0,
        &[at("ref-cycle", 21, "/components/schemas/A/$ref")],
    ),
    (
        "duplicate-operation-id.yaml",
        0,
        &[at("duplicate-operation-id", 14, "/paths/~1b/get/operationId")],
    ),
    (
        "path-parameter.yaml",
        0,
        &[
            at("undeclared-path-parameter", 8, "/paths/~1a~1{id}/get"),
            at("unused-path-parameter", 14, "/paths/~1b/get"),
            at("invalid-path", 36, "/paths/~1d~1{id"),
        ],
    ),
    (
        "enum-empty.yaml",
        0,
        &[at("empty-enum", 24, "/components/schemas/Thing/properties/colour/enum")],
    ),
    (
        "type-florp.yaml",
        0,
        &[at("unknown-type", 23, "/components/schemas/Thing/properties/odd/type")],
    ),
    (
        "response-code.yaml",
        0,
        &[
            at("invalid-status", 13, "/paths/~1thing/get/responses/99"),
            at("invalid-status", 15, "/paths/~1thing/get/responses/abc"),
        ],
    ),
    ("long-name.yaml", 0, &[]),
    ("nothing.yaml", 1, &[at("nothing-to-generate", 6, "/paths")]),
    (
        "several.yaml",
        0,
        &[
            at("undeclared-path-parameter", 8, "/paths/~1a~1{id}/get"),
            at(
                "dangling-ref",
                16,
                "/paths/~1a~1{id}/get/responses/200/content/application~1json/schema/$ref",
            ),
            at("dangling-ref", 21, "/paths/~1b/get/parameters/0/$ref"),
            at("unknown-type", 28, "/components/schemas/Thing/type"),
        ],
    ),
];

const THING_REF: &str = "/paths/~1thing/get/responses/200/content/application~1json/schema/$ref";

/// The place is deep inside; only its beginning is compared.
const DEEP: &str = "/components/schemas/Thing/properties/a/…";

const fn at(code: &'static str, line: u64, pointer: &'static str) -> Expected {
    Expected { code, line, pointer }
}

#[test]
fn every_bad_input_is_told_with_place_and_help() {
    let mut failures = Vec::new();
    for (file, exit, expected) in INPUTS {
        let failed = |problem: String| format!("{file}: {problem}");
        failures.extend(problems(file, *exit, expected).into_iter().map(failed));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A tree of thousands of files is read whole; one that is broken is named with its line, and costs its operation only.
#[test]
fn a_broken_file_in_a_large_tree_is_named_with_its_line() {
    const FILES: usize = 2500;
    let folder = TempDir::new().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir_all(spec.join("paths")).unwrap();
    fs::create_dir_all(spec.join("schemas")).unwrap();
    let mut main = String::from("openapi: 3.0.3\ninfo: {title: Tree, version: '1'}\npaths:\n");
    for number in 0..FILES {
        main.push_str(&format!("  /p{number}: {{$ref: paths/p{number}.yaml}}\n"));
        let broken = if number == 1234 { "responses: [\n" } else { "" };
        let path = format!(
            "get:\n  operationId: get{number}\n  responses:\n    '200':\n      description: Done.\n      content:\n        \
             application/json:\n          schema: {{$ref: ../schemas/s{number}.yaml}}\n{broken}"
        );
        fs::write(spec.join(format!("paths/p{number}.yaml")), path).unwrap();
        let schema = "type: object\nproperties:\n  name: {type: string}\n";
        fs::write(spec.join(format!("schemas/s{number}.yaml")), schema).unwrap();
    }
    fs::write(spec.join("main.yaml"), main).unwrap();
    let (main, out) = (spec.join("main.yaml"), folder.path().join("out"));
    let json = run(&[
        "codegen",
        "--spec",
        main.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--format",
        "json",
    ]);
    assert_eq!(code(&json), 0, "{}", printed(&json));
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["api"]["operations"], FILES - 1);
    let findings = json["diagnostics"].as_array().unwrap();
    let broken = findings.iter().find(|finding| finding["code"] == "syntax").unwrap();
    assert!(
        broken["file"].as_str().unwrap().ends_with("paths/p1234.yaml"),
        "{broken}"
    );
    assert!(broken["line"].as_u64().is_some_and(|line| line >= 9), "{broken}");
}

/// What is not as it should be in a run on one input.
fn problems(file: &str, exit: i32, expected: &[Expected]) -> Vec<String> {
    let mut problems = Vec::new();
    let folder = TempDir::new().unwrap();
    let out = folder.path();
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let before = contents(out);
    let spec = Path::new(FIXTURES).join(file);
    let arguments = [
        "codegen",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--verbose",
    ];

    let text = run(&arguments);
    if code(&text) != exit {
        problems.push(format!("exit code {}, not {exit}:\n{}", code(&text), printed(&text)));
    }
    if exit == 1 && contents(out) != before {
        problems.push("the output folder is changed".to_owned());
    }
    let json = run(&[&arguments[..], &["--format", "json"]].concat());
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    let findings = json["diagnostics"].as_array().unwrap();
    for wanted in expected {
        match findings.iter().find(|finding| is(finding, wanted)) {
            Some(finding) => problems.extend(not_shown(finding, &printed(&text), &spec)),
            None => problems.push(format!(
                "no `{}` in line {} at {} among {findings:#?}",
                wanted.code, wanted.line, wanted.pointer
            )),
        }
    }
    problems
}

fn is(finding: &Value, wanted: &Expected) -> bool {
    let pointer = finding["pointer"].as_str().unwrap();
    let is_there = match wanted.pointer.strip_suffix('…') {
        Some(start) => pointer.starts_with(start),
        None => pointer == wanted.pointer,
    };
    finding["code"] == wanted.code && finding["line"].as_u64().unwrap_or_default() == wanted.line && is_there
}

/// What of a finding is not in the text for people: file, line, column, source line, pointer, code, help.
fn not_shown(finding: &Value, text: &str, spec: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    let mut needs = |part: String| {
        if !text.contains(&part) {
            missing.push(format!("`{part}` is not in\n{text}"));
        }
    };
    needs(format!(": {}", finding["code"].as_str().unwrap()));
    needs(spec.file_name().unwrap().to_str().unwrap().to_owned());
    if let (Some(line), Some(column)) = (finding["line"].as_u64(), finding["column"].as_u64()) {
        needs(format!(":{line}:{column}]"));
        let source = fs::read_to_string(spec).unwrap();
        let source_line = source.lines().nth(line as usize - 1).unwrap_or_default();
        let around: String = source_line.trim().chars().take(40).collect();
        if source_line.len() < 100 {
            needs(around);
        }
        let pointer: String = finding["pointer"].as_str().unwrap().chars().take(50).collect();
        needs(format!("#{pointer}"));
    }
    match finding["help"].as_str() {
        // Long ones are wrapped, so that only the first words are together.
        Some(help) => needs(help.split(' ').take(4).collect::<Vec<_>>().join(" ")),
        None => missing.push(format!("no help for {finding}")),
    }
    missing
}
