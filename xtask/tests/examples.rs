//! `corpus --examples` counts the examples of a description and lists those that the crate does not hold.

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{code, printed, run};
use tempfile::TempDir;

const DESCRIPTION: &str = r##"
openapi: 3.0.3
info: {title: Examples, version: '1'}
paths:
  /pets/{id}:
    post:
      operationId: changePet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}, example: 7}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
            # The service sets `id`, so that a request has none.
            example: {name: Rex, born: '2020-01-02 03:04:05'}
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples:
                good: {value: {id: 1, name: Rex, color: a member that no schema knows, owner: null}}
                without_id: {value: {name: Rex}}
                elsewhere: {$ref: '#/components/examples/Elsewhere'}
components:
  examples:
    Elsewhere: {value: {id: 2, name: Bo, weight: 3.0}}
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true, minimum: 1, exclusiveMinimum: false}
        name: {type: string, example: 5}
        born: {type: string, format: date-time, example: last week}
        owner: {type: string, nullable: true}
        weight: {type: integer}
"##;

#[test]
fn examples_are_counted_and_compared() {
    let folder = TempDir::new().unwrap();
    // The crate is put into a workspace that has the name of the folder.
    let folder = folder.path().join("of-pets");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("examples-of-pets.yaml"), DESCRIPTION).unwrap();
    let folder = folder.to_str().unwrap();
    let output = run(&["corpus", folder, "--no-check", "--examples", "--format", "json"]);
    assert_eq!(code(&output), 1, "{}", printed(&output));
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let examples = &rows[0]["examples"];
    let counts = ["found", "valid", "decoded", "equal"].map(|name| &examples[name]);
    // A number is no name, and an answer without `id` is none; `last week` is text, but no date.
    assert_eq!(counts, [&json!(7), &json!(5), &json!(4), &json!(4)], "{examples:#}");
    let [unequal] = examples["unequal"].as_array().unwrap().as_slice() else {
        panic!("{examples:#}");
    };
    assert_eq!(unequal["pointer"], "/components/schemas/Pet/properties/born/example");
    let class = unequal["class"].as_str().unwrap();
    assert!(class.starts_with("a date and time in a form"), "{class}");
}
