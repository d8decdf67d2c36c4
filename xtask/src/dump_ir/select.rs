//! Finds the types that a user means by a name.

use generator::ir::{Api, TypeId, dump};
use generator::nearest::{did_you_mean, nearest};

use crate::Failure;

/// Every type.
pub(super) fn all_types(api: &Api) -> Vec<TypeId> {
    (0..).take(api.types.len()).map(TypeId).collect()
}

/// The types of a name, with all that stand inside of them.
pub(super) fn types_named(api: &Api, name: &str) -> Result<Vec<TypeId>, Failure> {
    let is_named = |id: &TypeId| folded(&dump::name_of(api, *id)) == folded(name);
    let wanted: Vec<TypeId> = all_types(api).into_iter().filter(is_named).collect();
    if wanted.is_empty() {
        let names = all_types(api).into_iter().map(|id| dump::name_of(api, id));
        let names: Vec<String> = names.collect();
        let nearest = nearest(name, names.iter().map(String::as_str));
        let hint = nearest.map(|known| format!("; {}", did_you_mean(known)));
        let hint = hint.unwrap_or_default();
        return Err(Failure::Refused(format!("no type has the name `{name}`{hint}")));
    }
    let parent = |id: &TypeId| api.type_def(*id)?.parent;
    let is_inside = |id: &TypeId| {
        // A chain of parents is as long as there are types, at most.
        let mut outward = std::iter::successors(Some(*id), parent).take(api.types.len());
        outward.any(|outer| wanted.contains(&outer))
    };
    Ok(all_types(api).into_iter().filter(is_inside).collect())
}

/// A name whatever the case of its letters and the signs between its words, so that `o_auth_client` is found too.
fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric() || *c == '/' || *c == ':');
    letters.flat_map(char::to_lowercase).collect()
}
