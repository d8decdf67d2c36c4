//! Schemas of a description as schemas of JSON Schema 2020-12, all in one value, for a validator.
//!
//! Keywords are copied by an allow-list and only where their values are well formed: a mistake in one schema of a
//! description must not make all others unusable. Formats are no assertions, as the specification has it.

use std::collections::{HashMap, HashSet, VecDeque};

use generator::diagnostic::Diagnostics;
use generator::ir::Role;
use generator::pointer::Origin;
use generator::spec::{Cursor, Dialect, Documents, Node};
use serde_json::{Map, Value, json};

/// The schemas that were asked for and all that they refer to.
pub(super) struct Bundle<'d> {
    documents: &'d Documents,
    role: Role,
    keys: HashMap<Origin, String>,
    waiting: VecDeque<(String, Origin)>,
    schemas: Map<String, Value>,
    patterns: HashMap<String, bool>,
}

impl<'d> Bundle<'d> {
    /// A bundle for examples that go one way. Members that only go the other way are not required.
    pub(super) fn new(documents: &'d Documents, role: Role) -> Self {
        Self {
            documents,
            role,
            keys: HashMap::new(),
            waiting: VecDeque::new(),
            schemas: Map::new(),
            patterns: HashMap::new(),
        }
    }

    /// The name of a schema in the bundle.
    pub(super) fn add(&mut self, origin: &Origin) -> String {
        if let Some(key) = self.keys.get(origin) {
            return key.clone();
        }
        let key = format!("s{}", self.keys.len());
        self.keys.insert(origin.clone(), key.clone());
        self.waiting.push_back((key.clone(), origin.clone()));
        key
    }

    /// The bundle as one schema. A value of the schema `s1` is valid if `{"s1": value}` is a value of the whole.
    pub(super) fn finish(mut self) -> Value {
        while let Some((key, origin)) = self.waiting.pop_front() {
            let schema = match self.documents.at(&origin) {
                Some(at) => self.schema(&at),
                None => json!(true),
            };
            self.schemas.insert(key, schema);
        }
        let reference = |key: &String| (key.clone(), json!({"$ref": format!("#/$defs/{key}")}));
        let properties: Map<String, Value> = self.schemas.keys().map(reference).collect();
        json!({"properties": properties, "$defs": self.schemas})
    }

    fn schema(&mut self, at: &Cursor<'d>) -> Value {
        if let Some(answer) = at.node.as_bool() {
            return json!(answer);
        }
        if at.reference().is_none() {
            return self.own(at);
        }
        let mut ignored = Diagnostics::default();
        let target = self.documents.follow(at, &mut ignored);
        let target = target.map(|target| json!({"$ref": format!("#/$defs/{}", self.add(&target.origin()))}));
        let target = target.unwrap_or(json!(true));
        match self.documents.dialect() {
            Dialect::V3_1 => json!({"allOf": [target, self.own(at)]}),
            _ => target,
        }
    }

    /// What a schema says beside a reference.
    fn own(&mut self, at: &Cursor<'d>) -> Value {
        let mut schema = Map::new();
        for (key, member) in at.entries() {
            if let Some(value) = self.keyword(at, key, &member) {
                schema.insert(key.to_owned(), value);
            }
        }
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            if at.bool(exclusive)
                && let Some(limit) = schema.remove(bound)
            {
                schema.insert(exclusive.to_owned(), limit);
            }
        }
        if let Some(Value::Array(_)) = schema.get("items") {
            let positions = schema.remove("items").unwrap_or_default();
            schema.insert("prefixItems".to_owned(), positions);
        }
        let nullable = self.documents.dialect() != Dialect::V3_1 && (at.bool("nullable") || at.bool("x-nullable"));
        match nullable {
            true => json!({"anyOf": [{"type": "null"}, schema]}),
            false => Value::Object(schema),
        }
    }

    /// The value of a keyword that says something of values and says it well.
    fn keyword(&mut self, schema: &Cursor<'d>, key: &str, at: &Cursor<'d>) -> Option<Value> {
        let newer = self.documents.dialect() == Dialect::V3_1;
        match key {
            "type" => types(at.node),
            "enum" => at.node.as_array().map(|_| at.node.to_json()),
            "const" if newer => Some(at.node.to_json()),
            "required" => self.required(schema, at),
            "properties" => self.members(at),
            "patternProperties" | "dependentSchemas" if newer => self.members(at),
            "additionalProperties" | "not" => self.part(at),
            "if" | "then" | "else" | "propertyNames" | "contains" | "unevaluatedProperties" | "unevaluatedItems"
                if newer =>
            {
                self.part(at)
            }
            "items" => self.part(at).or_else(|| self.parts(at)),
            "allOf" | "anyOf" | "oneOf" => self.parts(at),
            "prefixItems" if newer => self.parts(at),
            "minimum" | "maximum" => number(at.node),
            "exclusiveMinimum" | "exclusiveMaximum" => number(at.node),
            "multipleOf" => number(at.node).filter(|number| number.as_f64() > Some(0.0)),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                at.node.as_u64().map(|limit| json!(limit))
            }
            "minContains" | "maxContains" if newer => at.node.as_u64().map(|limit| json!(limit)),
            "uniqueItems" => at.node.as_bool().map(|unique| json!(unique)),
            "pattern" => self.pattern(at.node.as_str()?),
            _ => None,
        }
    }

    fn part(&mut self, at: &Cursor<'d>) -> Option<Value> {
        (at.node.as_object().is_some() || at.node.as_bool().is_some()).then(|| self.schema(at))
    }

    fn parts(&mut self, at: &Cursor<'d>) -> Option<Value> {
        let parts: Vec<Value> = at.items().map(|part| self.schema(&part)).collect();
        (!parts.is_empty()).then_some(Value::Array(parts))
    }

    fn members(&mut self, at: &Cursor<'d>) -> Option<Value> {
        at.node.as_object()?;
        let members = at
            .entries()
            .map(|(name, member)| (name.to_owned(), self.schema(&member)));
        Some(Value::Object(members.collect()))
    }

    /// The members that a value must have, whichever way it goes.
    fn required(&mut self, schema: &Cursor<'d>, at: &Cursor<'d>) -> Option<Value> {
        let names = at.node.as_array()?.iter().filter_map(Node::as_str);
        let excused = self.excused(schema);
        // A name may be listed twice, which JSON Schema does not allow.
        let mut met = HashSet::new();
        let names = names.filter(|name| !excused.contains(name) && met.insert(*name));
        Some(names.collect())
    }

    /// The members of a schema that only go the other way.
    fn excused(&mut self, schema: &Cursor<'d>) -> HashSet<&'d str> {
        let mut ignored = Diagnostics::default();
        let properties = schema.get("properties");
        let properties = properties.iter().flat_map(Cursor::entries);
        let one_way = properties.filter(|(_, property)| {
            let resolved = self.documents.resolve(property, &mut ignored);
            let says = |word: &str| property.bool(word) || resolved.as_ref().is_some_and(|at| at.bool(word));
            (self.role != Role::Response && says("readOnly")) || (self.role != Role::Request && says("writeOnly"))
        });
        one_way.map(|(name, _)| name).collect()
    }

    /// A pattern that the validator can read.
    fn pattern(&mut self, pattern: &str) -> Option<Value> {
        let schema = json!({"pattern": pattern});
        let readable = self.patterns.entry(pattern.to_owned());
        let readable = readable.or_insert_with(|| jsonschema::draft202012::new(&schema).is_ok());
        readable.then(|| json!(pattern))
    }
}

fn types(node: &Node) -> Option<Value> {
    let known = |node: &Node| match node.as_str()? {
        "file" => Some("string"),
        "null" => Some("null"),
        "boolean" => Some("boolean"),
        "integer" => Some("integer"),
        "number" => Some("number"),
        "string" => Some("string"),
        "array" => Some("array"),
        "object" => Some("object"),
        _ => None,
    };
    let Some(several) = node.as_array() else {
        return known(node).map(|name| json!(name));
    };
    let mut names: Vec<&str> = several.iter().filter_map(known).collect();
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| json!(names))
}

fn number(node: &Node) -> Option<Value> {
    node.as_number().map(|_| node.to_json()).filter(Value::is_number)
}
