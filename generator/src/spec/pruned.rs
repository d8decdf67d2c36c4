//! A part of a tree, to be written as YAML.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::Cursor;
use super::node::{Node, Number};

/// A node without the members and elements that are not kept.
pub struct Pruned<'d, 'k> {
    /// The node.
    pub at: Cursor<'d>,
    /// Whether a member or an element is kept.
    pub keep: &'k dyn Fn(&Cursor<'_>) -> bool,
}

impl Pruned<'_, '_> {
    /// The node as YAML, members in their order.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn to_yaml(&self) -> Result<String, String> {
        super::parse::to_yaml(self)
    }
}

impl Serialize for Pruned<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inner = |at: Cursor<'_>| -> bool { (self.keep)(&at) };
        match self.at.node {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Number(number) => number_to(number, serializer),
            Node::String(text) => serializer.serialize_str(text),
            Node::Array(_) => {
                let mut list = serializer.serialize_seq(None)?;
                for at in self.at.items().filter(|at| inner(at.clone())) {
                    list.serialize_element(&Pruned { at, keep: self.keep })?;
                }
                list.end()
            }
            Node::Object(_) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, at) in self.at.entries().filter(|(_, at)| inner(at.clone())) {
                    map.serialize_entry(key, &Pruned { at, keep: self.keep })?;
                }
                map.end()
            }
        }
    }
}

fn number_to<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Number::Unsigned(value) => serializer.serialize_u64(*value),
        Number::Negative(value) => serializer.serialize_i64(*value),
        Number::Float(value) => serializer.serialize_f64(*value),
        Number::Big(_) => match (number.to_string().parse::<u128>(), number.to_string().parse::<i128>()) {
            (Ok(value), _) => serializer.serialize_u128(value),
            (_, Ok(value)) => serializer.serialize_i128(value),
            _ => serializer.serialize_f64(number.as_f64()),
        },
    }
}
