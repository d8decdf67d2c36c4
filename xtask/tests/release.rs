//! `cargo xtask release` in a repository of its own.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{code, contents, printed, program, run};
use tempfile::TempDir;
use xtask::release::journal::{self, File};

const FIRST: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1.0'}
servers: [{url: 'https://pets.example'}]
paths:
  /pets:
    get:
      operationId: getPets
      tags: [Pets]
      responses:
        '200':
          description: All.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /other:
    get: {operationId: getOther, tags: [Other], responses: {'200': {description: Fine.}}}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
        kind: {type: string, enum: [cat, dog]}
";

const CONFIG: &str = "\
# The configuration.
[package]
name = \"pets\"
version = \"0.1.0\" # the first
[select]
paths = ['/pets']
";

fn git(root: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A repository with a description and the crate generated from it.
fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("spec")).unwrap();
    fs::write(root.join("spec/oauth-clients.yaml"), FIRST).unwrap();
    fs::write(root.join("spec/codegen.toml"), CONFIG).unwrap();
    fs::write(root.join(".gitignore"), "target\n").unwrap();
    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let (spec, config, out) = (
        path("spec/oauth-clients.yaml"),
        path("spec/codegen.toml"),
        path("generated"),
    );
    let output = run(&["codegen", "--spec", &spec, "--config", &config, "--out", &out]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    git(root, &["init", "--quiet"]);
    commit(root);
    folder
}

fn commit(root: &Path) {
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", "State"]);
}

/// Writes a description beside the repository and releases it.
fn release(root: &Path, text: &str, more: &[&str]) -> std::process::Output {
    let place = TempDir::new().unwrap();
    let from = place.path().join("new.yaml");
    fs::write(&from, text).unwrap();
    let arguments = [
        "release",
        "--from",
        from.to_str().unwrap(),
        "--repository",
        root.to_str().unwrap(),
    ];
    run(&[&arguments[..], &["--unchecked"], more].concat())
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn a_release_takes_everything_along() {
    let folder = repository();
    let root = folder.path();
    let second = FIRST.replace("[cat, dog]", "[cat, dog, bird]");
    let output = release(root, &second, &[]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    assert_eq!(read(root, "spec/codegen.toml"), CONFIG.replace("0.1.0", "0.1.1"));
    assert!(read(root, "generated/Cargo.toml").contains("version = \"0.1.1\""));
    assert!(read(root, "generated/src/models/pet.rs").contains("Bird"));
    assert!(
        !read(root, "spec/oauth-clients.yaml").contains("/other"),
        "the part that is selected"
    );
    let changes = read(root, "generated/CHANGELOG.md");
    assert!(changes.contains("\n## [0.1.1] - 20"), "{changes}");
    assert!(changes.contains("Value bird was added"), "{changes}");
    assert!(read(root, "spec/releases.toml").contains("version = \"0.1.1\""));
    assert!(read(root, "spec/names.lock").contains("PetKind"));
    assert!(printed(&output).contains("git commit"), "{}", printed(&output));
    commit(root);

    // What is removed breaks programs; sections of the changelog are put in front of those before.
    let third = second.replace("        name: {type: string}\n", "");
    assert_eq!(code(&release(root, &third, &[])), 0);
    let changes = read(root, "generated/CHANGELOG.md");
    assert!(
        changes.find("## [0.2.0]").unwrap() < changes.find("## [0.1.1]").unwrap(),
        "{changes}"
    );
    commit(root);

    // The first one again, and the same one again.
    let output = release(root, &second, &[]);
    assert_eq!(code(&output), 1);
    assert!(printed(&output).contains("older"), "{}", printed(&output));
    let output = release(root, &third, &[]);
    assert!(printed(&output).contains("nothing to release"), "{}", printed(&output));
    assert_eq!(git(root, &["status", "--porcelain"]), "");
}

#[test]
fn names_stay_when_others_come() {
    let folder = repository();
    let root = folder.path();
    // Both would be `name`; the one that is written like it would get it, were it not for the lock.
    let second = FIRST.replace("        name: {type: string}\n", "        Name: {type: string}\n");
    assert_eq!(code(&release(root, &second, &[])), 0);
    commit(root);
    let third = second.replace("        Name:", "        name: {type: integer}\n        Name:");
    let output = release(root, &third, &[]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    let model = read(root, "generated/src/models/pet.rs");
    assert!(
        model.contains("pub name: Option<String>") && model.contains("pub name_: Option<i64>"),
        "{model}"
    );
    assert!(printed(&output).contains("0 major"), "{}", printed(&output));
}

#[test]
fn pre_releases_count_on() {
    let folder = repository();
    let root = folder.path();
    let mut text = FIRST.to_owned();
    for (value, version) in [("bird", "0.1.1-alpha.1"), ("fish", "0.1.1-alpha.2")] {
        text = text.replace("cat, dog", &format!("{value}, cat, dog"));
        assert_eq!(code(&release(root, &text, &["--pre", "alpha"])), 0);
        assert!(read(root, "spec/codegen.toml").contains(version));
        commit(root);
    }
}

#[test]
fn a_dry_run_and_a_refusal_change_nothing() {
    let folder = repository();
    let root = folder.path();
    let before = contents(root);
    let second = FIRST.replace("[cat, dog]", "[cat]");
    let output = release(root, &second, &["--dry-run"]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    assert!(printed(&output).contains("0.2.0"), "{}", printed(&output));
    assert_eq!(code(&release(root, "openapi: 3.0.3\npaths: [", &[])), 1);
    assert_eq!(code(&release(root, &second.replace("'1.0'", "'0.9'"), &[])), 1);
    assert!(contents(root) == before);

    fs::write(root.join("note"), "mine").unwrap();
    let output = release(root, &second, &[]);
    assert_eq!(code(&output), 1);
    assert!(printed(&output).contains("note"), "{}", printed(&output));
}

/// Whatever is given, it is refused with what is wrong, and nothing is changed.
#[test]
fn what_is_no_description_is_refused() {
    let folder = repository();
    let root = folder.path();
    let before = contents(root);
    let deep = format!("{{\"openapi\": {}1{}}}", "[".repeat(9000), "]".repeat(9000));
    for (text, expected) in [
        ("", "empty-document"),
        ("[]", "wrong-type"),
        (&deep, "too-deep"),
        ("openapi: 3.0.3\npaths: {}\n", "unmatched-selection"),
        ("openapi: 3.0.3\npaths: {/pets: {$ref: '#/paths/~1pets'}}\n", "nothing"),
        ("openapi: 9\n", "unsupported-version"),
    ] {
        let output = release(root, text, &[]);
        let said = printed(&output);
        assert_eq!(code(&output), 1, "{said}");
        assert!(said.contains(expected) && said.contains("new.yaml"), "{said}");
        assert!(contents(root) == before);
    }
}

/// A description that was there before is an older one, though its version is the same, and though no release was made of it.
#[test]
fn what_was_there_before_is_older() {
    let folder = repository();
    let root = folder.path();
    let (config, _) = CONFIG.split_once("[select]").unwrap();
    fs::write(root.join("spec/codegen.toml"), config).unwrap();
    commit(root);
    let next = |values: &str| FIRST.replace("[cat, dog]", values);
    for values in ["[cat, dog, bird]", "[cat, dog, bird, fish]"] {
        assert_eq!(code(&release(root, &next(values), &[])), 0);
        commit(root);
    }
    let before = contents(root);
    for older in [FIRST, &next("[cat, dog, bird]")] {
        let output = release(root, older, &[]);
        let said = printed(&output);
        assert_eq!(code(&output), 1, "{said}");
        assert!(said.contains("older"), "{said}");
        assert!(contents(root) == before);
    }

    // What was taken back can be released again.
    git(root, &["revert", "--no-edit", "HEAD"]);
    let output = release(root, &next("[cat, dog, bird, fish]"), &[]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
}

/// Releases with checks; in place of cargo stands a program that fails when it is asked for one of them.
#[cfg(unix)]
fn checked(root: &Path, text: &str, failing: &str) -> std::process::Output {
    use std::os::unix::fs::PermissionsExt;

    let place = TempDir::new().unwrap();
    let path = |name: &str| place.path().join(name);
    fs::write(path("new.yaml"), text).unwrap();
    fs::create_dir(path("bin")).unwrap();
    let script = format!("#!/bin/sh\n[ \"$1\" != {failing} ] || {{ echo what is wrong; exit 1; }}\n");
    fs::write(path("bin/cargo"), script).unwrap();
    fs::set_permissions(path("bin/cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    let (from, root) = (path("new.yaml").display().to_string(), root.display().to_string());
    program(&["release", "--from", &from, "--repository", &root])
        .env(
            "PATH",
            format!("{}:{}", path("bin").display(), std::env::var("PATH").unwrap()),
        )
        .output()
        .unwrap()
}

#[test]
#[cfg(unix)]
fn a_check_that_fails_leaves_the_tree_as_it_was() {
    let folder = repository();
    let root = folder.path();
    let before = contents(root);
    let second = FIRST.replace("[cat, dog]", "[cat, dog, bird]");
    for (failing, name) in [("clippy", "lints"), ("test", "tests"), ("package", "package")] {
        let output = checked(root, &second, failing);
        let said = printed(&output);
        assert_eq!(code(&output), 1, "{said}");
        for part in ["nothing was changed", name, "what is wrong"] {
            assert!(said.contains(part), "{part} is not in\n{said}");
        }
        assert!(contents(root) == before, "{failing}");
    }
    let output = checked(root, &second, "nothing");
    assert_eq!(code(&output), 0, "{}", printed(&output));
    assert!(contents(root) != before);
}

const OVERLAY: &str = "\
overlay: 1.0.0
info: {title: What the vendor has wrong, version: '1'}
actions:
  - {target: $.components.schemas.Pet.properties.kind, update: {description: Mended.}}
";

/// Overlays are applied to what is released, whatever the vendor publishes, and told of where they no longer fit.
#[test]
fn overlays_mend_each_release() {
    let folder = repository();
    let root = folder.path();
    fs::create_dir(root.join("spec/overlays")).unwrap();
    fs::write(root.join("spec/overlays/1.yaml"), OVERLAY).unwrap();
    commit(root);
    let second = FIRST.replace("[cat, dog]", "[cat, dog, bird]");
    let output = release(root, &second, &[]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    assert!(read(root, "generated/src/models/pet.rs").contains("Mended."));
    assert!(!read(root, "spec/oauth-clients.yaml").contains("Mended."));
    assert!(
        !read(root, "generated/CHANGELOG.md").contains("Description"),
        "it was mended before"
    );
    assert_eq!(read(root, "spec/overlays/1.yaml"), OVERLAY);
    commit(root);

    let third = second.replace("        kind:", "        sort:");
    let output = release(root, &third, &[]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    let said = printed(&output);
    assert!(
        said.contains("unmatched-action") && said.contains("1.yaml:4:"),
        "{said}"
    );
}

/// A run that fails in the middle, and one that was killed there.
#[test]
fn what_was_begun_is_undone() {
    let (tree, stage) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (root, stage) = (tree.path(), stage.path());
    fs::write(root.join("a"), "old a").unwrap();
    fs::write(root.join("b"), "old b").unwrap();
    fs::write(stage.join("a"), "new a").unwrap();
    let file = |path: &str, was_there, is_kept| File {
        path: path.into(),
        was_there,
        is_kept,
    };
    let files = [
        file("a", true, true),
        file("b", true, false),
        file("missing", false, true),
    ];
    assert!(journal::apply(root, stage, &files).is_err());
    let state = || {
        (
            fs::read_to_string(root.join("a")).unwrap(),
            fs::read_to_string(root.join("b")).unwrap(),
        )
    };
    assert_eq!(state(), ("old a".to_owned(), "old b".to_owned()));

    // As a kill leaves it: all is kept, and a part is written.
    journal::keep(root, &files).unwrap();
    fs::write(root.join("a"), "new a").unwrap();
    fs::remove_file(root.join("b")).unwrap();
    assert!(journal::undo(root).unwrap());
    assert_eq!(state(), ("old a".to_owned(), "old b".to_owned()));
    assert!(!journal::undo(root).unwrap());
}

/// Releasing step by step and at once end in the same crate, but for the version and the changelog.
#[test]
fn steps_and_a_leap_end_in_the_same_crate() {
    let steps = [
        FIRST.replace("[cat, dog]", "[cat, dog, bird]"),
        FIRST.replace("        name:", "        age: {type: integer}\n        name:"),
        FIRST.replace("        name: {type: string}\n", "        Name: {type: string}\n"),
    ];
    let ends: Vec<_> = [&steps[..], &steps[2..]]
        .into_iter()
        .map(|steps| {
            let folder = repository();
            for step in steps {
                let output = release(folder.path(), step, &[]);
                assert_eq!(code(&output), 0, "{}", printed(&output));
                commit(folder.path());
            }
            let mut files = contents(&folder.path().join("generated"));
            for path in ["CHANGELOG.md", "Cargo.toml", "README.md"] {
                assert!(files.remove(path).is_some(), "{path}");
            }
            files
        })
        .collect();
    assert!(ends[0] == ends[1]);
}
