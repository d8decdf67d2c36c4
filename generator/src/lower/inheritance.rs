//! Inheritance: a schema with a `discriminator` that others extend through `allOf`.
//!
//! Such a base is a union wherever it is referred to: of itself and of all that extend it (OpenAPI 3.0.3, "Models with
//! Polymorphism Support"; Swagger 2.0, `discriminator`). In an `allOf` it stays the object that it is. The members that
//! an unknown subtype adds are kept by the variant of the base itself.

use std::ptr;

use crate::diagnostic::Code;
use crate::hash::{HashMap, HashSet};
use crate::ir::{Additional, AnyCause, Docs, Type, TypeId, TypeKind};
use crate::pointer::{FileId, Origin, Pointer};
use crate::spec::{Cursor, Documents, Node};

use super::compose::{Layer, View, has_siblings, same_place};
use super::context::{Context, Place};
use super::discriminator::grouped;
use super::union::{Branch, Content};

/// The address of a node, which identifies it.
fn address(node: &Node) -> usize {
    ptr::from_ref(node).addr()
}

/// The named schemas that extend each other.
#[derive(Default)]
pub(super) struct Hierarchy<'d> {
    /// The schemas that extend a schema directly, in document order.
    heirs: HashMap<usize, Vec<Cursor<'d>>>,
    /// The discriminator of each schema that has one or extends one that has.
    discriminators: HashMap<usize, Cursor<'d>>,
    /// The schemas that extend one with a discriminator.
    extending: HashSet<usize>,
}

impl<'d> Hierarchy<'d> {
    /// Finds out which named schemas extend which. Documents without a discriminator cost one look at each schema.
    pub(super) fn new(docs: &'d Documents, ref_has_siblings: bool) -> Self {
        let named = named_schemas(docs);
        let mut waiting: Vec<(Cursor<'d>, Cursor<'d>)> = named
            .iter()
            .filter(|schema| !has_union(schema.node))
            .filter_map(|schema| Some((schema.clone(), schema.get("discriminator")?)))
            .collect();
        let mut hierarchy = Self::default();
        if waiting.is_empty() {
            return hierarchy;
        }
        for schema in named {
            for parent in parents(docs, &schema, ref_has_siblings) {
                let heirs = hierarchy.heirs.entry(address(parent.node)).or_default();
                if !heirs.iter().any(|known| same_place(known, &schema)) {
                    heirs.push(schema.clone());
                }
            }
        }
        // Own discriminators first, so that the nearest one counts.
        for (schema, discriminator) in &waiting {
            hierarchy
                .discriminators
                .insert(address(schema.node), discriminator.clone());
        }
        while let Some((schema, discriminator)) = waiting.pop() {
            for heir in hierarchy.heirs.get(&address(schema.node)).into_iter().flatten() {
                if !hierarchy.extending.insert(address(heir.node)) {
                    continue;
                }
                let own = hierarchy.discriminators.get(&address(heir.node)).cloned();
                let nearest = own.unwrap_or_else(|| discriminator.clone());
                hierarchy.discriminators.insert(address(heir.node), nearest.clone());
                waiting.push((heir.clone(), nearest));
            }
        }
        hierarchy
    }

    /// Whether a named schema extends one with a discriminator, so that it is a type of its own whatever it adds.
    pub(super) fn extends(&self, schema: &Cursor<'_>) -> bool {
        self.extending.contains(&address(schema.node))
    }

    fn heirs(&self, schema: &Cursor<'_>) -> &[Cursor<'d>] {
        self.heirs.get(&address(schema.node)).map_or(&[], Vec::as_slice)
    }
}

/// The schemas of all files that have a name and may take part: those with `allOf`, a discriminator, or a reference.
fn named_schemas(docs: &Documents) -> Vec<Cursor<'_>> {
    const SECTIONS: &[&[&str]] = &[&["components", "schemas"], &["definitions"], &["$defs"], &["schemas"]];
    let takes_part = |schema: &Cursor<'_>| {
        ["allOf", "discriminator", "$ref"]
            .iter()
            .any(|keyword| schema.node.get(keyword).is_some())
    };
    let mut named = Vec::new();
    for file in (0..docs.len()).filter_map(|index| u32::try_from(index).ok()) {
        let origin = Origin {
            file: FileId(file),
            pointer: Pointer::root(),
        };
        let Some(root) = docs.at(&origin) else { continue };
        if file != 0 {
            named.extend(root.entries().map(|(_, schema)| schema));
            named.push(root.clone());
        }
        for path in SECTIONS {
            let section = path.iter().try_fold(root.clone(), |at, key| at.get(key));
            named.extend(section.iter().flat_map(Cursor::entries).map(|(_, schema)| schema));
        }
    }
    named.retain(|schema| takes_part(schema));
    named
}

/// The schemas that a schema extends directly: the references in its `allOf`, also in an `allOf` inside of it, and from
/// 3.1 on the one that the rest of the schema stands beside.
fn parents<'d>(docs: &'d Documents, schema: &Cursor<'d>, ref_has_siblings: bool) -> Vec<Cursor<'d>> {
    let mut found = Vec::new();
    let mut pending: Vec<Cursor<'d>> = schema.get("allOf").iter().flat_map(Cursor::items).collect();
    if ref_has_siblings && schema.reference().is_some() && has_siblings(schema) {
        pending.push(schema.clone());
    }
    while let Some(part) = pending.pop() {
        if part.reference().is_some() {
            found.extend(end(docs, &part));
        } else {
            pending.extend(part.get("allOf").iter().flat_map(Cursor::items));
        }
    }
    found
}

/// The end of a chain of references. What leads nowhere is reported where the reference is read.
fn end<'d>(docs: &'d Documents, reference: &Cursor<'d>) -> Option<Cursor<'d>> {
    const LONGEST_CHAIN: usize = 100;
    let mut at = reference.clone();
    for _ in 0..LONGEST_CHAIN {
        match at.reference() {
            Some(text) => at = docs.lookup(&at, text)?,
            None => return Some(at),
        }
        if has_siblings(&at) {
            return Some(at);
        }
    }
    None
}

fn has_union(schema: &Node) -> bool {
    schema.get("oneOf").is_some() || schema.get("anyOf").is_some()
}

/// A base with what is a variant of its union.
struct Family<'d> {
    discriminator: Cursor<'d>,
    property: String,
    branches: Vec<Branch<'d>>,
    /// Names of the variants whose type is called after something else.
    names: Vec<(Type, String)>,
}

impl<'d> Context<'d, '_> {
    /// The type of a schema with a discriminator, where others extend it or its mapping lists schemas.
    pub(super) fn inheritance(&mut self, schema: &Cursor<'d>, view: &View<'d>, id: TypeId) -> Option<Type> {
        let discriminator = self
            .hierarchy
            .discriminators
            .get(&address(schema.node))
            .filter(|_| !has_union(schema.node))?
            .clone();
        let Some(property) = self.property_name(&discriminator) else {
            let message = "the discriminator has no `propertyName`";
            self.report(Code::BadDiscriminator, &discriminator, message);
            return None;
        };
        let others = self.subtypes(schema, &discriminator, &property);
        if others.is_empty() {
            self.note_unextended(schema, view, &property);
            return None;
        }
        let family = Family {
            discriminator,
            property,
            branches: Vec::new(),
            names: Vec::new(),
        };
        Some(self.define(view, &Place::Own(id), |context, id| {
            context.family(schema, view, id, family, &others)
        }))
    }

    /// The schemas that are variants of a base beside itself: all that extend it, up to those that are unions by another
    /// property, and what its mapping lists.
    fn subtypes(&mut self, base: &Cursor<'d>, discriminator: &Cursor<'d>, property: &str) -> Vec<Cursor<'d>> {
        let mut found: Vec<Cursor<'d>> = Vec::new();
        let mut seen: HashSet<usize> = HashSet::default();
        seen.insert(address(base.node));
        let mut pending: Vec<Cursor<'d>> = self.hierarchy.heirs(base).iter().rev().cloned().collect();
        while let Some(heir) = pending.pop() {
            if !seen.insert(address(heir.node)) {
                continue;
            }
            if !self.has_other_discriminator(&heir, property) {
                pending.extend(self.hierarchy.heirs(&heir).iter().rev().cloned());
            }
            found.push(heir);
        }
        // The mapping of a base lists what extends the base, and not what extends one that extends it.
        let is_own = base.get("discriminator").is_some();
        for (_, target) in self.members(discriminator, "mapping").into_iter().filter(|_| is_own) {
            let listed = self.mapped_schema(discriminator, &target);
            found.extend(listed.filter(|listed| seen.insert(address(listed.node))));
        }
        found
    }

    /// Whether a schema is a union by a property of its own.
    fn has_other_discriminator(&mut self, heir: &Cursor<'d>, property: &str) -> bool {
        let own = self.hierarchy.discriminators.get(&address(heir.node)).cloned();
        let own = own.and_then(|own| self.property_name(&own));
        own.is_some_and(|own| own != property) && !self.hierarchy.heirs(heir).is_empty()
    }

    /// The schema that a value of a mapping means: by a reference, or by its name beside the base.
    fn mapped_schema(&self, discriminator: &Cursor<'d>, target: &Cursor<'d>) -> Option<Cursor<'d>> {
        let text = target.node.as_str()?;
        let by_name = || {
            let origin = Origin {
                file: discriminator.file,
                pointer: discriminator.pointer.parent()?.parent()?.child(text),
            };
            self.docs.at(&origin)
        };
        let found = by_name().or_else(|| self.docs.lookup(target, text))?;
        end(self.docs, &found)
    }

    fn family(
        &mut self,
        schema: &Cursor<'d>,
        view: &View<'d>,
        id: TypeId,
        mut family: Family<'d>,
        others: &[Cursor<'d>],
    ) -> TypeKind {
        let base_view = view.without_unions();
        let properties = self.properties(&base_view);
        if !properties.is_empty() && !properties.contains_key(family.property.as_str()) {
            let message = format!(
                "the discriminator `{}` is not a property of this schema",
                family.property
            );
            self.report(Code::BadDiscriminator, &family.discriminator, message);
        }
        let mut tags: Vec<Vec<String>> = Vec::new();
        let has_base = !properties.is_empty();
        if has_base {
            tags.push(self.values_of_base(schema, &family));
            self.add_base(schema, &base_view, id, &mut family);
        }
        for other in others {
            tags.push(self.values_of_heir(other, &base_view, &family));
            match self.hierarchy.heirs(other).is_empty() || self.has_other_discriminator(other, &family.property) {
                true => family.branches.push(Branch {
                    at: other.clone(),
                    content: Content::Elsewhere(other.clone()),
                    constraints: None,
                }),
                // A union by the same property: what extends it is listed here, and it stands for itself alone.
                false => {
                    let own = self.flat(other).without_unions();
                    let owner = self.refer(other);
                    self.add_base(other, &own, owner, &mut family);
                }
            }
        }
        if schema.get("discriminator").is_some() {
            self.check_family_mapping(schema, others, &family.discriminator);
        }
        if has_base {
            leave_to_subtypes(&mut tags);
        }
        self.family_union(family, has_base.then_some(0), &tags, id)
    }

    /// The union of a base and its subtypes.
    fn family_union(
        &mut self,
        family: Family<'d>,
        fallback: Option<usize>,
        tags: &[Vec<String>],
        id: TypeId,
    ) -> TypeKind {
        let groups = grouped(tags);
        let mut kind = match groups.len() == family.branches.len() {
            true => self.union_of(Some(family.property), &family.branches, tags, id),
            false => {
                let message = "subtypes share a discriminator value; they are chosen by shape";
                self.report(Code::BadDiscriminator, &family.discriminator, message);
                self.union_of_groups(family.property, &family.branches, tags, &groups, id)
            }
        };
        if let TypeKind::Union(union) = &mut kind {
            union.fallback = fallback;
            for variant in &mut union.variants {
                if let Some((_, name)) = family.names.iter().find(|(ty, _)| *ty == variant.ty) {
                    variant.name.clone_from(name);
                }
            }
        }
        kind
    }

    /// Adds the object that a base is by itself. It keeps members that it does not list, those of unknown subtypes.
    fn add_base(&mut self, schema: &Cursor<'d>, view: &View<'d>, owner: TypeId, family: &mut Family<'d>) {
        let name = self.place_name(schema);
        let ty = self.base_struct(schema, view, owner, &name);
        family.names.push((ty.clone(), name));
        family.branches.push(Branch {
            at: schema.clone(),
            content: Content::Ready(ty),
            constraints: None,
        });
    }

    fn base_struct(&mut self, schema: &Cursor<'d>, view: &View<'d>, owner: TypeId, name: &str) -> Type {
        // The union has the place of the schema; this has one inside of it.
        let place = ["properties", "discriminator", "allOf"]
            .into_iter()
            .find_map(|keyword| schema.get(keyword))
            .unwrap_or_else(|| schema.clone());
        // Inline schemas belong to the union, as they do in the types that extend the base.
        let owned = |layer: &Layer<'d>| Layer {
            owner: Some(layer.owner.unwrap_or(owner)),
            ..layer.clone()
        };
        let view = View {
            heads: vec![place],
            layers: view.layers.iter().map(owned).collect(),
        };
        let properties = self.properties(&view);
        let ty = self.define(&view, &Place::child(owner, "base"), |context, id| {
            let mut object = context.structure(&view, properties, id);
            if matches!(object.additional, Additional::Ignored) {
                object.additional = Additional::Typed(Type::Any(AnyCause::Unconstrained));
            }
            TypeKind::Struct(object)
        });
        if let Type::Named(id) = ty
            && let Some(definition) = self.types.get_mut(id.index())
        {
            let summary = format!("The properties that every `{name}` has, and those of subtypes that are not listed.");
            definition.docs = Docs {
                summary: Some(summary.into()),
                ..Docs::default()
            };
        }
        ty
    }

    /// The values of the discriminator that mean the base itself.
    fn values_of_base(&mut self, schema: &Cursor<'d>, family: &Family<'d>) -> Vec<String> {
        let mapped = self.mapped_to(schema, &family.discriminator);
        if !mapped.is_empty() {
            return mapped;
        }
        if let Some(value) = schema.str(AZURE_VALUE) {
            return vec![value.to_owned()];
        }
        let name = self.place_name(schema);
        let view = self.flat(schema);
        let definitions = self.properties(&view).swap_remove(family.property.as_str());
        let nearest = definitions.and_then(|definitions| definitions.last().map(|(nearest, _)| nearest.clone()));
        let listed = nearest.and_then(|nearest| self.tag_values(&nearest));
        let is_possible = listed.is_none_or(|listed| listed.contains(&name));
        is_possible.then_some(name).into_iter().collect()
    }

    /// The values of the discriminator that mean a schema which extends the base: those of a mapping, of a constant that the schema itself gives the property, or its name.
    fn values_of_heir(&mut self, heir: &Cursor<'d>, base: &View<'d>, family: &Family<'d>) -> Vec<String> {
        let mapped = self.mapped_to(heir, &family.discriminator);
        if !mapped.is_empty() {
            return mapped;
        }
        let view = self.flat(heir);
        if let Some(values) = self.inherited_values(heir, &view, &family.property) {
            return values;
        }
        let own = self.own_values(&view, base, &family.property);
        own.unwrap_or_else(|| vec![self.place_name(heir)])
    }

    /// The values of a discriminator that mean a schema because a base that it extends says so, or the extension that
    /// Azure's descriptions have.
    pub(super) fn inherited_values(
        &mut self,
        schema: &Cursor<'d>,
        view: &View<'d>,
        property: &str,
    ) -> Option<Vec<String>> {
        let bases: Vec<Cursor<'d>> = view.all("discriminator").map(|(member, _)| member).collect();
        for discriminator in bases.iter().rev() {
            if self.property_name(discriminator).as_deref() == Some(property) {
                let mapped = self.mapped_to(schema, discriminator);
                if !mapped.is_empty() {
                    return Some(mapped);
                }
            }
        }
        schema.str(AZURE_VALUE).map(|value| vec![value.to_owned()])
    }

    /// The values that a schema gives a property beyond what its base says of it.
    fn own_values(&mut self, view: &View<'d>, base: &View<'d>, property: &str) -> Option<Vec<String>> {
        let inherited = self.properties(base).swap_remove(property).unwrap_or_default();
        let definitions = self.properties(view).swap_remove(property)?;
        let own = definitions
            .into_iter()
            .map(|(schema, _)| schema)
            .rfind(|schema| !inherited.iter().any(|(known, _)| same_place(known, schema)))?;
        self.tag_values(&own)
    }

    /// The keys of a mapping that lead to a schema.
    fn mapped_to(&mut self, schema: &Cursor<'d>, discriminator: &Cursor<'d>) -> Vec<String> {
        let mapping = self.members(discriminator, "mapping");
        let meant = mapping.into_iter().filter(|(_, target)| {
            let found = self.mapped_schema(discriminator, target);
            found.is_some_and(|found| same_place(&found, schema))
        });
        meant.map(|(value, _)| value.to_owned()).collect()
    }

    /// Reports entries of a mapping that lead to no schema.
    fn check_family_mapping(&mut self, base: &Cursor<'d>, others: &[Cursor<'d>], discriminator: &Cursor<'d>) {
        for (_, target) in self.members(discriminator, "mapping") {
            let Some(text) = target.node.as_str() else {
                let message = "an entry of a mapping must be the name of a schema or a reference to one";
                self.report(Code::WrongType, &target, message);
                continue;
            };
            let found = self.mapped_schema(discriminator, &target);
            let is_known = found
                .is_some_and(|found| same_place(&found, base) || others.iter().any(|other| same_place(other, &found)));
            if !is_known {
                let message = format!("the mapping leads to `{text}`, and there is no such schema");
                self.report(Code::BadDiscriminator, &target, message);
            }
        }
    }

    /// Reports a discriminator of a schema that nothing extends.
    fn note_unextended(&mut self, schema: &Cursor<'d>, view: &View<'d>, property: &str) {
        let Some(own) = schema.get("discriminator") else { return };
        if self.properties(view).is_empty() {
            let message =
                "this schema has no properties, lists no variants, and no schema extends it: it is any object";
            let help = "list the variants in `oneOf`, or refer to this schema in the `allOf` of each";
            self.advise(Code::BadDiscriminator, &own, message, help);
        } else if !self.properties(view).contains_key(property) {
            let message = format!("the discriminator `{property}` is not a property of this schema");
            self.report(Code::BadDiscriminator, &own, message);
        } else {
            let message = "no schema extends this one and no variants are listed: it is a plain object";
            self.note(Code::BadDiscriminator, &own, message);
        }
    }
}

/// The value of the discriminator that means a schema, in Swagger 2.0 descriptions of Azure.
const AZURE_VALUE: &str = "x-ms-discriminator-value";

/// Takes values away from the base, the first, that a subtype has too.
fn leave_to_subtypes(tags: &mut [Vec<String>]) {
    if let Some((base, others)) = tags.split_first_mut() {
        let taken: HashSet<&String> = others.iter().flatten().collect();
        base.retain(|tag| !taken.contains(tag));
    }
}
