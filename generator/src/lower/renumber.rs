//! Gives types new ids, once some of them are left out.

use std::sync::Arc;

use crate::ir::{Additional, Api, Param, Sample, Type, TypeId, TypeKind};

/// Leaves out the types that are not `kept`. `stand_in` says which of those kept stands for a type; none where a type
/// and all that mentions it is left out.
pub(super) fn renumber(
    api: &mut Api,
    samples: &mut [Sample],
    kept: &[bool],
    stand_in: &impl Fn(TypeId) -> Option<TypeId>,
) {
    let mut next = 0;
    let ids: Vec<TypeId> = kept
        .iter()
        .map(|kept| {
            let id = TypeId(next);
            next += u32::from(*kept);
            id
        })
        .collect();
    let new = |id: TypeId| stand_in(id).and_then(|id| ids.get(id.index()).copied());
    let mut flags = kept.iter();
    api.types.retain(|_| flags.next().copied().unwrap_or(true));
    for def in &mut api.types {
        def.parent = def.parent.and_then(new);
        renew_kind(&mut def.kind, &new);
    }
    for operation in &mut api.operations {
        let contents = operation.body.iter_mut().flat_map(|body| &mut body.content);
        let answers = operation.responses.iter_mut();
        let (answered, headers): (Vec<_>, Vec<_>) = answers.map(|one| (&mut one.content, &mut one.headers)).unzip();
        let types = contents
            .chain(answered.into_iter().flatten())
            .map(|content| &mut content.ty);
        let types = types.chain(headers.into_iter().flatten().map(|header| &mut header.ty));
        types.for_each(|ty| renew(ty, &new));
        operation.params.iter_mut().for_each(|param| renew_param(param, &new));
    }
    for (_, id) in &mut api.merged {
        *id = new(*id).unwrap_or(*id);
    }
    samples.iter_mut().for_each(|sample| renew(&mut sample.ty, &new));
}

/// A parameter stays shared unless its type changes.
fn renew_param(param: &mut Arc<Param>, new: &impl Fn(TypeId) -> Option<TypeId>) {
    let mut ty = param.ty.clone();
    renew(&mut ty, new);
    if ty != param.ty {
        Arc::make_mut(param).ty = ty;
    }
}

fn renew_kind(kind: &mut TypeKind, new: &impl Fn(TypeId) -> Option<TypeId>) {
    match kind {
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => renew(ty, new),
        TypeKind::Enum(_) => {}
        TypeKind::Struct(object) => {
            object.fields.iter_mut().for_each(|field| renew(&mut field.ty, new));
            if let Additional::Typed(ty) = &mut object.additional {
                renew(ty, new);
            }
        }
        TypeKind::Union(union) => union
            .variants
            .iter_mut()
            .for_each(|variant| renew(&mut variant.ty, new)),
    }
}

/// Gives the types in a use of a type their new ids. All of them have one: what is kept keeps what it mentions.
fn renew(ty: &mut Type, new: &impl Fn(TypeId) -> Option<TypeId>) {
    match ty {
        Type::Named(id) => *id = new(*id).unwrap_or(*id),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => renew(inner, new),
        Type::Tuple(parts) => parts.iter_mut().for_each(|part| renew(part, new)),
        _ => {}
    }
}
