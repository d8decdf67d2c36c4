//! `generated/` is what the description, the configuration, the templates and the generator make of it.

mod support;

use support::{code, printed, run};

#[test]
fn the_generated_crate_is_in_step() {
    let output = run(&["codegen", "--check", "--quiet"]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
}

#[test]
fn a_changed_description_is_seen() {
    let folder = tempfile::TempDir::new().unwrap();
    let root = xtask::places::workspace();
    let spec = folder.path().join("oauth-clients.yaml");
    let text = std::fs::read_to_string(root.join("spec/oauth-clients.yaml")).unwrap();
    let title = text.lines().find(|line| line.trim().starts_with("title:")).unwrap();
    std::fs::write(&spec, text.replacen(title, &format!("{title} and more"), 1)).unwrap();

    let config = root.join("spec/codegen.toml");
    let out = root.join("generated");
    let paths = [&spec, &config, &out].map(|path| path.to_str().unwrap());
    let output = run(&[
        "codegen", "--check", "--spec", paths[0], "--config", paths[1], "--out", paths[2],
    ]);
    let text = printed(&output);
    assert_eq!(code(&output), 1, "{text}");
    for part in [
        "--- ",
        "+++ ",
        "@@ ",
        "is not in step with",
        "cargo xtask codegen --spec",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}
