//! An operation: its method on the group, and the type of its call.

use proc_macro2::TokenStream;
use quote::quote;

use super::answers::{AnswerView, StreamView};
use super::arguments::{Argument, arguments};
use super::docs::operation_docs;
use super::outcome::{outcome, preferred};
use crate::ir::{ContentKind, Operation, OperationId, StatusSpec};
use crate::names::{Group, OperationNames};
use crate::render::context::Context;
use crate::render::docs::describe;
use crate::render::rust_type::{Place, rust_type};
use crate::render::security::alternatives;
use crate::render::text::{Code, Doc};

/// An operation as the template needs it.
pub(crate) struct OperationView {
    pub(crate) docs: Doc,
    pub(crate) deprecated: bool,
    pub(crate) method: Code,
    pub(crate) call: Code,
    pub(crate) arguments: Vec<ArgumentView>,
    pub(crate) setters: Vec<ArgumentView>,
    pub(crate) id: Code,
    pub(crate) tag: Code,
    pub(crate) http_method: Code,
    pub(crate) path: Code,
    pub(crate) accept: Code,
    pub(crate) security: Code,
    pub(crate) errors: Vec<Code>,
    pub(crate) codes: Vec<Code>,
    pub(crate) answer: Option<AnswerView>,
    pub(crate) stream: Option<StreamView>,
    pub(crate) output: Code,
    pub(crate) reader: Code,
    pub(crate) call_docs: Doc,
}

/// An argument of the method, or a setter of the call.
pub(crate) struct ArgumentView {
    pub(crate) docs: Doc,
    pub(crate) deprecated: bool,
    pub(crate) ident: Code,
    pub(crate) ty: Code,
    pub(crate) statement: Code,
}

impl OperationView {
    pub(crate) fn new(context: &Context<'_>, group: &Group, id: OperationId) -> Option<Self> {
        let (operation, names) = context.operation(id)?;
        let all = arguments(context, operation, names);
        let outcome = outcome(context, id, operation, names);
        let tag = group
            .tag
            .and_then(|tag| context.api.tags.get(tag.0 as usize))
            .map_or("", |tag| tag.name.as_str());
        let method = quote::format_ident!("{}", method_variant(operation));
        Some(Self {
            docs: operation_docs(context, group, operation, names, &all, &outcome),
            deprecated: operation.docs.deprecated,
            method: Code::new(names.method.token()),
            call: Code::new(names.call.token()),
            arguments: all
                .iter()
                .filter(|argument| argument.required)
                .map(argument_view)
                .collect(),
            setters: all
                .iter()
                .filter(|argument| !argument.required)
                .map(argument_view)
                .collect(),
            id: Code::literal(&operation_id(operation)),
            tag: Code::literal(tag),
            http_method: Code::new(quote!(Method::#method)),
            path: Code::literal(&operation.path.text),
            accept: Code::literal(&outcome.accept),
            security: alternatives(context, operation),
            errors: error_types(context, operation),
            codes: error_codes(context, operation),
            answer: AnswerView::new(context, names, &outcome),
            stream: StreamView::new(&outcome),
            output: Code::new(&outcome.ty),
            reader: Code::new(&outcome.reader),
            call_docs: call_docs(group, names),
        })
    }

    /// Whether its signature names a model.
    pub(crate) fn names_models(&self) -> bool {
        let texts = self.arguments.iter().chain(&self.setters).map(|argument| &argument.ty);
        texts
            .chain(&self.errors)
            .chain([&self.output])
            .chain(self.answer.iter().flat_map(AnswerView::types))
            .chain(self.stream.iter().map(|stream| &stream.ty))
            .any(|code| code.to_string().contains("models ::"))
    }

    /// Whether a parameter of it has a style.
    pub(crate) fn has_styles(&self) -> bool {
        self.arguments
            .iter()
            .chain(&self.setters)
            .any(|argument| argument.statement.to_string().contains("Style ::"))
    }
}

/// The operation's name for logs: its operationId, or method and path.
pub(crate) fn operation_id(operation: &Operation) -> String {
    operation
        .id
        .clone()
        .unwrap_or_else(|| format!("{} {}", operation.method.as_str(), operation.path.text))
}

fn method_variant(operation: &Operation) -> String {
    let name = operation.method.as_str();
    let (first, rest) = name.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}

fn call_docs(group: &Group, names: &OperationNames) -> Doc {
    Doc::line(format!(
        "A call of [`{}::{}`], to be awaited or sent.",
        group.api.text(),
        names.method.text()
    ))
}

fn argument_view(argument: &Argument<'_>) -> ArgumentView {
    let mut docs = describe(argument.docs, &argument.wire);
    if !argument.facts.is_empty() {
        docs.gap();
        docs.push(argument.facts.join(" "));
    }
    ArgumentView {
        docs,
        deprecated: argument.docs.deprecated,
        ident: Code::new(argument.ident.token()),
        ty: Code::new(&argument.ty),
        statement: Code::new(&argument.statement),
    }
}

/// The types of errors by status.
fn error_types(context: &Context<'_>, operation: &Operation) -> Vec<Code> {
    let failures = operation
        .responses
        .iter()
        .filter(|response| !response.status.is_success());
    let typed = failures.filter_map(|response| {
        let content = preferred(response)?;
        let statuses = statuses(response.status);
        match content.kind {
            ContentKind::Json => {
                let ty = rust_type(context, &content.ty, Place::Api);
                Some(Code::new(quote!((#statuses, runtime::read_error::<#ty>))))
            }
            ContentKind::Text => Some(Code::new(quote!((#statuses, runtime::read_text_error)))),
            _ => None,
        }
    });
    typed.collect()
}

fn statuses(status: StatusSpec) -> TokenStream {
    match status {
        StatusSpec::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(Statuses::Code(#code))
        }
        StatusSpec::Range(hundred) => {
            let hundred = proc_macro2::Literal::u8_unsuffixed(hundred);
            quote!(Statuses::Range(#hundred))
        }
        StatusSpec::Default => quote!(Statuses::Default),
    }
}

/// Constants of the error codes that it is known to answer with, in document order.
fn error_codes(context: &Context<'_>, operation: &Operation) -> Vec<Code> {
    let known = operation.responses.iter().flat_map(|response| {
        let status = response.status.code();
        response
            .error_codes
            .iter()
            .filter_map(move |(code, _)| context.names.codes.get(&(code.clone(), status)))
    });
    known
        .map(|ident| {
            let ident = ident.token();
            Code::new(quote!(error_codes::#ident))
        })
        .collect()
}
