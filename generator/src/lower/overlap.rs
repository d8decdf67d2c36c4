//! Values that are valid for several alternatives, and what speaks against one of them.
//!
//! Objects of an `anyOf` that require nothing of their own are parts of one object. Where alternatives differ by a constant
//! that their types do not express, the constant is noted.

use std::collections::HashSet;

use serde_json::Value;

use crate::ir::Constant;
use crate::spec::{Cursor, Node};

use super::compose::{View, same_place};
use super::context::Context;
use super::dialect::{Kind, Kinds};
use super::union::{Branch, Content};

/// How deep constants are looked for.
const DEPTH: usize = 4;

impl<'d> Context<'d, '_> {
    /// Whether alternatives are objects of which a value may have several at once: none requires what the others do not,
    /// none excludes further properties, and what two of them describe they describe alike.
    pub(super) fn are_parts(&mut self, branches: &[Branch<'d>]) -> bool {
        let mut views: Vec<View<'d>> = Vec::with_capacity(branches.len());
        for branch in branches {
            match self.whole(branch) {
                Some(view) if self.is_part(&view) => views.push(view),
                _ => return false,
            }
        }
        let mut required: Vec<HashSet<&'d str>> = Vec::new();
        for view in &views {
            required.push(self.required(view).into_iter().map(|(name, _)| name).collect());
        }
        let is_alike = required
            .windows(2)
            .all(|pair| matches!(pair, [one, other] if one == other));
        views.len() > 1 && is_alike && self.describe_alike(&views)
    }

    /// Whether a view is an open object and nothing else.
    fn is_part(&mut self, view: &View<'d>) -> bool {
        const EXCLUDING: &[&str] = &[
            "oneOf",
            "anyOf",
            "not",
            "additionalProperties",
            "unevaluatedProperties",
            "patternProperties",
            "discriminator",
            "enum",
            "const",
        ];
        let is_object = match self.kinds(view) {
            Kinds::Known(kinds) => kinds == [Kind::Object],
            Kinds::Absent => true,
            Kinds::Unknown => false,
        };
        let is_plain = |keyword: &str| view.all(keyword).all(|(_, layer)| layer.without_union);
        is_object && view.has("properties") && EXCLUDING.iter().all(|keyword| is_plain(keyword))
    }

    /// Whether no property has two descriptions.
    fn describe_alike(&mut self, views: &[View<'d>]) -> bool {
        let mut known: std::collections::HashMap<&'d str, Cursor<'d>> = std::collections::HashMap::new();
        for view in views {
            for (name, definitions) in self.properties(view) {
                let Some((schema, _)) = definitions.last() else {
                    continue;
                };
                match known.get(name) {
                    Some(other) if !same_place(other, schema) && other.node.to_json() != schema.node.to_json() => {
                        return false;
                    }
                    _ => drop(known.insert(name, schema.clone())),
                }
            }
        }
        true
    }

    /// The constants in values of an alternative that its type does not express: of booleans, fractions and `null`.
    pub(super) fn constants(&mut self, branch: &Branch<'d>) -> Vec<Constant> {
        let view = match &branch.content {
            Content::Ready(_) => return Vec::new(),
            _ => self.whole(branch),
        };
        let mut found = Vec::new();
        if let Some(view) = view {
            self.constants_in(&view, "", 0, &mut found);
        }
        found
    }

    fn constants_in(&mut self, view: &View<'d>, pointer: &str, depth: usize, found: &mut Vec<Constant>) {
        if depth > DEPTH {
            return;
        }
        let properties = self.properties(view);
        let named = properties.into_iter().filter_map(|(name, definitions)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            Some((name, definitions.last()?.0.clone()))
        });
        let mut inner: Vec<(String, Cursor<'d>)> = named.collect();
        if let Some(positions) = view.last("prefixItems") {
            inner.extend(positions.items().enumerate().map(|(index, at)| (index.to_string(), at)));
        }
        for (name, schema) in inner.into_iter().filter(|(_, schema)| may_hold_constant(schema.node)) {
            let pointer = format!("{pointer}/{name}");
            let inner = self.flat(&schema);
            match self.unexpressed_values(&schema, &inner) {
                Some(values) => found.push(Constant { pointer, values }),
                None if inner.has("properties") || inner.has("prefixItems") => {
                    self.constants_in(&inner, &pointer, depth + 1, found);
                }
                None => {}
            }
        }
    }

    /// The scalars that a schema lists, unless its type lists them.
    fn unexpressed_values(&mut self, schema: &Cursor<'d>, view: &View<'d>) -> Option<Vec<Value>> {
        let (listed, is_expressed) = self.listed_values(view)?;
        let are_scalars = listed.iter().all(|value| !value.is_array() && !value.is_object());
        let mut values = listed;
        if self.nullable(schema) && !values.contains(&Value::Null) {
            values.push(Value::Null);
        }
        (are_scalars && !is_expressed).then_some(values)
    }
}

/// Whether a schema can have a constant in it.
fn may_hold_constant(schema: &Node) -> bool {
    const HOLDING: &[&str] = &["const", "enum", "properties", "prefixItems", "allOf", "$ref"];
    HOLDING.iter().any(|keyword| schema.get(keyword).is_some())
}
