//! What the diff says: of the two editions of this repository's own description, and of a pair for each kind of change.

mod support;

use std::fmt::Write as _;
use std::sync::Arc;

use generator::config::Config;
use generator::diff::{Change, diff};
use generator::spec::{Files, Source};
use generator::{Surface, survey};

use support::repository;

fn surface(files: &(dyn Files + Sync), root: &str, config: &Config) -> Surface {
    let source = Source { root, files };
    let survey = survey(&source, config);
    survey.surface.unwrap_or_else(|| panic!("{:?}", survey.diagnostics))
}

/// The changes between two descriptions, identifiers kept.
fn changes(old: (&(dyn Files + Sync), &str), new: (&(dyn Files + Sync), &str), mut config: Config) -> Vec<Change> {
    config.lock = Some(Arc::default());
    let old = surface(old.0, old.1, &config);
    config.lock = old.lock().cloned().map(Arc::new);
    let new = surface(new.0, new.1, &config);
    diff(&old, &new, &config)
}

/// A line for each change.
fn shown(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let subject = change.subject.as_deref().unwrap_or("-");
        let (level, kind, entity) = (change.level.as_str(), change.kind, &change.entity);
        let between = match (&change.from, &change.to) {
            (None, None) => String::new(),
            (from, to) => format!(
                " [{} -> {}]",
                from.as_deref().unwrap_or("nothing"),
                to.as_deref().unwrap_or("nothing")
            ),
        };
        let between: String = between.replace('\n', " ");
        writeln!(
            text,
            "{level} {kind} | {entity} | {subject}{between} {}",
            change.pointer
        )
        .unwrap();
    }
    text
}

#[test]
fn the_second_edition() {
    let config = std::fs::read_to_string(repository().join("spec/codegen.toml")).unwrap();
    let config: Config = toml::from_str(&config).unwrap();
    let first = support::Folder(repository().join("generator/tests/fixtures/editions"));
    let second = support::Folder(repository().join("spec"));
    let changes = changes(
        (&first, "oauth-clients-1.yaml"),
        (&second, "oauth-clients.yaml"),
        config,
    );
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("editions", shown(&changes));
    });
}
