//! The same description, rewritten in the other versions of the specification, has the same models.
//!
//! To add a fixture, add a line to [`FIXTURES`]: its name, and the versions that can express it. `respell` panics on keywords
//! that a version does not have.

mod support;

use std::collections::BTreeMap;

use generator::config::Config;
use generator::spec::Source;
use serde_yaml::Value;
use support::respell::{Dialect, respell};

use Dialect::{V2, V3_0, V3_1, V3_2};

/// Descriptions that every version can express.
const ALL: &[Dialect] = &[V2, V3_0, V3_1, V3_2];

/// Those with what 2.0 does not have: `oneOf`, `anyOf`, `not`, several schemas of one body, references in parameters.
const V3: &[Dialect] = &[V3_0, V3_1, V3_2];

/// Those with keywords of JSON Schema that OpenAPI 3.0 does not have.
const SINCE_3_1: &[Dialect] = &[V3_1, V3_2];

/// Fixtures with the versions that can express them.
const FIXTURES: &[(&str, &[Dialect])] = &[
    ("allof-constraints", ALL),
    ("allof-contradiction", ALL),
    ("allof-nested", ALL),
    ("allof-oneof", V3),
    ("allof-ref", ALL),
    ("allof-same-property", ALL),
    ("allof-siblings", ALL),
    ("allof-single-ref", ALL),
    ("any", ALL),
    ("anyof-open-enum", V3),
    ("anyof-required", V3),
    ("anyof", V3),
    ("array-constraints", ALL),
    ("array-nested", ALL),
    ("array", ALL),
    ("body-form-empty", V3),
    ("body-form", ALL),
    ("body-get", ALL),
    ("body-inline", ALL),
    ("body-json", ALL),
    ("body-multipart", ALL),
    ("body-several-types", V3),
    ("body-xml", V3),
    ("constraints", ALL),
    ("default-values", ALL),
    ("deprecated", ALL),
    ("discriminator-allof", ALL),
    ("docs", ALL),
    ("enum-array", ALL),
    ("enum-boolean", ALL),
    ("enum-case-clash", ALL),
    ("enum-duplicate", ALL),
    ("enum-integer", ALL),
    ("enum-mixed", ALL),
    ("enum-names", ALL),
    ("enum-null", ALL),
    ("enum-number", ALL),
    ("enum-other-kinds", ALL),
    ("enum-string", ALL),
    ("enum-unknown-value", ALL),
    ("enum-untyped", ALL),
    ("directions", ALL),
    ("errors-alike", ALL),
    ("features", V3),
    ("inheritance-files", SINCE_3_1),
    ("inheritance", V3),
    ("integer-formats", ALL),
    ("jobs", ALL),
    ("map-free", ALL),
    ("map-of-objects", ALL),
    ("map", ALL),
    ("names-torture", V3),
    ("naming", V3),
    ("not", V3),
    ("nullable-items", ALL),
    ("nullable-optional", ALL),
    ("nullable-ref", ALL),
    ("nullable-required", ALL),
    ("number-formats", ALL),
    ("object-closed", ALL),
    ("object-empty", ALL),
    ("object-nested-inline", ALL),
    ("object-optional", ALL),
    ("object-required-unknown", ALL),
    ("object-required", ALL),
    ("object-untyped", ALL),
    ("object-with-map", ALL),
    ("oneof-discriminator-mapping", V3),
    ("oneof-discriminator", V3),
    ("oneof-inline", V3),
    ("oneof-nullable", V3),
    ("oneof-scalars", V3),
    ("oneof-single", V3),
    ("oneof", V3),
    ("operation-callbacks", ALL),
    ("operation-links", ALL),
    ("paging", ALL),
    ("patches", V3),
    ("param-content", ALL),
    ("param-cookie", ALL),
    ("param-path-partial", ALL),
    ("param-path-styles", V3),
    ("param-query-any", V3),
    ("param-query-deep-object", ALL),
    ("param-query-enum", ALL),
    ("param-query-object", V3),
    ("params-shared", V3),
    ("read-only", ALL),
    ("recursion-alias", V3),
    ("recursion-deep", V3),
    ("recursion-direct", ALL),
    ("recursion-mutual", ALL),
    ("recursion-union", V3),
    ("recursive-required", ALL),
    ("ref-chain", ALL),
    ("ref-encoded", ALL),
    ("ref-everywhere", V3),
    ("ref-file", V3),
    ("ref-into-schema", ALL),
    ("ref-siblings", ALL),
    ("requests", V3),
    ("response-default", ALL),
    ("response-error-kinds", ALL),
    ("response-errors", ALL),
    ("response-event-stream-beside", V3),
    ("response-event-stream", ALL),
    ("response-every", V3),
    ("response-header-types", V3),
    ("response-inline", ALL),
    ("response-media-kinds", V3),
    ("response-range", ALL),
    ("response-several-kinds", ALL),
    ("response-several-types", V3),
    ("response-several", ALL),
    ("samples", ALL),
    ("scalar-schemas", ALL),
    ("schema-unused", ALL),
    ("security-every", ALL),
    ("select", ALL),
    ("shared-files", ALL),
    ("shared-shapes", ALL),
    ("string-formats", ALL),
    ("string-password", ALL),
    ("tag-runtime-names", ALL),
    ("types-jiff", V3),
    ("types-string", V3),
    ("types-time", V3),
    ("v2-body", ALL),
    ("v2-collection-format", ALL),
    ("v2-discriminator", ALL),
    ("v2-global", ALL),
    ("v2-inheritance", ALL),
    ("v2-nullable", ALL),
    ("v31-anchor", ALL),
    ("v31-assertions", V3),
    ("v31-boolean-schemas", ALL),
    ("v31-components-only", ALL),
    ("v31-conditional", ALL),
    ("v31-const-discriminator", V3),
    ("v31-const", SINCE_3_1),
    ("v31-content-encoding", ALL),
    ("v31-defs", ALL),
    ("v31-dynamic-ref", ALL),
    ("v31-examples", ALL),
    ("v31-exclusive-bounds", SINCE_3_1),
    ("v31-null", ALL),
    ("v31-pattern-properties", ALL),
    ("v31-prefix-items", ALL),
    ("v31-ref-siblings", SINCE_3_1),
    ("v31-type-array-limits", SINCE_3_1),
    ("v31-type-array", SINCE_3_1),
    ("v31-unevaluated", ALL),
    ("v31-webhooks-only", ALL),
    ("v31-webhooks", ALL),
    ("v32-event-stream", V3),
    ("v32-novelties", V3),
    ("values", SINCE_3_1),
    ("write-only", ALL),
    ("xml", ALL),
];

#[test]
fn models_are_identical_in_every_dialect() {
    let mut failures = Vec::new();
    for (fixture, dialects) in FIXTURES {
        let folder = support::repository().join("generator/tests/fixtures");
        let text = std::fs::read_to_string(folder.join(format!("{fixture}.yaml"))).expect(fixture);
        let written: Value = serde_yaml::from_str(&text).expect(fixture);
        let config = std::fs::read_to_string(folder.join(format!("{fixture}.toml"))).unwrap_or_default();
        let config: Config = toml::from_str(&config).expect(fixture);
        let expected = models(&text, &config);
        assert!(!expected.is_empty(), "{fixture} has no models");
        for dialect in dialects.iter().filter(|dialect| **dialect != Dialect::of(&written)) {
            let respelled = serde_yaml::to_string(&respell(&written, *dialect)).expect(fixture);
            let got = models(&respelled, &config);
            if let Some(difference) = difference(&expected, &got) {
                failures.push(format!("{fixture} in {dialect:?}: {difference}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The files of the models without their headers.
fn models(description: &str, config: &Config) -> BTreeMap<String, String> {
    let files = support::Text(description.to_owned());
    let source = Source {
        root: "main.yaml",
        files: &files,
    };
    let generation = generator::generate(&source, config);
    let output = generation
        .output
        .unwrap_or_else(|| panic!("{:#?}", generation.diagnostics));
    let paths = output.paths().filter(|path| path.starts_with("src/models/"));
    let files = paths.map(|path| {
        let text = output.get(path).unwrap_or_default();
        let body: Vec<&str> = text.lines().skip_while(|line| is_header(line)).collect();
        (path.to_owned(), body.join("\n"))
    });
    files.collect()
}

fn is_header(line: &str) -> bool {
    line.starts_with("// ") || line.is_empty()
}

/// The first line that differs.
fn difference(expected: &BTreeMap<String, String>, got: &BTreeMap<String, String>) -> Option<String> {
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    if names(expected) != names(got) {
        return Some(format!("{:?} instead of {:?}", names(got), names(expected)));
    }
    let (path, (one, other)) = expected
        .iter()
        .map(|(path, text)| (path, (text, &got[path])))
        .find(|(_, (one, other))| one != other)?;
    let mut lines = one.lines().zip(other.lines());
    let differing = lines.find(|(one, other)| one != other);
    let (one, other) = differing.unwrap_or(("more or fewer lines", ""));
    Some(format!("{path}\n  written:   {one}\n  respelled: {other}"))
}
