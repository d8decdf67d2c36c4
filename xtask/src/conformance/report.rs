//! The results of the scenarios, and their table.

use std::collections::{BTreeMap, BTreeSet};

use generator::calls::GivenCalls;

use super::plan::Planned;
use super::program::Made;
use super::record::{self, Record};
use crate::Failure;
use crate::columns::drawn;

/// The score of a dialect.
pub(super) struct Score {
    dialect: String,
    /// The scenarios, each with the reason why it does not pass.
    results: BTreeMap<String, Option<String>>,
    record: Record,
    /// If all scenarios were run.
    is_whole: bool,
}

impl Score {
    pub(super) fn new(
        dialect: &str,
        results: BTreeMap<String, Option<String>>,
        is_whole: bool,
    ) -> Result<Self, Failure> {
        Ok(Self {
            dialect: dialect.to_owned(),
            results,
            record: record::of_dialect(dialect)?,
            is_whole,
        })
    }

    /// The differences from the record.
    pub(super) fn differences(&self) -> Vec<String> {
        let lines = record::differences(&self.record, &self.results, self.is_whole).into_iter();
        lines.map(|line| format!("{}: {line}", self.dialect)).collect()
    }

    /// The number of scenarios of a family that pass, and of all of it; of all families if none is named.
    fn passed(&self, wanted: Option<&str>) -> (usize, usize) {
        let of_family = self.results.iter();
        let of_family = of_family.filter(|(name, _)| wanted.is_none_or(|wanted| family(name) == wanted));
        of_family.fold((0, 0), |(passed, all), (_, reason)| {
            (passed + usize::from(reason.is_none()), all + 1)
        })
    }
}

/// The first two words of a scenario's name, which are its folder.
fn family(scenario: &str) -> String {
    scenario.split('_').take(2).collect::<Vec<_>>().join(" ")
}

/// The result of each scenario: none if it passes, otherwise the first reason why it does not.
pub(super) fn results(
    planned: &[Planned],
    calls: &GivenCalls,
    made: &[Made],
    reported: &BTreeMap<String, String>,
) -> BTreeMap<String, Option<String>> {
    let mut results: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut add = |scenario: &str, reason: Option<String>| {
        let result = results.entry(scenario.to_owned()).or_default();
        *result = result.take().or(reason);
    };
    for (call, block) in planned.iter().zip(&calls.blocks) {
        let reason = call.request.as_ref().err().or(block.as_ref().err());
        add(&call.scenario, reason.cloned());
    }
    for call in made {
        add(&call.scenario, call.error.clone());
    }
    for call in planned {
        let reported = reported.get(&call.scenario).map_or("not reported", String::as_str);
        add(
            &call.scenario,
            (reported != "pass").then(|| format!("the server reports: {reported}")),
        );
    }
    results
}

/// A line for each family of scenarios, one for all, and the scenarios that do not pass.
pub(super) fn table(scores: &[Score]) -> String {
    let mut cells = vec![vec!["scenarios".to_owned()]];
    cells[0].extend(scores.iter().map(|score| format!("OpenAPI {}", score.dialect)));
    let names = scores.iter().flat_map(|score| score.results.keys());
    let families: BTreeSet<String> = names.map(|name| family(name)).collect();
    let line = |title: &str, wanted: Option<&str>| {
        let mut line = vec![title.to_owned()];
        line.extend(scores.iter().map(|score| {
            let (passed, all) = score.passed(wanted);
            format!("{passed} of {all}")
        }));
        line
    };
    cells.extend(families.iter().map(|family| line(family, Some(family))));
    cells.push(line("all", None));
    let mut text = drawn(&cells, &[0]);
    for score in scores {
        let failing = score
            .results
            .iter()
            .filter_map(|(name, reason)| Some((name, reason.as_ref()?)));
        for (index, (name, reason)) in failing.enumerate() {
            if index == 0 {
                text.push_str(&format!("\nNot passed in OpenAPI {}:\n", score.dialect));
            }
            let recorded = score.record.get(name);
            let recorded = recorded.map_or(String::new(), |recorded| format!("{recorded}; "));
            text.push_str(&format!("  {name}: {recorded}{reason}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(scenario: &str, request: Result<(), &str>) -> Planned {
        Planned {
            scenario: scenario.to_owned(),
            status: 200,
            credentials: Vec::new(),
            reading: Default::default(),
            response: None,
            request: request.map(|()| Default::default()).map_err(str::to_owned),
        }
    }

    #[test]
    fn a_scenario_passes_if_its_calls_go_well_and_the_server_says_so() {
        let planned = [
            call("A_b_good", Ok(())),
            call("A_b_left", Err("no operation")),
            call("A_c_bad", Ok(())),
            call("A_c_bad", Ok(())),
            call("A_c_half", Ok(())),
        ];
        let made = |scenario: &str, error: Option<&str>| Made {
            scenario: scenario.to_owned(),
            error: error.map(str::to_owned),
        };
        let calls = GivenCalls {
            blocks: vec![Ok(String::new()); planned.len()],
            setters: Vec::new(),
        };
        let made = [
            made("A_b_good", None),
            made("A_c_bad", None),
            made("A_c_bad", Some("400")),
        ];
        let reported = ["A_b_good", "A_c_bad"].map(|name| (name.to_owned(), "pass".to_owned()));
        let results = results(&planned, &calls, &made, &BTreeMap::from(reported));
        let reasons: Vec<Option<&str>> = results.values().map(Option::as_deref).collect();
        let half = "the server reports: not reported";
        assert_eq!(reasons, [None, Some("no operation"), Some("400"), Some(half)]);

        let score = Score {
            dialect: "3.1".to_owned(),
            results,
            record: Record::from([("A_b_left".to_owned(), "cannot be said".to_owned())]),
            is_whole: true,
        };
        assert_eq!(score.differences().len(), 2);
        let table = table(&[score]);
        let expected = format!(
            "scenarios  OpenAPI 3.1\nA b             1 of 2\nA c             0 of 2\nall             1 of 4\n\n\
             Not passed in OpenAPI 3.1:\n  A_b_left: cannot be said; no operation\n  A_c_bad: 400\n  A_c_half: {half}\n"
        );
        assert_eq!(table, expected);
    }
}
