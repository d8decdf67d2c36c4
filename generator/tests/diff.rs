//! What the diff says: of the two editions of this repository's own description, and of a pair for each kind of change.

mod support;

use std::fmt::Write as _;
use std::sync::Arc;

use generator::config::Config;
use generator::diff::{Change, Kind, diff};
use generator::spec::{Files, Source};
use generator::{Surface, survey};

use support::cases::{Case, cases};
use support::{Text, repository};

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

/// The changes of a case.
fn changes_of(case: &Case) -> Vec<Change> {
    let (old, new) = (Text(case.old.clone()), Text(case.new.clone()));
    changes((&old, "old.yaml"), (&new, "new.yaml"), support::config())
}

/// Each case has the changes that its heading names, and each kind of change has a case.
#[test]
fn kinds() {
    let mut seen = Vec::new();
    for family in ["operations", "bodies", "service", "models"] {
        let mut text = String::new();
        for case in cases(family) {
            let changes = changes_of(&case);
            let found: Vec<&str> = changes.iter().map(|change| change.kind.as_str()).collect();
            for kind in &case.kinds {
                assert!(found.contains(&kind.as_str()), "{kind} is not among {found:?}");
            }
            writeln!(text, "## {}\n{}", case.kinds.join(" "), shown(&changes)).unwrap();
            seen.extend(case.kinds);
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("diff-{family}"), text);
        });
    }
    let missing: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let missing: Vec<&&str> = missing
        .iter()
        .filter(|kind| !seen.iter().any(|seen| seen == *kind))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

/// A description and itself are the same, and so is it in another order.
#[test]
fn nothing_changes_by_itself() {
    for family in ["operations", "bodies", "service", "models"] {
        for case in cases(family) {
            for text in [&case.old, &case.new] {
                let files = Text(text.clone());
                let found = changes((&files, "a.yaml"), (&files, "a.yaml"), support::config());
                assert!(found.is_empty(), "{text}\n{}", shown(&found));
            }
        }
    }
}

/// The flow for devices has methods of its own, which go with it.
#[test]
fn the_login_of_devices_is_a_setting() {
    let fixture = repository().join("generator/tests/fixtures/security-device.yaml");
    let with = std::fs::read_to_string(fixture).unwrap();
    let without = with.replace("deviceAuthorization:", "clientCredentials:").replace(
        "          deviceAuthorizationUrl: https://login.example.com/device\n",
        "",
    );
    let (with, without) = (Text(with), Text(without));
    let lost = |old: &Text, new: &Text| -> Vec<String> {
        let found = changes((old, "a.yaml"), (new, "b.yaml"), support::config()).into_iter();
        let found = found.filter(|change| change.kind == Kind::SchemeSettingLost);
        found.filter_map(|change| change.subject).collect()
    };
    let found = lost(&with, &without);
    assert_eq!(found, ["device_login"]);
    assert!(lost(&without, &with).is_empty());
}
