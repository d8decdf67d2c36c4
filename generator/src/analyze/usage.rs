//! Where types are used: in what is sent, in what is answered, or nowhere.

use crate::ir::{Api, ContentKind, TypeName};

use super::bodies::struct_of;
use super::graph::{edges, mark, mentioned, named_in, request_types, response_types, webhook_types};

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

/// Which inline objects are nothing but the parts of a form, which callers give by the methods of that form: nobody needs a type
/// of their members together.
pub fn mere_forms(api: &Api) -> Vec<bool> {
    let (mut forms, mut others) = (Vec::new(), webhook_types(api));
    for operation in &api.operations {
        others.extend(response_types(operation));
        operation
            .params
            .iter()
            .for_each(|param| named_in(&param.ty, &mut others));
        for content in operation.body.iter().flat_map(|body| &body.content) {
            let form = struct_of(api, &content.ty).filter(|_| content.kind == ContentKind::Multipart);
            let is_inline = |id| {
                api.type_def(id)
                    .is_some_and(|def| !matches!(def.name, TypeName::Schema(_)))
            };
            match form {
                Some((id, _)) if is_inline(id) => forms.push(id),
                _ => named_in(&content.ty, &mut others),
            }
        }
    }
    others.extend(forms.iter().filter_map(|id| api.type_def(*id)).flat_map(mentioned));
    let named = (0..).map(crate::ir::TypeId).zip(&api.types);
    others.extend(
        named
            .filter(|(_, def)| matches!(def.name, TypeName::Schema(_)))
            .map(|(id, _)| id),
    );
    let mut used = vec![false; api.types.len()];
    mark(&edges(api), others, &mut used);
    let mut mere = vec![false; api.types.len()];
    for id in forms {
        if let (Some(slot), Some(false)) = (mere.get_mut(id.index()), used.get(id.index())) {
            *slot = true;
        }
    }
    mere
}
