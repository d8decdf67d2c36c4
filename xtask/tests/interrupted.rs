//! A run that is killed at any moment, or that meets another one, leaves nothing that the next run does not mend.

mod support;

use std::fs;
use std::time::Duration;

use support::{code, contents, large_description, printed, program, run};
use tempfile::TempDir;

/// A description of many files, and a folder for its crate.
struct Place {
    _folder: TempDir,
    spec: String,
    out: String,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let spec = folder.path().join("large.yaml");
        fs::write(&spec, large_description(200)).unwrap();
        Self {
            spec: spec.to_str().unwrap().to_owned(),
            out: folder.path().join("out").to_str().unwrap().to_owned(),
            _folder: folder,
        }
    }

    fn codegen<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        [&["codegen", "--quiet", "--spec", &self.spec, "--out", &self.out], more].concat()
    }
}

#[test]
fn a_second_run_completes_what_a_killed_one_left() {
    let place = Place::new();
    // Two crates of different names in turn, so that every run has files to change.
    for (index, millis) in (0..12).map(|index| (index, index * 12)) {
        let name = ["first-crate", "second-crate"][index % 2];
        let mut child = program(&place.codegen(&["--name", name])).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(millis as u64));
        // It may have ended already.
        let _ = child.kill();
        child.wait().unwrap();
    }
    let done = run(&place.codegen(&["--name", "third-crate"]));
    assert_eq!(code(&done), 0, "{}", printed(&done));
    let left = contents(place.out.as_ref());
    assert!(left.keys().all(|path| !path.ends_with(".tmp")), "{:?}", left.keys());

    let anew = Place::new();
    assert_eq!(code(&run(&anew.codegen(&["--name", "third-crate"]))), 0);
    assert_eq!(left, contents(anew.out.as_ref()));
}

#[test]
fn two_runs_at_once_end_in_the_output_of_one_of_them() {
    let place = Place::new();
    let names = ["first-crate", "second-crate"];
    for _ in 0..3 {
        let mut children = names.map(|name| program(&place.codegen(&["--name", name])).spawn().unwrap());
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
        let in_step = names.map(|name| code(&run(&place.codegen(&["--name", name, "--check"]))));
        assert!(in_step.contains(&0), "{in_step:?}");
    }
}
