//! Where each release came from: `spec/releases.toml`.

use std::fs;
use std::path::Path;

use semver::Version;
use serde::{Deserialize, Serialize};

use super::stage::Stage;
use crate::Failure;

/// The file, below the repository.
pub(super) const FILE: &str = "spec/releases.toml";

const HEADER: &str =
    "# Where each release of the crate came from, the last one at the end. `cargo xtask release` writes it.\n";

/// A release.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Release {
    /// The version of the crate.
    pub(super) version: String,
    /// The day, in UTC.
    pub(super) date: String,
    /// The file that the description was taken from.
    pub(super) source: String,
    /// SHA-256 of that file.
    pub(super) sha256: String,
    /// `info.version`.
    pub(super) api_version: String,
    /// The version of the generator.
    pub(super) generator: String,
}

#[derive(Default, Deserialize, Serialize)]
struct Releases {
    #[serde(default)]
    release: Vec<Release>,
}

/// The releases so far.
pub(super) fn read(root: &Path) -> Result<Vec<Release>, Failure> {
    match fs::read_to_string(root.join(FILE)) {
        Ok(text) => parse(&text),
        Err(_) => Ok(Vec::new()),
    }
}

fn parse(text: &str) -> Result<Vec<Release>, Failure> {
    let read: Result<Releases, _> = toml::from_str(text);
    let read = read.map_err(|error| Failure::Refused(format!("{FILE} cannot be read: {}", error.message())))?;
    Ok(read.release)
}

/// The text of the file with one release more.
pub(super) fn added(stage: &Stage, release: &Release) -> Result<String, Failure> {
    let mut all = parse(&stage.read_if_there(FILE)?.unwrap_or_default())?;
    all.push(release.clone());
    let text = toml::to_string(&Releases { release: all }).map_err(|error| Failure::Refused(error.to_string()))?;
    Ok(format!("{HEADER}\n{text}"))
}

/// The last release that was no pre-release.
pub(super) fn last_final(releases: &[Release]) -> Option<Version> {
    let versions = releases
        .iter()
        .rev()
        .filter_map(|release| Version::parse(&release.version).ok());
    versions.into_iter().find(|version| version.pre.is_empty())
}

/// Refuses a description that is older than the one that there is: one that was released before the last one, or one whose
/// own version is lower.
pub(super) fn refuse_older(releases: &[Release], hash: &str, before: &str, after: &str) -> Result<(), Failure> {
    let is_last = releases.last().is_some_and(|release| release.sha256 == hash);
    if let Some(release) = releases.iter().find(|release| release.sha256 == hash)
        && !is_last
    {
        return Err(Failure::Refused(format!(
            "the description is an older one: {} was released from it on {}",
            release.version, release.date
        )));
    }
    match (numbers(before), numbers(after)) {
        (Some(old), Some(new)) if new < old => Err(Failure::Refused(format!(
            "the description is an older one: it is version {after} of the API, and the present one is {before}"
        ))),
        _ => Ok(()),
    }
}

/// A version of an API as numbers; none where it is something else.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let version = version.trim().trim_start_matches(['v', 'V']);
    let mut numbers = version
        .split(['.', '-'])
        .map(|part| part.parse::<u64>().ok())
        .collect::<Option<Vec<u64>>>()?;
    // 1.0 and 1.0.0 are one version.
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_apis_are_compared_as_numbers() {
        for (old, new) in [("v2", "v1"), ("1.10.0", "1.9.0"), ("2026-02-01", "2025-12-31")] {
            assert!(refuse_older(&[], "", old, new).is_err(), "{old} {new}");
            assert!(refuse_older(&[], "", new, old).is_ok(), "{new} {old}");
        }
        for (old, new) in [("v2", "v2"), ("1.0", "1.0.0"), ("beta", "1")] {
            assert!(refuse_older(&[], "", old, new).is_ok(), "{old} {new}");
        }
    }
}
