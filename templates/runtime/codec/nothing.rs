//! An input with nothing in it: what is read from it is blank.

use serde_json::Value;

use super::Error;
use super::decode::{Fill, Input, Member, Rest, Tally};

/// An [`Input`] that leaves every member as it is.
pub(super) struct Nothing;

impl Input for Nothing {
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

    fn object(&mut self, _members: &mut [Member<'_>], _rest: Option<&mut dyn Rest>) -> Result<(), Error> {
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
