//! Values of parameters, read back from what the mock server expects on the wire.

use serde_json::{Map, Value};

/// The target of a reference in a document.
pub(super) fn resolved<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    let mut current = value;
    for _ in 0..8 {
        let reference = current.get("$ref").and_then(Value::as_str);
        match reference.and_then(|reference| document.pointer(reference.strip_prefix('#')?)) {
            Some(target) => current = target,
            None => break,
        }
    }
    current
}

/// The schema with a type that a schema stands for.
fn typed<'v>(document: &'v Value, schema: &'v Value) -> &'v Value {
    let mut current = resolved(document, schema);
    for _ in 0..8 {
        let inner = current
            .get("anyOf")
            .or(current.get("allOf"))
            .and_then(|list| list.get(0));
        match inner {
            Some(inner) if current.get("type").is_none() => current = resolved(document, inner),
            _ => break,
        }
    }
    current
}

fn type_of(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        one => one.as_str(),
    }
}

/// The value of a parameter for the text, or the list of texts, that is expected.
pub(super) fn value(document: &Value, parameter: &Value, wire: &Value) -> Value {
    let schema = typed(document, &parameter["schema"]);
    let text = text(wire);
    let text = match parameter["in"].as_str() {
        Some("path") => path_text(&text, type_of(schema)),
        _ => text,
    };
    match (type_of(schema), wire) {
        (Some("array"), Value::Array(items)) => items
            .iter()
            .map(|item| element(document, schema, &self::text(item)))
            .collect(),
        (Some("array"), _) => {
            let items = split(&text, parameter["style"].as_str());
            items.map(|item| element(document, schema, item)).collect()
        }
        (Some("object"), Value::Object(_)) => wire.clone(),
        (Some("object"), _) => object(document, schema, &text),
        (kind, _) => scalar(kind, &text),
    }
}

/// The value of an object whose properties are parameters of the query by themselves.
pub(super) fn exploded(document: &Value, parameter: &Value, query: &Map<String, Value>) -> Option<Value> {
    let schema = typed(document, &parameter["schema"]);
    if type_of(schema) != Some("object") || query.is_empty() {
        return None;
    }
    let members = query.iter().filter(|(name, _)| *name != "fixed");
    let members = members.map(|(name, value)| (name.clone(), member(document, schema, name, &text(value))));
    Some(Value::Object(members.collect()))
}

/// A number as the string that its schema describes, as the suite writes parts of forms; any other value as it is.
pub(super) fn coerced(document: &Value, schema: &Value, value: &Value) -> Value {
    match type_of(typed(document, schema)) {
        Some("string") if value.is_number() => Value::from(value.to_string()),
        _ => value.clone(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The text of a path parameter without the marks of the styles `label` and `matrix`.
fn path_text(text: &str, kind: Option<&str>) -> String {
    let is_list = matches!(kind, Some("array" | "object"));
    let bare = text.strip_prefix(['.', ';', '/']).unwrap_or(text);
    let bare = bare.strip_prefix("param=").unwrap_or(bare);
    match is_list {
        true => bare.replace(";param=", ",").replace(['.', ';', '/'], ","),
        false => bare.to_owned(),
    }
}

fn split<'t>(text: &'t str, style: Option<&str>) -> impl Iterator<Item = &'t str> {
    let separators: &[char] = match style {
        Some("pipeDelimited") if text.contains('|') => &['|'],
        Some("spaceDelimited") if text.contains(' ') => &[' '],
        _ if text.contains(',') => &[','],
        _ => &['|', '\t', ' ', '\n'],
    };
    text.split(separators)
}

fn element(document: &Value, schema: &Value, text: &str) -> Value {
    scalar(type_of(typed(document, &schema["items"])), text)
}

fn member(document: &Value, schema: &Value, name: &str, text: &str) -> Value {
    let properties = schema["properties"].get(name);
    let open = schema
        .get("additionalProperties")
        .or(schema.get("unevaluatedProperties"));
    let schema = properties.or(open);
    scalar(schema.and_then(|schema| type_of(typed(document, schema))), text)
}

/// An object that is written as `a,1,b,2` or `a=1,b=2`.
fn object(document: &Value, schema: &Value, text: &str) -> Value {
    let parts: Vec<&str> = text.split(',').collect();
    let pairs: Vec<(&str, &str)> = match text.contains('=') {
        true => parts.iter().filter_map(|part| part.split_once('=')).collect(),
        false => parts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
    };
    let members = pairs.into_iter();
    let members = members.map(|(name, text)| (name.to_owned(), member(document, schema, name, text)));
    Value::Object(members.collect())
}

fn scalar(kind: Option<&str>, text: &str) -> Value {
    let number = match kind {
        Some("integer" | "number") => serde_json::from_str(text).ok().filter(Value::is_number),
        Some("boolean") => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        _ => None,
    };
    number.unwrap_or_else(|| Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(parameter: Value, wire: Value) -> Value {
        let document = json!({"components": {"schemas": {"Id": {"type": "integer"}}}});
        value(&document, &parameter, &wire)
    }

    #[test]
    fn scalars_are_of_their_type() {
        let id = json!({"in": "query", "schema": {"$ref": "#/components/schemas/Id"}});
        assert_eq!(read(id, json!("42")), 42);
        let nullable = json!({"in": "header", "schema": {"type": ["null", "boolean"]}});
        assert_eq!(read(nullable, json!("True")), true);
        let text = json!({"in": "query", "schema": {"anyOf": [{"type": "string"}, {"type": "integer"}]}});
        assert_eq!(read(text, json!("42")), "42");
    }

    #[test]
    fn lists_are_split_by_their_style() {
        let list = |style: &str| json!({"in": "query", "style": style, "schema": {"type": "array", "items": {"type": "integer"}}});
        assert_eq!(read(list("form"), json!("1,2")), json!([1, 2]));
        assert_eq!(read(list("pipeDelimited"), json!("1|2")), json!([1, 2]));
        assert_eq!(read(list("spaceDelimited"), json!("1 2")), json!([1, 2]));
        assert_eq!(read(list("form"), json!(["1", "2"])), json!([1, 2]));
    }

    #[test]
    fn marks_of_a_path_are_left_out() {
        let schema = json!({"type": "array", "items": {"type": "string"}});
        let list = json!({"in": "path", "schema": schema});
        for wire in ["a,b", ".a.b", ";param=a;param=b", ";param=a,b", "/a/b"] {
            assert_eq!(read(list.clone(), json!(wire)), json!(["a", "b"]), "{wire}");
        }
        let schema = json!({"type": "object", "additionalProperties": {"type": "integer"}});
        let object = json!({"in": "path", "schema": schema});
        for wire in ["a,1,b,2", "a=1,b=2", ".a=1.b=2", ";a=1;b=2", ";param=a,1,b,2"] {
            assert_eq!(read(object.clone(), json!(wire)), json!({"a": 1, "b": 2}), "{wire}");
        }
    }

    #[test]
    fn numbers_are_strings_where_the_schema_wants_them() {
        let schema = |kind: &str| json!({"type": kind});
        assert_eq!(coerced(&json!({}), &schema("string"), &json!(123)), "123");
        assert_eq!(coerced(&json!({}), &schema("number"), &json!(0.5)), 0.5);
        assert_eq!(coerced(&json!({}), &json!(null), &json!("x")), "x");
    }

    #[test]
    fn members_of_the_query_are_an_object() {
        let schema = json!({"type": "object", "unevaluatedProperties": {"type": "integer"}});
        let query = json!({"fixed": "true", "a": "1"});
        let found = exploded(&json!({}), &json!({"schema": schema}), query.as_object().unwrap());
        assert_eq!(found, Some(json!({"a": 1})));
    }
}
