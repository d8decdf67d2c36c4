//! `cargo xtask diff` as it is used: its formats, its exit codes, and descriptions in two dialects.

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{code, printed, run};
use tempfile::TempDir;

/// What each line of JSON has, in this order.
const MEMBERS: [&str; 9] = [
    "level", "kind", "entity", "subject", "from", "to", "pointer", "message", "action",
];

/// An API in 2.0.
const SWAGGER: &str = "\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
basePath: /api
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  user: {type: basic}
  oauth: {type: oauth2, flow: application, tokenUrl: 'https://pets.example/token', scopes: {read: Read.}}
security: [{key: []}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, type: string, format: uuid}
    get:
      operationId: getPet
      tags: [Pets]
      parameters:
        - {name: sort, in: query, type: string, enum: [up, down], default: up}
        - {name: ids, in: query, type: array, items: {type: integer, format: int32}, collectionFormat: csv}
        - {name: X-Trace, in: header, type: string, maxLength: 10}
      responses:
        '200': {description: Fine., schema: {$ref: '#/definitions/Pet'}, headers: {X-Rate: {type: integer}}}
        '404': {description: None., schema: {$ref: '#/definitions/Problem'}}
    put:
      operationId: putPet
      tags: [Pets]
      security: [{oauth: [read]}]
      parameters:
        - {name: body, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
      responses:
        '200': {description: Fine., schema: {type: array, items: {$ref: '#/definitions/Pet'}}}
  /pets/{id}/picture:
    post:
      operationId: postPicture
      tags: [Pets]
      consumes: [multipart/form-data]
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: picture, in: formData, required: true, type: file}
        - {name: title, in: formData, type: string}
      responses: {'204': {description: Taken.}}
definitions:
  Pet:
    type: object
    required: [name]
    properties:
      name: {type: string, minLength: 1}
      born: {type: string, format: date}
      id: {type: string, readOnly: true}
      kind: {type: string, enum: [cat, dog]}
      owner: {type: object, properties: {name: {type: string}}}
      tags: {type: object, additionalProperties: {type: string}}
      friends: {type: array, items: {$ref: '#/definitions/Pet'}}
  Problem:
    type: object
    properties: {code: {type: string}}
";

/// The same in 3.0.
const OPENAPI: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example/api'}]
security: [{key: []}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      operationId: getPet
      tags: [Pets]
      parameters:
        - {name: sort, in: query, schema: {type: string, enum: [up, down], default: up}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer, format: int32}}}
        - {name: X-Trace, in: header, schema: {type: string, maxLength: 10}}
      responses:
        '200':
          description: Fine.
          headers: {X-Rate: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        '404':
          description: None.
          content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}
    put:
      operationId: putPet
      tags: [Pets]
      security: [{oauth: [read]}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}/picture:
    post:
      operationId: postPicture
      tags: [Pets]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [picture]
              properties: {picture: {type: string, format: binary}, title: {type: string}}
      responses: {'204': {description: Taken.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    user: {type: http, scheme: basic}
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: 'https://pets.example/token', scopes: {read: Read.}}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1}
        born: {type: string, format: date}
        id: {type: string, readOnly: true}
        kind: {type: string, enum: [cat, dog]}
        owner: {type: object, properties: {name: {type: string}}}
        tags: {type: object, additionalProperties: {type: string}}
        friends: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Problem:
      type: object
      properties: {code: {type: string}}
";

/// Runs the command on two texts.
fn diff(old: &str, new: &str, more: &[&str]) -> std::process::Output {
    let folder = TempDir::new().unwrap();
    let place = |name: &str, text: &str| {
        let place = folder.path().join(name);
        fs::write(&place, text).unwrap();
        place.display().to_string()
    };
    let (old, new) = (place("old.yaml", old), place("new.yaml", new));
    run(&[&["diff", &old, &new], more].concat())
}

fn stdout(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_line_of_json_is_a_change_with_these_members() {
    let new = OPENAPI.replace("enum: [cat, dog]", "enum: [cat, bird]");
    let output = diff(OPENAPI, &new, &["--format", "json"]);
    assert_eq!(code(&output), 0, "{}", printed(&output));
    let text = stdout(&output);
    assert_eq!(text.lines().count(), 2, "{text}");
    for line in text.lines() {
        let change: Value = serde_json::from_str(line).unwrap();
        assert_eq!(change.as_object().unwrap().len(), MEMBERS.len(), "{line}");
        let places: Vec<_> = MEMBERS.iter().map(|name| line.find(&format!("\"{name}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{line}");
    }
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let expected = serde_json::json!({
        "level": "major",
        "kind": "value-removed",
        "entity": "Pet",
        "subject": "kind",
        "from": "dog",
        "to": null,
        "pointer": "/components/schemas/Pet/properties/kind/enum/1",
        "message": "Value dog was removed: its variant is gone",
        "action": "stop using it",
    });
    assert_eq!(first, expected);
}

#[test]
fn markdown_has_sections_headings_and_a_line_for_each_change() {
    let new = OPENAPI
        .replace("enum: [cat, dog]", "enum: [cat, bird]")
        .replace("born: {type: string, format: date}", "weight: {type: number}")
        .replace(
            "title: {type: string}",
            "title: {type: string, description: Its title.}",
        );
    let output = diff(OPENAPI, &new, &[]);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("markdown", stdout(&output));
    });
}

#[test]
fn the_exit_code_is_1_where_a_change_is_as_grave_as_asked() {
    let minor = OPENAPI.replace("enum: [cat, dog]", "enum: [cat, dog, bird]");
    let patch = OPENAPI.replace(
        "title: {type: string}",
        "title: {type: string, description: Its title.}",
    );
    let major = OPENAPI.replace("enum: [cat, dog]", "enum: [cat]");
    for (new, refused) in [
        (OPENAPI, &[][..]),
        (&patch, &["patch"]),
        (&minor, &["patch", "minor"]),
        (&major, &["patch", "minor", "major"]),
    ] {
        assert_eq!(code(&diff(OPENAPI, new, &[])), 0);
        for level in ["patch", "minor", "major"] {
            let output = diff(OPENAPI, new, &["--fail-on", level]);
            assert_eq!(
                code(&output),
                i32::from(refused.contains(&level)),
                "{level}: {}",
                printed(&output)
            );
        }
    }
    assert_eq!(code(&diff(OPENAPI, OPENAPI, &["--fail-on", "all"])), 2);
    assert_eq!(code(&diff(OPENAPI, "openapi: 3.0.3\npaths: [", &[])), 1);
}

/// What is written otherwise in another version of the specification is no change.
#[test]
fn an_api_in_another_dialect_has_not_changed() {
    let newer = OPENAPI.replace("openapi: 3.0.3", "openapi: 3.1.0");
    for (old, new) in [
        (SWAGGER, OPENAPI),
        (OPENAPI, SWAGGER),
        (OPENAPI, &newer),
        (SWAGGER, &newer),
    ] {
        let output = diff(old, new, &["--format", "json"]);
        assert_eq!(code(&output), 0, "{}", printed(&output));
        assert_eq!(stdout(&output), "");
    }
    // … and what has changed beside is all that is said.
    let changed = OPENAPI.replace("enum: [up, down]", "enum: [up, down, none]");
    let text = stdout(&diff(SWAGGER, &changed, &["--format", "json"]));
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.contains("\"value-added\"") && text.contains("\"GET /pets/{id}\""),
        "{text}"
    );
}

#[test]
fn a_slice_is_compared_alone() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("codegen.toml");
    fs::write(&config, "[select]\noperations = ['getPet']\n").unwrap();
    let new = OPENAPI.replace("title: {type: string}", "title: {type: integer}");
    let config = config.display().to_string();
    assert!(stdout(&diff(OPENAPI, &new, &[])).contains("title"));
    let text = stdout(&diff(OPENAPI, &new, &["--format", "json", "--config", &config]));
    assert_eq!(text, "");
    assert_eq!(code(&diff(OPENAPI, OPENAPI, &["--config", "nowhere.toml"])), 1);
}

/// Each of these is refused with the place, or compared; none is a panic.
#[test]
fn hostile_descriptions_are_refused_with_a_place() {
    let deep = format!("{}{}", "{\"a\":".repeat(5000), "1".to_owned() + &"}".repeat(5000));
    let cyclic = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                  A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n    \
                  C: {allOf: [{$ref: '#/components/schemas/C'}], properties: {c: {$ref: '#/components/schemas/C'}}}\n";
    let merged = "openapi: 3.0.3\ninfo: &info {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                  A: &a {type: object, properties: {a: {type: string}}}\n    B: {<<: *a, description: B}\n";
    for (text, expected) in [
        ("", "empty-document"),
        ("# nothing\n", "empty-document"),
        ("[]", "wrong-type"),
        ("openapi: 3.0.3\npaths: 7\n", "nothing-to-generate"),
        (&deep, "too-deep"),
        (cyclic, ""),
        (merged, ""),
    ] {
        for (old, new) in [(text, OPENAPI), (OPENAPI, text), (text, text)] {
            let output = diff(old, new, &[]);
            let said = printed(&output);
            match expected {
                "" => assert_eq!(code(&output), 0, "{said}"),
                expected => {
                    assert_eq!(code(&output), 1, "{said}");
                    assert!(said.contains(expected) && said.contains(".yaml"), "{said}");
                }
            }
        }
    }
    let folder = TempDir::new().unwrap();
    let latin = folder.path().join("latin.yaml");
    fs::write(
        &latin,
        b"openapi: 3.0.3\ninfo: {title: caf\xe9, version: '1'}\npaths: {}\n",
    )
    .unwrap();
    let output = run(&["diff", latin.to_str().unwrap(), latin.to_str().unwrap()]);
    assert_eq!(code(&output), 1, "{}", printed(&output));
    assert!(printed(&output).contains("latin.yaml:2"), "{}", printed(&output));
    assert!(!Path::new("nowhere.yaml").exists());
    let output = run(&["diff", "nowhere.yaml", "nowhere.yaml"]);
    assert_eq!(code(&output), 1);
    assert!(printed(&output).contains("nowhere.yaml"), "{}", printed(&output));
}
