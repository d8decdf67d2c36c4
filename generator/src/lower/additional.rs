//! `additionalProperties`, `unevaluatedProperties` and `patternProperties`: maps, and properties beside the listed ones.
//!
//! What a schema says of further properties is kept. Where it says nothing, they are tolerated and not kept.

use crate::diagnostic::Code;
use crate::ir::{Additional, AnyCause, Struct, Type, TypeId, TypeKind, Union};
use crate::spec::{Cursor, Node};

use super::compose::{Layer, View};
use super::context::{Context, Place};

/// The schema of further properties that counts: the last `additionalProperties`, or else the last
/// `unevaluatedProperties`.
pub(super) fn values<'v, 'd>(view: &'v View<'d>) -> Option<(Cursor<'d>, &'v Layer<'d>)> {
    let last = |keyword| view.all(keyword).last();
    last("additionalProperties").or_else(|| last("unevaluatedProperties"))
}

/// A rule for further properties.
enum Rule {
    /// Nothing is said.
    Silent,
    /// There are none.
    Closed,
    /// Any value is allowed.
    Open,
    /// They have a schema.
    Described,
}

fn rule(member: Option<&Cursor<'_>>) -> Rule {
    match member.map(|member| member.node) {
        None => Rule::Silent,
        Some(Node::Bool(false)) => Rule::Closed,
        Some(Node::Object(object)) if object.iter().next().is_some() => match object.iter().len() {
            // As TypeSpec writes it.
            1 if object.get("not").is_some_and(allows_all) => Rule::Closed,
            _ => Rule::Described,
        },
        Some(_) => Rule::Open,
    }
}

/// Whether a schema allows every value.
fn allows_all(schema: &Node) -> bool {
    match schema {
        Node::Bool(allowed) => *allowed,
        Node::Object(object) => object.iter().next().is_none(),
        _ => false,
    }
}

impl<'d> Context<'d, '_> {
    /// The properties beside the listed ones.
    pub(super) fn additional(&mut self, view: &View<'d>, id: TypeId) -> Additional {
        let found = values(view).map(|(member, layer)| (member, layer.owner.unwrap_or(id)));
        let owner = found.as_ref().map_or(id, |(_, owner)| *owner);
        let place = Place::child(owner, "value");
        let member = found.map(|(member, _)| member);
        let rule = rule(member.as_ref());
        if view.has("patternProperties") {
            return Additional::Typed(self.patterned(view, member.as_ref(), &rule, &place));
        }
        match (rule, member) {
            (Rule::Closed, _) => Additional::Denied,
            (Rule::Open, _) => Additional::Typed(Type::Any(AnyCause::Unconstrained)),
            (Rule::Described, Some(member)) => Additional::Typed(self.schema(&member, &place)),
            (Rule::Described | Rule::Silent, _) => Additional::Ignored,
        }
    }

    /// A map, an object without properties, or any object.
    pub(super) fn object_without_properties(&mut self, view: &View<'d>, place: &Place) -> Type {
        let place_of_values = place.below("value");
        let member = values(view).map(|(member, _)| member);
        let rule = rule(member.as_ref());
        if view.has("patternProperties") {
            let values = self.patterned(view, member.as_ref(), &rule, &place_of_values);
            return Type::Map(Box::new(values));
        }
        match (rule, member) {
            (Rule::Closed, _) => self.define(view, place, |_, _| {
                TypeKind::Struct(Struct {
                    fields: Vec::new(),
                    additional: Additional::Denied,
                    additional_constraints: None,
                })
            }),
            (Rule::Open, _) => Type::Map(Box::new(Type::Any(AnyCause::Unconstrained))),
            (Rule::Described, Some(member)) => Type::Map(Box::new(self.schema(&member, &place_of_values))),
            (Rule::Described | Rule::Silent, _) => Type::Any(AnyCause::FreeObject),
        }
    }

    /// The type of the values whose names match a pattern, and of those that do not, if there may be any. Names are not
    /// checked, so that it holds all of them.
    fn patterned(&mut self, view: &View<'d>, others: Option<&Cursor<'d>>, rule: &Rule, place: &Place) -> Type {
        let lists: Vec<Cursor<'d>> = view.all("patternProperties").map(|(patterns, _)| patterns).collect();
        let mut schemas: Vec<Cursor<'d>> = Vec::new();
        for patterns in &lists {
            if self.is_object(patterns) {
                let message = "property names are not checked against the patterns";
                self.note(Code::Unsupported, patterns, message);
                schemas.extend(patterns.entries().map(|(_, schema)| schema));
            }
        }
        let is_open = match rule {
            Rule::Closed => false,
            Rule::Silent | Rule::Open => true,
            Rule::Described => {
                schemas.extend(others.cloned());
                false
            }
        };
        // A pattern with `false` forbids names.
        schemas.retain(|schema| !matches!(schema.node, Node::Bool(false)));
        let ty = match schemas.as_slice() {
            [] => Type::Any(AnyCause::Unconstrained),
            [only] => self.schema(only, place),
            several => self.any_of_these(several, place),
        };
        match lists.last() {
            Some(patterns) if is_open => self.or_any(patterns, ty, place),
            _ => ty,
        }
    }

    /// A union of a type and any other value, which is kept as it came.
    pub(super) fn or_any(&mut self, at: &Cursor<'d>, ty: Type, place: &Place) -> Type {
        let is_open = match ty.non_null() {
            Type::Any(_) => true,
            Type::Named(id) => {
                let kind = self.types.get(id.index()).map(|definition| &definition.kind);
                matches!(kind, Some(TypeKind::Union(_))) && self.is_filled(*id)
            }
            _ => false,
        };
        if is_open {
            return ty;
        }
        let nullable = ty.is_nullable();
        let view = View::plain(at);
        let union = self.define(&view, place, |context, _| {
            let name = super::union::describe(ty.non_null());
            TypeKind::Union(Union {
                variants: vec![context.variant_of(&view, ty.non_null().clone(), name)],
                discriminator: None,
                overlapping: false,
                fallback: None,
            })
        });
        if nullable { union.nullable() } else { union }
    }
}
