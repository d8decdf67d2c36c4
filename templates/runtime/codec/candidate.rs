//! A value that is tried as one type after the other.

use std::cell::Cell;

use serde_json::Value;

use super::Error;
use super::decode::{ElementsMut, Fill, Input, Member, ReadTagged, Rest, Tally};
use super::input::In;
use super::source::Alone;

/// An [`Input`] for a type that the value may not be of, which the kind of the value mostly tells. Nobody sees the error, and so
/// it has no text: to write one takes longer than to read the value.
pub(super) struct Candidate<'v, 'c> {
    value: &'v Value,
    tally: &'c Cell<Tally>,
}

impl<'v, 'c> Candidate<'v, 'c> {
    pub(super) fn new(value: &'v Value, tally: &'c Cell<Tally>) -> Self {
        Self { value, tally }
    }

    /// The value as any other is read, where its kind is the right one.
    fn of_kind(&self, is_right: bool) -> Result<In<'c, Alone<&'v Value>>, Error> {
        match is_right {
            true => Ok(In::new(self.value, self.tally)),
            false => Err(Error::new("")),
        }
    }
}

impl Input for Candidate<'_, '_> {
    fn bool(&mut self) -> Result<bool, Error> {
        self.of_kind(self.value.is_boolean())?.bool()
    }

    fn i64(&mut self) -> Result<i64, Error> {
        self.of_kind(self.value.is_number())?.i64()
    }

    fn u64(&mut self) -> Result<u64, Error> {
        self.of_kind(self.value.is_number())?.u64()
    }

    fn f64(&mut self) -> Result<f64, Error> {
        self.of_kind(self.value.is_number())?.f64()
    }

    fn string(&mut self) -> Result<String, Error> {
        self.of_kind(self.value.is_string())?.string()
    }

    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        self.of_kind(self.value.is_string())?.text(read)
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        self.of_kind(true)?.fill(place)
    }

    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        self.of_kind(self.value.is_array())?.sequence(element)
    }

    fn list(&mut self, list: &mut dyn ElementsMut) -> Result<(), Error> {
        self.of_kind(self.value.is_array())?.list(list)
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        self.of_kind(self.value.is_object())?.object(members, rest)
    }

    fn value(&mut self) -> Result<Value, Error> {
        Ok(self.value.clone())
    }

    fn tagged(&mut self, tag: &str, read: &mut ReadTagged<'_>) -> Result<(), Error> {
        self.of_kind(true)?.tagged(tag, read)
    }

    fn count(&mut self, members: Tally) {
        self.tally.set(self.tally.get().plus(members));
    }
}
