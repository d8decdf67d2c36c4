//! What each fixture becomes: the representation and the findings, as a small snapshot each.

mod support;

use generator::ir::dump;
use generator::spec::Source;

fn lowered(folder: &str) {
    let root = support::repository().join("generator/tests/fixtures").join(folder);
    let mut names: Vec<String> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yaml") && !name.contains("torture"))
        .collect();
    names.sort();
    for name in names {
        let files = support::Folder(root.clone());
        let source = Source {
            root: &name,
            files: &files,
        };
        let (_, api, diagnostics) = support::lower(&source, &support::config());
        let text = dump::dump(&api) + &support::findings(&diagnostics);
        let stem = name.trim_end_matches(".yaml");
        let settings = || {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("lowered");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings
        };
        settings().bind(|| insta::assert_snapshot!(stem, text));
    }
}

#[test]
fn features() {
    lowered("");
}

#[test]
fn bad_input() {
    lowered("bad");
}
