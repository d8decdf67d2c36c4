//! `cargo xtask watch`: a change of the description is generated at once, and one of a template with a generator that is
//! built anew.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

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

/// Each of this repository's own inputs: its description, its configuration, an overlay. `--nocapture` shows the time from
/// saving to the end of the run.
#[test]
fn each_input_is_generated_again() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("spec")).unwrap();
    fs::create_dir(path("spec/overlays")).unwrap();
    for name in ["oauth-clients.yaml", "codegen.toml"] {
        fs::copy(
            xtask::places::workspace().join("spec").join(name),
            path("spec").join(name),
        )
        .unwrap();
    }
    let mut child = program(&[
        "watch",
        "--spec",
        "spec/oauth-clients.yaml",
        "--config",
        "spec/codegen.toml",
        "--out",
        "out",
    ])
    .current_dir(folder.path())
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut until = |start: &str| assert!(lines.any(|line| line.unwrap().starts_with(start)), "{start}");
    until("watching ");
    let spec = fs::read_to_string(path("spec/oauth-clients.yaml")).unwrap();
    let config = fs::read_to_string(path("spec/codegen.toml")).unwrap();
    let overlay = "overlay: 1.0.0\nactions:\n  - {target: $.info, update: {description: Another.}}\n";
    for (name, text) in [
        (
            "spec/oauth-clients.yaml",
            spec.replace("What it allows", "What is allowed"),
        ),
        ("spec/codegen.toml", config.replace("0.2.0", "0.2.1")),
        ("spec/overlays/1.yaml", overlay.to_owned()),
    ] {
        let saved = Instant::now();
        let sign = if name.ends_with("toml") { "\n# " } else { "\n#" };
        fs::write(path(name), format!("{text}{sign}\n")).unwrap();
        until("time ");
        // How long it takes is the machine's matter too, so that it is shown and not asserted.
        println!("{name}: {:?}", saved.elapsed());
        // What an editor does beside is over before it saves again.
        std::thread::sleep(Duration::from_millis(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// In place of cargo: takes down what it is asked for, and does what the program that it would build does.
#[cfg(unix)]
fn stand_in(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;

    let script = format!(
        "#!/bin/sh\necho \"$@\" >> {}\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec {} \"$@\"\n",
        folder.join("calls").display(),
        env!("CARGO_BIN_EXE_xtask"),
    );
    let place = folder.join("bin/cargo");
    fs::create_dir(folder.join("bin")).unwrap();
    fs::write(&place, script).unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
#[cfg(unix)]
fn a_changed_template_is_built_into_the_generator_that_is_used_from_then_on() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["spec", "workspace", "workspace/templates"] {
        fs::create_dir(path(name)).unwrap();
    }
    stand_in(folder.path());
    fs::write(path("spec/api.yaml"), SPEC).unwrap();
    let mut child = program(&[
        "watch",
        "--spec",
        "spec/api.yaml",
        "--out",
        "out",
        "--workspace=workspace",
    ])
    .current_dir(folder.path())
    .env(
        "PATH",
        format!("{}:{}", path("bin").display(), std::env::var("PATH").unwrap()),
    )
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut until = |start: &str| assert!(lines.any(|line| line.unwrap().starts_with(start)), "{start}");
    until("watching ");

    fs::write(path("workspace/templates/model.askama"), "new").unwrap();
    until("files        0 written");
    until("time ");
    fs::write(path("spec/api.yaml"), SPEC.replace("one:", "two:")).unwrap();
    until("files ");
    until("time ");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(fs::read_to_string(path("out/src/models/a.rs")).unwrap().contains("two"));
    let call = format!(
        "run --quiet --package xtask --manifest-path {} -- codegen --spec spec/api.yaml --out out\n",
        path("workspace/Cargo.toml").display()
    );
    assert_eq!(fs::read_to_string(path("calls")).unwrap(), call.repeat(2));
}

#[test]
fn a_mistake_is_shown_and_the_next_change_is_generated() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("spec")).unwrap();
    fs::write(path("spec/api.yaml"), SPEC).unwrap();
    let mut child = program(&["watch", "--spec", "spec/api.yaml", "--out", "out"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut problems = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("watching ")));

    fs::write(path("spec/api.yaml"), SPEC.replace("paths: {}", "paths: {")).unwrap();
    assert!(problems.any(|line| line.unwrap().contains("nothing was generated")));
    fs::write(path("spec/api.yaml"), SPEC.replace("one:", "two:")).unwrap();
    assert!(lines.any(|line| line.unwrap().contains("src/models/a.rs")));
    child.kill().unwrap();
    child.wait().unwrap();
}
