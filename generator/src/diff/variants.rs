//! Values of enums, and variants of unions.

use super::change::Place;
use super::comparison::{Comparison, matched, renamed};
use super::kind::Kind;
use crate::ir::{Enum, EnumValue, TypeId, Union, Variant};
use crate::names::Names;
use crate::pointer::Origin;

const VARIANT: super::uses::Kinds = (Kind::VariantTypeChanged, Kind::VariantRespelled);

/// A value as a description writes it.
fn text(value: &EnumValue) -> String {
    match value.value.as_str() {
        Some(text) => text.to_owned(),
        None => value.value.to_string(),
    }
}

/// The variants of a type in Rust.
fn idents(names: &Names, id: TypeId) -> Vec<String> {
    let variants = names.of_type(id).map(|names| names.variants()).unwrap_or_default();
    variants.iter().map(|ident| ident.text().to_owned()).collect()
}

impl Comparison<'_> {
    pub(super) fn enums(&mut self, place: &Place, old: (TypeId, &Enum), new: (TypeId, &Enum), at: &Origin) {
        let mut found = matched(&old.1.values, &new.1.values, text);
        let before = idents(self.old.names, old.0);
        let after = idents(self.new.names, new.0);
        let ident = |list: &[EnumValue], idents: &[String], value: &EnumValue| {
            let index = list.iter().position(|one| std::ptr::eq(one, value))?;
            idents.get(index).cloned()
        };
        let respelled = renamed(&mut found, |one, other| {
            ident(&old.1.values, &before, one) == ident(&new.1.values, &after, other)
        });
        for ((_, one), (_, other)) in &respelled {
            self.report_between(
                Kind::ValueRespelled,
                &self.of_value(place, one),
                &text(one),
                &text(other),
                &other.origin,
            );
        }
        for (_, value) in &found.removed {
            let place = self.of_value(place, value);
            self.report(Kind::ValueRemoved, &place, (Some(text(value)), None), &value.origin);
        }
        for (_, value) in &found.added {
            let place = self.of_value(place, value);
            self.report(Kind::ValueAdded, &place, (None, Some(text(value))), &value.origin);
        }
        for ((_, one), (_, other)) in found.both.iter().chain(&respelled) {
            self.prose(&self.of_value(place, one), &one.docs, &other.docs, &other.origin);
        }
        if found
            .both
            .windows(2)
            .any(|pair| matches!(pair, [(_, (one, _)), (_, (other, _))] if one > other))
        {
            self.report_plain(Kind::ValuesReordered, place, at);
        }
    }

    /// The place of a value: by itself in a named enum, else that of the enum.
    fn of_value(&self, place: &Place, value: &EnumValue) -> Place {
        match place.subject.is_empty() {
            true => place.at(&text(value)),
            false => place.clone(),
        }
    }

    pub(super) fn unions(&mut self, place: &Place, old: (TypeId, &Union), new: (TypeId, &Union), at: &Origin) {
        let found = matched(&old.1.variants, &new.1.variants, |variant| variant.name.as_str());
        for (_, variant) in &found.removed {
            let place = place.at(&variant.name);
            self.report(
                Kind::VariantRemoved,
                &place,
                (Some(variant.name.clone()), None),
                &variant.origin,
            );
            self.explain(&variant.ty);
        }
        for (_, variant) in &found.added {
            let place = place.at(&variant.name);
            self.report(
                Kind::VariantAdded,
                &place,
                (None, Some(variant.name.clone())),
                &variant.origin,
            );
        }
        for ((index, one), (position, other)) in &found.both {
            let place = place.at(&one.name);
            self.variant(&place, (old.0, *index, one), (new.0, *position, other));
        }
        let told = |union: &Union| {
            let of_variant = |variant: &Variant| match variant.tags.as_slice() {
                [] => variant.name.clone(),
                tags => tags.join("|"),
            };
            let member = union.discriminator.as_ref()?;
            let known = union
                .variants
                .iter()
                .filter(|variant| found.both.iter().any(|((_, one), _)| one.name == variant.name));
            let tags: Vec<String> = known.map(of_variant).collect();
            Some(format!("{member} ({})", tags.join(", ")))
        };
        let (from, to) = (told(old.1), told(new.1));
        if from != to {
            self.report(Kind::DiscriminatorChanged, place, (from, to), at);
        }
    }

    /// Compares variants that belong together, each with the union that it is in and its position there.
    fn variant(&mut self, place: &Place, old: (TypeId, usize, &Variant), new: (TypeId, usize, &Variant)) {
        let (one, other) = (old.2, new.2);
        self.use_of(place, &one.ty, &other.ty, VARIANT, &other.origin);
        let limits = (one.constraints.as_deref(), other.constraints.as_deref());
        let is_sent = self.new.analysis.is_sent(new.0);
        self.limits(place, limits.0, limits.1, is_sent, &other.origin);
        let before = self.old.analysis.boxes.contains(old.0, old.1);
        let after = self.new.analysis.boxes.contains(new.0, new.1);
        self.storage(place, before, after, &other.origin);
    }

    /// Whether a member is stored apart.
    pub(super) fn storage(&mut self, place: &Place, before: bool, after: bool, at: &Origin) {
        let word = |boxed: bool| if boxed { "a box" } else { "the value itself" };
        if before != after {
            self.report_between(Kind::StorageChanged, place, word(before), word(after), at);
        }
    }
}
