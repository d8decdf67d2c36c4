//! What is known of an API and its operations before anything is called. Templates write these as constants.

use std::any::Any;

use super::codec;

/// Facts of the API as a whole.
#[derive(Debug)]
pub struct ApiInfo {
    /// Name and version of this crate, as `User-Agent` writes them.
    pub user_agent: &'static str,
    /// The address that the description gives, if it gives one.
    pub base_url: Option<&'static str>,
    /// The address that the description gives where it has variables: with `{name}` for each.
    pub server: Option<&'static str>,
    /// The variables of that address.
    pub variables: &'static [ServerVariable],
    /// The address of the API in a region: a pattern with `{domain}`.
    pub api_host: Option<&'static str>,
    /// The address that tokens come from; may hold `{domain}`.
    pub token_url: Option<&'static str>,
    /// The address that users are sent to for a login; may hold `{domain}`.
    pub authorize_url: Option<&'static str>,
    /// The domain used where none is chosen.
    pub default_domain: Option<&'static str>,
    /// What the names of the variables of the environment begin with.
    pub environment: &'static str,
    /// The file with settings, below the home of the user.
    pub config_file: Option<&'static str>,
    /// Regions by name, each with its domain.
    pub regions: &'static [(&'static str, &'static str)],
    /// The header that names a call in the service's own records.
    pub correlation_header: Option<&'static str>,
    /// Where the body of an error has its code: JSON pointers, tried in order.
    pub error_code: &'static [&'static str],
    /// Where the body of an error has its message: JSON pointers, tried in order.
    pub error_message: &'static [&'static str],
    /// The header that idempotency keys go into, where the API takes such.
    pub idempotency_header: Option<&'static str>,
    /// Operations that are never repeated, whatever a caller says.
    pub never_repeated: &'static [&'static str],
    /// The ways to authenticate that the description declares.
    pub schemes: &'static [Scheme],
}

/// A variable of the service's address.
#[derive(Clone, Copy, Debug)]
pub struct ServerVariable {
    /// Its name in the description.
    pub name: &'static str,
    /// The value that it has unless it is set.
    pub default: &'static str,
    /// The values that it may have; empty where any will do.
    pub values: &'static [&'static str],
}

/// A way to authenticate.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// Its name in the description.
    pub name: &'static str,
    /// What is sent.
    pub kind: SchemeKind,
}

/// What a way to authenticate sends.
#[derive(Clone, Copy, Debug)]
pub enum SchemeKind {
    /// A key in the header of this name.
    Header(&'static str),
    /// A key in the query, under this name.
    Query(&'static str),
    /// A key in the cookie of this name.
    Cookie(&'static str),
    /// User name and password in `Authorization`.
    Basic,
    /// An access token in `Authorization`.
    Token,
    /// Another scheme of HTTP authentication: this name and a credential in `Authorization`.
    Http(&'static str),
    /// A certificate, which comes with the connection.
    Certificate,
}

/// Facts of one operation.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the description.
    pub id: &'static str,
    /// The group it belongs to.
    pub tag: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path below the base address, with `{name}` for each path parameter, and `{/name}`, `{.name}` or `{;name}` for
    /// one that may be left out.
    pub path: &'static str,
    /// The server that it is sent to, where that is not the client's: an address, or one below the client's.
    pub server: Option<&'static str>,
    /// The media types it answers with, as `Accept` writes them.
    pub accept: &'static str,
    /// Alternatives of what it authenticates with, each the names of schemes that are needed together. Empty where
    /// nothing is sent.
    pub security: &'static [&'static [&'static str]],
    /// The types that errors have, by status.
    pub errors: ErrorTypes,
    /// Error codes that it is known to answer with.
    pub error_codes: &'static [ErrorCode],
}

/// Reads the body of an error into its type.
pub type ReadError = fn(&[u8]) -> Option<Box<dyn Any + Send + Sync>>;

/// The types that errors have, by status.
pub type ErrorTypes = &'static [(Statuses, ReadError)];

/// The [`ReadError`] of a type.
pub fn read_error<T: codec::Codec + Send + Sync + 'static>(body: &[u8]) -> Option<Box<dyn Any + Send + Sync>> {
    codec::from_slice::<T>(body).ok().map(|body| Box::new(body) as _)
}

/// The [`ReadError`] of text: a `String`.
pub fn read_text_error(body: &[u8]) -> Option<Box<dyn Any + Send + Sync>> {
    Some(Box::new(std::str::from_utf8(body).ok()?.to_owned()))
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
    /// QUERY
    Query,
    /// Another method, by its name.
    Other(&'static str),
}

impl Method {
    /// The method as HTTP writes it.
    pub const fn as_str(self) -> &'static str {
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

impl TryFrom<Method> for http::Method {
    type Error = http::method::InvalidMethod;

    fn try_from(method: Method) -> Result<Self, Self::Error> {
        Self::from_bytes(method.as_str().as_bytes())
    }
}

/// The statuses that an answer of the description stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Statuses {
    /// One status.
    Code(u16),
    /// A hundred of them: `Range(4)` is every `4XX`.
    Range(u8),
    /// All that are not listed otherwise.
    Default,
}

impl Operation {
    /// An operation of which nothing is known but that it answers in JSON.
    pub const BLANK: Self = Self {
        id: "",
        tag: "",
        method: Method::Get,
        path: "",
        server: None,
        accept: "application/json",
        security: &[],
        errors: &[],
        error_codes: &[],
    };

    /// The type of the error that a status has: the most exact entry wins.
    pub(crate) fn error_reader(&self, status: u16) -> Option<ReadError> {
        let find = |wanted: Statuses| self.errors.iter().find(|(statuses, _)| *statuses == wanted);
        find(Statuses::Code(status))
            .or_else(|| find(Statuses::Range(u8::try_from(status / 100).ok()?)))
            .or_else(|| find(Statuses::Default))
            .map(|(_, read)| *read)
    }
}

/// An error code that an operation is known to answer with.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct ErrorCode {
    /// The status it comes with.
    pub status: u16,
    /// The code.
    pub code: &'static str,
    /// What the service says it means.
    pub message: &'static str,
}

impl ErrorCode {
    /// A known code.
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }
}
