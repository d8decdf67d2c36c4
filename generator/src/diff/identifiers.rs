//! Names of Rust: what is called otherwise, and what is gone though its description says nothing of it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Place;
use super::comparison::{Comparison, Met, Side};
use super::kind::Kind;
use super::uses::Sameness;
use crate::ir::{OAuthFlow, SchemeKind, Type, TypeDef, TypeId, TypeKind, TypeName};
use crate::names::{ConstIdent, TypeNames};
use crate::pointer::Origin;

impl<'a> Comparison<'a> {
    /// Compares the identifiers of the crate, once all else is known.
    pub(super) fn identifiers(&mut self) {
        self.unmet_types();
        let met = std::mem::take(&mut self.met);
        for pair in &met {
            self.identifiers_of(pair);
        }
        self.lost_types();
        self.added_types();
        self.lost_constants();
        self.lost_settings();
    }

    /// Inline types that nothing refers to in the crate, such as those in a list of more types than a tuple has: they are told
    /// by their names in Rust.
    fn unmet_types(&mut self) {
        let inline = |side: Side<'a>, of: fn(&Met) -> TypeId| {
            let met: BTreeSet<TypeId> = self.met.iter().map(of).collect();
            let all = side.api.types.iter().zip((0..).map(TypeId));
            // What another name stands for is compared where it is used.
            let is_own = |def: &TypeDef| !matches!(def.name, TypeName::Schema(_)) && !is_other_name(def);
            let unmet = all.filter(|(def, id)| is_own(def) && !met.contains(id));
            // What is gone with something else is said there.
            let unmet = unmet.filter(|(_, id)| !std::ptr::eq(side.api, self.old.api) || !self.explained.contains(id));
            let named = unmet.filter_map(|(_, id)| Some((side.names.of_type(id)?.ident.text(), id)));
            named.collect::<BTreeMap<_, _>>()
        };
        let (before, after) = (inline(self.old, |met| met.old), inline(self.new, |met| met.new));
        for (ident, old) in before {
            let found = after.get(ident).map(|new| (*new, self.new.api.type_def(*new)));
            let (Some((new, Some(other))), Some(one)) = (found, self.old.api.type_def(old)) else {
                continue;
            };
            let owner = Place::of(owner(self.old, old));
            let same = self.same_inline(&owner.at(ident), (old, one), (new, other), &other.origin);
            if same == Sameness::Different {
                self.report(Kind::TypeLost, &owner, (Some(ident.to_owned()), None), &one.origin);
            }
        }
    }

    fn identifiers_of(&mut self, pair: &Met) {
        let (Some((_, before)), Some((def, after))) = (self.old.of_type(pair.old), self.new.of_type(pair.new)) else {
            return;
        };
        let at = def.origin.clone();
        let (from, to) = (before.ident.text(), after.ident.text());
        if from != to && !self.pairs.renamed.contains(&(pair.old, pair.new)) && !self.is_called(pair.new, from) {
            self.report_between(Kind::IdentifierChanged, &pair.place, from, to, &at);
            self.explained.insert(pair.old);
        }
        for (wire, from, to) in self.renamed_members(pair, before, after) {
            self.report_between(Kind::IdentifierChanged, &pair.place.at(&wire), &from, &to, &at);
        }
    }

    /// Whether a type of the new crate has this name too.
    fn is_called(&self, id: TypeId, name: &str) -> bool {
        let mut all = self.new.api.types.iter().zip((0..).map(TypeId));
        all.any(|(def, other)| {
            let of = |names: &TypeNames| names.ident.text() == name;
            matches!(def.kind, TypeKind::Alias(Type::Named(target)) if target == id)
                && self.new.names.of_type(other).is_some_and(of)
        })
    }

    /// Members that keep their name in the description and have another one in Rust.
    fn renamed_members(&self, pair: &Met, before: &TypeNames, after: &TypeNames) -> Vec<(String, String, String)> {
        let (Some(old), Some(new)) = (self.old.api.type_def(pair.old), self.new.api.type_def(pair.new)) else {
            return Vec::new();
        };
        let list = |kind: &TypeKind, names: &TypeNames| -> Vec<(String, String)> {
            let fields = names.fields().iter().map(|ident| ident.text().to_owned());
            let variants = names.variants().iter().map(|ident| ident.text().to_owned());
            match kind {
                TypeKind::Struct(object) => object
                    .fields
                    .iter()
                    .map(|field| field.wire.to_string())
                    .zip(fields)
                    .collect(),
                TypeKind::Enum(list) => {
                    let texts = list.values.iter().map(|value| value.value.to_string());
                    texts.zip(variants).collect()
                }
                TypeKind::Union(union) => {
                    let names = union.variants.iter().map(|variant| variant.name.clone());
                    names.zip(variants).collect()
                }
                TypeKind::Alias(_) | TypeKind::Newtype(_) => Vec::new(),
            }
        };
        let after = list(&new.kind, after);
        let before = list(&old.kind, before);
        let changed = before.into_iter().filter_map(|(wire, from)| {
            let (_, to) = after.iter().find(|(other, _)| *other == wire)?;
            (*to != from).then(|| (wire, from, to.clone()))
        });
        changed.collect()
    }

    /// Types that are gone though no change that is graded major says so.
    fn lost_types(&mut self) {
        let there = type_idents(self.new);
        for (def, id) in self.old.api.types.iter().zip((0..).map(TypeId)) {
            let Some(names) = self.old.names.of_type(id) else {
                continue;
            };
            let is_said = self.explained.contains(&id) || matches!(def.name, TypeName::Schema(_));
            if is_said || there.contains(names.ident.text()) {
                continue;
            }
            let place = Place::of(owner(self.old, id));
            let from = names.ident.text().to_owned();
            self.report(Kind::TypeLost, &place, (Some(from), None), &def.origin);
        }
    }

    /// Inline types that are new though no change of what they are in says so.
    fn added_types(&mut self) {
        let there = type_idents(self.old);
        for (def, id) in self.new.api.types.iter().zip((0..).map(TypeId)) {
            let Some(names) = self.new.names.of_type(id) else {
                continue;
            };
            let is_named = matches!(def.name, TypeName::Schema(_));
            if is_named || there.contains(names.ident.text()) || self.is_said_at(&def.origin) {
                continue;
            }
            let place = Place::of(owner(self.new, id));
            let to = names.ident.text().to_owned();
            self.report(Kind::TypeAdded, &place, (None, Some(to)), &def.origin);
        }
    }

    /// Constants of headers and of error codes that no operation brings any more.
    fn lost_constants(&mut self) {
        let text = |ident: &ConstIdent| ident.text().to_owned();
        let codes = |side: Side<'_>| side.names.codes.values().map(text).collect::<BTreeSet<_>>();
        let headers = |side: Side<'_>| side.names.headers.iter().map(text).collect::<BTreeSet<_>>();
        let none = Origin::default();
        for ident in codes(self.old).difference(&codes(self.new)) {
            self.report_plain(Kind::ErrorCodeLost, &Place::of("error codes").at(ident), &none);
        }
        for ident in headers(self.old).difference(&headers(self.new)) {
            self.report_plain(Kind::HeaderLost, &Place::of("headers").at(ident), &none);
        }
    }

    /// Settings of security schemes, of flows of OAuth 2 and of variables of the address, and features of the package.
    fn lost_settings(&mut self) {
        let settings = |side: Side<'_>| -> BTreeSet<String> {
            let found = side.names.schemes.iter().flatten();
            let flow = |kind: &SchemeKind| matches!(kind, SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect(_));
            let devices = |kind: &SchemeKind| matches!(kind, SchemeKind::OAuth2(flows) if flows.iter().any(OAuthFlow::is_for_devices));
            let schemes = &side.api.security_schemes;
            let has_flows = schemes.iter().any(|scheme| flow(&scheme.kind));
            let has_device = schemes.iter().any(|scheme| devices(&scheme.kind));
            let flows = has_flows.then(|| "client_credentials".to_owned());
            let device = has_device.then(|| "device_login".to_owned());
            let found = found.map(|ident| ident.text().to_owned());
            found.chain(flows).chain(device).collect()
        };
        let features = |side: Side<'_>| -> BTreeSet<String> {
            let found = side.names.features.all().iter();
            found.map(|ident| ident.text().to_owned()).collect()
        };
        let none = Origin::default();
        for ident in settings(self.old).difference(&settings(self.new)) {
            self.report_plain(Kind::SchemeSettingLost, &Place::of("security").at(ident), &none);
        }
        let variables = |side: Side<'_>| -> BTreeSet<String> {
            let found = side.names.variables.iter();
            found.map(|ident| ident.text().to_owned()).collect()
        };
        for ident in variables(self.old).difference(&variables(self.new)) {
            self.report_plain(Kind::SchemeSettingLost, &Place::of("servers").at(ident), &none);
        }
        for feature in features(self.old).difference(&features(self.new)) {
            self.report_plain(Kind::FeatureLost, &Place::of("features").at(feature), &none);
        }
    }
}

/// Whether a type is another name of one, inside of the same schema.
fn is_other_name(def: &TypeDef) -> bool {
    matches!(def.kind, TypeKind::Alias(Type::Named(_))) && !matches!(def.name, TypeName::Schema(_))
}

/// The name of the schema or the operation that an inline type is in.
fn owner(side: Side<'_>, id: TypeId) -> String {
    let mut current = id;
    for _ in 0..=side.api.types.len() {
        let Some(def) = side.api.type_def(current) else {
            break;
        };
        match (&def.name, def.parent) {
            (TypeName::Schema(name), _) => return name.clone(),
            (TypeName::Operation { operation, .. }, _) => {
                return call_of(&def.origin).unwrap_or_else(|| operation.clone());
            }
            (TypeName::Child(_) | TypeName::Variants(_), Some(parent)) => current = parent,
            (TypeName::Child(name), None) => return name.clone(),
            (TypeName::Variants(name), None) => return call_of(&def.origin).unwrap_or_else(|| name.clone()),
        }
    }
    String::new()
}

/// The operation that a place below `paths` is in, as `METHOD path`.
fn call_of(origin: &Origin) -> Option<String> {
    let mut tokens = origin.pointer.tokens();
    let paths = tokens.next().is_some_and(|first| first == "paths");
    let (path, method) = (tokens.next()?, tokens.next()?);
    paths.then(|| format!("{} {path}", method.to_uppercase()))
}

/// The names of all types.
fn type_idents(side: Side<'_>) -> BTreeSet<String> {
    let ids = (0..).map(TypeId).take(side.api.types.len());
    let names = ids.filter_map(|id| side.names.of_type(id));
    names.map(|names| names.ident.text().to_owned()).collect()
}
