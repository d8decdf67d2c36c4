//! Where in a document a reference can stand, and which parts of it are mere data.
//!
//! `$ref` inside an example is text of the example, and a schema may have properties called `$ref`, `example` or
//! `default`. Telling them apart needs only to know which keywords hold data and which hold a map of names.

use super::dialect::Dialect;
use super::node::{Node, Object};
use crate::pointer::{Pointer, PointerBuf};

/// What the keys of an object are.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Keys {
    /// Keywords of the specification.
    Keywords,
    /// Names that the author of the document chose.
    Names,
}

/// A reference and where it stands.
#[derive(Debug)]
pub(super) struct Site<'d> {
    /// The object that has the `$ref`.
    pub(super) pointer: Pointer,
    /// The reference.
    pub(super) text: &'d str,
    /// What the keys are of what it refers to.
    pub(super) keys: Keys,
    /// Whether it is an entry of a discriminator's mapping, which may as well be a mere name.
    pub(super) mapping: bool,
}

/// A name that a schema gives itself, and where it stands.
#[derive(Debug)]
pub(super) struct Identity<'d> {
    pub(super) pointer: Pointer,
    pub(super) id: Option<&'d str>,
    pub(super) anchors: Vec<&'d str>,
}

/// What there is in a part of a document.
#[derive(Debug, Default)]
pub(super) struct Places<'d> {
    /// References in document order.
    pub(super) sites: Vec<Site<'d>>,
    /// Schemas that name themselves, the outer before the inner.
    pub(super) identities: Vec<Identity<'d>>,
}

/// Lists the references and identities at and below a node.
pub(super) fn places<'d>(node: &'d Node, pointer: &Pointer, keys: Keys, dialect: Dialect) -> Places<'d> {
    let mut walk = Walk {
        path: PointerBuf::from(pointer),
        dialect,
        found: Places::default(),
    };
    walk.node(node, keys);
    walk.found
}

struct Walk<'d> {
    path: PointerBuf,
    dialect: Dialect,
    found: Places<'d>,
}

impl<'d> Walk<'d> {
    fn node(&mut self, node: &'d Node, keys: Keys) {
        match node {
            Node::Object(object) => self.object(object, keys),
            Node::Array(items) => {
                for (position, item) in items.iter().enumerate() {
                    let length = self.path.push_index(position);
                    self.node(item, Keys::Keywords);
                    self.path.truncate(length);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, object: &'d Object, keys: Keys) {
        self.identity(object);
        for (key, value) in object.iter() {
            if let ("$ref" | "$dynamicRef", Node::String(text)) = (key, value) {
                self.site(text, keys, false);
                continue;
            }
            let below = match keys {
                Keys::Names => Some(Keys::Keywords),
                Keys::Keywords => keys_below(key, value, self.dialect),
            };
            let length = self.path.push(key);
            match below {
                Some(_) if key == "discriminator" => self.mapping(value),
                Some(below) if key == "paths" => self.paths(value, below),
                Some(below) => self.node(value, below),
                None => {}
            }
            self.path.truncate(length);
        }
    }

    fn site(&mut self, text: &'d str, keys: Keys, mapping: bool) {
        self.found.sites.push(Site {
            pointer: self.path.to_pointer(),
            text,
            keys,
            mapping,
        });
    }

    fn identity(&mut self, object: &'d Object) {
        let text = |key| object.get(key).and_then(Node::as_str);
        let id = text("$id");
        let anchors: Vec<&str> = [text("$anchor"), text("$dynamicAnchor")]
            .into_iter()
            .flatten()
            .collect();
        if id.is_some() || !anchors.is_empty() {
            self.found.identities.push(Identity {
                pointer: self.path.to_pointer(),
                id,
                anchors,
            });
        }
    }

    /// The values of a discriminator's `mapping` are references, or names of schemas.
    fn mapping(&mut self, discriminator: &'d Node) {
        let length = self.path.push("mapping");
        let mapping = discriminator.get("mapping").and_then(Node::as_object);
        for (name, value) in mapping.into_iter().flat_map(Object::iter) {
            let Some(text) = value.as_str().filter(|text| text.contains(['#', '/', '.'])) else {
                continue;
            };
            let length = self.path.push(name);
            self.site(text, Keys::Keywords, true);
            self.path.truncate(length);
        }
        self.path.truncate(length);
    }

    /// Beside paths, which start with a slash, the Paths Object has extensions.
    fn paths(&mut self, value: &'d Node, keys: Keys) {
        let Node::Object(paths) = value else { return };
        if keys != Keys::Names {
            return self.node(value, keys);
        }
        for (path, item) in paths.iter() {
            match item {
                Node::String(text) if path == "$ref" => self.site(text, keys, false),
                _ if path.starts_with("x-") => {}
                _ => {
                    let length = self.path.push(path);
                    self.node(item, Keys::Keywords);
                    self.path.truncate(length);
                }
            }
        }
    }
}

/// What the keys are of a keyword's value; none if the value is data.
fn keys_below(keyword: &str, value: &Node, dialect: Dialect) -> Option<Keys> {
    match keyword {
        "example" | "default" | "enum" | "const" | "value" | "dataValue" | "serializedValue" => None,
        // Values by media type in 2.0, a list of values in schemas of 3.1, a map of Example Objects elsewhere.
        "examples" if dialect == Dialect::V2 || value.as_array().is_some() => None,
        "properties"
        | "patternProperties"
        | "$defs"
        | "definitions"
        | "dependentSchemas"
        | "schemas"
        | "responses"
        | "parameters"
        | "examples"
        | "requestBodies"
        | "headers"
        | "securitySchemes"
        | "securityDefinitions"
        | "links"
        | "callbacks"
        | "pathItems"
        | "mediaTypes"
        | "paths"
        | "webhooks"
        | "content"
        | "encoding"
        | "variables" => Some(Keys::Names),
        _ if keyword.starts_with("x-") => None,
        _ => Some(Keys::Keywords),
    }
}
