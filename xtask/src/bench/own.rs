//! The SDK of this repository.

use super::process::{self, Needed};
use super::programs::cargo;
use super::{Bench, Table, megabytes, seconds};
use crate::{Failure, places};

pub(super) const TITLE: &str = "codegen --check of this repository's SDK";

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["how", "wall", "user", "memory"]);
    let (mut optimized, mut usual) = (Needed::default(), Needed::default());
    // The first run of cargo may have to build.
    for run in 0..=bench.runs {
        bench.say(&format!("codegen, run {run}"));
        let mut command = cargo();
        command.current_dir(places::workspace());
        let (needed, _) = process::run(command.args(["xtask", "codegen", "--check"]))?;
        if run > 0 {
            usual.take(needed);
            optimized.take(bench.ours.check_own()?.0);
        }
    }
    // What was looked at is cargo, and not the program that it starts.
    usual.memory = None;
    for (how, needed) in [
        ("cargo xtask codegen --check", usual),
        ("the same, optimized, without cargo", optimized),
    ] {
        table.row([
            how.to_owned(),
            seconds(needed.wall),
            seconds(needed.user),
            megabytes(needed.memory),
        ]);
    }
    Ok(table)
}
