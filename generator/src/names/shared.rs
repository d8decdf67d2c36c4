//! Parameters that several operations take alike. Their setters are written once, for the calls of all of them: in many
//! descriptions most setters are one of `limit`, `page` and a few more.

use std::collections::{BTreeMap, HashMap};

use super::claim::Claimer;
use super::ident::TypeIdent;
use super::scope::{Claim, Scope};
use super::table::OperationNames;
use crate::ir::{OperationId, Param};

/// The module of setters that are written once.
pub(crate) const SHARED_MODULE: &str = "shared";

/// How many operations must take a parameter alike. For fewer, what says that they take it is as long as the setters.
const LEAST: usize = 3;

/// A parameter that several operations take alike.
#[derive(Clone, Debug)]
pub(crate) struct SharedParam {
    /// The trait of operations that take it.
    pub(crate) takes: TypeIdent,
    /// The first operation that takes it.
    pub(crate) operation: OperationId,
    /// Where it is among the parameters of that.
    pub(crate) index: usize,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedParams {
    all: Vec<SharedParam>,
    /// Which of them a parameter is, by its operation and its place there.
    places: HashMap<(OperationId, usize), usize>,
}

/// The places of parameters that are alike.
type Places = Vec<(OperationId, usize)>;

impl SharedParams {
    /// In the order of their names.
    pub(crate) fn all(&self) -> &[SharedParam] {
        &self.all
    }

    /// What a parameter of an operation is shared as.
    pub(crate) fn of(&self, operation: OperationId, index: usize) -> Option<&SharedParam> {
        self.all.get(*self.places.get(&(operation, index))?)
    }
}

impl Claimer<'_> {
    /// A call has one method of a name, so that of several parameters of a name those are shared that most operations take.
    pub(super) fn shared(&self, names: &[OperationNames]) -> SharedParams {
        let mut by_ident: BTreeMap<&str, HashMap<String, Places>> = BTreeMap::new();
        for ((operation, names), id) in self.api.operations.iter().zip(names).zip(0..) {
            for ((index, param), ident) in operation.params.iter().enumerate().zip(&names.params) {
                if !param.is_argument() {
                    let alike = by_ident.entry(ident.text()).or_default();
                    alike
                        .entry(what_is_written(param))
                        .or_default()
                        .push((OperationId(id), index));
                }
            }
        }
        let most = |alike: HashMap<String, Places>| {
            let places = alike.into_values();
            places.max_by_key(|places| (places.len(), std::cmp::Reverse(places.first().copied())))
        };
        let shared: Vec<(&str, Places)> = by_ident
            .into_iter()
            .filter_map(|(ident, alike)| Some((ident, most(alike)?)))
            .filter(|(_, places)| places.len() >= LEAST)
            .collect();
        let mut all = SharedParams::default();
        for (takes, (_, places)) in self.markers(&shared).into_iter().zip(shared) {
            let Some(&(operation, index)) = places.first() else {
                continue;
            };
            all.places
                .extend(places.into_iter().map(|place| (place, all.all.len())));
            all.all.push(SharedParam {
                takes,
                operation,
                index,
            });
        }
        all
    }

    fn markers(&self, shared: &[(&str, Places)]) -> Vec<TypeIdent> {
        let claims = shared.iter().map(|(ident, _)| {
            let words = self.dictionary.words(&format!("takes_{ident}"));
            Claim {
                source: (*ident).to_owned(),
                candidates: vec![words.camel()],
            }
        });
        let claimed = Scope::new(&[]).claim_all(&claims.collect::<Vec<_>>());
        claimed.into_iter().map(TypeIdent::claimed).collect()
    }
}

/// All that the setter of a parameter is made of, but for its name.
fn what_is_written(param: &Param) -> String {
    let Param {
        origin: _,
        name,
        location,
        required: _,
        ty,
        style,
        explode,
        allow_empty,
        allow_reserved,
        content,
        encoding,
        docs,
        default,
        constraints,
        example: _,
    } = param;
    let how = (style, explode, allow_empty, allow_reserved, content, encoding);
    format!("{:?}", (name, location, ty, how, docs, default, constraints))
}
