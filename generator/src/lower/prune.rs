//! Leaves out the types that no operation needs, where only some operations are selected.

use crate::analyze::{edges, mark, request_types, response_types, types_in};
use crate::ir::{Additional, Api, Sample, Type, TypeId, TypeKind};

/// Keeps what operations reach, with the types that it stands inside of; ids are given anew, in the same order.
pub(super) fn prune(api: &mut Api, samples: &mut Vec<Sample>) {
    let mut edges = edges(api);
    for (def, edges) in api.types.iter().zip(&mut edges) {
        edges.extend(def.parent);
    }
    let mut marks = vec![false; api.types.len()];
    for operation in &api.operations {
        mark(&edges, request_types(operation), &mut marks);
        mark(&edges, response_types(operation), &mut marks);
    }
    let mut next = 0;
    let ids: Vec<Option<TypeId>> = marks
        .iter()
        .map(|kept| {
            let id = TypeId(next);
            next += u32::from(*kept);
            kept.then_some(id)
        })
        .collect();
    let new = |id: TypeId| ids.get(id.index()).copied().flatten();
    samples.retain(|sample| types_in(&sample.ty).into_iter().all(|id| new(id).is_some()));
    for (def, kept) in std::mem::take(&mut api.types).into_iter().zip(&marks) {
        if *kept {
            api.types.push(def);
        }
    }
    for def in &mut api.types {
        def.parent = def.parent.and_then(new);
        renew_kind(&mut def.kind, &new);
    }
    for operation in &mut api.operations {
        let contents = operation.body.iter_mut().flat_map(|body| &mut body.content);
        let answers = operation.responses.iter_mut();
        let (answered, headers): (Vec<_>, Vec<_>) = answers.map(|one| (&mut one.content, &mut one.headers)).unzip();
        let types = operation.params.iter_mut().map(|param| &mut param.ty);
        let types = types.chain(
            contents
                .chain(answered.into_iter().flatten())
                .map(|content| &mut content.ty),
        );
        let types = types.chain(headers.into_iter().flatten().map(|header| &mut header.ty));
        types.for_each(|ty| renew(ty, &new));
    }
    samples.iter_mut().for_each(|sample| renew(&mut sample.ty, &new));
}

fn renew_kind(kind: &mut TypeKind, new: &impl Fn(TypeId) -> Option<TypeId>) {
    match kind {
        TypeKind::Alias(ty) => renew(ty, new),
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
