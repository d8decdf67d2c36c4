//! Inline schemas that are the same become one type.
//!
//! Descriptions repeat shapes where they could refer to one: the same address in forty places, the same list of values
//! in each operation. Two inline schemas are the same where nothing but their place differs: kind, members, values,
//! limits, prose, and the name that the place gives. The one whose place comes first by name stands for all of them, so that
//! it does not matter in which order the document has them: some tools write it in another one each time.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::renumber::renumber;
use crate::analyze::mentioned;
use crate::config::Config;
use crate::ir::{Additional, Api, Sample, Type, TypeDef, TypeId, TypeKind, TypeName};
use crate::names::TYPES;
use crate::pointer::Origin;

/// Makes one type of inline schemas that are the same.
pub(super) fn share(api: &mut Api, samples: &mut [Sample], config: &Config) {
    let stand_in = Sharing::new(api, config).run();
    let of = |id: TypeId| stand_in.get(id.index()).copied();
    let kept: Vec<bool> = stand_in
        .iter()
        .zip(0..)
        .map(|(other, id)| *other == TypeId(id))
        .collect();
    if kept.iter().all(|kept| *kept) {
        return;
    }
    part_from_parents(api, &stand_in);
    if config.lock.is_some() {
        let types = api.types.iter().zip(&stand_in).zip((0..).map(TypeId));
        let merged = types.filter(|((_, other), id)| *other != id);
        api.merged = merged.map(|((def, other), _)| (def.origin.clone(), *other)).collect();
    }
    renumber(api, samples, &kept, &of);
}

/// The search for types that are the same.
struct Sharing<'a> {
    types: &'a [TypeDef],
    config: &'a Config,
    /// By type, the one that stands for it; none where it was not looked at yet.
    stand_in: Vec<Option<TypeId>>,
    /// The types of each content, of which there are several only where they were given several identifiers before.
    first: HashMap<String, Vec<(Option<&'a str>, TypeId)>>,
    api: &'a Api,
}

impl<'a> Sharing<'a> {
    fn new(api: &'a Api, config: &'a Config) -> Self {
        Self {
            types: &api.types,
            config,
            stand_in: vec![None; api.types.len()],
            first: HashMap::new(),
            api,
        }
    }

    fn run(mut self) -> Vec<TypeId> {
        for (id, _) in (0..).zip(self.types) {
            self.visit(TypeId(id));
        }
        let found = self.stand_in.iter().zip(0..);
        let found: Vec<TypeId> = found.map(|(other, id)| other.unwrap_or(TypeId(id))).collect();
        self.with_first_places(&found)
    }

    /// Lets the type whose place comes first stand for each group of types that are the same.
    fn with_first_places(&self, found: &[TypeId]) -> Vec<TypeId> {
        let place = |id: TypeId| self.types.get(id.index()).map(|def| &def.origin);
        let mut first: Vec<TypeId> = (0..).map(TypeId).take(found.len()).collect();
        for (other, id) in found.iter().zip((0..).map(TypeId)) {
            if let Some(first) = first.get_mut(other.index())
                && place(id)
                    .zip(place(*first))
                    .is_some_and(|(one, two)| is_before(one, two))
            {
                *first = id;
            }
        }
        let of = |id: &TypeId| first.get(id.index()).copied().unwrap_or(*id);
        found.iter().map(of).collect()
    }

    /// Looks at a type after those that it mentions. A cycle is entered where it is met first, and that type stands for
    /// itself; nesting may be deep, so that the path is kept here.
    fn visit(&mut self, start: TypeId) {
        let mut path = vec![(start, false)];
        while let Some((id, ready)) = path.pop() {
            let Some(def) = self.types.get(id.index()) else {
                continue;
            };
            if ready {
                let other = self.same(id, def);
                self.set(id, other);
            } else if self.stand_in.get(id.index()).is_some_and(Option::is_none) {
                self.set(id, id);
                path.push((id, true));
                path.extend(mentioned(def).into_iter().rev().map(|inner| (inner, false)));
            }
        }
    }

    fn set(&mut self, id: TypeId, other: TypeId) {
        if let Some(slot) = self.stand_in.get_mut(id.index()) {
            *slot = Some(other);
        }
    }

    /// The first type that is the same as this one, whose inner types have been looked at.
    fn same(&mut self, id: TypeId, def: &TypeDef) -> TypeId {
        match self.content(def) {
            Some(content) => self.one_of(content, id, def),
            None => id,
        }
    }

    /// The type that is one with those of this content: of several that have identifiers already, the one that has the
    /// same, so that none loses its own.
    fn one_of(&mut self, content: String, id: TypeId, def: &TypeDef) -> TypeId {
        let lock = self.config.lock.as_deref();
        let own = lock.and_then(|lock| lock.get(TYPES, &self.api.place(&def.origin)));
        let known = self.first.entry(content).or_default();
        let fitting = known
            .iter_mut()
            .find(|(other, _)| own.is_none() || other.is_none() || *other == own);
        match fitting {
            Some((other, first)) => {
                *other = other.or(own);
                *first
            }
            None => {
                known.push((own, id));
                id
            }
        }
    }

    /// Everything that a type is but for its place; none where it has to stay by itself.
    fn content(&self, def: &TypeDef) -> Option<String> {
        let name = match &def.name {
            TypeName::Schema(_) => return None,
            TypeName::Child(part) | TypeName::Operation { place: part, .. } => part,
        };
        if self.is_renamed(def) {
            return None;
        }
        let mut text = String::new();
        let done = write!(text, "{name} {:?} {:?} ", def.docs, def.examples);
        done.and_then(|()| self.write(&def.kind, &mut text)?.ok_or(std::fmt::Error))
            .ok()?;
        Some(text)
    }

    /// Whether the configuration names the type or something in it by its place.
    fn is_renamed(&self, def: &TypeDef) -> bool {
        let naming = &self.config.naming;
        let mut places = naming.types.keys().chain(naming.rename.keys());
        places.any(|place| place.starts_with(def.origin.pointer.as_str()))
    }

    /// Writes what a type is; none where a member is only the service's to set, which makes the type another one where it
    /// is sent.
    fn write(&self, kind: &TypeKind, text: &mut String) -> Result<Option<()>, std::fmt::Error> {
        match kind {
            TypeKind::Alias(_) => return Ok(None),
            TypeKind::Struct(object) => {
                match &object.additional {
                    Additional::Typed(ty) => write!(text, "{:?}", self.renewed(ty))?,
                    other => write!(text, "{other:?}")?,
                }
                for field in &object.fields {
                    if field.read_only {
                        return Ok(None);
                    }
                    let ty = self.renewed(&field.ty);
                    let rule = (field.required, field.write_only, &field.default, &field.constraints);
                    write!(
                        text,
                        "{:?} {ty:?} {rule:?} {:?} {:?};",
                        field.wire, field.docs, field.example
                    )?;
                }
            }
            TypeKind::Enum(list) => {
                write!(text, "{:?}", list.repr)?;
                for value in &list.values {
                    write!(text, "{:?} {:?} {:?};", value.value, value.name, value.docs)?;
                }
            }
            TypeKind::Union(union) => {
                write!(text, "{:?}", union.discriminator)?;
                for variant in &union.variants {
                    let ty = self.renewed(&variant.ty);
                    write!(text, "{ty:?} {:?} {:?};", variant.tags, variant.name)?;
                }
            }
        }
        Ok(Some(()))
    }

    /// A use of a type with those that stand for the types in it.
    fn renewed(&self, ty: &Type) -> Type {
        match ty {
            Type::Named(id) => Type::Named(self.stand_in.get(id.index()).copied().flatten().unwrap_or(*id)),
            Type::Array(inner) => Type::Array(Box::new(self.renewed(inner))),
            Type::Map(inner) => Type::Map(Box::new(self.renewed(inner))),
            Type::Nullable(inner) => Type::Nullable(Box::new(self.renewed(inner))),
            Type::Tuple(parts) => Type::Tuple(parts.iter().map(|part| self.renewed(part)).collect()),
            other => other.clone(),
        }
    }
}

/// The order of places: by the parts of their pointers, so that what is inside of two places is in the order of these.
fn is_before(one: &Origin, other: &Origin) -> bool {
    let parts = (one.pointer.as_str().split('/'), other.pointer.as_str().split('/'));
    one.file.cmp(&other.file).then_with(|| parts.0.cmp(parts.1)).is_lt()
}

/// What is used below several roots is a root of its own, so that none of them brings the others along.
fn part_from_parents(api: &mut Api, stand_in: &[TypeId]) {
    let parent_of = |types: &[TypeDef], id: TypeId| {
        let def = types.get(id.index()).filter(|def| !def.shared)?;
        def.parent.and_then(|parent| stand_in.get(parent.index()).copied())
    };
    let root = |types: &[TypeDef], id: TypeId| {
        let mut current = id;
        // A parent has no more ancestors than there are types; the bound guards against a cycle of parents.
        for _ in 0..types.len() {
            match parent_of(types, current) {
                Some(parent) => current = parent,
                None => break,
            }
        }
        current
    };
    loop {
        let mut parted = Vec::new();
        for (other, id) in stand_in
            .iter()
            .copied()
            .zip((0..).map(TypeId))
            .filter(|(other, id)| other != id)
        {
            let [own, first] = [id, other].map(|id| parent_of(&api.types, id).map(|parent| root(&api.types, parent)));
            if own != first && first.is_some() {
                parted.push(other);
            }
        }
        if parted.is_empty() {
            return;
        }
        for id in parted {
            if let Some(def) = api.types.get_mut(id.index()) {
                def.shared = true;
            }
        }
    }
}
