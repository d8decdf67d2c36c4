//! Where types are used: in what is sent, in what is answered, or nowhere.

use crate::ir::Api;

use super::graph::{edges, mark, request_types, response_types, webhook_types};

/// Where a type is used.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// Something that is sent has it in it.
    pub request: bool,
    /// Something that is answered has it in it.
    pub response: bool,
}

impl Usage {
    /// Whether any operation needs the type.
    pub fn is_used(self) -> bool {
        self.request || self.response
    }
}

/// Finds where each type is used.
pub fn usage(api: &Api) -> Vec<Usage> {
    let edges = edges(api);
    let mut request = vec![false; api.types.len()];
    let mut response = vec![false; api.types.len()];
    for operation in &api.operations {
        mark(&edges, request_types(operation), &mut request);
        mark(&edges, response_types(operation), &mut response);
    }
    mark(&edges, webhook_types(api), &mut response);
    let both = request.into_iter().zip(response);
    both.map(|(request, response)| Usage { request, response }).collect()
}
