//! [`Error`]: everything that can go wrong with a client or a call. What the service answers is in `api_error`.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::api_error::{ApiError, correlation_id};
use super::auth_error::AuthError;
use super::info::Operation;

/// Any error, as a source.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a client could not be built or a call did not give what was asked for.
///
/// No text of it, in `Display` or in `Debug`, holds a token, a client secret or a piece of a body.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The client's settings are wrong.
    Config(ConfigError),
    /// The request cannot be sent as it is: nothing went out.
    Request(RequestError),
    /// No answer came, or only a part of one.
    Transport(TransportError),
    /// No answer came in time.
    Timeout(TimeoutError),
    /// There is no token to send with the request.
    Auth(Box<AuthError>),
    /// The service answered with an error.
    Api(Box<ApiError>),
    /// The service answered well, but with something that is not what the description says.
    Decode(Box<DecodeError>),
}

impl Error {
    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            _ => None,
        }
    }

    /// The name of the call in the service's own records, if the service told it.
    pub fn correlation_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.correlation_id(),
            Self::Decode(error) => error.correlation_id(),
            _ => None,
        }
    }

    /// Whether time ran out: in connecting, in the call, or in getting a token.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Auth(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// Whether the same call may go well later. It says nothing of whether the service did what it was asked to: repeat a
    /// call that changes something only if doing it twice is harmless.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_retryable(),
            Self::Timeout(_) => true,
            Self::Auth(error) => error.is_retryable(),
            Self::Api(error) => error.is_retryable(),
            Self::Config(_) | Self::Request(_) | Self::Decode(_) => false,
        }
    }

    /// The service's code for the error, if it gave one.
    pub fn code(&self) -> Option<&str> {
        self.api()?.code()
    }

    /// How long the service asks to wait (`Retry-After`), if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.api()?.retry_after()
    }

    /// Whether the service answered that there is no such thing (404).
    pub fn is_not_found(&self) -> bool {
        self.api().is_some_and(ApiError::is_not_found)
    }

    /// Whether the service answered that the request contradicts the state of what it is about (409).
    pub fn is_conflict(&self) -> bool {
        self.api().is_some_and(ApiError::is_conflict)
    }

    /// Whether the service answered that there were too many requests (429).
    pub fn is_rate_limited(&self) -> bool {
        self.api().is_some_and(ApiError::is_rate_limited)
    }

    /// Whether the service answered that the token was missing or not good (401).
    pub fn is_unauthorized(&self) -> bool {
        self.api().is_some_and(ApiError::is_unauthorized)
    }

    /// Whether the service answered that a permission is missing (403).
    pub fn is_forbidden(&self) -> bool {
        self.api().is_some_and(ApiError::is_forbidden)
    }

    /// What the service answered, where that is the error.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the service has not seen the request.
    pub(super) fn nothing_sent(&self) -> bool {
        match self {
            Self::Auth(_) => true,
            Self::Transport(error) => error.is_connect(),
            Self::Timeout(error) => error.is_connect(),
            _ => false,
        }
    }

    /// What kind of error it is, in a word.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Config(_) => "config",
            Self::Request(_) => "request",
            Self::Transport(_) => "transport",
            Self::Timeout(_) => "timeout",
            Self::Auth(_) => "auth",
            Self::Decode(_) => "decode",
            Self::Api(_) => "api",
        }
    }

    fn inner(&self) -> &(dyn StdError + 'static) {
        match self {
            Self::Config(error) => error,
            Self::Request(error) => error,
            Self::Transport(error) => error,
            Self::Timeout(error) => error,
            Self::Auth(error) => error.as_ref(),
            Self::Api(error) => error.as_ref(),
            Self::Decode(error) => error.as_ref(),
        }
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::Config(ConfigError {
            message: message.into().into(),
            source: None,
        })
    }

    pub(crate) fn config_source(message: impl Into<String>, source: impl Into<BoxError>) -> Self {
        Self::Config(ConfigError {
            message: message.into().into(),
            source: Some(source.into()),
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.inner(), f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner().source()
    }
}

/// A setting that is wrong.
#[derive(Debug)]
pub struct ConfigError {
    message: Box<str>,
    source: Option<BoxError>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client cannot be built: {}", self.message)
    }
}

impl StdError for ConfigError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A request that cannot be sent.
#[derive(Clone, Debug)]
pub struct RequestError {
    operation: &'static str,
    message: Box<str>,
}

impl RequestError {
    pub(crate) fn new(operation: &Operation, message: impl Into<String>) -> Self {
        Self {
            operation: operation.id,
            message: message.into().into(),
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static str {
        self.operation
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the request cannot be sent: {}", self.operation, self.message)
    }
}

impl StdError for RequestError {}

/// An answer that did not come, or not whole.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    kind: Failure,
    source: BoxError,
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    Connect,
    Cut,
    TooLarge,
    Redirects,
    Write,
}

impl TransportError {
    pub(crate) fn new(operation: &Operation, connect: bool, source: BoxError) -> Self {
        Self {
            operation: operation.id,
            kind: if connect { Failure::Connect } else { Failure::Cut },
            source,
        }
    }

    pub(crate) fn too_large(operation: &Operation, limit: u64) -> Self {
        Self {
            operation: operation.id,
            kind: Failure::TooLarge,
            source: format!("it has more than {limit} bytes: see `max_response_size`").into(),
        }
    }

    pub(crate) fn too_many_redirects(operation: &Operation) -> Self {
        Self {
            operation: operation.id,
            kind: Failure::Redirects,
            source: "they were too many".into(),
        }
    }

    pub(crate) fn unwritable(error: std::io::Error) -> Self {
        Self {
            operation: "download",
            kind: Failure::Write,
            source: error.into(),
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Whether there was no connection at all, so that the service did not see the request.
    pub fn is_connect(&self) -> bool {
        self.kind == Failure::Connect
    }

    /// Whether the answer was larger than it may be, so that it was not read.
    pub fn is_too_large(&self) -> bool {
        self.kind == Failure::TooLarge
    }

    /// Whether the same may go well later: unless the answer was too large, or led in circles.
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind, Failure::Connect | Failure::Cut)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            Failure::Connect => "no connection",
            Failure::Cut => "the connection failed before the answer was complete",
            Failure::TooLarge => "the answer is too large",
            Failure::Redirects => "the answer is a redirect after others",
            Failure::Write => "what was received could not be written",
        };
        write!(f, "{}: {what}", self.operation)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

/// A call that took too long.
#[derive(Debug)]
pub struct TimeoutError {
    operation: &'static str,
    limit: Option<Duration>,
    connect: bool,
}

impl TimeoutError {
    pub(crate) fn new(operation: &Operation, limit: Option<Duration>, connect: bool) -> Self {
        Self {
            operation: operation.id,
            limit,
            connect,
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Whether there was no connection yet, so that the service did not see the request.
    pub fn is_connect(&self) -> bool {
        self.connect
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.connect {
            "no connection"
        } else {
            "no complete answer"
        };
        write!(f, "{}: {what} in time", self.operation)?;
        match self.limit {
            Some(limit) => write!(f, " ({limit:?})"),
            None => Ok(()),
        }
    }
}

impl StdError for TimeoutError {}

/// An answer that is not what the description says.
pub struct DecodeError {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) path: Box<str>,
    pub(crate) message: Box<str>,
    pub(crate) body: Bytes,
}

/// How much of a body an error keeps.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

impl DecodeError {
    /// The operation that was called.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The member that could not be read, as in `entities[3].name`; empty where it is the body as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name of the call in the service's own records, if the service told it.
    pub fn correlation_id(&self) -> Option<&str> {
        correlation_id(&self.headers)
    }

    /// The body, cut after 64 KiB. It may hold secrets.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer ({}) could not be read",
            self.operation,
            self.status.as_u16()
        )?;
        if !self.path.is_empty() {
            write!(f, " at {}", self.path)?;
        }
        write!(f, ": {}", self.message)?;
        match self.correlation_id() {
            Some(id) => write!(f, " (correlation id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("path", &self.path)
            .field("message", &self.message)
            .field("correlation_id", &self.correlation_id())
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {}
