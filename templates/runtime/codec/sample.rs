//! Values made of nothing but a type: what is read from an input that gives each type something of its own.

use serde_json::Value;

use super::decode::{Codec, Input, ReadTagged, Tally};
use super::limits::{Limits, check};
use super::slot::{Fill, Member, Rest, Slot};
use super::{Encode, Error};

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
pub(crate) fn sample<T: Codec>() -> Result<T, Error> {
    attempt(0, None, &mut |sampler| T::decode(sampler))
}

/// Reads with one text after the other until one is of the format.
fn attempt<T>(
    depth: usize,
    limits: Option<&Limits>,
    read: &mut dyn FnMut(&mut Sampler<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut last = Error::new("there is no sample");
    for text in TEXTS {
        let mut sampler = Sampler {
            text,
            depth,
            values: &[],
            limits,
            members: &[],
            index: 0,
        };
        match read(&mut sampler) {
            Ok(value) => return Ok(value),
            Err(error) => last = error,
        }
    }
    Err(last)
}

struct Sampler<'l> {
    text: &'static str,
    depth: usize,
    /// What the type says that its values are.
    values: &'static [&'static str],
    /// The limits on the value, and those on the members of the object that comes next.
    limits: Option<&'l Limits>,
    members: &'static [(&'static str, Limits)],
    /// Which element of a list it is: no two are to be the same.
    index: u64,
}

impl Sampler<'_> {
    /// The first number that the limits allow of those that come to mind.
    fn number<T: Encode + Copy>(&self, make: fn(f64) -> T) -> T {
        let first = self.index as f64;
        let Some(limits) = self.limits else {
            return make(1.0 + first);
        };
        let (least, most) = limits.bounds();
        let step = limits.factor().unwrap_or(1.0);
        let from_least = (least / step).ceil() * step;
        let candidates = [
            1.0,
            from_least,
            from_least + step,
            0.0,
            step,
            most,
            (most / step).floor() * step,
            most - step,
            (least + most) / 2.0,
        ];
        let fitting = candidates.into_iter().filter(|number| number.is_finite());
        let fitting = fitting.map(|number| make(number + first * step));
        let mut fitting = fitting.filter(|number| check("", Some(limits), number).is_ok());
        fitting.next().unwrap_or(make(1.0))
    }

    /// A text of a length that the limits allow.
    fn fitted(&self, text: &str) -> String {
        let (least, most) = self.limits.map_or((0, u64::MAX), Limits::lengths);
        let number = if self.index > 0 {
            self.index.to_string()
        } else {
            String::new()
        };
        let mut fitted = format!("{number}{text}");
        let missing = least.saturating_sub(fitted.chars().count() as u64);
        fitted.extend((0..missing).map(|_| 'x'));
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        fitted.chars().take(most).collect()
    }

    /// How many elements a list has: one, unless the limits want otherwise.
    fn elements(&self) -> u64 {
        let (least, most) = self.limits.map_or((0, u64::MAX), Limits::counts);
        least.max(1).min(most)
    }
}

impl Input for Sampler<'_> {
    fn bool(&mut self) -> Result<bool, Error> {
        Ok(true)
    }

    fn i64(&mut self) -> Result<i64, Error> {
        Ok(self.number(|number| number as i64))
    }

    fn u64(&mut self) -> Result<u64, Error> {
        Ok(self.number(|number| number as u64))
    }

    fn f64(&mut self) -> Result<f64, Error> {
        Ok(self.number(|number| number))
    }

    fn string(&mut self) -> Result<String, Error> {
        Ok(match self.values.first() {
            Some(value) => (*value).to_owned(),
            None => self.fitted(self.text),
        })
    }

    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        let index = usize::try_from(self.index).unwrap_or_default();
        read(self.values.get(index).or(self.values.first()).unwrap_or(&self.text))
    }

    fn limits(&mut self, members: &'static [(&'static str, Limits)]) {
        self.members = members;
    }

    fn known(&mut self, values: &'static [&'static str]) {
        self.values = values;
    }

    fn is_sample(&self) -> bool {
        true
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        let depth = self.depth;
        attempt(depth, self.limits, &mut |sampler| place.fill(sampler))
    }

    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        if self.depth >= DEPTH {
            return Ok(());
        }
        let each = self.limits.and_then(Limits::of_each);
        for index in 0..self.elements() {
            attempt(self.depth + 1, each.as_ref(), &mut |sampler| {
                sampler.index = index;
                element(sampler)
            })?;
        }
        Ok(())
    }

    fn object(&mut self, members: &mut [Member<'_>], _: Option<&mut dyn Rest>) -> Result<(), Error> {
        for Member(name, slot) in members {
            let limits = self.members.iter().find(|(known, _)| known == name);
            attempt(self.depth, limits.map(|(_, limits)| limits), &mut |sampler| {
                sampler.slot(slot)
            })?;
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

impl Sampler<'_> {
    /// Fills the slot of a member that must be there.
    fn slot(&mut self, slot: &mut Slot<'_>) -> Result<(), Error> {
        match slot {
            Slot::String(place) => **place = self.string()?,
            Slot::Bool(place) => **place = true,
            Slot::I32(place) => **place = self.number(|number| number as i32),
            Slot::I64(place) => **place = self.i64()?,
            Slot::U32(place) => **place = self.number(|number| number as u32),
            Slot::U64(place) => **place = self.u64()?,
            Slot::F32(place) => **place = self.number(|number| number as f32),
            Slot::F64(place) => **place = self.f64()?,
            Slot::VecString(place) => {
                let mut texts = Vec::new();
                self.sequence(&mut |input| {
                    texts.push(input.string()?);
                    Ok(())
                })?;
                **place = texts;
            }
            Slot::Required(place) => drop(place.replace(self)?),
            _ => {}
        }
        Ok(())
    }
}
