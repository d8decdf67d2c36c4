//! Any JSON is decoded into every union of every fixture, in a process of its own: what is decoded is encoded to a value that is
//! decoded to the same, and nothing panics or runs out of stack.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use generator::output::Output;
use serde_json::Value;
use support::crates::{fixtures, generated_of};
use xtask::scratch::Scratch;
use xtask::sync;

/// The program that decodes. `subjects` is written for it: each type, and the names and texts of its description.
const PROGRAM: &str = include_str!("random_json/program.rs");

#[test]
fn any_json_is_decoded_into_every_union() {
    let scratch = Scratch::new("random-json");
    let (mut members, mut subjects, mut count) = (vec!["decoder".to_owned()], String::new(), 0);
    for fixture in fixtures() {
        let stem = fixture.file_stem().unwrap().to_str().unwrap();
        let name = format!("random-{stem}");
        let output = generated_of(&fixture, &name);
        let unions = unions(&output);
        if unions.is_empty() {
            continue;
        }
        sync::sync(&scratch.member(&name), &output).unwrap();
        let [names, texts] = words(&fixture);
        let (module, krate) = (stem.replace('-', "_"), name.replace('-', "_"));
        let _ = writeln!(
            subjects,
            "#[test]\nfn {module}() {{\n    let words = Words {{ names: &{names:?}, texts: &{texts:?} }};"
        );
        for union in &unions {
            let _ = writeln!(subjects, "    decode::<{krate}::models::{union}>({union:?}, &words);");
        }
        subjects.push_str("}\n\n");
        count += unions.len();
        members.push(name);
    }
    assert!(count > 60, "{count} unions");
    write_program(&scratch.member("decoder"), &members[1..], &subjects);
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    scratch.set_members(&members).unwrap();
    if let Err(output) = scratch.test("decoder").unwrap() {
        panic!("{output}");
    }
    println!("{count} unions of {} fixtures", members.len() - 1);
}

fn write_program(folder: &Path, crates: &[String], subjects: &str) {
    let mut manifest = "[package]\nname = \"decoder\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                        serde = \"1\"\nserde_json = \"1\"\n"
        .to_owned();
    for name in crates {
        let _ = writeln!(manifest, "{name} = {{ path = \"../{name}\" }}");
    }
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), format!("{PROGRAM}\n{subjects}")).unwrap();
}

/// The unions of a crate, by name.
fn unions(output: &Output) -> Vec<String> {
    let mut found = Vec::new();
    output.each(|path, text| {
        if path.starts_with("src/models/") {
            let lines = text.lines().filter_map(|line| line.strip_prefix("codec::"));
            let unions = lines.filter_map(|line| line.strip_prefix("union!(").or(line.strip_prefix("tagged_union!(")));
            found.extend(
                unions
                    .filter_map(|rest| rest.split([' ', '{']).next())
                    .map(str::to_owned),
            );
        }
    });
    found.sort();
    found
}

/// The names of properties in a description, and its texts, which values are made of.
fn words(fixture: &Path) -> [Vec<String>; 2] {
    let (mut names, mut texts) = (BTreeSet::new(), BTreeSet::new());
    let document: Value = serde_yaml::from_str(&fs::read_to_string(fixture).unwrap()).unwrap();
    let mut pending = vec![&document];
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties") {
                    names.extend(properties.keys().cloned());
                }
                if let Some(Value::Object(mapping)) = members.get("mapping") {
                    texts.extend(mapping.keys().cloned());
                }
                if let Some(Value::Object(schemas)) = members.get("schemas") {
                    texts.extend(schemas.keys().cloned());
                }
                let tag = members.get("propertyName").and_then(Value::as_str);
                names.extend(tag.map(str::to_owned));
                let listed = members.get("enum").and_then(Value::as_array).into_iter().flatten();
                let constants = listed.chain(members.get("const")).filter_map(Value::as_str);
                texts.extend(constants.map(str::to_owned));
                pending.extend(members.values());
            }
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    names.insert("other".to_owned());
    texts.extend(["text".to_owned(), "2024-05-06T07:08:09Z".to_owned()]);
    [names, texts].map(|words| words.into_iter().collect())
}
