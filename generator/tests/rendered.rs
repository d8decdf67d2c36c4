//! What files look like: one small rendered file of one fixture in each snapshot.

mod support;

/// Snapshots, each with the fixture and the file of its crate.
const FILES: &[(&str, &str, &str)] = &[
    ("struct", "object-required", "src/models/thing.rs"),
    ("struct-optional", "object-optional", "src/models/thing.rs"),
    ("struct-nullable", "nullable-optional", "src/models/thing.rs"),
    ("struct-read-only", "read-only", "src/models/thing.rs"),
    ("struct-with-map", "object-with-map", "src/models/thing.rs"),
    ("struct-boxed", "recursion-direct", "src/models/node.rs"),
    ("struct-formats", "string-formats", "src/models/thing.rs"),
    ("struct-secret", "string-password", "src/models/thing.rs"),
    ("struct-deprecated", "deprecated", "src/models/thing.rs"),
    ("enum", "enum-string", "src/models/colour.rs"),
    ("enum-inline", "enum-string", "src/models/thing.rs"),
    ("enum-integer", "enum-integer", "src/models/level.rs"),
    ("union-tagged", "oneof-discriminator", "src/models/pet.rs"),
    ("union-untagged", "oneof", "src/models/pet.rs"),
    ("union-scalars", "oneof-scalars", "src/models/thing.rs"),
    ("alias", "scalar-schemas", "src/models/mod.rs"),
    ("operation-body", "body-json", "src/api/things.rs"),
    ("operation-query", "param-query", "src/api/things.rs"),
    ("operation-path", "param-path", "src/api/things.rs"),
    ("operation-limits", "param-constraints", "src/api/things.rs"),
    ("operation-errors", "response-errors", "src/api/things.rs"),
    ("operations-errors", "errors-alike", "src/api/things.rs"),
    ("operation-shared", "params-shared", "src/api/shared.rs"),
    ("operation-shares", "params-shared", "src/api/dogs.rs"),
    ("operation-answers", "response-several", "src/api/things.rs"),
    ("operation-stream", "response-event-stream-beside", "src/api/things.rs"),
    ("headers", "response-header-types", "src/headers.rs"),
    ("error-codes", "response-errors", "src/error_codes.rs"),
    ("regions", "hosts-regions", "src/region.rs"),
    ("info", "hosts-regions", "src/info.rs"),
    ("lib", "hosts-regions", "src/lib.rs"),
    ("models-selected", "select", "src/models/mod.rs"),
    ("manifest-selected", "select", "Cargo.toml"),
    ("lib-features", "features", "src/lib.rs"),
    ("models-features", "features", "src/models/mod.rs"),
    ("models-shared", "shared-files", "src/models/mod.rs"),
    ("manifest-features", "features", "Cargo.toml"),
    ("manifest", "object-required", "Cargo.toml"),
    ("readme", "object-required", "README.md"),
    ("page-operation", "response-errors", "docs/ThingsApi.md"),
    ("page-answers", "response-several", "docs/ThingsApi.md"),
    ("page-struct", "object-required", "docs/Thing.md"),
    ("page-enum", "enum-string", "docs/Colour.md"),
    ("page-union", "oneof-discriminator", "docs/Pet.md"),
];

#[test]
fn files() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("rendered");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // A change of a description's hash or of the generator's version is no change of what is rendered.
    settings.add_filter(r"generator \d+\.\d+\.\d+", "generator VERSION");
    settings.add_filter(r"[0-9a-f]{64}", "HASH");
    for (snapshot, fixture, file) in FILES {
        let generation = support::generate_fixture(fixture);
        let output = generation.output.expect(fixture);
        let files: Vec<&str> = output.paths().collect();
        let text = output
            .get(file)
            .unwrap_or_else(|| panic!("{fixture} has no {file}: {files:?}"));
        settings.bind(|| insta::assert_snapshot!(*snapshot, text));
    }
}
