//! [`Form`] and [`Part`]: bodies of several parts (`multipart/form-data` and the like), written as a stream.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::body::Body;
use super::codec::{self, Encode, Limits};
use super::random;
use super::request::{Request, header_pair};
use super::style::{Shape, Style};

/// A part of a form: its content, and what is said of it.
///
/// Bytes and text become one by `into`; a file has a name and perhaps a content type:
///
/// ```text
/// Part::file("report.pdf", bytes).content_type("application/pdf")
/// Part::file("big.iso", Body::from_stream(stream, length))
/// ```
#[derive(Debug, Default)]
pub struct Part {
    body: Body,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl Part {
    /// A part with this content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self {
            body: content.into(),
            ..Self::default()
        }
    }

    /// A file of this name.
    pub fn file(name: impl Into<String>, content: impl Into<Body>) -> Self {
        Self::new(content).file_name(name)
    }

    /// A part in JSON.
    ///
    /// # Errors
    ///
    /// Where the value cannot be written as JSON.
    pub fn json(value: &impl serde::Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self::new(serde_json::to_vec(value)?).content_type("application/json"))
    }

    /// Sets the name of the file. A part without one is no file to many services.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type of the content.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Adds a header to the part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What stands above the content.
    fn head(&self, name: &str, form_data: bool) -> Result<String, String> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = header_pair(name, value)?;
            headers.append(name, value);
        }
        let disposition = match (form_data, &self.file_name) {
            (true, None) => Some(format!("form-data; name=\"{}\"", quoted(name))),
            (true, Some(file)) => Some(format!(
                "form-data; name=\"{}\"; filename=\"{}\"",
                quoted(name),
                quoted(file)
            )),
            (false, Some(file)) => Some(format!("attachment; filename=\"{}\"", quoted(file))),
            (false, None) => None,
        };
        let mut lines = Vec::new();
        if let Some(text) = disposition.filter(|_| !headers.contains_key("content-disposition")) {
            lines.push(format!("Content-Disposition: {text}"));
        }
        if let Some(media_type) = &self.content_type {
            header_pair("content-type", media_type)?;
            if !headers.contains_key("content-type") {
                lines.push(format!("Content-Type: {media_type}"));
            }
        }
        for (name, value) in &self.headers {
            lines.push(format!("{name}: {value}"));
        }
        lines.push(String::new());
        Ok(lines.join("\r\n"))
    }
}

impl From<Body> for Part {
    fn from(mut body: Body) -> Self {
        let content_type = body.take_media_type();
        Self {
            body,
            content_type,
            ..Self::default()
        }
    }
}

impl<const N: usize> From<&[u8; N]> for Part {
    fn from(bytes: &[u8; N]) -> Self {
        Self::new(bytes)
    }
}

/// A form of several parts.
#[derive(Default)]
pub struct Form {
    parts: Vec<(String, Part)>,
    limits: Option<Limits>,
    error: Option<String>,
    /// A value that the description does not allow. It counts only where the client checks for that.
    excess: Option<String>,
}

impl Form {
    /// A form without a part.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part. Several may have one name.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: impl Into<Part>) -> Self {
        self.parts.push((name.into(), part.into()));
        self
    }

    /// Adds a part without a name, as forms have them whose parts are told by their position (`multipart/mixed`).
    #[must_use]
    pub fn push(self, part: impl Into<Part>) -> Self {
        self.part("", part)
    }

    /// Gives parts that have no media type the one of their position: one of `first`, or `others` behind these.
    #[doc(hidden)]
    #[must_use]
    pub fn by_position(mut self, first: &[&str], others: &str) -> Self {
        for (index, (_, part)) in self.parts.iter_mut().enumerate() {
            let usual = first.get(index).copied().unwrap_or(others);
            if part.content_type.is_none() && !usual.is_empty() {
                part.content_type = part.body.take_media_type().or_else(|| Some(usual.to_owned()));
            }
        }
        self
    }

    /// Checks the value of the next member.
    #[doc(hidden)]
    pub fn limited(&mut self, limits: Limits) -> &mut Self {
        self.limits = Some(limits);
        self
    }

    /// Sets a member to a value: a scalar is text, an object JSON, and each element of a list a part of its own.
    #[doc(hidden)]
    pub fn value(&mut self, name: &'static str, content_type: &'static str, value: &dyn Encode) {
        self.check(name, value);
        let parts = if is_json(content_type) {
            codec::to_vec(value).map(|json| vec![Part::new(json).content_type(content_type)])
        } else {
            Shape::of(value).map(|shape| shape_parts(shape, content_type))
        };
        self.set(name, parts);
    }

    /// Sets a member to a value in a style of its own.
    #[doc(hidden)]
    pub fn styled(&mut self, name: &'static str, style: Style, value: &dyn Encode) {
        self.check(name, value);
        let pieces = Shape::of(value).map(|shape| style.query(name, shape));
        self.set(name, Ok(Vec::new()));
        match pieces {
            Ok(pieces) => self.parts.extend(pieces.iter().map(|piece| {
                let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
                let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
                (decode(name), Part::new(decode(value)))
            })),
            Err(error) => self.fail(format!("body: `{name}`: {error}")),
        }
    }

    /// Sets a member to a file. One that has no name is called like the member.
    #[doc(hidden)]
    pub fn file(&mut self, name: &'static str, content_type: &'static str, part: impl Into<Part>) {
        self.files(name, content_type, [part]);
    }

    /// Sets a member to files, a part for each.
    #[doc(hidden)]
    pub fn files<P: Into<Part>>(
        &mut self,
        name: &'static str,
        content_type: &'static str,
        parts: impl IntoIterator<Item = P>,
    ) {
        let parts = parts.into_iter().map(|part| {
            let mut part = part.into();
            part.file_name.get_or_insert_with(|| name.to_owned());
            let own = part.body.take_media_type();
            part.content_type
                .get_or_insert_with(|| own.unwrap_or_else(|| content_type.to_owned()));
            part
        });
        let parts = parts.collect();
        self.set(name, Ok(parts));
    }

    fn set(&mut self, name: &'static str, parts: Result<Vec<Part>, codec::Error>) {
        let member = format!("{name}[");
        self.parts
            .retain(|(known, _)| known != name && !known.starts_with(&member));
        match parts {
            Ok(parts) => self.parts.extend(parts.into_iter().map(|part| (name.to_owned(), part))),
            Err(error) => self.fail(format!("body: `{name}`: {error}")),
        }
    }

    fn check(&mut self, name: &str, value: &dyn Encode) {
        if let Err(message) = codec::check(name, self.limits.take().as_ref(), value) {
            self.excess.get_or_insert(format!("body: {message}"));
        }
    }

    fn fail(&mut self, message: String) {
        self.error.get_or_insert(message);
    }

    /// The media type with its boundary, and the body.
    pub(super) fn into_body(self, media_type: &str, validate: bool) -> Result<(String, Body), String> {
        if let Some(message) = self.error.or(self.excess.filter(|_| validate)) {
            return Err(message);
        }
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let form_data = essence.eq_ignore_ascii_case("multipart/form-data");
        let boundary = boundary();
        let mut body = Body::default();
        for (name, part) in self.parts {
            let head = part.head(&name, form_data)?;
            body.push(format!("--{boundary}\r\n{head}\r\n"));
            body.append(part.body);
            body.push("\r\n".as_bytes());
        }
        body.push(format!("--{boundary}--\r\n"));
        Ok((format!("{essence}; boundary={boundary}"), body))
    }
}

/// Shows the names of the parts, not their content.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parts.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Form").field("parts", &names).finish_non_exhaustive()
    }
}

/// Implements `From` for what becomes a body in memory.
macro_rules! from_memory {
    ($($source:ty),+) => {$(
        impl From<$source> for Part {
            fn from(content: $source) -> Self {
                Self::new(content)
            }
        }
    )+};
}

from_memory!(Bytes, Vec<u8>, &[u8], String, &str, &String);

/// Defines the form of an operation, with what every form has besides its own members.
#[allow(unused_macros)]
macro_rules! form {
    ($name:ident) => {
        impl $name {
            /// Adds a part that the description does not name, or names and does not say enough of.
            #[must_use]
            pub fn part(mut self, name: impl Into<String>, part: impl Into<$crate::runtime::Part>) -> Self {
                self.form = self.form.part(name, part);
                self
            }
        }

        impl From<$name> for $crate::runtime::Form {
            fn from(form: $name) -> Self {
                form.form
            }
        }
    };
}

#[allow(unused_imports)] // Its operations may be switched off.
pub(crate) use form;

impl Request {
    /// Sets a body of several parts.
    pub fn multipart(&mut self, media_type: &'static str, form: impl Into<Form>) {
        match form.into().into_body(media_type, self.client.inner().validate) {
            Ok((media_type, body)) => self.set_body(media_type, body),
            Err(message) => self.fail(message),
        }
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.to_ascii_lowercase().ends_with("+json")
}

fn shape_parts(shape: Shape, content_type: &str) -> Vec<Part> {
    let typed = |part: Part| match content_type {
        "" => part,
        given => part.content_type(given),
    };
    match shape {
        Shape::Null => Vec::new(),
        Shape::List(items) => items
            .into_iter()
            .flat_map(|item| match item {
                Shape::List(_) => vec![Part::new(item.json()).content_type("application/json")],
                item => shape_parts(item, content_type),
            })
            .collect(),
        Shape::Object(_) => vec![Part::new(shape.json()).content_type("application/json")],
        Shape::Scalar(text) | Shape::Literal(text) => vec![typed(Part::new(text))],
    }
}

/// A name as the standard of HTML has it escaped in `Content-Disposition`.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text that no content holds but by a chance of one in 2 to the power of 128.
fn boundary() -> String {
    format!("form-{:016x}{:016x}", random::number(), random::number())
}
