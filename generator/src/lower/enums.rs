//! `enum` and `const`: lists of values.
//!
//! Generated enums are open, so a list never refuses a value; what it gives is names. A list that gives none (of
//! booleans, of fractions, of objects, of several kinds) leaves the plain type or types.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{AnyCause, Docs, Enum, EnumRepr, EnumValue, Type, TypeKind, Union};
use crate::spec::{Cursor, Node};

use super::compose::View;
use super::context::{Context, Place};
use super::dialect::{Kind, Kinds};

/// The values that a view lists, `null` left out.
struct Listing {
    values: Vec<EnumValue>,
    nulls: bool,
}

impl<'d> Context<'d, '_> {
    /// The type of a view that lists its values; none where it lists none, or where the list adds nothing to the
    /// type.
    pub(super) fn enumeration(&mut self, view: &View<'d>, place: &Place) -> Option<Type> {
        let listing = self.listing(view)?;
        if listing.values.is_empty() {
            return listing.nulls.then_some(Type::Null);
        }
        let declared = match self.kinds(view) {
            Kinds::Known(kinds) => kinds,
            Kinds::Absent => Vec::new(),
            Kinds::Unknown => return Some(Type::Any(AnyCause::Unsupported)),
        };
        let values = self.fitting(view, listing.values, &declared);
        if let Some(ty) = self.values_of_other_kinds(view, &values, &declared, place) {
            return Some(ty);
        }
        match repr_of(&values) {
            Some(repr) => Some(self.define(view, place, |_, _| TypeKind::Enum(Enum { values, repr }))),
            None => self.unnamed_values(view, &values, &declared, place),
        }
    }

    /// The string values of a view that lists only such, for merging with other lists.
    pub(super) fn named_values(&mut self, view: &View<'d>) -> Option<(Vec<EnumValue>, EnumRepr)> {
        let listing = self.listing(view)?;
        let declared = match self.kinds(view) {
            Kinds::Known(kinds) => kinds,
            _ => Vec::new(),
        };
        let values = self.fitting(view, listing.values, &declared);
        let repr = repr_of(&values)?;
        Some((values, repr))
    }

    /// The values that a view lists, `null` among them, and whether an enum has them.
    pub(super) fn listed_values(&mut self, view: &View<'d>) -> Option<(Vec<Value>, bool)> {
        let listing = self.listing(view)?;
        let is_expressed = !listing.nulls && repr_of(&listing.values).is_some();
        let nulls = listing.nulls.then_some(Value::Null);
        let values = listing.values.into_iter().map(|value| value.value);
        Some((values.chain(nulls).collect(), is_expressed))
    }

    /// The values listed by the last layer that lists any, each once, as the document writes them.
    fn listing(&mut self, view: &View<'d>) -> Option<Listing> {
        if let Some(value) = view.last("const") {
            return self.constant(view, &value);
        }
        let list = view.last("enum")?;
        if list.node.as_array().is_none() {
            self.report(Code::WrongType, &list, "`enum` must be a list of values");
            return None;
        }
        let mut listing = Listing {
            values: Vec::new(),
            nulls: false,
        };
        for (index, item) in list.items().enumerate() {
            if matches!(item.node, Node::Null) {
                listing.nulls = true;
                continue;
            }
            let mut value = enum_value(&item, Docs::default());
            if listing.values.iter().any(|known| known.value == value.value) {
                self.report(
                    Code::DuplicateEnumValue,
                    &item,
                    format!("the value {} is listed twice", value.value),
                );
                continue;
            }
            value.name = extension(view, &["x-enum-varnames", "x-enumNames"], index, &value.value);
            let prose = ["x-enum-descriptions", "x-enumDescriptions"];
            value.docs.description = extension(view, &prose, index, &value.value).map(Into::into);
            listing.values.push(value);
        }
        if listing.values.is_empty() && !listing.nulls {
            self.report(Code::EmptyEnum, &list, "this `enum` has no values and is ignored");
            return None;
        }
        Some(listing)
    }

    /// The one value of `const`, described by the schema that has it.
    fn constant(&mut self, view: &View<'d>, value: &Cursor<'d>) -> Option<Listing> {
        let mut layers = view.layers.iter().rev();
        let layer = layers.find(|layer| layer.node.node.get("const").is_some())?;
        let mut docs = self.docs_of(&layer.node);
        docs.deprecated = false;
        let nulls = matches!(value.node, Node::Null);
        let values = if nulls {
            Vec::new()
        } else {
            vec![enum_value(value, docs)]
        };
        Some(Listing { values, nulls })
    }

    /// The values that the declared type allows. Scalars of a string type are taken as the text they are, and what is sent as text
    /// as the scalar that it is the text of.
    fn fitting(&mut self, view: &View<'d>, mut values: Vec<EnumValue>, declared: &[Kind]) -> Vec<EnumValue> {
        if self.is_text && !declared.contains(&Kind::String) {
            for value in &mut values {
                let read = value
                    .value
                    .as_str()
                    .and_then(|text| serde_json::from_str::<Value>(text).ok());
                if let Some(read) = read.filter(|read| kind_of(read).is_some_and(|kind| declared.contains(&kind))) {
                    value.value = read;
                }
            }
        }
        if declared != [Kind::String] {
            return values;
        }
        let mut texts: Vec<EnumValue> = Vec::new();
        for mut value in values {
            if let Value::Number(_) | Value::Bool(_) = value.value {
                if let Some(head) = view.head() {
                    let message = format!("the enum value {} is taken as a string, as the type says", value.value);
                    self.note(Code::WrongType, head, message);
                }
                value.value = Value::String(value.value.to_string());
            }
            if !texts.iter().any(|known| known.value == value.value) {
                texts.push(value);
            }
        }
        texts
    }

    /// A union of the declared type and of the values that are of another kind: nobody knows which of both the service goes by.
    fn values_of_other_kinds(
        &mut self,
        view: &View<'d>,
        values: &[EnumValue],
        declared: &[Kind],
        place: &Place,
    ) -> Option<Type> {
        let is_whole = |value: &EnumValue| value.value.as_f64().is_none_or(|number| number.fract() == 0.0);
        let is_declared = |kind: &Option<Kind>| match kind {
            // Those that no integer of ours can hold.
            Some(Kind::Number) if values.iter().all(is_whole) => {
                declared.contains(&Kind::Integer) || declared.contains(&Kind::Number)
            }
            Some(Kind::Integer) => declared.contains(&Kind::Integer) || declared.contains(&Kind::Number),
            Some(kind) => declared.contains(kind),
            None => declared.contains(&Kind::Object) || declared.contains(&Kind::Array),
        };
        let others: Vec<Option<Kind>> = kinds_of(values).into_iter().filter(|kind| !is_declared(kind)).collect();
        let list = view.last("enum").or_else(|| view.last("const"))?;
        if declared.is_empty() || others.is_empty() {
            return None;
        }
        let others: Option<Vec<Kind>> = others.into_iter().collect();
        let Some(others) = others else {
            let message = "values of this `enum` are lists or objects, which its `type` does not allow: it becomes any JSON value";
            self.report(Code::WrongType, &list, message);
            return Some(Type::Any(AnyCause::MixedTypes));
        };
        let message = "values of this `enum` are of another kind than its `type` says: values of both kinds are read";
        let found = Diagnostic::new(Code::WrongType, list.origin(), message);
        self.push(found.help("write the values and the `type` as the service sends them"));
        let ty = self.define(view, place, |context, id| {
            let mut variants = Vec::new();
            for kind in declared {
                let ty = context.of_kind(&view.of_kind(*kind), *kind, &Place::child(id, kind.name()));
                variants.push(context.variant_of(view, ty, kind.name()));
            }
            for kind in others {
                let place = Place::child(id, kind.name());
                let own = View {
                    heads: view.heads.iter().chain([&list]).cloned().collect(),
                    layers: view.layers.clone(),
                };
                let values = values.iter().filter(|value| kind_of(&value.value) == Some(kind));
                let values: Vec<EnumValue> = values.cloned().collect();
                let ty = match repr_of(&values) {
                    Some(repr) => context.define(&own, &place, |_, _| TypeKind::Enum(Enum { values, repr })),
                    None => context.of_kind(&own, kind, &place),
                };
                variants.push(context.variant_of(view, ty, kind.name()));
            }
            TypeKind::Union(Union {
                variants,
                discriminator: None,
                overlapping: false,
                fallback: None,
            })
        });
        Some(ty)
    }

    /// What a list becomes that no enum can hold: the declared type, or any value.
    fn unnamed_values(
        &mut self,
        view: &View<'d>,
        values: &[EnumValue],
        declared: &[Kind],
        place: &Place,
    ) -> Option<Type> {
        let list = view.last("enum").or_else(|| view.last("const"))?;
        if !declared.is_empty() {
            let lists = |value: bool| values.iter().any(|known| known.value == Value::Bool(value));
            if declared == [Kind::Boolean] && lists(true) && lists(false) {
                return None;
            }
            self.note(
                Code::Unsupported,
                &list,
                "this `enum` does not become a Rust enum: any value of its type is accepted",
            );
            return None;
        }
        if values.iter().all(|value| value.value.is_boolean()) {
            return Some(Type::Boolean);
        }
        if values.iter().all(|value| value.value.is_number()) {
            return Some(self.number(view));
        }
        let kinds = kinds_of(values);
        if kinds.contains(&None) {
            self.report(
                Code::Unsupported,
                &list,
                "an `enum` that lists objects or lists becomes any JSON value",
            );
            return Some(Type::Any(AnyCause::MixedTypes));
        }
        self.note(
            Code::Unsupported,
            &list,
            "this `enum` does not become a Rust enum: any value of these types is accepted",
        );
        Some(self.of_several_kinds(view, &kinds.into_iter().flatten().collect::<Vec<_>>(), place))
    }
}

/// The kinds of values, each once, in the order of their first value; none stands for what is no scalar.
fn kinds_of(values: &[EnumValue]) -> Vec<Option<Kind>> {
    let mut kinds = Vec::new();
    for value in values {
        let kind = kind_of(&value.value);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    // A fraction among the numbers makes all of them such.
    if kinds.contains(&Some(Kind::Number)) {
        kinds.retain(|kind| *kind != Some(Kind::Integer));
    }
    kinds
}

/// The kind of a scalar; none for what is no scalar.
fn kind_of(value: &Value) -> Option<Kind> {
    match value {
        Value::String(_) => Some(Kind::String),
        Value::Bool(_) => Some(Kind::Boolean),
        Value::Number(number) if number.is_f64() => Some(Kind::Number),
        Value::Number(_) => Some(Kind::Integer),
        _ => None,
    }
}

/// A value with its prose. A number without a fraction is an integer, however it is written (JSON Schema, section 4.2.3).
fn enum_value(at: &Cursor<'_>, docs: Docs) -> EnumValue {
    let value = at.node.to_json();
    let whole = value
        .as_f64()
        .filter(|number| value.is_f64() && number.fract() == 0.0 && number.abs() < 9e15);
    EnumValue {
        origin: at.origin(),
        value: whole.map_or(value, |number| Value::from(number as i64)),
        name: None,
        docs,
    }
}

fn repr_of(values: &[EnumValue]) -> Option<EnumRepr> {
    if values.iter().all(|value| value.value.is_string()) {
        Some(EnumRepr::String)
    } else if values.iter().all(|value| value.value.as_i64().is_some()) {
        Some(EnumRepr::Integer)
    } else {
        None
    }
}

/// What an extension says of the value at `index`: a list beside the values, or an object keyed by them.
fn extension(view: &View<'_>, names: &[&str], index: usize, value: &Value) -> Option<String> {
    let member = names.iter().find_map(|name| view.last(name))?;
    let text = match member.node {
        Node::Array(items) => items.get(index)?.as_str()?,
        Node::Object(_) => match value {
            Value::String(key) => member.node.get(key)?.as_str()?,
            other => member.node.get(&other.to_string())?.as_str()?,
        },
        _ => return None,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
