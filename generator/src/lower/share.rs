//! Inline schemas that are the same become one type.
//!
//! Descriptions repeat shapes where they could refer to one: the same address in forty places, the same list of values
//! in each operation. Two inline schemas are the same where nothing but their place differs: kind, members, values,
//! limits, prose, and the name that the place gives. Prose of a property does not count, since the member has it already;
//! neither does the name of a union of schemas and scalars, which is called after these where its places call it otherwise.
//! The one whose place comes first by name stands for all of them, so that it does not matter in which order the document
//! has them: some tools write it in another one each time.

use std::fmt::Write as _;

use super::renumber::renumber;
use crate::analyze::mentioned;
use crate::config::Config;
use crate::hash::HashMap;
use crate::ir::{Additional, Api, Docs, Sample, Type, TypeDef, TypeId, TypeKind, TypeName, Union};
use crate::names::TYPES;
use crate::pointer::Origin;

/// Makes one type of inline schemas that are the same.
pub(super) fn share(api: &mut Api, samples: &mut [Sample], config: &Config) {
    let (stand_in, other_names) = Sharing::new(api, config).run();
    let of = |id: TypeId| stand_in.get(id.index()).copied();
    let kept: Vec<bool> = stand_in
        .iter()
        .zip(0..)
        .map(|(other, id)| *other == TypeId(id))
        .collect();
    part_from_parents(api, &stand_in, &other_names);
    for (id, of) in other_names {
        if let Some(def) = api.types.get_mut(id.index()) {
            def.kind = TypeKind::Alias(Type::Named(of));
        }
    }
    if kept.iter().all(|kept| *kept) {
        return;
    }
    tell_what_is_common(api, &stand_in);
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
    /// By type, the first one of the same content that it stands for or that stands inside of the same type.
    alike: Vec<TypeId>,
    /// The types of each content that none stands for: there are several where their places call them otherwise, or where
    /// they were given several identifiers before.
    first: HashMap<String, Vec<Known<'a>>>,
    api: &'a Api,
}

/// A type that stands for itself.
struct Known<'a> {
    name: &'a str,
    /// The outermost type that it stands inside of.
    root: TypeId,
    /// The identifier that it was given before.
    own: Option<&'a str>,
    id: TypeId,
    /// The first type of this content among those that it may be another name of.
    alike: TypeId,
}

impl<'a> Sharing<'a> {
    fn new(api: &'a Api, config: &'a Config) -> Self {
        Self {
            types: &api.types,
            config,
            stand_in: vec![None; api.types.len()],
            alike: (0..).map(TypeId).take(api.types.len()).collect(),
            first: HashMap::default(),
            api,
        }
    }

    /// Gives the type that stands for each, and those that are other names of others.
    fn run(mut self) -> (Vec<TypeId>, Vec<(TypeId, TypeId)>) {
        for (id, _) in (0..).zip(self.types) {
            self.visit(TypeId(id));
        }
        let found = self.stand_in.iter().zip(0..);
        let found: Vec<TypeId> = found.map(|(other, id)| other.unwrap_or(TypeId(id))).collect();
        let mut stand_in = self.with_first_places(&found);
        let alike = self.with_first_places(&self.alike);
        let other_names = self.other_names(&mut stand_in, &alike);
        (stand_in, other_names)
    }

    /// The types that are another one in all but name, each with the one whose place comes first. What is inside of one
    /// that is not itself any more gets no name of its own: that type stands for it.
    fn other_names(&self, stand_in: &mut [TypeId], alike: &[TypeId]) -> Vec<(TypeId, TypeId)> {
        let of = |table: &[TypeId], id: TypeId| table.get(id.index()).copied().unwrap_or(id);
        let ids = || (0..).map(TypeId).take(alike.len());
        let first: Vec<TypeId> = ids().map(|id| of(stand_in, of(alike, id))).collect();
        let gone: Vec<bool> = ids().map(|id| of(stand_in, id) != id || of(&first, id) != id).collect();
        let is_another = |id: TypeId| of(stand_in, id) == id && of(&first, id) != id;
        let (nameless, named): (Vec<TypeId>, Vec<TypeId>) = ids()
            .filter(|id| is_another(*id))
            .partition(|id| self.is_inside(*id, &gone));
        let mut standing: Vec<TypeId> = ids().collect();
        for id in nameless {
            if let Some(slot) = standing.get_mut(id.index()) {
                *slot = of(&first, id);
            }
        }
        for other in stand_in {
            *other = of(&standing, *other);
        }
        named.into_iter().map(|id| (id, of(&first, id))).collect()
    }

    /// Whether a type stands inside of one of these.
    fn is_inside(&self, id: TypeId, of: &[bool]) -> bool {
        let mut around = ancestors(self.types.len(), id, |id| self.parent(id));
        around.any(|id| of.get(id.index()).is_some_and(|flag| *flag))
    }

    /// The outermost type that a type stands inside of.
    fn root(&self, id: TypeId) -> TypeId {
        ancestors(self.types.len(), id, |id| self.parent(id))
            .last()
            .unwrap_or(id)
    }

    fn parent(&self, id: TypeId) -> Option<TypeId> {
        self.types.get(id.index()).and_then(|def| def.parent)
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

    fn set_alike(&mut self, id: TypeId, other: TypeId) {
        if let Some(slot) = self.alike.get_mut(id.index()) {
            *slot = other;
        }
    }

    fn set(&mut self, id: TypeId, other: TypeId) {
        if let Some(slot) = self.stand_in.get_mut(id.index()) {
            *slot = Some(other);
        }
    }

    /// The first type that is the same as this one, whose inner types have been looked at.
    fn same(&mut self, id: TypeId, def: &'a TypeDef) -> TypeId {
        match self.content(def) {
            Some((name, content)) => self.one_of(name, content, id, def),
            None => id,
        }
    }

    /// The type that is one with those of this content: of several that have identifiers already, the one that has the
    /// same, so that none loses its own.
    fn one_of(&mut self, name: &'a str, content: String, id: TypeId, def: &TypeDef) -> TypeId {
        let lock = self.config.lock.as_deref();
        let own = lock.and_then(|lock| lock.get(TYPES, &self.api.place(&def.origin)));
        let root = self.root(id);
        let known = self.first.entry(content).or_default();
        let same =
            |other: &&mut Known<'_>| other.name == name && (own.is_none() || other.own.is_none() || other.own == own);
        if let Some(other) = known.iter_mut().find(same) {
            other.own = other.own.or(own);
            let (alike, other) = (other.alike, other.id);
            self.set_alike(id, alike);
            return other;
        }
        let alike = known.iter().find(|other| other.root == root);
        let alike = alike.map_or(id, |other| other.alike);
        known.push(Known {
            name,
            root,
            own,
            id,
            alike,
        });
        self.set_alike(id, alike);
        id
    }

    /// What its place calls a type, and everything that it is but for its place; none where it has to stay by itself.
    fn content(&self, def: &'a TypeDef) -> Option<(&'a str, String)> {
        let name = match &def.name {
            TypeName::Schema(_) | TypeName::Variants(_) => return None,
            TypeName::Child(part) | TypeName::Operation { place: part, .. } => part,
        };
        if self.is_renamed(def) {
            return None;
        }
        let name = if self.is_told_by_its_types(&def.kind) { "" } else { name };
        let docs = if is_property(def) {
            prose_free(&def.docs)
        } else {
            def.docs.clone()
        };
        let mut text = String::new();
        let done = write!(text, "{docs:?} {:?} ", def.examples);
        done.and_then(|()| self.write(&def.kind, &mut text)?.ok_or(std::fmt::Error))
            .ok()?;
        Some((name, text))
    }

    /// Whether a type is a union of nothing but schemas with names of their own and scalars.
    fn is_told_by_its_types(&self, kind: &TypeKind) -> bool {
        let is_named = |id: TypeId| {
            let def = self.types.get(id.index());
            def.is_some_and(|def| matches!(def.name, TypeName::Schema(_)))
        };
        let is_told = |ty: &Type| match ty {
            Type::Named(id) => is_named(*id),
            Type::Boolean | Type::Integer(_) | Type::Number(_) | Type::String(_) => true,
            _ => false,
        };
        match kind {
            TypeKind::Union(union) => union.variants.iter().all(|variant| is_told(&variant.ty)),
            _ => false,
        }
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
            TypeKind::Alias(_) | TypeKind::Newtype(_) => return Ok(None),
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
                write!(
                    text,
                    "{:?} {:?} {}",
                    union.discriminator, union.fallback, union.overlapping
                )?;
                for variant in &union.variants {
                    let ty = self.renewed(&variant.ty);
                    write!(
                        text,
                        "{ty:?} {:?} {:?} {:?};",
                        variant.tags, variant.name, variant.constants
                    )?;
                }
            }
        }
        Ok(Some(()))
    }

    /// A use of a type with the first ones that are alike for the types in it.
    fn renewed(&self, ty: &Type) -> Type {
        match ty {
            Type::Named(id) => Type::Named(self.alike.get(id.index()).copied().unwrap_or(*id)),
            Type::Array(inner) => Type::Array(Box::new(self.renewed(inner))),
            Type::Map(inner) => Type::Map(Box::new(self.renewed(inner))),
            Type::Nullable(inner) => Type::Nullable(Box::new(self.renewed(inner))),
            Type::Tuple(parts) => Type::Tuple(parts.iter().map(|part| self.renewed(part)).collect()),
            other => other.clone(),
        }
    }
}

/// Whether a type is the schema of a property, so that the member has its prose.
fn is_property(def: &TypeDef) -> bool {
    def.origin.pointer.as_str().rsplit('/').nth(1) == Some("properties")
}

/// What is left of documentation without its prose.
fn prose_free(docs: &Docs) -> Docs {
    Docs {
        deprecated: docs.deprecated,
        ..Docs::default()
    }
}

/// A type that stands for others says only what all of them say, and a union is called after its types where its places
/// call it otherwise.
fn tell_what_is_common(api: &mut Api, stand_in: &[TypeId]) {
    for (other, id) in stand_in
        .iter()
        .zip((0..).map(TypeId))
        .filter(|(other, id)| *other != id)
    {
        let [one, first] = [id, *other].map(|id| api.types.get(id.index()));
        let Some((one, first)) = one.zip(first) else { continue };
        let differs = one.docs != first.docs;
        let renamed = match &first.kind {
            TypeKind::Union(union) if place_name(one) != place_name(first) => Some(name_of_variants(union)),
            _ => None,
        };
        let Some(first) = api.types.get_mut(other.index()) else {
            continue;
        };
        if differs {
            first.docs = prose_free(&first.docs);
        }
        if let Some(name) = renamed {
            first.name = name;
            first.shared = true;
        }
    }
}

/// What the place calls a type.
fn place_name(def: &TypeDef) -> &str {
    match &def.name {
        TypeName::Schema(name) | TypeName::Child(name) | TypeName::Operation { place: name, .. } => name,
        TypeName::Variants(_) => "",
    }
}

fn name_of_variants(union: &Union) -> TypeName {
    let names: Vec<&str> = union.variants.iter().map(|variant| variant.name.as_str()).collect();
    TypeName::Variants(names.join(" or "))
}

/// The order of places: by the parts of their pointers, so that what is inside of two places is in the order of these.
fn is_before(one: &Origin, other: &Origin) -> bool {
    let parts = (one.pointer.as_str().split('/'), other.pointer.as_str().split('/'));
    one.file.cmp(&other.file).then_with(|| parts.0.cmp(parts.1)).is_lt()
}

/// What a type stands inside of, from the inside out. There are no more ancestors than types, `count`, which guards
/// against a cycle of parents.
fn ancestors(count: usize, id: TypeId, parent: impl Fn(TypeId) -> Option<TypeId>) -> impl Iterator<Item = TypeId> {
    std::iter::successors(parent(id), move |id| parent(*id)).take(count)
}

/// What is used below several roots is a root of its own, so that none of them brings the others along.
fn part_from_parents(api: &mut Api, stand_in: &[TypeId], other_names: &[(TypeId, TypeId)]) {
    let parent_of = |types: &[TypeDef], id: TypeId| {
        let def = types.get(id.index()).filter(|def| !def.shared)?;
        def.parent.and_then(|parent| stand_in.get(parent.index()).copied())
    };
    let root = |types: &[TypeDef], id: TypeId| {
        let around = ancestors(types.len(), id, |id| parent_of(types, id));
        around.last().unwrap_or(id)
    };
    loop {
        let mut parted = Vec::new();
        let stood_in = (0..).map(TypeId).zip(stand_in.iter().copied());
        for (id, other) in stood_in
            .filter(|(id, other)| other != id)
            .chain(other_names.iter().copied())
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
