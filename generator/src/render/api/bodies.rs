//! The body of an operation as an argument: one for each way to give it.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{Argument, Passed, Taken, on_request, style_of, taken, taken_or_null};
use crate::analyze::{BodyChoice, BodyForm, body_choices};
use crate::ir::{Body, Content, ContentKind, Operation, ParamStyle, PropertyEncoding, Type};
use crate::names::{BodyNames, Group, OperationNames, ValueIdent};
use crate::render::context::Context;
use crate::render::example::Examples;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::{code_span, literal};

/// A way to give the body of an operation.
pub(crate) struct Way<'a> {
    pub(crate) names: &'a BodyNames,
    pub(crate) choice: BodyChoice,
    pub(crate) content: &'a Content,
    pub(crate) argument: Argument<'a>,
}

/// The ways to give the body of an operation, the preferred one first.
pub(crate) fn ways<'a>(
    context: &Context<'_>,
    group: &Group,
    operation: &'a Operation,
    names: &'a OperationNames,
) -> Vec<Way<'a>> {
    let Some(body) = &operation.body else {
        return Vec::new();
    };
    let choices = body_choices(context.api, body).into_iter().zip(&names.bodies);
    let way = |(choice, own): (BodyChoice, &'a BodyNames)| {
        let content = body.content.get(choice.content)?;
        let argument = argument(context, group, names, body, own, &choice, content);
        Some(Way {
            names: own,
            choice,
            content,
            argument,
        })
    };
    choices.filter_map(way).collect()
}

fn argument<'a>(
    context: &Context<'_>,
    group: &Group,
    names: &'a OperationNames,
    body: &'a Body,
    own: &'a BodyNames,
    choice: &BodyChoice,
    content: &'a Content,
) -> Argument<'a> {
    let ident = if body.required { &names.body } else { &own.setter };
    let Given {
        taken,
        statement,
        example,
    } = given(context, group, ident, own, choice, content);
    const UNLINKED: &Type = &Type::Null;
    let has_model = !matches!(choice.form, BodyForm::Parts(_) | BodyForm::FreeParts | BodyForm::Raw);
    Argument {
        ident,
        wire: body.name.clone().unwrap_or_else(|| "body".to_owned()),
        required: body.required,
        docs: &body.docs,
        facts: facts(body, choice),
        ty: taken.ty,
        value_type: if has_model { &content.ty } else { UNLINKED },
        place: "body",
        statement,
        example,
        passed: taken.passed,
    }
}

/// How a body is given.
struct Given {
    taken: Taken,
    statement: TokenStream,
    example: Option<TokenStream>,
}

fn given(
    context: &Context<'_>,
    group: &Group,
    ident: &ValueIdent,
    own: &BodyNames,
    choice: &BodyChoice,
    content: &Content,
) -> Given {
    let token = ident.token();
    match choice.form {
        BodyForm::Json | BodyForm::UrlEncoded => given_value(context, ident, choice, content),
        BodyForm::Lines => given_lines(context, ident, content),
        BodyForm::Text => {
            let taken = taken(context, &content.ty, ident);
            let (media_type, value) = (literal(&content.media_type), &taken.value);
            Given {
                statement: on_request(&quote!(text(#media_type, #value)), content.constraints.as_deref()),
                example: Examples::new(context).expression(&content.ty, None, "value"),
                taken,
            }
        }
        BodyForm::Parts(id) => {
            let form = own.form.token();
            let module = group.module.token();
            let members = super::forms::members(context, id, own, content);
            let required = members.iter().filter(|member| member.required);
            let arguments = required.map(|member| Some(member.passed.expression(member.example.as_ref()?)));
            let arguments: Option<Vec<TokenStream>> = arguments.collect();
            let example = arguments.map(|arguments| quote!(api::#module::#form::new(#(#arguments),*)));
            parts(token, quote!(#form), content, example)
        }
        BodyForm::FreeParts => {
            let (name, text) = (literal("name"), literal("content"));
            let crate_name = context.crate_ident();
            let example = match content.encoding.iter().any(is_of_position) {
                true => quote!(#crate_name::Form::new().push(#text)),
                false => quote!(#crate_name::Form::new().part(#name, #text)),
            };
            let mut given = parts(token.clone(), quote!(runtime::Form), content, Some(example));
            if let Some((first, others)) = positions(content) {
                let media_type = literal(&content.media_type);
                given.statement = quote!(request.multipart(#media_type, #token.by_position(&[#(#first),*], #others)););
            }
            given
        }
        BodyForm::Raw => {
            let media_type = literal(&content.media_type);
            Given {
                taken: Taken {
                    ty: quote!(impl Into<runtime::Body>),
                    value: quote!(#token),
                    passed: Passed::Owned,
                },
                statement: quote!(request.body(#media_type, #token);),
                example: Some(raw_example(context, content)),
            }
        }
    }
}

/// A value, or `null` where JSON may be that.
fn given_value(context: &Context<'_>, ident: &ValueIdent, choice: &BodyChoice, content: &Content) -> Given {
    let may_be_null = choice.form == BodyForm::Json && context.is_nullable(&content.ty);
    let (taken, call) = if may_be_null {
        let taken = taken_or_null(context, &content.ty, ident);
        let (media_type, value) = (literal(&content.media_type), &taken.value);
        let call = quote!(json_or_null(#media_type, #value));
        (taken, call)
    } else {
        let taken = taken(context, &content.ty, ident);
        let call = value_call(content, &taken.value);
        (taken, call)
    };
    let example = content.examples.first().map(|example| &example.value);
    Given {
        statement: on_request(&call, content.constraints.as_deref()),
        example: Examples::new(context).expression(&content.ty, example, "value"),
        taken,
    }
}

/// Values in JSON, one after the other.
fn given_lines(context: &Context<'_>, ident: &ValueIdent, content: &Content) -> Given {
    let token = ident.token();
    let ty = rust_type(context, &content.ty, Place::Api);
    let media_type = literal(&content.media_type);
    Given {
        taken: Taken {
            ty: quote!(impl Into<runtime::Lines<#ty>>),
            value: quote!(#token),
            passed: Passed::Owned,
        },
        statement: on_request(&quote!(json_lines(#media_type, #token)), None),
        example: Examples::new(context)
            .expression(&content.ty, None, "value")
            .map(|value| quote!(vec![#value])),
    }
}

/// Returns `true` for an Encoding Object of `prefixEncoding` or `itemEncoding` (3.2), whose parts have no names.
fn is_of_position(encoding: &PropertyEncoding) -> bool {
    encoding.property.bytes().all(|byte| byte.is_ascii_digit())
}

/// The media types of the first parts of such a form, and that of the others; empty where they say none.
fn positions(content: &Content) -> Option<(Vec<TokenStream>, TokenStream)> {
    let encodings = || content.encoding.iter().filter(|encoding| is_of_position(encoding));
    let media_type = |encoding: &PropertyEncoding| {
        let one = encoding
            .content_type
            .as_deref()
            .filter(|text| !text.contains([',', '*']));
        literal(one.unwrap_or_default())
    };
    encodings().next()?;
    let (others, first): (Vec<_>, Vec<_>) = encodings().partition(|encoding| encoding.property.is_empty());
    let others = others
        .first()
        .map_or_else(|| literal(""), |encoding| media_type(encoding));
    Some((first.into_iter().map(media_type).collect(), others))
}

fn parts(ident: proc_macro2::Ident, form: TokenStream, content: &Content, example: Option<TokenStream>) -> Given {
    let media_type = literal(&content.media_type);
    Given {
        taken: Taken {
            ty: form,
            value: quote!(#ident),
            passed: Passed::Owned,
        },
        statement: quote!(request.multipart(#media_type, #ident);),
        example,
    }
}

/// A range says nothing of what is sent, so an example does.
fn raw_example(context: &Context<'_>, content: &Content) -> TokenStream {
    let text = literal(if content.kind == ContentKind::Text {
        "text"
    } else {
        "content"
    });
    let any = matches!(content.media_type.as_ref(), "*/*" | "application/*");
    match content.media_type.split_once('/') {
        Some((kind, "*")) if !any => {
            let crate_name = context.crate_ident();
            let media_type = literal(&format!("{kind}/{}", if kind == "text" { "plain" } else { "png" }));
            quote!(#crate_name::Body::from(#text).content_type(#media_type))
        }
        _ => text,
    }
}

fn value_call(content: &Content, value: &TokenStream) -> TokenStream {
    let media_type = literal(&content.media_type);
    match content.kind {
        ContentKind::Form => {
            let styles = content.encoding.iter().filter_map(|encoding| {
                let style = member_style(encoding)?;
                let name = literal(&encoding.property);
                Some(quote!((#name, #style)))
            });
            quote!(form(&[#(#styles),*], #value))
        }
        _ if *content.media_type == *"application/json" => quote!(json(#value)),
        _ => quote!(json_as(#media_type, #value)),
    }
}

/// The style that an Encoding Object gives a member of a form; none where it gives none.
pub(super) fn member_style(encoding: &PropertyEncoding) -> Option<TokenStream> {
    if let Some(style) = styled(encoding) {
        return Some(style);
    }
    let content_type = encoding.content_type.as_deref()?;
    crate::ir::media_type::is_json(content_type).then(|| quote!(Style::json()))
}

/// The style that an Encoding Object sets by `style`, `explode` or `allowReserved`.
pub(crate) fn styled(encoding: &PropertyEncoding) -> Option<TokenStream> {
    if encoding.style.is_none() && encoding.explode.is_none() && !encoding.allow_reserved {
        return None;
    }
    let style = encoding.style.unwrap_or(ParamStyle::Form);
    let explode = encoding
        .explode
        .unwrap_or(matches!(style, ParamStyle::Form | ParamStyle::DeepObject));
    Some(style_of(style, explode, encoding.allow_reserved))
}

/// Media types that the same value can be sent as.
fn facts(body: &Body, choice: &BodyChoice) -> Vec<String> {
    let listed = |indexes: &[usize]| {
        let all = indexes.iter().filter_map(|&index| body.content.get(index));
        let all: Vec<String> = all.map(|content| code_span(&content.media_type)).collect();
        all.join(", ")
    };
    let mut facts = Vec::new();
    let first = listed(&[choice.content]);
    if choice.form == BodyForm::Raw {
        facts.push(match choice.also.as_slice() {
            [] => format!("Sent as {first}."),
            also => format!(
                "Sent as {first}, or as {} where `Body::content_type` says so.",
                listed(also)
            ),
        });
    } else if !choice.also.is_empty() {
        facts.push(format!(
            "Sent as {first}, or as {} where a header `Content-Type` of the call says so.",
            listed(&choice.also)
        ));
    }
    facts
}
