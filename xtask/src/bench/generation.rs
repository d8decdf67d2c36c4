//! Generating crates of large descriptions, beside the peer.

use super::folders::new_output;
use super::process::Needed;
use super::{Bench, Table, megabytes, name, ratio, seconds};
use crate::Failure;

pub(super) const TITLE: &str = "Generation, ours / peer (targets: wall 0.25, memory below 1)";

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["description", "measure", "ours", "peer", "ratio"]);
    for document in bench.documents(&["stripe-2022.json", "openai.yaml"]) {
        let (mut ours, mut peers) = (Needed::default(), Needed::default());
        let mut failure = None;
        for run in 1..=bench.runs {
            bench.say(&format!("generate {}, run {run}", name(&document)));
            let out = new_output("ours");
            ours.take(bench.ours.needed(&document, &out, &["--name", "bench"])?);
            let Some(peer) = &bench.peer else { continue };
            match peer.generate(&document, &new_output("peer"), "bench") {
                Ok(needed) => peers.take(needed),
                Err(error) => failure = Some(error),
            }
        }
        let rows = [
            ("user", ours.user, peers.user, seconds as fn(Option<f64>) -> String),
            ("wall", ours.wall, peers.wall, seconds),
            ("memory", ours.memory, peers.memory, megabytes),
        ];
        for (measure, ours, peers, shown) in rows {
            table.row([
                name(&document),
                measure.to_owned(),
                shown(ours),
                shown(peers),
                ratio(ours, peers),
            ]);
        }
        if let Some(failure) = failure {
            table.note(format!("{}: the peer fails: {failure}", name(&document)));
        }
    }
    Ok(table)
}
