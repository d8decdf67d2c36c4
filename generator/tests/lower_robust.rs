//! No description makes lowering or analysis panic: each fixture with each of its nodes in turn replaced by something
//! else.

mod support;

use generator::analyze::analyze;
use generator::config::Config;
use generator::spec::Source;
use serde_json::{Value, json};
use support::places::{at, places};

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
                analyze(&api, &Config::default());
                generator::ir::dump::dump(&api);
                runs += 1;
            }
        }
    }
    println!("{runs} descriptions");
    assert!(runs > 10_000);
}
