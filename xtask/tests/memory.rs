//! What a run takes of memory: at most eight times the size of the description.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{code, printed, run};
use tempfile::TempDir;

/// How many times the size of a description a run may take.
const TIMES: u64 = 8;

/// What threads, the parser of Rust and the allocator keep beside it, whatever the size, in bytes.
const BASE: u64 = 40 << 20;

/// The most memory that a run over a description takes, in bytes; none where the system does not tell.
fn peak(folder: &Path, name: &str, text: &str) -> Option<u64> {
    let spec = folder.join(name);
    let out = folder.join("out");
    fs::write(&spec, text).unwrap();
    let paths = [&spec, &out].map(|path| path.to_str().unwrap());
    let output = run(&[
        "codegen", "--spec", paths[0], "--out", paths[1], "--name", "large", "--format", "json",
    ]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    fs::remove_dir_all(&out).unwrap();
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    run["peak_memory"].as_u64()
}

fn assert_frugal(name: &str, text: &str) {
    let folder = TempDir::new().unwrap();
    let small = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": {"A": {"type": "string"}}}});
    let Some(least) = peak(folder.path(), "small.json", &small.to_string()) else {
        println!("skipped: the system does not tell how much memory a process took");
        return;
    };
    let most = peak(folder.path(), name, text).unwrap();
    let size = text.len() as u64;
    let times = most.saturating_sub(least) as f64 / size as f64;
    println!("{name}: {} MB, {times:.1} times as much memory", size >> 20);
    assert!(
        most.saturating_sub(least) <= BASE + TIMES * size,
        "{name}: {most} bytes for a description of {size}"
    );
}

/// Little prose, many members: the least text for what a run holds.
fn dense(schemas: usize) -> Value {
    let mut described = serde_json::Map::new();
    let mut paths = serde_json::Map::new();
    for number in 0..schemas {
        let mut properties = serde_json::Map::new();
        for field in 0..10 {
            let other = (number * 7 + field) % schemas;
            let schema = match field % 5 {
                0 => json!({"type": "string"}),
                1 => json!({"type": "integer", "format": "int32"}),
                2 => json!({"type": "array", "items": {"type": "string"}}),
                3 => json!({"$ref": format!("#/components/schemas/Schema{other}")}),
                _ => json!({"type": "boolean"}),
            };
            properties.insert(format!("field{field}"), schema);
        }
        let schema = json!({"type": "object", "properties": properties, "required": ["field0"]});
        described.insert(format!("Schema{number}"), schema);
        if number % 4 == 0 {
            let answer = json!({"$ref": format!("#/components/schemas/Schema{number}")});
            let operation = json!({
                "operationId": format!("getThing{number}"),
                "tags": [format!("tag{}", number % 40)],
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}},
            });
            paths.insert(format!("/things{number}/{{id}}"), json!({"get": operation}));
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "dense", "version": "1"},
        "paths": paths,
        "components": {"schemas": described},
    })
}

#[test]
fn many_small_schemas() {
    assert_frugal("dense.json", &dense(20_000).to_string());
}

#[test]
fn many_small_schemas_in_yaml() {
    assert_frugal("dense.yaml", &serde_yaml::to_string(&dense(16_000)).unwrap());
}

#[test]
fn one_huge_text() {
    let text = "word ".repeat(4_000_000);
    let operation = json!({"operationId": "a", "description": text, "responses": {"200": {"description": ""}}});
    let document =
        json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": operation}}});
    assert_frugal("prose.json", &document.to_string());
}

#[test]
fn one_group_of_many_operations() {
    let mut text = "openapi: 3.1.0\ninfo:\n  title: t\n  version: '1'\ntags:\n- name: all\npaths:\n".to_owned();
    for number in 0..12_000 {
        let _ = write!(
            text,
            "  /a{number}/{{id}}:\n    get:\n      tags: [all]\n      operationId: a{number}\n      summary: >-\n        Gives what stands\n        below `{number}`.\n      parameters:\n        - {{name: id, in: path, required: true, schema: {{type: string}}}}\n        - {{name: limit, in: query, description: How many there are to be., schema: {{type: integer}}}}\n      responses:\n        '200':\n          description: Done.\n        '404':\n          description: Nothing of that name.\n"
        );
    }
    assert_frugal("operations.yaml", &text);
}
