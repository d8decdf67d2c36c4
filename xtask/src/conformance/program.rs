//! The program that makes the calls, and the result of each.

use std::fs;
use std::path::Path;

use generator::calls::GivenCalls;
use serde::Deserialize;
use serde_json::Value;

use super::plan::{Credential, Planned, Reading};
use crate::Failure;
use crate::scratch::Scratch;

/// The part that is the same for every crate.
const HARNESS: &str = include_str!("harness.rs.txt");

/// The result of a call.
#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub(super) scenario: String,
    /// The reason why it is not as expected.
    pub(super) error: Option<String>,
}

/// Makes the calls that have a block.
pub(super) fn run(
    name: &str,
    scratch: &Scratch,
    planned: &[Planned],
    calls: &GivenCalls,
    url: &str,
) -> Result<Vec<Made>, Failure> {
    let folder = scratch.member(name).join("tests");
    let [input, output, source] = ["in.txt", "out.txt", "rs"].map(|end| folder.join(format!("conformance.{end}")));
    let write = |path: &Path, text: &str| fs::write(path, text).map_err(|error| Failure::file(path, error));
    fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
    write(&input, url)?;
    write(&output, "")?;
    let text = text_of(name, planned, calls);
    if fs::read_to_string(&source).ok().as_deref() != Some(&text) {
        write(&source, &text)?;
    }
    if let Err(output) = scratch.run_test(name, "conformance")? {
        return Err(Failure::Refused(format!("the program of {name} fails:\n{output}")));
    }
    let results = fs::read_to_string(&output).map_err(|error| Failure::file(&output, error))?;
    let read = |line: &str| {
        serde_json::from_str(line)
            .map_err(|error| Failure::Refused(format!("a result cannot be read: {error}: {line}")))
    };
    results.lines().map(read).collect()
}

/// The program: functions and a line of a table for each call.
fn text_of(name: &str, planned: &[Planned], calls: &GivenCalls) -> String {
    let mut functions = String::new();
    let mut table = String::new();
    let all = planned.iter().zip(&calls.blocks).enumerate();
    for (index, (call, block)) in all {
        let (Ok(block), Ok(_)) = (block, &call.request) else {
            continue;
        };
        let setters: String = call.credentials.iter().filter_map(|one| setter(one, calls)).collect();
        let way = match call.reading {
            Reading::Typed => "typed",
            Reading::Bytes => "bytes",
            Reading::Again => "again",
            Reading::Pages => "pages",
        };
        functions.push_str(&format!(
            "fn call_{index}(client: &Client) -> Result<Sent, serde_json::Error> {{ {way}!({block}) }}\n\
             fn credentials_{index}(builder: ClientBuilder) -> ClientBuilder {{ builder{setters} }}\n"
        ));
        table.push_str(&format!(
            "    Call {{ scenario: {:?}, status: {}, credentials: credentials_{index}, response: {:?}, make: call_{index} }},\n",
            call.scenario,
            call.status,
            call.response.as_ref().map(Value::to_string),
        ));
    }
    format!(
        "{}\n{functions}\nconst CALLS: &[Call] = &[\n{table}];\n",
        HARNESS.replace("subject", &name.replace('-', "_"))
    )
}

fn setter(credential: &Credential, calls: &GivenCalls) -> Option<String> {
    let mut setters = calls.setters.iter();
    let (_, setter) = setters.find(|(scheme, _)| *scheme == credential.scheme)?;
    Some(format!(".{setter}({:?})", credential.secret))
}
