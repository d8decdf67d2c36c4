//! `cargo check` of the crate of a large description with all features, beside that of the peer. Dependencies are built
//! before, so that what is measured is the crate alone.

use std::fs;

use super::process::{self, Needed};
use super::{Bench, Table, megabytes, name, ratio, seconds};
use crate::Failure;
use crate::scratch::Scratch;

pub(super) const TITLE: &str = "cargo check of the crate, ours / peer (targets: user 0.17, ours below 800 MB)";

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["description", "measure", "ours", "peer", "ratio"]);
    let documents = bench.documents(&["stripe-2022.json"]);
    for document in &documents {
        let ours = Crate::new("bench-ours")?;
        let folder = ours.scratch.member(ours.name);
        bench.ours.generate(document, &folder, &["--name", ours.name])?;
        let mut crates = vec![ours];
        if let Some(peer) = &bench.peer {
            let own = Crate::new("bench-peer")?;
            peer.generate(document, &own.scratch.member(own.name), own.name)?;
            crates.push(own);
        }
        let mut needed = [Needed::default(); 2];
        for one in &crates {
            bench.say(&format!("build the dependencies of {}", one.name));
            one.build_dependencies()?;
        }
        for run in 1..=bench.runs {
            for (one, needed) in crates.iter().zip(&mut needed) {
                bench.say(&format!("check {}, run {run}", one.name));
                needed.take(one.check()?);
            }
        }
        let [ours, peers] = needed;
        let rows = [
            ("user", ours.user, peers.user, seconds as fn(Option<f64>) -> String),
            ("wall", ours.wall, peers.wall, seconds),
            ("memory", ours.memory, peers.memory, megabytes),
        ];
        for (measure, ours, peers, shown) in rows {
            table.row([
                name(document),
                measure.to_owned(),
                shown(ours),
                shown(peers),
                ratio(ours, peers),
            ]);
        }
    }
    Ok(table)
}

/// A crate in a workspace of its own.
struct Crate {
    name: &'static str,
    scratch: Scratch,
}

impl Crate {
    /// A crate of which earlier runs have left nothing.
    fn new(name: &'static str) -> Result<Self, Failure> {
        let scratch = Scratch::new(name);
        let folder = scratch.member(name);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::file(&folder, error)),
            _ => Ok(Self { name, scratch }),
        }
    }

    /// Checks the crate while there is nothing in it: all that it depends on, with the features that it needs.
    fn build_dependencies(&self) -> Result<(), Failure> {
        self.scratch.set_members(&[self.name])?;
        let place = self.scratch.member(self.name).join("src/lib.rs");
        let fail = |error| Failure::file(&place, error);
        let text = fs::read(&place).map_err(fail)?;
        fs::write(&place, "").map_err(fail)?;
        let checked = self.scratch.check_all_features(self.name);
        fs::write(&place, text).map_err(fail)?;
        match checked?.failure {
            Some(failure) => Err(Failure::Refused(failure)),
            None => Ok(()),
        }
    }

    fn check(&self) -> Result<Needed, Failure> {
        self.scratch.touch(self.name)?;
        let before = process::user_of_children();
        let checked = self.scratch.check_all_features(self.name)?;
        let is_error = |problem: &&String| problem.starts_with("error");
        match checked
            .failure
            .as_ref()
            .or(checked.problems.values().flatten().find(is_error))
        {
            Some(failure) => Err(Failure::Refused(format!("{} does not compile: {failure}", self.name))),
            None => Ok(Needed {
                wall: Some(checked.time.as_secs_f64()),
                user: process::since(before),
                memory: checked.peak_memory.map(|bytes| bytes as f64),
            }),
        }
    }
}
