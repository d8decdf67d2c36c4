//! Rules about the project as a whole: its folders, dependencies, diagnostic codes, and the generated crate.

use generator::diagnostic::Code;
use toml::{Table, Value};

use super::Violation;
use super::tree::Tree;
use crate::sync::is_ours;

/// The only folders at the top, beside hidden ones.
const FOLDERS: [&str; 6] = ["docs", "generated", "generator", "spec", "templates", "xtask"];

/// Files that explain each dependency.
const REASONS: &str = "ARCHITECTURE.md";

pub(super) fn check(tree: &Tree, violations: &mut Vec<Violation>) {
    check_folders(tree, violations);
    check_dependencies(tree, violations);
    check_codes(tree, violations);
    check_headers(tree, violations);
    check_runtime(tree, violations);
}

fn check_folders(tree: &Tree, violations: &mut Vec<Violation>) {
    for folder in &tree.folders {
        if !folder.starts_with('.') && !FOLDERS.contains(&folder.as_str()) {
            violations.push(Violation::new(folder, 0, "no folder of the design"));
        }
    }
}

/// Each dependency has a reason in ARCHITECTURE.md.
fn check_dependencies(tree: &Tree, violations: &mut Vec<Violation>) {
    let reasons = tree.text(REASONS).unwrap_or_default();
    for file in tree.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        let Ok(manifest) = file.text.parse::<Table>() else {
            violations.push(Violation::new(&file.path, 0, "not TOML"));
            continue;
        };
        for name in dependencies(&manifest) {
            if !mentions(reasons, &name) {
                violations.push(Violation::new(
                    &file.path,
                    0,
                    format!("`{name}` has no reason in {REASONS}"),
                ));
            }
        }
    }
}

/// Names of the packages that a manifest depends on, those by path left out.
fn dependencies(manifest: &Table) -> Vec<String> {
    let mut tables: Vec<&Value> = Vec::new();
    for key in ["dependencies", "dev-dependencies", "build-dependencies"] {
        tables.extend(manifest.get(key));
        tables.extend(manifest.get("workspace").and_then(|workspace| workspace.get(key)));
    }
    let targets = manifest.get("target").and_then(Value::as_table);
    for target in targets.into_iter().flatten() {
        tables.extend(target.1.get("dependencies"));
    }
    let entries = tables.into_iter().filter_map(Value::as_table).flatten();
    let registry = entries.filter(|(_, source)| source.get("path").is_none());
    let name =
        |(name, source): (&String, &Value)| source.get("package").and_then(Value::as_str).unwrap_or(name).to_owned();
    registry.map(name).collect()
}

/// Whether a text has a word in code quotes, as crates are written there.
fn mentions(text: &str, name: &str) -> bool {
    text.contains(&format!("`{name}`"))
}

/// A code that nothing gives is a promise that nobody keeps.
fn check_codes(tree: &Tree, violations: &mut Vec<Violation>) {
    const LIST: &str = "generator/src/diagnostic.rs";
    let in_use = |name: &str| {
        let sources = tree
            .files
            .iter()
            .filter(|file| file.is_in("generator/src/") || file.is_in("xtask/src/"));
        sources
            .filter(|file| file.path != LIST)
            .any(|file| uses_code(&file.text, name))
    };
    for code in Code::ALL {
        let name = format!("{code:?}");
        if !in_use(&name) {
            violations.push(Violation::new(LIST, 0, format!("nothing reports `Code::{name}`")));
        }
    }
}

fn uses_code(text: &str, name: &str) -> bool {
    let full = format!("Code::{name}");
    text.match_indices(&full).any(|(at, _)| {
        let next = text[at + full.len()..].chars().next();
        !next.is_some_and(|next| next.is_alphanumeric() || next == '_')
    })
}

/// Everything in the generated crate is produced, but for its tests and examples.
fn check_headers(tree: &Tree, violations: &mut Vec<Violation>) {
    for file in tree.files.iter().filter(|file| !file.is_by_hand()) {
        if !is_ours(file.text.as_bytes()) {
            violations.push(Violation::new(
                &file.path,
                1,
                "no header: it was not written by `cargo xtask codegen`",
            ));
        }
    }
}

/// Every file of the runtime is in the generated crate, but for parts that its API has no use for; the generator has them in
/// a list, which one could be missing in.
fn check_runtime(tree: &Tree, violations: &mut Vec<Violation>) {
    for file in &tree.files {
        let Some(name) = file.path.strip_prefix("templates/runtime/") else {
            continue;
        };
        let is_part = [
            "device.rs",
            "event_parser.rs",
            "event_stream.rs",
            "job.rs",
            "multipart.rs",
            "pages.rs",
            "reconnect.rs",
            "querystring.rs",
            "tuples.rs",
            "form_value.rs",
            "json_lines.rs",
            "walk.rs",
        ]
        .contains(&name);
        if !is_part && tree.text(&format!("generated/src/runtime/{name}")).is_none() {
            violations.push(Violation::new(&file.path, 0, "not in the generated crate"));
        }
    }
}
