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
    Segments,
    Simple,
    Form,
    /// The separator in an address, and in a header.
    Delimited(&'static str, &'static str),
    DeepObject,
    Cookie,
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

    /// `{/name}` of RFC 6570: `/value` (path).
    pub const fn segments(explode: bool) -> Self {
        Self::new(Kind::Segments, explode)
    }

    /// `simple`: `value,value` (path, header).
    pub const fn simple(explode: bool) -> Self {
        Self::new(Kind::Simple, explode)
    }

    /// `form`: `name=value` (query, cookie).
    pub const fn form(explode: bool) -> Self {
        Self::new(Kind::Form, explode)
    }

    /// `spaceDelimited` (query), `ssv` of OpenAPI 2.0.
    pub const fn space_delimited(explode: bool) -> Self {
        Self::new(Kind::Delimited("%20", " "), explode)
    }

    /// `pipeDelimited` (query), `pipes` of OpenAPI 2.0.
    pub const fn pipe_delimited(explode: bool) -> Self {
        Self::new(Kind::Delimited("%7C", "|"), explode)
    }

    /// `tsv` of OpenAPI 2.0.
    pub const fn tab_delimited(explode: bool) -> Self {
        Self::new(Kind::Delimited("%09", "\t"), explode)
    }

    /// `deepObject`: `name[member]=value` (query).
    pub const fn deep_object() -> Self {
        Self::new(Kind::DeepObject, true)
    }

    /// `cookie`: `name=value`, of which nothing is encoded (cookie).
    pub const fn cookie(explode: bool) -> Self {
        Self::new(Kind::Cookie, explode)
    }

    /// No style: the text of the value in JSON (query, forms).
    pub const fn json() -> Self {
        Self::new(Kind::Json, false)
    }

    /// The same, with reserved characters and percent-encoded bytes left as they are (`allowReserved`).
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// The encoder of a place, by the reserved characters that may stay there.
    fn encoder(self, reserved: &'static AsciiSet) -> Encoder {
        match (self.kind, self.reserved) {
            (Kind::Cookie, _) => Encoder::Nothing,
            (_, true) => Encoder::KeepEscapes(reserved),
            (_, false) => Encoder::All(UNRESERVED),
        }
    }

    /// The text that replaces the placeholder of a path parameter.
    pub(super) fn path(self, name: &str, shape: Shape) -> Result<String, Error> {
        let encoder = self.encoder(RESERVED_OF_PATH);
        let (start, separator) = match (self.kind, self.explode) {
            (Kind::Matrix, true) => (";", ";"),
            (Kind::Label, true) => (".", "."),
            (Kind::Segments, true) => ("/", "/"),
            (Kind::Matrix, false) => (";", ","),
            (Kind::Label, false) => (".", ","),
            (Kind::Segments, false) => ("/", ","),
            (Kind::Delimited(separator, _), _) => ("", separator),
            _ => ("", ","),
        };
        let is_matrix = self.kind == Kind::Matrix;
        if shape.is_nothing() && !(is_matrix && matches!(shape, Shape::Scalar(_))) {
            return Err(Error::new("it is empty"));
        }
        // An empty value has no equals sign there (RFC 6570, 3.2.7).
        let named = |name: &str, value: &str| match value.is_empty() && is_matrix {
            true => name.to_owned(),
            false => format!("{name}={value}"),
        };
        let name = encoder.encode(name.to_owned());
        let joined = match shape {
            Shape::Scalar(text) | Shape::Literal(text) if self.kind == Kind::Simple => encoder.encode(text),
            Shape::Object(members) if self.explode => encoder.pairs(members, named).join(separator),
            Shape::List(items) if is_matrix && self.explode => {
                let items = encoder.each(items).into_iter();
                items
                    .map(|item| named(&name, &item))
                    .collect::<Vec<_>>()
                    .join(separator)
            }
            shape if is_matrix => named(&name, &encoder.flat(shape).join(separator)),
            shape => encoder.flat(shape).join(separator),
        };
        // A segment without a character is another address.
        let is_empty = match self.kind {
            Kind::Segments => joined.split('/').any(str::is_empty),
            _ => joined.is_empty(),
        };
        match is_empty {
            true => Err(Error::new("it is empty")),
            false => Ok(format!("{start}{joined}")),
        }
    }

    /// The pieces of a query, `name=value` each.
    pub(super) fn query(self, name: &str, shape: Shape) -> Vec<String> {
        self.pieces(name, shape, self.encoder(RESERVED_OF_QUERY))
    }

    /// The pieces of a cookie, `name=value` each.
    pub(super) fn cookie_pieces(self, name: &str, shape: Shape) -> Result<Vec<String>, Error> {
        let pieces = self.pieces(name, shape, self.encoder(RESERVED_OF_COOKIE));
        let ends_cookie = |byte: u8| !(b' '..=b'~').contains(&byte) || byte == b';';
        match pieces.iter().any(|piece| piece.bytes().any(ends_cookie)) {
            true => Err(Error::new(
                "it has a character that no cookie may have and that is not encoded there",
            )),
            false => Ok(pieces),
        }
    }

    fn pieces(self, name: &str, shape: Shape, encoder: Encoder) -> Vec<String> {
        let name = match self.kind {
            Kind::Cookie => name.to_owned(),
            _ => utf8_percent_encode(name, UNRESERVED).to_string(),
        };
        if self.kind == Kind::DeepObject {
            let mut pieces = Vec::new();
            encoder.deep(&name, shape, &mut pieces);
            return pieces;
        }
        let separator = match self.kind {
            Kind::Delimited(separator, _) => separator,
            _ => ",",
        };
        let pair = |name: &str, value: &str| format!("{name}={value}");
        match shape {
            Shape::Null => Vec::new(),
            shape if self.kind == Kind::Json => vec![pair(&name, &encoder.encode(shape.json()))],
            Shape::List(items) if self.explode => {
                let items = encoder.each(items).into_iter();
                items.map(|item| pair(&name, &item)).collect()
            }
            Shape::Object(members) if self.explode => encoder.pairs(members, pair),
            shape => vec![pair(&name, &encoder.flat(shape).join(separator))],
        }
    }

    /// The value of a header; none where there is nothing to say. Nothing is percent-encoded there.
    pub(super) fn header(self, shape: Shape) -> Option<String> {
        let joint = if self.explode { "=" } else { "," };
        let separator = match self.kind {
            Kind::Delimited(_, separator) => separator,
            _ => ",",
        };
        Some(match shape {
            Shape::Null => return None,
            Shape::Object(members) => {
                let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
                let texts = members.map(|(name, value)| format!("{name}{joint}{}", value.text()));
                texts.collect::<Vec<_>>().join(",")
            }
            Shape::List(items) => items.into_iter().map(Shape::text).collect::<Vec<_>>().join(separator),
            scalar => scalar.text(),
        })
    }
}

/// Encodes the strings of a value.
#[derive(Clone, Copy)]
enum Encoder {
    /// All bytes of the set.
    All(&'static AsciiSet),
    /// All bytes of the set but those of an escape, `%2F` for instance.
    KeepEscapes(&'static AsciiSet),
    Nothing,
}

impl Encoder {
    /// Encodes a string that is not needed otherwise: most have nothing to encode.
    fn encode(self, text: String) -> String {
        let set = match self {
            Self::All(set) => set,
            Self::KeepEscapes(set) => {
                let mut encoded = String::with_capacity(text.len());
                keep_escapes(&text, set, &mut encoded);
                return encoded;
            }
            Self::Nothing => return text,
        };
        match Cow::from(utf8_percent_encode(&text, set)) {
            // An escape is lent as well, of a string that is one character.
            Cow::Borrowed(encoded) if encoded.len() == text.len() => text,
            encoded => encoded.into_owned(),
        }
    }

    fn each(self, items: Vec<Shape>) -> Vec<String> {
        items.into_iter().map(|item| self.encode(item.text())).collect()
    }

    fn pairs(self, members: Vec<(String, Shape)>, pair: impl Fn(&str, &str) -> String) -> Vec<String> {
        let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
        members
            .map(|(name, value)| pair(&self.encode(name), &self.encode(value.text())))
            .collect()
    }

    fn flat(self, shape: Shape) -> Vec<String> {
        match shape {
            Shape::List(items) => self.each(items),
            Shape::Object(members) => {
                let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
                self.each(members.flat_map(|(name, value)| [Shape::Scalar(name), value]).collect())
            }
            scalar => self.each(vec![scalar]),
        }
    }

    /// Objects are nested in brackets. OpenAPI leaves open what a list becomes; `name[]=value` is what most services
    /// read, and an index where the elements have members.
    fn deep(self, name: &str, shape: Shape, pieces: &mut Vec<String>) {
        match shape {
            Shape::Null => {}
            Shape::Scalar(text) | Shape::Literal(text) => pieces.push(format!("{name}={}", self.encode(text))),
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
                    self.deep(&format!("{name}%5B{}%5D", self.encode(member)), value, pieces);
                }
            }
        }
    }
}

/// The members of an object as a form.
pub(super) fn form_text(styles: &[(&str, Style)], shape: Shape) -> Result<String, Error> {
    Ok(form_pieces(styles, shape)?.join("&"))
}

/// The members of an object as the pieces of a form, `name=value` each.
pub(super) fn form_pieces(styles: &[(&str, Style)], shape: Shape) -> Result<Vec<String>, Error> {
    let Shape::Object(members) = shape else {
        return Err(Error::new("only an object can be written as a form"));
    };
    let pieces = members.into_iter().flat_map(|(name, value)| {
        let own = styles.iter().find(|(known, _)| *known == name).map(|(_, style)| *style);
        let style = own.unwrap_or(match value {
            Shape::Object(_) => Style::json(),
            _ => Style::form(true),
        });
        style.query(&name, value)
    });
    Ok(pieces.collect())
}

/// Adds a string in which escapes stay as they are.
pub(super) fn keep_escapes(text: &str, set: &'static AsciiSet, encoded: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        encoded.extend(utf8_percent_encode(before, set));
        let is_escape =
            matches!(after.as_bytes(), [one, two, ..] if one.is_ascii_hexdigit() && two.is_ascii_hexdigit());
        encoded.push_str(if is_escape { "%" } else { "%25" });
        rest = after;
    }
    encoded.extend(utf8_percent_encode(rest, set));
}

/// Everything but the unreserved characters of RFC 3986 is encoded.
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The reserved characters that no place divides its contents by.
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// The reserved characters that a path may hold are left. Those that would end it are encoded all the same, as nobody can
/// have meant that.
const RESERVED_OF_PATH: &AsciiSet = &RESERVED
    .remove(b'&')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The same of a query, which `&`, `+` and `=` divide.
const RESERVED_OF_QUERY: &AsciiSet = &RESERVED.remove(b'?').remove(b',').remove(b';');

/// The same of a cookie, which `;` divides.
const RESERVED_OF_COOKIE: &AsciiSet = &RESERVED.remove(b'?').remove(b'&').remove(b'=').remove(b'+');
