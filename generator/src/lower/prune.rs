//! Leaves out the types that no operation needs, where only some operations are selected.

use crate::analyze::{edges, mark, request_types, response_types, types_in};
use crate::ir::{Api, Sample, TypeId};

use super::renumber::renumber;

/// Keeps what operations reach, with the types that it stands inside of; ids are given anew, in the same order.
pub(super) fn prune(api: &mut Api, samples: &mut Vec<Sample>) {
    let mut edges = edges(api);
    for (def, edges) in api.types.iter().zip(&mut edges) {
        edges.extend(def.parent);
    }
    let mut marks = vec![false; api.types.len()];
    for operation in &api.operations {
        mark(&edges, request_types(operation), &mut marks);
        mark(&edges, response_types(operation), &mut marks);
    }
    let new = |id: TypeId| marks.get(id.index()).is_some_and(|kept| *kept).then_some(id);
    samples.retain(|sample| types_in(&sample.ty).into_iter().all(|id| new(id).is_some()));
    renumber(api, samples, &marks, &new);
}
