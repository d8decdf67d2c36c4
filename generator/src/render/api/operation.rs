//! An operation: its method on the group, and the type of its call.

use std::borrow::Cow;
use std::iter::once;

use quote::quote;

use super::answers::{AnswerView, StreamView};
use super::arguments::{Argument, arguments, parameters};
use super::bodies::{Way, ways};
use super::docs::operation_docs;
use super::forms::FormView;
use super::jobs::JobView;
use super::outcome::outcome;
use super::paging::PagingView;
use super::statement::statement;
use crate::ir::{Method, Operation, OperationId};
use crate::names::{Group, OperationNames, SharedParam, ValueIdent};
use crate::render::context::Context;
use crate::render::docs::describe;
use crate::render::layout::{self, INDENT};
use crate::render::security::alternatives;
use crate::render::text::{Code, Doc, code_span, literal};

/// What operations answer with unless they say otherwise: `Operation::BLANK` of the runtime.
const JSON: &str = "application/json";

/// An operation as the template needs it.
pub(crate) struct OperationView {
    pub(crate) docs: Doc,
    pub(crate) deprecated: bool,
    pub(crate) signature: String,
    pub(crate) call: Code,
    pub(crate) arguments: Vec<ArgumentView>,
    pub(crate) setters: Vec<ArgumentView>,
    /// Traits of operations that take what it takes too; the setters of that are written once.
    pub(crate) takes: Vec<Code>,
    /// Further methods, for bodies in other media types.
    pub(crate) others: Vec<OtherView>,
    /// The forms of its body.
    pub(crate) forms: Vec<FormView>,
    /// The server of its own.
    pub(crate) server: Option<Code>,
    pub(crate) id: Code,
    pub(crate) http_method: Code,
    pub(crate) path: Code,
    /// What it answers with, unless that is JSON.
    pub(crate) accept: Option<Code>,
    /// What authenticates it, unless that is what the API says of all operations.
    pub(crate) security: Option<Code>,
    pub(crate) codes: Vec<Code>,
    pub(crate) answer: Option<AnswerView>,
    pub(crate) stream: Option<StreamView>,
    pub(crate) output: Code,
    pub(crate) reading: Code,
    pub(crate) call_docs: Doc,
    pub(crate) paging: Option<PagingView>,
    pub(crate) job: Option<JobView>,
}

/// A method that calls the same operation with a body of another kind.
pub(crate) struct OtherView {
    pub(crate) docs: Doc,
    pub(crate) signature: String,
    pub(crate) arguments: Vec<ArgumentView>,
}

/// An argument of the method, or a setter of the call.
pub(crate) struct ArgumentView {
    pub(crate) docs: Doc,
    pub(crate) deprecated: bool,
    pub(crate) ident: Code,
    pub(crate) ty: Code,
    pub(crate) statement: Code,
    /// The first line or lines of its setter.
    pub(crate) signature: String,
    /// The lines of the statement as the printer has them; none where only it knows them.
    laid_out: Option<String>,
}

impl ArgumentView {
    /// The statement, laid out where that is possible without the printer.
    pub(crate) fn lines(&self) -> Cow<'_, str> {
        match &self.laid_out {
            Some(lines) => Cow::Borrowed(lines),
            None => Cow::Owned(self.statement.to_string()),
        }
    }
}

impl OperationView {
    pub(crate) fn new(context: &Context<'_>, group: &Group, id: OperationId) -> Option<Self> {
        let (operation, names) = context.operation(id)?;
        let all = arguments(context, group, operation, names);
        let ways = ways(context, group, operation, names);
        let others = || ways.iter().skip(1);
        let shared_params = shared_params(context, id, names);
        let outcome = outcome(context, id, operation, names);
        let required: Vec<ArgumentView> = all
            .iter()
            .filter(|argument| argument.required)
            .map(argument_view)
            .collect();
        Some(Self {
            docs: operation_docs(context, group, operation, names, &all, &outcome),
            deprecated: operation.docs.deprecated,
            signature: signature(names, &names.method, &required),
            call: Code::new(names.call.token()),
            arguments: required,
            setters: all
                .iter()
                .filter(|argument| !shared_params.iter().any(|(ident, _)| *ident == argument.ident))
                .chain(others().map(|way| &way.argument))
                .filter(|argument| !argument.required)
                .map(setter_view)
                .collect(),
            takes: shared_params
                .iter()
                .map(|(_, shared)| Code::new(shared.takes.token()))
                .collect(),
            others: others()
                .filter(|way| way.argument.required)
                .map(|way| other_view(context, operation, names, way))
                .collect(),
            forms: ways
                .iter()
                .filter_map(|way| FormView::new(context, group, names, way))
                .collect(),
            server: server(operation),
            id: Code::literal(&operation_id(operation)),
            http_method: method(operation),
            path: Code::literal(&operation.path.sent()),
            accept: (outcome.accept != JSON).then(|| Code::literal(&outcome.accept)),
            security: (operation.security != context.api.security).then(|| alternatives(context, &operation.security)),
            codes: error_codes(context, operation),
            answer: AnswerView::new(context, names, &outcome),
            stream: StreamView::new(&outcome),
            output: Code::new(&outcome.ty),
            reading: Code::new(outcome.reader.reading()),
            call_docs: call_docs(group, names, &shared_params),
            paging: PagingView::new(context, id, &outcome),
            job: JobView::new(context, id, operation),
        })
    }

    /// Everything that a caller gives.
    fn given(&self) -> impl Iterator<Item = &ArgumentView> {
        let others = self.others.iter().flat_map(|other| &other.arguments);
        let forms = self
            .forms
            .iter()
            .flat_map(|form| form.arguments.iter().chain(&form.setters));
        self.arguments.iter().chain(&self.setters).chain(others).chain(forms)
    }

    /// Whether the template of its methods has the lines of the printer.
    pub(crate) fn has_regular_methods(&self) -> bool {
        let others = self.others.iter().flat_map(|other| &other.arguments);
        self.arguments
            .iter()
            .chain(others)
            .all(|argument| argument.laid_out.is_some())
    }

    /// Whether the template of its call has the lines of the printer.
    pub(crate) fn has_regular_call(&self) -> bool {
        let is_plain = |character: char| character.is_ascii_alphanumeric() || " :_()".contains(character);
        self.setters.iter().all(|setter| setter.laid_out.is_some())
            && self.reading.to_string().chars().all(is_plain)
            && self.codes.is_empty()
            && self.forms.is_empty()
            && self.stream.is_none()
            && self.job.is_none()
            && self.answer.is_none()
    }

    /// The statement that makes its request.
    pub(crate) fn request(&self) -> String {
        let (start, call) = ("let mut request = runtime::Request::of::<", &self.call);
        let line = format!("{INDENT}{INDENT}{start}{call}>(self.client);");
        if layout::is_short(&line) {
            return line;
        }
        format!("{INDENT}{INDENT}{start}\n{INDENT}{INDENT}{INDENT}{call},\n{INDENT}{INDENT}>(self.client);")
    }

    /// Whether its signature names a model.
    pub(crate) fn names_models(&self) -> bool {
        let texts = self.given().map(|argument| &argument.ty);
        texts
            .chain([&self.output])
            .chain(self.paging.iter().map(|paging| &paging.item))
            .chain(self.job.iter().map(|job| &job.output))
            .chain(self.answer.iter().flat_map(AnswerView::types))
            .chain(self.stream.iter().map(|stream| &stream.ty))
            .any(|code| code.to_string().contains("models ::"))
    }

    /// Whether a parameter of it has a style.
    pub(crate) fn has_styles(&self) -> bool {
        self.given()
            .any(|argument| argument.statement.to_string().contains("Style ::"))
    }
}

fn other_view(context: &Context<'_>, operation: &Operation, names: &OperationNames, way: &Way<'_>) -> OtherView {
    let parameters = parameters(context, operation, names);
    let mut docs = Doc::line(format!(
        "The same as [`{}`](Self::{}), with a body in {}.",
        names.method.text(),
        names.method.text(),
        code_span(&way.content.media_type)
    ));
    for fact in &way.argument.facts {
        docs.gap();
        docs.push(fact.clone());
    }
    let arguments: Vec<ArgumentView> = parameters
        .iter()
        .chain([&way.argument])
        .filter(|argument| argument.required)
        .map(argument_view)
        .collect();
    OtherView {
        docs,
        signature: signature(names, &way.names.method, &arguments),
        arguments,
    }
}

/// The first line or lines of a method that makes a call.
fn signature(names: &OperationNames, method: &ValueIdent, arguments: &[ArgumentView]) -> String {
    let typed = arguments.iter().map(|argument| (&argument.ident, &argument.ty));
    let result = format!("runtime::Call<{}>", names.call.token());
    layout::signature(&method.token().to_string(), Some("&self"), typed, &result)
}

/// The first server of its own, with the defaults of its variables.
fn server(operation: &Operation) -> Option<Code> {
    let url = literal(&operation.servers.first()?.expanded());
    Some(Code::new(quote!(Some(#url))))
}

/// The operation's name for logs: its operationId, or method and path.
pub(crate) fn operation_id(operation: &Operation) -> String {
    operation
        .id
        .clone()
        .unwrap_or_else(|| format!("{} {}", operation.method.as_str(), operation.path.text))
}

fn method(operation: &Operation) -> Code {
    if let Method::Other(name) = &operation.method {
        let name = literal(name);
        return Code::new(quote!(Method::Other(#name)));
    }
    let name = operation.method.as_str();
    let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
    let variant = quote::format_ident!("{first}{}", rest.to_lowercase());
    Code::new(quote!(Method::#variant))
}

/// The parameters whose setters are not written with the operation, each with what they are shared as.
fn shared_params<'n>(
    context: &Context<'n>,
    id: OperationId,
    names: &'n OperationNames,
) -> Vec<(&'n ValueIdent, &'n SharedParam)> {
    let params = names.params.iter().enumerate();
    let shared = params.filter_map(|(index, ident)| Some((ident, context.names.shared.of(id, index)?)));
    shared.collect()
}

fn call_docs(group: &Group, names: &OperationNames, shared: &[(&ValueIdent, &SharedParam)]) -> Doc {
    let mut doc = Doc::line(format!(
        "[`{}::{}`] as a type: what its [`Call`](runtime::Call) is a call of.",
        group.api.text(),
        names.method.text()
    ));
    let idents: Vec<String> = shared.iter().map(|(ident, _)| code_span(ident.text())).collect();
    if !idents.is_empty() {
        doc.gap();
        doc.push(format!("It takes, as others do: {}.", idents.join(", ")));
    }
    doc
}

/// An argument that is given to the method.
pub(crate) fn argument_view(argument: &Argument<'_>) -> ArgumentView {
    view(argument, Code::new(&argument.statement))
}

/// An argument that a method of the call sets: what is set is the request of the call.
pub(crate) fn setter_view(argument: &Argument<'_>) -> ArgumentView {
    let statement = &argument.statement;
    view(argument, Code::new(quote!(self.#statement)))
}

fn view(argument: &Argument<'_>, statement: Code) -> ArgumentView {
    let mut docs = describe(argument.docs, &argument.wire);
    if !argument.facts.is_empty() {
        docs.gap();
        docs.push(argument.facts.join(" "));
    }
    let (ident, ty) = (Code::new(argument.ident.token()), Code::new(&argument.ty));
    ArgumentView {
        docs,
        deprecated: argument.docs.deprecated,
        signature: layout::signature(&ident.to_string(), Some("mut self"), once((&ident, &ty)), "Self"),
        laid_out: self::statement(&statement),
        ident,
        ty,
        statement,
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
