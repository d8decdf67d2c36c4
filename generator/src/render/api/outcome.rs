//! What a call gives: the type of a good answer and how it is read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::analyze::{Answers, Case, Reading, Shape};
use crate::ir::{Content, Operation, OperationId, Response, StatusSpec, Type};
use crate::names::{AnswerNames, OperationNames, VariantIdent};
use crate::render::context::Context;
use crate::render::rust_type::{Place, Scalar, rust_type, scalar};
use crate::render::text::literal;

/// What a call gives.
pub(crate) struct Outcome<'a> {
    /// The type of the value.
    pub(crate) ty: TokenStream,
    /// What reads it.
    pub(crate) reader: Reader,
    /// The media types that are asked for.
    pub(crate) accept: String,
    /// How the first body is read.
    pub(crate) reading: Reading,
    /// The first body, where there is one.
    pub(crate) content: Option<&'a Content>,
    /// Whether the body may be missing.
    pub(crate) optional: bool,
    /// The good answers, where they are variants of an enum.
    pub(crate) variants: Option<(&'a AnswerNames, Vec<Variant<'a>>)>,
    /// Events beside it: their stream, what reads it, their media type.
    pub(crate) events: Option<(TokenStream, TokenStream, &'a Content)>,
    /// Media types that are offered beside those that are asked for, and whether they are read all the same.
    pub(crate) others: Vec<(&'a Content, bool)>,
}

/// A function that reads an answer.
pub(crate) enum Reader {
    /// It is given the answer as a whole.
    Whole(TokenStream),
    /// It is given the answer while it arrives.
    Open(TokenStream),
}

impl Reader {
    /// The function itself.
    pub(crate) fn function(&self) -> &TokenStream {
        match self {
            Self::Whole(function) | Self::Open(function) => function,
        }
    }

    /// It as a `Reading` of the runtime.
    pub(crate) fn reading(&self) -> TokenStream {
        match self {
            Self::Whole(function) => quote!(runtime::Reading::whole(#function)),
            Self::Open(function) => quote!(runtime::Reading::open(|answer| Box::pin(#function(answer)))),
        }
    }
}

/// An answer that is a variant.
pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a VariantIdent,
    pub(crate) response: &'a Response,
    pub(crate) content: Option<&'a Content>,
    pub(crate) reading: Reading,
    /// The type of its value, where it has one.
    pub(crate) ty: Option<TokenStream>,
}

/// What a call of the operation gives.
pub(crate) fn outcome<'a>(
    context: &Context<'a>,
    id: OperationId,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Outcome<'a> {
    let none = Answers::default();
    let found = context.analysis.answers.get(id.0 as usize).unwrap_or(&none);
    let first = found.first();
    let reading = first.map_or(Reading::Empty, |case| case.reading);
    let content = first.and_then(|case| found.of(operation, case)?.1);
    let optional = found.shape == Shape::Optional;
    let variants = names.answer.as_ref().map(|answer| {
        let variants = found.cases.iter().zip(&answer.variants);
        let variants = variants.filter_map(|(&case, ident)| variant(context, operation, found, case, ident));
        (answer, variants.collect::<Vec<_>>())
    });
    let (ty, reader) = match &variants {
        Some((answer, variants)) => {
            let ident = answer.ident.token();
            let function = quote!(#ident::read);
            let reader = match variants.iter().any(Variant::is_stream) {
                true => Reader::Open(function),
                false => Reader::Whole(function),
            };
            (quote!(#ident), reader)
        }
        None if optional => {
            let (ty, function) = optional_json(context, operation, found, content);
            (ty, Reader::Whole(function))
        }
        None => single(context, reading, content),
    };
    let events = found.events.and_then(|place| {
        let content = operation.responses.get(place.response)?.content.get(place.content)?;
        let (ty, reader) = event_stream(context, content);
        Some((ty, reader, content))
    });
    Outcome {
        ty,
        reader,
        accept: accept(operation, found),
        reading,
        content,
        optional,
        variants,
        events,
        others: found.others(context.api, operation),
    }
}

impl Variant<'_> {
    /// Whether its body is read while it arrives.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.reading, Reading::Bytes | Reading::Events | Reading::Lines)
    }

    /// The statuses, as a pattern; those that the description leaves open are behind all others.
    pub(crate) fn pattern(&self) -> TokenStream {
        match self.response.status {
            StatusSpec::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            StatusSpec::Range(_) | StatusSpec::Default => quote!(_),
        }
    }

    /// The expression that makes the variant of an `answer`, which is open or whole.
    pub(crate) fn made(&self, context: &Context<'_>, open: bool) -> TokenStream {
        let ident = self.ident.token();
        let whole = if open {
            quote!(answer.read().await?)
        } else {
            quote!(answer)
        };
        match (self.reading, self.content) {
            (Reading::Json, _) => quote!(response::json(#whole)?.map(Self::#ident)),
            (Reading::Text, Some(content)) if !is_text(context, &content.ty) => {
                quote!(response::text_value(#whole)?.map(Self::#ident))
            }
            (Reading::Text, _) => quote!(response::text(#whole)?.map(Self::#ident)),
            (Reading::Form, _) => quote!(runtime::form_value(#whole)?.map(Self::#ident)),
            (Reading::Lines, _) => quote!(runtime::json_lines(answer).await?.map(Self::#ident)),
            (Reading::Bytes, _) => quote!(response::stream(answer).await?.map(Self::#ident)),
            (Reading::Events, Some(content)) if is_text(context, &content.ty) => {
                quote!(runtime::text_events(answer).await?.map(Self::#ident))
            }
            (Reading::Events, _) => quote!(runtime::events(answer).await?.map(Self::#ident)),
            (Reading::Empty, _) => quote!(response::empty(#whole)?.map(|()| Self::#ident)),
        }
    }
}

fn variant<'a>(
    context: &Context<'_>,
    operation: &'a Operation,
    found: &Answers,
    case: Case,
    ident: &'a VariantIdent,
) -> Option<Variant<'a>> {
    let (response, content) = found.of(operation, case)?;
    Some(Variant {
        ident,
        response,
        content,
        reading: case.reading,
        ty: (case.reading != Reading::Empty).then(|| single(context, case.reading, content).0),
    })
}

/// A type and what reads it.
fn single(context: &Context<'_>, reading: Reading, content: Option<&Content>) -> (TokenStream, Reader) {
    let (ty, function) = match (reading, content) {
        (Reading::Empty, _) => (quote!(()), quote!(response::empty)),
        (Reading::Text, Some(content)) if !is_text(context, &content.ty) => (
            rust_type(context, &content.ty, Place::Api),
            quote!(response::text_value),
        ),
        (Reading::Text, _) => (quote!(String), quote!(response::text)),
        (Reading::Form, Some(content)) => (rust_type(context, &content.ty, Place::Api), quote!(runtime::form_value)),
        (Reading::Lines, Some(content)) => {
            let ty = rust_type(context, &content.ty, Place::Api);
            return (
                quote!(runtime::JsonLines<#ty>),
                Reader::Open(quote!(runtime::json_lines)),
            );
        }
        (Reading::Json, Some(content)) => (rust_type(context, &content.ty, Place::Api), quote!(response::json)),
        (Reading::Events, Some(content)) => {
            let (ty, function) = event_stream(context, content);
            return (ty, Reader::Open(function));
        }
        _ => return (quote!(runtime::ByteStream), Reader::Open(quote!(response::stream))),
    };
    (ty, Reader::Whole(function))
}

/// JSON that may be missing. Statuses that have no body by the description alone are told to what reads it.
fn optional_json(
    context: &Context<'_>,
    operation: &Operation,
    found: &Answers,
    content: Option<&Content>,
) -> (TokenStream, TokenStream) {
    let inner = content.map_or_else(
        || quote!(()),
        |content| rust_type(context, content.ty.non_null(), Place::Api),
    );
    let empty = found.cases.iter().filter(|case| case.reading == Reading::Empty);
    let statuses: Vec<u16> = empty
        .filter_map(|case| Some(operation.responses.get(case.response)?.status.code()))
        .filter(|status| !matches!(status, 0 | 204 | 205))
        .collect();
    if statuses.is_empty() {
        return (quote!(Option<#inner>), quote!(response::json_or_empty));
    }
    let statuses = statuses.into_iter().map(proc_macro2::Literal::u16_unsuffixed);
    (
        quote!(Option<#inner>),
        quote!(|answer| response::json_unless(answer, &[#(#statuses),*])),
    )
}

/// Events whose data is JSON, or text where the description says no more than that.
fn event_stream(context: &Context<'_>, content: &Content) -> (TokenStream, TokenStream) {
    if is_text(context, &content.ty) {
        return (quote!(runtime::EventStream<String>), quote!(runtime::text_events));
    }
    let ty = rust_type(context, &content.ty, Place::Api);
    (quote!(runtime::EventStream<#ty>), quote!(runtime::events))
}

fn is_text(context: &Context<'_>, ty: &Type) -> bool {
    scalar(context, ty) == Scalar::String
}

/// The body of an answer that is no good one: JSON where it is offered, the first media type otherwise.
pub(crate) fn preferred(response: &Response) -> Option<&Content> {
    let json = response
        .content
        .iter()
        .find(|content| content.kind == crate::ir::ContentKind::Json);
    json.or(response.content.first())
}

/// The media types of the body, and those of errors, but none that a good answer could have and that is not read.
fn accept(operation: &Operation, found: &Answers) -> String {
    let cases = found.cases.iter().filter_map(|&case| found.of(operation, case));
    let read: Vec<&str> = cases
        .clone()
        .filter_map(|(_, content)| Some(content?.media_type.as_ref()))
        .collect();
    let offered: Vec<&str> = cases
        .flat_map(|(response, _)| &response.content)
        .map(|content| content.media_type.as_ref())
        .collect();
    let errors = operation
        .responses
        .iter()
        .filter(|response| !response.status.is_success() && !response.status.is_redirect());
    let errors = errors
        .filter_map(preferred)
        .map(|content| content.media_type.as_ref())
        .filter(|media_type| !offered.contains(media_type));
    let mut types: Vec<&str> = Vec::new();
    for media_type in read.iter().copied().chain(errors) {
        if !types.contains(&media_type) {
            types.push(media_type);
        }
    }
    // What a redirect leads to may be of any type.
    let open = found
        .cases
        .iter()
        .any(|case| case.reading == Reading::Bytes && case.content.is_none());
    if types.is_empty() || open {
        "*/*".to_owned()
    } else {
        types.join(", ")
    }
}

/// The media type of a body as a literal.
pub(crate) fn media_type(content: &Content) -> TokenStream {
    let text = literal(&content.media_type);
    quote!(#text)
}
