//! Members of objects.

use super::change::Place;
use super::comparison::{Comparison, Matched, is_near, matched, renamed};
use super::kind::Kind;
use super::pairs::inline_shape;
use super::show::shown;
use super::uses::Sameness;
use crate::analyze::{Presence, is_nullable};
use crate::ir::{Additional, Field, Struct, Type, TypeId};
use crate::pointer::Origin;

const PROPERTY: super::uses::Kinds = (Kind::PropertyTypeChanged, Kind::PropertyRespelled);
const OTHERS: super::uses::Kinds = (Kind::OthersTypeChanged, Kind::OthersRuleChanged);

/// A member with the object that it is in, and its position there.
type Member<'a> = (TypeId, usize, &'a Field);

impl Comparison<'_> {
    pub(super) fn structs(&mut self, place: &Place, old: (TypeId, &Struct), new: (TypeId, &Struct), at: &Origin) {
        let mut found = matched(&old.1.fields, &new.1.fields, |field| &*field.wire);
        let (api, types) = ((self.old.api, self.new.api), &self.pairs);
        let fits = |one: &Field, other: &Field| {
            let same_prose = one.docs.description.is_some() && one.docs == other.docs;
            let same_access = (one.required, one.read_only) == (other.required, other.read_only);
            let same_type = shown(api.0, &one.ty) == shown(api.1, &other.ty);
            let inline = inline_shape(api.0, &one.ty, &|id| types.new_of(id));
            let same_inline = inline.is_some() && inline == inline_shape(api.1, &other.ty, &Some);
            same_access && same_type && (same_prose || same_inline || is_near(&one.wire, &other.wire))
        };
        let pairs = renamed(&mut found, fits);
        for ((index, one), (position, other)) in &pairs {
            let place = place.at(&one.wire);
            let ident = |names: Option<&crate::names::TypeNames>, index: usize| {
                names.and_then(|names| Some(names.fields().get(index)?.text().to_owned()))
            };
            let before = ident(self.old.names.of_type(old.0), *index);
            let kind = match before == ident(self.new.names.of_type(new.0), *position) {
                true => Kind::PropertyRespelledName,
                false => Kind::PropertyRenamed,
            };
            self.report_between(
                kind,
                &place,
                &one.wire,
                &other.wire,
                &self.new.api.field_origin(new.0, other),
            );
        }
        self.lone_fields(place, &found, old.0, new.0);
        found.both.extend(pairs);
        for ((index, one), (position, other)) in &found.both {
            let place = place.at(&one.wire);
            self.field(&place, (old.0, *index, one), (new.0, *position, other));
        }
        self.order_of_fields(place, old, new, at);
        self.additional(place, old.1, new.1, at);
    }

    /// Members that are on one side only.
    fn lone_fields(&mut self, place: &Place, found: &Matched<'_, Field>, old: TypeId, new: TypeId) {
        for (_, field) in &found.removed {
            let at = self.old.api.field_origin(old, field);
            self.report_plain(Kind::PropertyRemoved, &place.at(&field.wire), &at);
            self.explain(&field.ty);
        }
        for (position, field) in &found.added {
            let is_argument = self.new.analysis.is_argument(new, *position, field);
            let kind = match (field.required, self.new.analysis.is_sent(new)) {
                (true, true) if is_argument => Kind::RequiredPropertyAdded,
                (true, _) => Kind::AnsweredPropertyAdded,
                (false, _) => Kind::OptionalPropertyAdded,
            };
            let ty = shown(self.new.api, &field.ty);
            let at = self.new.api.field_origin(new, field);
            self.report(kind, &place.at(&field.wire), (None, Some(ty)), &at);
        }
    }

    fn field(&mut self, place: &Place, old: Member<'_>, new: Member<'_>) {
        let (one, other) = (old.2, new.2);
        let at = &self.new.api.field_origin(new.0, other);
        let same = self.use_of(place, &one.ty, &other.ty, PROPERTY, at);
        self.presence(place, old, new);
        self.access(place, old, new);
        if same != Sameness::Different {
            let before = self.old.analysis.boxes.contains(old.0, old.1);
            let after = self.new.analysis.boxes.contains(new.0, new.1);
            self.storage(place, before, after, at);
        }
        self.default(place, one.default.as_deref(), other.default.as_deref(), at);
        let is_sent = self.new.analysis.is_sent(new.0) && !other.read_only;
        self.limits(
            place,
            one.constraints.as_deref(),
            other.constraints.as_deref(),
            is_sent,
            at,
        );
        self.prose(place, &one.docs, &other.docs, at);
        self.examples(place, one.example.as_deref(), other.example.as_deref(), at);
    }

    /// Whether a member must be there, and whether it may be null.
    fn presence(&mut self, place: &Place, old: Member<'_>, new: Member<'_>) {
        let at = &self.new.api.field_origin(new.0, new.2);
        let [before, after] = [(self.old, old), (self.new, new)].map(|(side, (id, index, field))| {
            (
                side.analysis.presence(side.api, id, index, field),
                is_nullable(side.api, &field.ty),
                side.analysis.is_sent(id) && side.analysis.is_argument(id, index, field),
            )
        });
        match (before.1, after.1) {
            (false, true) => self.report_plain(Kind::PropertyNullable, place, at),
            (true, false) => self.report_plain(Kind::PropertyNotNullable, place, at),
            _ => {}
        }
        let is_given = |presence: Presence| presence.is_given();
        match (is_given(before.0), is_given(after.0)) {
            (false, true) => self.report_plain(Kind::PropertyRequired, place, at),
            (true, false) => self.report_plain(Kind::PropertyOptional, place, at),
            _ if !before.2 && after.2 => self.report_plain(Kind::PropertyRequired, place, at),
            _ if before.2 && !after.2 => self.report_plain(Kind::PropertyOptional, place, at),
            _ if old.2.required != new.2.required => {
                let word = |required: bool| if required { "required" } else { "optional" };
                let (from, to) = (word(old.2.required), word(new.2.required));
                self.report_between(Kind::RequirednessDocumented, place, from, to, at);
            }
            _ => {}
        }
    }

    /// Whether a member is only sent or only answered.
    fn access(&mut self, place: &Place, old: Member<'_>, new: Member<'_>) {
        let word = |field: &Field| match (field.read_only, field.write_only) {
            (false, false) => "both ways",
            (true, false) => "read-only",
            (false, true) => "write-only",
            (true, true) => "neither way",
        };
        let (from, to) = (word(old.2), word(new.2));
        if from == to {
            return;
        }
        let at = &self.new.api.field_origin(new.0, new.2);
        let sent = self.old.analysis.is_sent(old.0) && self.new.analysis.is_sent(new.0);
        match (sent, old.2.read_only, new.2.read_only) {
            (true, false, true) => self.report_plain(Kind::PropertyReadOnly, place, at),
            (true, true, false) if new.2.required => self.report_plain(Kind::PropertyWritableRequired, place, at),
            (true, true, false) => self.report_plain(Kind::PropertyWritable, place, at),
            _ => self.report_between(Kind::AccessDocumented, place, from, to, at),
        }
    }

    /// The order of what a constructor takes.
    fn order_of_fields(&mut self, place: &Place, old: (TypeId, &Struct), new: (TypeId, &Struct), at: &Origin) {
        if !self.old.analysis.is_sent(old.0) || !self.new.analysis.is_sent(new.0) {
            return;
        }
        let [before, after] = [(self.old, old), (self.new, new)].map(|(side, (id, object))| {
            let arguments = object
                .fields
                .iter()
                .enumerate()
                .filter(|(index, field)| side.analysis.is_argument(id, *index, field));
            arguments.map(|(_, field)| &*field.wire).collect::<Vec<_>>()
        });
        if let Some((from, to)) = reordered(&before, &after) {
            self.report_between(Kind::ArgumentsOfNewChanged, place, &from, &to, at);
        }
    }

    /// Members that a schema does not name.
    fn additional(&mut self, place: &Place, old: &Struct, new: &Struct, at: &Origin) {
        let typed = |additional: &Additional| match additional {
            Additional::Typed(ty) => Some(ty.clone()),
            _ => None,
        };
        let (before, after): (Option<Type>, Option<Type>) = (typed(&old.additional), typed(&new.additional));
        let place = &place.at("{}");
        match (before, after) {
            (Some(one), Some(other)) => {
                let same = self.use_of(place, &one, &other, OTHERS, at);
                if same != Sameness::Different && is_nullable(self.old.api, &one) != is_nullable(self.new.api, &other) {
                    let (from, to) = (shown(self.old.api, &one), shown(self.new.api, &other));
                    self.report_between(Kind::OthersTypeChanged, place, &from, &to, at);
                }
                let limits = (
                    old.additional_constraints.as_deref(),
                    new.additional_constraints.as_deref(),
                );
                self.limits(place, limits.0, limits.1, true, at);
            }
            (Some(one), None) => {
                let from = shown(self.old.api, &one);
                self.report(Kind::OthersRemoved, place, (Some(from), None), at);
                self.explain(&one);
            }
            (None, Some(other)) => {
                let to = shown(self.new.api, &other);
                self.report(Kind::OthersAdded, place, (None, Some(to)), at);
            }
            (None, None) => {
                let word = |additional: &Additional| match additional {
                    Additional::Denied => "none",
                    _ => "any",
                };
                let (from, to) = (word(&old.additional), word(&new.additional));
                if from != to {
                    self.report_between(Kind::OthersRuleChanged, place, from, to, at);
                }
            }
        }
    }
}

/// What is on both sides, in the order of each, where those orders differ.
pub(super) fn reordered(old: &[&str], new: &[&str]) -> Option<(String, String)> {
    let common = |list: &[&str], other: &[&str]| -> Vec<String> {
        let both = list.iter().filter(|name| other.contains(name));
        both.map(|name| (*name).to_owned()).collect()
    };
    let (before, after) = (common(old, new), common(new, old));
    (before != after).then(|| (before.join(", "), after.join(", ")))
}
