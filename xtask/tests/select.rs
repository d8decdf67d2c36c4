//! `[select]` on the description that the one in `spec/` is a part of.

mod support;

use std::fs;

use serde_json::Value;
use support::{code, contents, printed, run};
use tempfile::TempDir;

#[test]
fn a_part_of_a_large_description() {
    let spec = xtask::places::workspace().join("../shared/corpus/purecloud.json");
    if !spec.exists() {
        return eprintln!("skipped: there is no ../shared/corpus/purecloud.json");
    }
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let config = path("codegen.toml");
    fs::write(&config, "[select]\npaths = ['/api/v2/oauth/clients*']\n").unwrap();
    let (spec, out) = (spec.to_str().unwrap(), path("out"));
    let arguments = ["codegen", "--spec", spec, "--config", &config, "--out", &out];
    let output = run(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!(code(&output), 0, "{}", printed(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let api = &report["api"];
    let counts = ["operations", "operations_selected", "operations_total"].map(|name| api[name].as_u64().unwrap());
    assert_eq!(counts, [6, 6, 932]);
    let files = contents(&folder.path().join("out"));
    let names = files.keys().filter_map(|path| path.strip_prefix("src/models/"));
    let expected = [
        "detail.rs",
        "error_body.rs",
        "mod.rs",
        "oauth_client.rs",
        "oauth_client_entity_listing.rs",
        "oauth_client_listing.rs",
        "uri_reference.rs",
    ];
    assert_eq!(names.collect::<Vec<_>>(), expected);
    for finding in report["diagnostics"].as_array().unwrap() {
        let pointer = finding["pointer"].as_str().unwrap();
        let is_near = !pointer.starts_with("/paths") || pointer.contains("oauth~1clients");
        assert!(is_near, "a finding of what is not selected: {finding}");
    }
}
