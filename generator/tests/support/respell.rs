//! Rewrites a description in another version of the specification, on the parsed value.
//!
//! Only what changes models is carried over: servers and security are left out of 2.0. A description that the other version
//! cannot express panics.

use serde_yaml::{Mapping, Value};

/// A version of the specification.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Dialect {
    V2,
    V3_0,
    V3_1,
    V3_2,
}

use Dialect::{V2, V3_0, V3_1, V3_2};

impl Dialect {
    /// The dialect of a description.
    pub(crate) fn of(description: &Value) -> Self {
        let version = description.get("openapi").or(description.get("swagger"));
        let version = version.and_then(Value::as_str).expect("the version is a string");
        match &version[..3] {
            "2.0" => V2,
            "3.0" => V3_0,
            "3.1" => V3_1,
            "3.2" => V3_2,
            other => panic!("{other} is unknown"),
        }
    }
}

/// Rewrites a description. Versions are passed one after the other: from 3.1 to 2.0 by way of 3.0.
pub(crate) fn respell(description: &Value, to: Dialect) -> Value {
    let from = Dialect::of(description);
    let mut value = description.clone();
    if from == V2 && to > V2 {
        v2_to_v3(&mut value);
    }
    if from <= V3_0 && to >= V3_1 {
        schemas(&mut value, &mut up_to_v3_1);
    }
    if from >= V3_1 && to <= V3_0 {
        schemas(&mut value, &mut down_to_v3_0);
    }
    if from > V2 && to == V2 {
        v3_to_v2(&mut value);
    }
    let (key, version) = match to {
        V2 => ("swagger", "2.0"),
        V3_0 => ("openapi", "3.0.3"),
        V3_1 => ("openapi", "3.1.0"),
        V3_2 => ("openapi", "3.2.0"),
    };
    let root = value.as_mapping_mut().expect("a description is an object");
    root.shift_remove("openapi");
    root.shift_remove("swagger");
    root.insert(key.into(), version.into());
    value
}

/// Calls `visit` for each schema of a description, inner ones first.
fn schemas(value: &mut Value, visit: &mut dyn FnMut(&mut Mapping)) {
    match value {
        Value::Mapping(map) => {
            for (key, value) in map.iter_mut() {
                match key.as_str() {
                    Some("schema" | "itemSchema") => schema(value, visit),
                    Some("schemas" | "definitions") => each(value, &mut |value| schema(value, visit)),
                    Some("example" | "examples") => {}
                    _ => schemas(value, visit),
                }
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| schemas(item, visit)),
        _ => {}
    }
}

fn schema(value: &mut Value, visit: &mut dyn FnMut(&mut Mapping)) {
    let Value::Mapping(map) = value else { return };
    for (key, value) in map.iter_mut() {
        match key.as_str() {
            Some("properties" | "patternProperties" | "$defs" | "allOf" | "anyOf" | "oneOf" | "prefixItems") => {
                each(value, &mut |value| schema(value, visit));
            }
            Some("items" | "additionalProperties" | "unevaluatedProperties" | "not") => schema(value, visit),
            _ => {}
        }
    }
    visit(map);
}

/// Calls `visit` for the values of a map or the elements of a list.
fn each(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Mapping(map) => map.iter_mut().for_each(|(_, value)| visit(value)),
        Value::Sequence(items) => items.iter_mut().for_each(visit),
        _ => {}
    }
}

/// Calls `visit` for each object in the map below a key.
fn each_of(map: &mut Mapping, key: &str, visit: &mut dyn FnMut(&mut Mapping)) {
    let Some(values) = map.get_mut(key) else { return };
    each(values, &mut |value| {
        if let Value::Mapping(value) = value {
            visit(value);
        }
    });
}

fn null() -> Value {
    Value::from(Mapping::from_iter([("type".into(), "null".into())]))
}

/// `nullable` becomes one of the types, or one of the schemas.
fn up_to_v3_1(map: &mut Mapping) {
    for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if map.get(exclusive).and_then(Value::as_bool) == Some(true)
            && let Some(value) = map.shift_remove(limit)
        {
            map.insert(exclusive.into(), value);
        }
    }
    if map.get("nullable").and_then(Value::as_bool).is_none() || map.shift_remove("nullable") != Some(true.into()) {
        return;
    }
    if let Some(Value::Sequence(values)) = map.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if let Some(ty) = map.get_mut("type") {
        *ty = Value::Sequence(vec![ty.clone(), "null".into()]);
        return;
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(Value::Sequence(schemas)) = map.get_mut(key) {
            schemas.push(null());
            return;
        }
    }
    if let Some(Value::Sequence(parts)) = map.shift_remove("allOf") {
        let [part] = <[Value; 1]>::try_from(parts).expect("`nullable` stands beside one part of `allOf`");
        map.insert("oneOf".into(), Value::Sequence(vec![part, null()]));
    }
}

/// The null among types or schemas becomes `nullable`.
fn down_to_v3_0(map: &mut Mapping) {
    assert!(
        !(map.contains_key("$ref") && map.len() > 1),
        "3.0 ignores what stands beside `$ref`"
    );
    for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(value) = map.get(exclusive).filter(|value| value.is_number()).cloned() {
            map.insert(limit.into(), value);
            map.insert(exclusive.into(), true.into());
        }
    }
    if let Some(value) = map.shift_remove("const") {
        map.insert("enum".into(), Value::Sequence(vec![value]));
    }
    if let Some(Value::Sequence(types)) = map.get("type") {
        let others: Vec<Value> = types.iter().filter(|ty| ty.as_str() != Some("null")).cloned().collect();
        let is_nullable = others.len() < types.len();
        let [ty] = <[Value; 1]>::try_from(others).expect("3.0 has one type");
        map.insert("type".into(), ty);
        if is_nullable {
            map.insert("nullable".into(), true.into());
        }
    }
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Sequence(schemas)) = map.get_mut(key) else {
            continue;
        };
        let all = schemas.len();
        schemas.retain(|schema| *schema != null());
        if schemas.len() == all {
            continue;
        }
        let schemas = schemas.clone();
        map.insert("nullable".into(), true.into());
        if schemas.len() == 1 {
            map.shift_remove(key);
            map.insert("allOf".into(), Value::Sequence(schemas));
        }
    }
}

const PREFIXES: [(&str, &str); 3] = [
    ("#/definitions/", "#/components/schemas/"),
    ("#/responses/", "#/components/responses/"),
    ("#/parameters/", "#/components/parameters/"),
];

/// Sections of 2.0, and those of the components that they became.
const SECTIONS: [(&str, &str); 3] = [
    ("definitions", "schemas"),
    ("responses", "responses"),
    ("parameters", "parameters"),
];

/// Rewrites references, wherever they are.
fn references(value: &mut Value, rewrite: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = rewrite(text) {
                *text = new;
            }
        }
        other => each(other, &mut |value| references(value, rewrite)),
    }
}

/// Calls `visit` for each operation.
fn operations(value: &mut Value, visit: &mut dyn FnMut(&mut Mapping)) {
    let Some(paths) = value.get_mut("paths") else { return };
    each(paths, &mut |item| {
        let Value::Mapping(item) = item else { return };
        for (_, operation) in item.iter_mut() {
            if let Value::Mapping(operation) = operation
                && operation.contains_key("responses")
            {
                visit(operation);
            }
        }
    });
}

fn object(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::from(Mapping::from_iter(
        entries.into_iter().map(|(key, value)| (key.into(), value)),
    ))
}

fn v2_to_v3(value: &mut Value) {
    references(value, &|text| {
        let (old, new) = PREFIXES.iter().find(|(old, _)| text.starts_with(old))?;
        Some(text.replacen(old, new, 1))
    });
    schemas(value, &mut |map| {
        if let Some(nullable) = map.shift_remove("x-nullable") {
            map.insert("nullable".into(), nullable);
        }
        if let Some(Value::String(name)) = map.get("discriminator") {
            let name = object([("propertyName", name.as_str().into())]);
            map.insert("discriminator".into(), name);
        }
    });
    let json = || Value::Sequence(vec!["application/json".into()]);
    let types = |key: &str, value: &Value| value.get(key).cloned().unwrap_or_else(json);
    let (consumes, produces) = (types("consumes", value), types("produces", value));
    operations(value, &mut |operation| {
        let consumes = operation.shift_remove("consumes").unwrap_or_else(|| consumes.clone());
        let produces = operation.shift_remove("produces").unwrap_or_else(|| produces.clone());
        body_to_v3(operation, &consumes);
        each_of(operation, "responses", &mut |response| content(response, &produces));
    });
    let root = value.as_mapping_mut().expect("a description is an object");
    each_of(root, "responses", &mut |response| content(response, &produces));
    each_of(root, "parameters", &mut parameter_to_v3);
    for key in ["consumes", "produces", "host", "basePath", "schemes"] {
        root.shift_remove(key);
    }
    root.shift_remove("securityDefinitions");
    root.shift_remove("security");
    let parts = SECTIONS.into_iter();
    let moved = parts.filter_map(|(old, new)| Some((new, root.shift_remove(old)?)));
    let components = object(moved.collect::<Vec<_>>());
    root.insert("components".into(), components);
}

/// The parameters of an operation, and the one that is its body.
fn body_to_v3(operation: &mut Mapping, consumes: &Value) {
    let Some(Value::Sequence(parameters)) = operation.get_mut("parameters") else {
        return;
    };
    let is_body = |parameter: &Value| parameter.get("in").and_then(Value::as_str) == Some("body");
    let body = parameters.iter().position(is_body).map(|at| parameters.remove(at));
    let others = parameters.iter_mut().filter_map(Value::as_mapping_mut);
    others.for_each(parameter_to_v3);
    if let Some(Value::Mapping(mut body)) = body {
        body.shift_remove("in");
        body.shift_remove("name");
        content(&mut body, consumes);
        operation.insert("requestBody".into(), Value::from(body));
    }
}

/// The schema of a body or a response becomes that of each media type.
fn content(map: &mut Mapping, types: &Value) {
    let Some(schema) = map.shift_remove("schema") else {
        return;
    };
    let types = types.as_sequence().expect("media types are a list");
    let content = types
        .iter()
        .map(|ty| (ty.clone(), object([("schema", schema.clone())])));
    map.insert("content".into(), Value::from(Mapping::from_iter(content)));
}

fn parameter_to_v3(map: &mut Mapping) {
    let own = ["name", "in", "description", "required", "$ref"];
    let (own, schema): (Mapping, Mapping) = std::mem::take(map)
        .into_iter()
        .partition(|(key, _)| own.contains(&key.as_str().unwrap_or_default()));
    *map = own;
    if !schema.is_empty() {
        map.insert("schema".into(), Value::from(schema));
    }
}

fn v3_to_v2(value: &mut Value) {
    references(value, &|text| {
        let (old, new) = PREFIXES.iter().find(|(_, new)| text.starts_with(new))?;
        Some(text.replacen(new, old, 1))
    });
    let mut values: Vec<(String, Value)> = Vec::new();
    schemas(value, &mut |map| schema_to_v2(map, &mut values));
    operations(value, &mut operation_to_v2);
    let root = value.as_mapping_mut().expect("a description is an object");
    root.shift_remove("servers");
    root.shift_remove("security");
    let Some(Value::Mapping(mut components)) = root.shift_remove("components") else {
        return;
    };
    each_of(&mut components, "responses", &mut |response| {
        response_to_v2(response);
    });
    each_of(&mut components, "parameters", &mut inlined);
    for (old, new) in SECTIONS {
        if let Some(part) = components.shift_remove(new) {
            root.insert(old.into(), part);
        }
    }
    for (name, value) in values {
        root["definitions"][name.as_str()]["x-ms-discriminator-value"] = value;
    }
}

/// Collects the values of a mapping, with the names of the schemas that they lead to.
fn schema_to_v2(map: &mut Mapping, values: &mut Vec<(String, Value)>) {
    for key in ["oneOf", "anyOf", "not"] {
        assert!(!map.contains_key(key), "2.0 has no `{key}`");
    }
    if let Some(nullable) = map.shift_remove("nullable") {
        map.insert("x-nullable".into(), nullable);
    }
    if let Some(Value::Mapping(discriminator)) = map.get("discriminator").cloned() {
        map.insert("discriminator".into(), discriminator["propertyName"].clone());
        let mapping = discriminator.get("mapping").and_then(Value::as_mapping);
        for (value, target) in mapping.into_iter().flatten() {
            let target = target.as_str().expect("a mapping leads to schemas");
            let name = target.rsplit('/').next().unwrap_or(target);
            values.push((name.to_owned(), value.clone()));
        }
    }
}

fn operation_to_v2(operation: &mut Mapping) {
    if let Some(Value::Sequence(parameters)) = operation.get_mut("parameters") {
        let parameters = parameters.iter_mut().filter_map(Value::as_mapping_mut);
        parameters.for_each(inlined);
    }
    if let Some(Value::Mapping(mut body)) = operation.shift_remove("requestBody") {
        operation.insert("consumes".into(), bare(&mut body).into());
        body.insert("name".into(), "body".into());
        body.insert("in".into(), "body".into());
        let parameters = operation
            .entry("parameters".into())
            .or_insert(Value::Sequence(Vec::new()));
        let parameters = parameters.as_sequence_mut().expect("parameters are a list");
        parameters.push(Value::from(body));
    }
    let mut produces = Vec::new();
    each_of(operation, "responses", &mut |response| {
        let types = response_to_v2(response).into_iter();
        produces.extend(types.filter(|ty| !produces.contains(ty)).collect::<Vec<_>>());
    });
    // A response by reference has JSON.
    if !produces.is_empty() {
        operation.insert("produces".into(), Value::Sequence(produces));
    }
}

fn response_to_v2(response: &mut Mapping) -> Vec<Value> {
    each_of(response, "headers", &mut inlined);
    bare(response)
}

/// Puts the schema of the one media type in place of `content`, and returns the media types.
fn bare(map: &mut Mapping) -> Vec<Value> {
    let Some(Value::Mapping(content)) = map.shift_remove("content") else {
        return Vec::new();
    };
    let mut media = content.values();
    if let Some(schema) = media.next().and_then(|media| media.get("schema")) {
        map.insert("schema".into(), schema.clone());
    }
    let first = content.values().next();
    assert!(
        content.values().all(|media| Some(media) == first),
        "2.0 has one schema for all media types"
    );
    content.keys().cloned().collect()
}

/// Puts the keywords of the schema of a parameter or a header beside its own.
fn inlined(map: &mut Mapping) {
    if let Some(Value::Mapping(schema)) = map.shift_remove("schema") {
        assert!(!schema.contains_key("$ref"), "2.0 has no reference in a parameter");
        let is_list = schema.get("type").and_then(Value::as_str) == Some("array");
        if is_list && map.get("in").and_then(Value::as_str) == Some("query") {
            map.insert("collectionFormat".into(), "multi".into());
        }
        map.extend(schema);
    }
}
