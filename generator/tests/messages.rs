//! The texts of diagnostics: what single ones say, and the style that all of them have.

mod support;

use std::path::Path;

use generator::config::Config;
use generator::diagnostic::{Code, Diagnostic, Severity};
use generator::spec::Source;
use support::Folder;

/// Severity, pointer, message and help of each diagnostic.
fn messages(description: &str) -> Vec<String> {
    let (_, _, found) = support::lower_text(description, &Config::default());
    let shown = |one: &Diagnostic| {
        let severity = format!("{:?}", one.severity).to_lowercase();
        format!(
            "{severity} {} {}: {}; {}",
            one.code, one.origin.pointer, one.message, one.help
        )
    };
    found.iter().map(shown).collect()
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";

fn operation(path: &str, operation: &str) -> Vec<String> {
    messages(&format!("{HEAD}paths: {{'{path}': {{post: {{{operation}}}}}}}"))
}

const OK: &str = "responses: {'204': {description: Done.}}";

/// Names of parameters that are methods of calls, keywords or empty are ordinary names.
#[test]
fn parameters_may_have_any_name() {
    let names = [
        "self",
        "type",
        "send",
        "header",
        "timeout",
        "into_future",
        "client",
        "",
        "$filter",
        "ids[]",
    ];
    let all: Vec<String> = names
        .iter()
        .map(|name| format!("{{name: '{name}', in: query, schema: {{type: string}}}}"))
        .collect();
    let parameters = all.join(", ");
    assert!(operation("/q", &format!("parameters: [{parameters}], {OK}")).is_empty());
    // A value in the path is still said, of any name.
    assert_eq!(
        operation("/q?send=1&=2", &format!("parameters: [{parameters}], {OK}")),
        [
            "note duplicate-parameter /paths/~1q?send=1&=2/post/parameters/2: the path contains `send=1`, so the parameter \
             `send` is left out; nothing needs to be done: the path has the value; remove the parameter, or the value",
            "note duplicate-parameter /paths/~1q?send=1&=2/post/parameters/7: the path contains `=2`, so the parameter `` \
             is left out; nothing needs to be done: the path has the value; remove the parameter, or the value",
        ]
    );
}

/// `default` describes success, unless a status does; its body is decoded.
#[test]
fn default_is_a_response() {
    const BODY: &str = "{description: Any., content: {application/json: {schema: {type: object}}}}";
    for responses in [
        format!("default: {BODY}"),
        format!("default: {BODY}, '404': {BODY}"),
        format!("'200': {BODY}"),
        format!("2XX: {BODY}"),
        format!("'302': {BODY}"),
    ] {
        let found = operation("/d", &format!("responses: {{{responses}}}"));
        assert!(found.is_empty(), "{responses}: {found:?}");
    }
    assert_eq!(
        operation("/d", &format!("responses: {{'404': {BODY}}}")),
        [
            "note no-success /paths/~1d/post: no successful response is described, so its body is not decoded; describe \
             the response of a successful call, if it has a body"
        ]
    );
    let v2 = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /rp:\n    post: {responses: {default: {description: \
              Any., schema: {type: object}}}}\n";
    assert!(messages(v2).is_empty(), "{:?}", messages(v2));
}

/// Each kind of part can be sent, so that there is nothing to report about a form.
#[test]
fn forms_are_not_reported() {
    let form = "requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: ['a[b]'], \
                properties: {'a[b]': {type: string, format: binary}, 'a[c][]': {type: array, items: {type: string, format: \
                binary}}, meta: {type: object, properties: {k: {type: string}}}, kind: {type: string, enum: [a, b]}}}, \
                encoding: {'a[b]': {contentType: 'image/png, image/jpeg'}}}}}";
    assert!(operation("/mp", &format!("{form}, {OK}")).is_empty());
    let empty = "requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {}, \
                 additionalProperties: false}}}}";
    assert!(operation("/e", &format!("{empty}, {OK}")).is_empty());
    assert_eq!(
        operation("/e", &format!("requestBody: {{content: {{}}}}, {OK}")),
        [
            "warning missing /paths/~1e/post/requestBody: the body has no media type; the request is sent without one; \
             add the media type below `content`"
        ]
    );
}

#[test]
fn misspelled_types_are_named() {
    let found = messages(&format!(
        "{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{type: strnig}}}}}}"
    ));
    assert_eq!(
        found,
        [
            "warning unknown-type /components/schemas/A/type: `strnig` is not a type of JSON Schema; did you mean `string`?"
        ]
    );
}

/// Words that the style guide replaces.
const WORDS: [&str; 11] = [
    "answer",
    "answers",
    "member",
    "members",
    "expressed",
    "mend",
    "finding",
    "findings",
    "told",
    "alike",
    "spoken",
];

/// Reports what is not in style: the beginning, the end, and single words outside of quoted names.
fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let starts = text.starts_with(|first: char| first.is_lowercase() || "`$".contains(first));
    let is_name = ["OpenAPI", "YAML", "Swagger", "JSON"]
        .iter()
        .any(|name| text.starts_with(name));
    if !starts && !is_name {
        faults.push("begins with a capital letter".to_owned());
    }
    if text.ends_with('.') {
        faults.push("ends with a full stop".to_owned());
    }
    let plain: String = text.split('`').step_by(2).collect();
    let words = plain.split(|sign: char| !sign.is_alphanumeric());
    faults.extend(
        words
            .filter(|word| WORDS.contains(word))
            .map(|word| format!("says `{word}`")),
    );
    faults
}

#[test]
fn messages_are_in_style() {
    let mut failures = Vec::new();
    for code in Code::ALL {
        failures.extend(
            faults(code.advice())
                .into_iter()
                .map(|fault| format!("{code}: {fault}")),
        );
    }
    let fixtures = support::repository().join("generator/tests/fixtures");
    let mut seen = 0;
    for folder in [fixtures.clone(), fixtures.join("bad")] {
        for entry in std::fs::read_dir(&folder).expect("the fixtures can be listed") {
            let path = entry.expect("a fixture can be listed").path();
            if path.is_file() && path.extension().is_some_and(|kind| kind == "yaml" || kind == "json") {
                for found in diagnostics(&folder, &path) {
                    seen += 1;
                    let texts = [&found.message, &found.help];
                    let all = texts
                        .into_iter()
                        .flat_map(|text| faults(text).into_iter().map(move |fault| (text, fault)));
                    failures.extend(all.map(|(text, fault)| format!("{}: {fault}: {text}", path.display())));
                    let is_repeated = found.severity != Severity::Note && found.help.is_empty();
                    assert!(!is_repeated, "{}: {} has no help", path.display(), found.message);
                }
            }
        }
    }
    failures.sort();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(seen > 100, "only {seen} diagnostics were read");
}

fn diagnostics(folder: &Path, path: &Path) -> Vec<Diagnostic> {
    let files = Folder(folder.to_owned());
    let root = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("the name is text");
    let source = Source { root, files: &files };
    generator::generate(&source, &Config::default()).diagnostics
}
