//! Limits on values: `minimum`, `maxLength`, `pattern` and the like.

use serde_json::{Number, Value};

use crate::diagnostic::Code;
use crate::ir::{Constraints, Type};
use crate::spec::{Cursor, Node};

use super::compose::View;
use super::context::Context;
use super::scalars::has_type;

/// How deep limits on elements of elements are looked for. A list may contain itself.
const DEPTH: usize = 4;

impl<'d> Context<'d, '_> {
    /// The limits that the schemas of one value set together, nearest first.
    pub(super) fn constraints_of_chain(&mut self, chain: &[Cursor<'d>]) -> Option<Box<Constraints>> {
        let constraints = self.constraints(chain, DEPTH);
        (constraints != Constraints::default()).then(|| Box::new(constraints))
    }

    /// The limits that a view's own keywords set, those on elements left out.
    pub(super) fn constraints_of_layers(&mut self, view: &View<'d>) -> Constraints {
        Constraints {
            items: None,
            ..self.constraints_of_view(view)
        }
    }

    /// The limits that a view's own keywords set.
    pub(super) fn constraints_of_view(&mut self, view: &View<'d>) -> Constraints {
        let nodes: Vec<Cursor<'d>> = view.layers.iter().rev().map(|layer| layer.node.clone()).collect();
        self.constraints(&nodes, DEPTH)
    }

    fn constraints(&mut self, chain: &[Cursor<'d>], depth: usize) -> Constraints {
        let mut sum = Constraints::default();
        for node in chain {
            let next = self.constraints_at(node);
            sum.minimum = sum.minimum.or(next.minimum);
            sum.maximum = sum.maximum.or(next.maximum);
            sum.multiple_of = sum.multiple_of.or(next.multiple_of);
            sum.min_length = sum.min_length.or(next.min_length);
            sum.max_length = sum.max_length.or(next.max_length);
            sum.pattern = sum.pattern.or(next.pattern);
            sum.format = sum.format.or(next.format);
            sum.min_items = sum.min_items.or(next.min_items);
            sum.max_items = sum.max_items.or(next.max_items);
            sum.unique_items |= next.unique_items;
            sum.min_properties = sum.min_properties.or(next.min_properties);
            sum.max_properties = sum.max_properties.or(next.max_properties);
        }
        if depth > 0 {
            sum.items = self.constraints_of_items(chain, depth);
        }
        sum
    }

    fn constraints_of_items(&mut self, chain: &[Cursor<'d>], depth: usize) -> Option<Box<Constraints>> {
        let has_properties = chain.iter().any(|node| node.node.get("properties").is_some());
        let elements = chain.iter().find_map(|node| {
            let list = node.get("items").filter(|items| items.node.as_object().is_some());
            let map = node
                .get("additionalProperties")
                .filter(|schema| !has_properties && schema.node.as_object().is_some());
            list.or(map)
        })?;
        let chain = self.chain(&elements);
        let constraints = self.constraints(&chain, depth.saturating_sub(1));
        (constraints != Constraints::default()).then(|| Box::new(constraints))
    }

    fn constraints_at(&mut self, node: &Cursor<'d>) -> Constraints {
        Constraints {
            minimum: self.bound(node, "minimum", "exclusiveMinimum", |bound, other| bound > other),
            maximum: self.bound(node, "maximum", "exclusiveMaximum", |bound, other| bound < other),
            multiple_of: self.number_at(node, "multipleOf"),
            min_length: self.count_at(node, "minLength"),
            max_length: self.count_at(node, "maxLength"),
            pattern: node.get("pattern").and_then(|pattern| match pattern.node.as_str() {
                Some(text) => Some(text.to_owned()),
                None => {
                    self.report(Code::WrongType, &pattern, "`pattern` must be a string");
                    None
                }
            }),
            format: documented(node.node),
            min_items: self.count_at(node, "minItems"),
            max_items: self.count_at(node, "maxItems"),
            unique_items: node.bool("uniqueItems"),
            min_properties: self.count_at(node, "minProperties"),
            max_properties: self.count_at(node, "maxProperties"),
            items: None,
        }
    }

    /// A bound, whether written with a truth value beside it (2.0, 3.0) or as a number of its own (3.1).
    fn bound(
        &mut self,
        node: &Cursor<'d>,
        inclusive: &str,
        exclusive: &str,
        narrower: fn(f64, f64) -> bool,
    ) -> Option<(Number, bool)> {
        let bound = self.number_at(node, inclusive);
        let excluded = match node.get(exclusive) {
            None => return bound.map(|bound| (bound, false)),
            Some(member) => match member.node {
                Node::Bool(excluded) => return bound.map(|bound| (bound, *excluded)),
                _ => self.number_at(node, exclusive),
            },
        };
        match (bound, excluded) {
            (Some(bound), Some(excluded)) => {
                let included_is_narrower = bound
                    .as_f64()
                    .zip(excluded.as_f64())
                    .is_some_and(|(bound, excluded)| narrower(bound, excluded));
                Some(if included_is_narrower {
                    (bound, false)
                } else {
                    (excluded, true)
                })
            }
            (bound, excluded) => excluded
                .map(|limit| (limit, true))
                .or(bound.map(|limit| (limit, false))),
        }
    }

    fn number_at(&mut self, node: &Cursor<'d>, key: &str) -> Option<Number> {
        let member = node.get(key)?;
        match member.node.to_json() {
            Value::Number(number) => Some(number),
            Value::Null => None,
            _ => {
                self.report(Code::WrongType, &member, format!("`{key}` must be a number"));
                None
            }
        }
    }

    fn count_at(&mut self, node: &Cursor<'d>, key: &str) -> Option<u64> {
        let member = node.get(key)?;
        let count = member.node.as_u64().or_else(|| whole(member.node));
        if count.is_none() && !matches!(member.node, Node::Null) {
            self.report(
                Code::WrongType,
                &member,
                format!("`{key}` must be a whole number that is not negative"),
            );
        }
        count
    }
}

/// `3.0` counts as well as `3`.
fn whole(node: &Node) -> Option<u64> {
    let number = node.as_f64()?;
    (number >= 0.0 && number.fract() == 0.0 && number < 9.0e15).then_some(number as u64)
}

/// The format of a schema, where no type of Rust stands for it.
fn documented(schema: &Node) -> Option<Box<str>> {
    let format = schema.get("format")?.as_str()?;
    (!format.is_empty() && !has_type(schema, format)).then(|| format.into())
}

/// Whether two values are held to the same limits, whatever is documented of them beside.
pub(super) fn same_limits(one: Option<&Constraints>, other: Option<&Constraints>) -> bool {
    limits_alone(one) == limits_alone(other)
}

/// Limits without formats; none where nothing is left.
fn limits_alone(constraints: Option<&Constraints>) -> Option<Constraints> {
    let own = constraints?;
    let alone = Constraints {
        format: None,
        items: limits_alone(own.items.as_deref()).map(Box::new),
        ..own.clone()
    };
    (alone != Constraints::default()).then_some(alone)
}

impl Constraints {
    /// Those that are about values of a type. Where several types are allowed, a keyword says nothing of the others (JSON
    /// Schema Validation, section 6).
    pub(super) fn only_of(self, ty: &Type) -> Self {
        let none = Self::default();
        match ty.non_null() {
            Type::Integer(_) | Type::Number(_) => Self {
                minimum: self.minimum,
                maximum: self.maximum,
                multiple_of: self.multiple_of,
                ..none
            },
            Type::String(_) => Self {
                min_length: self.min_length,
                max_length: self.max_length,
                pattern: self.pattern,
                format: self.format,
                ..none
            },
            Type::Array(_) => Self {
                min_items: self.min_items,
                max_items: self.max_items,
                unique_items: self.unique_items,
                items: self.items,
                ..none
            },
            Type::Map(_) => Self {
                min_properties: self.min_properties,
                max_properties: self.max_properties,
                items: self.items,
                ..none
            },
            _ => none,
        }
    }
}
