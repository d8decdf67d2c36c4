//! Operations: what can be asked of the service, and what it answers.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::{Constraints, Docs, SecurityRequirement, Server, Type};
use crate::pointer::Origin;

/// Index of an [`Operation`] in [`Api::operations`](super::Api::operations).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct OperationId(pub u32);

/// Index of a [`Tag`](super::Tag) in [`Api::tags`](super::Api::tags).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct TagId(pub u32);

/// One operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// The Operation Object.
    pub origin: Origin,
    /// `operationId`, where there is one.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path, below the server's address.
    pub path: PathTemplate,
    /// Its tags in the order of the document; the first one is where it is generated.
    pub tags: Vec<TagId>,
    /// Its prose.
    pub docs: Docs,
    /// Parameters, path-level ones merged in. Path parameters come in the order of the path, then the others in
    /// document order. Operations share those of their path and of the components.
    pub params: Vec<Arc<Param>>,
    /// The request body.
    pub body: Option<Body>,
    /// Answers, in document order.
    pub responses: Vec<Response>,
    /// Alternatives of what authenticates it; empty where nothing is needed. An alternative with no scheme in it
    /// means that it may also be called without.
    pub security: Vec<SecurityRequirement>,
    /// What the caller must be allowed to do (an extension).
    pub permissions: Option<Permissions>,
    /// Servers that replace those of the API; empty where it has none of its own.
    pub servers: Vec<Server>,
    /// Callbacks (name, expression), only documented.
    pub callbacks: Vec<(String, String)>,
}

/// A call that the service makes.
#[derive(Clone, Debug, Serialize)]
pub struct Webhook {
    /// The Operation Object.
    pub origin: Origin,
    /// Its name.
    pub name: String,
    /// The method.
    pub method: Method,
    /// Its prose.
    pub docs: Docs,
    /// What it carries, in each media type.
    pub content: Vec<Content>,
}

/// A method of HTTP.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
    /// QUERY (3.2)
    Query,
    /// Another method, by its name (`additionalOperations` of 3.2).
    Other(Arc<str>),
}

impl Method {
    /// The method as HTTP writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }
}

/// A path split at its placeholders.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize)]
pub struct PathTemplate {
    /// The path as the document writes it.
    pub text: String,
    /// The pieces of what is sent of it: without a fragment, and without what query parameters stand for.
    pub pieces: Vec<PathPiece>,
}

impl PathTemplate {
    /// What is sent of it, with its placeholders.
    pub fn sent(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            PathPiece::Literal(text) => text.clone(),
            PathPiece::Param(name) => format!("{{{name}}}"),
            PathPiece::Optional(operator, name) => format!("{{{operator}{name}}}"),
        });
        pieces.collect()
    }
}

/// A piece of a [`PathTemplate`].
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum PathPiece {
    /// Text, slashes included.
    Literal(String),
    /// A placeholder: the name of a path parameter.
    Param(String),
    /// A placeholder that is nothing without a value: its operator (RFC 6570) and the name of a path parameter.
    Optional(char, String),
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Param {
    /// The Parameter Object (after references).
    pub origin: Origin,
    /// The name on the wire.
    pub name: String,
    /// Where it goes.
    pub location: ParamLocation,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// How arrays and objects are written.
    pub style: ParamStyle,
    /// Whether each element or member is written by itself.
    pub explode: bool,
    /// Whether it may be sent without a value (`allowEmptyValue`).
    pub allow_empty: bool,
    /// Whether reserved characters stay as they are (`allowReserved`).
    pub allow_reserved: bool,
    /// The media type that it is encoded in, where the document gives `content` in place of a schema.
    pub content: Option<String>,
    /// How single properties are encoded, where the media type is that of a form.
    pub encoding: Vec<PropertyEncoding>,
    /// Its prose.
    pub docs: Docs,
    /// `default`.
    pub default: Option<Box<Value>>,
    /// Limits on the value.
    pub constraints: Option<Box<Constraints>>,
    /// An example.
    pub example: Option<Box<Value>>,
}

impl Param {
    /// Whether a call cannot be made without it: then it is an argument, and a setter otherwise.
    pub fn is_argument(&self) -> bool {
        self.required
    }
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum ParamLocation {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The query as a whole (3.2).
    QueryString,
}

impl ParamLocation {
    /// `in` of a Parameter Object.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::QueryString => "querystring",
        }
    }
}

/// How a parameter's arrays and objects are written (OpenAPI 3, "Style Values"; `collectionFormat` of 2.0).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum ParamStyle {
    /// `matrix` (path).
    Matrix,
    /// `label` (path).
    Label,
    /// `{/name}` of RFC 6570 (path).
    Segments,
    /// `simple` (path, header); `csv` of 2.0 there.
    Simple,
    /// `form` (query, cookie); `csv` and `multi` of 2.0.
    Form,
    /// `spaceDelimited` (query); `ssv` of 2.0, which may stand in paths and headers, too.
    SpaceDelimited,
    /// `tsv` of 2.0.
    TabDelimited,
    /// `pipeDelimited` (query); `pipes` of 2.0, which may stand in paths and headers, too.
    PipeDelimited,
    /// `deepObject` (query).
    DeepObject,
    /// `cookie` of 3.2 (cookie).
    Cookie,
}

/// A request body.
#[derive(Clone, Debug, Serialize)]
pub struct Body {
    /// The Request Body Object (after references), or the `body` parameter of 2.0.
    pub origin: Origin,
    /// Whether it must be given.
    pub required: bool,
    /// Its prose.
    pub docs: Docs,
    /// The name that a `body` parameter of 2.0 has.
    pub name: Option<String>,
    /// What it may be, in document order; never empty.
    pub content: Vec<Content>,
}

/// A body in one media type.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// The Media Type Object.
    pub origin: Origin,
    /// The media type or range, as written.
    pub media_type: Arc<str>,
    /// How that media type is written and read.
    pub kind: ContentKind,
    /// The type of the whole.
    pub ty: Type,
    /// Limits on the whole.
    pub constraints: Option<Box<Constraints>>,
    /// How single properties are encoded (`encoding`), for forms.
    pub encoding: Vec<PropertyEncoding>,
    /// Examples.
    pub examples: Vec<Example>,
}

/// How a media type is written and read.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
pub enum ContentKind {
    /// `application/json`, `text/json` and anything `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` and other `multipart/*`.
    Multipart,
    /// `text/event-stream`.
    EventStream,
    /// `application/jsonl`, `application/x-ndjson`, `application/json-seq` and the like: values in JSON, one after the other.
    JsonLines,
    /// `text/*`.
    Text,
    /// Everything else, as bytes.
    Binary,
}

/// How a property of a form is encoded (Encoding Object).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PropertyEncoding {
    /// The property.
    pub property: String,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `style`.
    pub style: Option<ParamStyle>,
    /// `explode`.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `headers`: names of the part's own headers.
    pub headers: Vec<String>,
}

/// An example of a body.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// The key below `examples`; none for a single `example`.
    pub name: Option<String>,
    /// What it shows.
    pub summary: Option<String>,
    /// The value.
    pub value: Value,
}

/// An answer.
#[derive(Clone, Debug, Serialize)]
pub struct Response {
    /// The Response Object (after references).
    pub origin: Origin,
    /// The statuses it stands for.
    pub status: StatusSpec,
    /// Its prose.
    pub docs: Docs,
    /// Its body in each media type; empty where there is none.
    pub content: Vec<Content>,
    /// Its headers.
    pub headers: Vec<HeaderDef>,
    /// Error codes that the service is known to send in it, each with its message (an extension).
    pub error_codes: Vec<(String, String)>,
    /// Links: name and what they lead to, only documented.
    pub links: Vec<(String, String)>,
}

/// The statuses that a response stands for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum StatusSpec {
    /// One status.
    Code(u16),
    /// A hundred of them: `2XX` is `Range(2)`.
    Range(u8),
    /// Those that no other response stands for.
    Default,
}

impl StatusSpec {
    /// The status, or zero for what stands for several.
    pub fn code(self) -> u16 {
        match self {
            Self::Code(code) => code,
            Self::Range(_) | Self::Default => 0,
        }
    }

    /// Whether it stands for success: 2XX.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(hundred) => hundred == 2,
            Self::Default => false,
        }
    }

    /// Whether it leads elsewhere: 301, 302, 303, 307, 308, or all of 3XX.
    pub fn is_redirect(self) -> bool {
        matches!(self, Self::Code(301 | 302 | 303 | 307 | 308) | Self::Range(3))
    }
}

/// A header of a response.
#[derive(Clone, Debug, Serialize)]
pub struct HeaderDef {
    /// Where it stands.
    pub origin: Origin,
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// How the elements of a list are separated: `Simple` for commas.
    pub style: ParamStyle,
    /// Whether it is always sent.
    pub required: bool,
    /// Its prose.
    pub docs: Docs,
}

/// What the caller must be allowed to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Permissions {
    /// Whether all of them are needed, or any one.
    pub all: bool,
    /// The permissions.
    pub names: Vec<String>,
}
