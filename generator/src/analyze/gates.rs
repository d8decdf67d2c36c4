//! Which groups of operations need a type: what is compiled only together with them.

use crate::ir::{Api, OperationId, TypeId};

use super::graph::{edges, mark, request_types, response_types};

/// For each type the groups that need it, by index and in order. What no group needs is of a group of its own behind the
/// others, with all that it mentions.
///
/// A type and the types inside it belong together: they stand in one file.
pub fn gates(api: &Api, groups: &[&[OperationId]]) -> Vec<Vec<usize>> {
    let mut edges = edges(api);
    for (def, id) in api.types.iter().zip(0..) {
        if let Some(parent) = def.parent.filter(|_| !def.shared) {
            for (from, to) in [(TypeId(id), parent), (parent, TypeId(id))] {
                if let Some(list) = edges.get_mut(from.index()) {
                    list.push(to);
                }
            }
        }
    }
    let mut gates = vec![Vec::new(); api.types.len()];
    let mut needed = |index: usize, roots: Vec<TypeId>| {
        let mut marks = vec![false; api.types.len()];
        mark(&edges, roots, &mut marks);
        for (gate, _) in gates.iter_mut().zip(&marks).filter(|(_, mark)| **mark) {
            gate.push(index);
        }
        marks
    };
    let mut any = vec![false; api.types.len()];
    for (index, group) in groups.iter().enumerate() {
        let operations = group.iter().filter_map(|id| api.operations.get(id.0 as usize));
        let mut roots = Vec::new();
        for operation in operations {
            roots.extend(request_types(operation));
            roots.extend(response_types(operation));
        }
        for (any, mark) in any.iter_mut().zip(needed(index, roots)) {
            *any |= mark;
        }
    }
    let rest = any.iter().zip(0..).filter(|(any, _)| !**any);
    let rest: Vec<TypeId> = rest.map(|(_, id)| TypeId(id)).collect();
    if !rest.is_empty() {
        needed(groups.len(), rest);
    }
    gates
}
