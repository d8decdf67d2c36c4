//! How parameters are written into paths, queries, headers and cookies (OpenAPI, "Style Values").

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::codec::Error;
pub(super) use super::shape::Shape;

/// How arrays and objects of a parameter are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Style {
    kind: Kind,
    explode: bool,
    reserved: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Matrix,
    Label,
    Simple,
    Form,
    Delimited(&'static str),
    DeepObject,
    Json,
}

impl Style {
    const fn new(kind: Kind, explode: bool) -> Self {
        Self {
            kind,
            explode,
            reserved: false,
        }
    }

    /// `matrix`: `;name=value` (path).
    pub const fn matrix(explode: bool) -> Self {
        Self::new(Kind::Matrix, explode)
    }

    /// `label`: `.value` (path).
    pub const fn label(explode: bool) -> Self {
        Self::new(Kind::Label, explode)
    }

    /// `simple`: `value,value` (path, header).
    pub const fn simple(explode: bool) -> Self {
        Self::new(Kind::Simple, explode)
    }

    /// `form`: `name=value` (query, cookie).
    pub const fn form(explode: bool) -> Self {
        Self::new(Kind::Form, explode)
    }

    /// `spaceDelimited` (query).
    pub const fn space_delimited(explode: bool) -> Self {
        Self::new(Kind::Delimited("%20"), explode)
    }

    /// `pipeDelimited` (query).
    pub const fn pipe_delimited(explode: bool) -> Self {
        Self::new(Kind::Delimited("%7C"), explode)
    }

    /// `tsv` of OpenAPI 2.0 (query).
    pub const fn tab_delimited(explode: bool) -> Self {
        Self::new(Kind::Delimited("%09"), explode)
    }

    /// `deepObject`: `name[member]=value` (query).
    pub const fn deep_object() -> Self {
        Self::new(Kind::DeepObject, true)
    }

    /// No style: the text of the value in JSON (query, forms).
    pub const fn json() -> Self {
        Self::new(Kind::Json, false)
    }

    /// The same, with reserved characters left as they are (`allowReserved`).
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    fn encode(self, text: &str) -> String {
        utf8_percent_encode(text, self.encoded()).to_string()
    }

    /// Encodes a string that is not needed otherwise: most have nothing to encode.
    fn encode_owned(self, text: String) -> String {
        match Cow::from(utf8_percent_encode(&text, self.encoded())) {
            // An escape is lent as well, of a string that is one character.
            Cow::Borrowed(encoded) if encoded.len() == text.len() => text,
            encoded => encoded.into_owned(),
        }
    }

    fn encoded(self) -> &'static AsciiSet {
        if self.reserved { RESERVED } else { UNRESERVED }
    }

    /// The text that replaces the placeholder of a path parameter.
    pub(super) fn path(self, name: &str, shape: Shape) -> Result<String, Error> {
        let (start, separator) = match (self.kind, self.explode) {
            (Kind::Matrix, true) => (";", ";"),
            (Kind::Label, true) => (".", "."),
            (Kind::Matrix, false) => (";", ","),
            (Kind::Label, false) => (".", ","),
            _ => ("", ","),
        };
        let named = self.kind == Kind::Matrix;
        let pieces = match shape {
            Shape::Null => return Err(Error::new("it has no value")),
            Shape::Scalar(text) if text.is_empty() => return Err(Error::new("it is empty")),
            Shape::List(items) if items.is_empty() => return Err(Error::new("it is empty")),
            Shape::Object(members) if members.is_empty() => return Err(Error::new("it is empty")),
            Shape::Scalar(text) | Shape::Literal(text) if self.kind == Kind::Simple => {
                return Ok(self.encode_owned(text));
            }
            Shape::List(items) if named && self.explode => {
                let (name, items) = (self.encode(name), self.scalars(items));
                return Ok(items.iter().map(|item| format!(";{name}={item}")).collect());
            }
            Shape::Object(members) if self.explode => {
                return Ok(format!("{start}{}", self.pairs(members).join(separator)));
            }
            shape => self.flat(shape),
        };
        let joined = pieces.join(separator);
        Ok(if named {
            format!("{start}{}={joined}", self.encode(name))
        } else {
            format!("{start}{joined}")
        })
    }

    /// The pieces of a query, `name=value` each.
    pub(super) fn query(self, name: &str, shape: Shape) -> Vec<String> {
        let name = utf8_percent_encode(name, UNRESERVED).to_string();
        if self.kind == Kind::DeepObject {
            let mut pieces = Vec::new();
            self.deep(&name, shape, &mut pieces);
            return pieces;
        }
        let separator = match self.kind {
            Kind::Delimited(separator) => separator,
            _ => ",",
        };
        match shape {
            Shape::Null => Vec::new(),
            shape if self.kind == Kind::Json => vec![format!("{name}={}", self.encode(&shape.json()))],
            Shape::List(items) if self.explode => self
                .scalars(items)
                .iter()
                .map(|item| format!("{name}={item}"))
                .collect(),
            Shape::Object(members) if self.explode => self.pairs(members),
            shape => vec![format!("{name}={}", self.flat(shape).join(separator))],
        }
    }

    /// The value of a header; none where there is nothing to say. Nothing is percent-encoded there.
    pub(super) fn header(self, shape: Shape) -> Option<String> {
        let joint = if self.explode { "=" } else { "," };
        Some(match shape {
            Shape::Null => return None,
            Shape::Object(members) => {
                let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
                let texts = members.map(|(name, value)| format!("{name}{joint}{}", value.text()));
                texts.collect::<Vec<_>>().join(",")
            }
            Shape::List(items) => items.into_iter().map(Shape::text).collect::<Vec<_>>().join(","),
            scalar => scalar.text(),
        })
    }

    fn scalars(self, items: Vec<Shape>) -> Vec<String> {
        items.into_iter().map(|item| self.encode_owned(item.text())).collect()
    }

    fn pairs(self, members: Vec<(String, Shape)>) -> Vec<String> {
        let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
        members
            .map(|(name, value)| format!("{}={}", self.encode(&name), self.encode(&value.text())))
            .collect()
    }

    fn flat(self, shape: Shape) -> Vec<String> {
        match shape {
            Shape::List(items) => self.scalars(items),
            Shape::Object(members) => {
                let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
                self.scalars(members.flat_map(|(name, value)| [Shape::Scalar(name), value]).collect())
            }
            scalar => self.scalars(vec![scalar]),
        }
    }

    /// Objects are nested in brackets. OpenAPI leaves open what a list becomes; `name[]=value` is what most services
    /// read, and an index where the elements have members.
    fn deep(self, name: &str, shape: Shape, pieces: &mut Vec<String>) {
        match shape {
            Shape::Null => {}
            Shape::Scalar(text) | Shape::Literal(text) => pieces.push(format!("{name}={}", self.encode(&text))),
            Shape::List(items) => {
                for (index, item) in items.into_iter().enumerate() {
                    match item {
                        Shape::Object(_) | Shape::List(_) => self.deep(&format!("{name}%5B{index}%5D"), item, pieces),
                        scalar => self.deep(&format!("{name}%5B%5D"), scalar, pieces),
                    }
                }
            }
            Shape::Object(members) => {
                for (member, value) in members {
                    self.deep(&format!("{name}%5B{}%5D", self.encode(&member)), value, pieces);
                }
            }
        }
    }
}

/// Everything but the unreserved characters of RFC 3986 is encoded.
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The reserved characters that a query may hold are left. Those that would end it or divide it are encoded all the same,
/// as nobody can have meant that.
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');
