//! [`ApiError`]: an error that the service answered with.

use std::any::Any;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::clock;
use super::codec::{self, Codec};
use super::error::{BODY_LIMIT, Error};
use super::header::{self as headers, Header};
use super::info::{ErrorCode, Operation};
use super::response::header_error;
use crate::info::API;

/// How much of the service's message is shown.
const MESSAGE_LIMIT: usize = 300;

/// An error that the service answered with.
///
/// `Display` is one line: the operation, the status, the error code, the service's message and the correlation id.
pub struct ApiError {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    code: Option<Box<str>>,
    message: Option<Box<str>>,
    typed: Option<Box<dyn Any + Send + Sync>>,
    body: Bytes,
    missing: Vec<&'static str>,
}

impl ApiError {
    pub(crate) fn new(operation: &'static Operation, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let json = codec::value_from_slice(&body).unwrap_or_default();
        let text = |pointers: &[&str]| pointers.iter().find_map(|pointer| scalar(json.pointer(pointer)?));
        Self {
            code: text(API.error_code),
            message: text(API.error_message),
            typed: operation.error_reader(status.as_u16()).and_then(|read| read(&body)),
            body: if body.len() > BODY_LIMIT {
                Bytes::copy_from_slice(&body[..BODY_LIMIT])
            } else {
                body
            },
            operation,
            status,
            headers,
            missing: Vec::new(),
        }
    }

    /// Takes a secret out of what is shown, should the service have repeated it there.
    pub(crate) fn redact(mut self, secret: &str) -> Self {
        for text in [&mut self.message, &mut self.code].into_iter().flatten() {
            if !secret.is_empty() && text.contains(secret) {
                *text = text.replace(secret, "[redacted]").into();
            }
        }
        self
    }

    /// Keeps which security schemes the client had no credentials for, where that may be the reason.
    pub(crate) fn without(mut self, schemes: &[&'static str]) -> Self {
        if self.is_unauthorized() || self.is_forbidden() {
            self.missing = schemes.to_vec();
        }
        self
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header that the description lists: see `headers`.
    pub fn typed_header<T: Codec>(&self, header: Header<T>) -> Result<Option<T>, Error> {
        headers::read(&self.headers, header)
            .map_err(|error| header_error(self.operation, self.status, &self.headers, header.name(), error))
    }

    /// The service's code for the error.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The service's own words.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What the description says of the code, where the operation is known to answer with it.
    pub fn known_code(&self) -> Option<&'static ErrorCode> {
        let code = self.code()?;
        let known = self.operation.error_codes;
        let exact = known
            .iter()
            .find(|known| known.code == code && known.status == self.status.as_u16());
        exact.or_else(|| known.iter().find(|known| known.code == code))
    }

    /// Whether it is one of the known codes: `error.is(&error_codes::NOT_FOUND)`.
    pub fn is(&self, known: &ErrorCode) -> bool {
        self.status.as_u16() == known.status && self.code() == Some(known.code)
    }

    /// The name of the call in the service's own records, if the service told it.
    pub fn correlation_id(&self) -> Option<&str> {
        correlation_id(&self.headers)
    }

    /// How long the service asks to wait (`Retry-After`), given in seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(clock::now()).unwrap_or_default())
    }

    /// The body in the type that the description gives it for this status.
    pub fn body<T: 'static>(&self) -> Option<&T> {
        self.typed.as_deref()?.downcast_ref()
    }

    /// The body in a type of the caller's choice.
    pub fn body_as<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body, cut after 64 KiB. It may hold secrets.
    pub fn raw_body(&self) -> &[u8] {
        &self.body
    }

    /// The security schemes that the operation asks for and the client had no credentials for, by their names in the
    /// description, where the service refused the call (401 or 403).
    pub fn missing_credentials(&self) -> &[&'static str] {
        &self.missing
    }

    /// Whether the request itself is wrong (400).
    pub fn is_bad_request(&self) -> bool {
        self.status == StatusCode::BAD_REQUEST
    }

    /// Whether the token was missing or refused (401).
    pub fn is_unauthorized(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    /// Whether a permission is missing (403).
    pub fn is_forbidden(&self) -> bool {
        self.status == StatusCode::FORBIDDEN
    }

    /// Whether there is no such thing (404).
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// Whether the request contradicts the state of what it is about (409).
    pub fn is_conflict(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// Whether there were too many requests (429). See [`retry_after`](Self::retry_after).
    pub fn is_rate_limited(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
    }

    /// Whether the fault is the service's (5xx).
    pub fn is_server_error(&self) -> bool {
        self.status.is_server_error()
    }

    /// Whether the same request may go well later: 408, 429, 502, 503 and 504.
    pub fn is_retryable(&self) -> bool {
        matches!(self.status.as_u16(), 408 | 429 | 502 | 503 | 504)
    }
}

/// The value of the correlation header.
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(API.correlation_header?)?.to_str().ok()
}

fn scalar(value: &Value) -> Option<Box<str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation.id, self.status)?;
        if let Some(code) = self.code() {
            write!(f, ", {}", one_line(code))?;
        }
        if let Some(message) = self.message() {
            write!(f, ": {}", one_line(message))?;
        }
        if !self.missing.is_empty() {
            let names = one_line(&self.missing.join(", "));
            write!(f, " (the client has no credentials for {names})")?;
        }
        match self.correlation_id() {
            Some(id) => write!(f, " (correlation id {id})"),
            None => Ok(()),
        }
    }
}

/// A text of the service, without line breaks and other control characters, and not too long.
fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .take(MESSAGE_LIMIT)
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect();
    if line.len() < text.len() {
        line.push('…');
    }
    line
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("code", &self.code())
            .field("message", &self.message())
            .field("missing_credentials", &self.missing)
            .field("correlation_id", &self.correlation_id())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}
