//! What sync writes, deletes, and leaves alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::output::{MARKER, Output};
use tempfile::TempDir;
use xtask::sync::{Plan, plan, sync};

fn ours(text: &str) -> String {
    format!("// {MARKER}\n{text}\n")
}

fn output(files: &[(&str, &str)]) -> Output {
    let mut output = Output::default();
    for (path, text) in files {
        output.insert((*path).to_owned(), [ours(text)]).unwrap();
    }
    output
}

/// Every file below a folder with its text.
fn contents(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn put(root: &Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

fn written(plan: &Plan) -> Vec<&str> {
    plan.write.iter().map(|change| change.path.as_str()).collect()
}

#[test]
fn writes_only_what_differs() {
    let root = TempDir::new().unwrap();
    let first = sync(root.path(), &output(&[("src/a.rs", "1"), ("src/b/c.rs", "1")])).unwrap();
    assert_eq!(written(&first), ["src/a.rs", "src/b/c.rs"]);
    let before = fs::metadata(root.path().join("src/a.rs")).unwrap().modified().unwrap();

    let second = sync(root.path(), &output(&[("src/a.rs", "1"), ("src/b/c.rs", "2")])).unwrap();
    assert_eq!((written(&second), second.unchanged), (vec!["src/b/c.rs"], 1));
    assert_eq!(contents(root.path())["src/b/c.rs"], ours("2"));
    assert_eq!(
        fs::metadata(root.path().join("src/a.rs")).unwrap().modified().unwrap(),
        before
    );

    let third = sync(root.path(), &output(&[("src/a.rs", "1"), ("src/b/c.rs", "2")])).unwrap();
    assert!(third.is_empty());
}

#[test]
fn makes_the_folder() {
    let root = TempDir::new().unwrap();
    let out = root.path().join("x/y");
    sync(&out, &output(&[("Cargo.toml", "")])).unwrap();
    assert!(out.join("Cargo.toml").is_file());
}

#[test]
fn deletes_what_is_no_longer_produced_and_emptied_folders() {
    let root = TempDir::new().unwrap();
    sync(
        root.path(),
        &output(&[("src/a.rs", "1"), ("src/b/c/d.rs", "1"), ("docs/x.md", "1")]),
    )
    .unwrap();
    let plan = sync(root.path(), &output(&[("src/a.rs", "1")])).unwrap();
    assert_eq!(plan.delete, ["docs/x.md", "src/b/c/d.rs"]);
    assert!(!root.path().join("src/b").exists() && !root.path().join("docs").exists());
    assert_eq!(contents(root.path()).len(), 1);
}

#[test]
fn leaves_foreign_files_alone() {
    let root = TempDir::new().unwrap();
    let mine = "fn by_hand() {}\n";
    let mention = format!("fn f() {{}}\n\n\n\n\n\n// {MARKER}\n");
    for path in ["src/mine.rs", "tests/mine.rs", "notes.txt", "other/deep/mine.rs"] {
        put(root.path(), path, mine);
    }
    put(root.path(), "src/mention.rs", &mention);
    // Another generated crate inside of the folder, and a folder that no output has.
    put(root.path(), "examples/other/Cargo.toml", &ours(""));
    put(root.path(), "examples/other/src/lib.rs", &ours(""));
    put(root.path(), "elsewhere/src/lib.rs", &ours(""));
    let before = contents(root.path());

    sync(root.path(), &output(&[("src/a.rs", "1")])).unwrap();
    sync(root.path(), &output(&[])).unwrap();
    assert_eq!(contents(root.path()), before);
}

#[test]
fn refuses_to_overwrite_a_foreign_file_and_writes_nothing() {
    let root = TempDir::new().unwrap();
    put(root.path(), "src/z.rs", "fn by_hand() {}\n");
    put(root.path(), "src/y.rs/in_the_way.rs", "");
    put(root.path(), "docs", "a file where a folder is needed");
    let before = contents(root.path());
    let wanted = output(&[
        ("docs/x.md", "1"),
        ("src/a.rs", "1"),
        ("src/y.rs", "1"),
        ("src/z.rs", "1"),
    ]);
    let refusal = sync(root.path(), &wanted).unwrap_err().to_string();
    for place in [
        "docs is not a folder",
        "y.rs is not a file",
        "z.rs was not written by this command",
    ] {
        assert!(refusal.contains(place), "{refusal}");
    }
    assert_eq!(contents(root.path()), before);
}

#[test]
fn refuses_paths_out_of_the_folder() {
    let root = TempDir::new().unwrap();
    for path in ["../a.rs", "/a.rs", "src/../../a.rs", "", "c:a.rs", "src\\..\\a.rs"] {
        let refusal = sync(root.path(), &output(&[(path, "1")])).unwrap_err().to_string();
        assert!(refusal.contains("leads out of the output folder"), "{path}: {refusal}");
    }
    assert!(contents(root.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn follows_no_symbolic_link() {
    let root = TempDir::new().unwrap();
    let elsewhere = TempDir::new().unwrap();
    put(elsewhere.path(), "a.rs", &ours("1"));
    fs::create_dir_all(root.path().join("docs")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), root.path().join("src")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("a.rs"), root.path().join("docs/a.md")).unwrap();

    for path in ["src/a.rs", "src/b.rs", "docs/a.md"] {
        let refusal = sync(root.path(), &output(&[(path, "2")])).unwrap_err().to_string();
        assert!(refusal.contains("is a symbolic link"), "{refusal}");
    }
    // Nothing is deleted through a link either.
    sync(root.path(), &output(&[])).unwrap();
    assert_eq!(contents(elsewhere.path())["a.rs"], ours("1"));
}

#[test]
fn cleans_up_after_an_interrupted_run() {
    let root = TempDir::new().unwrap();
    put(root.path(), "src/.codegen-x1y2.tmp", "half of a fi");
    put(root.path(), "src/a.rs", &ours("old"));
    sync(root.path(), &output(&[("src/a.rs", "1")])).unwrap();
    assert_eq!(
        contents(root.path()),
        BTreeMap::from([("src/a.rs".to_owned(), ours("1"))])
    );
}

#[test]
fn comparing_writes_nothing() {
    let root = TempDir::new().unwrap();
    put(root.path(), "src/a.rs", &ours("old"));
    put(root.path(), "src/.codegen-x1y2.tmp", "half of a fi");
    let before = contents(root.path());
    let plan = plan(root.path(), &output(&[("src/b.rs", "1")])).unwrap();
    assert_eq!((written(&plan), plan.delete.len()), (vec!["src/b.rs"], 1));
    assert_eq!(contents(root.path()), before);
    let absent = root.path().join("absent");
    assert!(
        !xtask::sync::plan(&absent, &output(&[("a.rs", "1")]))
            .unwrap()
            .is_empty()
    );
    assert!(!absent.exists());
}

#[test]
fn a_new_file_outlives_the_old_one_of_another_case() {
    let root = TempDir::new().unwrap();
    sync(root.path(), &output(&[("src/Name.rs", "1")])).unwrap();
    let plan = sync(root.path(), &output(&[("src/name.rs", "1")])).unwrap();
    assert_eq!(
        (written(&plan), plan.delete.clone()),
        (vec!["src/name.rs"], vec!["src/Name.rs".to_owned()])
    );
    assert_eq!(
        contents(root.path()),
        BTreeMap::from([("src/name.rs".to_owned(), ours("1"))])
    );
}

#[test]
fn runs_at_once_do_not_mix() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let version = |text: &str| {
        let paths: Vec<String> = (0..40).map(|number| format!("src/{text}/m{number}.rs")).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), text)).collect();
        output(&files)
    };
    std::thread::scope(|scope| {
        for text in ["one", "two", "three", "four"] {
            scope.spawn(move || {
                for _ in 0..5 {
                    sync(root, &version(text)).unwrap();
                }
            });
        }
    });
    let left = contents(root);
    let folder = left.keys().next().unwrap().rsplit_once('/').unwrap().0.to_owned();
    assert_eq!(left.len(), 40);
    assert!(left.keys().all(|path| path.starts_with(&folder)));
}
