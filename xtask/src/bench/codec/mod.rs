//! Decoding and encoding with the models of a generated crate, beside derived serde: a program that is put into a crate
//! made of a few types as services have them.

use std::fs;

use super::{Bench, Table};
use crate::Failure;
use crate::scratch::Scratch;

pub(super) const TITLE: &str = "Decoding and encoding, ours / derived serde (target: 1.2)";

const NAME: &str = "bench-codec";
const TYPES: &str = include_str!("types.yaml");
const PROGRAM: &str = include_str!("program.rs");
const CONFIG: &str = r#"
[package]
name = "bench-codec"

[package.dev-dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = "1"
chrono = { version = "0.4", features = ["serde"] }
"#;

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["JSON", "bytes", "", "ours", "derived", "ratio"]);
    let scratch = Scratch::new("bench-codec");
    let folder = scratch.member(NAME);
    let examples = folder.join("examples");
    let fail = |error| Failure::file(&folder, error);
    fs::create_dir_all(&examples).map_err(fail)?;
    let spec = folder.join("types.yaml");
    let config = folder.join("codegen.toml");
    let program = examples.join("codec.rs");
    for (place, text) in [(&spec, TYPES), (&config, CONFIG), (&program, PROGRAM)] {
        fs::write(place, text).map_err(|error| Failure::file(place, error))?;
    }
    bench
        .ours
        .generate(&spec, &folder, &["--config", &config.to_string_lossy()])?;
    scratch.set_members(&[NAME])?;
    bench.say("build the program that decodes and encodes, optimized");
    let mut least: Vec<Line> = Vec::new();
    for run in 1..=bench.runs {
        bench.say(&format!("decode and encode, run {run}"));
        let output = scratch.run_example(NAME, "codec")?.map_err(Failure::Refused)?;
        let lines: Vec<Line> = output.lines().filter_map(Line::read).collect();
        match least.len() == lines.len() {
            true => least.iter_mut().zip(&lines).for_each(|(least, line)| least.take(line)),
            false => least = lines,
        }
    }
    for Line { name, bytes, times } in &least {
        for (what, [ours, derived]) in ["decode", "encode"].into_iter().zip(times) {
            table.row([
                name.clone(),
                bytes.clone(),
                what.to_owned(),
                format!("{:.0} µs", ours / 1e3),
                format!("{:.0} µs", derived / 1e3),
                format!("{:.2}", ours / derived),
            ]);
        }
    }
    Ok(table)
}

/// A line of the program: nanoseconds of decoding and of encoding, ours and derived.
struct Line {
    name: String,
    bytes: String,
    times: [[f64; 2]; 2],
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let [
            name,
            bytes,
            "decode",
            ours_in,
            derived_in,
            "encode",
            ours_out,
            derived_out,
        ] = words.as_slice()
        else {
            return None;
        };
        let number = |word: &str| word.parse::<f64>().ok();
        Some(Self {
            name: (*name).to_owned(),
            bytes: (*bytes).to_owned(),
            times: [
                [number(ours_in)?, number(derived_in)?],
                [number(ours_out)?, number(derived_out)?],
            ],
        })
    }

    fn take(&mut self, other: &Self) {
        let pairs = self.times.as_flattened_mut().iter_mut().zip(other.times.as_flattened());
        pairs.for_each(|(least, time)| *least = least.min(*time));
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn the_least_of_each_time_is_taken() {
        let read = |line| Line::read(line).unwrap();
        let mut least = read("objects 10 decode 3 2 encode 5 4");
        least.take(&read("objects 10 decode 4 1 encode 6 3"));
        assert_eq!(least.times, [[3.0, 1.0], [5.0, 3.0]]);
        assert!(Line::read("warning: something else").is_none());
    }
}
