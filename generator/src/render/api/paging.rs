//! How the pages of a list are walked, as a constant of the runtime.

use proc_macro2::Literal;
use quote::quote;

use super::outcome::Outcome;
use crate::config::{NextPage, PageMethod};
use crate::ir::OperationId;
use crate::render::context::Context;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::{Code, literal};

/// The paging of an operation as the template needs it.
pub(crate) struct PagingView {
    pub(crate) items: Code,
    pub(crate) item: Code,
    pub(crate) next: Code,
}

impl PagingView {
    /// The paging of an operation, where it has one and gives a page as it is.
    pub(crate) fn new(context: &Context<'_>, id: OperationId, outcome: &Outcome<'_>) -> Option<Self> {
        let paging = context.analysis.paging.get(id.0 as usize)?.as_ref()?;
        if outcome.variants.is_some() || outcome.optional {
            return None;
        }
        let text = |text: &Option<String>| literal(text.as_deref().unwrap_or_default());
        let next = match &paging.next {
            NextPage::Uri { uri, method } => {
                let uri = literal(uri);
                match method {
                    Some(PageMethod::Get) => quote!(Get(#uri)),
                    None => quote!(Uri(#uri)),
                }
            }
            NextPage::Cursor { cursor, parameter } => {
                let (cursor, parameter) = (literal(cursor), literal(parameter));
                quote!(Cursor(#cursor, #parameter))
            }
            NextPage::Number { page, count, first } => {
                let (page, count) = (literal(page), text(count));
                match first.unwrap_or(1) {
                    1 => quote!(Number(#page, #count)),
                    first => {
                        let first = Literal::u64_unsuffixed(first);
                        quote!(NumberFrom(#page, #count, #first))
                    }
                }
            }
            NextPage::Last { last, parameter, more } => {
                let (last, parameter, more) = (literal(last), literal(parameter), text(more));
                quote!(Last(#last, #parameter, #more))
            }
            NextPage::Offset { offset, total } => {
                let (offset, total) = (literal(offset), text(total));
                quote!(Offset(#offset, #total))
            }
            NextPage::Link { .. } => quote!(Link),
        };
        Some(Self {
            items: Code::literal(&paging.items),
            item: Code::new(rust_type(context, &paging.item, Place::Api)),
            next: Code::new(next),
        })
    }
}
