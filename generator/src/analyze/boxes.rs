//! Which members are stored apart from the value that has them.
//!
//! A value cannot contain itself. Lists and maps store their elements apart anyway; any other member that lies on a
//! cycle is boxed. All members of a cycle are, not one that is chosen: so whether a member is boxed does not depend on
//! the order of types, and stays what it is when types are added elsewhere.

use crate::ir::{Api, Type, TypeId, TypeKind};

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
    let contained: Vec<Vec<Vec<TypeId>>> = api
        .types
        .iter()
        .map(|definition| match &definition.kind {
            TypeKind::Struct(one) => one.fields.iter().map(|field| contained_in(api, &field.ty)).collect(),
            TypeKind::Union(one) => one
                .variants
                .iter()
                .map(|variant| contained_in(api, &variant.ty))
                .collect(),
            TypeKind::Alias(_) | TypeKind::Enum(_) => Vec::new(),
        })
        .collect();
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
