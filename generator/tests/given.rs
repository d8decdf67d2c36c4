//! Calls with given values, as text.

mod support;

use generator::calls::{GivenCalls, Parameter, PartContent, PartValue, Payload, PayloadContent, Request, given_calls};
use generator::config::Config;
use generator::spec::Source;
use serde_json::{Value, json};
use support::Text;

const DESCRIPTION: &str = r#"
openapi: 3.1.0
info: {title: given, version: '1'}
paths:
  /pets/{id}:
    put:
      operationId: putPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
          application/vnd.pet+json: {schema: {$ref: '#/components/schemas/Pet'}}
      responses: {'204': {description: Done.}}
  /picture:
    put:
      operationId: putPicture
      requestBody: {required: true, content: {image/png: {}, image/jpeg: {}}}
      responses: {'204': {description: Done.}}
  /form:
    post:
      operationId: postForm
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [pictures]
              properties:
                note: {type: string}
                pictures: {type: array, items: {type: string, contentMediaType: image/png}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
  securitySchemes:
    Key: {type: apiKey, in: header, name: key}
    Token: {type: oauth2, flows: {}}
    Basic: {type: http, scheme: basic}
"#;

fn given(requests: &[Request]) -> GivenCalls {
    let files = Text(DESCRIPTION.to_owned());
    let source = Source {
        root: "given.yaml",
        files: &files,
    };
    given_calls(&source, &Config::default(), requests).expect("the description can be read")
}

fn block(request: &Request) -> Result<String, String> {
    let block = given(std::slice::from_ref(request)).blocks.remove(0);
    // A token stream has spaces between all tokens.
    block.map(|block| block.replace(' ', ""))
}

fn request(operation: &str, body: Option<Payload>) -> Request {
    Request {
        operation: operation.to_owned(),
        body,
        ..Request::default()
    }
}

fn parameter(location: &str, name: &str, value: Value) -> Parameter {
    Parameter {
        location: location.to_owned(),
        name: name.to_owned(),
        value,
    }
}

fn bytes(media_type: &str, content: &[u8]) -> Option<Payload> {
    Some(Payload {
        media_type: media_type.to_owned(),
        content: PayloadContent::Bytes(content.to_vec()),
    })
}

#[test]
fn values_are_decoded_from_json() {
    let mut call = request("putPet", bytes("application/json", b"{\"name\": \"Tom\"}"));
    call.parameters = vec![
        parameter("path", "id", json!(7)),
        parameter("query", "tags", json!(["a", "b"])),
        parameter("header", "tags", json!("of another place")),
    ];
    call.headers = vec![("Accept".to_owned(), "text/plain".to_owned())];
    let expected = [
        "{letgiven_0=::serde_json::from_str::<i64>(\"7\")?;",
        "letgiven_1=::serde_json::from_str::<Vec<String>>(\"[\\\"a\\\",\\\"b\\\"]\")?;",
        "letgiven_2=::serde_json::from_str::<given::models::Pet>(\"{\\\"name\\\":\\\"Tom\\\"}\")?;",
        "client.api().put_pet(given_0,&given_2).tags(given_1).header(\"Accept\",\"text/plain\")}",
    ];
    assert_eq!(block(&call).unwrap(), expected.concat());
    call.body = bytes("application/vnd.pet+json", b"{}");
    let patch = block(&call).unwrap();
    assert!(
        patch.contains(".header(\"Content-Type\",\"application/vnd.pet+json\")"),
        "{patch}"
    );
}

#[test]
fn bytes_are_sent_as_their_media_type() {
    let png = block(&request("putPicture", bytes("image/png", b"text"))).unwrap();
    assert!(png.contains("given::Body::from(\"text\");"), "{png}");
    let jpeg = block(&request("putPicture", bytes("image/jpeg", &[0xff, 0xd8]))).unwrap();
    assert!(
        jpeg.contains("given::Body::from(b\"\\xFF\\xD8\").content_type(\"image/jpeg\")"),
        "{jpeg}"
    );
}

#[test]
fn parts_are_values_and_files() {
    let part = |name: &str, content: PartContent| PartValue {
        name: name.to_owned(),
        content,
    };
    let file = |name: &str| PartContent::File {
        name: name.to_owned(),
        media_type: Some("image/png".to_owned()),
        bytes: b"x".to_vec(),
    };
    let form = |parts: Vec<PartValue>| Payload {
        media_type: "multipart/form-data".to_owned(),
        content: PayloadContent::Parts(parts),
    };
    let files = [part("pictures", file("a.png")), part("pictures", file("b.png"))];
    let note = part("note", PartContent::Value(json!("hello")));
    let parts = files.into_iter().chain([note]).collect();
    let made = block(&request("postForm", Some(form(parts)))).unwrap();
    let expected = [
        "vec![given::Part::file(\"a.png\",\"x\").content_type(\"image/png\"),",
        "given::Part::file(\"b.png\",\"x\").content_type(\"image/png\")];",
    ];
    assert!(made.contains(&expected.concat()), "{made}");
    assert!(made.contains("PostFormForm::new(given_1).note(given_0)"), "{made}");
    let incomplete = block(&request("postForm", Some(form(Vec::new()))));
    assert_eq!(incomplete.unwrap_err(), "no part `pictures` is given");
}

#[test]
fn requests_that_cannot_be_made_have_a_reason() {
    let reason = |operation: &str, body| block(&request(operation, body)).unwrap_err();
    assert_eq!(reason("other", None), "the operation is left out of the crate");
    assert_eq!(reason("putPet", None), "no value is given for the parameter `id`");
    assert_eq!(
        reason("postForm", bytes("text/plain", b"x")),
        "the crate does not take the body as text/plain"
    );
}

#[test]
fn credentials_have_setters() {
    let setters = given(&[]).setters;
    let setters: Vec<(&str, &str)> = setters.iter().map(|(name, setter)| (&**name, &**setter)).collect();
    assert_eq!(setters, [("Key", "key"), ("Token", "access_token")]);
}
