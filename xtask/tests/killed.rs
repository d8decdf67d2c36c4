//! A release that is killed, at each of its steps: the tree is as it was, at once or after the next command.
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{code, contents, large_description, printed, program, run};
use tempfile::TempDir;

/// A repository with a crate of many files, and beside it a description in which each of them is another one.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new(schemas: usize) -> Self {
        let place = Self {
            folder: TempDir::new().unwrap(),
        };
        let root = place.root();
        fs::create_dir_all(root.join("spec")).unwrap();
        let first = large_description(schemas);
        let second = first.replace("name: {type: string}", "name: {type: integer}");
        fs::write(root.join("spec/oauth-clients.yaml"), first).unwrap();
        fs::write(
            root.join("spec/codegen.toml"),
            "[package]\nname = \"large\"\nversion = \"0.1.0\"\n",
        )
        .unwrap();
        fs::write(root.join(".gitignore"), "target\n").unwrap();
        fs::write(place.folder.path().join("next.yaml"), second).unwrap();
        let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
        let (spec, config, out) = (
            path("spec/oauth-clients.yaml"),
            path("spec/codegen.toml"),
            path("generated"),
        );
        let output = run(&["codegen", "--spec", &spec, "--config", &config, "--out", &out]);
        assert_eq!(code(&output), 0, "{}", printed(&output));
        // So that the step is there which brings it in step.
        fs::write(root.join("Cargo.lock"), "version = 4\n").unwrap();
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "--all"],
            &["commit", "--quiet", "--message", "State"],
        ] {
            let mut git = Command::new("git");
            git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
            assert!(git.args(arguments).current_dir(&root).status().unwrap().success());
        }
        place
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    /// The tree without what is under no version control.
    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        let mut tree = contents(&self.root());
        tree.retain(|path, _| !path.starts_with("target/") && !path.starts_with(".git/"));
        tree
    }

    fn release(&self, more: &[&str]) -> Command {
        let from = self.folder.path().join("next.yaml");
        let root = self.root();
        let arguments = [
            "release",
            "--from",
            from.to_str().unwrap(),
            "--repository",
            root.to_str().unwrap(),
        ];
        program(&[&arguments[..], more].concat())
    }

    /// Programs in front of git and cargo: the one that is named stops when it is called for the given time with a word among
    /// its arguments, and says so by its number in a file. Cargo does nothing else.
    fn stand_ins(&self, name: &str, word: &str, time: u32) -> PathBuf {
        let folder = self.folder.path().join("bin");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for one in ["git", "cargo"] {
            let stop = if one == name {
                format!(
                    "for word; do if [ \"$word\" = {word} ]; then echo >> {0}/calls; if [ $(wc -l < {0}/calls) = {time} ]; then \
                     echo $$ > {0}/number; mv {0}/number {0}/stopped; exec sleep 600; fi; fi; done\n",
                    folder.display()
                )
            } else {
                String::new()
            };
            let then = if one == "git" { real_git() } else { "true".to_owned() };
            let script = folder.join(one);
            fs::write(&script, format!("#!/bin/sh\n{stop}exec {then} \"$@\"\n")).unwrap();
            fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        }
        folder
    }
}

fn real_git() -> String {
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("git"))
        .find(|git| git.is_file());
    found.expect("git is installed").display().to_string()
}

/// Waits for something to come about before a run ends.
fn until(child: &mut Child, condition: impl Fn() -> bool) -> bool {
    let started = Instant::now();
    while !condition() {
        if child.try_wait().unwrap().is_some() || started.elapsed() > Duration::from_secs(120) {
            return false;
        }
        std::thread::sleep(Duration::from_micros(100));
    }
    true
}

#[test]
fn a_kill_before_files_are_put_in_place_leaves_the_tree_as_it_was() {
    let place = Place::new(3);
    let before = place.tree();
    // What a release runs, in its order; between these it is the program itself that works.
    for (name, word, time) in [
        ("git", "status", 1),
        ("git", "ls-files", 1),
        ("git", "hash-object", 1),
        ("git", "hash-object", 2),
        ("git", "log", 1),
        ("git", "log", 2),
        ("cargo", "update", 1),
        ("cargo", "clippy", 1),
        ("cargo", "test", 1),
        ("cargo", "package", 1),
        ("git", "ls-files", 2),
    ] {
        let programs = place.stand_ins(name, word, time);
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
        let mut child = place
            .release(&[])
            .env("PATH", path)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stopped = programs.join("stopped");
        assert!(until(&mut child, || stopped.exists()), "{name} {word} was not reached");
        child.kill().unwrap();
        child.wait().unwrap();
        let number = fs::read_to_string(&stopped).unwrap();
        assert!(
            Command::new("kill")
                .args(["-9", number.trim()])
                .status()
                .unwrap()
                .success()
        );
        assert!(place.tree() == before, "killed at {name} {word}");
    }
    // Nothing is in the way of the next one, and nothing of those before is left.
    let path = format!(
        "{}:{}",
        place.stand_ins("none", "", 0).display(),
        std::env::var("PATH").unwrap()
    );
    let output = place.release(&[]).env("PATH", path).output().unwrap();
    assert_eq!(code(&output), 0, "{}", printed(&output));
    let target = fs::read_dir(place.root().join("target")).unwrap();
    let left: Vec<_> = target
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(left.iter().all(|name| !name.starts_with("release-stage")), "{left:?}");
}

#[test]
fn a_kill_while_files_are_put_in_place_is_undone_by_the_next_command() {
    let place = Place::new(1500);
    fs::remove_file(place.root().join("Cargo.lock")).unwrap();
    commit_all(&place.root());
    let before = place.tree();
    let list = place.root().join("target/release-undo/files.json");
    let mut halves = 0;
    for _ in 0..20 {
        let mut child = place.release(&["--unchecked"]).stdout(Stdio::null()).spawn().unwrap();
        until(&mut child, || list.exists());
        let _ = child.kill();
        child.wait().unwrap();
        let left = place.tree();
        let is_done = !list.exists();
        halves += u32::from(left != before && !is_done);
        // The next command, one that is refused and changes nothing by itself.
        let refused = run(&[
            "release",
            "--from",
            "missing.yaml",
            "--repository",
            place.root().to_str().unwrap(),
        ]);
        assert_eq!(code(&refused), 1, "{}", printed(&refused));
        match is_done {
            // It came to its end before it was killed, and is taken back for the next time.
            true => restore(&place.root()),
            false => assert!(place.tree() == before, "half of a release is left"),
        }
        if halves == 3 {
            break;
        }
    }
    assert!(halves > 0, "no run was killed between two files");
}

fn commit_all(root: &Path) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    git.args(["commit", "--quiet", "--all", "--message", "State"]);
    assert!(git.current_dir(root).status().unwrap().success());
}

fn restore(root: &Path) {
    for arguments in [
        &["reset", "--quiet", "--hard"][..],
        &["clean", "--quiet", "-d", "--force"],
    ] {
        assert!(
            Command::new("git")
                .args(arguments)
                .current_dir(root)
                .status()
                .unwrap()
                .success()
        );
    }
}
