//! Which groups of operations need a type: what is compiled only together with them.

use std::sync::Arc;

use crate::hash::HashMap;
use crate::ir::{Api, OperationId, TypeId};

use super::graph::{edges, mark, request_types, response_types};

/// For each type the groups that need it, by index and in order. What no group needs is of a group of its own behind the
/// others, with all that it mentions.
///
/// A type and the types inside it belong together: they stand in one file.
pub fn gates(api: &Api, groups: &[&[OperationId]]) -> Vec<Arc<[u32]>> {
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
    let mut table = Table::new(api.types.len(), groups.len() + 1);
    let mut any = vec![false; api.types.len()];
    for (index, group) in groups.iter().enumerate() {
        let operations = group.iter().filter_map(|id| api.operations.get(id.0 as usize));
        let mut roots = Vec::new();
        for operation in operations {
            roots.extend(request_types(operation));
            roots.extend(response_types(operation));
        }
        let mut marks = vec![false; api.types.len()];
        mark(&edges, roots, &mut marks);
        table.fill(index, &marks);
        for (any, mark) in any.iter_mut().zip(marks) {
            *any |= mark;
        }
    }
    let rest = any.iter().zip(0..).filter(|(any, _)| !**any);
    let rest: Vec<TypeId> = rest.map(|(_, id)| TypeId(id)).collect();
    if !rest.is_empty() {
        let mut marks = vec![false; api.types.len()];
        mark(&edges, rest, &mut marks);
        table.fill(groups.len(), &marks);
    }
    table.lists()
}

/// A bit for each type and group: there may be thousands of both.
struct Table {
    /// How many words the bits of a type take.
    width: usize,
    words: Vec<u64>,
}

impl Table {
    fn new(types: usize, groups: usize) -> Self {
        let width = groups.div_ceil(64);
        Self {
            width,
            words: vec![0; types * width],
        }
    }

    /// Notes which types a group needs.
    fn fill(&mut self, group: usize, marks: &[bool]) {
        for (row, mark) in self.words.chunks_mut(self.width).zip(marks) {
            if let Some(word) = row.get_mut(group / 64) {
                *word |= u64::from(*mark) << (group % 64);
            }
        }
    }

    /// The groups of each type. Most types are needed by the same groups as others, so that equal lists are held once.
    fn lists(&self) -> Vec<Arc<[u32]>> {
        let mut known: HashMap<&[u64], Arc<[u32]>> = HashMap::default();
        let list = |row| known.entry(row).or_insert_with(|| listed(row)).clone();
        self.words.chunks(self.width).map(list).collect()
    }
}

/// The positions of the bits that are set.
fn listed(row: &[u64]) -> Arc<[u32]> {
    let bits = row.iter().flat_map(|word| (0..64).map(move |bit| word >> bit & 1 == 1));
    let set = bits.zip(0..).filter(|(bit, _)| *bit);
    set.map(|(_, index)| index).collect()
}
