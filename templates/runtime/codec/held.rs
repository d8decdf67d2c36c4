//! Inputs that are no text: what is read from them is blank, or a copy of a struct.

use serde_json::Value;

use super::Error;
use super::decode::{Codec, Input, Tally};
use super::slot::{Fill, Member, Rest};

/// An [`Input`] whose values are all blank, but for what it does with the members of a struct.
pub(super) struct Held<'a>(pub(super) &'a mut dyn FnMut(&mut [Member<'_>], Option<&mut dyn Rest>));

impl Held<'_> {
    /// A value that has nothing.
    pub(super) fn blank<T: Codec>() -> T {
        T::read(&mut Held(&mut |_, _| ()), &mut Ok(()))
    }
}

impl Input for Held<'_> {
    fn bool(&mut self) -> Result<bool, Error> {
        Ok(false)
    }

    fn i64(&mut self) -> Result<i64, Error> {
        Ok(0)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        Ok(0)
    }

    fn f64(&mut self) -> Result<f64, Error> {
        Ok(0.0)
    }

    fn string(&mut self) -> Result<String, Error> {
        Ok(String::new())
    }

    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        read("")
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        place.fill_null();
        Ok(())
    }

    fn sequence(&mut self, _element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        Ok(())
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        (self.0)(members, rest);
        Ok(())
    }

    fn value(&mut self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn is_blank(&self) -> bool {
        true
    }

    fn count(&mut self, _members: Tally) {}
}
