//! Programs that use a crate, and whether they compile with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use xtask::scratch::{Checked, Scratch, Targets};

use crate::cases::{Expected, Program};
use crate::{Pair, merged};

const MANIFEST: &str = "\
[package]
name = \"programs\"
version = \"0.0.0\"
edition = \"2024\"

[dependencies]
graded = { path = \"../graded\" }
";

/// Compiles the programs of all cases. Gives the codes of the compiler's errors for those that the new crate refuses, by the
/// number of the case and of the program.
pub(crate) fn refused(pair: &Pair<'_>, old: &Scratch, new: &Scratch) -> BTreeMap<(usize, usize), String> {
    let all: Vec<((usize, usize), &Program)> = pair
        .cases
        .iter()
        .enumerate()
        .flat_map(|(number, case)| {
            case.programs
                .iter()
                .enumerate()
                .map(move |(index, one)| ((number, index), one))
        })
        .filter(|(_, program)| program.expected != Expected::CannotTell)
        .collect();
    let has_models = old.member("graded/src/models").is_dir();
    let text = |list: &[&((usize, usize), &Program)]| file(list, has_models);
    let of = |expected| all.iter().filter(move |(_, program)| program.expected == expected);
    let everything: Vec<_> = all.iter().collect();
    let said = compiled(old, &[("all".to_owned(), text(&everything))]);
    assert!(said.is_clean(), "with the old crate: {said:#?}");

    let mut files = vec![("kept".to_owned(), text(&of(Expected::Compiles).collect::<Vec<_>>()))];
    let name = |(number, index): (usize, usize)| format!("refused_{number}_{index}");
    files.extend(of(Expected::IsRefused).map(|one| (name(one.0), text(&[one]))));
    let said = compiled(new, &files);
    let problems: Vec<String> = said.problems.into_values().flatten().collect();
    let about = |name: &str| -> Vec<&String> {
        let place = format!("src/bin/{name}.rs:");
        problems.iter().filter(|problem| problem.contains(&place)).collect()
    };
    let kept = about("kept");
    assert!(
        kept.is_empty() && said.failure.is_none(),
        "with the new crate: {kept:#?} {:?}",
        said.failure
    );
    let mut refused = BTreeMap::new();
    for (id, program) in of(Expected::IsRefused) {
        let codes: BTreeSet<&str> = about(&name(*id)).into_iter().map(|problem| code(problem)).collect();
        let (kind, body) = (&program.kind, &program.text);
        assert!(!codes.is_empty(), "{kind}: the new crate takes {body}");
        refused.insert(*id, codes.into_iter().collect::<Vec<_>>().join(" "));
    }
    refused
}

/// `error[E0599]: …`
fn code(problem: &str) -> &str {
    let rest = problem.strip_prefix("error[").unwrap_or("without code]");
    rest.split(']').next().unwrap_or_default()
}

/// A program with a function for each.
fn file(list: &[&((usize, usize), &Program)], has_models: bool) -> String {
    let mut text = "#![allow(warnings)]\nuse graded::*;\n".to_owned();
    if has_models {
        text.push_str("use graded::models::*;\n");
    }
    for ((number, index), program) in list {
        let body = merged::program(&program.text, &merged::prefix(*number));
        text.push_str(&format!(
            "fn of_{number}_{index}(client: &'static Client, builder: ClientBuilder) {{\n    let _ = {{ {body} }};\n}}\n"
        ));
    }
    text + "fn main() {}\n"
}

fn compiled(scratch: &Scratch, files: &[(String, String)]) -> Checked {
    let folder = scratch.member("programs");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let write = |path: &Path, text: &str| fs::write(path, text).unwrap();
    fs::create_dir_all(folder.join("src/bin")).unwrap();
    write(&folder.join("Cargo.toml"), MANIFEST);
    for (name, text) in files {
        write(&folder.join(format!("src/bin/{name}.rs")), text);
    }
    scratch.set_members(&["graded", "programs"]).unwrap();
    scratch.check(&["programs"], Targets::Library).unwrap()
}
