//! One OpenAPI document of all documents of the suite, so that one crate is compiled for a dialect rather than dozens.
//!
//! Components, operations and tags get the identifier of their document as a prefix. The path of a document's server goes
//! before its paths, because all operations share one base address.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::Failure;

pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];

/// Operations with a query in their path, which the suite's documents cannot have: the path below this one gets it back.
const QUERY_IN_PATH: (&str, &str) = ("/routes/query/query-continuation/", "?fixed=true");

/// A document of the suite.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The folder of its specification, and the version if there are several: `versioning_added.v1`.
    pub(super) id: String,
    pub(super) content: Value,
}

/// Reads the documents of a dialect, in the order of their identifiers.
pub(super) fn read(folder: &Path) -> Result<Vec<Document>, Failure> {
    let fail = |error| Failure::file(folder, error);
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let text = fs::read(&path).map_err(|error| Failure::file(&path, error))?;
        let content = serde_json::from_slice(&text)
            .map_err(|error| Failure::Refused(format!("{} cannot be read: {error}", path.display())))?;
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        documents.push(Document { id, content });
    }
    documents.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(documents)
}

/// Merges documents of a dialect. A path with a method that an earlier document has too is that of the later one.
pub(super) fn merge(dialect: &str, documents: &[Document]) -> Value {
    let mut paths = Map::new();
    let mut components = Map::new();
    for document in documents {
        add_paths(document, &mut paths);
        for (kind, group) in members(&document.content["components"]) {
            let merged = components.entry(kind).or_insert_with(|| json!({}));
            for (name, value) in members(group) {
                merged[prefixed(document, name)] = rewritten(document, value);
            }
        }
    }
    json!({
        "openapi": format!("{dialect}.0"),
        "info": {"title": "Conformance", "version": "0.0.0"},
        "servers": [{"url": "http://localhost:3000"}],
        "paths": paths,
        "components": components,
    })
}

fn add_paths(document: &Document, paths: &mut Map<String, Value>) {
    let base = base_path(document);
    for (path, item) in members(&document.content["paths"]) {
        let query = if path.starts_with(QUERY_IN_PATH.0) {
            QUERY_IN_PATH.1
        } else {
            ""
        };
        let key = match path.as_str() {
            "/" if !base.is_empty() => base.clone(),
            path => format!("{base}{path}{query}"),
        };
        let merged = paths.entry(key).or_insert_with(|| json!({}));
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                merged[method] = merged_operation(document, item, method, operation);
            }
        }
    }
}

fn merged_operation(document: &Document, item: &Value, method: &str, operation: &Value) -> Value {
    let mut merged = rewritten(document, operation);
    let own = operation["operationId"].as_str().unwrap_or(method);
    let id = format!("{}_{own}", document.id);
    merged["operationId"] = Value::from(id.replace(|char: char| !char.is_ascii_alphanumeric(), "_"));
    merged["tags"] = json!([document.id]);
    let shared = item["parameters"].as_array().into_iter().flatten();
    let shared: Vec<Value> = shared.map(|parameter| rewritten(document, parameter)).collect();
    if let (false, Value::Array(parameters)) = (shared.is_empty(), &mut merged["parameters"]) {
        parameters.extend(shared);
    }
    if let Some(security) = operation.get("security").or(document.content.get("security")) {
        let requirements = security.as_array().into_iter().flatten();
        merged["security"] = requirements
            .map(|requirement| {
                let schemes = members(requirement);
                let schemes = schemes.map(|(name, scopes)| (prefixed(document, name), scopes.clone()));
                Value::Object(schemes.collect())
            })
            .collect();
    }
    merged
}

/// The path of the document's server. A variable that has no default stands for the version of the document.
fn base_path(document: &Document) -> String {
    let server = &document.content["servers"][0];
    let mut url = server["url"].as_str().unwrap_or_default().to_owned();
    let version = document.id.split_once('.').map_or("", |(_, version)| version);
    for (name, variable) in members(&server["variables"]) {
        let default = variable["default"].as_str().unwrap_or_default();
        let value = match (default, variable.get("enum")) {
            ("", Some(_)) => version,
            (default, _) => default,
        };
        url = url.replace(&format!("{{{name}}}"), value);
    }
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => url.as_str(),
    };
    path.trim_end_matches('/').to_owned()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The name of a component of the document in the merged one.
fn prefixed(document: &Document, name: &str) -> String {
    let words = document.id.split(|char: char| !char.is_ascii_alphanumeric());
    let capital = |word: &str| {
        let mut rest = word.chars();
        rest.next()
            .map(|first| first.to_ascii_uppercase().to_string() + rest.as_str())
    };
    words.filter_map(capital).collect::<String>() + name
}

/// The value with references to the document's components changed to those of the merged one.
fn rewritten(document: &Document, value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let members = object.iter();
            let members = members.map(|(name, value)| (name.clone(), rewritten(document, value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(|item| rewritten(document, item)).collect(),
        Value::String(text) => {
            let parts = text.strip_prefix("#/components/").and_then(|rest| rest.split_once('/'));
            match parts {
                Some((kind, name)) => Value::from(format!("#/components/{kind}/{}", prefixed(document, name))),
                None => value.clone(),
            }
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, content: Value) -> Document {
        Document {
            id: id.to_owned(),
            content,
        }
    }

    #[test]
    fn names_of_documents_do_not_meet() {
        let one = json!({
            "servers": [{"url": "http://localhost:3000"}],
            "security": [{"Key": []}],
            "paths": {"/a": {"get": {"operationId": "Pets.list", "responses": {"200": {"$ref": "#/components/responses/R"}}}}},
            "components": {"responses": {"R": {}}, "securitySchemes": {"Key": {}}},
        });
        let merged = merge("3.1", &[document("pets_all-of", one.clone()), document("toys", one)]);
        let operation = &merged["paths"]["/a"]["get"];
        assert_eq!(merged["openapi"], "3.1.0");
        assert_eq!(operation["operationId"], "toys_Pets_list");
        assert_eq!(operation["responses"]["200"]["$ref"], "#/components/responses/ToysR");
        assert_eq!(operation["security"], json!([{"ToysKey": []}]));
        let names: Vec<&String> = members(&merged["components"]["responses"])
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["PetsAllOfR", "ToysR"]);
    }

    #[test]
    fn the_path_of_a_server_goes_before_the_paths() {
        let variables = json!({"endpoint": {"default": ""}, "version": {"default": "", "enum": ["v1", "v2"]}});
        let content = json!({
            "servers": [{"url": "{endpoint}/versioning/api-version:{version}", "variables": variables}],
            "paths": {"/v1": {"post": {"operationId": "one", "parameters": []}, "parameters": [{"name": "p"}]}},
        });
        let merged = merge("3.0", &[document("versioning.v2", content)]);
        let operation = &merged["paths"]["/versioning/api-version:v2/v1"]["post"];
        assert_eq!(operation["operationId"], "versioning_v2_one");
        assert_eq!(operation["parameters"], json!([{"name": "p"}]));
    }

    #[test]
    fn a_path_gets_its_query_back() {
        let path = format!("{}explode/array", QUERY_IN_PATH.0);
        let content = json!({"paths": {path.as_str(): {"get": {}}}});
        let merged = merge("3.2", &[document("routes", content)]);
        assert!(merged["paths"].get(format!("{path}?fixed=true")).is_some());
    }
}
