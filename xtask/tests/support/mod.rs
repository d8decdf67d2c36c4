//! Runs the program as users do, and reads what is in a folder.

#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod crates;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The program with arguments, ready to be run.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments);
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// The exit code of a run.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// All that a run printed.
pub(crate) fn printed(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&text).into_owned()
}

/// Every file below a folder with its bytes; nothing where the folder is not there.
pub(crate) fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// A description with so many schemas, each with a file of its own in the output.
pub(crate) fn large_description(schemas: usize) -> String {
    let mut text = String::from(
        "openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n  /all:\n    get:\n      operationId: getAll\n      \
         responses:\n        '200':\n          description: All.\n          content:\n            application/json:\n              \
         schema: {$ref: '#/components/schemas/All'}\ncomponents:\n  schemas:\n    All:\n      type: object\n      properties:\n",
    );
    for number in 0..schemas {
        text.push_str(&format!(
            "        m{number}: {{$ref: '#/components/schemas/Model{number}'}}\n"
        ));
    }
    for number in 0..schemas {
        text.push_str(&format!(
            "    Model{number}:\n      type: object\n      properties:\n        name: {{type: string}}\n"
        ));
    }
    text
}
