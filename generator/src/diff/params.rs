//! Parameters: arguments where they are required, setters where they are not.

use std::sync::Arc;

use super::bodies::written;
use super::change::Place;
use super::comparison::{Comparison, Matched, is_near, matched, renamed};
use super::fields::reordered;
use super::kind::Kind;
use super::operation::Named;
use super::show::shown;
use crate::analyze::unaliased;
use crate::ir::{Api, Param, ParamLocation, Type, TypeKind};

const PARAMETER: super::uses::Kinds = (Kind::ParameterTypeChanged, Kind::ParameterRespelled);

/// A parameter with its index.
type Indexed<'a> = (usize, &'a Arc<Param>);

impl<'a> Comparison<'a> {
    pub(super) fn params(&mut self, place: &Place, old: Named<'a>, new: Named<'a>) {
        let (before, after) = (&old.operation.params, &new.operation.params);
        let mut found = matched(before, after, |param| (param.location, param.name.as_str()));
        let moved = renamed(&mut found, |one, other| one.name == other.name);
        let respelled = self.renamed_params(place, &mut found);
        self.lone_params(place, &found);
        for ((index, one), (position, other)) in found.both.iter().chain(&moved).chain(&respelled) {
            let place = place.at(&one.name);
            self.param(&place, one, other);
            let ident =
                |named: Named<'_>, index: usize| named.names.params.get(index).map(|ident| ident.text().to_owned());
            let (from, to) = (ident(old, *index), ident(new, *position));
            if from != to && one.name == other.name && !other.is_argument() {
                self.report(Kind::IdentifierChanged, &place, (from, to), &other.origin);
            }
        }
        self.order_of_params(place, before, after, &respelled, &new.operation.origin);
    }

    /// Parameters that are called otherwise: those of the path that stand in one place, and others of one type.
    fn renamed_params(
        &mut self,
        place: &Place,
        found: &mut Matched<'a, Arc<Param>>,
    ) -> Vec<(Indexed<'a>, Indexed<'a>)> {
        let apis = (self.old.api, self.new.api);
        let positions = |list: &[Indexed<'a>]| -> Vec<usize> {
            let of_path = list.iter().filter(|(_, param)| param.location == ParamLocation::Path);
            of_path.map(|(index, _)| *index).collect()
        };
        // Parameters of the path come in its order, so that the index is the position in the path.
        let in_one_place = positions(&found.removed) == positions(&found.added);
        let position = |list: &[Indexed<'a>], param: &Arc<Param>| {
            let found = list.iter().find(|(_, one)| std::ptr::eq(*one, param));
            found.map(|(index, _)| *index)
        };
        let (removed, added) = (found.removed.clone(), found.added.clone());
        let fits = |one: &Arc<Param>, other: &Arc<Param>| {
            let same = one.location == other.location
                && one.required == other.required
                && shown(apis.0, &one.ty) == shown(apis.1, &other.ty);
            let same_prose = one.docs.description.is_some() && one.docs == other.docs;
            match one.location {
                ParamLocation::Path => same && in_one_place && position(&removed, one) == position(&added, other),
                _ => same && (same_prose || is_near(&one.name, &other.name)),
            }
        };
        let pairs = renamed(found, fits);
        for ((_, one), (_, other)) in &pairs {
            let kind = match other.is_argument() {
                true => Kind::ArgumentRenamed,
                false => Kind::ParameterRenamed,
            };
            self.report_between(kind, &place.at(&one.name), &one.name, &other.name, &other.origin);
        }
        pairs
    }

    /// Parameters that are on one side only.
    fn lone_params(&mut self, place: &Place, found: &Matched<'_, Arc<Param>>) {
        for (_, param) in &found.removed {
            self.report_plain(Kind::ParameterRemoved, &place.at(&param.name), &param.origin);
            self.explain(&param.ty);
        }
        for (_, param) in &found.added {
            let kind = match param.is_argument() {
                true => Kind::RequiredParameterAdded,
                false => Kind::OptionalParameterAdded,
            };
            let ty = shown(self.new.api, &param.ty);
            self.report(kind, &place.at(&param.name), (None, Some(ty)), &param.origin);
        }
    }

    fn param(&mut self, place: &Place, old: &Param, new: &Param) {
        let at = &new.origin;
        if old.location != new.location {
            let (from, to) = (old.location.as_str(), new.location.as_str());
            self.report_between(Kind::ParameterMoved, place, from, to, at);
        }
        self.use_of(place, &old.ty, &new.ty, PARAMETER, at);
        match (old.is_argument(), new.is_argument()) {
            (false, true) => self.report_plain(Kind::ParameterRequired, place, at),
            (true, false) => self.report_plain(Kind::ParameterOptional, place, at),
            _ => {}
        }
        let (from, to) = (style(self.old.api, old), style(self.new.api, new));
        if from != to && old.location == new.location {
            self.report_between(Kind::ParameterStyleChanged, place, &from, &to, at);
        }
        self.default(place, old.default.as_deref(), new.default.as_deref(), at);
        self.limits(place, old.constraints.as_deref(), new.constraints.as_deref(), true, at);
        self.prose(place, &old.docs, &new.docs, at);
        self.examples(place, old.example.as_deref(), new.example.as_deref(), at);
    }

    /// The order of what the method takes.
    fn order_of_params(
        &mut self,
        place: &Place,
        old: &[Arc<Param>],
        new: &[Arc<Param>],
        respelled: &[(Indexed<'_>, Indexed<'_>)],
        at: &crate::pointer::Origin,
    ) {
        let now = |param: &Arc<Param>| {
            let pair = respelled.iter().find(|((_, one), _)| std::ptr::eq(*one, param));
            pair.map_or(param.name.clone(), |(_, (_, other))| other.name.clone())
        };
        let before: Vec<String> = old.iter().filter(|param| param.is_argument()).map(now).collect();
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let after = new.iter().filter(|param| param.is_argument());
        let after: Vec<&str> = after.map(|param| param.name.as_str()).collect();
        if let Some((from, to)) = reordered(&before, &after) {
            self.report_between(Kind::ArgumentOrderChanged, place, &from, &to, at);
        }
    }
}

/// How a parameter is written, in words. A single value has nothing to be exploded.
fn style(api: &Api, param: &Param) -> String {
    let mut words = vec![match &param.content {
        Some(media_type) => media_type.clone(),
        None => format!("{:?}", param.style).to_lowercase(),
    }];
    let has_parts = match unaliased(api, &param.ty) {
        Type::Named(id) => !matches!(api.type_def(*id).map(|def| &def.kind), Some(TypeKind::Enum(_))),
        ty => matches!(ty, Type::Array(_) | Type::Map(_) | Type::Tuple(_) | Type::Any(_)),
    };
    words.extend((param.explode && has_parts).then(|| "exploded".to_owned()));
    words.extend(param.allow_reserved.then(|| "reserved characters kept".to_owned()));
    words.extend(
        param
            .encoding
            .iter()
            .map(|encoding| format!("{} {}", encoding.property, written(encoding))),
    );
    words.extend(param.allow_empty.then(|| "may be empty".to_owned()));
    words.join(", ")
}
