//! No description makes lowering or analysis panic: each fixture with each of its nodes in turn replaced by something
//! else.

mod support;

use generator::analyze::analyze;
use generator::config::Config;
use generator::spec::Source;
use serde_json::{Value, json};

/// Every place of a value, as the keys and indices that lead there.
fn places(value: &Value, path: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    all.push(path.clone());
    let below: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, value) in below {
        path.push(key);
        places(value, path, all);
        path.pop();
    }
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, key| match value {
        Value::Object(object) => object.get_mut(key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    })
}

fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(-1.5),
        json!("#/components/schemas/Thing"),
        json!([]),
        json!({}),
        json!({"$ref": "#/components/schemas/Thing"}),
        json!({"allOf": [{"$ref": "#/components/schemas/Thing"}, {"oneOf": [{"$ref": "#"}, {"type": "string"}]}]}),
        json!({"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Thing"}, "enum": [1, "a", null]}),
        json!(["a", {"in": "query"}, 3]),
    ]
}

#[test]
fn nothing_makes_it_panic() {
    let root = support::repository().join("generator/tests/fixtures");
    let replacements = replacements();
    let mut names: Vec<String> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yaml") && !name.contains("torture"))
        .collect();
    names.sort();
    let mut runs = 0;
    for (position, name) in names.iter().enumerate() {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let Ok(document) = serde_yaml::from_str::<Value>(&text) else {
            continue;
        };
        let mut all = Vec::new();
        places(&document, &mut Vec::new(), &mut all);
        for (index, path) in all.iter().enumerate().skip(1) {
            // Each place gets some of the replacements, so that the test stays quick.
            for step in 0..3 {
                let replacement = replacements[(index + position + step * 3) % replacements.len()].clone();
                let mut changed = document.clone();
                if let Some(value) = at(&mut changed, path) {
                    *value = replacement;
                }
                let files = support::Text(changed.to_string());
                let source = Source {
                    root: "main.json",
                    files: &files,
                };
                let (_, api, _) = support::lower(&source, &Config::default());
                analyze(&api);
                generator::ir::dump::dump(&api);
                runs += 1;
            }
        }
    }
    println!("{runs} descriptions");
    assert!(runs > 10_000);
}
