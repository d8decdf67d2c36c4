//! What a caller gives to an operation: its parameters and its body, as arguments or setters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Body, Content, ContentKind, Docs, Operation, Param, ParamLocation, ParamStyle, Type};
use crate::names::{OperationNames, ValueIdent};
use crate::render::context::Context;
use crate::render::docs::value_facts;
use crate::render::example::Examples;
use crate::render::rust_type::{Place, Scalar, bare_type, rust_type, scalar};
use crate::render::text::literal;

/// A parameter or the body of an operation.
pub(crate) struct Argument<'a> {
    pub(crate) ident: &'a ValueIdent,
    /// The name on the wire.
    pub(crate) wire: String,
    pub(crate) required: bool,
    pub(crate) docs: &'a Docs,
    /// Default and limits, a sentence each.
    pub(crate) facts: Vec<String>,
    /// Its type in the signature.
    pub(crate) ty: TokenStream,
    /// The type of its value, for links.
    pub(crate) value_type: &'a Type,
    /// Where it goes, in a word.
    pub(crate) place: &'static str,
    /// The statement that puts it into `request`.
    pub(crate) statement: TokenStream,
    /// A value for examples, and whether it is passed by reference.
    pub(crate) example: Option<(TokenStream, bool)>,
}

/// Parameters and body in the order in which they are given: as the path has them, then the others, the body last.
pub(crate) fn arguments<'a>(
    context: &Context<'_>,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Vec<Argument<'a>> {
    let params = operation.params.iter().zip(&names.params);
    let mut all: Vec<Argument<'a>> = params.map(|(param, ident)| of_param(context, param, ident)).collect();
    if let Some(body) = &operation.body {
        all.extend(of_body(context, body, &names.body));
    }
    all
}

/// How a value is taken: the type in the signature, the value that is encoded, and whether a caller writes `&`.
struct Taken {
    ty: TokenStream,
    value: TokenStream,
    by_reference: bool,
}

fn taken(context: &Context<'_>, ty: &Type, ident: &ValueIdent) -> Taken {
    let ident = ident.token();
    let resolved = context.resolved(ty).non_null();
    let bare = bare_type(context, ty, Place::Api);
    match (scalar(context, ty), resolved) {
        (Scalar::String, _) => Taken {
            ty: quote!(impl AsRef<str>),
            value: quote!(&#ident.as_ref()),
            by_reference: false,
        },
        (Scalar::Strings, _) => Taken {
            ty: quote!(impl IntoIterator<Item = impl Into<String>>),
            value: quote!(&#ident.into_iter().map(Into::into).collect::<Vec<String>>()),
            by_reference: false,
        },
        (kind, _) if kind.is_copy() => Taken {
            ty: bare,
            value: quote!(&#ident),
            by_reference: false,
        },
        (_, Type::Array(item)) => {
            let item = rust_type(context, item, Place::Api);
            Taken {
                ty: quote!(&[#item]),
                value: quote!(&#ident),
                by_reference: true,
            }
        }
        _ => Taken {
            ty: quote!(&#bare),
            value: quote!(#ident),
            by_reference: true,
        },
    }
}

fn of_param<'a>(context: &Context<'_>, param: &'a Param, ident: &'a ValueIdent) -> Argument<'a> {
    let taken = taken(context, &param.ty, ident);
    let example = Examples::new(context).expression(&param.ty, param.example.as_ref(), &param.name);
    Argument {
        ident,
        wire: param.name.clone(),
        required: param.required || param.location == ParamLocation::Path,
        docs: &param.docs,
        facts: value_facts(param.default.as_ref(), param.constraints.as_deref()),
        statement: param_statement(param, &taken.value),
        ty: taken.ty,
        value_type: &param.ty,
        place: match param.location {
            ParamLocation::Path => "path",
            ParamLocation::Query => "query",
            ParamLocation::Header => "header",
            ParamLocation::Cookie => "cookie",
        },
        example: example.map(|value| (value, taken.by_reference)),
    }
}

fn param_statement(param: &Param, value: &TokenStream) -> TokenStream {
    let place = match param.location {
        ParamLocation::Path => "path",
        ParamLocation::Query => "query",
        ParamLocation::Header => "header",
        ParamLocation::Cookie => "cookie",
    };
    let name = literal(&param.name);
    if param.content.is_some() {
        let method = format_ident!("{place}_json");
        return quote!(request.#method(#name, #value););
    }
    let usual = match param.location {
        ParamLocation::Path | ParamLocation::Header => (ParamStyle::Simple, false),
        ParamLocation::Query | ParamLocation::Cookie => (ParamStyle::Form, true),
    };
    if (param.style, param.explode) == usual && !param.allow_reserved {
        let method = format_ident!("{place}");
        return quote!(request.#method(#name, #value););
    }
    let method = format_ident!("{place}_styled");
    let style = style(param);
    quote!(request.#method(#name, #style, #value);)
}

fn style(param: &Param) -> TokenStream {
    let kind = format_ident!(
        "{}",
        match param.style {
            ParamStyle::Matrix => "matrix",
            ParamStyle::Label => "label",
            ParamStyle::Simple => "simple",
            ParamStyle::Form => "form",
            ParamStyle::SpaceDelimited => "space_delimited",
            ParamStyle::TabDelimited => "tab_delimited",
            ParamStyle::PipeDelimited => "pipe_delimited",
            ParamStyle::DeepObject => return reserved(param, quote!(Style::deep_object())),
        }
    );
    let explode = param.explode;
    reserved(param, quote!(Style::#kind(#explode)))
}

fn reserved(param: &Param, style: TokenStream) -> TokenStream {
    if param.allow_reserved {
        quote!(#style.reserved())
    } else {
        style
    }
}

/// The media type that a body is sent in: JSON where it is offered, then forms, then the first.
pub(crate) fn sent(body: &Body) -> Option<&Content> {
    let of = |kind| body.content.iter().find(|content| content.kind == kind);
    of(ContentKind::Json)
        .or_else(|| of(ContentKind::Form))
        .or_else(|| of(ContentKind::Text))
        .or(body.content.first())
}

fn of_body<'a>(context: &Context<'_>, body: &'a Body, ident: &'a ValueIdent) -> Option<Argument<'a>> {
    let content = sent(body)?;
    let media_type = literal(&content.media_type);
    let token = ident.token();
    let example = content.examples.first().map(|example| &example.value);
    let (taken, statement, example) = match content.kind {
        ContentKind::Json | ContentKind::Form => {
            let taken = taken(context, &content.ty, ident);
            let value = &taken.value;
            let statement = match content.kind {
                ContentKind::Json if content.media_type == "application/json" => quote!(request.json(#value);),
                ContentKind::Json => quote!(request.json_as(#media_type, #value);),
                _ => quote!(request.form(#value);),
            };
            let example = Examples::new(context).expression(&content.ty, example, "value");
            (taken, statement, example)
        }
        ContentKind::Text => {
            let taken = Taken {
                ty: quote!(impl Into<String>),
                value: quote!(#token),
                by_reference: false,
            };
            (taken, quote!(request.text(#media_type, #token);), Some(quote!("text")))
        }
        _ => {
            let taken = Taken {
                ty: quote!(impl Into<runtime::Bytes>),
                value: quote!(#token),
                by_reference: false,
            };
            (
                taken,
                quote!(request.bytes(#media_type, #token);),
                Some(quote!("content")),
            )
        }
    };
    Some(Argument {
        ident,
        wire: body.name.clone().unwrap_or_else(|| "body".to_owned()),
        required: body.required,
        docs: &body.docs,
        facts: Vec::new(),
        ty: taken.ty,
        value_type: &content.ty,
        place: "body",
        statement,
        example: example.map(|value| (value, taken.by_reference)),
    })
}
