//! Claims that keep the identifiers that items had before.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::claim::Claimer;
use super::scope::{Claim, Scope};
use crate::ir::{Api, Operation, TypeId};

/// Kinds of items, as the lock calls them.
pub(crate) const TYPES: &str = "types";
pub(super) const FIELDS: &str = "fields";
pub(super) const VALUES: &str = "values";
pub(super) const METHODS: &str = "methods";
pub(super) const CALLS: &str = "calls";
pub(super) const PARAMS: &str = "parameters";
pub(super) const GROUPS: &str = "groups";
pub(super) const CODES: &str = "error-codes";
pub(super) const HEADERS: &str = "headers";
pub(super) const SCHEMES: &str = "security-schemes";
pub(super) const VARIABLES: &str = "server-variables";

impl Claimer<'_> {
    /// Claims an identifier for each item. What had one before is served first; the others come as the scope has them.
    /// `item` says what an item is in the description, in a text that tells it apart from all others of its kind.
    pub(super) fn settle(
        &self,
        scope: &mut Scope,
        kind: &str,
        claims: &[Claim],
        item: impl Fn(usize) -> String,
    ) -> Vec<String> {
        let Some(lock) = &self.lock else {
            return scope.claim_all(claims);
        };
        let items: Vec<String> = (0..claims.len()).map(item).collect();
        let kept: Vec<Option<&str>> = items.iter().map(|item| lock.get(kind, item)).collect();
        let names = scope.claim_kept(claims, &kept);
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        for (item, name) in items.into_iter().zip(&names) {
            now.insert(kind, item, name.clone());
        }
        names
    }

    /// Claims the identifiers of types. One that stands for several inline schemas keeps what any of them had; where they
    /// were one type before and are several now, the one that most of them still are keeps it.
    pub(super) fn settle_types(&self, scope: &mut Scope, claims: &[Claim]) -> Vec<String> {
        let Some(lock) = &self.lock else {
            return scope.claim_all(claims);
        };
        let places = places(self.api);
        let mut wanted: BTreeMap<&str, BTreeMap<TypeId, usize>> = BTreeMap::new();
        for (place, id) in &places {
            if let Some(ident) = lock.get(TYPES, place) {
                *wanted.entry(ident).or_default().entry(*id).or_default() += 1;
            }
        }
        let mut kept: Vec<Option<&str>> = vec![None; claims.len()];
        for (ident, ids) in wanted {
            let most = ids
                .iter()
                .max_by_key(|(id, number)| (**number, std::cmp::Reverse(**id)));
            if let Some(slot) = most.and_then(|(id, _)| kept.get_mut(id.index())) {
                *slot = slot.or(Some(ident));
            }
        }
        let names = scope.claim_kept(claims, &kept);
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, id) in places {
            if let Some(name) = names.get(id.index()) {
                now.insert(TYPES, place, name.clone());
            }
        }
        names
    }

    /// The place of a type, where places are needed.
    pub(super) fn place_of(&self, origin: &crate::pointer::Origin) -> String {
        self.api.place(origin)
    }
}

/// The places of all types, those of inline schemas that another type stands for among them.
fn places(api: &Api) -> Vec<(String, TypeId)> {
    let own = api.types.iter().zip((0..).map(TypeId));
    let own = own.map(|(def, id)| (api.place(&def.origin), id));
    let merged = api.merged.iter().map(|(origin, id)| (api.place(origin), *id));
    own.chain(merged).collect()
}

/// An operation as the lock calls it.
pub(super) fn call(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path.text)
}
