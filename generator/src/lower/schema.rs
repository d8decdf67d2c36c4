//! A schema becomes a type: decides which keyword family speaks, and leaves the rest to that family's file.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{AnyCause, Type, TypeId, TypeKind, Union};
use crate::spec::{Cursor, Node};

use super::compose::{Found, View};
use super::context::{Context, Place};
use super::dialect::{Kind, Kinds};

impl<'d> Context<'d, '_> {
    /// The type of a value that a schema describes, as it is used at `place`.
    pub(super) fn schema(&mut self, schema: &Cursor<'d>, place: &Place) -> Type {
        let ty = match self.look(schema) {
            Found::Elsewhere(target) => Type::Named(self.refer(&target)),
            Found::Here(view) => self.view(&view, place),
            Found::Nothing(cause) => Type::Any(cause),
        };
        let ty = if self.nullable(schema) { ty.nullable() } else { ty };
        self.sample_schema(schema, &ty);
        ty
    }

    /// The same of a parameter or a header.
    pub(super) fn schema_of_text(&mut self, schema: &Cursor<'d>, place: &Place) -> Type {
        let before = std::mem::replace(&mut self.is_text, true);
        let ty = self.schema(schema, place);
        self.is_text = before;
        ty
    }

    /// Makes all types that were promised.
    pub(super) fn fill_pending(&mut self) {
        while let Some((id, schema)) = self.next_pending() {
            self.fill(id, &schema);
        }
    }

    /// Makes the type that was reserved for a schema. It never allows `null` by itself: each use says so.
    fn fill(&mut self, id: TypeId, schema: &Cursor<'d>) {
        self.sample_named(schema, id);
        let (ty, view) = match self.look(schema) {
            Found::Elsewhere(target) => (Type::Named(self.refer(&target)), View::plain(schema)),
            Found::Here(view) => match self.inheritance(schema, &view, id) {
                Some(union) => (union, view),
                None => (self.view(&view, &Place::Own(id)), view),
            },
            Found::Nothing(cause) => (Type::Any(cause), View::plain(schema)),
        };
        if ty != Type::Named(id) || !self.is_filled(id) {
            let docs = self.type_docs(&view);
            let examples = self.type_examples(&view);
            self.settle(id, TypeKind::Alias(ty), docs, examples);
        }
    }

    /// The type of a view, `null` aside.
    pub(super) fn view(&mut self, view: &View<'d>, place: &Place) -> Type {
        self.note_unexpressed(view);
        if let Some(ty) = self.enumeration(view, place) {
            return ty;
        }
        if let Some(ty) = self.union(view, place) {
            return ty;
        }
        match self.kinds(view) {
            Kinds::Unknown => Type::Any(AnyCause::Unsupported),
            Kinds::Absent => match self.inferred_kind(view) {
                Some(kind) => self.of_implied_kind(view, kind, place),
                None => Type::Any(AnyCause::Unconstrained),
            },
            Kinds::Known(kinds) => match kinds.as_slice() {
                [] => Type::Null,
                [kind] => self.of_kind(view, *kind, place),
                several => self.of_several_kinds(view, several, place),
            },
        }
    }

    /// The type of a view that allows values of one kind.
    pub(super) fn of_kind(&mut self, view: &View<'d>, kind: Kind, place: &Place) -> Type {
        match kind {
            Kind::Boolean => Type::Boolean,
            Kind::Integer => self.integer(view),
            Kind::Number => self.number(view),
            Kind::String => self.string(view, place),
            Kind::File => Type::String(crate::ir::StringFormat::Binary),
            Kind::Array => self.array(view, place),
            Kind::Object => self.object(view, place),
        }
    }

    /// The type of a view without `type`, where keywords tell of one kind. They say nothing of values of other kinds (JSON Schema
    /// Validation, section 6), which are kept as they come. Objects are the exception, since most descriptions that list
    /// properties without `type` mean nothing else, and so are files and formats, which are whole kinds of values.
    fn of_implied_kind(&mut self, view: &View<'d>, kind: Kind, place: &Place) -> Type {
        let is_told = ["format", "contentEncoding", "contentMediaType"]
            .iter()
            .any(|keyword| view.has(keyword));
        if kind == Kind::Object || is_told {
            return self.of_kind(view, kind, place);
        }
        self.define(view, place, |context, id| {
            let ty = context.of_kind(view, kind, &Place::Own(id));
            TypeKind::Union(Union {
                variants: vec![context.variant_of(view, ty, kind.name())],
                discriminator: None,
                overlapping: false,
                fallback: None,
            })
        })
    }

    /// `type: [string, integer]`: a union of what the view is for each kind.
    pub(super) fn of_several_kinds(&mut self, view: &View<'d>, kinds: &[Kind], place: &Place) -> Type {
        if kinds.len() >= 5 {
            return Type::Any(AnyCause::Unconstrained);
        }
        if let [Kind::Integer, Kind::Number] | [Kind::Number, Kind::Integer] = kinds {
            return self.number(view);
        }
        self.define(view, place, |context, id| {
            let mut variants = Vec::new();
            for kind in kinds {
                let own = view.of_kind(*kind);
                let ty = context.of_kind(&own, *kind, &Place::child(id, kind.name()));
                variants.push(context.variant_of(view, ty, kind.name()));
            }
            TypeKind::Union(Union {
                variants,
                discriminator: None,
                overlapping: false,
                fallback: None,
            })
        })
    }

    /// `type: array`: a list or a tuple.
    fn array(&mut self, view: &View<'d>, place: &Place) -> Type {
        if let Some(positions) = self.positions(view) {
            if let Some(rest) = view.last("items").filter(|items| items.node.as_object().is_some()) {
                return self.open_tuple(view, &positions, &rest, place);
            }
            let types = positions
                .iter()
                .enumerate()
                .map(|(index, position)| self.schema(position, &place.part(&(index + 1).to_string())))
                .collect();
            return self.tuple(view, types);
        }
        let place = place.below("item");
        let lists: Vec<_> = view.all("items").map(|(items, layer)| (items, layer.owner)).collect();
        match lists.as_slice() {
            [] => Type::Array(Box::new(Type::Any(AnyCause::Unconstrained))),
            [(items, _)] => Type::Array(Box::new(self.merged_schemas(std::slice::from_ref(items), &place))),
            several => {
                let schemas: Vec<Cursor<'d>> = several.iter().map(|(items, _)| items.clone()).collect();
                Type::Array(Box::new(self.merged_schemas(&schemas, &place)))
            }
        }
    }

    /// A list of fixed length, as far as Rust has such: up to twelve elements can be compared and shown.
    fn tuple(&mut self, view: &View<'d>, types: Vec<Type>) -> Type {
        const LONGEST: usize = 12;
        if types.len() <= LONGEST {
            return Type::Tuple(types);
        }
        if let Some(head) = view.head() {
            let message = format!(
                "a tuple of {} elements is longer than {LONGEST}: its elements become any JSON value",
                types.len()
            );
            self.note(Code::Unsupported, head, message);
        }
        Type::Array(Box::new(Type::Any(AnyCause::MixedTypes)))
    }

    /// `prefixItems` with further elements after them: a list of whatever is allowed at any position.
    fn open_tuple(&mut self, view: &View<'d>, positions: &[Cursor<'d>], rest: &Cursor<'d>, place: &Place) -> Type {
        if let Some(head) = view.head() {
            self.note(
                Code::Unsupported,
                head,
                "this tuple becomes a list: each element may have any of the types",
            );
        }
        let schemas: Vec<Cursor<'d>> = positions.iter().chain([rest]).cloned().collect();
        Type::Array(Box::new(self.any_of_these(&schemas, &place.below("item"))))
    }

    /// The schemas of a tuple's positions: `prefixItems`, or `items` as a list (JSON Schema before 2020-12).
    fn positions(&mut self, view: &View<'d>) -> Option<Vec<Cursor<'d>>> {
        let list = match view.last("prefixItems") {
            Some(list) => list,
            None => view.last("items").filter(|items| items.node.as_array().is_some())?,
        };
        if list.node.as_array().is_none() {
            self.report(Code::WrongType, &list, "`prefixItems` must be a list of schemas");
            return None;
        }
        let positions: Vec<Cursor<'d>> = list.items().collect();
        (!positions.is_empty()).then_some(positions)
    }

    /// The type of a value that several schemas describe at once, the later ones winning.
    pub(super) fn merged_schemas(&mut self, schemas: &[Cursor<'d>], place: &Place) -> Type {
        let mut met = Vec::new();
        let mut schemas = schemas.to_vec();
        // The last mention of a schema counts, as the later ones win.
        schemas.reverse();
        schemas.retain(|schema| {
            let place = self.resolve(schema).unwrap_or_else(|| schema.clone()).origin();
            let is_new = !met.contains(&place);
            met.push(place);
            is_new
        });
        schemas.reverse();
        met.sort();
        met.dedup();
        // Objects in each other are met again as the type that they have become; lists have none.
        if self.merging.iter().filter(|open| **open == met).count() > 1 {
            if let Some(last) = schemas.last() {
                let message = "these schemas of an `allOf` hold each other without end; here it is any JSON value";
                let found = Diagnostic::new(Code::RefCycle, last.origin(), message);
                self.push(found.help("refer to one schema that says all of it"));
            }
            return Type::Any(AnyCause::Reference);
        }
        self.merging.push(met);
        let ty = self.merged(&schemas, place);
        self.merging.pop();
        ty
    }

    /// The same of schemas that are not being merged already, each once.
    fn merged(&mut self, schemas: &[Cursor<'d>], place: &Place) -> Type {
        let (Some((first, rest)), Some((last, others))) = (schemas.split_first(), schemas.split_last()) else {
            return Type::Any(AnyCause::Unconstrained);
        };
        if others.iter().all(|other| self.adds_nothing(other, last)) {
            return self.schema(last, place);
        }
        if rest.iter().all(|other| self.adds_nothing(other, first)) {
            return self.schema(first, place);
        }
        let mut sum = self.flat(first);
        for schema in rest {
            let next = self.flat(schema);
            sum = sum.and(&next);
        }
        let nullable = schemas.iter().all(|schema| self.nullable(schema));
        let ty = self.view(&sum, place);
        if nullable { ty.nullable() } else { ty }
    }

    /// Whether a schema says nothing of the shape that `other` does not say.
    fn adds_nothing(&mut self, schema: &Cursor<'d>, other: &Cursor<'d>) -> bool {
        if let (Found::Elsewhere(one), Found::Elsewhere(two)) = (self.look(schema), self.look(other)) {
            return super::compose::same_place(&one, &two);
        }
        let Some(object) = schema.node.as_object() else {
            return true;
        };
        let same_type = match (schema.node.get("type"), other.node.get("type")) {
            (None, _) => true,
            (Some(_), None) => other.reference().is_some(),
            (Some(one), Some(two)) => one.to_json() == two.to_json(),
        };
        same_type && !super::compose::has_shape(schema.node, &[]) && object.get("format").is_none()
    }

    /// The kind that keywords other than `type` imply.
    fn inferred_kind(&mut self, view: &View<'d>) -> Option<Kind> {
        const IMPLIED: &[(Kind, &[&str])] = &[
            (
                Kind::Object,
                &[
                    "properties",
                    "additionalProperties",
                    "unevaluatedProperties",
                    "patternProperties",
                    "required",
                    "minProperties",
                    "maxProperties",
                ],
            ),
            (
                Kind::Array,
                &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"],
            ),
            (
                Kind::String,
                &[
                    "pattern",
                    "minLength",
                    "maxLength",
                    "contentEncoding",
                    "contentMediaType",
                ],
            ),
            (
                Kind::Number,
                &[
                    "minimum",
                    "maximum",
                    "multipleOf",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                ],
            ),
        ];
        let implied = IMPLIED
            .iter()
            .find(|(_, keywords)| keywords.iter().any(|keyword| view.has(keyword)));
        match implied {
            Some((kind, _)) => Some(*kind),
            None => super::scalars::kind_of_format(view.last("format")?.node.as_str()?),
        }
    }

    /// Reports the keywords of a view's own layers that the output does not express.
    fn note_unexpressed(&mut self, view: &View<'d>) {
        let own: Vec<Cursor<'d>> = view
            .layers
            .iter()
            .filter(|layer| layer.owner.is_none())
            .map(|layer| layer.node.clone())
            .collect();
        for node in own {
            for (keyword, meaning) in UNEXPRESSED {
                let member = node.get(keyword).filter(|member| !says_nothing(keyword, member.node));
                if let Some(member) = member {
                    let message = format!("`{keyword}` has no effect: {meaning}");
                    let help = match meaning.contains("not checked") {
                        true => "nothing needs to be done: the service checks its requests",
                        false => Code::Unsupported.advice(),
                    };
                    self.advise_note(Code::Unsupported, &member, message, help);
                }
            }
        }
    }
}

/// Whether a keyword stands there with the value that it has by default.
fn says_nothing(keyword: &str, value: &Node) -> bool {
    match keyword {
        "unevaluatedItems" => matches!(value, Node::Bool(_)),
        "minContains" => value.as_u64() == Some(1),
        "xml" => value.as_object().is_none_or(|object| object.iter().next().is_none()),
        _ => false,
    }
}

const UNEXPRESSED: &[(&str, &str)] = &[
    ("not", "values are not checked against it"),
    ("if", "values are not checked against it"),
    ("dependentSchemas", "values are not checked against it"),
    ("dependentRequired", "values are not checked against it"),
    ("dependencies", "values are not checked against it"),
    ("contains", "values are not checked against it"),
    ("minContains", "values are not checked against it"),
    ("maxContains", "values are not checked against it"),
    ("propertyNames", "property names are not checked against it"),
    ("unevaluatedItems", "elements beside the known ones are not expected"),
    ("contentSchema", "the string is not decoded"),
    ("xml", "XML is not encoded or decoded"),
];
