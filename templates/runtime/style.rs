//! How parameters are written into paths, queries, headers and cookies (OpenAPI, "Style Values").

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::codec::{Encode, Entries, Error, Output, Ref};

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

    /// The same, with reserved characters left as they are (`allowReserved`).
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    fn encode(self, text: &str) -> String {
        let set = if self.reserved { RESERVED } else { UNRESERVED };
        utf8_percent_encode(text, set).to_string()
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
        let name = self.encode(name);
        let pieces = match shape {
            Shape::Null => return Err(Error::new("it has no value")),
            Shape::Scalar(text) if text.is_empty() => return Err(Error::new("it is empty")),
            Shape::List(items) if items.is_empty() => return Err(Error::new("it is empty")),
            Shape::Object(members) if members.is_empty() => return Err(Error::new("it is empty")),
            Shape::List(items) if named && self.explode => {
                let items = self.scalars(items)?;
                return Ok(items.iter().map(|item| format!(";{name}={item}")).collect());
            }
            Shape::Object(members) if self.explode => {
                return Ok(format!("{start}{}", self.pairs(members)?.join(separator)));
            }
            shape => self.flat(shape)?,
        };
        let joined = pieces.join(separator);
        Ok(if named {
            format!("{start}{name}={joined}")
        } else {
            format!("{start}{joined}")
        })
    }

    /// The pieces of a query, `name=value` each.
    pub(super) fn query(self, name: &str, shape: Shape) -> Result<Vec<String>, Error> {
        let name = utf8_percent_encode(name, UNRESERVED).to_string();
        if self.kind == Kind::DeepObject {
            let mut pieces = Vec::new();
            self.deep(&name, shape, &mut pieces);
            return Ok(pieces);
        }
        let separator = match self.kind {
            Kind::Delimited(separator) => separator,
            _ => ",",
        };
        Ok(match shape {
            Shape::Null => Vec::new(),
            Shape::List(items) if self.explode => self
                .scalars(items)?
                .iter()
                .map(|item| format!("{name}={item}"))
                .collect(),
            Shape::Object(members) if self.explode => self.pairs(members)?,
            shape => vec![format!("{name}={}", self.flat(shape)?.join(separator))],
        })
    }

    /// The value of a header. Nothing is percent-encoded there.
    pub(super) fn header(self, shape: Shape) -> Result<Option<String>, Error> {
        Ok(Some(match shape {
            Shape::Null => return Ok(None),
            Shape::Object(members) if self.explode => {
                let members = members
                    .into_iter()
                    .map(|(name, value)| Ok(format!("{name}={}", value.scalar()?)));
                members.collect::<Result<Vec<_>, Error>>()?.join(",")
            }
            Shape::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, value)| Ok(format!("{name},{}", value.scalar()?)));
                members.collect::<Result<Vec<_>, Error>>()?.join(",")
            }
            Shape::List(items) => items
                .into_iter()
                .map(Shape::scalar)
                .collect::<Result<Vec<_>, Error>>()?
                .join(","),
            Shape::Scalar(text) => text,
        }))
    }

    fn scalars(self, items: Vec<Shape>) -> Result<Vec<String>, Error> {
        items.into_iter().map(|item| Ok(self.encode(&item.scalar()?))).collect()
    }

    fn pairs(self, members: Vec<(String, Shape)>) -> Result<Vec<String>, Error> {
        let members = members.into_iter().filter(|(_, value)| !matches!(value, Shape::Null));
        members
            .map(|(name, value)| Ok(format!("{}={}", self.encode(&name), self.encode(&value.scalar()?))))
            .collect()
    }

    fn flat(self, shape: Shape) -> Result<Vec<String>, Error> {
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
            Shape::Scalar(text) => pieces.push(format!("{name}={}", self.encode(&text))),
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

/// A value as parameters know it.
pub(super) enum Shape {
    Null,
    Scalar(String),
    List(Vec<Shape>),
    Object(Vec<(String, Shape)>),
}

impl Shape {
    pub(super) fn of(value: &dyn Encode) -> Result<Self, Error> {
        let mut shape = Self::Null;
        value.encode(&mut shape)?;
        Ok(shape)
    }

    /// OpenAPI does not say how an array or an object inside of another one is written.
    fn scalar(self) -> Result<String, Error> {
        match self {
            Self::Null => Ok(String::new()),
            Self::Scalar(text) => Ok(text),
            Self::List(_) | Self::Object(_) => {
                Err(Error::new("an array or object inside of another cannot be written"))
            }
        }
    }

    fn of_json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Scalar(value.to_string()),
            Value::Number(number) => Self::Scalar(number.to_string()),
            Value::String(text) => Self::Scalar(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::of_json).collect()),
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::of_json(value)))
                    .collect(),
            ),
        }
    }

    fn set(&mut self, shape: Self) -> Result<(), Error> {
        *self = shape;
        Ok(())
    }
}

impl Output for Shape {
    fn null(&mut self) -> Result<(), Error> {
        self.set(Self::Null)
    }

    fn bool(&mut self, value: bool) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_string()))
    }

    fn i64(&mut self, value: i64) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_string()))
    }

    fn u64(&mut self, value: u64) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_string()))
    }

    fn f32(&mut self, value: f32) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_string()))
    }

    fn f64(&mut self, value: f64) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_string()))
    }

    fn string(&mut self, value: &str) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_owned()))
    }

    fn sequence<'a>(&mut self, elements: &mut (dyn Iterator<Item = &'a dyn Encode> + 'a)) -> Result<(), Error> {
        let items = elements.map(Self::of).collect::<Result<_, _>>()?;
        self.set(Self::List(items))
    }

    fn object<'a>(&mut self, members: &[(&str, Ref<'_>)], rest: &mut Entries<'a>) -> Result<(), Error> {
        let mut found = Vec::new();
        for (name, value) in members {
            if let Some(value) = value.sent() {
                found.push(((*name).to_owned(), Self::of(value)?));
            }
        }
        for (name, value) in rest {
            found.push((name.to_owned(), Self::of(value)?));
        }
        self.set(Self::Object(found))
    }

    fn value(&mut self, value: &Value) -> Result<(), Error> {
        self.set(Self::of_json(value))
    }

    fn is_sending(&self) -> bool {
        true
    }
}
