//! What a call gives: the type of a good answer and how it is read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Content, ContentKind, Operation, Response, StatusSpec, Type};
use crate::render::context::Context;
use crate::render::rust_type::{Place, Scalar, rust_type, scalar};

/// What a call gives.
pub(crate) struct Outcome<'a> {
    /// The type of the value.
    pub(crate) ty: TokenStream,
    /// The function of the runtime that reads it.
    pub(crate) reader: TokenStream,
    /// The media types that are asked for.
    pub(crate) accept: String,
    /// The body, where there is one.
    pub(crate) content: Option<&'a Content>,
    /// Whether the body may be missing.
    pub(crate) optional: bool,
}

/// The successful answers: 2XX, or the default where there is none of them.
pub(crate) fn successes(operation: &Operation) -> Vec<&Response> {
    let good: Vec<&Response> = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success())
        .collect();
    if good.is_empty() {
        return operation
            .responses
            .iter()
            .filter(|response| response.status == StatusSpec::Default)
            .collect();
    }
    good
}

/// What a call of the operation gives.
pub(crate) fn outcome<'a>(context: &Context<'_>, operation: &'a Operation) -> Outcome<'a> {
    let good = successes(operation);
    let content = good.iter().find_map(|response| preferred(response));
    let optional = content.is_some() && good.iter().any(|response| response.content.is_empty());
    let (ty, reader) = match content {
        None => (quote!(()), quote!(response::empty)),
        Some(content) => match content.kind {
            ContentKind::Json => json(context, &content.ty, optional),
            ContentKind::Text => (quote!(String), quote!(response::text)),
            ContentKind::EventStream => events(context, &content.ty),
            _ => (quote!(runtime::ByteStream), quote!(open response::stream)),
        },
    };
    Outcome {
        ty,
        reader,
        accept: accept(operation, content),
        content,
        optional,
    }
}

fn json(context: &Context<'_>, ty: &Type, optional: bool) -> (TokenStream, TokenStream) {
    if optional {
        let bare = rust_type(context, context_non_null(ty), Place::Api);
        return (quote!(Option<#bare>), quote!(response::json_or_empty));
    }
    (rust_type(context, ty, Place::Api), quote!(response::json))
}

/// Events whose data is JSON, or text where the description says no more than that.
fn events(context: &Context<'_>, ty: &Type) -> (TokenStream, TokenStream) {
    if scalar(context, ty) == Scalar::String {
        return (quote!(runtime::EventStream<String>), quote!(open response::text_events));
    }
    let ty = rust_type(context, ty, Place::Api);
    (quote!(runtime::EventStream<#ty>), quote!(open response::events))
}

fn context_non_null(ty: &Type) -> &Type {
    ty.non_null()
}

/// The body of an answer that is read: JSON where it is offered, the first media type otherwise.
pub(crate) fn preferred(response: &Response) -> Option<&Content> {
    let json = response
        .content
        .iter()
        .find(|content| content.kind == ContentKind::Json);
    json.or(response.content.first())
}

/// The media types of the body, and those of errors.
fn accept(operation: &Operation, content: Option<&Content>) -> String {
    let mut types: Vec<&str> = content.map(|content| content.media_type.as_str()).into_iter().collect();
    let errors = operation
        .responses
        .iter()
        .filter(|response| !response.status.is_success());
    for error in errors.filter_map(preferred) {
        types.push(&error.media_type);
    }
    let mut seen = Vec::new();
    types.retain(|ty| {
        let new = !seen.contains(ty);
        seen.push(ty);
        new
    });
    if types.is_empty() {
        "*/*".to_owned()
    } else {
        types.join(", ")
    }
}
