//! [`Shape`]: a value as parameters and forms know it, between a model and its text.

use std::cell::RefCell;

use serde_json::Value;

use super::codec::{Elements, Encode, Entries, Error, Members, Object, Output, Ref};
use super::request::Request;

/// A value as parameters know it.
pub(super) enum Shape {
    Null,
    /// A string.
    Scalar(String),
    /// A number or a truth value, as JSON writes it.
    Literal(String),
    List(Vec<Shape>),
    Object(Vec<(String, Shape)>),
}

impl Shape {
    pub(super) fn of(value: &dyn Encode) -> Result<Self, Error> {
        let mut shape = Self::Null;
        value.encode(&mut shape)?;
        Ok(shape)
    }

    /// The value as one text. OpenAPI does not say how an array or an object inside of another one is written; as JSON
    /// is what most services read.
    pub(super) fn text(self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Scalar(text) | Self::Literal(text) => text,
            nested => nested.json(),
        }
    }

    /// The value in JSON.
    pub(super) fn json(&self) -> String {
        let string = |text: &str| Value::from(text).to_string();
        match self {
            Self::Null => "null".to_owned(),
            Self::Scalar(text) => string(text),
            Self::Literal(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", string(name), value.json()));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// Returns `true` for a value that leaves nothing of a path parameter.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Scalar(text) | Self::Literal(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Object(members) => members.iter().all(|(_, value)| matches!(value, Self::Null)),
        }
    }

    fn of_json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Literal(value.to_string()),
            Value::Number(number) => Self::Literal(number.to_string()),
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
        self.set(Self::Literal(value.to_string()))
    }

    fn i64(&mut self, value: i64) -> Result<(), Error> {
        self.set(Self::Literal(value.to_string()))
    }

    fn u64(&mut self, value: u64) -> Result<(), Error> {
        self.set(Self::Literal(value.to_string()))
    }

    fn f32(&mut self, value: f32) -> Result<(), Error> {
        if !value.is_finite() {
            return Err(Error::new("it is no finite number"));
        }
        self.set(Self::Literal(value.to_string()))
    }

    fn f64(&mut self, value: f64) -> Result<(), Error> {
        if !value.is_finite() {
            return Err(Error::new("it is no finite number"));
        }
        self.set(Self::Literal(value.to_string()))
    }

    fn string(&mut self, value: &str) -> Result<(), Error> {
        self.set(Self::Scalar(value.to_owned()))
    }

    fn list(&mut self, _count: usize, elements: &dyn Elements) -> Result<(), Error> {
        let items = elements.each().map(Self::of).collect::<Result<_, _>>()?;
        self.set(Self::List(items))
    }

    fn object(&mut self, value: &dyn Encode) -> Result<(), Error> {
        let members = Shapes(RefCell::new(Ok(Vec::new())));
        value.encode_members(Object::new(&members));
        self.set(Self::Object(members.0.into_inner()?))
    }

    fn value(&mut self, value: &Value) -> Result<(), Error> {
        self.set(Self::of_json(value))
    }

    fn is_sending(&self) -> bool {
        true
    }
}

/// The members of an object as they are sent, unless one has no shape.
struct Shapes(RefCell<Result<Vec<(String, Shape)>, Error>>);

impl Shapes {
    fn add(&self, name: &str, value: &dyn Encode) {
        let mut shapes = self.0.borrow_mut();
        if let Ok(found) = &mut *shapes {
            match Shape::of(value) {
                Ok(shape) => found.push((name.to_owned(), shape)),
                Err(error) => *shapes = Err(error),
            }
        }
    }
}

impl<'a> Members<'a> for Shapes {
    fn put(&self, member: Ref<'a>) {
        if member.is_sent() {
            let (name, value) = member.entry();
            self.add(name, value);
        }
    }

    fn others(&self, others: &'a dyn Entries) {
        others.each().for_each(|(name, value)| self.add(name, value));
    }
}

impl Request {
    /// Sets a body that is a number, `true` or `false`, a date or one of a list of values, as text.
    pub fn text(&mut self, media_type: &'static str, value: &dyn Encode) {
        self.check("body:", "", value);
        match Shape::of(value) {
            Ok(shape) => self.set_body(media_type.to_owned(), shape.text().into()),
            Err(error) => self.fail(format!("body: {error}")),
        }
    }
}
