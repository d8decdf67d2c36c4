//! [`Request`]: a request while it is put together. What is wrong with it is kept and told when it is sent.

use std::ops::{Deref, DerefMut};
use std::time::Duration;
use std::{fmt, mem};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::utf8_percent_encode;
use url::Url;

use super::body::{Body, Payload};
use super::client::Client;
use super::codec::{self, Encode, Limits};
use super::error::{Error, RequestError};
use super::info::{Method, Operation};
use super::options::CallOptions;
use super::redirect::Step;
use super::response::{OpenResponse, RawResponse};
use super::style::{Shape, Style, UNRESERVED, form_text};
use super::{BoxFuture, address, attempt};
use crate::info::API;

/// A request while it is put together. It goes through many hands, and is boxed so that each of them moves a pointer.
pub struct Request(Box<Parts>);

/// What a request is made of.
pub struct Parts {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    method: Method,
    pub(super) base_url: Option<Url>,
    /// The address as a whole, with its query, where the service gave it.
    pub(super) whole_url: Option<Url>,
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) query: Vec<(&'static str, Vec<String>)>,
    pub(super) extra_query: Vec<String>,
    cookies: Vec<(&'static str, Vec<String>)>,
    headers: HeaderMap,
    /// The media type of the body, unless the caller gives another one.
    media_type: Option<String>,
    pub(super) body: Payload,
    pub(super) options: CallOptions,
    /// Limits on the value that is set next.
    limits: Option<Limits>,
    error: Option<RequestError>,
}

impl Request {
    /// A request for an operation.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Self(Box::new(Parts {
            client: client.clone(),
            operation,
            method: operation.method,
            base_url: None,
            whole_url: None,
            path: Vec::new(),
            query: Vec::new(),
            extra_query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            media_type: None,
            body: Payload::None,
            options: CallOptions::default(),
            limits: None,
            error: None,
        }))
    }

    /// Checks the value that is set next.
    pub fn limited(&mut self, limits: Limits) -> &mut Self {
        self.limits = Some(limits);
        self
    }

    /// Checks the length of the text that is set next.
    pub fn length(&mut self, least: u64, most: u64) -> &mut Self {
        self.limited(codec::length(least, most))
    }

    /// Checks the length of each text of the list that is set next.
    pub fn each_length(&mut self, least: u64, most: u64) -> &mut Self {
        self.limited(codec::each_length(least, most))
    }

    /// Sets a path parameter.
    pub fn path(&mut self, name: &'static str, value: &dyn Encode) {
        self.path_styled(name, Style::simple(false), value);
    }

    /// Sets a path parameter to a text.
    pub fn path_text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.path(name, &value.as_ref());
    }

    /// Sets a path parameter that has a style of its own.
    pub fn path_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        let Some(shape) = self.shape("path parameter", name, value) else {
            return;
        };
        match style.path(name, shape) {
            Ok(text) => {
                self.path.retain(|(known, _)| *known != name);
                self.path.push((name, text));
            }
            Err(error) => self.fail(format!("path parameter `{name}`: {error}")),
        }
    }

    /// Sets a path parameter that is written as JSON.
    pub fn path_json(&mut self, name: &'static str, value: &dyn Encode) {
        let shape = self.shape("path parameter", name, value);
        if let Some(shape) = shape {
            self.path(name, &shape.json());
        }
    }

    /// Sets a query parameter.
    pub fn query(&mut self, name: &'static str, value: &dyn Encode) {
        self.query_styled(name, Style::form(true), value);
    }

    /// Sets a query parameter to a text.
    pub fn query_text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.query(name, &value.as_ref());
    }

    /// Sets a query parameter that has a style of its own.
    pub fn query_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        if let Some(shape) = self.shape("query parameter", name, value) {
            replace(&mut self.query, name, style.query(name, shape));
        }
    }

    /// Sets a query parameter that is written as JSON.
    pub fn query_json(&mut self, name: &'static str, value: &dyn Encode) {
        self.query_styled(name, Style::json(), value);
    }

    /// Sets a header parameter.
    pub fn header(&mut self, name: &'static str, value: &dyn Encode) {
        self.header_styled(name, Style::simple(false), value);
    }

    /// Sets a header parameter that has a style of its own.
    pub fn header_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        let shape = self.shape("header", name, value);
        match shape.and_then(|shape| style.header(shape)) {
            Some(text) if text.trim_matches([' ', '\t']).len() < text.len() => {
                self.fail(format!(
                    "header `{name}` begins or ends with white space, which no header keeps"
                ));
            }
            Some(text) => self.extra_header(name, &text),
            None => {}
        }
    }

    /// Sets a header parameter that is written as JSON.
    pub fn header_json(&mut self, name: &'static str, value: &dyn Encode) {
        if let Some(shape) = self.shape("header", name, value) {
            self.extra_header(name, &shape.json());
        }
    }

    /// Sets a cookie parameter.
    pub fn cookie(&mut self, name: &'static str, value: &dyn Encode) {
        self.cookie_styled(name, Style::form(true), value);
    }

    /// Sets a cookie parameter that has a style of its own.
    pub fn cookie_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        let Some(shape) = self.shape("cookie", name, value) else {
            return;
        };
        match style.cookie_pieces(name, shape) {
            Ok(pieces) => replace(&mut self.cookies, name, pieces),
            Err(error) => self.fail(format!("cookie `{name}`: {error}")),
        }
    }

    /// Sets a cookie parameter that is written as JSON.
    pub fn cookie_json(&mut self, name: &'static str, value: &dyn Encode) {
        self.cookie_styled(name, Style::json(), value);
    }

    /// Sets a body in JSON.
    pub fn json(&mut self, body: &dyn Encode) {
        self.json_as("application/json", body);
    }

    /// Sets a body in a media type that is JSON.
    pub fn json_as(&mut self, media_type: &'static str, body: &dyn Encode) {
        self.check("body:", "", body);
        match codec::to_vec(body) {
            Ok(json) => self.set_body(media_type.to_owned(), json.into()),
            Err(error) => self.fail(format!("body: {error}")),
        }
    }

    /// Sets a body in a media type that is JSON, or `null`.
    pub fn json_or_null<T: Encode>(&mut self, media_type: &'static str, body: Option<&T>) {
        match body {
            Some(body) => self.json_as(media_type, body),
            None => self.set_body(media_type.to_owned(), Bytes::from_static(b"null").into()),
        }
    }

    /// Sets a body in `application/x-www-form-urlencoded`. A member without a style of its own is written as it is, a
    /// list once for each element, and an object as JSON.
    pub fn form(&mut self, styles: &[(&str, Style)], body: &dyn Encode) {
        self.check("body:", "", body);
        let text = Shape::of(body).and_then(|shape| form_text(styles, shape));
        match text {
            Ok(text) => self.set_body("application/x-www-form-urlencoded".to_owned(), text.into()),
            Err(error) => self.fail(format!("body: {error}")),
        }
    }

    /// Sets a body of bytes or text. A media type of its own goes before the one given here.
    pub fn body(&mut self, media_type: &'static str, body: impl Into<Body>) {
        let mut body = body.into();
        let media_type = body.take_media_type().unwrap_or_else(|| media_type.to_owned());
        self.set_body(media_type, body);
    }

    pub(super) fn set_body(&mut self, media_type: String, body: Body) {
        self.media_type = Some(media_type);
        self.body = body.into_payload();
    }

    /// Adds a header, in place of one of the same name.
    pub fn extra_header(&mut self, name: &str, value: &str) {
        match header_pair(name, value) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(message) => self.fail(message),
        }
    }

    /// Adds a pair to the query.
    pub fn extra_query(&mut self, name: &str, value: &str) {
        let encode = |text| utf8_percent_encode(text, UNRESERVED);
        self.extra_query.push(format!("{}={}", encode(name), encode(value)));
    }

    /// Sends the request to another address than that of the client or the operation.
    pub fn base_url(&mut self, url: &str) {
        match address::parse(url, self.client.inner().allow_http) {
            Ok(url) => self.base_url = Some(url),
            Err(message) => self.fail(format!("the base URL {message}")),
        }
    }

    /// Limits the time of the whole call.
    pub fn timeout(&mut self, limit: Duration) {
        self.options.timeout = Some(Some(limit));
    }

    /// Sets what this call does otherwise than the client.
    pub fn options(&mut self, options: CallOptions) {
        self.options.merge(options);
    }

    /// Asks for media types, in place of those that the operation answers with otherwise.
    pub fn accept(&mut self, media_types: &'static str) {
        // Media types that the caller gave are theirs.
        if !self.headers.contains_key(header::ACCEPT) {
            self.extra_header("accept", media_types);
        }
    }

    /// The same request once more. A stream that is its body is shared, and is there for one of the two.
    pub(super) fn again(&self) -> Self {
        Self(Box::new(Parts {
            client: self.client.clone(),
            operation: self.operation,
            method: self.method,
            base_url: self.base_url.clone(),
            whole_url: self.whole_url.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            extra_query: self.extra_query.clone(),
            cookies: self.cookies.clone(),
            headers: self.headers.clone(),
            media_type: self.media_type.clone(),
            body: self.body.clone(),
            options: self.options.clone(),
            limits: None,
            error: self.error.clone(),
        }))
    }

    /// Sends it by another method than that of its operation.
    pub(super) fn set_method(&mut self, method: Method) {
        self.method = method;
    }

    /// Makes it a request by GET, without its body.
    pub(super) fn become_get(&mut self) {
        self.method = Method::Get;
        self.body = Payload::None;
        self.media_type = None;
    }

    /// The value that a parameter of the query was given, where it is a plain one.
    pub(super) fn query_value(&self, name: &str) -> Option<&str> {
        let (_, pieces) = self.query.iter().find(|(known, _)| *known == name)?;
        pieces.first()?.split_once('=').map(|(_, value)| value)
    }

    /// Sends the request and reads the whole answer.
    pub fn execute(self) -> BoxFuture<Result<RawResponse, Error>> {
        Box::pin(async move { attempt::execute(self, true).await?.read().await })
    }

    /// Sends the request and gives the answer when it begins.
    pub fn open(self) -> BoxFuture<Result<OpenResponse, Error>> {
        let again = self.body.is_repeatable().then(|| self.again());
        Box::pin(async move {
            let mut open = attempt::execute(self, false).await?;
            open.again = again.map(Box::new);
            Ok(open)
        })
    }

    /// The value of a parameter, as far as it can be written.
    pub(super) fn shape(&mut self, place: &str, name: &str, value: &dyn Encode) -> Option<Shape> {
        self.check(place, name, value);
        match Shape::of(value) {
            Ok(shape) => Some(shape),
            Err(error) => {
                self.fail(format!("{place} `{name}`: {error}"));
                None
            }
        }
    }

    /// Holds a value to the limits of the description, unless the client is told not to.
    pub(super) fn check(&mut self, place: &str, name: &str, value: &dyn Encode) {
        let limits = self.limits.take();
        if !self.client.inner().validate {
            return;
        }
        if let Err(error) = codec::check(name, limits.as_ref(), value) {
            self.fail(format!("{place} {error}"));
        }
    }

    /// Keeps the first thing that is wrong.
    pub(super) fn fail(&mut self, message: String) {
        let operation = self.operation;
        self.error.get_or_insert_with(|| RequestError::new(operation, message));
    }

    /// The request as it goes out, or what is wrong with it.
    pub(super) fn finish(&mut self) -> Result<Step, Error> {
        if let Some(error) = self.error.take() {
            return Err(Error::Request(error));
        }
        let url = address::of_request(self);
        let url = url.map_err(|message| Error::Request(RequestError::new(self.operation, message)))?;
        self.set_idempotency_key();
        if let Some(error) = self.error.take() {
            return Err(Error::Request(error));
        }
        self.set_media_type()
            .map_err(|message| Error::Request(RequestError::new(self.operation, message)))?;
        let method = self.method.try_into().map_err(|_| {
            let message = format!("`{}` is no method", self.method.as_str().escape_debug());
            Error::Request(RequestError::new(self.operation, message))
        })?;
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().flat_map(|(_, pieces)| pieces.as_slice());
            let text = cookies.map(String::as_str).collect::<Vec<_>>().join("; ");
            if let Ok((name, value)) = header_pair("cookie", &text) {
                self.headers.insert(name, value);
            }
        }
        Ok(Step {
            method,
            url,
            headers: self.all_headers(),
            body: mem::take(&mut self.body),
            progress: self.options.on_upload.take(),
        })
    }

    /// The limit to the time of the call.
    pub(super) fn time_limit(&self) -> Option<Duration> {
        self.options.timeout.unwrap_or(self.client.inner().timeout)
    }

    /// The headers of the client, of the operation and of the call, each before the ones behind it.
    fn all_headers(&mut self) -> HeaderMap {
        let own = mem::take(&mut self.headers);
        let all = &self.client.inner().headers;
        let mut headers = HeaderMap::with_capacity(all.len() + own.len() + 2);
        headers.extend(all.iter().map(|(name, value)| (name.clone(), value.clone())));
        let accept = Bytes::from_static(self.operation.accept.as_bytes());
        if let (false, Ok(accept)) = (accept.is_empty(), HeaderValue::from_maybe_shared(accept)) {
            headers.insert(header::ACCEPT, accept);
        }
        headers.extend(own);
        headers
    }

    /// Sends the key that the caller gave the request.
    fn set_idempotency_key(&mut self) {
        match (self.options.idempotency_key.take(), API.idempotency_header) {
            (Some(key), Some(name)) => self.extra_header(name, &key),
            (Some(_), None) => self.fail("the API has no header for idempotency keys".to_owned()),
            (None, _) => {}
        }
    }

    /// Says what the body is. A media type that the caller gave as a header is theirs.
    fn set_media_type(&mut self) -> Result<(), String> {
        let Some(media_type) = self.media_type.take() else {
            return Ok(());
        };
        if self.headers.contains_key(header::CONTENT_TYPE) {
            return Ok(());
        }
        let (_, value) = match media_type.as_str() {
            // Any media type is allowed, so it is bytes that nobody has said more of.
            "*/*" | "application/*" => header_pair("content-type", "application/octet-stream")?,
            range if range.contains('*') => {
                return Err(format!("body: its media type must be given, one of `{range}`"));
            }
            one => header_pair("content-type", one)?,
        };
        self.headers.insert(header::CONTENT_TYPE, value);
        Ok(())
    }
}

impl Deref for Request {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Request {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

/// Shows what is called and which parameters it has, not their values: any of them may be secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.method)
            .field("path", &self.operation.path)
            .field("query", &self.query.iter().map(|(name, _)| *name).collect::<Vec<_>>())
            .field(
                "headers",
                &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(),
            )
            .field("options", &self.options)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// A header, kept out of `Debug` where its kind is secret.
pub(super) fn header_pair(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{}` is no header", name.escape_debug()))?;
    let mut value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| format!("header `{name}` has a character that no header may have"))?;
    value.set_sensitive(is_secret(&name));
    Ok((name, value))
}

fn is_secret(name: &HeaderName) -> bool {
    let secret = [
        "auth",
        "cookie",
        "token",
        "secret",
        "key",
        "password",
        "credential",
        "signature",
    ];
    secret.iter().any(|word| name.as_str().contains(word))
}

pub(super) fn replace(parameters: &mut Vec<(&'static str, Vec<String>)>, name: &'static str, pieces: Vec<String>) {
    parameters.retain(|(known, _)| *known != name);
    parameters.push((name, pieces));
}
