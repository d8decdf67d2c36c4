//! What a caller gives to an operation: its parameters and its body, as arguments or setters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::bodies::{member_style, ways};
use crate::ir::media_type::{is_form, is_json};
use crate::ir::{Constraints, Docs, Operation, Param, ParamLocation, ParamStyle, Type};
use crate::names::{Group, OperationNames, ValueIdent};
use crate::render::context::Context;
use crate::render::docs::value_facts;
use crate::render::example::Examples;
use crate::render::limits::{limits, request_call};
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
    /// A value for examples.
    pub(crate) example: Option<TokenStream>,
    /// The way a caller passes a value.
    pub(crate) passed: Passed,
}

/// Parameters and body in the order in which they are given: as the path has them, then the others, the body last.
pub(crate) fn arguments<'a>(
    context: &Context<'_>,
    group: &Group,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Vec<Argument<'a>> {
    let mut all = parameters(context, operation, names);
    let body = ways(context, group, operation, names).into_iter().next();
    all.extend(body.map(|way| way.argument));
    all
}

/// The parameters alone.
pub(crate) fn parameters<'a>(
    context: &Context<'_>,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Vec<Argument<'a>> {
    let params = operation.params.iter().zip(&names.params);
    params.map(|(param, ident)| of_param(context, param, ident)).collect()
}

/// The way a caller passes a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Passed {
    /// As it is.
    Owned,
    /// By reference.
    Lent,
    /// In `Some`, or `None` for `null`.
    OwnedOrNone,
    /// By reference in `Some`, or `None` for `null`.
    LentOrNone,
}

impl Passed {
    /// The expression that passes the value of a variable.
    pub(crate) fn expression(self, ident: &TokenStream) -> TokenStream {
        match self {
            Self::Owned => quote!(#ident),
            Self::Lent => quote!(&#ident),
            Self::OwnedOrNone => quote!(Some(#ident)),
            Self::LentOrNone => quote!(Some(&#ident)),
        }
    }
}

/// An argument: the type in the signature, the value to encode, and the way a caller passes it.
pub(crate) struct Taken {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
    pub(crate) passed: Passed,
}

pub(crate) fn taken(context: &Context<'_>, ty: &Type, ident: &ValueIdent) -> Taken {
    let ident = ident.token();
    let resolved = context.resolved(ty).non_null();
    let bare = bare_type(context, ty, Place::Api);
    match (scalar(context, ty), resolved) {
        (Scalar::String, _) => Taken {
            ty: quote!(impl AsRef<str>),
            value: quote!(&#ident.as_ref()),
            passed: Passed::Owned,
        },
        (Scalar::Strings, _) => Taken {
            ty: quote!(impl IntoIterator<Item = impl Into<String>>),
            value: quote!(&#ident.into_iter().map(Into::into).collect::<Vec<String>>()),
            passed: Passed::Owned,
        },
        (kind, _) if kind.is_copy() => Taken {
            ty: bare,
            value: quote!(&#ident),
            passed: Passed::Owned,
        },
        (_, Type::Array(item)) => {
            let item = rust_type(context, item, Place::Api);
            Taken {
                ty: quote!(&[#item]),
                value: quote!(&#ident),
                passed: Passed::Lent,
            }
        }
        _ => Taken {
            ty: quote!(&#bare),
            value: quote!(#ident),
            passed: Passed::Lent,
        },
    }
}

/// An argument that accepts `None` for `null`.
pub(crate) fn taken_or_null(context: &Context<'_>, ty: &Type, ident: &ValueIdent) -> Taken {
    let ident = ident.token();
    let bare = bare_type(context, ty, Place::Api);
    let (ty, passed) = match (scalar(context, ty), context.resolved(ty).non_null()) {
        (Scalar::String, _) => (quote!(&str), Passed::OwnedOrNone),
        (Scalar::Strings, _) => (quote!(&[String]), Passed::LentOrNone),
        (kind, _) if kind.is_copy() => (bare, Passed::OwnedOrNone),
        (_, Type::Array(item)) => {
            let item = rust_type(context, item, Place::Api);
            (quote!(&[#item]), Passed::LentOrNone)
        }
        _ => {
            return Taken {
                ty: quote!(Option<&#bare>),
                value: quote!(#ident),
                passed: Passed::LentOrNone,
            };
        }
    };
    Taken {
        ty: quote!(Option<#ty>),
        value: quote!(#ident.as_ref()),
        passed,
    }
}

fn of_param<'a>(context: &Context<'_>, param: &'a Param, ident: &'a ValueIdent) -> Argument<'a> {
    let taken = taken(context, &param.ty, ident);
    let example = Examples::new(context).expression(&param.ty, param.example.as_deref(), &param.name);
    Argument {
        ident,
        wire: param.name.clone(),
        required: param.is_argument(),
        docs: &param.docs,
        facts: param_facts(param),
        statement: param_statement(context, param, ident, &taken.value),
        ty: taken.ty,
        value_type: &param.ty,
        place: param.location.as_str(),
        example,
        passed: taken.passed,
    }
}

fn param_facts(param: &Param) -> Vec<String> {
    let mut facts = value_facts(param.default.as_deref(), param.constraints.as_deref());
    if param.allow_empty {
        facts.push("It may be sent empty.".to_owned());
    }
    if param.allow_reserved {
        facts.push(
            "Reserved characters, a slash for instance, and percent-encoded bytes are sent as they are given."
                .to_owned(),
        );
    }
    if param.style == ParamStyle::Cookie {
        facts.push("It is sent as it is given, so that its value has to be encoded already.".to_owned());
    }
    facts
}

fn param_statement(context: &Context<'_>, param: &Param, ident: &ValueIdent, value: &TokenStream) -> TokenStream {
    let place = param.location.as_str();
    let name = literal(&param.name);
    if param.location == ParamLocation::QueryString {
        return on_request(&query_string(param, value), param.constraints.as_deref());
    }
    let usual = match param.location {
        ParamLocation::Path | ParamLocation::Header => (ParamStyle::Simple, false),
        _ => (ParamStyle::Form, true),
    };
    let is_json = param.content.as_deref().is_some_and(is_json);
    let call = if is_json {
        let method = format_ident!("{place}_json");
        quote!(#method(#name, #value))
    } else if param.content.is_some() || ((param.style, param.explode) == usual && !param.allow_reserved) {
        let is_text = matches!(scalar(context, &param.ty), Scalar::String);
        // Most parameters are texts of a path or a query, which have methods of their own.
        let (method, value) = match param.location {
            ParamLocation::Path | ParamLocation::Query if is_text => {
                let ident = ident.token();
                (format_ident!("{place}_text"), quote!(#ident))
            }
            _ => (format_ident!("{place}"), value.clone()),
        };
        quote!(#method(#name, #value))
    } else {
        let method = format_ident!("{place}_styled");
        let style = style_of(param.style, param.explode, param.allow_reserved);
        quote!(#method(#name, #style, #value))
    };
    on_request(&call, param.constraints.as_deref())
}

/// The call that sets the whole query.
fn query_string(param: &Param, value: &TokenStream) -> TokenStream {
    let name = literal(&param.name);
    match param.content.as_deref() {
        Some(media_type) if is_json(media_type) => quote!(querystring_json(#name, #value)),
        Some(media_type) if is_form(media_type) => {
            let styles = param.encoding.iter().filter_map(|encoding| {
                let style = member_style(encoding)?;
                let name = literal(&encoding.property);
                Some(quote!((#name, #style)))
            });
            quote!(querystring_form(#name, &[#(#styles),*], #value))
        }
        _ => quote!(querystring(#name, #value)),
    }
}

/// A statement that sets a value of the request, held to its limits.
pub(crate) fn on_request(call: &TokenStream, constraints: Option<&Constraints>) -> TokenStream {
    match request_call(constraints, &quote!(runtime::codec)) {
        Some(limits) => quote!(request.#limits.#call;),
        None => quote!(request.#call;),
    }
}

/// A statement that sets a value of `target`, held to its limits.
pub(crate) fn limited(target: TokenStream, call: &TokenStream, constraints: Option<&Constraints>) -> TokenStream {
    match limits(constraints, &quote!(runtime::codec)) {
        Some(limits) => quote!(#target.limited(#limits).#call;),
        None => quote!(#target.#call;),
    }
}

/// A style as the runtime takes it.
pub(crate) fn style_of(style: ParamStyle, explode: bool, allow_reserved: bool) -> TokenStream {
    let kind = format_ident!(
        "{}",
        match style {
            ParamStyle::Matrix => "matrix",
            ParamStyle::Label => "label",
            ParamStyle::Segments => "segments",
            ParamStyle::Simple => "simple",
            ParamStyle::Form => "form",
            ParamStyle::SpaceDelimited => "space_delimited",
            ParamStyle::TabDelimited => "tab_delimited",
            ParamStyle::PipeDelimited => "pipe_delimited",
            ParamStyle::DeepObject => "deep_object",
            ParamStyle::Cookie => "cookie",
        }
    );
    let style = match style {
        ParamStyle::DeepObject => quote!(Style::#kind()),
        _ => quote!(Style::#kind(#explode)),
    };
    if allow_reserved {
        quote!(#style.reserved())
    } else {
        style
    }
}
