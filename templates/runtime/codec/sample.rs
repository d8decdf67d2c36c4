//! Values made of nothing but a type: what is read from an input that gives each type something of its own.

use serde_json::Value;

use super::Error;
use super::decode::{Decode, Fill, Input, Member, ReadTagged, Rest, Slot, Tally};

/// Lists in lists, at most: types that hold lists of themselves would never end.
const DEPTH: usize = 3;

/// Texts, one of which is of every format of a string.
const TEXTS: &[&str] = &[
    "sample",
    "2024-01-02T03:04:05Z",
    "2024-01-02",
    "00000000-0000-4000-8000-000000000000",
    "c2FtcGxl",
];

/// A value of a type, with the members that it must have.
pub(crate) fn sample<T: Decode>() -> Result<T, Error> {
    attempt(0, &mut |sampler| T::decode(sampler))
}

/// Reads with one text after the other until one is of the format.
fn attempt<T>(depth: usize, read: &mut dyn FnMut(&mut Sampler) -> Result<T, Error>) -> Result<T, Error> {
    let mut last = Error::new("there is no sample");
    for text in TEXTS {
        let mut sampler = Sampler {
            text,
            depth,
            values: &[],
        };
        match read(&mut sampler) {
            Ok(value) => return Ok(value),
            Err(error) => last = error,
        }
    }
    Err(last)
}

struct Sampler {
    text: &'static str,
    depth: usize,
    /// What the type says that its values are.
    values: &'static [&'static str],
}

impl Input for Sampler {
    fn bool(&mut self) -> Result<bool, Error> {
        Ok(true)
    }

    fn i64(&mut self) -> Result<i64, Error> {
        Ok(1)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        Ok(1)
    }

    fn f64(&mut self) -> Result<f64, Error> {
        Ok(1.0)
    }

    fn string(&mut self) -> Result<String, Error> {
        Ok(self.values.first().unwrap_or(&self.text).to_string())
    }

    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        read(self.values.first().unwrap_or(&self.text))
    }

    fn known(&mut self, values: &'static [&'static str]) {
        self.values = values;
    }

    fn is_sample(&self) -> bool {
        true
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        let depth = self.depth;
        attempt(depth, &mut |sampler| place.fill(sampler))
    }

    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        match self.depth >= DEPTH {
            true => Ok(()),
            false => attempt(self.depth + 1, &mut |sampler| element(sampler)),
        }
    }

    fn object(&mut self, members: &mut [Member<'_>], _: Option<&mut dyn Rest>) -> Result<(), Error> {
        for Member(_, slot) in members {
            match slot {
                Slot::String(place) => **place = TEXTS[0].to_owned(),
                Slot::Bool(place) => **place = true,
                Slot::I32(place) => **place = 1,
                Slot::I64(place) => **place = 1,
                Slot::U32(place) => **place = 1,
                Slot::U64(place) => **place = 1,
                Slot::F32(place) => **place = 1.0,
                Slot::F64(place) => **place = 1.0,
                Slot::VecString(place) => **place = vec![TEXTS[0].to_owned()],
                Slot::Required(place) => {
                    attempt(self.depth, &mut |sampler| place.replace(sampler))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn value(&mut self) -> Result<Value, Error> {
        Ok(Value::Object(serde_json::Map::new()))
    }

    fn tagged(&mut self, _: &str, read: &mut ReadTagged<'_>) -> Result<(), Error> {
        read(None, self)
    }

    fn count(&mut self, _: Tally) {}
}
