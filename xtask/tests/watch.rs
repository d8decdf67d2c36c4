//! `cargo xtask watch`: a change of the description is generated at once.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use support::program;
use tempfile::TempDir;

const SPEC: &str = "\
openapi: 3.0.3
info: {title: Watched, version: '1'}
paths: {}
components: {schemas: {A: {type: object, properties: {one: {type: string}}}}}
";

#[test]
fn a_change_is_generated() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("spec")).unwrap();
    fs::write(path("spec/api.yaml"), SPEC).unwrap();
    let (spec, out) = (path("spec/api.yaml"), path("out"));
    let arguments = [
        "watch",
        "--once",
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let mut child = program(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("watching ")));
    assert!(!fs::read_to_string(path("out/src/models/a.rs")).unwrap().contains("two"));

    fs::write(path("spec/api.yaml"), SPEC.replace("one:", "two:")).unwrap();
    let said: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success(), "{said:?}");
    assert!(said.iter().any(|line| line.contains("src/models/a.rs")), "{said:?}");
    assert!(fs::read_to_string(path("out/src/models/a.rs")).unwrap().contains("two"));
}
