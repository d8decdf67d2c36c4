//! References: within a file, across files, to nowhere, and what only looks like one.

use generator::diagnostic::{Diagnostics, Severity};
use generator::spec::{Documents, Limits, Source};

use crate::{Memory, check, load};

const HEAD: &str = "openapi: 3.1.0\n";

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
            "ref-cycle main.yaml:7:15 ['#/components/schemas/D'] /components/schemas/C/$ref: `#/components/schemas/D` leads from reference to reference and never to a value",
            "ref-cycle main.yaml:8:15 ['#/components/schemas/C'] /components/schemas/D/$ref: `#/components/schemas/C` leads from reference to reference and never to a value",
            "unreadable main.yaml:9:15 [missing.yaml#/Pet] /components/schemas/E/$ref: the file `missing.yaml` of this reference cannot be read: no such file",
            "dangling-ref main.yaml:10:15 ['#nothing'] /components/schemas/F/$ref: `#nothing` leads nowhere: no schema has the `$anchor` `nothing`",
        ],
    );
    let loaded = load(&[(
        "main.yaml",
        &format!("{HEAD}components: {{schemas: {{Pet: {{}}, A: {{$ref: '#/components/schemas/Pett'}}}}}}"),
    )]);
    assert_eq!(loaded.diagnostics[0].help, "did you mean `Pet`?");
    assert_eq!(loaded.diagnostics[0].severity, Severity::Warning);
}

#[test]
fn the_last_of_many_schemas_is_suggested() {
    let mut text = format!("{HEAD}components:\n  schemas:\n");
    for number in 0..12_000 {
        text.push_str(&format!("    Thing{number}: {{}}\n"));
    }
    text.push_str("    ConversationSummary: {}\n    A: {$ref: '#/components/schemas/ConversationSumary'}\n");
    let loaded = load(&[("main.yaml", &text)]);
    assert_eq!(loaded.diagnostics[0].help, "did you mean `ConversationSummary`?");
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
        documents.paths().collect::<Vec<_>>(),
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
            "unreadable main.yaml:3:14 [a.yaml] /paths/~1a/$ref: the file `a.yaml` of this reference cannot be read: it is not valid",
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
        ("file:///etc/passwd", "is an address, and nothing is downloaded"),
        (
            "https://example.com/a.yaml#/A",
            "is an address, and nothing is downloaded",
        ),
        ("//example.com/a.yaml", "is an absolute path"),
        ("..\\\\other.yaml", "is not a path"),
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

/// OpenAPI 3.2, "OpenAPI Description Structure": files refer to each other by the URIs that `$self` gives them.
#[test]
fn references_by_the_uris_that_files_say_they_have() {
    let main = "openapi: 3.2.0\n$self: https://example.com/api/main.json\ncomponents:\n  schemas:\n    A: {$ref: 'https://example.com/api/main.json#/components/schemas/D'}\n    B: {$ref: 'https://example.com/api/parts/one.yaml#/Part'}\n    C: {$ref: 'parts/two.yaml#/Part'}\n    D: {}\n    E: {$ref: 'https://example.com/api/three.yaml#/Part'}\n    F: {$ref: 'https://example.org/api/four.json#/Part'}\n    G: {$ref: three.yaml}\n    H: {$ref: '/api/main.json#/components/schemas/D'}\n";
    let files = [
        ("main.yaml", main),
        ("parts/one.yaml", "Part: {}\n"),
        ("parts/two.yaml", "Part: {$ref: '../main.json#/components/schemas/D'}\n"),
        ("three.yaml", "$self: https://example.com/api/three.yaml\nPart: {}\n"),
    ];
    let loaded = load(&files);
    let target = |name: &str| loaded.target(&format!("/components/schemas/{name}"));
    assert_eq!(target("A").unwrap(), "main.yaml#/components/schemas/D");
    assert_eq!(target("B").unwrap(), "parts/one.yaml#/Part");
    assert_eq!(target("C").unwrap(), "main.yaml#/components/schemas/D");
    assert_eq!(target("E").unwrap(), "three.yaml#/Part");
    assert_eq!(target("H").unwrap(), "main.yaml#/components/schemas/D");
    let shown = loaded.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].contains("https://example.org/api/four.json"), "{shown:?}");
}
