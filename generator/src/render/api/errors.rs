//! Types of errors by status, as operations list them.
//!
//! Most operations of an API fail alike. Each list is written once in a file, and called after its statuses, so that
//! another operation changes nothing in those that are there.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::outcome::preferred;
use crate::ir::{Content, ContentKind, Operation, Response, StatusSpec};
use crate::names::Group;
use crate::render::context::Context;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::Code;

/// The lists of errors of a file: by what they consist of, the constants that they are.
#[derive(Debug, Default)]
pub(crate) struct ErrorLists(BTreeMap<String, ErrorList>);

/// A list of errors as a constant.
#[derive(Debug)]
pub(crate) struct ErrorList {
    pub(crate) ident: Code,
    pub(crate) list: Code,
}

impl ErrorLists {
    /// The lists of the operations of a group.
    pub(crate) fn new(context: &Context<'_>, group: &Group) -> Self {
        let mut lists: BTreeMap<String, ErrorList> = BTreeMap::new();
        let mut alike: BTreeMap<String, usize> = BTreeMap::new();
        for (operation, _) in group.operations.iter().filter_map(|&id| context.operation(id)) {
            let Some(list) = list(context, operation) else { continue };
            lists.entry(list.to_string()).or_insert_with(|| {
                let name = name(operation);
                let count = alike.entry(name.clone()).or_default();
                *count += 1;
                // The same statuses may have other types.
                let ident = match count {
                    1 => format_ident!("{name}"),
                    _ => format_ident!("{name}_TYPES_{count}"),
                };
                ErrorList {
                    ident: Code::new(ident),
                    list,
                }
            });
        }
        Self(lists)
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<&ErrorList> {
        let mut all: Vec<&ErrorList> = self.0.values().collect();
        all.sort_by_key(|list| list.ident.to_string());
        all
    }

    /// What a list is called.
    pub(crate) fn ident(&self, list: &Code) -> Option<&Code> {
        self.0.get(&list.to_string()).map(|list| &list.ident)
    }
}

/// The errors of an operation, where they have types.
pub(super) fn list(context: &Context<'_>, operation: &Operation) -> Option<Code> {
    let errors: Vec<TokenStream> = typed(operation)
        .map(|(response, content)| {
            let statuses = statuses(response.status);
            if content.kind == ContentKind::Text {
                return quote!((#statuses, runtime::read_text_error));
            }
            let ty = rust_type(context, &content.ty, Place::Api);
            quote!((#statuses, runtime::read_error::<#ty>))
        })
        .collect();
    (!errors.is_empty()).then(|| Code::new(quote!(&[#(#errors),*])))
}

/// Failures whose bodies have types.
fn typed(operation: &Operation) -> impl Iterator<Item = (&Response, &Content)> {
    let failures = operation
        .responses
        .iter()
        .filter(|response| !response.status.is_success());
    failures.filter_map(|response| {
        let content = preferred(response)?;
        matches!(content.kind, ContentKind::Json | ContentKind::Text).then_some((response, content))
    })
}

/// What the errors of an operation are called: after their statuses.
fn name(operation: &Operation) -> String {
    let mut name = "ERRORS".to_owned();
    for (response, _) in typed(operation) {
        name.push('_');
        name.push_str(&match response.status {
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
