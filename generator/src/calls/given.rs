//! Calls with given values: each parameter and the body is decoded from the JSON that a test wants to be sent.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::with_context;
use crate::analyze::{BodyForm, FilePart, part_of};
use crate::config::Config;
use crate::ir::media_type::essence;
use crate::ir::{Operation, SchemeKind, Type};
use crate::names::{Group, OperationNames};
use crate::render::Context;
use crate::render::api::{Argument, Way, form_members, operation_id, parameters, ways};
use crate::render::rust_type::{Place, bare_type, rust_type};
use crate::render::text::literal;
use crate::spec::Source;

/// A request that is to be made.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The name of the operation, as [`Call::operation`](super::Call::operation) has it.
    pub operation: String,
    /// The parameters that are set.
    pub parameters: Vec<Parameter>,
    /// The body. An operation that needs one gets an example if there is none.
    pub body: Option<Payload>,
    /// Headers that are no parameters of the operation.
    pub headers: Vec<(String, String)>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// The name on the wire.
    pub name: String,
    /// The value as its schema describes it.
    pub value: Value,
}

/// A body.
#[derive(Clone, Debug)]
pub struct Payload {
    /// The media type.
    pub media_type: String,
    /// The content.
    pub content: PayloadContent,
}

/// The content of a body.
#[derive(Clone, Debug)]
pub enum PayloadContent {
    /// Bytes: those of a JSON value for a body in JSON.
    Bytes(Vec<u8>),
    /// The parts of a form.
    Parts(Vec<PartValue>),
}

/// A part of a form.
#[derive(Clone, Debug)]
pub struct PartValue {
    /// The name on the wire.
    pub name: String,
    /// The content.
    pub content: PartContent,
}

/// The content of a part.
#[derive(Clone, Debug)]
pub enum PartContent {
    /// A value as its schema describes it.
    Value(Value),
    /// A file.
    File {
        /// The name of the file.
        name: String,
        /// The media type; none for that of the description.
        media_type: Option<String>,
        /// The content.
        bytes: Vec<u8>,
    },
}

/// The calls of requests, and how credentials are set.
#[derive(Clone, Debug)]
pub struct GivenCalls {
    /// A block of Rust for each request, in their order: it makes the call on a `client` and does not send it. The block
    /// propagates errors of `serde_json` by `?`. Or the reason why the request cannot be made.
    pub blocks: Vec<Result<String, String>>,
    /// The setter of the client's builder for each security scheme that has one, by the name of the scheme.
    pub setters: Vec<(String, String)>,
}

/// Makes the calls of `requests`, with the names of the crate that [`generate`](crate::generate) makes of the same source
/// and configuration. `None` if the description cannot be read.
pub fn given_calls(source: &Source<'_>, config: &Config, requests: &[Request]) -> Option<GivenCalls> {
    with_context(source, config, |context, _| {
        let groups = context.names.groups.iter();
        let operations: Vec<_> = groups
            .flat_map(|group| group.operations.iter().map(move |&id| (group, id)))
            .filter_map(|(group, id)| context.operation(id).map(|found| (group, found)))
            .collect();
        let block = |request: &Request| {
            let mut found = operations.iter();
            let found = found.find(|(_, (operation, _))| operation_id(operation) == request.operation);
            match found {
                Some(&(group, (operation, names))) => Maker::new(context, group, operation, names).block(request),
                None => Err("the operation is left out of the crate".to_owned()),
            }
        };
        GivenCalls {
            blocks: requests.iter().map(block).collect(),
            setters: setters(context),
        }
    })
}

fn setters(context: &Context<'_>) -> Vec<(String, String)> {
    let schemes = context.api.security_schemes.iter().zip(&context.names.schemes);
    let setter = |(scheme, ident): (&crate::ir::SecurityScheme, &Option<crate::names::ValueIdent>)| {
        let token = matches!(scheme.kind, SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect(_));
        let ident = ident.as_ref().map(|ident| ident.token().to_string());
        Some((
            scheme.name.clone(),
            ident.or_else(|| token.then(|| "access_token".to_owned()))?,
        ))
    };
    schemes.filter_map(setter).collect()
}

/// Makes calls of one operation.
struct Maker<'a> {
    context: &'a Context<'a>,
    names: &'a OperationNames,
    group: &'a Group,
    parameters: Vec<Argument<'a>>,
    ways: Vec<Way<'a>>,
}

/// Expressions of a call.
#[derive(Default)]
struct Parts {
    arguments: Vec<TokenStream>,
    setters: Vec<TokenStream>,
    lets: Vec<TokenStream>,
}

impl Parts {
    fn add(&mut self, argument: &Argument<'_>, value: &TokenStream) {
        let ident = argument.ident.token();
        let number = self.lets.len();
        let name = format_ident!("given_{number}");
        self.lets.push(quote!(let #name = #value;));
        let passed = argument.passed.expression(&quote!(#name));
        match argument.required {
            true => self.arguments.push(passed),
            false => self.setters.push(quote!(.#ident(#passed))),
        }
    }
}

impl<'a> Maker<'a> {
    fn new(context: &'a Context<'a>, group: &'a Group, operation: &'a Operation, names: &'a OperationNames) -> Self {
        Self {
            context,
            names,
            group,
            parameters: parameters(context, operation, names),
            ways: ways(context, group, operation, names),
        }
    }

    fn block(&self, request: &Request) -> Result<String, String> {
        let mut parts = Parts::default();
        for argument in &self.parameters {
            let mut given = request.parameters.iter();
            let given = given.find(|given| given.name == argument.wire && given.location == argument.place);
            match given {
                Some(given) => parts.add(argument, &self.decoded(argument.value_type, &given.value)),
                None if argument.required => {
                    return Err(format!("no value is given for the parameter `{}`", argument.wire));
                }
                None => {}
            }
        }
        let mut method = self.names.method.token();
        match (&request.body, self.ways.first()) {
            (Some(body), Some(first)) => {
                let way = self
                    .ways
                    .iter()
                    .find(|way| fits(way, &body.media_type))
                    .unwrap_or(first);
                if way.argument.required {
                    method = way.names.method.token();
                }
                parts.add(&way.argument, &self.body(way, body)?);
                if way.content.media_type.as_ref() != body.media_type && way.choice.form == BodyForm::Json {
                    let media_type = literal(&body.media_type);
                    parts.setters.push(quote!(.header("Content-Type", #media_type)));
                }
            }
            (Some(_), None) => return Err("the operation has no body".to_owned()),
            (None, Some(way)) if way.argument.required => {
                let example = way.argument.example.as_ref();
                parts.add(&way.argument, example.ok_or("no body is given")?);
            }
            (None, _) => {}
        }
        for (name, value) in &request.headers {
            let (name, value) = (literal(name), literal(value));
            parts.setters.push(quote!(.header(#name, #value)));
        }
        let Parts {
            arguments,
            setters,
            lets,
        } = parts;
        let accessor = self.group.accessor.token();
        Ok(quote!({ #(#lets)* client.#accessor().#method(#(#arguments),*) #(#setters)* }).to_string())
    }

    /// The expression that decodes a value from its JSON.
    fn decoded(&self, ty: &Type, value: &Value) -> TokenStream {
        let place = Place::Outside;
        let ty = match value {
            Value::Null => rust_type(self.context, ty, place),
            _ => bare_type(self.context, ty, place),
        };
        let text = literal(&value.to_string());
        quote!(::serde_json::from_str::<#ty>(#text)?)
    }

    fn body(&self, way: &Way<'_>, body: &Payload) -> Result<TokenStream, String> {
        match (way.choice.form, &body.content) {
            (BodyForm::Json, PayloadContent::Bytes(bytes)) => {
                let value: Value =
                    serde_json::from_slice(bytes).map_err(|error| format!("the body is no JSON: {error}"))?;
                Ok(self.decoded(&way.content.ty, &value))
            }
            (BodyForm::Lines, PayloadContent::Bytes(bytes)) => {
                let values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
                let values: Result<Vec<TokenStream>, _> = values
                    .map(|value| value.map(|value| self.decoded(&way.content.ty, &value)))
                    .collect();
                let values = values.map_err(|error| format!("the body is not JSON: {error}"))?;
                Ok(quote!(vec![#(#values),*]))
            }
            (BodyForm::Raw, PayloadContent::Bytes(bytes)) => {
                let krate = self.context.crate_ident();
                let content = content(bytes);
                let media_type = literal(&body.media_type);
                Ok(match way.content.media_type.as_ref() == body.media_type {
                    true => quote!(#krate::Body::from(#content)),
                    false => quote!(#krate::Body::from(#content).content_type(#media_type)),
                })
            }
            (BodyForm::Parts(id), PayloadContent::Parts(given)) => {
                let members = form_members(self.context, id, way.names, way.content);
                self.form(way, &members, given)
            }
            (BodyForm::UrlEncoded | BodyForm::Text, _)
            | (BodyForm::FreeParts, _)
            | (_, PayloadContent::Parts(_))
            | (_, PayloadContent::Bytes(_)) => Err(format!("the crate does not take the body as {}", body.media_type)),
        }
    }

    fn form(&self, way: &Way<'_>, members: &[Argument<'_>], given: &[PartValue]) -> Result<TokenStream, String> {
        let mut parts = Parts::default();
        let krate = self.context.crate_ident();
        for argument in members {
            let of_it: Vec<&PartValue> = given.iter().filter(|part| part.name == argument.wire).collect();
            let files: Vec<TokenStream> = of_it.iter().filter_map(|part| file(&krate, part)).collect();
            let encoding = way.content.encoding.iter();
            let mut encoding = encoding.filter(|encoding| *encoding.property == argument.wire);
            let many = part_of(self.context.api, argument.value_type, encoding.next()) == FilePart::Many;
            match (of_it.first().map(|part| &part.content), files.as_slice()) {
                (Some(PartContent::Value(value)), _) => parts.add(argument, &self.decoded(argument.value_type, value)),
                (Some(PartContent::File { .. }), files) if many => parts.add(argument, &quote!(vec![#(#files),*])),
                (Some(PartContent::File { .. }), [file, ..]) => parts.add(argument, file),
                _ if argument.required => return Err(format!("no part `{}` is given", argument.wire)),
                _ => {}
            }
        }
        let Parts {
            arguments,
            setters,
            lets,
        } = parts;
        let (module, form) = (self.group.module.token(), way.names.form.token());
        Ok(quote!({ #(#lets)* #krate::api::#module::#form::new(#(#arguments),*) #(#setters)* }))
    }
}

/// Whether a way to give a body can send this media type.
fn fits(way: &Way<'_>, media_type: &str) -> bool {
    let own = &way.content.media_type;
    essence(own) == essence(media_type)
}

fn content(bytes: &[u8]) -> TokenStream {
    match std::str::from_utf8(bytes) {
        Ok(text) => literal(text),
        Err(_) => {
            let bytes = Literal::byte_string(bytes);
            quote!(#bytes)
        }
    }
}

fn file(krate: &impl quote::ToTokens, part: &PartValue) -> Option<TokenStream> {
    let PartContent::File {
        name,
        media_type,
        bytes,
    } = &part.content
    else {
        return None;
    };
    let (name, bytes) = (literal(name), content(bytes));
    let media_type = media_type.as_deref().map(literal);
    let media_type = media_type.into_iter();
    Some(quote!(#krate::Part::file(#name, #bytes) #(.content_type(#media_type))*))
}
