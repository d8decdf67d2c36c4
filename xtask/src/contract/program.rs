//! The program that makes the calls, and what it tells of each.

use std::fmt;
use std::fs;

use generator::calls::Call;
use serde::Deserialize;

use crate::Failure;
use crate::scratch::Scratch;

/// The part that is the same for every crate.
const HARNESS: &str = include_str!("harness.rs.txt");

/// What became of a call.
#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    operation: String,
    /// What was asked for: `good`, the status of an error, or `unauthenticated`.
    asked: String,
    /// What the call gave in place of what it should have.
    error: Option<String>,
    /// What Prism says of the request and the answer.
    violations: Vec<Violation>,
    /// The reason why Prism has no answer, by the last word of its type.
    unserved: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Violation {
    location: Vec<serde_json::Value>,
    message: String,
}

impl Violation {
    fn is_of_request(&self) -> bool {
        self.location.first().is_some_and(|part| part == "request")
    }
}

impl Finding {
    /// Whether Prism has no answer to give, which says nothing of the crate.
    pub(super) fn is_unserved(&self) -> bool {
        !self.is_refused() && self.unserved.is_some()
    }

    /// Whether the answer that Prism made is not what the description says, because an example in it is not.
    pub(super) fn is_answer_wrong(&self) -> bool {
        self.violations.iter().any(|violation| !violation.is_of_request())
    }

    /// Whether Prism found something wrong with a request that should be good.
    fn is_refused(&self) -> bool {
        self.asked != "unauthenticated" && self.violations.iter().any(Violation::is_of_request)
    }

    /// Whether the crate is at fault.
    pub(super) fn is_failure(&self) -> bool {
        self.is_refused() || self.error.is_some() && !self.is_unserved() && !self.is_answer_wrong()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.operation, self.asked)?;
        for violation in &self.violations {
            let place: Vec<String> = violation.location.iter().map(text).collect();
            write!(f, ": {} at {}", violation.message, place.join("."))?;
        }
        match &self.error {
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Makes the calls, and gives what became of each.
pub(super) fn run(
    name: &str,
    scratch: &Scratch,
    calls: &[Call],
    url: &str,
    with_errors: bool,
) -> Result<Vec<Finding>, Failure> {
    let folder = scratch.member(name).join("tests");
    let [input, output, source] = ["in.txt", "out.txt", "rs"].map(|end| folder.join(format!("contract.{end}")));
    let write = |path: &std::path::Path, text: &str| fs::write(path, text).map_err(|error| Failure::file(path, error));
    fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
    write(&input, url)?;
    write(&output, "")?;
    let text = text_of(name, calls, with_errors);
    if fs::read_to_string(&source).ok().as_deref() != Some(&text) {
        write(&source, &text)?;
    }
    if let Err(output) = scratch.run_test(name, "contract")? {
        return Err(Failure::Refused(format!("the program of {name} fails:\n{output}")));
    }
    let results = fs::read_to_string(&output).map_err(|error| Failure::file(&output, error))?;
    let read = |line: &str| {
        serde_json::from_str(line)
            .map_err(|error| Failure::Refused(format!("a result cannot be read: {error}: {line}")))
    };
    results.lines().map(read).collect()
}

/// The program: a function and a line of a table for each call.
fn text_of(name: &str, calls: &[Call], with_errors: bool) -> String {
    let krate = name.replace('-', "_");
    let mut functions = String::new();
    let mut table = String::new();
    for (index, call) in calls.iter().enumerate() {
        let Ok(block) = &call.block else { continue };
        functions.push_str(&format!(
            "fn call_{index}(client: &Client, url: &str) -> Sent {{ sent({block}.base_url(url).send()) }}\n"
        ));
        let errors = if with_errors { call.errors.as_slice() } else { &[] };
        table.push_str(&format!(
            "    Call {{ operation: {:?}, errors: &{errors:?}, odd_status: {:?}, is_secured: {}, make: call_{index} }},\n",
            call.operation,
            call.odd_status,
            call.is_secured && with_errors,
        ));
    }
    format!(
        "{}\n{functions}\nconst CALLS: &[Call] = &[\n{table}];\n",
        HARNESS.replace("subject", &krate)
    )
}
