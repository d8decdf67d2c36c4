//! Types of errors by status, as operations list them.
//!
//! Most operations of an API fail alike. Each list is written once in a file, and called after its statuses, so that
//! another operation changes nothing in those that are there.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::outcome::preferred;
use crate::ir::{ContentKind, Operation, OperationId, StatusSpec};
use crate::names::Group;
use crate::render::context::Context;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::Code;

/// The lists of errors of a file.
#[derive(Debug, Default)]
pub(crate) struct ErrorLists {
    /// In the order of their statuses, whatever order the operations have.
    pub(crate) lists: Vec<ErrorList>,
    of_operations: HashMap<OperationId, usize>,
}

/// A list of errors as a constant.
#[derive(Debug)]
pub(crate) struct ErrorList {
    pub(crate) ident: Code,
    pub(crate) list: Code,
}

impl ErrorLists {
    /// The lists of the operations of a group.
    pub(crate) fn new(context: &Context<'_>, group: &Group) -> Self {
        let mut alike: BTreeMap<(Vec<StatusSpec>, String), (Code, Vec<OperationId>)> = BTreeMap::new();
        for &id in &group.operations {
            let Some((operation, _)) = context.operation(id) else {
                continue;
            };
            let (statuses, errors): (Vec<_>, Vec<_>) = errors(context, operation).into_iter().unzip();
            if !errors.is_empty() {
                let list = Code::new(quote!(&[#(#errors),*]));
                let (_, ids) = alike.entry((statuses, list.to_string())).or_insert((list, Vec::new()));
                ids.push(id);
            }
        }
        let mut all = Self::default();
        let mut named: HashMap<String, usize> = HashMap::new();
        for ((statuses, _), (list, ids)) in alike {
            let name = name(&statuses);
            let count = named.entry(name.clone()).or_default();
            *count += 1;
            // The same statuses may have other types.
            let ident = match count {
                1 => format_ident!("{name}"),
                _ => format_ident!("{name}_TYPES_{count}"),
            };
            let ident = Code::new(ident);
            all.of_operations
                .extend(ids.into_iter().map(|id| (id, all.lists.len())));
            all.lists.push(ErrorList { ident, list });
        }
        all
    }

    /// Whether one of them names a model.
    pub(crate) fn name_models(&self) -> bool {
        self.lists
            .iter()
            .any(|list| list.list.to_string().contains("models ::"))
    }

    /// What the list of an operation is called, if it has one.
    pub(crate) fn of(&self, id: OperationId) -> Option<&Code> {
        let list = self.lists.get(*self.of_operations.get(&id)?)?;
        Some(&list.ident)
    }
}

/// The errors of an operation that have types, in the order of their statuses.
fn errors(context: &Context<'_>, operation: &Operation) -> Vec<(StatusSpec, TokenStream)> {
    let failures = operation
        .responses
        .iter()
        .filter(|response| !response.status.is_success());
    let typed = failures.filter_map(|response| {
        let content = preferred(response)?;
        let statuses = statuses(response.status);
        let error = match content.kind {
            ContentKind::Json => {
                let ty = rust_type(context, &content.ty, Place::Api);
                quote!((#statuses, runtime::read_error::<#ty>))
            }
            ContentKind::Text => quote!((#statuses, runtime::read_text_error)),
            _ => return None,
        };
        Some((response.status, error))
    });
    let mut typed: Vec<_> = typed.collect();
    typed.sort_by_key(|(status, _)| *status);
    typed
}

/// What a list is called: after its statuses.
fn name(statuses: &[StatusSpec]) -> String {
    let mut name = "ERRORS".to_owned();
    for status in statuses {
        name.push('_');
        name.push_str(&match status {
            StatusSpec::Code(code) => code.to_string(),
            StatusSpec::Range(hundred) => format!("{hundred}XX"),
            StatusSpec::Default => "DEFAULT".to_owned(),
        });
    }
    name
}

fn statuses(status: StatusSpec) -> TokenStream {
    match status {
        StatusSpec::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(Statuses::Code(#code))
        }
        StatusSpec::Range(hundred) => {
            let hundred = Literal::u8_unsuffixed(hundred);
            quote!(Statuses::Range(#hundred))
        }
        StatusSpec::Default => quote!(Statuses::Default),
    }
}
