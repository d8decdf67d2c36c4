//! How a member of an object may be missing, and what a caller may set. Both follow from the schema and from where values
//! of the type go.

use crate::ir::{Api, Field, Type, TypeId, TypeKind};

use super::Analysis;

/// How a member may be missing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// It is always there.
    Required,
    /// It may be left out.
    Optional,
    /// It is always there and may be `null`.
    Nullable,
    /// It may be left out, and may be `null`.
    ThreeState,
}

impl Presence {
    /// How a member may be missing that must be there or not, and may be `null` or not.
    pub fn of(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (false, false) => Self::Optional,
            (true, true) => Self::Nullable,
            (false, true) => Self::ThreeState,
        }
    }

    /// Whether a value is made with it.
    pub fn is_given(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}

impl Analysis {
    /// Whether a caller makes values of the type: a request can hold it, or no operation uses it at all.
    pub fn is_sent(&self, id: TypeId) -> bool {
        let usage = self.usage.get(id.index());
        usage.is_none_or(|usage| usage.request || !usage.is_used())
    }

    /// Returns `true` if a response can contain the type, or no operation uses it.
    pub fn is_received(&self, id: TypeId) -> bool {
        let usage = self.usage.get(id.index());
        usage.is_none_or(|usage| usage.response || !usage.is_used())
    }

    /// Returns how the field at `position` of a type may be missing. What only the service sets is missing from what a caller
    /// makes, and what only callers set from what the service sends, required or not (OpenAPI 3.0.3, Schema Object); so is
    /// what no value could have.
    pub fn presence(&self, api: &Api, id: TypeId, position: usize, field: &Field) -> Presence {
        let is_left_out = field.read_only && self.is_sent(id)
            || field.write_only && self.is_received(id)
            || self.endless.contains(id, position);
        Presence::of(field.required && !is_left_out, is_nullable(api, &field.ty))
    }

    /// Returns `true` if the constructor needs the field at `position` of a type.
    pub fn is_argument(&self, id: TypeId, position: usize, field: &Field) -> bool {
        field.required && !field.read_only && !self.endless.contains(id, position)
    }
}

/// Whether `null` is a value of the type, by itself or behind an alias.
pub fn is_nullable(api: &Api, ty: &Type) -> bool {
    let mut current = ty;
    for _ in 0..=api.types.len() {
        let Type::Named(id) = current else {
            return current.is_nullable();
        };
        match api.type_def(*id).map(|def| &def.kind) {
            Some(TypeKind::Alias(target)) => current = target,
            _ => return false,
        }
    }
    false
}
