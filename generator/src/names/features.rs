//! Features of the generated crate: one for each group of operations, and what is compiled only with them.

use std::sync::Arc;

use super::ident::FeatureIdent;
use super::reserved::{FEATURE_RESERVED, OTHER_MODELS};
use super::scope::{Claim, Scope};
use super::table::Group;
use crate::analyze::gates;
use crate::ir::{Api, TypeId};

/// The features, and which types need which.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// One for each group, in their order, and one more for types that no operation needs, if there are any.
    all: Vec<FeatureIdent>,
    /// By type, the features of which any one brings it.
    gates: Vec<Arc<[u32]>>,
}

impl Features {
    /// Claims a feature for each group. A crate with one group only has none: it is all or nothing.
    pub(super) fn claim(api: &Api, groups: &[Group]) -> Self {
        if groups.len() < 2 {
            return Self::default();
        }
        let operations: Vec<_> = groups.iter().map(|group| group.operations.as_slice()).collect();
        let gates = gates(api, &operations);
        let wanted: Vec<String> = groups
            .iter()
            .map(|group| group.module.text().replace('_', "-"))
            .collect();
        let mut others = None;
        let is_other = |gate: &Arc<[u32]>| gate.last().is_some_and(|&index| index as usize == groups.len());
        if gates.iter().any(is_other) {
            others = Some(OTHER_MODELS.to_owned());
        }
        let claims = wanted.into_iter().map(|name| Claim {
            source: name.clone(),
            candidates: vec![name.clone(), format!("{name}-api")],
        });
        let names = Scope::new(FEATURE_RESERVED).claim_all(&claims.collect::<Vec<_>>());
        Self {
            all: names.into_iter().chain(others).map(FeatureIdent::claimed).collect(),
            gates,
        }
    }

    /// All of them, in the order of the groups; empty where the crate has none.
    pub(crate) fn all(&self) -> &[FeatureIdent] {
        &self.all
    }

    /// The feature of a group, by its index.
    pub(crate) fn of_group(&self, index: usize) -> Option<&FeatureIdent> {
        self.all.get(index)
    }

    /// Whether the same features bring two types, by their indices.
    pub(super) fn are_same(&self, one: usize, other: usize) -> bool {
        self.gates.get(one) == self.gates.get(other)
    }

    /// The features that bring a type, each of them by itself. None where nothing is needed.
    pub(crate) fn of_type(&self, id: TypeId) -> Vec<&FeatureIdent> {
        let gate = self.gates.get(id.index()).into_iter().flat_map(|gate| gate.iter());
        gate.filter_map(|&index| self.all.get(index as usize)).collect()
    }
}
