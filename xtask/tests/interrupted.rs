//! A run that is killed at any moment, or that meets another one, leaves nothing that the next run does not mend.

mod support;

use std::fs;
use std::path::Path;
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

/// A folder that was not there is there as a whole or not at all, and what a killed run left beside it goes with the next.
#[test]
fn a_new_folder_is_whole_or_not_there() {
    let whole = Place::new();
    assert_eq!(code(&run(&whole.codegen(&["--name", "new-crate"]))), 0);
    let whole = contents(whole.out.as_ref());

    let place = Place::new();
    let out = Path::new(&place.out);
    let beside = out.parent().unwrap();
    let others = [".codegen-other-aB3dE6.tmp", ".codegen-out-notes.tmp"].map(|name| beside.join(name));
    for folder in &others {
        fs::create_dir(folder).unwrap();
    }
    fs::create_dir(beside.join(".codegen-out-aB3dE6.tmp")).unwrap();
    for millis in (0..12).map(|index| index * 8) {
        let mut child = program(&place.codegen(&["--name", "new-crate"])).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        // It may have ended already.
        let _ = child.kill();
        child.wait().unwrap();
        if out.exists() {
            assert_eq!(contents(out), whole);
            fs::remove_dir_all(out).unwrap();
        }
    }
    assert_eq!(code(&run(&place.codegen(&["--name", "new-crate"]))), 0);
    assert_eq!(contents(out), whole);
    let left = fs::read_dir(beside).unwrap().count();
    assert_eq!(left, 4, "the description, its crate and two folders of others");
    assert!(others.iter().all(|folder| folder.exists()));
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
