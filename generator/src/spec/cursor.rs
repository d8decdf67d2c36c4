//! A node together with where it stands.

use super::node::{Node, Number};
use crate::pointer::{FileId, Origin, Pointer};

/// A node, its file and its place in it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cursor<'d> {
    /// The file.
    pub file: FileId,
    /// The place in the file.
    pub pointer: Pointer,
    /// The node.
    pub node: &'d Node,
}

impl<'d> Cursor<'d> {
    /// Where the node stands.
    pub fn origin(&self) -> Origin {
        Origin {
            file: self.file,
            pointer: self.pointer.clone(),
        }
    }

    fn at(&self, token: &str, node: &'d Node) -> Self {
        Self {
            file: self.file,
            pointer: self.pointer.child(token),
            node,
        }
    }

    /// A member, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.at(key, node))
    }

    /// A member that is not `null`: YAML's empty value is often written for an absent one.
    pub fn get_present(&self, key: &str) -> Option<Self> {
        self.get(key).filter(|cursor| !cursor.node.is_null())
    }

    /// Whether this is an object that has the member.
    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// The elements; none if this is not a list.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'d> {
        let here = self.clone();
        let items = self.node.as_array().unwrap_or_default();
        items
            .iter()
            .enumerate()
            .map(move |(position, node)| here.at(&position.to_string(), node))
    }

    /// The members in document order; none if this is not an object.
    pub fn entries(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let here = self.clone();
        let members = self.node.as_object().into_iter().flat_map(|object| object.iter());
        members.map(move |(key, node)| (key, here.at(key, node)))
    }

    /// The text of a member.
    pub fn str(&self, key: &str) -> Option<&'d str> {
        self.node.get(key).and_then(Node::as_str)
    }

    /// Whether a member is `true`.
    pub fn bool(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool).unwrap_or(false)
    }

    /// The value of a member that is an integer from 0 on.
    pub fn u64(&self, key: &str) -> Option<u64> {
        self.node.get(key).and_then(Node::as_u64)
    }

    /// A member that is a number.
    pub fn number(&self, key: &str) -> Option<&'d Number> {
        self.node.get(key).and_then(Node::as_number)
    }

    /// The reference that stands here: `$ref` where its value is a text, or `$dynamicRef`.
    ///
    /// A schema may well have a *property* of that name; its value is a schema, not a text.
    pub fn reference(&self) -> Option<&'d str> {
        self.str("$ref").or_else(|| self.str("$dynamicRef"))
    }

    /// The members beside a reference, in document order. 3.1 lets them add to what a schema refers to, and lets
    /// `summary` and `description` override those of anything else; before, they are ignored.
    pub fn siblings(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        self.entries()
            .filter(|(key, _)| !matches!(*key, "$ref" | "$dynamicRef"))
    }
}
