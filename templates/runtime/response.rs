//! [`Response`]: an answer with its status and headers, and the readers that make one of a body.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::api_error::{ApiError, correlation_id};
use super::byte_stream::ByteStream;
use super::codec::{self, Codec, Located};
use super::error::{BODY_LIMIT, DecodeError, Error};
use super::header::{self, Header};
use super::info::Operation;
use super::limiter::Place;
use super::request::Request;

/// An answer of the service: its status, its headers and what it says.
#[derive(Clone)]
pub struct Response<T> {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first value of a header, where there is one that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a header that the description lists: see `headers`.
    pub fn typed_header<U: Codec>(&self, header: Header<U>) -> Result<Option<U>, Error> {
        header::read(&self.headers, header)
            .map_err(|error| header_error(self.operation, self.status, &self.headers, header.name(), error))
    }

    /// The name of the call in the service's own records, if the service told it.
    pub fn correlation_id(&self) -> Option<&str> {
        correlation_id(&self.headers)
    }

    /// What the service said.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the service said, as its own.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The answer with something else made of what the service said.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            operation: self.operation,
            status: self.status,
            headers: self.headers,
            value: make(self.value),
        }
    }

    /// Status, headers and value.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.status, self.headers, self.value)
    }
}

/// Shows the status and the names of the headers. The rest may be secret.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field(
                "headers",
                &self.headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}

/// The error of a header that could not be read.
pub(super) fn header_error(
    operation: &Operation,
    status: StatusCode,
    headers: &HeaderMap,
    name: &str,
    error: codec::Error,
) -> Error {
    Error::Decode(Box::new(DecodeError {
        operation: operation.id,
        status,
        headers: headers.clone(),
        path: format!("the header {name}").into(),
        message: error.to_string().into(),
        body: Bytes::new(),
    }))
}

/// A good answer whose body may still be on its way.
pub struct OpenResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ByteStream,
    /// The request once more, should its events have to go on.
    pub(super) again: Option<Box<Request>>,
}

impl OpenResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, as far as it is there.
    pub fn body(&self) -> &ByteStream {
        &self.body
    }

    /// An answer that is there as a whole; one that is no success is an error.
    pub(super) fn made(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Self, Error> {
        if !status.is_success() {
            return Err(Error::Api(Box::new(ApiError::new(operation, status, headers, body))));
        }
        Ok(Self {
            operation,
            status,
            headers,
            body: ByteStream::from(body),
            again: None,
        })
    }

    /// Keeps a place until the body is over.
    pub(super) fn holding(mut self, place: Place) -> Self {
        self.body = self.body.holding(place);
        self
    }

    /// The answer with what is made of it.
    pub(super) fn with<T>(self, make: impl FnOnce(Self) -> T) -> Response<T> {
        Response {
            operation: self.operation,
            status: self.status,
            headers: self.headers.clone(),
            value: make(self),
        }
    }

    /// Waits for the whole body.
    pub async fn read(self) -> Result<RawResponse, Error> {
        Ok(RawResponse {
            operation: self.operation,
            status: self.status,
            headers: self.headers,
            body: self.body.bytes().await?,
        })
    }
}

/// Shows the status. The rest may be secret.
impl fmt::Debug for OpenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenResponse")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A good answer before its body is decoded.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl RawResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn with<T>(self, value: T) -> Response<T> {
        Response {
            operation: self.operation,
            status: self.status,
            headers: self.headers,
            value,
        }
    }

    pub(super) fn unreadable(self, located: Located) -> Error {
        let end = self.body.len().min(BODY_LIMIT);
        Error::Decode(Box::new(DecodeError {
            operation: self.operation.id,
            status: self.status,
            headers: self.headers,
            path: located.path.into(),
            message: located.error.to_string().into(),
            body: Bytes::copy_from_slice(&self.body[..end]),
        }))
    }
}

/// An answer in JSON, in a type of serde.
pub(super) fn serde_json<T: DeserializeOwned>(raw: RawResponse) -> Result<Response<T>, Error> {
    let mut deserializer = ::serde_json::Deserializer::from_slice(&raw.body);
    match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(value) => Ok(raw.with(value)),
        Err(error) => {
            let path = error.path().to_string();
            let error = codec::Error::from_serde(error.into_inner());
            Err(raw.unreadable(Located { path, error }))
        }
    }
}

/// An answer in JSON. Where `null` would do, no body does too.
pub fn json<T: Codec>(raw: RawResponse) -> Result<Response<T>, Error> {
    if raw.body.is_empty()
        && let Some(value) = T::null()
    {
        return Ok(raw.with(value));
    }
    match codec::from_slice(&raw.body) {
        Ok(value) => Ok(raw.with(value)),
        Err(_) if raw.body.is_empty() => Err(raw.unreadable(Located {
            path: String::new(),
            error: codec::Error::new("the body is empty"),
        })),
        Err(located) => Err(raw.unreadable(located)),
    }
}

/// An answer in JSON that may also have no body.
pub fn json_or_empty<T: Codec>(raw: RawResponse) -> Result<Response<Option<T>>, Error> {
    if raw.body.is_empty() {
        return Ok(raw.with(None));
    }
    match codec::from_slice(&raw.body) {
        Ok(value) => Ok(raw.with(value)),
        Err(located) => Err(raw.unreadable(located)),
    }
}

/// An answer in JSON, but for some statuses, with which a body that comes all the same is not looked at.
pub fn json_unless<T: Codec>(raw: RawResponse, empty: &[u16]) -> Result<Response<Option<T>>, Error> {
    if empty.contains(&raw.status.as_u16()) {
        return Ok(raw.with(None));
    }
    json_or_empty(raw)
}

/// An answer without a body. One that comes all the same is not looked at.
pub fn empty(raw: RawResponse) -> Result<Response<()>, Error> {
    Ok(raw.with(()))
}

/// An answer in bytes.
pub fn bytes(raw: RawResponse) -> Result<Response<Bytes>, Error> {
    let body = raw.body.clone();
    Ok(raw.with(body))
}

/// An answer with a status that nothing is known of.
pub fn other(raw: RawResponse) -> Result<Response<(StatusCode, Bytes)>, Error> {
    let other = (raw.status, raw.body.clone());
    Ok(raw.with(other))
}

/// An answer in text, as UTF-8.
pub fn text(raw: RawResponse) -> Result<Response<String>, Error> {
    match std::str::from_utf8(&raw.body) {
        Ok(text) => {
            let text = text.to_owned();
            Ok(raw.with(text))
        }
        Err(_) => Err(raw.unreadable(Located {
            path: String::new(),
            error: codec::Error::new("the text is not UTF-8"),
        })),
    }
}

/// An answer in text that is a number, `true` or `false`, a date or one of a list of values.
pub fn text_value<T: Codec>(raw: RawResponse) -> Result<Response<T>, Error> {
    let text = std::str::from_utf8(&raw.body).ok();
    let text = text.map(|text| text.trim_start_matches('\u{FEFF}').trim());
    match text.and_then(|text| header::value_of(text).or_else(|| header::value_of(&text.to_ascii_lowercase()))) {
        Some(value) => Ok(raw.with(value)),
        None => Err(raw.unreadable(Located {
            path: String::new(),
            error: codec::Error::new("the text is not of the type that the description gives"),
        })),
    }
}

/// An answer in bytes, to be read while they arrive.
pub async fn stream(open: OpenResponse) -> Result<Response<ByteStream>, Error> {
    Ok(open.with(|open| open.body))
}
