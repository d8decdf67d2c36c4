//! The next version: semantic versioning of the crate, and where the version is written.

use generator::diff::Level;
use semver::{Prerelease, Version};

use crate::Failure;

/// The version after `current`. None where nothing has changed and nothing is left to be made final.
///
/// Below 1.0 the second number says what breaks, as cargo reads it. After pre-releases the number that they announced is
/// kept, unless what has changed since the `last` final one asks for a higher one.
///
/// # Errors
///
/// [`Failure::Refused`] where `pre` is no name of a pre-release.
pub(super) fn next(
    current: &Version,
    last: Option<&Version>,
    level: Option<Level>,
    pre: Option<&str>,
) -> Result<Option<Version>, Failure> {
    let announced = Version::new(current.major, current.minor, current.patch);
    let is_pre = !current.pre.is_empty();
    let base = match (level, is_pre) {
        (None, false) => return Ok(None),
        (None, true) if pre.is_some() => return Ok(None),
        (None, true) => announced.clone(),
        (Some(level), false) => bumped(current, level),
        (Some(level), true) => {
            let after_last = last.map_or_else(|| announced.clone(), |last| bumped(last, level));
            announced.clone().max(after_last)
        }
    };
    let Some(name) = pre else { return Ok(Some(base)) };
    let number = match current.pre.as_str().rsplit_once('.') {
        Some((own, number)) if own == name && base == announced => number.parse::<u64>().unwrap_or(0),
        _ => 0,
    };
    let label = format!("{name}.{}", number + 1);
    let is_name = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
    match Prerelease::new(&label) {
        Ok(pre) if is_name => Ok(Some(Version { pre, ..base })),
        _ => Err(Failure::Refused(format!(
            "`{name}` is not a pre-release name; use letters, such as `alpha`"
        ))),
    }
}

fn bumped(version: &Version, level: Level) -> Version {
    let Version {
        major, minor, patch, ..
    } = *version;
    match (major, minor, level) {
        (0, 0, _) => Version::new(0, 0, patch + 1),
        (0, _, Level::Major) => Version::new(0, minor + 1, 0),
        (0, _, _) => Version::new(0, minor, patch + 1),
        (_, _, Level::Major) => Version::new(major + 1, 0, 0),
        (_, _, Level::Minor) => Version::new(major, minor + 1, 0),
        (_, _, Level::Patch) => Version::new(major, minor, patch + 1),
    }
}

/// The configuration with another version of the package; everything else, comments too, as it was.
///
/// # Errors
///
/// [`Failure::Refused`] where the text is no TOML.
pub(super) fn written(config: &str, version: &Version) -> Result<String, Failure> {
    let mut document: toml_edit::DocumentMut = config
        .parse()
        .map_err(|error| Failure::Refused(format!("the configuration is not valid TOML: {error}")))?;
    let package = document.entry("package").or_insert_with(toml_edit::table);
    let Some(package) = package.as_table_like_mut() else {
        return Err(Failure::Refused(
            "`package` of the configuration is not a table".to_owned(),
        ));
    };
    let text = version.to_string();
    match package.get_mut("version").and_then(toml_edit::Item::as_value_mut) {
        Some(value) => {
            let decor = value.decor().clone();
            *value = text.into();
            *value.decor_mut() = decor;
        }
        None => drop(package.insert("version", toml_edit::value(text))),
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(current: &str, last: &str, level: Option<Level>, pre: Option<&str>) -> Option<String> {
        let parse = |text: &str| Version::parse(text).unwrap();
        let last = (!last.is_empty()).then(|| parse(last));
        let next = next(&parse(current), last.as_ref(), level, pre).unwrap();
        next.map(|version| version.to_string())
    }

    #[test]
    fn follows_semantic_versioning() {
        for (current, level, expected) in [
            ("1.2.3", Level::Major, "2.0.0"),
            ("1.2.3", Level::Minor, "1.3.0"),
            ("1.2.3", Level::Patch, "1.2.4"),
            ("0.1.5", Level::Major, "0.2.0"),
            ("0.1.5", Level::Minor, "0.1.6"),
            ("0.1.5", Level::Patch, "0.1.6"),
            ("0.0.3", Level::Minor, "0.0.4"),
        ] {
            assert_eq!(
                after(current, "", Some(level), None).as_deref(),
                Some(expected),
                "{current}"
            );
        }
        assert_eq!(after("1.2.3", "1.2.3", None, None), None);
    }

    #[test]
    fn pre_releases_are_counted_and_made_final() {
        let major = Some(Level::Major);
        assert_eq!(after("1.2.3", "1.2.3", major, Some("alpha")).unwrap(), "2.0.0-alpha.1");
        assert_eq!(
            after("2.0.0-alpha.1", "1.2.3", major, Some("alpha")).unwrap(),
            "2.0.0-alpha.2"
        );
        assert_eq!(
            after("2.0.0-alpha.2", "1.2.3", major, Some("beta")).unwrap(),
            "2.0.0-beta.1"
        );
        assert_eq!(after("2.0.0-beta.1", "1.2.3", None, None).unwrap(), "2.0.0");
        assert_eq!(
            after("1.3.0-alpha.1", "1.2.3", major, Some("alpha")).unwrap(),
            "2.0.0-alpha.1"
        );
        assert!(next(&Version::new(1, 0, 0), None, major, Some("a b")).is_err());
    }

    #[test]
    fn the_version_is_written_and_nothing_else() {
        let config = "# Why.\n[package]\nname = \"a\"\nversion = \"0.1.0\" # so far\n";
        let new = written(config, &Version::new(0, 2, 0)).unwrap();
        assert_eq!(new, config.replace("0.1.0", "0.2.0"));
    }
}
