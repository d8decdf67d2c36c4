//! What is read from one file: trees, versions, what is wrong with a file, and where the diagnostics point.

use generator::diagnostic::{Code, Diagnostic, Severity};
use generator::pointer::{Origin, Pointer};
use generator::spec::{Dialect, Limits, Node};

use crate::{check, load, load_with};

#[test]
fn json_and_yaml_give_the_same_tree() {
    let yaml = check(
        "openapi: 3.0.3\nresponses:\n  200: {a: 1, b: [true, ~, -2, 1.5, 'x', 2020-01-01]}\n  'yes': {}\n",
        &[],
    );
    let json = check(
        r#"{"openapi": "3.0.3", "responses": {"200": {"a": 1, "b": [true, null, -2, 1.5, "x", "2020-01-01"]}, "yes": {}}}"#,
        &[],
    );
    assert_eq!(yaml.root().node, json.root().node);
    let flow = check(
        "{openapi: 3.0.3, responses: {200: {a: 1, b: [true, ~, -2, 1.5, x, 2020-01-01]}, 'yes': {}}}",
        &[],
    );
    assert_eq!(flow.root().node, json.root().node);
}

#[test]
fn integers_beyond_64_bits_are_exact() {
    let digits = "123456789012345678901234567890";
    for text in [
        format!("openapi: 3.1.0\na: {digits}\nb: -{digits}\nc: 1e300\nd: 18446744073709551615\n"),
        format!(r#"{{"openapi": "3.1.0", "a": {digits}, "b": -{digits}, "c": 1e300, "d": 18446744073709551615}}"#),
    ] {
        let loaded = check(&text, &[]);
        let shown = |key: &str| loaded.root().number(key).unwrap().to_string();
        assert_eq!(
            [shown("a"), shown("b"), shown("c")],
            [digits.to_owned(), format!("-{digits}"), "1e300".to_owned()]
        );
        assert_eq!(loaded.root().u64("d"), Some(u64::MAX));
    }
}

#[test]
fn equal_keys_are_reported_and_the_last_counts() {
    let loaded = check(
        "openapi: 3.1.0\ninfo:\n  title: one\n  title: two\n",
        &["duplicate-key main.yaml:4:10 [two] /info/title: `title` is given twice; the last one is used"],
    );
    assert_eq!(loaded.at("/info").str("title"), Some("two"));
    check(
        r#"{"openapi": "3.1.0", "a/b": {"x": 1}, "a/b": {}}"#,
        &[r#"duplicate-key main.yaml:1:39 ["a/b"] /a~1b: `a/b` is given twice; the last one is used"#],
    );
}

#[test]
fn yaml_anchors_and_merges_are_expanded() {
    let loaded = check(
        "openapi: 3.1.0\nbase: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\none: *b\ntwo: {<<: *b, y: 5}\nthree:\n  <<: [*b, *m]\n",
        &[],
    );
    assert_eq!(loaded.at("/one").node, loaded.at("/base").node);
    let values = |pointer| {
        loaded
            .at(pointer)
            .entries()
            .map(|(key, value)| format!("{key}{}", value.node.to_json()))
            .collect::<String>()
    };
    assert_eq!(values("/two"), "y5x1");
    assert_eq!(values("/three"), "x1y2z4");
    // A tag of one's own says nothing.
    assert_eq!(
        check("openapi: 3.1.0\na: !mine {b: 1}\n", &[]).at("/a/b").node.as_u64(),
        Some(1)
    );
}

#[test]
fn versions() {
    let dialect = |text: &str| check(text, &[]).documents.unwrap().dialect();
    assert_eq!(dialect("swagger: '2.0'"), Dialect::V2);
    assert_eq!(dialect("swagger: 2.0"), Dialect::V2);
    assert_eq!(dialect("openapi: 3.0.4"), Dialect::V3_0);
    assert_eq!(dialect("openapi: 3.0"), Dialect::V3_0);
    assert_eq!(dialect(r#"{"openapi": "3.1.1"}"#), Dialect::V3_1);
    assert_eq!(dialect("openapi: 3.2.0"), Dialect::V3_1);
    check(
        "info: {}",
        &[
            "no-version main.yaml:1:1 [i] : the version of the specification is missing: there is neither `openapi` nor `swagger`",
        ],
    );
    check(
        "openapi: 4.0",
        &["unsupported-version main.yaml:1:10 [4.0] /openapi: version `4.0` is not supported"],
    );
    check(
        "swagger: '1.2'",
        &["unsupported-version main.yaml:1:10 ['1.2'] /swagger: version `1.2` is not supported"],
    );
    check(
        "openapi: [3]",
        &["unsupported-version main.yaml:1:1 [openapi] /openapi: version `[3]` is not supported"],
    );
    check(
        "- openapi: 3.0.3",
        &["wrong-type main.yaml:1:1 [-] : the description is an array, not an object"],
    );
    check(
        "<!DOCTYPE html>",
        &["wrong-type main.yaml:1:1 [<!DOCTYPE html>] : the description is a string, not an object"],
    );
}

#[test]
fn files_that_cannot_be_read() {
    let missing = load(&[]);
    assert!(missing.documents.is_none());
    assert_eq!(
        missing.shown(),
        ["unreadable :0:0 [] : the description cannot be read: no such file"]
    );
    for empty in ["", "\n \n", "# comment\n", "---\n...\n", "\u{feff}"] {
        let loaded = load(&[("main.yaml", empty)]);
        assert_eq!(loaded.diagnostics[0].code.as_str(), "empty-document", "{empty:?}");
        assert_eq!(loaded.diagnostics[0].severity, Severity::Error);
    }
    check(
        "{\"openapi\": \"3.0.3\",\n \"info\": {\"title\": \"cut",
        &["syntax main.yaml:2:23 [t] : the JSON is not valid: EOF while parsing a string"],
    );
    check(
        "openapi: 3.0.3\ninfo:\n\ttitle: x\n",
        &[
            "syntax main.yaml:3:1 [\t] : the YAML is not valid: found character that cannot start any token, while scanning for the next token",
        ],
    );
    check(
        "openapi: 3.0.3\n---\nopenapi: 3.0.3\n",
        &["syntax main.yaml:1:1 [o] : the file contains several YAML documents; only the first is read"],
    );
    let latin = load_with(&Limits::default(), &[("main.yaml", b"openapi: 3.0.3\ninfo: \xe9\n")]);
    assert_eq!(
        latin.shown(),
        ["syntax main.yaml:2:7 [\u{fffd}] : the file is not UTF-8: the byte at offset 21 starts no character"]
    );
    check("\u{feff}openapi: 3.0.3\r\ninfo: {}\r\n", &[]);
}

#[test]
fn null_counts_as_absent_where_asked() {
    let loaded = check("openapi: 3.0.3\npaths:\ninfo: {}\n", &[]);
    assert!(loaded.root().has("paths"));
    assert!(loaded.root().get_present("paths").is_none());
    assert!(matches!(loaded.at("/paths").node, Node::Null));
}
#[test]
fn places_that_do_not_exist_are_shown_by_what_is_around_them() {
    let texts = [
        "openapi: 3.0.3\nbase: &b\n  x: 1\nöä: {list: [1, {k: v}], <<: *b, al: *b}\n",
        "{\"openapi\": \"3.0.3\",\n\"base\": {\n  \"x\": 1},\n\"öä\": {\"list\": [1, {\"k\": \"v\"}], \"al\": 0}}\n",
    ];
    for text in texts {
        let loaded = check(text, &[]);
        let pointers = [
            "",
            "/base",
            "/base/y/z",
            "/öä/list/1/k",
            "/öä/list/7",
            "/öä/x",
            "/öä/al/x",
            "/nothing",
        ];
        let mut asked: Vec<Diagnostic> = pointers
            .iter()
            .map(|pointer| {
                Diagnostic::new(
                    Code::Missing,
                    Origin {
                        pointer: Pointer::parse(pointer),
                        ..Origin::default()
                    },
                    *pointer,
                )
            })
            .collect();
        loaded.documents.as_ref().unwrap().locate(&mut asked);
        asked.sort_by_key(|diagnostic| pointers.iter().position(|pointer| *pointer == diagnostic.message));
        let shown = |diagnostic: &Diagnostic| {
            let location = diagnostic.location.unwrap();
            (
                location.line,
                text[location.offset..location.offset + location.length]
                    .trim_matches('"')
                    .to_owned(),
            )
        };
        let shown: Vec<_> = asked.iter().map(shown).collect();
        let first = text[..1].to_owned();
        let expected = [
            (1, &*first),
            (2, "base"),
            (2, "base"),
            (4, "v"),
            (4, "list"),
            (4, "öä"),
            (4, "al"),
            (1, &*first),
        ];
        assert_eq!(shown, expected.map(|(line, text)| (line, text.to_owned())));
    }
}
