//! The diff is held against the crates: whatever changes a crate is in the diff, and where a crate no longer has something that
//! programs can use, a change is major. Fixtures are changed one place after the other, and both crates are generated.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use generator::config::Config;
use generator::diff::{Change, Level, diff};
use generator::output::Output;
use generator::spec::Source;
use serde_json::{Value, json};
use support::places::{at, places};
use support::surface::surface;
use support::{Text, cases, config, repository};

/// Of so many changes one is tried; all of them with `UNSEEN=1`.
const SHARE: usize = 61;

/// A crate, and what the diff goes by.
struct Made {
    files: BTreeMap<String, String>,
    surface: generator::Surface,
}

fn made(text: &str, config: &Config) -> Option<Made> {
    let files = Text(text.to_owned());
    let source = Source {
        root: "main.yaml",
        files: &files,
    };
    let output = generator::generate(&source, config).output?;
    Some(Made {
        files: lines(&output),
        surface: generator::survey(&source, config).surface?,
    })
}

/// The files, without what tells of the description's bytes alone.
fn lines(output: &Output) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    output.each(|path, text| {
        let lines: Vec<&str> = text.lines().filter(|line| !line.contains("sha256")).collect();
        files.insert(path.to_owned(), lines.join("\n"));
    });
    files
}

/// Changes of one place that a vendor might make: each with what it is.
fn changed(document: &Value, path: &[String]) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let Some(before) = at(&mut document.clone(), path).cloned() else {
        return found;
    };
    let mut add = |what: &str, part: Value| {
        let mut whole = document.clone();
        if let Some(place) = at(&mut whole, path) {
            *place = part;
        }
        found.push((format!("/{}: {what}", path.join("/")), whole));
    };
    match &before {
        Value::String(text) => {
            for other in others(path.last().map_or("", String::as_str), text) {
                add(&format!("{text} is {other}"), json!(other));
            }
        }
        Value::Bool(flag) => add("the other truth value", json!(!flag)),
        Value::Number(number) => add("one more", json!(number.as_f64().unwrap_or(0.0) + 1.0)),
        Value::Array(items) => {
            for index in 0..items.len() {
                let mut fewer = items.clone();
                fewer.remove(index);
                add(&format!("without {index}"), Value::Array(fewer));
            }
            if items.iter().all(Value::is_string) {
                let more = [items.clone(), vec![json!("added")]].concat();
                add("one more", Value::Array(more));
            }
        }
        Value::Object(object) => {
            for key in object.keys() {
                let mut fewer = object.clone();
                fewer.remove(key);
                add(&format!("without {key}"), Value::Object(fewer));
            }
            for (key, value) in members(path, &before) {
                let mut more = object.clone();
                if more.insert(key.to_owned(), value.clone()).as_ref() != Some(&value) {
                    add(&format!("with {key} {value}"), Value::Object(more));
                }
            }
        }
        Value::Null => {}
    }
    found
}

/// Other texts for a keyword.
fn others(key: &str, text: &str) -> Vec<String> {
    let list: &[&str] = match key {
        "type" => &["string", "integer", "array", "object"],
        "format" => &["int32", "date-time", "uuid", "email"],
        "in" => &["query", "header"],
        "style" => &["form", "pipeDelimited", "deepObject"],
        "openapi" | "swagger" | "$ref" => &[],
        _ => return vec![format!("{text}x")],
    };
    let other = list.iter().filter(|other| **other != text);
    other.map(|other| (*other).to_owned()).collect()
}

/// Members that an object of a description might get.
fn members(path: &[String], object: &Value) -> Vec<(&'static str, Value)> {
    let is = |name: &str| path.last().is_some_and(|key| key == name);
    if is("properties") {
        return vec![("added", json!({"type": "number"}))];
    }
    if object.get("type").is_some_and(Value::is_string) && object.get("in").is_none() {
        return vec![
            ("nullable", json!(true)),
            ("readOnly", json!(true)),
            ("writeOnly", json!(true)),
            ("deprecated", json!(true)),
            ("default", json!("a")),
            ("maxLength", json!(7)),
            ("minimum", json!(7)),
            ("enum", json!(["a", "b"])),
            ("format", json!("date")),
            ("additionalProperties", json!({"type": "integer"})),
            ("example", json!("a")),
        ];
    }
    if object.get("in").is_some() {
        return vec![
            ("required", json!(true)),
            ("description", json!("Added.")),
            ("allowEmptyValue", json!(true)),
        ];
    }
    if object.get("responses").is_some() {
        let query = json!([{"name": "added", "in": "query", "schema": {"type": "string"}}]);
        return vec![
            ("deprecated", json!(true)),
            ("summary", json!("Added.")),
            ("tags", json!(["Added"])),
            ("parameters", query),
            ("servers", json!([{"url": "https://added.example"}])),
        ];
    }
    Vec::new()
}

/// The descriptions that are changed.
fn documents() -> Vec<Value> {
    let folder = repository().join("generator/tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        // It is so large that it alone would take most of the time.
        .filter(|path| !path.ends_with("names-torture.yaml"))
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let families = ["operations", "bodies", "service", "models"];
    let pairs = families.into_iter().flat_map(cases::cases).map(|case| case.new);
    texts
        .chain(pairs)
        .filter_map(|text| serde_yaml::from_str(&text).ok())
        .collect()
}

/// What the diff does not say of two crates; none where all is well.
fn unsaid<'m>(old: &'m Made, new: &'m Made, changes: &[Change]) -> Option<String> {
    let before: BTreeSet<String> = surface(&old.files);
    let after = surface(&new.files);
    let lost: Vec<&String> = before.difference(&after).collect();
    let is_major = changes.iter().any(|change| change.level == Level::Major);
    if !lost.is_empty() && !is_major {
        return Some(format!("no change is major, and the crate has lost {lost:#?}"));
    }
    if changes.is_empty() && old.files != new.files {
        // Where something stands among others is no change.
        let words = |made: &'m Made, path: &String| {
            let mut words: Vec<&str> = made
                .files
                .get(path)?
                .split(|sign: char| !sign.is_alphanumeric())
                .collect();
            words.sort_unstable();
            Some(words)
        };
        // The README shows an operation of the first group.
        let is_reordered = old.files.get("src/lib.rs") != new.files.get("src/lib.rs");
        let differs = |path: &&String| words(old, path) != words(new, path) && !(is_reordered && *path == "README.md");
        let paths: Vec<&String> = old.files.keys().chain(new.files.keys()).filter(differs).collect();
        if !paths.is_empty() {
            return Some(format!("there is no change, and these files differ: {paths:?}"));
        }
    }
    if std::env::var_os("OVERGRADED").is_some() && lost.is_empty() && is_major {
        return Some("graded major, and nothing is lost".to_owned());
    }
    None
}

/// The same of the vendor's releases, one after the other.
#[test]
fn what_changes_the_crate_of_a_real_api_is_in_the_diff() {
    let folder = repository().join("../shared/history");
    let mut before: Option<(&str, Made)> = None;
    for version in ["9.0.0", "10.0.0", "11.0.0", "13.0.0", "14.0.0", "14.1.0", "15.0.0"] {
        let Ok(text) = std::fs::read_to_string(folder.join(version).join("swagger.json")) else {
            return println!("skipped: there is no {}", folder.display());
        };
        let lock = before.as_ref().map_or_else(Arc::default, |(_, made)| {
            Arc::new(made.surface.lock().expect("identifiers are taken down").clone())
        });
        let config = Config {
            lock: Some(lock),
            ..config()
        };
        let new = made(&text, &config).expect("the description is taken");
        if let Some((from, old)) = &before {
            let changes = diff(&old.surface, &new.surface, &config);
            let (had, has) = (surface(&old.files), surface(&new.files));
            let count = |level: Level| changes.iter().filter(|change| change.level == level).count();
            println!(
                "{from} -> {version}: {} of {} things that programs can use are lost or changed, {} are new; the diff has {} major changes",
                had.difference(&has).count(),
                had.len(),
                has.difference(&had).count(),
                count(Level::Major)
            );
            assert_eq!(unsaid(old, &new, &changes), None, "{from} -> {version}");
        }
        before = Some((version, new));
    }
}

#[test]
fn what_changes_a_crate_is_in_the_diff() {
    let share = std::env::var("UNSEEN")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(SHARE);
    let (mut tried, mut number, mut faults) = (0, 0_usize, 0);
    for document in documents() {
        let mut config = config();
        config.lock = Some(Arc::default());
        let Some(old) = made(&document.to_string(), &config) else {
            continue;
        };
        config.lock = old.surface.lock().cloned().map(Arc::new);
        let mut all = Vec::new();
        places(&document, &mut Vec::new(), &mut all);
        for (what, other) in all.iter().flat_map(|path| changed(&document, path)) {
            number += 1;
            if number % share != 0 {
                continue;
            }
            // What is refused cannot be released.
            let Some(new) = made(&other.to_string(), &config) else {
                continue;
            };
            let changes = diff(&old.surface, &new.surface, &config);
            tried += 1;
            if let Some(fault) = unsaid(&old, &new, &changes) {
                let kinds: Vec<&str> = changes.iter().map(|change| change.kind.as_str()).collect();
                eprintln!("{what}\n{fault}\nchanges: {kinds:?}\nof {document}\n");
                faults += 1;
            }
        }
    }
    println!("{tried} changes of descriptions, each of which is in the diff as far as it changes the crate");
    assert!(tried > 0, "no change was tried");
    assert!(faults == 0, "{faults} faults, listed above");
}
