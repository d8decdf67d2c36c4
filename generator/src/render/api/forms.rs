//! Forms of several parts: for each operation a type with the members that its schema names.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{Argument, Passed, Taken, limited, taken};
use super::bodies::{Way, styled};
use super::operation::{ArgumentView, argument_view};
use crate::analyze::{BodyForm, FilePart, part_of};
use crate::ir::{Content, Field, PropertyEncoding, TypeId, TypeKind};
use crate::names::{BodyNames, Group, OperationNames, ValueIdent};
use crate::render::context::Context;
use crate::render::docs::field_facts;
use crate::render::example::Examples;
use crate::render::text::{Code, Doc, code_span, literal};

/// A form as the template needs it.
pub(crate) struct FormView {
    pub(crate) docs: Doc,
    pub(crate) ident: Code,
    /// Whether it has a value without an argument.
    pub(crate) is_default: bool,
    pub(crate) arguments: Vec<ArgumentView>,
    pub(crate) setters: Vec<ArgumentView>,
}

impl FormView {
    /// The form of a way to give a body, if it has one.
    pub(crate) fn new(context: &Context<'_>, group: &Group, names: &OperationNames, way: &Way<'_>) -> Option<Self> {
        let BodyForm::Parts(id) = way.choice.form else {
            return None;
        };
        let members = members(context, id, way.names, way.content);
        let (required, optional): (Vec<_>, Vec<_>) = members.iter().partition(|member| member.required);
        let mut docs = Doc::line(format!(
            "The body of [`{}::{}`], sent as {}.",
            group.api.text(),
            way_method(names, way).text(),
            code_span(&way.content.media_type)
        ));
        if let Some((def, _)) = context.type_def(id) {
            let own = [&def.docs.summary, &def.docs.description];
            own.into_iter()
                .flatten()
                .for_each(|text| docs.prose(crate::render::text::Prose::new(text)));
        }
        Some(Self {
            docs,
            ident: Code::new(way.names.form.token()),
            is_default: required.is_empty(),
            arguments: required.into_iter().map(argument_view).collect(),
            setters: optional.into_iter().map(argument_view).collect(),
        })
    }
}

/// The method that a way is given to. An optional body is given to the call, which the operation's own method makes.
fn way_method<'a>(names: &'a OperationNames, way: &Way<'a>) -> &'a ValueIdent {
    if way.argument.required {
        &way.names.method
    } else {
        &names.method
    }
}

/// The members of a form, in the order of the schema. What only the service sets is none of them.
pub(crate) fn members<'a>(
    context: &Context<'a>,
    id: TypeId,
    names: &'a BodyNames,
    content: &Content,
) -> Vec<Argument<'a>> {
    let Some(TypeKind::Struct(object)) = context.api.type_def(id).map(|def| &def.kind) else {
        return Vec::new();
    };
    let fields = object.fields.iter().zip(&names.members);
    fields
        .filter(|(field, _)| !field.read_only)
        .map(|(field, ident)| member(context, field, ident, content))
        .collect()
}

fn member<'a>(context: &Context<'_>, field: &'a Field, ident: &'a ValueIdent, content: &Content) -> Argument<'a> {
    let encoding = content
        .encoding
        .iter()
        .find(|encoding| *encoding.property == *field.wire);
    let name = literal(&field.wire);
    let token = ident.token();
    let mut facts = field_facts(context, field);
    let (taken, statement, example) = match part_of(context.api, &field.ty, encoding) {
        FilePart::None => {
            let taken = taken(context, &field.ty, ident);
            let value = &taken.value;
            let call = match encoding.and_then(styled) {
                Some(style) => quote!(styled(#name, #style, #value)),
                None => {
                    let media_type = literal(encoding.and_then(media_type).unwrap_or_default());
                    quote!(value(#name, #media_type, #value))
                }
            };
            let statement = limited(quote!(form), &call, field.constraints.as_deref());
            let example = Examples::new(context).expression(&field.ty, field.example.as_deref(), &field.wire);
            (taken, statement, example)
        }
        part => {
            facts.extend(file_facts(encoding));
            let media_type = literal(encoding.and_then(media_type).unwrap_or("application/octet-stream"));
            file(part, &name, &media_type, token)
        }
    };
    if let Some(headers) = encoding
        .map(|encoding| &encoding.headers)
        .filter(|headers| !headers.is_empty())
    {
        let headers: Vec<String> = headers.iter().map(|header| code_span(header)).collect();
        facts.push(format!(
            "Headers of the part, set by `Part::header`: {}.",
            headers.join(", ")
        ));
    }
    Argument {
        ident,
        wire: field.wire.to_string(),
        required: field.required,
        docs: &field.docs,
        facts,
        value_type: &field.ty,
        place: "part of the body",
        example,
        passed: taken.passed,
        ty: taken.ty,
        statement,
    }
}

fn file(
    part: FilePart,
    name: &TokenStream,
    media_type: &TokenStream,
    ident: proc_macro2::Ident,
) -> (Taken, TokenStream, Option<TokenStream>) {
    let content = literal("content");
    let (ty, statement, example) = match part {
        FilePart::Many => (
            quote!(impl IntoIterator<Item = impl Into<runtime::Part>>),
            quote!(form.files(#name, #media_type, #ident);),
            quote!([#content]),
        ),
        _ => (
            quote!(impl Into<runtime::Part>),
            quote!(form.file(#name, #media_type, #ident);),
            content,
        ),
    };
    let taken = Taken {
        ty,
        value: quote!(#ident),
        passed: Passed::Owned,
    };
    (taken, statement, Some(example))
}

/// The media type that a part has unless the caller says otherwise: the first one that is no range.
fn media_type(encoding: &PropertyEncoding) -> Option<&str> {
    let all = encoding.content_type.as_deref()?.split(',').map(str::trim);
    all.into_iter().find(|one| !one.is_empty() && !one.contains('*'))
}

fn file_facts(encoding: Option<&PropertyEncoding>) -> Vec<String> {
    let given = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let usual = encoding.and_then(media_type).unwrap_or("application/octet-stream");
    let mut text = format!(
        "A file, {} unless `Part::content_type` says otherwise",
        code_span(usual)
    );
    if let Some(given) = given.filter(|given| *given != usual) {
        text.push_str(&format!("; allowed: {}", code_span(given)));
    }
    vec![format!("{text}.")]
}
