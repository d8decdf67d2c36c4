//! Reading descriptions: what is read, what is refused, and where the diagnostics point.

use std::collections::BTreeMap;

use generator::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use generator::pointer::{Origin, Pointer};
use generator::spec::{Cursor, Dialect, Documents, Files, Limits, Node, Source};

/// Files in memory.
struct Memory(BTreeMap<String, Vec<u8>>);

impl Files for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "no such file".to_owned())
    }
}

/// A description that was read, every reference of it followed, and what there is to say about it.
struct Loaded {
    documents: Option<Documents>,
    diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    fn root(&self) -> Cursor<'_> {
        self.documents.as_ref().unwrap().root()
    }

    fn at(&self, pointer: &str) -> Cursor<'_> {
        Pointer::parse(pointer).tokens().fold(self.root(), |cursor, token| {
            let item = token.parse().ok().and_then(|position| cursor.items().nth(position));
            item.or_else(|| cursor.get(&token))
                .unwrap_or_else(|| panic!("no {pointer}"))
        })
    }

    /// Where the reference at a pointer leads: file and pointer.
    fn target(&self, pointer: &str) -> Option<String> {
        let documents = self.documents.as_ref().unwrap();
        let target = documents.resolve(&self.at(pointer), &mut Diagnostics::default())?;
        Some(format!("{}#{}", documents.file_path(target.file), target.pointer))
    }

    /// The diagnostics as text: code, file, line, column, what is underlined, pointer, message.
    fn shown(&self) -> Vec<String> {
        self.diagnostics
            .iter()
            .map(|diagnostic| {
                let (path, text) = self.documents.as_ref().map_or(("", ""), |documents| {
                    let file = diagnostic.origin.file;
                    (documents.file_path(file), documents.file_text(file))
                });
                let location = diagnostic.location.unwrap_or_default();
                let underlined = &text[location.offset..location.offset + location.length];
                format!(
                    "{} {path}:{}:{} [{underlined}] {}: {}",
                    diagnostic.code, location.line, location.column, diagnostic.origin.pointer, diagnostic.message
                )
            })
            .collect()
    }
}

fn load_with(limits: &Limits, files: &[(&str, &[u8])]) -> Loaded {
    let memory = Memory(
        files
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
            .collect(),
    );
    let mut diagnostics = Diagnostics::default();
    let root = files.first().map_or("main.yaml", |(path, _)| path);
    let documents = Documents::load(&Source { root, files: &memory }, limits, &mut diagnostics);
    if let Some(documents) = &documents {
        follow_all(documents, &documents.root(), &mut diagnostics);
    }
    let mut diagnostics = diagnostics.into_sorted();
    if let Some(documents) = &documents {
        documents.locate(&mut diagnostics);
    }
    Loaded { documents, diagnostics }
}

fn follow_all(documents: &Documents, cursor: &Cursor<'_>, diagnostics: &mut Diagnostics) {
    if cursor.pointer.tokens().any(|token| token == "example") {
        return;
    }
    documents.resolve(cursor, diagnostics);
    for (_, member) in cursor.entries() {
        follow_all(documents, &member, diagnostics);
    }
    for item in cursor.items() {
        follow_all(documents, &item, diagnostics);
    }
}

/// Loads files given as text; the first is the main one.
fn load(files: &[(&str, &str)]) -> Loaded {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    load_with(&Limits::default(), &files)
}

/// Loads one file and compares the diagnostics.
fn check(text: &str, expected: &[&str]) -> Loaded {
    let loaded = load(&[("main.yaml", text)]);
    assert_eq!(loaded.shown(), expected, "{text}");
    loaded
}

const HEAD: &str = "openapi: 3.1.0\n";

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
    let newer = check(
        "openapi: 3.2.0",
        &["newer-version main.yaml:1:10 [3.2.0] /openapi: OpenAPI 3.2 is read as 3.1"],
    );
    assert_eq!(newer.documents.unwrap().dialect(), Dialect::V3_1);
    check(
        "info: {}",
        &["no-version main.yaml:1:1 [i] : neither `openapi` nor `swagger` says which version the description follows"],
    );
    check(
        "openapi: 4.0",
        &["unsupported-version main.yaml:1:10 [4.0] /openapi: version `4.0` is not read"],
    );
    check(
        "swagger: '1.2'",
        &["unsupported-version main.yaml:1:10 ['1.2'] /swagger: version `1.2` is not read"],
    );
    check(
        "openapi: [3]",
        &["unsupported-version main.yaml:1:1 [openapi] /openapi: version `[3]` is not read"],
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
        &["syntax main.yaml:1:1 [o] : the file holds several YAML documents; only the first is read"],
    );
    let latin = load_with(&Limits::default(), &[("main.yaml", b"openapi: 3.0.3\ninfo: \xe9\n")]);
    assert_eq!(
        latin.shown(),
        ["syntax main.yaml:2:7 [\u{fffd}] : the file is not UTF-8: the byte at offset 21 starts no character"]
    );
    check("\u{feff}openapi: 3.0.3\r\ninfo: {}\r\n", &[]);
}

#[test]
fn limits() {
    let nested = |levels: usize| {
        format!(
            "{{\"openapi\": \"3.0.3\", \"a\": {}{}}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    check(&nested(99), &[]);
    for text in [
        nested(100),
        nested(200),
        nested(100_000),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
    ] {
        let loaded = load(&[("main.json", &text)]);
        assert_eq!(loaded.diagnostics[0].code.as_str(), "too-deep");
        assert_eq!(loaded.diagnostics[0].severity, Severity::Error);
        assert!(
            loaded.diagnostics[0]
                .location
                .is_some_and(|location| location.column > 99)
        );
    }
    for text in [
        format!("openapi: 3.0.3\na: {}", "[".repeat(200)),
        format!("openapi: 3.0.3\na: {}1", "- ".repeat(200)),
        block(200),
    ] {
        let codes: Vec<_> = load(&[("main.yaml", &text)])
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code.as_str())
            .collect();
        assert!(matches!(codes.as_slice(), ["too-deep" | "syntax"]), "{codes:?}");
    }
    let small = Limits {
        bytes: 20,
        ..Limits::default()
    };
    let loaded = load_with(&small, &[("main.yaml", b"openapi: 3.0.3\ninfo: {}\n")]);
    assert_eq!(
        loaded.shown(),
        ["too-large :0:0 [] : the description cannot be read: with it the limit of 20 bytes is passed"]
    );
}

fn block(levels: usize) -> String {
    let lines = (0..levels).map(|level| format!("{}a:\n", " ".repeat(level)));
    std::iter::once("openapi: 3.0.3\n".to_owned()).chain(lines).collect()
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "openapi: 3.0.3\nl0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..20 {
        let aliases = vec![format!("*l{}", level - 1); 8].join(", ");
        text.push_str(&format!("l{level}: &l{level} [{aliases}]\n"));
    }
    let loaded = load(&[("main.yaml", &text)]);
    assert!(
        matches!(loaded.diagnostics[0].code.as_str(), "too-large" | "syntax"),
        "{:?}",
        loaded.diagnostics
    );
    let wide = format!(
        "openapi: 3.0.3\na: &a '{}'\nb: [{}]\n",
        "x".repeat(20_000),
        "*a, ".repeat(20_000)
    );
    assert_eq!(load(&[("main.yaml", &wide)]).diagnostics[0].code.as_str(), "too-large");
    let circular = load(&[("main.yaml", "openapi: 3.0.3\na: &a [*a, *a]\n")]);
    assert_eq!(circular.diagnostics[0].severity, Severity::Error);
}

#[test]
fn references_within_a_file() {
    let loaded = check(
        &format!(
            "{HEAD}components:\n  schemas:\n    A: {{$ref: '#/components/schemas/B'}}\n    B: {{$ref: '#/components/schemas/C~1D'}}\n    C/D: {{properties: {{x y: {{type: string}}}}}}\n    E: {{$ref: '#/components/schemas/C~1D/properties/x%20y'}}\n    F: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}\n    G: {{$ref: '#/components/schemas/F/allOf/0'}}\n    H: {{$ref: '#'}}\n"
        ),
        &[],
    );
    let target = |name: &str| loaded.target(&format!("/components/schemas/{name}")).unwrap();
    assert_eq!(target("A"), "main.yaml#/components/schemas/C~1D");
    assert_eq!(target("E"), "main.yaml#/components/schemas/C~1D/properties/x y");
    assert_eq!(target("G"), "main.yaml#/components/schemas/C~1D");
    assert_eq!(target("H"), "main.yaml#");
    let documents = loaded.documents.as_ref().unwrap();
    let next = documents
        .follow(&loaded.at("/components/schemas/A"), &mut Diagnostics::default())
        .unwrap();
    assert_eq!(next.pointer.as_str(), "/components/schemas/B");
}

#[test]
fn references_that_lead_nowhere() {
    check(
        &format!(
            "{HEAD}components:\n  schemas:\n    Pet: {{}}\n    A: {{$ref: '#/components/schemas/Pett'}}\n    B: {{$ref: '#/component/schemas/Pet'}}\n    C: {{$ref: '#/components/schemas/D'}}\n    D: {{$ref: '#/components/schemas/C'}}\n    E: {{$ref: missing.yaml#/Pet}}\n    F: {{$ref: '#nothing'}}\n"
        ),
        &[
            "dangling-ref main.yaml:5:15 ['#/components/schemas/Pett'] /components/schemas/A/$ref: `#/components/schemas/Pett` leads nowhere: `/components/schemas` has no `Pett`",
            "dangling-ref main.yaml:6:15 ['#/component/schemas/Pet'] /components/schemas/B/$ref: `#/component/schemas/Pet` leads nowhere: the file has no `component`",
            "ref-cycle main.yaml:7:15 ['#/components/schemas/D'] /components/schemas/C/$ref: `#/components/schemas/D` leads to other references without end, and never to a value",
            "ref-cycle main.yaml:8:15 ['#/components/schemas/C'] /components/schemas/D/$ref: `#/components/schemas/C` leads to other references without end, and never to a value",
            "unreadable main.yaml:9:15 [missing.yaml#/Pet] /components/schemas/E/$ref: the file `missing.yaml` that this refers to cannot be read: no such file",
            "dangling-ref main.yaml:10:15 ['#nothing'] /components/schemas/F/$ref: `#nothing` leads nowhere: nothing has the `$anchor` `nothing`",
        ],
    );
    let loaded = load(&[(
        "main.yaml",
        &format!("{HEAD}components: {{schemas: {{Pet: {{}}, A: {{$ref: '#/components/schemas/Pett'}}}}}}"),
    )]);
    assert_eq!(loaded.diagnostics[0].help.as_deref(), Some("did you mean `Pet`?"));
    assert_eq!(loaded.diagnostics[0].severity, Severity::Warning);
}

#[test]
fn references_across_files() {
    let loaded = load(&[
        (
            "main.yaml",
            "openapi: 3.0.3\npaths:\n  /a: {$ref: paths/a.yaml}\n  /b: {$ref: 'paths/b%20c.json#/b'}\ncomponents: {schemas: {Own: {}}}\n",
        ),
        (
            "paths/a.yaml",
            "get: {responses: {200: {$ref: ../shared/responses.yaml#/default}}}\n",
        ),
        (
            "paths/b c.json",
            r#"{"b": {"post": {"parameters": [{"$ref": "./../shared/responses.yaml#/page"}]}}}"#,
        ),
        (
            "shared/responses.yaml",
            "default: {description: x, content: {a/b: {schema: {$ref: '../main.yaml#/components/schemas/Own'}}}}\npage: {name: page}\nunused: {$ref: nowhere.yaml}\n",
        ),
    ]);
    assert_eq!(loaded.shown(), [""; 0]);
    let documents = loaded.documents.as_ref().unwrap();
    assert_eq!(
        documents.files().map(|(path, _)| path).collect::<Vec<_>>(),
        ["main.yaml", "paths/a.yaml", "paths/b c.json", "shared/responses.yaml"]
    );
    let item = documents
        .resolve(&loaded.at("/paths/~1a"), &mut Diagnostics::default())
        .unwrap();
    let response = item.get("get").unwrap().get("responses").unwrap().get("200").unwrap();
    let response = documents.resolve(&response, &mut Diagnostics::default()).unwrap();
    assert_eq!(
        (documents.file_path(response.file), response.pointer.as_str()),
        ("shared/responses.yaml", "/default")
    );
    let schema = response
        .get("content")
        .unwrap()
        .get("a/b")
        .unwrap()
        .get("schema")
        .unwrap();
    let own = documents.resolve(&schema, &mut Diagnostics::default()).unwrap();
    assert_eq!(own.origin(), loaded.at("/components/schemas/Own").origin());
}

#[test]
fn broken_files_are_named_and_the_rest_is_loaded() {
    let loaded = load(&[
        (
            "main.yaml",
            "openapi: 3.0.3\npaths:\n  /a: {$ref: a.yaml}\n  /b: {$ref: b.yaml}\n",
        ),
        ("a.yaml", "get:\n  x: [1\n"),
        ("b.yaml", "get: {}\n"),
    ]);
    assert_eq!(
        loaded.shown(),
        [
            "unreadable main.yaml:3:14 [a.yaml] /paths/~1a/$ref: the file `a.yaml` that this refers to cannot be read: it is not valid",
            "syntax a.yaml:3:1 [] : the YAML is not valid: did not find expected ',' or ']', while parsing a flow sequence at line 2 column 6",
        ]
    );
    assert!(
        loaded
            .diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity == Severity::Warning)
    );
    assert_eq!(loaded.target("/paths/~1b").as_deref(), Some("b.yaml#"));
}

#[test]
fn references_out_of_the_folder_are_refused() {
    let references = [
        ("../other.yaml", "leaves the folder of the description"),
        ("a/%2e%2e/../x.yaml", "leaves the folder of the description"),
        ("/etc/passwd", "is an absolute path"),
        ("file:///etc/passwd", "names an address, and nothing is fetched"),
        (
            "https://example.com/a.yaml#/A",
            "names an address, and nothing is fetched",
        ),
        ("//example.com/a.yaml", "is an absolute path"),
        ("..\\\\other.yaml", "is no path"),
    ];
    for (reference, why) in references {
        let text = format!("{HEAD}components: {{schemas: {{A: {{$ref: \"{reference}\"}}}}}}\n");
        let loaded = load(&[("main.yaml", &text), ("../other.yaml", "{}"), ("/etc/passwd", "{}")]);
        let shown = loaded.shown();
        let [shown] = shown.as_slice() else { panic!("{shown:?}") };
        assert!(
            shown.starts_with("foreign-ref main.yaml:2:") && shown.ends_with(why),
            "{shown}"
        );
    }
}

#[test]
fn data_is_not_followed() {
    check(
        &format!(
            "{HEAD}components:\n  schemas:\n    A:\n      example: {{$ref: 'https://x/y'}}\n      properties:\n        $ref: {{type: string}}\n        example: {{$ref: '#/components/schemas/B'}}\n        properties: {{type: object}}\n    B: {{type: string}}\n"
        ),
        &[],
    );
    let text = "openapi: 3.1.0\nx-a: {$ref: https://x/1}\ncomponents:\n  schemas:\n    A: {default: {$ref: a/2}, enum: [{$ref: a/3}], const: {$ref: a/4}, examples: [{$ref: a/5}]}\n    default: {$ref: a/6}\n  examples:\n    One: {value: {$ref: a/7}}\n    Two: {$ref: a/8}\n";
    let memory = Memory([("main.yaml".to_owned(), text.as_bytes().to_vec())].into());
    let mut diagnostics = Diagnostics::default();
    let _ = Documents::load(
        &Source {
            root: "main.yaml",
            files: &memory,
        },
        &Limits::default(),
        &mut diagnostics,
    );
    let pointers: Vec<String> = diagnostics
        .into_sorted()
        .iter()
        .map(|diagnostic| diagnostic.origin.pointer.to_string())
        .collect();
    assert_eq!(
        pointers,
        ["/components/schemas/default/$ref", "/components/examples/Two/$ref"]
    );
}

#[test]
fn identifiers_and_anchors() {
    let loaded = load(&[
        (
            "main.yaml",
            "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {$ref: '#pet'}\n    B: {$anchor: pet}\n    C: {$id: 'https://x.example/schemas/tree', $defs: {n: {$anchor: node}}, properties: {l: {$ref: '#/$defs/n'}, r: {$ref: tree#node}, o: {$ref: other.yaml}}}\n    D: {$ref: 'https://x.example/schemas/tree'}\n    E: {$ref: 'https://x.example/schemas/tree#node'}\n    F: {$dynamicRef: '#pet'}\n    G: {$ref: 'other.yaml#deep'}\n    H: {$ref: 'urn:a:b'}\n",
        ),
        ("other.yaml", "$id: urn:a:b\n$defs: {x: {$anchor: deep}}\n"),
    ]);
    assert_eq!(loaded.shown(), [""; 0]);
    let target = |name: &str| loaded.target(&format!("/components/schemas/{name}")).unwrap();
    assert_eq!(target("A"), "main.yaml#/components/schemas/B");
    assert_eq!(target("C/properties/l"), "main.yaml#/components/schemas/C/$defs/n");
    assert_eq!(target("C/properties/r"), "main.yaml#/components/schemas/C/$defs/n");
    assert_eq!(target("C/properties/o"), "other.yaml#");
    assert_eq!(target("D"), "main.yaml#/components/schemas/C");
    assert_eq!(target("E"), "main.yaml#/components/schemas/C/$defs/n");
    assert_eq!(target("F"), "main.yaml#/components/schemas/B");
    assert_eq!(target("G"), "other.yaml#/$defs/x");
    assert_eq!(target("H"), "other.yaml#");
}

#[test]
fn discriminator_mappings_are_followed() {
    let loaded = load(&[
        (
            "main.yaml",
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    Dog: {}\n    A: {discriminator: {propertyName: t, mapping: {d: Dog, c: cat.yaml, e: '#/components/schemas/Dog'}}}\n",
        ),
        ("cat.yaml", "type: object\n"),
    ]);
    assert_eq!(loaded.shown(), [""; 0]);
    let documents = loaded.documents.as_ref().unwrap();
    let found = |text: &str| {
        documents
            .lookup(&loaded.at("/components/schemas/A"), text)
            .map(|found| found.origin())
    };
    assert_eq!(found("cat.yaml").map(|origin| origin.file.0), Some(1));
    assert_eq!(
        found("#/components/schemas/Dog"),
        Some(loaded.at("/components/schemas/Dog").origin())
    );
    assert_eq!(found("Dog"), None);
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

const SMALL: [&str; 2] = [
    "openapi: 3.1.0\n# note\ninfo: {title: \"t\\u00e9\", version: '1'}\ncomponents: &c\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B:\n      - !t x\n      - |\n        text\n  <<: {q: 1}\nz: *c\n",
    r##"{"openapi": "3.1.0", "info": {"title": "té \n", "v": [1, -2.5e3, true, null]}, "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$id": "x", "$anchor": "y"}}}}"##,
];

/// Reads whatever bytes there are; nothing but a panic is wrong.
fn survive(bytes: &[u8]) {
    let loaded = load_with(&Limits::default(), &[("main.yaml", bytes)]);
    let _ = loaded.shown();
}

#[test]
fn documents_cut_off_anywhere_do_no_harm() {
    for text in SMALL {
        for end in 0..text.len() {
            survive(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn random_changes_do_no_harm() {
    let mut state: u64 = 1;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let interesting = b"{}[]:,-&*!|>'\"%@`#?~$/\\ \t\n\r\0<\xff\xc3";
    for text in SMALL {
        for _ in 0..4_000 {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=random(4) {
                let position = random(bytes.len());
                match random(3) {
                    0 => bytes[position] = interesting[random(interesting.len())],
                    1 => bytes.insert(position, interesting[random(interesting.len())]),
                    _ => drop(bytes.remove(position)),
                }
            }
            survive(&bytes);
        }
    }
}

#[test]
fn null_counts_as_absent_where_asked() {
    let loaded = check("openapi: 3.0.3\npaths:\ninfo: {}\n", &[]);
    assert!(loaded.root().has("paths"));
    assert!(loaded.root().get_present("paths").is_none());
    assert!(matches!(loaded.at("/paths").node, Node::Null));
}
