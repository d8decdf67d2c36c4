//! Calls of the generated crate beside the same calls written by hand with reqwest and serde: how many a second, how many
//! allocations each, and what a program with one call weighs.

use std::fs;
use std::time::Instant;

use super::{Bench, Table};
use crate::scratch::Scratch;
use crate::{Failure, places};

pub(super) const TITLE: &str = "Calls over loopback, ours / by hand (target: 1.05)";

const NAME: &str = "bench-calls";
const PROGRAMS: &[(&str, &str)] = &[
    ("calls", include_str!("program.rs.txt")),
    ("one_ours", include_str!("one_ours.rs.txt")),
    ("one_by_hand", include_str!("one_by_hand.rs.txt")),
];

/// What the programs need besides the crate.
const CONFIG: &str = r#"
[package]
name = "bench-calls"

[package.dev-dependencies]
chrono = { version = "0.4", default-features = false, features = ["serde"] }
reqwest = { version = "0.13", default-features = false, features = ["rustls", "http2", "gzip", "system-proxy", "json"] }
serde = { version = "1", features = ["derive"] }
stats_alloc = "0.1"
tokio = { version = "1", features = ["macros", "rt"] }

[hosts]
api = "https://api.{domain}"
token = "https://login.{domain}/oauth/token"
default-domain = "mypurecloud.com"

[naming]
words = ["OAuth", "OAuth2", "PureCloud"]
"#;

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["", "ours", "by hand", "ratio"]);
    let scratch = Scratch::new(NAME);
    let folder = scratch.member(NAME);
    let examples = folder.join("examples");
    fs::create_dir_all(&examples).map_err(|error| Failure::file(&examples, error))?;
    let config = folder.join("codegen.toml");
    fs::write(&config, CONFIG).map_err(|error| Failure::file(&config, error))?;
    for (name, text) in PROGRAMS {
        let place = examples.join(format!("{name}.rs"));
        fs::write(&place, text).map_err(|error| Failure::file(&place, error))?;
    }
    let options = ["--config", &config.to_string_lossy()];
    bench.ours.generate(&places::default_spec(), &folder, &options)?;
    scratch.set_members(&[NAME])?;
    bench.say("build the program that makes calls, all of it optimized");
    let mut least: Vec<Line> = Vec::new();
    for run in 1..=bench.runs {
        bench.say(&format!("make calls, run {run}"));
        let output = scratch.run_optimized(NAME, "calls")?.map_err(Failure::Refused)?;
        let lines: Vec<Line> = output.lines().filter_map(Line::read).collect();
        match least.len() == lines.len() {
            true => least.iter_mut().zip(&lines).for_each(|(least, line)| least.take(line)),
            false => least = lines,
        }
    }
    for line in &least {
        let [ours, by_hand] = line.times;
        let rate = |time: f64| format!("{:.0} calls/s", 1e9 / time);
        table.row([
            line.name.clone(),
            rate(ours),
            rate(by_hand),
            format!("{:.2}", ours / by_hand),
        ]);
        let [ours, by_hand] = line.allocations;
        let count = |count: f64| format!("{count:.0} allocations");
        table.row([
            String::new(),
            count(ours),
            count(by_hand),
            format!("{:.2}", ours / by_hand),
        ]);
    }
    weights(bench, &scratch, &mut table)?;
    Ok(table)
}

/// The size and the build time of a program with one call.
fn weights(bench: &mut Bench<'_>, scratch: &Scratch, table: &mut Table) -> Result<(), Failure> {
    let mut found = Vec::new();
    for name in ["one_ours", "one_by_hand"] {
        scratch.build_optimized(NAME, name)?.map_err(Failure::Refused)?;
        bench.say(&format!("build {name} again"));
        let source = scratch.member(NAME).join(format!("examples/{name}.rs"));
        let touch = fs::File::options().append(true).open(&source);
        let touch = touch.and_then(|file| file.set_modified(std::time::SystemTime::now()));
        touch.map_err(|error| Failure::file(&source, error))?;
        if name == "one_ours" {
            scratch.touch(NAME)?;
        }
        let begun = Instant::now();
        let program = scratch.build_optimized(NAME, name)?.map_err(Failure::Refused)?;
        let time = begun.elapsed().as_secs_f64();
        let size = fs::metadata(&program)
            .map_err(|error| Failure::file(&program, error))?
            .len();
        found.push((size as f64, time));
    }
    if let [(our_size, our_time), (size, time)] = found.as_slice() {
        table.row([
            "program with one call".to_owned(),
            megabytes(*our_size),
            megabytes(*size),
            format!("{:.2}", our_size / size),
        ]);
        table.row([
            "its build, dependencies apart".to_owned(),
            super::seconds(Some(*our_time)),
            super::seconds(Some(*time)),
            format!("{:.2}", our_time / time),
        ]);
    }
    Ok(())
}

/// A size with a tenth of a megabyte, which is what programs differ by.
fn megabytes(size: f64) -> String {
    format!("{:.1} MB", size / 1e6)
}

/// A line of the program: nanoseconds and allocations of a call, ours and by hand.
struct Line {
    name: String,
    times: [f64; 2],
    allocations: [f64; 2],
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
        let [ours, by_hand, our_allocations, allocations] = numbers.try_into().ok()?;
        Some(Self {
            name,
            times: [ours, by_hand],
            allocations: [our_allocations, allocations],
        })
    }

    fn take(&mut self, other: &Self) {
        for (least, other) in self.times.iter_mut().zip(other.times) {
            *least = least.min(other);
        }
    }
}
