//! An input that is no text: what is read from it is blank, or a copy of a struct.

use serde_json::Value;

use super::decode::{Fill, Input, Member, Rest, Tally};
use super::{Error, Ref, copy};

/// An [`Input`] that copies the members of a struct, and leaves them as they are where it has none.
pub(super) struct Held<'a>(pub(super) &'a [(&'a str, Ref<'a>)]);

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

    fn object(&mut self, members: &mut [Member<'_>], _rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        // A struct lists its members in one order, whether they are read or written.
        for (Member(_, slot), (_, value)) in members.iter_mut().zip(self.0) {
            copy::copy(value, slot);
        }
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
