//! Uses of types: whether two are the same, and for inline types what differs inside of them.

use super::change::{Level, Place};
use super::comparison::Comparison;
use super::kind::Kind;
use super::show::shown;
use crate::config::{DateTimeType, DateType, UuidType};
use crate::ir::{StringFormat, Type, TypeDef, TypeId, TypeKind, TypeName};
use crate::pointer::Origin;

/// How two uses of types compare.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sameness {
    /// They are one type. What differs inside of it has been reported.
    Same,
    /// The description says another type, which is the same one in Rust.
    Respelled,
    /// They are two types.
    Different,
}

impl Sameness {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Different, _) | (_, Self::Different) => Self::Different,
            (Self::Respelled, _) | (_, Self::Respelled) => Self::Respelled,
            (Self::Same, Self::Same) => Self::Same,
        }
    }
}

/// The kinds under which a change of type is reported: another type in Rust, or the same one.
pub(super) type Kinds = (Kind, Kind);

impl Comparison<'_> {
    /// Compares two uses of types, `null` aside, and reports where they differ.
    pub(super) fn use_of(&mut self, place: &Place, old: &Type, new: &Type, kinds: Kinds, at: &Origin) -> Sameness {
        let same = self.same(place, old.non_null(), new.non_null(), at);
        let kind = match same {
            Sameness::Same => return same,
            Sameness::Respelled => kinds.1,
            Sameness::Different => {
                // Types that are gone with something that breaks no program are said by themselves.
                if kinds.0.level() == Level::Major {
                    self.explain(old);
                }
                kinds.0
            }
        };
        let (from, to) = (shown(self.old.api, old), shown(self.new.api, new));
        self.report_between(kind, place, &from, &to, at);
        same
    }

    /// Compares two uses of types. Only changes inside of inline types are reported.
    pub(super) fn same(&mut self, place: &Place, old: &Type, new: &Type, at: &Origin) -> Sameness {
        match (old, new) {
            (Type::Named(one), Type::Named(other)) => self.same_named(place, *one, *other, at),
            (Type::Named(id), other) => match self.old.api.type_def(*id).map(|def| &def.kind) {
                Some(TypeKind::Alias(target)) => Sameness::Respelled.and(self.same(place, target, other, at)),
                _ => Sameness::Different,
            },
            (other, Type::Named(id)) => match self.new.api.type_def(*id).map(|def| &def.kind) {
                Some(TypeKind::Alias(target)) => Sameness::Respelled.and(self.same(place, other, target, at)),
                _ => Sameness::Different,
            },
            (Type::Array(one), Type::Array(other)) => self.same(&place.joined("[]"), one, other, at),
            (Type::Map(one), Type::Map(other)) => self.same(&place.joined("{}"), one, other, at),
            (Type::Nullable(one), Type::Nullable(other)) => self.same(place, one, other, at),
            (Type::Tuple(one), Type::Tuple(other)) if one.len() == other.len() => {
                let mut all = Sameness::Same;
                for (index, (one, other)) in one.iter().zip(other).enumerate() {
                    all = all.and(self.same(&place.joined(&format!("[{index}]")), one, other, at));
                }
                all
            }
            (Type::Any(_), Type::Any(_)) => Sameness::Same,
            (one, other) if one == other => Sameness::Same,
            (Type::String(one), Type::String(other)) if self.rust_string(one) == self.rust_string(other) => {
                Sameness::Respelled
            }
            _ => Sameness::Different,
        }
    }

    fn same_named(&mut self, place: &Place, old: TypeId, new: TypeId, at: &Origin) -> Sameness {
        let (Some(one), Some(other)) = (self.old.api.type_def(old), self.new.api.type_def(new)) else {
            return Sameness::Different;
        };
        if self.pairs.new_of(old) == Some(new) {
            return Sameness::Same;
        }
        match (&one.name, &other.name) {
            (TypeName::Schema(_), TypeName::Schema(_)) => match (&one.kind, &other.kind) {
                (TypeKind::Alias(target), _) => {
                    Sameness::Respelled.and(self.same(place, target, &Type::Named(new), at))
                }
                (_, TypeKind::Alias(target)) => {
                    Sameness::Respelled.and(self.same(place, &Type::Named(old), target, at))
                }
                _ => Sameness::Different,
            },
            _ => self.same_inline(place, (old, one), (new, other), at),
        }
    }

    /// Compares two types of which at least one is inline.
    pub(super) fn same_inline(
        &mut self,
        place: &Place,
        old: (TypeId, &TypeDef),
        new: (TypeId, &TypeDef),
        at: &Origin,
    ) -> Sameness {
        let pair = (old.0, new.0);
        if self.open.contains(&pair) || self.equal.contains(&pair) {
            return Sameness::Same;
        }
        match (&old.1.kind, &new.1.kind) {
            (TypeKind::Alias(target), _) => return self.same(place, target, &Type::Named(new.0), at),
            (_, TypeKind::Alias(target)) => return self.same(place, &Type::Named(old.0), target, at),
            (one, other) if !may_be_one(both_inline(old.1, new.1), one, other) => return Sameness::Different,
            _ => {}
        }
        if matches!(old.1.name, TypeName::Schema(_)) != matches!(new.1.name, TypeName::Schema(_)) {
            // One that is a model of its own on one side and written in place on the other.
            let (from, to) = (old.1.origin.pointer.as_str(), new.1.origin.pointer.as_str());
            self.report_between(Kind::ModelMoved, place, from, to, at);
            self.explained.insert(old.0);
        }
        self.meet(old.0, new.0, place);
        self.open.push(pair);
        let found = self.found();
        self.prose(place, &old.1.docs, &new.1.docs, &new.1.origin);
        self.examples(place, &old.1.examples, &new.1.examples, &new.1.origin);
        self.definition(place, old, new);
        if self.found() == found {
            self.equal.insert(pair);
        }
        self.open.pop();
        Sameness::Same
    }

    /// The type that a format of strings is in Rust, in a word.
    fn rust_string(&self, format: &StringFormat) -> &'static str {
        let types = &self.config.types;
        match format {
            StringFormat::DateTime if types.date_time != DateTimeType::String => "date-time",
            StringFormat::Date if types.date != DateType::String => "date",
            StringFormat::Uuid if types.uuid != UuidType::String => "uuid",
            StringFormat::Base64 => "bytes",
            StringFormat::Password => "secret",
            StringFormat::Binary => "file",
            _ => "string",
        }
    }
}

/// Whether both definitions are written in place.
fn both_inline(old: &TypeDef, new: &TypeDef) -> bool {
    [old, new].iter().all(|def| !matches!(def.name, TypeName::Schema(_)))
}

/// Whether one definition may have become the other: they are of one kind and share any part. Objects and enums that are
/// written in one place need share nothing: the type stays, with other members.
fn may_be_one(are_in_one_place: bool, old: &TypeKind, new: &TypeKind) -> bool {
    match (old, new) {
        (TypeKind::Struct(_), TypeKind::Struct(_)) if are_in_one_place => return true,
        (TypeKind::Enum(one), TypeKind::Enum(other)) if are_in_one_place => return one.repr == other.repr,
        _ => {}
    }
    match (old, new) {
        (TypeKind::Struct(one), TypeKind::Struct(other)) => {
            one.fields.is_empty() && other.fields.is_empty()
                || one
                    .fields
                    .iter()
                    .any(|field| other.fields.iter().any(|found| found.wire == field.wire))
        }
        (TypeKind::Enum(one), TypeKind::Enum(other)) => {
            one.repr == other.repr
                && one
                    .values
                    .iter()
                    .any(|value| other.values.iter().any(|found| found.value == value.value))
        }
        (TypeKind::Union(one), TypeKind::Union(other)) => one
            .variants
            .iter()
            .any(|variant| other.variants.iter().any(|found| found.name == variant.name)),
        _ => false,
    }
}
