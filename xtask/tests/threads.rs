//! The output does not depend on the number of threads, and memory not on the size of the output.

mod support;

use std::fs;

use serde_json::Value;
use support::{code, contents, large_description, printed, program};

/// Schemas of a description that is split over all threads.
const SCHEMAS: usize = 1_500;

#[test]
fn one_thread_gives_the_same_bytes() {
    let folder = tempfile::TempDir::new().unwrap();
    let spec = folder.path().join("large.yaml");
    fs::write(&spec, large_description(SCHEMAS)).unwrap();
    let fixture = xtask::places::workspace().join("generator/tests/fixtures/response-every.yaml");
    for (name, spec) in [("large", spec), ("fixture", fixture)] {
        let outs = ["1", "4"].map(|threads| {
            let out = folder.path().join(format!("{name}-{threads}"));
            let paths = [&spec, &out].map(|path| path.to_str().unwrap());
            let run = program(&["codegen", "--spec", paths[0], "--out", paths[1], "--quiet"])
                .env("RAYON_NUM_THREADS", threads)
                .output()
                .unwrap();
            assert_eq!(code(&run), 0, "{}", printed(&run));
            contents(&out)
        });
        assert!(!outs[0].is_empty());
        assert!(
            outs[0] == outs[1],
            "{name}: the number of threads is seen in the output"
        );
    }
}

#[test]
fn a_large_text_is_not_held_many_times() {
    let folder = tempfile::TempDir::new().unwrap();
    let spec = folder.path().join("prose.yaml");
    fs::write(&spec, wordy_description()).unwrap();
    let size = fs::metadata(&spec).unwrap().len();
    let out = folder.path().join("out");
    let paths = [&spec, &out].map(|path| path.to_str().unwrap());
    let run = program(&["codegen", "--spec", paths[0], "--out", paths[1], "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(code(&run), 0);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    let Some(peak) = report["peak_memory"].as_u64() else {
        return eprintln!("not measured: the system does not say how much memory a process used");
    };
    assert!(peak <= 8 * size, "{peak} bytes of memory for a description of {size}");
}

/// About 10 MB, nearly all of it text.
fn wordy_description() -> String {
    let mut text = large_description(200);
    let line = "        What the service knows about this thing, and what it does not know of it.\n";
    for number in 0..200 {
        text.push_str(&format!(
            "    Wordy{number}:\n      type: object\n      description: |\n{}",
            line.repeat(600)
        ));
    }
    text
}
