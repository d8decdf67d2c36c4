//! Which members are stored apart from the value that has them.
//!
//! A value cannot contain itself. Lists and maps store their elements apart anyway; any other member that lies on a
//! cycle is boxed. All members of a cycle are, not one that is chosen: so whether a member is boxed does not depend on
//! the order of types, and stays what it is when types are added elsewhere.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Field, Type, TypeId, TypeKind};

use super::graph::components;

/// Which members are boxed.
#[derive(Clone, Debug, Default)]
pub struct Boxes {
    members: Vec<Vec<bool>>,
}

impl Boxes {
    /// Whether the member at `position` (a field of a struct, a variant of a union) of a type is boxed.
    pub fn contains(&self, id: TypeId, position: usize) -> bool {
        self.members
            .get(id.index())
            .and_then(|members| members.get(position))
            .copied()
            .unwrap_or(false)
    }
}

/// Finds the members that lie on a cycle of direct containment.
pub fn boxes(api: &Api) -> Boxes {
    on_cycles(&contained(api))
}

/// Finds required members by which a struct would contain itself without end: no value can be that. They are treated as
/// optional.
pub fn endless(api: &Api) -> Boxes {
    let needed = api.types.iter().map(|definition| match &definition.kind {
        TypeKind::Struct(one) => one.fields.iter().map(|field| needed_by(api, field)).collect(),
        _ => Vec::new(),
    });
    on_cycles(&needed.collect::<Vec<_>>())
}

/// Says which members those are.
pub(super) fn report(api: &Api, endless: &Boxes, diagnostics: &mut Diagnostics) {
    for (definition, id) in api.types.iter().zip(0..) {
        let TypeKind::Struct(one) = &definition.kind else {
            continue;
        };
        for (position, field) in one.fields.iter().enumerate() {
            if endless.contains(TypeId(id), position) {
                let message = "this required property would make every value endless; it is optional in Rust";
                let found = Diagnostic::new(Code::RefCycle, field.origin(definition), message);
                diagnostics.push(found.help("remove the property from `required`, or allow `null`"));
            }
        }
    }
}

/// The structs that a value cannot be without.
fn needed_by(api: &Api, field: &Field) -> Vec<TypeId> {
    if !field.required || nullable(api, &field.ty) {
        return Vec::new();
    }
    let mut found = contained_in(api, &field.ty);
    found.retain(|id| matches!(api.type_def(*id).map(|def| &def.kind), Some(TypeKind::Struct(_))));
    found
}

/// Whether `null` is a value of a type, names seen through.
fn nullable(api: &Api, ty: &Type) -> bool {
    let mut at = ty;
    for _ in 0..=api.types.len() {
        at = match at {
            Type::Named(id) => match api.type_def(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(inner)) => inner,
                _ => return false,
            },
            other => return other.is_nullable(),
        };
    }
    false
}

/// What each member of each type holds directly.
fn contained(api: &Api) -> Vec<Vec<Vec<TypeId>>> {
    let all = api.types.iter().map(|definition| match &definition.kind {
        TypeKind::Struct(one) => one.fields.iter().map(|field| contained_in(api, &field.ty)).collect(),
        TypeKind::Union(one) => one
            .variants
            .iter()
            .map(|variant| contained_in(api, &variant.ty))
            .collect(),
        TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Enum(_) => Vec::new(),
    });
    all.collect()
}

/// The members that lead back to the type that has them.
fn on_cycles(contained: &[Vec<Vec<TypeId>>]) -> Boxes {
    let edges: Vec<Vec<TypeId>> = contained.iter().map(|members| members.concat()).collect();
    let component = components(&edges);
    let of = |index: usize| component.get(index).copied();
    let members = contained
        .iter()
        .enumerate()
        .map(|(index, members)| {
            let on_cycle = |targets: &Vec<TypeId>| targets.iter().any(|target| of(target.index()) == of(index));
            members.iter().map(on_cycle).collect()
        })
        .collect();
    Boxes { members }
}

/// The structs, enums and unions that a value holds directly, names seen through.
fn contained_in(api: &Api, ty: &Type) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut names = Vec::new();
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        match ty {
            Type::Nullable(inner) => pending.push(inner),
            Type::Tuple(parts) => pending.extend(parts.iter().rev()),
            Type::Named(id) => match api.type_def(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(inner)) if !names.contains(id) => {
                    names.push(*id);
                    pending.push(inner);
                }
                Some(TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Enum(_)) => found.push(*id),
                _ => {}
            },
            _ => {}
        }
    }
    found
}
