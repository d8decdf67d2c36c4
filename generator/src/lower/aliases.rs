//! Types that lead to themselves: `A` is `B` and `B` is `A`, a list is one of itself, or a union lists itself.
//!
//! A definition with members or variants can contain itself, a mere name cannot. One of the names in such a cycle becomes a
//! newtype where a list or a map lies between, which ends when it is empty, and any value where nothing does.

use crate::diagnostic::{Code, Diagnostic};
use crate::hash::HashSet;
use crate::ir::{AnyCause, Type, TypeId, TypeKind, Variant};

use super::context::Context;

impl Context<'_, '_> {
    /// Makes a newtype of the first alias of each cycle, or any value, with a diagnostic, where no value of it would end.
    pub(super) fn break_alias_cycles(&mut self) {
        for index in 0..self.types.len() {
            let Some(definition) = self.types.get(index) else {
                continue;
            };
            let TypeKind::Alias(ty) = &definition.kind else {
                continue;
            };
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            if self.reaches(ty, id, false) {
                let message = "this schema only refers to itself; it becomes any JSON value";
                let diagnostic = Diagnostic::new(Code::RefCycle, definition.origin.clone(), message);
                self.push(diagnostic.help("give the schema a type, for instance `type: object` with `properties`"));
                if let Some(definition) = self.types.get_mut(index) {
                    definition.kind = TypeKind::Alias(Type::Any(AnyCause::Reference));
                }
            } else if self.reaches(ty, id, true)
                && let Some(definition) = self.types.get_mut(index)
                && let TypeKind::Alias(ty) = &definition.kind
            {
                definition.kind = TypeKind::Newtype(ty.clone());
            }
        }
    }

    /// Returns `true` if aliases lead from `ty` to `goal`; `through_lists` also follows elements of lists and maps.
    fn reaches(&self, ty: &Type, goal: TypeId, through_lists: bool) -> bool {
        let mut pending = vec![ty];
        let mut seen = vec![];
        while let Some(ty) = pending.pop() {
            match ty {
                Type::Named(id) if *id == goal => return true,
                Type::Named(id) if !seen.contains(id) => {
                    seen.push(*id);
                    if let Some(TypeKind::Alias(next)) = self.types.get(id.index()).map(|definition| &definition.kind) {
                        pending.push(next);
                    }
                }
                Type::Array(inner) | Type::Map(inner) if through_lists => pending.push(inner),
                Type::Nullable(inner) => pending.push(inner),
                Type::Tuple(parts) => pending.extend(parts),
                _ => {}
            }
        }
        false
    }

    /// Replaces variants that lead back to their union: what reads them would read the same value again without end. Their
    /// union has the variants that they lead to instead.
    pub(super) fn untangle_unions(&mut self) {
        for index in 0..self.types.len() {
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            let Some(TypeKind::Union(union)) = self.types.get(index).map(|definition| &definition.kind) else {
                continue;
            };
            let leads_back = |variant: &Variant| self.leads_to_union(&variant.ty, id);
            let Some(position) = union.variants.iter().position(leads_back) else {
                continue;
            };
            let origin = union.variants.get(position).map(|variant| variant.origin.clone());
            let variants = self.leaves(id);
            let is_tagged = union.discriminator.is_some();
            let message = "this variant leads back to its union, which has the variants that it leads to instead";
            let diagnostic = Diagnostic::new(Code::RefCycle, origin.unwrap_or_default(), message);
            self.push(diagnostic.help("list each variant once, and not the union itself"));
            if let Some(TypeKind::Union(union)) = self.types.get_mut(index).map(|definition| &mut definition.kind) {
                union.fallback = union.fallback.filter(|_| !is_tagged);
                union.variants = variants;
            }
        }
    }

    /// The union or other definition that a use of a type is by itself, names and `null` seen through.
    fn seen_through(&self, ty: &Type) -> Option<TypeId> {
        let mut current = ty.non_null();
        for _ in 0..self.types.len() {
            let Type::Named(id) = current else { return None };
            match self.types.get(id.index()).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(target)) => current = target.non_null(),
                _ => return Some(*id),
            }
        }
        None
    }

    fn variants(&self, id: TypeId) -> &[Variant] {
        match self.types.get(id.index()).map(|definition| &definition.kind) {
            Some(TypeKind::Union(union)) => &union.variants,
            _ => &[],
        }
    }

    /// Whether a value of a type is also one of a union, by being one of variants of variants.
    fn leads_to_union(&self, ty: &Type, goal: TypeId) -> bool {
        let mut pending: Vec<TypeId> = self.seen_through(ty).into_iter().collect();
        let mut seen = HashSet::default();
        while let Some(id) = pending.pop() {
            if id == goal {
                return true;
            }
            if seen.insert(id) {
                let variants = self.variants(id).iter();
                pending.extend(variants.filter_map(|variant| self.seen_through(&variant.ty)));
            }
        }
        false
    }

    /// The variants of a union, with those of the unions that lead back to it in their place, each type once.
    fn leaves(&self, union: TypeId) -> Vec<Variant> {
        let mut found: Vec<Variant> = Vec::new();
        let mut seen = HashSet::from_iter([union]);
        let mut pending: Vec<&Variant> = self.variants(union).iter().rev().collect();
        while let Some(variant) = pending.pop() {
            if self.leads_to_union(&variant.ty, union) {
                let target = self.seen_through(&variant.ty).filter(|target| seen.insert(*target));
                pending.extend(target.iter().flat_map(|target| self.variants(*target).iter().rev()));
            } else if found.iter().all(|known| known.ty != variant.ty) {
                found.push(variant.clone());
            }
        }
        found
    }
}
