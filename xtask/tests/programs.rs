//! Programs that use a crate made of a fixture: what it sends and how it takes answers, seen from a server.
//!
//! A program is a file of tests in `programs/`, which may use the module `support` there. To it the crate is called `subject`,
//! and it has no dependencies but those that the crate has.

mod support;

use std::fs;

use support::crates::generated_of;
use xtask::scratch::Scratch;
use xtask::{places, sync};

#[test]
fn security_every() {
    run("security-every", "security_every");
}

#[test]
fn security_device() {
    run("security-device", "device");
}

#[test]
fn collection_format() {
    run("v2-collection-format", "collection_format");
}

#[test]
fn choices() {
    run("v31-choices", "choices");
}

#[test]
fn directions() {
    run("directions", "directions");
}

#[test]
fn events() {
    run("response-every", "events");
}

#[test]
fn types_of_jiff() {
    run("types-jiff", "types");
}

#[test]
fn types_of_time() {
    run("types-time", "types");
}

#[test]
fn inheritance() {
    run("inheritance", "inheritance");
}

#[test]
fn jobs() {
    run("jobs", "jobs");
}

#[test]
fn kinds() {
    run("enum-other-kinds", "kinds");
}

#[test]
fn limits() {
    run("requests", "limits");
}

#[test]
fn media_types() {
    run("media-types", "media_types");
}

#[test]
fn newtypes() {
    run("recursion-alias", "newtypes");
}

#[test]
fn novelties() {
    run("v32-novelties", "novelties");
}

#[test]
fn open_types() {
    run("v31-open-types", "open_types");
}

#[test]
fn paging() {
    run("paging", "paging");
}

#[test]
fn parameters() {
    run("v32-parameters", "parameters");
}

#[test]
fn patches() {
    run("patches", "patches");
}

#[test]
fn requests() {
    run("requests", "requests");
}

#[test]
fn response_every() {
    run("response-every", "response_every");
}

#[test]
fn samples() {
    run("samples", "samples");
}

#[test]
fn servers() {
    run("servers", "servers");
}

#[test]
fn values() {
    run("values", "values");
}

/// Makes a crate of a fixture, puts the program into it, and runs that.
fn run(fixture: &str, program: &str) {
    let scratch = Scratch::new(&format!("program-{fixture}-{program}"));
    let folder = places::workspace();
    let description = folder.join(format!("generator/tests/fixtures/{fixture}.yaml"));
    let output = generated_of(&description, "subject");
    sync::sync(&scratch.member("subject"), &output).unwrap();

    let tests = scratch.member("subject").join("tests");
    fs::create_dir_all(tests.join("support")).unwrap();
    for file in [&format!("{program}.rs"), "support/mod.rs"] {
        fs::copy(folder.join("xtask/tests/programs").join(file), tests.join(file)).unwrap();
    }
    scratch.set_members(&["subject"]).unwrap();
    if let Err(output) = scratch.test("subject").unwrap() {
        panic!("{output}");
    }
}
