//! Programs that use a crate made of a fixture: what it sends and how it takes answers, seen from a server.
//!
//! A program is a file of tests in `programs/`, called like its fixture. It has no dependencies but those of the crate.

use std::fs;

use generator::config::Config;
use generator::spec::Source;
use xtask::scratch::Scratch;
use xtask::source_files::SourceFiles;
use xtask::{places, sync};

#[test]
fn security_every() {
    run("security-every");
}

#[test]
fn requests() {
    run("requests");
}

#[test]
fn response_every() {
    run("response-every");
}

/// Makes a crate of a fixture, puts the program into it, and runs that.
fn run(fixture: &str) {
    let scratch = Scratch::new(&format!("program-{fixture}"));
    let folder = places::workspace();
    let (files, root) = SourceFiles::of(&folder.join(format!("generator/tests/fixtures/{fixture}.yaml")));
    let source = Source {
        root: &root,
        files: &files,
    };
    let mut config = Config::default();
    config.package.name = Some(fixture.to_owned());
    let output = generator::generate(&source, &config)
        .output
        .expect("the fixture is good");
    sync::sync(&scratch.member(fixture), &output).unwrap();

    let tests = scratch.member(fixture).join("tests");
    fs::create_dir_all(&tests).unwrap();
    let file = format!("{}.rs", fixture.replace('-', "_"));
    fs::copy(folder.join("xtask/tests/programs").join(&file), tests.join(&file)).unwrap();
    scratch.set_members(&[fixture]).unwrap();
    if let Err(output) = scratch.test(fixture).unwrap() {
        panic!("{output}");
    }
}
