//! The grades of changes are true for Rust: `cargo-semver-checks` and programs agree with them.
//!
//! Skipped where cargo-semver-checks is not installed; `.ci/run` installs it.

#[allow(dead_code, reason = "each test uses a part of it")]
#[path = "../../generator/tests/support/cases.rs"]
mod cases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use cases::{Case, cases};
use generator::config::Config;
use generator::spec::{Files, Source};
use tempfile::TempDir;

struct Text<'t>(&'t str);

impl Files for Text<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.as_bytes().to_vec())
    }
}

/// The program, where it is installed: in the folder of tools, or anywhere.
fn tool() -> Option<PathBuf> {
    let own = xtask::places::target().join("tools/bin/cargo-semver-checks");
    let all = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&all).map(|folder| folder.join("cargo-semver-checks"));
    let found = [own].into_iter().chain(&mut places).find(|place| place.is_file());
    if found.is_none() {
        println!("skipped: cargo-semver-checks is not installed");
    }
    found
}

/// Generates both crates of a case; items of the new one keep their identifiers.
fn crates(case: &Case, folder: &Path) -> (PathBuf, PathBuf) {
    let mut config: Config = toml::from_str("[package]\nname = 'graded'\nversion = '1.0.0'").unwrap();
    config.lock = Some(Arc::default());
    let mut places = Vec::new();
    for (name, text, number) in [("old", &case.old, 0), ("new", &case.new, 1)] {
        // Packages of one name and version would take each other's place in the folder that they are built in.
        config.package.version.patch = number;
        let files = Text(text);
        let source = Source {
            root: "api.yaml",
            files: &files,
        };
        let generation = generator::generate(&source, &config);
        config.lock = generation.lock.map(Arc::new);
        let place = folder.join(name);
        xtask::sync::sync(&place, &generation.output.expect("the description is taken")).unwrap();
        places.push(place);
    }
    (places[0].clone(), places[1].clone())
}

fn checked(tool: &Path, old: &Path, new: &Path) -> Output {
    Command::new(tool)
        .args([
            "semver-checks",
            "check-release",
            "--release-type",
            "minor",
            "--default-features",
        ])
        .args([Path::new("--manifest-path"), &new.join("Cargo.toml")])
        .args([Path::new("--baseline-root"), old])
        .env("CARGO_TARGET_DIR", xtask::places::target().join("semver"))
        .output()
        .unwrap()
}

/// Compiles a program that uses a crate; what the compiler says, where it refuses.
fn compiled(krate: &Path, number: usize, body: &str) -> Result<(), String> {
    fs::create_dir_all(krate.join("examples")).unwrap();
    let name = format!("program{number}");
    fs::write(krate.join(format!("examples/{name}.rs")), program(body)).unwrap();
    let output = Command::new("cargo")
        .args(["check", "--quiet", "--example", &name])
        .current_dir(krate)
        .env("CARGO_TARGET_DIR", xtask::places::target().join("semver"))
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// A program with a function that has a client.
fn program(body: &str) -> String {
    format!(
        "#![allow(unused)]\nuse graded::{{Client, models::{{self, *}}}};\nfn with(client: &Client) {{ {body} }}\nfn main() {{}}\n"
    )
}

const MINOR: &[&str] = &[
    "let _ = client.a().get_a().x(\"x\");",
    "let request = Request::new(\"a\"); let _ = client.a().post_b(&request);",
    "let state = State::InUse; match state { State::InUse => {} State::B => {} _ => {} }",
    "let one: One; fn of(one: One) { match one { One::B(b) => drop(b.b), One::C(c) => drop(c.c), _ => {} } }",
    "fn read(answer: Answer) -> String { answer.a }",
];

const MAJOR: &[&str] = &[
    "let _ = client.a().get_old();",
    "let _ = client.a().get_a();",
    "let _ = Request::new(\"a\");",
    "fn read(request: Request) { drop(request.b) }",
    "let _ = State::B;",
    "fn of(one: One) { if let One::D(d) = one {} }",
    "let _: Gone;",
    "let _ = graded::headers::X_OLD;",
];

/// Breaking changes by their word, for each of which there is one in the description.
const LINTS: &[&str] = &[
    "inherent_method_missing",
    "method_parameter_count_changed",
    "struct_missing",
    "struct_pub_field_missing",
    "enum_variant_missing",
    "module_missing",
];

#[test]
fn grades_are_true() {
    let Some(tool) = tool() else { return };
    let [minor, major]: [Case; 2] = cases("semver").try_into().unwrap_or_else(|_| panic!("two cases"));

    let folder = TempDir::new().unwrap();
    let (old, new) = crates(&minor, folder.path());
    let output = checked(&tool, &old, &new);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    for (number, body) in MINOR.iter().enumerate() {
        assert_eq!(compiled(&old, number, body), Ok(()), "old: {body}");
        assert_eq!(compiled(&new, number, body), Ok(()), "new: {body}");
    }

    let folder = TempDir::new().unwrap();
    let (old, new) = crates(&major, folder.path());
    let output = checked(&tool, &old, &new);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    for lint in LINTS {
        assert!(said.contains(lint), "{lint} is not in\n{said}");
    }
    for (number, body) in MAJOR.iter().enumerate() {
        assert_eq!(compiled(&old, number, body), Ok(()), "old: {body}");
        assert!(compiled(&new, number, body).is_err(), "new: {body}");
    }
}
