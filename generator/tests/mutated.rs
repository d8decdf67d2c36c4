//! No description breaks a run as a whole: fixtures with parts taken out, exchanged and replaced by what does not belong
//! there still give a crate whose files can be read as Rust and TOML, or findings that say why there is none.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use generator::config::Config;
use generator::diagnostic::Code;
use generator::output::Output;
use generator::spec::{Files, Source};
use serde_json::{Map, Value, json};
use support::places::{at, places};

/// Descriptions that are tried.
const RUNS: u64 = 300;

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap();
        usize::try_from(self.next() % count).unwrap()
    }

    fn of<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }
}

/// Names and texts that are no identifiers, end a literal or a comment, or clash with something.
const TEXTS: &[&str] = &[
    "",
    " ",
    "type",
    "Self",
    "self",
    "_",
    "0",
    "r#\"",
    "\"#; fn main() {}",
    "*/ /* //! {",
    "\u{0}\u{1b}[31m\u{7f}",
    "\u{202e}\u{2066}abc\u{2028}\u{feff}",
    "a\r\nb\rc\n\n# d\n```\ne",
    "{id}",
    "{{ self.x }} {% raw %}",
    "../../etc/passwd",
    "CON",
    "Option",
    "Result",
    "Client",
    "models",
    "new",
    "send",
    "#/components/schemas/Thing",
    "#/~2%zz",
    "straße 名前 🦀",
    "</script>[a](javascript:b)",
    "application/json; charset=\"utf-8\"",
    "multipart/form-data",
    "text/event-stream",
    "2XX",
    "default",
    "https://{a}.example.com:99999/x?y#z",
    "date-time",
    "binary",
    "x-y",
    "99999999999999999999999999",
];

/// Values that do not belong where they are put.
fn values() -> Vec<Value> {
    let mut deep = json!({"type": "string"});
    for level in 0..40 {
        deep = match level % 3 {
            0 => json!({"type": "array", "items": deep}),
            1 => json!({"type": "object", "properties": {"a": deep}, "required": ["a"]}),
            _ => json!({"oneOf": [deep, {"type": "null"}]}),
        };
    }
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5e300),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([null, [[]], {"": {"": null}}]),
        json!({"$ref": "#"}),
        json!({"$ref": "#/paths"}),
        json!({"$ref": "other.yaml#/a"}),
        json!({"$ref": "#/components/schemas/Thing", "nullable": true, "default": {}}),
        json!({"allOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "integer"}]}),
        json!({"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"enum": ["a", "A", "", null]}, true]}),
        json!({"type": ["object", "array", "null"], "additionalProperties": {"$ref": "#/components/schemas/Thing"}}),
        json!({"type": "string", "enum": ["\u{0}", "a b", "a-b", "a_b", "", "type"], "default": "c"}),
        json!({"type": "integer", "minimum": -1e40, "maximum": u64::MAX, "multipleOf": 0, "enum": [1, -1, 1.0]}),
        json!({"type": "object", "properties": {"": {}, "a b": {}, "a_b": {}, "type": {}, "\u{2028}": {}}}),
        json!({"content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Thing"}}}}),
        json!([{"in": "query", "name": "a[]", "schema": {"type": "array", "items": {"type": "object"}}}]),
        json!([{"name": "f", "in": "formData", "type": "file"}, {"name": "b", "in": "body"}]),
        deep,
    ]
}

/// Changes one place: takes it out, replaces it, gives it another name, or puts a part of another description there.
fn change(document: &mut Value, others: &[Value], values: &[Value], dice: &mut Dice) {
    let mut all = Vec::new();
    places(document, &mut Vec::new(), &mut all);
    let path = dice.of(&all).clone();
    let Some((key, parent)) = path.split_last() else {
        return;
    };
    let part = match dice.below(6) {
        0 => Value::String((*dice.of(TEXTS)).to_owned()),
        1 => {
            let mut other = dice.of(others).clone();
            let mut all = Vec::new();
            places(&other, &mut Vec::new(), &mut all);
            // The same kind of place fits more often, and gets deeper into the generator.
            let alike: Vec<_> = all.iter().filter(|place| place.last() == Some(key)).collect();
            let from = if alike.is_empty() {
                dice.of(&all)
            } else {
                *dice.of(&alike)
            };
            at(&mut other, from).cloned().unwrap_or_default()
        }
        _ => dice.of(values).clone(),
    };
    let action = dice.below(4);
    match at(document, parent) {
        Some(Value::Object(object)) => match action {
            0 => drop(object.remove(key)),
            1 => rename(object, key, dice.of::<&str>(TEXTS)),
            _ => drop(object.insert(key.clone(), part)),
        },
        Some(Value::Array(items)) => match action {
            0 => items.clear(),
            1 => items.extend(items.clone()),
            _ => items.push(part),
        },
        _ => (),
    }
}

fn rename(object: &mut Map<String, Value>, key: &str, name: &str) {
    if let Some(value) = object.remove(key) {
        object.insert(name.to_owned(), value);
    }
}

/// A description that is the only file there is: references to files lead nowhere.
struct One<'d>(&'d str);

impl Files for One<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "main.json" => Ok(self.0.as_bytes().to_vec()),
            _ => Err("there is no such file".to_owned()),
        }
    }
}

/// Generates the crate of a description, and says what must not be.
fn fault(description: &str) -> Option<String> {
    let files = One(description);
    let source = Source {
        root: "main.json",
        files: &files,
    };
    let run = || generator::generate(&source, &Config::default());
    let Ok((first, second)) = catch_unwind(AssertUnwindSafe(|| (run(), run()))) else {
        return Some("it panics".to_owned());
    };
    if let Some(found) = first.diagnostics.iter().find(|found| found.code == Code::Internal) {
        return Some(found.message.clone());
    }
    if first.diagnostics != second.diagnostics {
        return Some("two runs find different things".to_owned());
    }
    match (&first.output, &second.output) {
        (Some(first), Some(second)) if all_files(first) != all_files(second) => Some("two runs differ".to_owned()),
        (Some(output), Some(_)) => unreadable(output),
        (None, None) if first.diagnostics.is_empty() => Some("nothing is generated, and nothing is said".to_owned()),
        (None, None) => None,
        _ => Some("two runs differ".to_owned()),
    }
}

fn all_files(output: &Output) -> Vec<(String, String)> {
    let mut files = Vec::new();
    output.each(|path, text| files.push((path.to_owned(), text.to_owned())));
    files
}

/// The first file that is not what its name says.
fn unreadable(output: &Output) -> Option<String> {
    all_files(output).into_iter().find_map(|(path, text)| {
        let error = match path.rsplit_once('.') {
            // What is copied unchanged was read when this crate was built.
            Some((_, "rs")) if !path.contains("/runtime/") => {
                syn::parse_file(&text).err().map(|error| error.to_string())
            }
            Some((_, "toml")) => text.parse::<toml::Table>().err().map(|error| error.to_string()),
            _ => None,
        };
        error.map(|error| format!("{path}: {error}"))
    })
}

#[test]
fn nothing_breaks_a_run() {
    let folder = support::repository().join("generator/tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        // It is so large that it alone would take half of the time.
        .filter(|path| !path.ends_with("names-torture.yaml"))
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let documents: Vec<Value> = texts.filter_map(|text| serde_yaml::from_str(&text).ok()).collect();
    let values = values();
    // Another seed or more runs, to search: MUTATED_SEED=7 MUTATED_RUNS=100000.
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("MUTATED_SEED").unwrap_or(3);
    let mut faults = 0;
    for run in 0..number("MUTATED_RUNS").unwrap_or(RUNS) {
        let mut dice = Dice(seed.wrapping_mul(0x1_0000_0001).wrapping_add(run));
        let mut document = dice.of(&documents).clone();
        for _ in 0..=dice.below(4) {
            change(&mut document, &documents, &values, &mut dice);
        }
        let text = document.to_string();
        if let Some(fault) = fault(&text) {
            eprintln!("{fault}\n{text}\n");
            faults += 1;
        }
    }
    assert!(faults == 0, "{faults} faults, listed above");
}
