//! The changelog of the generated crate.

use super::Plan;
use super::stage::Stage;
use crate::Failure;
use crate::diff::markdown;

/// The file, below the repository.
pub(super) const FILE: &str = "generated/CHANGELOG.md";

const HEADER: &str = "\
# Changelog

What changed for users of this crate from release to release. `cargo xtask release` writes each section from the difference
between the descriptions that the releases were generated from. Versions follow [Semantic Versioning](https://semver.org/).
";

/// Today in UTC; the day that `SOURCE_DATE_EPOCH` names, where it is set.
pub(super) fn today() -> String {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let given = given.and_then(|seconds| jiff::Timestamp::from_second(seconds.parse().ok()?).ok());
    let now = given.unwrap_or_else(jiff::Timestamp::now).to_string();
    now.chars().take("2026-01-31".len()).collect()
}

/// The changelog with a section for the release in front of those before it.
pub(super) fn added(stage: &Stage, plan: &Plan) -> Result<String, Failure> {
    let before = stage.read_if_there(FILE)?;
    let sections = before
        .as_deref()
        .and_then(|text| Some(&text[text.find("\n## ")?..]))
        .unwrap_or_default();
    let release = &plan.release;
    Ok(format!(
        "{HEADER}\n## [{}] - {}\n\nFrom version {} of the API ({}, SHA-256 `{}`).\n\n{}{sections}",
        plan.to,
        plan.date,
        release.api_version,
        release.source,
        release.sha256,
        markdown(&plan.changes, "###"),
    ))
}
