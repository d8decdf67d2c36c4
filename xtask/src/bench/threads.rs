//! One thread beside all of them: the same bytes, in another time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::folders::new_output;
use super::process::{self, Needed};
use super::{Bench, Table, name, ratio, seconds};
use crate::Failure;

pub(super) const TITLE: &str = "All threads / one";

pub(super) fn run(bench: &mut Bench<'_>) -> Result<Table, Failure> {
    let mut table = Table::new(&["description", "measure", "all", "one", "ratio", "bytes"]);
    for document in bench.documents(&["stripe-2022.json", "purecloud.json", "openai.yaml"]) {
        let (mut all, mut one) = (Needed::default(), Needed::default());
        let mut equal = true;
        for run in 1..=bench.runs {
            bench.say(&format!("threads, {}, run {run}", name(&document)));
            let outs = [new_output("all"), new_output("one")];
            let command = |out: &Path| bench.ours.command(&document, out, &["--name", "bench"]);
            all.take(process::run(&mut command(&outs[0]))?.0);
            one.take(process::run(command(&outs[1]).env("RAYON_NUM_THREADS", "1"))?.0);
            equal &= contents(&outs[0])? == contents(&outs[1])?;
        }
        for (measure, all, one) in [("wall", all.wall, one.wall), ("user", all.user, one.user)] {
            let bytes = if equal { "equal" } else { "DIFFERENT" };
            table.row([
                name(&document),
                measure.to_owned(),
                seconds(all),
                seconds(one),
                ratio(all, one),
                bytes.to_owned(),
            ]);
        }
    }
    Ok(table)
}

/// The files below a folder.
fn contents(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        let fail = |error| Failure::file(&folder, error);
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
                found.insert(name, fs::read(&path).map_err(|error| Failure::file(&path, error))?);
            }
        }
    }
    Ok(found)
}
