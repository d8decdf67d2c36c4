//! Which named schemas belong together: those of one name, and those of one shape of which one was removed and the other
//! added.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::show::kind_of;
use crate::analyze::{request_types, response_types, types_in};
use crate::ir::{Additional, Api, Type, TypeDef, TypeId, TypeKind, TypeName};

/// Named schemas that belong together.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    old_to_new: HashMap<TypeId, TypeId>,
    new: HashSet<TypeId>,
    /// Those of another name, in the order of the old description.
    pub(super) renamed: Vec<(TypeId, TypeId)>,
}

impl Pairs {
    /// What a named schema of the old description is in the new one.
    pub(super) fn new_of(&self, old: TypeId) -> Option<TypeId> {
        self.old_to_new.get(&old).copied()
    }

    /// Whether a named schema of the new description was in the old one.
    pub(super) fn has_new(&self, new: TypeId) -> bool {
        self.new.contains(&new)
    }

    fn insert(&mut self, old: TypeId, new: TypeId) {
        self.old_to_new.insert(old, new);
        self.new.insert(new);
    }
}

/// The named schemas of an API, in its order.
pub(super) fn named(api: &Api) -> Vec<(TypeId, &str, &TypeDef)> {
    let all = (0..).map(TypeId).zip(&api.types);
    all.filter_map(|(id, def)| match &def.name {
        TypeName::Schema(name) => Some((id, name.as_str(), def)),
        _ => None,
    })
    .collect()
}

/// Finds the pairs.
pub(super) fn find(old: &Api, new: &Api) -> Pairs {
    let mut pairs = Pairs::default();
    let mut waiting: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (id, name, _) in named(new).into_iter().rev() {
        waiting.entry(name).or_default().push(id);
    }
    let mut removed = Vec::new();
    for (id, name, _) in named(old) {
        match waiting.get_mut(name).and_then(Vec::pop) {
            Some(other) => pairs.insert(id, other),
            None => removed.push(id),
        }
    }
    let mut added: Vec<TypeId> = waiting.into_values().flatten().collect();
    added.sort_unstable();
    // A schema that mentions a renamed one is only seen to be renamed once that is known.
    while [shape as Key, used_shape]
        .into_iter()
        .any(|key| find_renamed((old, new), key, &mut removed, &mut added, &mut pairs))
    {}
    pairs.renamed.sort_unstable();
    pairs
}

/// What two schemas share where one is the other, renamed.
type Key = fn(&Api, TypeId, &dyn Fn(TypeId) -> Option<TypeId>) -> Option<String>;

/// Finds schemas of one key that no other has. Gives whether there were any.
fn find_renamed(
    (old, new): (&Api, &Api),
    key: Key,
    removed: &mut Vec<TypeId>,
    added: &mut Vec<TypeId>,
    pairs: &mut Pairs,
) -> bool {
    if removed.is_empty() || added.is_empty() {
        return false;
    }
    let mut shapes: BTreeMap<String, (Vec<TypeId>, Vec<TypeId>)> = BTreeMap::new();
    for &id in removed.iter() {
        let to_new = |id: TypeId| pairs.new_of(id);
        if let Some(shape) = key(old, id, &to_new) {
            shapes.entry(shape).or_default().0.push(id);
        }
    }
    for &id in added.iter() {
        if let Some(shape) = key(new, id, &Some) {
            shapes.entry(shape).or_default().1.push(id);
        }
    }
    let mut found = false;
    for (one, other) in shapes.into_values() {
        let ([one], [other]) = (one.as_slice(), other.as_slice()) else {
            continue;
        };
        pairs.insert(*one, *other);
        pairs.renamed.push((*one, *other));
        removed.retain(|id| id != one);
        added.retain(|id| id != other);
        found = true;
    }
    found
}

/// How deep inline types are looked at.
const DEPTH: usize = 6;

/// What a definition is, in a text that two definitions share if nothing but their name differs. None where it says too
/// little: two objects with one member each are not the same for that.
fn shape(api: &Api, id: TypeId, to_new: &dyn Fn(TypeId) -> Option<TypeId>) -> Option<String> {
    let def = api.type_def(id)?;
    says_enough(&def.kind).then(|| definition(api, id, to_new, id, DEPTH))
}

/// The same with where the schema is used, which tells apart those of one shape and what says little by itself.
fn used_shape(api: &Api, id: TypeId, to_new: &dyn Fn(TypeId) -> Option<TypeId>) -> Option<String> {
    let uses = uses(api, id, to_new);
    let is_alias = matches!(api.type_def(id)?.kind, TypeKind::Alias(_));
    (!uses.is_empty() && !is_alias).then(|| {
        let text = definition(api, id, to_new, id, DEPTH);
        format!("{text} in {}", uses.join("; "))
    })
}

/// Whether a definition is hardly the same as another one by chance.
fn says_enough(kind: &TypeKind) -> bool {
    match kind {
        TypeKind::Struct(object) => object.fields.len() >= 2,
        TypeKind::Enum(list) => list.values.len() >= 2,
        TypeKind::Union(union) => union.variants.len() >= 2,
        TypeKind::Alias(_) | TypeKind::Newtype(_) => false,
    }
}

/// Where a schema is referred to: the members of schemas that were there before, and operations.
fn uses(api: &Api, id: TypeId, to_new: &dyn Fn(TypeId) -> Option<TypeId>) -> Vec<String> {
    let mut found = Vec::new();
    for (owner, def) in (0..).map(TypeId).zip(&api.types) {
        let (TypeKind::Struct(object), Some(owner)) = (&def.kind, to_new(owner)) else {
            continue;
        };
        let members = object.fields.iter().filter(|field| types_in(&field.ty).contains(&id));
        found.extend(members.map(|field| format!("#{} {:?}", owner.0, field.wire)));
    }
    for operation in &api.operations {
        let types = [request_types(operation), response_types(operation)].concat();
        if types.contains(&id) {
            found.push(format!("{} {}", operation.method.as_str(), operation.path.text));
        }
    }
    found
}

/// What a use of inline types is, in a text that two uses share if nothing differs; none where it says too little.
pub(super) fn inline_shape(api: &Api, ty: &Type, to_new: &dyn Fn(TypeId) -> Option<TypeId>) -> Option<String> {
    let says_enough = |id: TypeId| {
        let def = api.type_def(id)?;
        let is_inline = !matches!(def.name, TypeName::Schema(_));
        Some(is_inline && says_enough(&def.kind))
    };
    let enough = types_in(ty).into_iter().any(|id| says_enough(id) == Some(true));
    // No schema has this number, so that none is taken for the one that is being described.
    enough.then(|| use_of(api, ty, to_new, TypeId(u32::MAX), DEPTH))
}

fn definition(api: &Api, id: TypeId, to_new: &dyn Fn(TypeId) -> Option<TypeId>, own: TypeId, depth: usize) -> String {
    let Some(def) = api.type_def(id) else {
        return String::new();
    };
    let ty = |ty: &Type| use_of(api, ty, to_new, own, depth);
    let mut parts: Vec<String> = match &def.kind {
        TypeKind::Alias(target) | TypeKind::Newtype(target) => vec![ty(target)],
        TypeKind::Enum(list) => list.values.iter().map(|value| value.value.to_string()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| ty(&variant.ty)).collect(),
        TypeKind::Struct(object) => {
            let others = match &object.additional {
                Additional::Typed(other) => format!("*:{}", ty(other)),
                other => format!("{other:?}"),
            };
            let members = object.fields.iter().map(|field| {
                let access = (field.required, field.read_only, field.write_only);
                format!("{:?}:{} {access:?}", field.wire, ty(&field.ty))
            });
            members.chain([others]).collect()
        }
    };
    // Documents are reordered, and what was renamed often is in the same move.
    parts.sort_unstable();
    format!("{} {{{}}}", kind_of(&def.kind), parts.join("; "))
}

fn use_of(api: &Api, ty: &Type, to_new: &dyn Fn(TypeId) -> Option<TypeId>, own: TypeId, depth: usize) -> String {
    let inner = |ty: &Type| use_of(api, ty, to_new, own, depth);
    match ty {
        Type::Named(id) if *id == own => "itself".to_owned(),
        Type::Named(id) => match api.type_def(*id).map(|def| &def.name) {
            // One that was removed is told by its id: it is like no type of the new description.
            Some(TypeName::Schema(_)) => match to_new(*id) {
                Some(id) => format!("#{}", id.0),
                None => format!("removed #{}", id.0),
            },
            _ if depth == 0 => "…".to_owned(),
            _ => definition(api, *id, to_new, own, depth.saturating_sub(1)),
        },
        Type::Array(item) => format!("[{}]", inner(item)),
        Type::Map(value) => format!("map {}", inner(value)),
        Type::Nullable(value) => format!("null {}", inner(value)),
        Type::Tuple(parts) => parts.iter().map(inner).collect::<Vec<_>>().join(","),
        Type::Any(_) => "any".to_owned(),
        other => format!("{other:?}"),
    }
}
