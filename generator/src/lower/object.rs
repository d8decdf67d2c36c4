//! `properties` and `required`: objects. What they hold beside is in `additional`.

use crate::diagnostic::Code;
use crate::hash::IndexMap;
use crate::ir::{Additional, AnyCause, Docs, Field, Struct, Type, TypeId, TypeKind};
use crate::spec::{Cursor, Node};

use super::compose::View;
use super::context::{Context, Place};

/// A property, as each layer that has it defines it.
type Definitions<'d> = Vec<(Cursor<'d>, Option<TypeId>)>;

impl<'d> Context<'d, '_> {
    /// `type: object`.
    pub(super) fn object(&mut self, view: &View<'d>, place: &Place) -> Type {
        let properties = self.properties(view);
        if properties.is_empty() {
            return self.object_without_properties(view, place);
        }
        self.define(view, place, |context, id| {
            TypeKind::Struct(context.structure(view, properties, id))
        })
    }

    /// The properties of a view in order of first appearance.
    pub(super) fn properties(&mut self, view: &View<'d>) -> IndexMap<&'d str, Definitions<'d>> {
        let mut properties: IndexMap<&'d str, Definitions<'d>> = IndexMap::default();
        let objects: Vec<_> = view
            .all("properties")
            .map(|(member, layer)| (member, layer.owner))
            .collect();
        for (object, owner) in objects {
            let Some(object) = self.section(&object) else {
                continue;
            };
            if !self.is_object(&object) {
                continue;
            }
            for (name, schema) in object.entries() {
                if matches!(schema.node, Node::Bool(false)) {
                    self.note(
                        Code::Unsupported,
                        &schema,
                        "this property allows no value (`false`) and is left out",
                    );
                    continue;
                }
                properties.entry(name).or_default().push((schema, owner));
            }
        }
        properties
    }

    pub(super) fn structure(
        &mut self,
        view: &View<'d>,
        properties: IndexMap<&'d str, Definitions<'d>>,
        id: TypeId,
    ) -> Struct {
        let required = self.required(view);
        let mut fields = Vec::with_capacity(properties.len());
        for (name, definitions) in properties {
            let is_required = required.iter().any(|(listed, _)| *listed == name);
            if let Some(field) = self.field(name, &definitions, is_required, id) {
                fields.push(field);
            }
        }
        let additional = self.additional(view, id);
        if !matches!(&additional, Additional::Typed(ty) if !matches!(ty, Type::Any(_))) {
            self.add_undescribed(&required, &mut fields);
        }
        let values = super::additional::values(view).map(|(member, _)| member);
        let values = values.filter(|_| matches!(additional, Additional::Typed(_)));
        let chain = values.map(|values| self.chain(&values)).unwrap_or_default();
        fields.shrink_to_fit();
        Struct {
            fields,
            additional,
            additional_constraints: self.constraints_of_chain(&chain),
        }
    }

    /// What `required` lists and no property describes may still have to be sent: it becomes a member of any type. It
    /// is often a mistake, so it is not required.
    fn add_undescribed(&mut self, required: &[(&'d str, Cursor<'d>)], fields: &mut Vec<Field>) {
        for (name, at) in required {
            if fields.iter().any(|field| *field.wire == **name) {
                continue;
            }
            let message = format!(
                "`required` lists `{name}`, which `properties` does not declare; it becomes an optional property of any type"
            );
            let help = format!("declare `{name}` in `properties`, or remove it from `required`");
            self.advise_note(Code::Missing, at, message, &help);
            fields.push(Field {
                elsewhere: Some(Box::new(at.origin())),
                wire: self.interned(name),
                ty: Type::Any(AnyCause::Unconstrained),
                required: false,
                read_only: false,
                write_only: false,
                docs: Docs::default(),
                default: None,
                constraints: None,
                example: None,
            });
        }
    }

    /// The names that `required` lists, over all layers.
    pub(super) fn required(&mut self, view: &View<'d>) -> Vec<(&'d str, Cursor<'d>)> {
        let lists: Vec<Cursor<'d>> = view
            .all("required")
            .filter(|(_, layer)| !layer.alternative)
            .map(|(list, _)| list)
            .collect();
        let mut names = Vec::new();
        for list in lists {
            match list.node {
                Node::Array(_) => {
                    for item in list.items() {
                        match item.node.as_str() {
                            Some(name) => names.push((name, item.clone())),
                            None => self.report(
                                Code::WrongType,
                                &item,
                                "an element of `required` must be the name of a property",
                            ),
                        }
                    }
                }
                Node::Bool(_) => {
                    self.note(
                        Code::WrongType,
                        &list,
                        "`required` of a schema must be a list of property names; this one is ignored",
                    );
                }
                _ => self.report(Code::WrongType, &list, "`required` must be a list of property names"),
            }
        }
        names
    }

    fn field(&mut self, name: &str, definitions: &Definitions<'d>, required: bool, id: TypeId) -> Option<Field> {
        let (nearest, owner) = definitions.last()?.clone();
        let place = Place::child(owner.unwrap_or(id), name);
        let ty = if definitions.len() == 1 {
            self.schema(&nearest, &place)
        } else {
            let schemas: Vec<Cursor<'d>> = definitions.iter().map(|(schema, _)| schema.clone()).collect();
            self.merged_schemas(&schemas, &place)
        };
        let mut chain = Vec::new();
        for (schema, _) in definitions.iter().rev() {
            chain.extend(self.chain(schema));
        }
        let mut docs = self.docs_of(&nearest);
        for (schema, _) in definitions.iter().rev().skip(1) {
            let earlier = self.docs_of(schema);
            docs.summary = docs.summary.or(earlier.summary);
            docs.description = docs.description.or(earlier.description);
        }
        let default = self.default_of(&chain, &ty);
        Some(Field {
            elsewhere: self
                .types
                .get(id.index())
                .and_then(|owner| Field::elsewhere(nearest.origin(), owner, name)),
            wire: self.interned(name),
            ty,
            required,
            read_only: chain.iter().any(|node| node.bool("readOnly")),
            write_only: chain.iter().any(|node| node.bool("writeOnly")),
            docs,
            default: default.map(Box::new),
            constraints: self.constraints_of_chain(&chain),
            example: self.example_of(&chain).map(Box::new),
        })
    }
}
