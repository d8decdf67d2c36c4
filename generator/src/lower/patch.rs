//! Bodies of `application/merge-patch+json` (RFC 7396): a member that is left out stays as it is, and `null` removes it.
//!
//! So each member of an object in such a body that need not be there may be `null`, whatever its schema says, at any depth but in
//! lists, which a patch replaces as a whole. A type that other places use as well gets another one beside it, with `Patch`
//! behind its name; one that only patches use is changed itself.

use crate::analyze::{edges, mark, mentioned, request_types, response_types, types_in, webhook_types};
use crate::hash::HashMap;
use crate::ir::media_type::essence;
use crate::ir::{Additional, Api, Content, Field, Sample, Struct, Type, TypeDef, TypeId, TypeKind, TypeName};

/// Gives bodies of merge patches types whose members may be `null`.
pub(super) fn patch(api: &mut Api, samples: &mut [Sample]) {
    let bodies = api.operations.iter().flat_map(|operation| &operation.body);
    if !bodies.flat_map(|body| &body.content).any(is_patch) {
        return;
    }
    let used_elsewhere = used_elsewhere(api);
    let mut patches = Patches {
        types: std::mem::take(&mut api.types),
        used_elsewhere,
        patched: HashMap::default(),
        pending: Vec::new(),
    };
    let bodies = api.operations.iter_mut().flat_map(|operation| &mut operation.body);
    for content in bodies
        .flat_map(|body| &mut body.content)
        .filter(|content| is_patch(content))
    {
        let ty = patches.of(&content.ty);
        for sample in samples.iter_mut() {
            let is_here = sample.origin.file == content.origin.file
                && (sample
                    .origin
                    .pointer
                    .as_str()
                    .strip_prefix(content.origin.pointer.as_str()))
                .is_some_and(|rest| rest.starts_with('/'));
            if is_here && sample.ty == content.ty {
                sample.ty = ty.clone();
            }
        }
        content.ty = ty;
    }
    patches.finish();
    api.types = patches.types;
}

fn is_patch(content: &Content) -> bool {
    essence(&content.media_type) == "application/merge-patch+json"
}

/// Which types stand anywhere but where a patch can say `null` for their members.
fn used_elsewhere(api: &Api) -> Vec<bool> {
    let edges = edges(api);
    let mut used = vec![false; api.types.len()];
    let mut others = webhook_types(api);
    for operation in &api.operations {
        mark(&edges, request_types(operation), &mut used);
        mark(&edges, response_types(operation), &mut used);
        others.extend(response_types(operation));
        others.extend(operation.params.iter().flat_map(|param| types_in(&param.ty)));
    }
    let bodies = api.operations.iter().flat_map(|operation| &operation.body);
    let (patches, contents): (Vec<_>, Vec<_>) = bodies.flat_map(|body| &body.content).partition(|one| is_patch(one));
    others.extend(contents.iter().flat_map(|content| types_in(&content.ty)));
    // Types that no operation uses are public, too.
    let unused = api.types.iter().zip(&used).filter(|(_, used)| !**used);
    others.extend(unused.flat_map(|(definition, _)| mentioned(definition)));
    let mut patched = vec![false; api.types.len()];
    mark(
        &edges,
        patches.iter().flat_map(|content| types_in(&content.ty)).collect(),
        &mut patched,
    );
    let within = api.types.iter().zip(&patched).filter(|(_, patched)| **patched);
    others.extend(within.flat_map(|(definition, _)| in_lists(definition)));
    others.extend(patches.iter().flat_map(|content| replaced(&content.ty)));
    let mut elsewhere = vec![false; api.types.len()];
    mark(&edges, others, &mut elsewhere);
    elsewhere
}

/// The types in the lists of a type, whose elements a patch has as a whole.
fn in_lists(definition: &TypeDef) -> Vec<TypeId> {
    match &definition.kind {
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => replaced(ty),
        TypeKind::Enum(_) => Vec::new(),
        TypeKind::Struct(object) => {
            let fields = object.fields.iter().map(|field| &field.ty);
            let additional = match &object.additional {
                Additional::Typed(ty) => Some(ty),
                Additional::Ignored | Additional::Denied => None,
            };
            fields.chain(additional).flat_map(replaced).collect()
        }
        TypeKind::Union(union) => union
            .variants
            .iter()
            .flat_map(|variant| replaced(&variant.ty))
            .collect(),
    }
}

fn replaced(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Array(_) | Type::Tuple(_) => types_in(ty),
        Type::Map(inner) | Type::Nullable(inner) => replaced(inner),
        _ => Vec::new(),
    }
}

/// The types of patches, as they are made.
struct Patches {
    types: Vec<TypeDef>,
    used_elsewhere: Vec<bool>,
    /// By type, that of a patch of it.
    patched: HashMap<TypeId, TypeId>,
    /// Types whose members are still to be made those of a patch.
    pending: Vec<TypeId>,
}

impl Patches {
    /// The type of a patch of a value of this type.
    fn of(&mut self, ty: &Type) -> Type {
        let (inner, may_be_null) = self.seen_through(ty);
        let patch = match &inner {
            Type::Map(value) => Type::Map(Box::new(self.of(value).nullable())),
            Type::Named(id) if self.differs(&inner) => Type::Named(self.of_named(*id)),
            _ => return ty.clone(),
        };
        match may_be_null {
            _ if patch == inner => ty.clone(),
            true => patch.nullable(),
            false => patch,
        }
    }

    /// Resolves aliases and `null`: the type behind them, and `true` if `null` is allowed.
    fn seen_through(&self, ty: &Type) -> (Type, bool) {
        let (mut current, mut may_be_null) = (ty, false);
        for _ in 0..=self.types.len() {
            may_be_null |= current.is_nullable();
            current = current.non_null();
            let Type::Named(id) = current else { break };
            match self.types.get(id.index()).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(target)) => current = target,
                _ => break,
            }
        }
        (current.clone(), may_be_null)
    }

    /// Returns `true` if a patch of such a value may need another type.
    fn differs(&self, ty: &Type) -> bool {
        let is_container = |ty: &Type| match self.seen_through(ty).0 {
            Type::Map(_) => true,
            Type::Named(id) => !matches!(
                self.types.get(id.index()).map(|definition| &definition.kind),
                Some(TypeKind::Enum(_) | TypeKind::Newtype(_)) | None
            ),
            _ => false,
        };
        let Type::Named(id) = ty else { return false };
        match self.types.get(id.index()).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(object)) => {
                let is_open = matches!(object.additional, Additional::Typed(_));
                let differs = |field: &Field| !field.required && !field.ty.is_nullable() || is_container(&field.ty);
                is_open || object.fields.iter().any(differs)
            }
            Some(TypeKind::Union(union)) => union.variants.iter().any(|variant| is_container(&variant.ty)),
            _ => false,
        }
    }

    /// The type of a patch of a type with a definition.
    fn of_named(&mut self, id: TypeId) -> TypeId {
        if let Some(patched) = self.patched.get(&id) {
            return *patched;
        }
        let is_own = !self.used_elsewhere.get(id.index()).is_some_and(|used| *used);
        let patched = if is_own { id } else { self.beside(id) };
        self.patched.insert(id, patched);
        self.pending.push(patched);
        patched
    }

    /// A copy of a type that other places use as well.
    fn beside(&mut self, id: TypeId) -> TypeId {
        let Some(mut definition) = self.types.get(id.index()).cloned() else {
            return id;
        };
        let new = TypeId(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        let parent = definition.parent.and_then(|parent| self.patched.get(&parent).copied());
        definition.parent = match parent.filter(|parent| Some(*parent) != definition.parent) {
            Some(parent) => Some(parent),
            None => {
                definition.name = TypeName::Child("patch".to_owned());
                Some(id)
            }
        };
        let origin = definition.origin.child("merge-patch");
        if let TypeKind::Struct(object) = &mut definition.kind {
            for field in &mut object.fields {
                let place = definition.origin.child("properties").child(&field.wire);
                field.elsewhere.get_or_insert_with(|| Box::new(place));
            }
        }
        definition.origin = origin;
        definition.shared = true;
        self.types.push(definition);
        new
    }

    /// Gives every type of a patch its members.
    fn finish(&mut self) {
        while let Some(id) = self.pending.pop() {
            let Some(mut kind) = self.types.get(id.index()).map(|definition| definition.kind.clone()) else {
                continue;
            };
            match &mut kind {
                TypeKind::Struct(object) => self.patch_members(object),
                TypeKind::Union(union) => {
                    for variant in &mut union.variants {
                        variant.ty = self.of(&variant.ty);
                    }
                }
                TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Enum(_) => {}
            }
            if let Some(definition) = self.types.get_mut(id.index()) {
                definition.kind = kind;
            }
        }
    }

    fn patch_members(&mut self, object: &mut Struct) {
        for field in &mut object.fields {
            let ty = self.of(&field.ty);
            field.ty = if field.required { ty } else { ty.nullable() };
        }
        if let Additional::Typed(ty) = &mut object.additional {
            *ty = self.of(ty).nullable();
        }
    }
}
