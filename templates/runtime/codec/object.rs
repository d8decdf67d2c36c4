//! The members of an object that is written: [`Ref`], and the [`Object`] that they are given to.

use super::{Codec, Elements, Encode, Entries, Limits, MemberValue, Objects};

/// A member that is there: its name in JSON and its value. The usual types are written without a call through a table of functions.
#[derive(Clone, Copy)]
pub enum Ref<'a> {
    /// A string.
    String(&'a str, &'a String),
    /// `true` or `false`.
    Bool(&'a str, bool),
    /// A whole number of 32 bits.
    I32(&'a str, i32),
    /// A whole number of 64 bits.
    I64(&'a str, i64),
    /// A whole number of 32 bits that is not negative.
    U32(&'a str, u32),
    /// A whole number of 64 bits that is not negative.
    U64(&'a str, u64),
    /// A number of single precision.
    F32(&'a str, f32),
    /// A number.
    F64(&'a str, f64),
    /// A list of strings.
    VecString(&'a str, &'a Vec<String>),
    /// Anything else.
    Any(&'a str, &'a dyn MemberValue),
    /// A value that only the service sets; it is not sent to the service.
    ReadOnly(&'a str, &'a dyn MemberValue),
}

impl Ref<'_> {
    /// The name and the value.
    pub fn entry(&self) -> (&str, &dyn Encode) {
        match self {
            Self::String(name, value) => (name, *value),
            Self::Bool(name, value) => (name, value),
            Self::I32(name, value) => (name, value),
            Self::I64(name, value) => (name, value),
            Self::U32(name, value) => (name, value),
            Self::U64(name, value) => (name, value),
            Self::F32(name, value) => (name, value),
            Self::F64(name, value) => (name, value),
            Self::VecString(name, value) => (name, *value),
            Self::Any(name, value) | Self::ReadOnly(name, value) => (name, *value),
        }
    }

    /// Whether it is sent to the service.
    pub fn is_sent(&self) -> bool {
        !matches!(self, Self::ReadOnly(..))
    }
}

/// What takes the members of an object, in their order: those that are there. The kinds that most are of have a function of their own:
/// where a member is given its kind is known, and need not be told once more.
pub trait Members<'a> {
    /// Takes a member.
    fn put(&self, member: Ref<'a>);
    /// Takes a member that is a string, as most are.
    fn string(&self, name: &'a str, value: &'a String) {
        self.put(Ref::String(name, value));
    }
    /// Takes a member that is `true` or `false`.
    fn bool(&self, name: &'a str, value: bool) {
        self.put(Ref::Bool(name, value));
    }
    /// Takes a member that is a whole number.
    fn i64(&self, name: &'a str, value: i64) {
        self.put(Ref::I64(name, value));
    }
    /// Takes a member of any other type.
    fn any(&self, name: &'a str, value: &'a dyn MemberValue) {
        self.put(Ref::Any(name, value));
    }
    /// Takes a member whose value is written as a text.
    fn text(&self, name: &'a str, _text: &'a str, value: &'a dyn MemberValue) {
        self.put(Ref::Any(name, value));
    }
    /// Takes a member whose value is written as a list, but not of objects.
    fn list(&self, name: &'a str, _count: usize, _elements: &'a dyn Elements, value: &'a dyn MemberValue) {
        self.put(Ref::Any(name, value));
    }
    /// Takes a member whose value is written as a list of objects.
    fn objects(&self, name: &'a str, _count: usize, _objects: &'a dyn Objects, value: &'a dyn MemberValue) {
        self.put(Ref::Any(name, value));
    }
    /// Takes a member whose value is written as an object.
    fn object(&self, name: &'a str, _object: &'a dyn Encode, value: &'a dyn MemberValue) {
        self.put(Ref::Any(name, value));
    }
    /// Takes the members that the type does not list.
    fn others(&self, others: &'a dyn Entries);
    /// Takes that the value has no members, as it is no object.
    fn refuse(&self) {}
    /// Takes the limits on members, before these.
    fn limits(&self, _members: &'static [(&'static str, Limits)]) {}
    /// Takes the limits on the members that have no limits of their own, before these.
    fn other_limits(&self, _limits: &'static Limits) {}
}

/// The object that a value is written as: the value gives it its members, one by one. One that is absent is not given, so that it is
/// asked for once, and where its type is known: many objects have few of the members that they could have.
#[derive(Clone, Copy)]
pub struct Object<'a>(&'a dyn Members<'a>);

impl<'a> Object<'a> {
    /// The object whose members go there.
    pub fn new(members: &'a dyn Members<'a>) -> Self {
        Self(members)
    }

    /// Writes a member.
    #[inline]
    pub fn put(self, member: Ref<'a>) {
        match member {
            Ref::String(name, value) => self.0.string(name, value),
            Ref::Bool(name, value) => self.0.bool(name, value),
            Ref::I64(name, value) => self.0.i64(name, value),
            Ref::Any(name, value) => self.0.any(name, value),
            other => self.0.put(other),
        }
    }

    /// Writes a member of any type.
    #[inline]
    pub(super) fn any<T: Codec>(self, name: &'static str, value: &'a T) {
        if let Some(object) = value.object() {
            self.0.object(name, object, value);
        } else if let Some(text) = value.text() {
            self.0.text(name, text, value);
        } else if let Some((count, elements)) = value.elements() {
            self.0.list(name, count, elements, value);
        } else if let Some((count, objects)) = value.objects() {
            self.0.objects(name, count, objects, value);
        } else {
            self.put(Ref::Any(name, value));
        }
    }

    /// Writes a member of any type that only the service sets.
    #[inline]
    pub(super) fn service_only<T: Codec>(self, name: &'static str, value: &'a T) {
        self.put(Ref::ReadOnly(name, value));
    }

    /// Writes the members that the type does not list.
    pub fn others<T: Codec>(self, others: &'a std::collections::BTreeMap<String, T>) -> Self {
        self.0.others(others);
        self
    }

    /// Tells that there are no members, as the value is no object.
    pub(super) fn refuse(self) {
        self.0.refuse();
    }

    /// Tells the limits on members.
    pub fn limits(self, members: &'static [(&'static str, Limits)]) {
        self.0.limits(members);
    }

    /// Tells the limits on the members that have no limits of their own.
    pub fn other_limits(self, limits: &'static Limits) {
        self.0.other_limits(limits);
    }
}
