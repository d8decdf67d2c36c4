//! Which types an operation needs, and which a tag with all of its operations.

use crate::ir::{Api, TypeId};

use super::graph::{edges, mark, request_types, response_types};

/// Types by what needs them, each list in the order of ids.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// By operation.
    pub operations: Vec<Vec<TypeId>>,
    /// By tag. An operation counts for each of its tags.
    pub tags: Vec<Vec<TypeId>>,
    /// Of the operations without a tag.
    pub untagged: Vec<TypeId>,
}

/// Finds what operations and tags need.
pub fn reach(api: &Api) -> Reach {
    let edges = edges(api);
    let none = vec![false; api.types.len()];
    let mut tags = vec![none.clone(); api.tags.len()];
    let mut untagged = none.clone();
    let mut operations = Vec::with_capacity(api.operations.len());
    for operation in &api.operations {
        let mut roots = request_types(operation);
        roots.extend(response_types(operation));
        let mut marks = none.clone();
        mark(&edges, roots.clone(), &mut marks);
        operations.push(listed(&marks));
        for tag in &operation.tags {
            if let Some(marks) = tags.get_mut(tag.0 as usize) {
                mark(&edges, roots.clone(), marks);
            }
        }
        if operation.tags.is_empty() {
            mark(&edges, roots, &mut untagged);
        }
    }
    Reach {
        operations,
        tags: tags.iter().map(|marks| listed(marks)).collect(),
        untagged: listed(&untagged),
    }
}

fn listed(marks: &[bool]) -> Vec<TypeId> {
    marks
        .iter()
        .zip(0..)
        .filter(|(mark, _)| **mark)
        .map(|(_, index)| TypeId(index))
        .collect()
}
