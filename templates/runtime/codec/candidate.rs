//! A value that is tried as one type after the other.

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::Error;
use super::source::{Kind, Source};

/// The value for a type that it may not be of, which its kind mostly tells. Nobody sees the error, and so it has no text: to write
/// one takes longer than to read the value.
pub(super) struct Candidate<'v>(pub(super) &'v Value);

impl<'v> Source<'v> for Candidate<'v> {
    fn take<S: DeserializeSeed<'v>>(&mut self, kind: Kind, seed: S) -> Result<S::Value, Error> {
        let is_right = match kind {
            Kind::Any => true,
            Kind::Bool => self.0.is_boolean(),
            Kind::Number => self.0.is_number(),
            Kind::String => self.0.is_string(),
            Kind::Array => self.0.is_array(),
            Kind::Object => self.0.is_object(),
        };
        match is_right {
            true => seed.deserialize(self.0).map_err(Error::from_serde),
            false => Err(Error::new("")),
        }
    }
}
