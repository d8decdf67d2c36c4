//! Prose and samples: `title`, `summary`, `description`, `deprecated`, `externalDocs`, `example`, `default`.

use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{Docs, Example, ExternalDocs, Type};
use crate::spec::{Cursor, Node};

use super::compose::View;
use super::context::Context;

impl<'d> Context<'d, '_> {
    /// The prose of whatever stands at `at`: a schema, an operation, a parameter, a response.
    pub(super) fn docs_of(&mut self, at: &Cursor<'d>) -> Docs {
        if at.node.as_object().is_none() {
            return Docs::default();
        }
        let mut docs = Docs {
            summary: self.held(at, "summary").or_else(|| self.held(at, "title")),
            description: self.held(at, "description"),
            external_docs: self.external_docs(at).map(Box::new),
            deprecated: at.bool("deprecated"),
        };
        if docs.description.is_none() {
            docs.description = self.prose_of_parts(at);
        }
        docs
    }

    /// The description among the inline members of an `allOf`.
    fn prose_of_parts(&mut self, at: &Cursor<'d>) -> Option<Arc<str>> {
        let members = at.get("allOf")?;
        members
            .items()
            .filter(|member| member.reference().is_none())
            .find_map(|member| self.held(&member, "description"))
    }

    /// The prose of a type.
    pub(super) fn type_docs(&mut self, view: &View<'d>) -> Docs {
        let heads = view.heads.clone();
        let mut docs = Docs::default();
        for head in heads.iter().rev() {
            let next = self.docs_of(head);
            docs.summary = docs.summary.or(next.summary);
            docs.description = docs.description.or(next.description);
            docs.external_docs = docs.external_docs.or(next.external_docs);
            docs.deprecated |= next.deprecated;
        }
        docs
    }

    /// A text as [`prose`](Self::prose) gives it, held once for all places that have the same.
    pub(super) fn held(&mut self, at: &Cursor<'d>, key: &str) -> Option<Arc<str>> {
        let text = self.text(at, key)?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        Some(self.interned(text))
    }

    /// A text, held once for all places that have the same.
    pub(super) fn interned(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&new));
        new
    }

    /// A text without the white space around it; none where nothing is left.
    pub(super) fn prose(&mut self, at: &Cursor<'d>, key: &str) -> Option<String> {
        let text = self.text(at, key)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// `externalDocs`.
    pub(super) fn external_docs(&mut self, at: &Cursor<'d>) -> Option<ExternalDocs> {
        let member = at.get("externalDocs")?;
        if !self.is_object(&member) {
            return None;
        }
        let Some(url) = self.prose(&member, "url") else {
            self.report(Code::Missing, &member, "`externalDocs` has no `url`");
            return None;
        };
        Some(ExternalDocs {
            description: self.prose(&member, "description"),
            url,
        })
    }

    /// The samples given with a type's own schema.
    pub(super) fn type_examples(&mut self, view: &View<'d>) -> Vec<Value> {
        let mut examples = Vec::new();
        for head in &view.heads {
            examples.extend(head.get("example").map(|example| example.node.to_json()));
            if let Some(list) = head.get("examples") {
                examples.extend(list.items().map(|example| example.node.to_json()));
            }
        }
        examples
    }

    /// The nearest sample of a value.
    pub(super) fn example_of(&mut self, chain: &[Cursor<'d>]) -> Option<Value> {
        chain.iter().find_map(|node| {
            let first = node.get("examples").and_then(|list| list.items().next());
            let example = node.get("example").or(first)?;
            Some(example.node.to_json())
        })
    }

    /// The nearest default of a value, where its type can hold it.
    pub(super) fn default_of(&mut self, chain: &[Cursor<'d>], ty: &Type) -> Option<Value> {
        let member = chain.iter().find_map(|node| node.get("default"))?;
        let value = member.node.to_json();
        if value.is_null() {
            return None;
        }
        if !fits(ty.non_null(), &value) {
            self.report(
                Code::InvalidDefault,
                &member,
                format!("the default {value} is not valid for its schema and is left out"),
            );
            return None;
        }
        Some(value)
    }

    /// `example` and `examples` of a parameter or a media type.
    pub(super) fn examples_at(&mut self, at: &Cursor<'d>) -> Vec<Example> {
        let mut examples = Vec::new();
        if let Some(example) = at.get("example") {
            examples.push(Example {
                name: None,
                summary: None,
                value: example.node.to_json(),
            });
        }
        let Some(named) = at.get("examples").and_then(|named| self.section(&named)) else {
            return examples;
        };
        if matches!(named.node, Node::Array(_)) || !self.is_object(&named) {
            return examples;
        }
        for (name, example) in named.entries() {
            let Some(example) = self.resolve(&example) else {
                continue;
            };
            let Some(value) = self.example_value(&example) else {
                if example.get("externalValue").is_some() {
                    self.note(
                        Code::Unsupported,
                        &example,
                        "`externalValue` is not read; the example is left out",
                    );
                }
                continue;
            };
            examples.push(Example {
                name: Some(name.to_owned()),
                summary: self
                    .prose(&example, "summary")
                    .or_else(|| self.prose(&example, "description")),
                value,
            });
        }
        examples
    }

    /// The value of an Example Object. In 3.2 it is `dataValue`, or `serializedValue` as it is sent.
    fn example_value(&mut self, example: &Cursor<'d>) -> Option<Value> {
        if let Some(value) = example.get("value").or_else(|| example.get("dataValue")) {
            return Some(value.node.to_json());
        }
        let text = example.get("serializedValue")?.node.as_str()?;
        Some(serde_json::from_str(text).unwrap_or_else(|_| text.into()))
    }
}

/// Whether a value is of the kind that a type holds. Named types are taken at their word.
fn fits(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Any(_) | Type::Named(_) => true,
        Type::Null => value.is_null(),
        Type::Boolean => value.is_boolean(),
        Type::Integer(_) => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Type::Number(_) => value.is_number(),
        Type::String(_) => value.is_string(),
        Type::Array(items) => value
            .as_array()
            .is_some_and(|values| values.iter().all(|value| fits(items.non_null(), value))),
        Type::Tuple(_) => value.is_array(),
        Type::Map(_) => value.is_object(),
        Type::Nullable(inner) => value.is_null() || fits(inner, value),
    }
}
