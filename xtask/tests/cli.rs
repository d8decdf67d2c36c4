//! Exit codes, streams and formats of the program.

mod support;

use std::fs;
use std::process::Stdio;

use support::{code, printed, program, run};
use tempfile::TempDir;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/oauth-clients.yaml");

#[test]
fn wrong_usage_is_2() {
    for arguments in [
        &[][..],
        &["florp"],
        &["codegen", "--florp"],
        &["codegen", "--spec", "x.yaml"],
        &["codegen", "--format", "xml"],
        &["codegen", "--quiet", "--verbose"],
        &["dump-ir", "--stage", "florp"],
        &["corpus"],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", printed(&output));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn help_is_0_and_has_examples() {
    for command in ["codegen", "dump-ir", "tidy", "corpus"] {
        let output = run(&[command, "--help"]);
        assert_eq!(code(&output), 0);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("Examples:") && text.contains("Exit codes:"), "{text}");
    }
    assert_eq!(code(&run(&["--help"])), 0);
    assert_eq!(code(&run(&["--version"])), 0);
}

#[test]
fn an_unknown_key_of_the_configuration_is_refused() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("codegen.toml");
    fs::write(&config, "[package]\nversion = \"1.0.0\"\nnmae = \"x\"\n").unwrap();
    let out = folder.path().join("out");
    let output = run(&[
        "codegen",
        "--config",
        config.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(code(&output), 1);
    let text = String::from_utf8(output.stderr).unwrap();
    for part in [
        "codegen.toml:3:1",
        "nmae = \"x\"",
        "unknown field `nmae`",
        "did you mean `name`?",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!out.exists());
}

#[test]
fn json_is_one_document() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let arguments = [
        "codegen",
        "--spec",
        "nowhere.yaml",
        "--out",
        out.to_str().unwrap(),
        "--format",
        "json",
    ];
    let output = run(&arguments);
    assert_eq!(code(&output), 1);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["status"], "refused");
    assert_eq!(document["diagnostics"][0]["code"], "unreadable");
    assert_eq!(document["diagnostics"][0]["file"], "nowhere.yaml");
    assert!(output.stderr.is_empty());
}

#[test]
fn quiet_says_nothing_where_all_is_well() {
    let folder = TempDir::new().unwrap();
    let output = run(&[
        "codegen",
        "--spec",
        SPEC,
        "--out",
        folder.path().to_str().unwrap(),
        "--quiet",
    ]);
    assert_eq!((code(&output), printed(&output)), (0, String::new()));
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let mut child = program(&["dump-ir"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), printed(&output)), (0, String::new()));
}
