//! Named schemas, and definitions of any kind.

use super::change::Place;
use super::comparison::Comparison;
use super::kind::Kind;
use super::pairs::named;
use super::show::{kind_of, shown};
use crate::ir::{TypeDef, TypeId, TypeKind, TypeName};

/// The kinds under which another target of an alias is reported.
const MODEL: super::uses::Kinds = (Kind::ModelTypeChanged, Kind::ModelRespelled);

impl Comparison<'_> {
    /// Compares the named schemas.
    pub(super) fn schemas(&mut self) {
        for (old, name, _) in named(self.old.api) {
            if let Some(new) = self.pairs.new_of(old) {
                self.named_schema(old, new, name);
            }
        }
        // Only now is it known which of the others are written in place where they were referred to.
        for (old, name, def) in named(self.old.api) {
            if self.pairs.new_of(old).is_none() && !self.explained.contains(&old) {
                self.report_plain(Kind::ModelRemoved, &Place::of(name), &def.origin);
                self.explain_definition(old);
            }
        }
        for (new, name, def) in named(self.new.api) {
            if !self.pairs.has_new(new) {
                self.report_plain(Kind::ModelAdded, &Place::of(name), &def.origin);
            }
        }
    }

    fn named_schema(&mut self, old: TypeId, new: TypeId, name: &str) {
        let (Some(one), Some(other)) = (self.old.api.type_def(old), self.new.api.type_def(new)) else {
            return;
        };
        let place = Place::of(name);
        if let TypeName::Schema(now) = &other.name
            && now != name
        {
            self.report_between(Kind::ModelRenamed, &place, name, now, &other.origin);
            self.explained.insert(old);
        }
        self.meet(old, new, &place);
        self.prose(&place, &one.docs, &other.docs, &other.origin);
        self.examples(&place, &one.examples, &other.examples, &other.origin);
        self.definition(&place, (old, one), (new, other));
        if matches!(other.kind, TypeKind::Struct(_)) {
            match (self.old.analysis.is_sent(old), self.new.analysis.is_sent(new)) {
                (true, false) => self.report_plain(Kind::ConstructorRemoved, &place, &other.origin),
                (false, true) => self.report_plain(Kind::ConstructorAdded, &place, &other.origin),
                _ => {}
            }
        }
    }

    /// Compares two definitions that belong together.
    pub(super) fn definition(&mut self, place: &Place, old: (TypeId, &TypeDef), new: (TypeId, &TypeDef)) {
        let at = &new.1.origin;
        match (&old.1.kind, &new.1.kind) {
            (TypeKind::Struct(one), TypeKind::Struct(other)) => self.structs(place, (old.0, one), (new.0, other), at),
            (TypeKind::Enum(one), TypeKind::Enum(other)) if one.repr == other.repr => {
                self.enums(place, (old.0, one), (new.0, other), at);
            }
            (TypeKind::Union(one), TypeKind::Union(other)) => self.unions(place, (old.0, one), (new.0, other), at),
            (TypeKind::Newtype(one), TypeKind::Newtype(other)) => {
                self.use_of(place, one, other, MODEL, at);
            }
            (TypeKind::Alias(one), TypeKind::Alias(other)) => {
                self.use_of(place, one, other, MODEL, at);
                if one.is_nullable() != other.is_nullable() {
                    let (from, to) = (shown(self.old.api, one), shown(self.new.api, other));
                    self.report_between(Kind::ModelTypeChanged, place, &from, &to, at);
                }
            }
            (one, other) => {
                let [from, to] = [(self.old, one), (self.new, other)].map(|(side, kind)| match kind {
                    TypeKind::Alias(target) | TypeKind::Newtype(target) => shown(side.api, target),
                    other => kind_of(other).to_owned(),
                });
                self.report_between(Kind::ModelTypeChanged, place, &from, &to, at);
                self.explain_definition(old.0);
            }
        }
    }

    /// Takes down that a definition is gone, which has been said: the inline types in it are too.
    fn explain_definition(&mut self, id: TypeId) {
        if let Some(def) = self.old.api.type_def(id) {
            for inner in crate::analyze::mentioned(def) {
                self.explain(&crate::ir::Type::Named(inner));
            }
            self.explained.insert(id);
        }
    }
}
