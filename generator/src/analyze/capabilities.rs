//! What values of a type can do: be compared exactly, be hashed, be made from nothing, be copied bit by bit.

use crate::ir::{Additional, Api, EnumRepr, StringFormat, Type, TypeDef, TypeId, TypeKind};

use super::graph::mentioned;

/// What values of a type can do.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Capabilities {
    /// Equality is exact: no number with a fraction, no arbitrary JSON in it.
    pub eq: bool,
    /// Values can be hashed.
    pub hash: bool,
    /// There is a value with nothing set: a struct that requires no member.
    pub default: bool,
    /// Values are a few bytes that own nothing.
    pub copy: bool,
}

/// Finds what values of each type can do.
pub fn capabilities(api: &Api) -> Vec<Capabilities> {
    let mut table: Vec<Capabilities> = api.types.iter().map(own).collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); api.types.len()];
    for (index, definition) in api.types.iter().enumerate() {
        for target in mentioned(definition) {
            if let Some(users) = users.get_mut(target.index()) {
                users.push(index);
            }
        }
    }
    // What a part cannot do, the whole cannot either; this spreads from the parts until nothing changes.
    let mut pending: Vec<usize> = (0..table.len()).collect();
    while let Some(index) = pending.pop() {
        let Some(part) = table.get(index).copied() else {
            continue;
        };
        for user in users.get(index).into_iter().flatten() {
            let Some(whole) = table.get_mut(*user) else {
                continue;
            };
            let next = Capabilities {
                eq: whole.eq && part.eq,
                hash: whole.hash && part.hash,
                copy: whole.copy && part.copy,
                default: whole.default,
            };
            if next != *whole {
                *whole = next;
                pending.push(*user);
            }
        }
    }
    for index in 0..table.len() {
        let default = default_of(api, TypeId(u32::try_from(index).unwrap_or(u32::MAX)));
        if let Some(entry) = table.get_mut(index) {
            entry.default = default;
        }
    }
    table
}

/// What a type can do as far as it depends on itself alone.
fn own(definition: &TypeDef) -> Capabilities {
    let uses: Vec<&Type> = match &definition.kind {
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => vec![ty],
        TypeKind::Enum(one) => {
            return Capabilities {
                eq: true,
                hash: true,
                default: false,
                copy: one.repr == EnumRepr::Integer,
            };
        }
        TypeKind::Struct(one) => {
            let others = match &one.additional {
                Additional::Typed(ty) => Some(ty),
                _ => None,
            };
            one.fields.iter().map(|field| &field.ty).chain(others).collect()
        }
        // A union keeps what it does not know as JSON.
        TypeKind::Union(_) => return Capabilities::default(),
    };
    Capabilities {
        eq: uses.iter().all(|ty| is_exact(ty)),
        hash: uses.iter().all(|ty| is_exact(ty)),
        default: false,
        // A struct may get a member of any type one day, and must not lose a capability that callers rely on then.
        copy: matches!(definition.kind, TypeKind::Alias(_)) && uses.iter().all(|ty| is_copied(ty)),
    }
}

/// Whether a use of a type compares exactly, named types taken at their word.
fn is_exact(ty: &Type) -> bool {
    match ty {
        Type::Any(_) | Type::Number(_) | Type::String(StringFormat::Password) => false,
        Type::Null | Type::Boolean | Type::Integer(_) | Type::String(_) | Type::Named(_) => true,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => is_exact(inner),
        Type::Tuple(parts) => parts.iter().all(is_exact),
    }
}

fn is_copied(ty: &Type) -> bool {
    match ty {
        Type::Null | Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::Named(_) => true,
        Type::Nullable(inner) => is_copied(inner),
        Type::Tuple(parts) => parts.iter().all(is_copied),
        Type::Any(_) | Type::String(_) | Type::Array(_) | Type::Map(_) => false,
    }
}

/// Whether there is a value with nothing set.
fn default_of(api: &Api, id: TypeId) -> bool {
    match api.type_def(id).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(one)) => one.fields.iter().all(|field| !field.required),
        _ => false,
    }
}
