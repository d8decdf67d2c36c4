//! A cargo workspace below the target folder that generated crates are put in and checked by the compiler.
//!
//! All such workspaces share one build folder and start from the lock file of this repository, so that their
//! dependencies are those already there and are built once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde::Deserialize;

use crate::memory::Watch;
use crate::{Failure, places};

/// An optimized program measures the crate and what reads and writes JSON; to optimize the rest would only take time.
const OPTIMIZED: &str = r#"
[profile.release.package."*"]
opt-level = 0

[profile.release.package]
chrono = { opt-level = 3 }
itoa = { opt-level = 3 }
memchr = { opt-level = 3 }
num-traits = { opt-level = 3 }
serde = { opt-level = 3 }
serde_core = { opt-level = 3 }
serde_json = { opt-level = 3 }
zmij = { opt-level = 3 }

[profile.full]
inherits = "release"
package = { "*" = { opt-level = 3 } }
"#;

/// A workspace of generated crates.
#[derive(Debug)]
pub struct Scratch {
    root: PathBuf,
}

/// What the compiler says of crates of a workspace.
#[derive(Debug, Default)]
pub struct Checked {
    /// Errors and warnings as the compiler draws them, by crate. One without any is not listed.
    pub problems: BTreeMap<String, Vec<String>>,
    /// Why there is no result, where cargo failed before the compiler could say anything.
    pub failure: Option<String>,
    /// How long it took.
    pub time: Duration,
    /// The most memory that a compiler has used, in bytes, where the system says it.
    pub peak_memory: Option<u64>,
}

impl Checked {
    /// Whether there is nothing to say: every crate compiles without a warning.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty() && self.failure.is_none()
    }
}

/// Which parts of the crates are checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Targets {
    /// The library alone.
    Library,
    /// Tests and examples too.
    All,
}

impl Scratch {
    /// The workspace of a name. What earlier runs left in it is used again.
    pub fn new(name: &str) -> Self {
        Self {
            root: places::target().join("scratch").join(name),
        }
    }

    /// The folder of a crate.
    pub fn member(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Makes these crates, already in their folders, the members of the workspace.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where the manifest cannot be written.
    pub fn set_members(&self, names: &[&str]) -> Result<(), Failure> {
        let members: Vec<String> = names.iter().map(|name| format!("    {name:?},\n")).collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = false\n{OPTIMIZED}",
            members.concat()
        );
        let write = |name: &str, text: &[u8]| {
            let place = self.root.join(name);
            fs::create_dir_all(&self.root)
                .and_then(|()| fs::write(&place, text))
                .map_err(|error| Failure::file(&place, error))
        };
        let lock = places::workspace().join("Cargo.lock");
        let lock = fs::read(&lock).map_err(|error| Failure::file(&lock, error))?;
        write("Cargo.lock", &lock)?;
        write("Cargo.toml", manifest.as_bytes())
    }

    /// Makes the compiler look at a crate again, even if nothing changed: for its time to be measured.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where the crate is not there.
    pub fn touch(&self, name: &str) -> Result<(), Failure> {
        let place = self.member(name).join("src/lib.rs");
        let file = fs::File::options().append(true).open(&place);
        file.and_then(|file| file.set_modified(SystemTime::now()))
            .map_err(|error| Failure::file(&place, error))
    }

    /// Checks members, all in one run of cargo. A warning is a problem like an error.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn check(&self, names: &[&str], targets: Targets) -> Result<Checked, Failure> {
        self.compile("check", names, targets, &[])
    }

    /// The same with the lints of clippy, where that is installed.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn lint(&self, names: &[&str], targets: Targets) -> Result<Checked, Failure> {
        let version = self.cargo().args(["clippy", "--version"]).output();
        match version.is_ok_and(|version| version.status.success()) {
            true => self.compile("clippy", names, targets, &[]),
            false => self.check(names, targets),
        }
    }

    /// Checks the library of a member with all its features.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn check_all_features(&self, name: &str) -> Result<Checked, Failure> {
        self.compile("check", &[name], Targets::Library, &["--all-features"])
    }

    fn compile(&self, how: &str, names: &[&str], targets: Targets, options: &[&str]) -> Result<Checked, Failure> {
        let started = Instant::now();
        let mut command = self.cargo();
        command.args([how, "--keep-going", "--message-format=json", "--quiet"]);
        command.args(names.iter().flat_map(|name| ["--package", name]));
        command.args(options);
        if targets == Targets::All {
            command.arg("--all-targets");
        }
        let fail = |error| Failure::file(Path::new("cargo"), error);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let child = child.map_err(fail)?;
        let memory = Watch::children(child.id());
        let output = child.wait_with_output().map_err(fail)?;
        let mut checked = Checked {
            problems: problems(&String::from_utf8_lossy(&output.stdout)),
            failure: None,
            time: started.elapsed(),
            peak_memory: memory.stop(),
        };
        let has_error = checked
            .problems
            .values()
            .flatten()
            .any(|problem| problem.starts_with("error"));
        if !output.status.success() && !has_error {
            checked.failure = Some(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(checked)
    }

    /// Checks a member with these features and no others. Gives what the compiler says, which is nothing if all is well.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn check_features(&self, name: &str, features: &[&str]) -> Result<String, Failure> {
        let mut command = self.cargo();
        command.args(["check", "--quiet", "--no-default-features", "--package", name]);
        command.args(["--features", &features.join(",")]);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::file(Path::new("cargo"), error))?;
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Documents a member with all its features. Gives what is said where that fails.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn document(&self, name: &str) -> Result<Result<(), String>, Failure> {
        let mut command = self.cargo();
        command.args(["doc", "--quiet", "--no-deps", "--all-features", "--package", name]);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::file(Path::new("cargo"), error))?;
        Ok(match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        })
    }

    /// Runs the tests of a member with all its features, and gives all that they print where they fail.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn test(&self, name: &str) -> Result<Result<(), String>, Failure> {
        self.run_tests(&["--tests", "--all-features", "--package", name])
    }

    /// Runs one file of tests of a member, and gives all that it prints where it fails.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn run_test(&self, name: &str, file: &str) -> Result<Result<(), String>, Failure> {
        self.run_tests(&["--test", file, "--package", name])
    }

    /// Runs an example of a member, optimized. Gives what it prints, or all that is said where it fails.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn run_example(&self, name: &str, example: &str) -> Result<Result<String, String>, Failure> {
        let mut command = self.cargo();
        command.args(["run", "--quiet", "--release", "--package", name, "--example", example]);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::file(Path::new("cargo"), error))?;
        let texts = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        let [out, err] = texts;
        Ok(if output.status.success() {
            Ok(out)
        } else {
            Err(out + &err)
        })
    }

    /// Runs an example of a member with all of it optimized, dependencies too. Gives what it prints, or all that is said
    /// where it fails.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn run_optimized(&self, name: &str, example: &str) -> Result<Result<String, String>, Failure> {
        let program = match self.build_optimized(name, example)? {
            Ok(program) => program,
            Err(message) => return Ok(Err(message)),
        };
        let output = Command::new(&program).stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::file(&program, error))?;
        let texts = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        let [out, err] = texts;
        Ok(if output.status.success() {
            Ok(out)
        } else {
            Err(out + &err)
        })
    }

    /// Builds an example of a member with all of it optimized. Gives the program, or what is said where it fails.
    ///
    /// # Errors
    ///
    /// [`Failure::File`] where cargo cannot be started.
    pub fn build_optimized(&self, name: &str, example: &str) -> Result<Result<PathBuf, String>, Failure> {
        let mut command = self.cargo();
        command.args([
            "build",
            "--quiet",
            "--profile",
            "full",
            "--package",
            name,
            "--example",
            example,
        ]);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::file(Path::new("cargo"), error))?;
        let program = places::target().join("scratch/build/full/examples").join(example);
        Ok(match output.status.success() {
            true => Ok(program),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        })
    }

    fn run_tests(&self, which: &[&str]) -> Result<Result<(), String>, Failure> {
        let mut command = self.cargo();
        command.args(["test", "--quiet"]).args(which);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::file(Path::new("cargo"), error))?;
        if output.status.success() {
            return Ok(Ok(()));
        }
        let texts = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        Ok(Err(texts.concat()))
    }

    /// Cargo in this workspace. What an outer cargo was told does not count for it.
    fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command.env("CARGO_TARGET_DIR", places::target().join("scratch/build"));
        // A check from nothing is measured.
        command.env("CARGO_INCREMENTAL", "0");
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC_WORKSPACE_WRAPPER",
            "CARGO_BUILD_TARGET",
        ] {
            command.env_remove(name);
        }
        command
    }
}

/// A line of cargo's output, as far as it is of interest.
#[derive(Deserialize)]
struct Line {
    manifest_path: Option<PathBuf>,
    message: Option<Message>,
}

/// What the compiler says.
#[derive(Deserialize)]
struct Message {
    level: String,
    rendered: Option<String>,
    spans: Vec<serde::de::IgnoredAny>,
}

/// Errors and warnings by crate, which is the name of the folder of its manifest.
fn problems(output: &str) -> BTreeMap<String, Vec<String>> {
    let mut problems: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in output.lines() {
        let Ok(Line {
            manifest_path: Some(manifest),
            message: Some(message),
        }) = serde_json::from_str(line)
        else {
            continue;
        };
        // What points nowhere only counts the others, unless it is an error of its own.
        let counts = message.level == "warning" && !message.spans.is_empty() || message.level.starts_with("error");
        let folder = manifest.parent().and_then(Path::file_name).unwrap_or_default();
        let rendered = message.rendered.unwrap_or_default();
        let of_crate = problems.entry(folder.to_string_lossy().into_owned()).or_default();
        // A library is compiled twice for its tests, and says everything twice.
        if counts && !of_crate.contains(&rendered) {
            of_crate.push(rendered);
        }
    }
    problems.retain(|_, of_crate| !of_crate.is_empty());
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_told_by_crate_once() {
        let line = |folder: &str, level: &str, spans: &str, text: &str| {
            format!(
                "{{\"reason\":\"compiler-message\",\"manifest_path\":\"/w/{folder}/Cargo.toml\",\
                 \"message\":{{\"level\":\"{level}\",\"spans\":[{spans}],\"rendered\":\"{text}\"}}}}\n"
            )
        };
        let output = [
            line("a", "warning", "{}", "warning: unused"),
            line("a", "warning", "{}", "warning: unused"),
            line("a", "warning", "", "warning: 1 warning emitted"),
            line("b", "error", "", "error: too deep"),
            line("c", "note", "{}", "note: by the way"),
            "{\"reason\":\"build-finished\",\"success\":false}\nnot JSON\n".to_owned(),
        ];
        let expected = [("a", "warning: unused"), ("b", "error: too deep")];
        let expected = expected.map(|(name, text)| (name.to_owned(), vec![text.to_owned()]));
        assert_eq!(problems(&output.concat()), BTreeMap::from(expected));
    }
}
