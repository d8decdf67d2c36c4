//! The checked-in record: for each dialect the scenarios that do not pass, each with its reason.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Failure;

/// The record, below the folder of this crate.
const FILE: &str = "xtask/conformance/record.toml";
const TEXT: &str = include_str!("../../conformance/record.toml");

/// The scenarios that do not pass in a dialect, each with its reason.
pub(super) type Record = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    failing: Vec<Group>,
}

/// Scenarios that do not pass for the same reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    reason: String,
    dialects: Vec<String>,
    scenarios: Vec<String>,
}

/// The record of a dialect.
pub(super) fn of_dialect(dialect: &str) -> Result<Record, Failure> {
    read(TEXT, dialect).map_err(|error| Failure::Refused(format!("{FILE}: {error}")))
}

fn read(text: &str, dialect: &str) -> Result<Record, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut record = Record::new();
    let groups = file.failing.into_iter();
    for group in groups.filter(|group| group.dialects.iter().any(|one| one == dialect)) {
        for scenario in group.scenarios {
            if let Some(reason) = record.insert(scenario.clone(), group.reason.clone()) {
                return Err(format!(
                    "{scenario} is listed twice for {dialect}: {reason:?} and {:?}",
                    group.reason
                ));
            }
        }
    }
    Ok(record)
}

/// The differences between the record and a run, with what to do about each. `results` are the scenarios that were run, each
/// with the reason why it does not pass.
pub(super) fn differences(record: &Record, results: &BTreeMap<String, Option<String>>, is_whole: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (scenario, reason) in results {
        match (reason, record.contains_key(scenario)) {
            (Some(reason), false) => lines.push(format!(
                "{scenario} does not pass: {reason}; fix the generator, or add it to {FILE} if the document cannot say it"
            )),
            (None, true) => lines.push(format!("{scenario} passes: remove it from {FILE}")),
            _ => {}
        }
    }
    let unknown = record
        .keys()
        .filter(|scenario| is_whole && !results.contains_key(*scenario));
    lines.extend(unknown.map(|scenario| format!("{scenario} is no scenario of the suite: remove it from {FILE}")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"
        [[failing]]
        reason = "no status range but 4XX"
        dialects = ["3.0", "3.1"]
        scenarios = ["A_one", "A_two"]

        [[failing]]
        reason = "no streams"
        dialects = ["3.0"]
        scenarios = ["B"]
    "#;

    #[test]
    fn a_record_is_read_by_dialect() {
        let names = |dialect: &str| read(EXAMPLE, dialect).unwrap().into_keys().collect::<Vec<_>>();
        assert_eq!(names("3.0"), ["A_one", "A_two", "B"]);
        assert_eq!(names("3.1"), ["A_one", "A_two"]);
        assert!(names("3.2").is_empty());
        let twice = format!("{EXAMPLE}\n[[failing]]\nreason = \"x\"\ndialects = [\"3.0\"]\nscenarios = [\"B\"]\n");
        assert!(read(&twice, "3.0").unwrap_err().contains("B is listed twice"));
        assert!(read("[[failing]]\nwhy = 1", "3.0").is_err());
    }

    #[test]
    fn better_and_worse_are_differences() {
        let record = read(EXAMPLE, "3.0").unwrap();
        let result = |name: &str, reason: Option<&str>| (name.to_owned(), reason.map(str::to_owned));
        let results = BTreeMap::from([
            result("A_one", Some("404")),
            result("A_two", None),
            result("C", Some("500")),
            result("D", None),
        ]);
        let lines = differences(&record, &results, true);
        let starts = ["A_two passes: remove", "C does not pass: 500; fix", "B is no scenario"];
        assert_eq!(lines.len(), starts.len());
        assert!(
            lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)),
            "{lines:?}"
        );
        assert_eq!(differences(&record, &results, false).len(), 2);
    }

    #[test]
    fn the_checked_in_record_can_be_read() {
        for dialect in ["3.0", "3.1", "3.2"] {
            assert!(of_dialect(dialect).is_ok());
        }
    }
}
