//! The diff on real history: everything that the vendor's own release notes list is in our diff.

mod support;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use generator::config::Config;
use generator::diff::{Change, Level, diff};
use generator::lock::Lock;
use generator::spec::Source;
use generator::{Surface, survey};

use support::notes::{Note, parse};
use support::{Folder, repository};

/// The releases in their order.
const VERSIONS: [&str; 7] = ["9.0.0", "10.0.0", "11.0.0", "13.0.0", "14.0.0", "14.1.0", "15.0.0"];

/// The folder of the releases, which is no part of the repository.
fn history() -> Option<PathBuf> {
    let folder = repository().join("../shared/history");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(folder)
}

/// A release, whose items keep the identifiers that they have in `before`.
fn surface(folder: PathBuf, before: &Lock) -> Surface {
    let source = Source {
        root: "swagger.json",
        files: &Folder(folder),
    };
    let config = Config {
        lock: Some(Arc::new(before.clone())),
        ..Config::default()
    };
    survey(&source, &config).surface.expect("the description is read")
}

/// The identifiers of a release.
fn identifiers(surface: &Surface) -> &Lock {
    surface.lock().expect("identifiers are taken down")
}

#[test]
fn no_item_that_stays_gets_another_identifier() {
    let Some(folder) = history() else { return };
    let mut lock = Lock::default();
    let mut checked = 0;
    for version in VERSIONS {
        let now = surface(folder.join(version), &lock);
        let now = identifiers(&now).clone();
        for (kind, item, identifier) in lock.iter() {
            if let Some(other) = now.get(kind, item) {
                assert_eq!(identifier, other, "{version}: {kind} {item}");
                checked += 1;
            }
        }
        lock = now;
    }
    println!("{checked} identifiers stayed");
    assert!(checked > 0, "no identifier was compared");
}

#[test]
fn every_note_of_the_vendor_is_in_the_diff() {
    let Some(folder) = history() else { return };
    let mut old = surface(folder.join(VERSIONS[0]), &Lock::default());
    let mut report = String::new();
    for pair in VERSIONS.windows(2) {
        let [from, to] = pair else { continue };
        let new = surface(folder.join(to), identifiers(&old));
        let changes = diff(&old, &new, &Config::default());
        let notes = std::fs::read_to_string(folder.join(to).join("release-notes.md")).expect("there are notes");
        report.push_str(&compared(&format!("{from} -> {to}"), &parse(&notes), &changes));
        old = new;
    }
    println!("{report}");
    assert!(!report.contains("missing:"), "{report}");
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("history", report);
    });
}

/// The recall of a pair by the vendor's levels, and every note that is graded otherwise.
fn compared(pair: &str, notes: &[Note], changes: &[Change]) -> String {
    let mut report = format!("{pair}\n");
    let mut others = String::new();
    for level in Level::ALL {
        let of_level: Vec<&Note> = notes.iter().filter(|note| note.level == level).collect();
        let mut found = 0;
        for note in &of_level {
            // The gravest of them: changes are sorted so.
            let told = changes.iter().find(|change| note.is_told_by(change));
            found += usize::from(told.is_some());
            match told {
                None => writeln!(others, "  missing: {} | {}", note.entity, note.text),
                Some(change) if change.level != level => writeln!(
                    others,
                    "  {} for {}: {} | {}\n    {} ({}): {}",
                    change.level.as_str(),
                    level.as_str(),
                    note.entity,
                    note.text,
                    change.kind,
                    change.subject.as_deref().unwrap_or("itself"),
                    change.kind.why(),
                ),
                Some(_) => Ok(()),
            }
            .expect("text can be written");
        }
        let share = if of_level.is_empty() {
            100.0
        } else {
            100.0 * found as f64 / of_level.len() as f64
        };
        let ours = changes.iter().filter(|change| change.level == level).count();
        writeln!(
            report,
            "  {}: {found} of {} notes are in the diff ({share:.0} %); the diff has {ours} changes of this level",
            level.as_str(),
            of_level.len()
        )
        .expect("text can be written");
    }
    report + &others
}
