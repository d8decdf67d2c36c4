//! `$ref` and `allOf`: a schema as the sum of its layers.
//!
//! Every keyword is read from a [`View`], which holds a schema together with all that it extends, flat. So no other
//! file knows of `allOf`, and a schema that only wraps a reference is that reference.

use crate::diagnostic::Code;
use crate::ir::{AnyCause, TypeId};
use crate::pointer::{Origin, Pointer};
use crate::spec::{Cursor, Node};

use super::context::Context;
use super::dialect::Kind;

/// A schema object that takes part in a [`View`].
#[derive(Clone)]
pub(super) struct Layer<'d> {
    pub(super) node: Cursor<'d>,
    /// The type whose schema it is, when it was reached by a reference. Its inline schemas belong to that type.
    pub(super) owner: Option<TypeId>,
    /// Whether its `oneOf` and `anyOf` do not apply: they list the schemas that extend it, this one among them.
    pub(super) without_union: bool,
    /// Whether what it requires is not required: it is one of several alternatives that were put together.
    pub(super) alternative: bool,
}

/// A schema with all that it extends. Later layers win over earlier ones.
#[derive(Clone)]
pub(super) struct View<'d> {
    /// The schemas that were put together; one, except where two layers define one property.
    pub(super) heads: Vec<Cursor<'d>>,
    pub(super) layers: Vec<Layer<'d>>,
}

impl<'d> View<'d> {
    /// A view of a single schema object that extends nothing.
    pub(super) fn plain(node: &Cursor<'d>) -> Self {
        let layer = Layer {
            node: node.clone(),
            owner: None,
            without_union: false,
            alternative: false,
        };
        Self {
            heads: vec![node.clone()],
            layers: vec![layer],
        }
    }

    /// Two views as one, the second one winning. A layer that both have is kept once.
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.heads.extend(other.heads.iter().cloned());
        for layer in &other.layers {
            if !sum.layers.iter().any(|known| same_place(&known.node, &layer.node)) {
                sum.layers.push(layer.clone());
            }
        }
        sum
    }

    /// The same with nothing required.
    pub(super) fn as_alternative(&self) -> Self {
        let mut relaxed = self.clone();
        for layer in &mut relaxed.layers {
            layer.alternative = true;
            layer.without_union = true;
        }
        relaxed
    }

    /// The same with its unions left out.
    pub(super) fn without_unions(&self) -> Self {
        let mut base = self.clone();
        for layer in &mut base.layers {
            layer.without_union = true;
        }
        base
    }

    /// The member `key` of the last layer that has it.
    pub(super) fn last(&self, key: &str) -> Option<Cursor<'d>> {
        self.layers.iter().rev().find_map(|layer| layer.node.get(key))
    }

    /// The member `key` of every layer that has it.
    pub(super) fn all<'v>(&'v self, key: &'v str) -> impl Iterator<Item = (Cursor<'d>, &'v Layer<'d>)> + 'v {
        self.layers
            .iter()
            .filter_map(move |layer| layer.node.get(key).map(|member| (member, layer)))
    }

    /// Whether any layer has `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.layers.iter().any(|layer| layer.node.node.get(key).is_some())
    }

    /// The same for values of one kind. Its place is that of the kind's name, as the view itself may be a union that has
    /// the place of the schema.
    pub(super) fn of_kind(&self, kind: Kind) -> Self {
        let names = self.all("type").flat_map(|(list, _)| list.items().collect::<Vec<_>>());
        let name = names.filter(|name| name.node.as_str() == Some(kind.name())).last();
        Self {
            heads: self.heads.iter().cloned().chain(name).collect(),
            layers: self.layers.clone(),
        }
    }

    /// What identifies the view.
    pub(super) fn key(&self) -> Vec<Origin> {
        self.heads.iter().map(Cursor::origin).collect()
    }

    /// The place it is known by.
    pub(super) fn origin(&self) -> Origin {
        self.heads.last().map(Cursor::origin).unwrap_or_default()
    }

    /// The node to report findings at.
    pub(super) fn head(&self) -> Option<&Cursor<'d>> {
        self.heads.last()
    }
}

/// What a schema turns out to be.
pub(super) enum Found<'d> {
    /// A schema that stands elsewhere and gets its own type.
    Elsewhere(Cursor<'d>),
    /// A schema that stands here.
    Here(View<'d>),
    /// Nothing that has a shape.
    Nothing(AnyCause),
}

/// Keywords that give a value its shape, `type` apart.
const SHAPE: &[&str] = &[
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "properties",
    "additionalProperties",
    "patternProperties",
    "required",
    "items",
    "prefixItems",
    "enum",
    "const",
];

/// Whether a schema object says anything of the shape beside `type` and the keywords `but`.
pub(super) fn has_shape(node: &Node, but: &[&str]) -> bool {
    SHAPE
        .iter()
        .any(|keyword| !but.contains(keyword) && node.get(keyword).is_some())
}

/// Whether a shape stands beside a reference.
pub(super) fn has_siblings(schema: &Cursor<'_>) -> bool {
    has_shape(schema.node, &["$ref"])
}

/// Whether two cursors point to one node.
pub(super) fn same_place(one: &Cursor<'_>, other: &Cursor<'_>) -> bool {
    std::ptr::eq(one.node, other.node)
}

impl<'d> Context<'d, '_> {
    /// Looks through references and compositions for what a schema is.
    pub(super) fn look(&mut self, schema: &Cursor<'d>) -> Found<'d> {
        match schema.node {
            Node::Bool(true) => return Found::Nothing(AnyCause::Unconstrained),
            Node::Bool(false) => {
                self.note(
                    Code::Unsupported,
                    schema,
                    "this schema allows no value (`false`); it becomes any JSON value",
                );
                return Found::Nothing(AnyCause::Unsupported);
            }
            Node::Object(_) => {}
            _ => {
                self.report(Code::WrongType, schema, "a schema must be an object");
                return Found::Nothing(AnyCause::Unsupported);
            }
        }
        if schema.reference().is_some() {
            return self.look_at_reference(schema);
        }
        if let Some(target) = self.recursive_target(schema) {
            return Found::Elsewhere(target);
        }
        if schema.node.get("allOf").is_none() {
            return Found::Here(View::plain(schema));
        }
        match self.wrapped_reference(schema) {
            Some(found) => found,
            None => Found::Here(self.flat(schema)),
        }
    }

    fn look_at_reference(&mut self, schema: &Cursor<'d>) -> Found<'d> {
        let siblings = has_siblings(schema);
        if siblings && self.ref_has_siblings() {
            return Found::Here(self.flat(schema));
        }
        if siblings {
            let message = "keywords beside `$ref` are ignored before OpenAPI 3.1";
            let help = "put the `$ref` into an `allOf` beside the keywords";
            self.advise_note(Code::Unsupported, schema, message, help);
        }
        match self.target(schema) {
            Some(target) => Found::Elsewhere(target),
            None => Found::Nothing(AnyCause::Reference),
        }
    }

    /// What `$recursiveRef` (JSON Schema 2019-09) means: the outermost schema around it that says so.
    fn recursive_target(&self, schema: &Cursor<'d>) -> Option<Cursor<'d>> {
        schema.str("$recursiveRef")?;
        let mut origin = Origin {
            file: schema.file,
            pointer: Pointer::root(),
        };
        for token in schema.pointer.tokens() {
            origin = origin.child(&token);
            let target = self.docs.at(&origin).filter(|target| target.bool("$recursiveAnchor"));
            if target.is_some() {
                return target;
            }
        }
        None
    }

    /// An `allOf` of one reference and nothing else that shapes the value is that reference.
    fn wrapped_reference(&mut self, schema: &Cursor<'d>) -> Option<Found<'d>> {
        if has_shape(schema.node, &["allOf"]) || self.hierarchy.extends(schema) {
            return None;
        }
        let members: Vec<Cursor<'d>> = schema.get("allOf")?.items().collect();
        let mut shaped = members.iter().filter(|member| has_shape(member.node, &[]));
        let only = shaped.next()?.clone();
        if shaped.next().is_some() || (only.reference().is_none() && only.node.get("allOf").is_none()) {
            return None;
        }
        match self.look(&only) {
            Found::Here(_) => None,
            found => Some(found),
        }
    }

    /// The view of a schema, through references too.
    pub(super) fn flat(&mut self, schema: &Cursor<'d>) -> View<'d> {
        let mut layers = Vec::new();
        self.flatten(schema, None, &mut layers, &mut Vec::new());
        View {
            heads: vec![schema.clone()],
            layers,
        }
    }

    fn flatten(
        &mut self,
        node: &Cursor<'d>,
        owner: Option<TypeId>,
        layers: &mut Vec<Layer<'d>>,
        path: &mut Vec<Cursor<'d>>,
    ) {
        if path.iter().any(|visited| same_place(visited, node)) {
            self.report(
                Code::RefCycle,
                node,
                "this `allOf` contains itself; the inner part is ignored",
            );
            return;
        }
        if layers.iter().any(|known| same_place(&known.node, node)) || node.node.as_object().is_none() {
            return;
        }
        path.push(node.clone());
        if node.reference().is_some() {
            if let Some(target) = self.target(node) {
                let owner = self.refer(&target);
                self.flatten(&target, Some(owner), layers, path);
            }
        } else if let Some(members) = node.get("allOf") {
            for member in members.items() {
                self.flatten(&member, owner, layers, path);
            }
        }
        if node.reference().is_none() || self.ref_has_siblings() {
            let without_union = self.lists_heir(node, path);
            layers.push(Layer {
                node: node.clone(),
                owner,
                without_union,
                alternative: false,
            });
        }
        path.pop();
    }

    /// Whether a schema's union lists one of the schemas that extend it: inheritance written in both directions.
    fn lists_heir(&mut self, node: &Cursor<'d>, path: &[Cursor<'d>]) -> bool {
        if path.len() < 2 {
            return false;
        }
        let branches: Vec<Cursor<'d>> = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|keyword| node.get(keyword))
            .flat_map(|list| list.items().collect::<Vec<_>>())
            .filter(|branch| branch.reference().is_some())
            .collect();
        branches.iter().any(|branch| {
            self.target(branch)
                .is_some_and(|target| path.iter().any(|heir| same_place(heir, &target)))
        })
    }

    /// The schema objects that speak of one value: the schema itself, what it refers to, and the members of `allOf`,
    /// nearest first. For annotations and limits, which do not need a type.
    pub(super) fn chain(&mut self, schema: &Cursor<'d>) -> Vec<Cursor<'d>> {
        let mut chain = Vec::new();
        self.collect_chain(schema, &mut chain);
        chain
    }

    fn collect_chain(&mut self, node: &Cursor<'d>, chain: &mut Vec<Cursor<'d>>) {
        if node.node.as_object().is_none() || chain.iter().any(|known| same_place(known, node)) {
            return;
        }
        chain.push(node.clone());
        if node.reference().is_some() {
            if let Some(target) = self.target(node) {
                self.collect_chain(&target, chain);
            }
        } else if let Some(members) = node.get("allOf") {
            for member in members.items() {
                self.collect_chain(&member, chain);
            }
        }
    }
}
