//! [`Request`]: a request while it is put together. What is wrong with it is kept and told when it is sent.

use std::time::Duration;
use std::{fmt, mem};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::client::Client;
use super::codec::{self, Encode};
use super::error::{Error, RequestError};
use super::info::Operation;
use super::response::{OpenResponse, RawResponse};
use super::style::{Shape, Style, UNRESERVED};
use super::{BoxFuture, transport};

/// A request while it is put together.
pub struct Request {
    client: Client,
    pub(super) operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, Vec<String>)>,
    extra_query: Vec<String>,
    cookies: Vec<(&'static str, Vec<String>)>,
    headers: HeaderMap,
    body: Body,
    timeout: Option<Duration>,
    error: Option<RequestError>,
}

/// The body of a request.
#[derive(Clone)]
pub(super) enum Body {
    None,
    Bytes(Bytes),
}

impl Request {
    /// A request for an operation.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            extra_query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: Body::None,
            timeout: None,
            error: None,
        }
    }

    /// Sets a path parameter.
    pub fn path(&mut self, name: &'static str, value: &dyn Encode) {
        self.path_styled(name, Style::simple(false), value);
    }

    /// Sets a path parameter that has a style of its own.
    pub fn path_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        match Shape::of(value).and_then(|shape| style.path(name, shape)) {
            Ok(text) => self.path.push((name, text)),
            Err(error) => self.fail(format!("path parameter `{name}`: {error}")),
        }
    }

    /// Sets a query parameter.
    pub fn query(&mut self, name: &'static str, value: &dyn Encode) {
        self.query_styled(name, Style::form(true), value);
    }

    /// Sets a query parameter that has a style of its own.
    pub fn query_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        match Shape::of(value).and_then(|shape| style.query(name, shape)) {
            Ok(pieces) => replace(&mut self.query, name, pieces),
            Err(error) => self.fail(format!("query parameter `{name}`: {error}")),
        }
    }

    /// Sets a query parameter that is written as JSON.
    pub fn query_json(&mut self, name: &'static str, value: &dyn Encode) {
        match json_text(value) {
            Ok(text) => self.query(name, &text),
            Err(error) => self.fail(format!("query parameter `{name}`: {error}")),
        }
    }

    /// Sets a header parameter.
    pub fn header(&mut self, name: &'static str, value: &dyn Encode) {
        self.header_styled(name, Style::simple(false), value);
    }

    /// Sets a header parameter that has a style of its own.
    pub fn header_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        match Shape::of(value).and_then(|shape| style.header(shape)) {
            Ok(Some(text)) => self.extra_header(name, &text),
            Ok(None) => {}
            Err(error) => self.fail(format!("header `{name}`: {error}")),
        }
    }

    /// Sets a header parameter that is written as JSON.
    pub fn header_json(&mut self, name: &'static str, value: &dyn Encode) {
        match json_text(value) {
            Ok(text) => self.extra_header(name, &text),
            Err(error) => self.fail(format!("header `{name}`: {error}")),
        }
    }

    /// Sets a cookie parameter.
    pub fn cookie(&mut self, name: &'static str, value: &dyn Encode) {
        self.cookie_styled(name, Style::form(true), value);
    }

    /// Sets a cookie parameter that has a style of its own.
    pub fn cookie_styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        match Shape::of(value).and_then(|shape| style.query(name, shape)) {
            Ok(pieces) => replace(&mut self.cookies, name, pieces),
            Err(error) => self.fail(format!("cookie `{name}`: {error}")),
        }
    }

    /// Sets a body in JSON.
    pub fn json(&mut self, body: &dyn Encode) {
        self.json_as("application/json", body);
    }

    /// Sets a body in a media type that is JSON.
    pub fn json_as(&mut self, media_type: &'static str, body: &dyn Encode) {
        match codec::to_vec(body) {
            Ok(json) => self.bytes(media_type, json),
            Err(error) => self.fail(format!("body: {error}")),
        }
    }

    /// Sets a body in `application/x-www-form-urlencoded`.
    pub fn form(&mut self, body: &dyn Encode) {
        match Shape::of(body).and_then(form_text) {
            Ok(text) => self.bytes("application/x-www-form-urlencoded", text),
            Err(error) => self.fail(format!("body: {error}")),
        }
    }

    /// Sets a body of text.
    pub fn text(&mut self, media_type: &'static str, body: impl Into<String>) {
        self.bytes(media_type, body.into());
    }

    /// Sets a body of bytes.
    pub fn bytes(&mut self, media_type: &'static str, body: impl Into<Bytes>) {
        // A media type that the caller gave is theirs.
        if !self.headers.contains_key(header::CONTENT_TYPE) {
            self.extra_header("content-type", media_type);
        }
        self.body = Body::Bytes(body.into());
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

    /// Limits the time of the whole call.
    pub fn timeout(&mut self, limit: Duration) {
        self.timeout = Some(limit);
    }

    /// Asks for media types, in place of those that the operation answers with otherwise.
    pub fn accept(&mut self, media_types: &'static str) {
        // Media types that the caller gave are theirs.
        if !self.headers.contains_key(header::ACCEPT) {
            self.extra_header("accept", media_types);
        }
    }

    /// Sends the request and reads the whole answer.
    pub fn execute(self) -> BoxFuture<Result<RawResponse, Error>> {
        Box::pin(async move { transport::execute(self, true).await?.read().await })
    }

    /// Sends the request and gives the answer when it begins.
    pub fn open(self) -> BoxFuture<Result<OpenResponse, Error>> {
        Box::pin(transport::execute(self, false))
    }

    /// Keeps the first thing that is wrong.
    fn fail(&mut self, message: String) {
        let operation = self.operation;
        self.error.get_or_insert_with(|| RequestError::new(operation, message));
    }

    /// The request as it goes out, or what is wrong with it.
    pub(super) fn finish(mut self) -> Result<Outgoing, Error> {
        if let Some(error) = self.error.take() {
            return Err(Error::Request(error));
        }
        let url = self
            .url()
            .map_err(|message| Error::Request(RequestError::new(self.operation, message)))?;
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().flat_map(|(_, pieces)| pieces.as_slice());
            let text = cookies.map(String::as_str).collect::<Vec<_>>().join("; ");
            if let Ok((name, value)) = header_pair("cookie", &text) {
                self.headers.insert(name, value);
            }
        }
        let mut headers = self.client.default_headers().clone();
        if let (false, Ok(accept)) = (self.operation.accept.is_empty(), self.operation.accept.parse()) {
            headers.insert(header::ACCEPT, accept);
        }
        headers.extend(mem::take(&mut self.headers));
        let timeout = self.timeout.or(self.client.timeout());
        Ok(Outgoing {
            client: self.client,
            operation: self.operation,
            url,
            headers,
            body: self.body,
            timeout,
        })
    }

    fn url(&self) -> Result<Url, String> {
        let (path, literal_query) = match self.operation.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.operation.path, None),
        };
        let path = self.expand(path)?;
        // These segments, encoded or not, are taken out of a path on its way, and another resource would be addressed.
        if path
            .split('/')
            .any(|segment| matches!(segment.replace("%2E", ".").replace("%2e", ".").as_str(), "." | ".."))
        {
            return Err("a path parameter is `.` or `..`, which cannot be sent in a path".to_owned());
        }
        let mut text = self.client.base_url().as_str().trim_end_matches('/').to_owned();
        text.push_str(if path.starts_with('/') { "" } else { "/" });
        text.push_str(&path);

        let pieces = self
            .query
            .iter()
            .flat_map(|(_, pieces)| pieces)
            .chain(&self.extra_query)
            .map(String::as_str);
        let query: Vec<&str> = literal_query.into_iter().chain(pieces).collect();
        let mut url = Url::parse(&text).map_err(|error| format!("its address is not valid: {error}"))?;
        if !query.is_empty() {
            url.set_query(Some(&query.join("&")));
        }
        Ok(url)
    }

    /// The path with every placeholder replaced.
    fn expand(&self, template: &str) -> Result<String, String> {
        let mut path = String::with_capacity(template.len() + 40);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let value = self.path.iter().find(|(known, _)| *known == name);
            let (_, value) = value.ok_or_else(|| format!("path parameter `{name}` has no value"))?;
            path.extend(utf8_percent_encode(before, LITERAL));
            path.push_str(value);
            rest = after;
        }
        path.extend(utf8_percent_encode(rest, LITERAL));
        Ok(path)
    }
}

/// What the path of a description may hold that a path cannot.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Shows what is called and which parameters it has, not their values: any of them may be secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.operation.path)
            .field("query", &self.query.iter().map(|(name, _)| *name).collect::<Vec<_>>())
            .field(
                "headers",
                &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(),
            )
            .field("timeout", &self.timeout)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// A request that is ready to go out.
pub(super) struct Outgoing {
    pub(super) client: Client,
    pub(super) operation: &'static Operation,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) timeout: Option<Duration>,
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

fn replace(parameters: &mut Vec<(&'static str, Vec<String>)>, name: &'static str, pieces: Vec<String>) {
    parameters.retain(|(known, _)| *known != name);
    parameters.push((name, pieces));
}

fn json_text(value: &dyn Encode) -> Result<String, codec::Error> {
    let json = codec::to_vec(value)?;
    String::from_utf8(json).map_err(codec::Error::from_serde)
}

/// The members of an object as a form: lists are repeated.
fn form_text(shape: Shape) -> Result<String, codec::Error> {
    let Shape::Object(members) = shape else {
        return Err(codec::Error::new("only an object can be written as a form"));
    };
    let pieces = members.into_iter().map(|(name, value)| {
        let style = if matches!(value, Shape::Object(_)) {
            Style::deep_object()
        } else {
            Style::form(true)
        };
        style.query(&name, value)
    });
    Ok(pieces.collect::<Result<Vec<_>, _>>()?.concat().join("&"))
}
