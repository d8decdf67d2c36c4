//! Reading: the traits a model uses and the one adapter that implements them over any serde `Deserializer`.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::Error;

/// A type that can be read.
pub trait Decode: Sized {
    /// Reads a value.
    fn decode(input: &mut dyn Input) -> Result<Self, Error>;

    /// What `null` stands for, where it stands for anything. Elsewhere a member that is `null` counts as absent.
    fn null() -> Option<Self> {
        None
    }
}

/// One value to be read, in whatever format it comes. It can be read once.
pub trait Input {
    /// Reads `true` or `false`.
    fn bool(&mut self) -> Result<bool, Error>;
    /// Reads a whole number. One written as `1.0` is a whole number too.
    fn i64(&mut self) -> Result<i64, Error>;
    /// Reads a whole number that is not negative.
    fn u64(&mut self) -> Result<u64, Error>;
    /// Reads a number.
    fn f64(&mut self) -> Result<f64, Error>;
    /// Reads a string.
    fn string(&mut self) -> Result<String, Error>;
    /// Shows a string without a copy of its own.
    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error>;
    /// Fills a place with the value, or with `null`.
    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error>;
    /// Reads a list, element by element. Every element must be read.
    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error>;
    /// Reads an object with the members listed; others go to `rest`, or are skipped where there is none.
    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error>;
    /// Reads anything.
    fn value(&mut self) -> Result<serde_json::Value, Error>;
    /// Adds to the number of members that were skipped because nobody knows them.
    fn add_skipped(&mut self, members: usize);
}

impl dyn Input + '_ {
    /// Reads an object with the members listed; others are skipped.
    pub fn record(&mut self, members: &mut [Member<'_>]) -> Result<(), Error> {
        self.object(members, None)
    }

    /// Reads an object with the members listed; others go to `rest`.
    pub fn record_with(&mut self, members: &mut [Member<'_>], rest: &mut dyn Rest) -> Result<(), Error> {
        self.object(members, Some(rest))
    }
}

/// A member of an object: its name in JSON and where its value goes.
pub struct Member<'a>(pub &'static str, pub Slot<'a>);

/// Where a member's value goes. The usual types are filled without a call through a table of functions.
pub enum Slot<'a> {
    /// A string.
    String(&'a mut Option<String>),
    /// `true` or `false`.
    Bool(&'a mut Option<bool>),
    /// A whole number of 32 bits.
    I32(&'a mut Option<i32>),
    /// A whole number of 64 bits.
    I64(&'a mut Option<i64>),
    /// A whole number of 32 bits that is not negative.
    U32(&'a mut Option<u32>),
    /// A whole number of 64 bits that is not negative.
    U64(&'a mut Option<u64>),
    /// A number of single precision.
    F32(&'a mut Option<f32>),
    /// A number.
    F64(&'a mut Option<f64>),
    /// A list of strings.
    VecString(&'a mut Option<Vec<String>>),
    /// Everything else.
    Other(&'a mut dyn Fill),
}

/// A place for a value of some type.
pub trait Fill {
    /// Reads the value into it.
    fn fill(&mut self, input: &mut dyn Input) -> Result<(), Error>;
    /// The value is `null`.
    fn fill_null(&mut self);
}

impl<T: Decode> Fill for Option<T> {
    fn fill(&mut self, input: &mut dyn Input) -> Result<(), Error> {
        *self = Some(T::decode(input)?);
        Ok(())
    }

    fn fill_null(&mut self) {
        *self = T::null();
    }
}

/// A place for the members of an object that are not listed.
pub trait Rest {
    /// Takes a member.
    fn member(&mut self, name: String, input: &mut dyn Input) -> Result<(), Error>;
}

/// Reads a value from any serde format.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::decode(&mut In::new(deserializer, &Cell::new(0))).map_err(D::Error::custom)
}

/// Reads a value out of a JSON value, and says how many of its members nobody knew.
pub(crate) fn from_value<T>(
    value: &serde_json::Value,
    decode: fn(&mut dyn Input) -> Result<T, Error>,
) -> Result<(T, usize), Error> {
    let skipped = Cell::new(0);
    match decode(&mut In::new(value, &skipped)) {
        Ok(found) => Ok((found, skipped.get())),
        Err(error) => {
            let mut track = serde_path_to_error::Track::new();
            let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
            let _ = decode(&mut In::new(tracked, &Cell::new(0)));
            match track.path() {
                path if path.iter().next().is_none() => Err(error),
                path => Err(Error::new(format!("{path}: {error}"))),
            }
        }
    }
}

/// Why a body could not be read, and where.
pub(crate) struct Located {
    /// The member, as in `entities[3].name`; empty for the body as a whole.
    pub(crate) path: String,
    /// What is wrong with it.
    pub(crate) error: Error,
}

/// Reads a JSON text. Only when that fails is it read a second time, with its path kept, to say where.
pub(crate) fn from_slice<T: Decode>(json: &[u8]) -> Result<T, Located> {
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let result = T::decode(&mut In::new(&mut deserializer, &Cell::new(0)))
        .and_then(|value| deserializer.end().map(|()| value).map_err(Error::from_serde));
    result.map_err(|error| {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
        let _ = T::decode(&mut In::new(tracked, &Cell::new(0)));
        let path = track.path();
        let path = if path.iter().next().is_none() {
            String::new()
        } else {
            path.to_string()
        };
        Located { path, error }
    })
}

/// [`Input`] over a `Deserializer`.
struct In<'c, D> {
    deserializer: Option<D>,
    skipped: &'c Cell<usize>,
}

impl<'c, D> In<'c, D> {
    fn new(deserializer: D, skipped: &'c Cell<usize>) -> Self {
        Self {
            deserializer: Some(deserializer),
            skipped,
        }
    }

    fn take(&mut self) -> Result<D, Error> {
        self.deserializer
            .take()
            .ok_or_else(|| Error::new("a value was read twice"))
    }
}

impl<'de, D: Deserializer<'de>> Input for In<'_, D> {
    fn bool(&mut self) -> Result<bool, Error> {
        bool::deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn i64(&mut self) -> Result<i64, Error> {
        Whole::deserialize(self.take()?)
            .map(|number| number.0)
            .map_err(Error::from_serde)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        Whole::deserialize(self.take()?)
            .map(|number| number.0)
            .map_err(Error::from_serde)
    }

    fn f64(&mut self) -> Result<f64, Error> {
        f64::deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn string(&mut self) -> Result<String, Error> {
        String::deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        self.take()?.deserialize_str(Text(read)).map_err(Error::from_serde)
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        let seed = Place {
            place,
            skipped: self.skipped,
        };
        seed.deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        let visitor = Sequence {
            element,
            skipped: self.skipped,
        };
        self.take()?.deserialize_seq(visitor).map_err(Error::from_serde)
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        let visitor = Object {
            members,
            rest,
            skipped: self.skipped,
        };
        self.take()?.deserialize_map(visitor).map_err(Error::from_serde)
    }

    fn value(&mut self) -> Result<serde_json::Value, Error> {
        serde_json::Value::deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn add_skipped(&mut self, members: usize) {
        self.skipped.set(self.skipped.get().saturating_add(members));
    }
}

/// Reads an object into its slots.
struct Object<'a, 'm, 'r, 'c> {
    members: &'a mut [Member<'m>],
    rest: Option<&'r mut dyn Rest>,
    skipped: &'c Cell<usize>,
}

impl<'de> Visitor<'de> for Object<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut next = 0;
        loop {
            let key = Key {
                members: &*self.members,
                next,
                keep: self.rest.is_some(),
            };
            match map.next_key_seed(key)? {
                None => return Ok(()),
                Some(Found::Member(index)) => {
                    next = index + 1;
                    match self.members.get_mut(index) {
                        Some(Member(_, slot)) => fill_slot(slot, &mut map, self.skipped)?,
                        None => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Some(Found::Other(name)) => match self.rest.as_deref_mut() {
                    Some(rest) => map.next_value_seed(Extra {
                        rest,
                        name,
                        skipped: self.skipped,
                    })?,
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
                Some(Found::Unknown) => {
                    map.next_value::<IgnoredAny>()?;
                    self.skipped.set(self.skipped.get().saturating_add(1));
                }
            }
        }
    }
}

fn fill_slot<'de, A: MapAccess<'de>>(slot: &mut Slot<'_>, map: &mut A, skipped: &Cell<usize>) -> Result<(), A::Error> {
    match slot {
        Slot::String(place) => **place = map.next_value()?,
        Slot::Bool(place) => **place = map.next_value()?,
        Slot::I32(place) => **place = map.next_value::<Option<Whole<i32>>>()?.map(|number| number.0),
        Slot::I64(place) => **place = map.next_value::<Option<Whole<i64>>>()?.map(|number| number.0),
        Slot::U32(place) => **place = map.next_value::<Option<Whole<u32>>>()?.map(|number| number.0),
        Slot::U64(place) => **place = map.next_value::<Option<Whole<u64>>>()?.map(|number| number.0),
        Slot::F32(place) => **place = map.next_value()?,
        Slot::F64(place) => **place = map.next_value()?,
        Slot::VecString(place) => **place = map.next_value()?,
        Slot::Other(place) => map.next_value_seed(Place {
            place: &mut **place,
            skipped,
        })?,
    }
    Ok(())
}

/// Finds a member by its name. Members mostly come in the order of the description, so the search starts after the
/// member found last.
struct Key<'a, 'm> {
    members: &'a [Member<'m>],
    next: usize,
    keep: bool,
}

enum Found {
    Member(usize),
    Other(String),
    Unknown,
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Found, E> {
        let (before, after) = self.members.split_at(self.next.min(self.members.len()));
        let found = match after.iter().position(|member| member.0 == name) {
            Some(index) => Some(before.len() + index),
            None => before.iter().position(|member| member.0 == name),
        };
        Ok(match found {
            Some(index) => Found::Member(index),
            None if self.keep => Found::Other(name.to_owned()),
            None => Found::Unknown,
        })
    }
}

/// Reads a value into a place, or tells the place that it is `null`.
struct Place<'a, 'c> {
    place: &'a mut dyn Fill,
    skipped: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Place<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Place<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.place.fill_null();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.place.fill_null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.place
            .fill(&mut In::new(deserializer, self.skipped))
            .map_err(D::Error::custom)
    }
}

/// Reads the value of a member that is not listed.
struct Extra<'a, 'c> {
    rest: &'a mut dyn Rest,
    name: String,
    skipped: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Extra<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.rest
            .member(self.name, &mut In::new(deserializer, self.skipped))
            .map_err(D::Error::custom)
    }
}

/// Reads a list.
struct Sequence<'a, 'c> {
    element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    skipped: &'c Cell<usize>,
}

impl<'de> Visitor<'de> for Sequence<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq
            .next_element_seed(Element {
                element: &mut *self.element,
                skipped: self.skipped,
            })?
            .is_some()
        {}
        Ok(())
    }
}

struct Element<'a, 'c> {
    element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    skipped: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        (self.element)(&mut In::new(deserializer, self.skipped)).map_err(D::Error::custom)
    }
}

/// Shows a string.
struct Text<'a>(&'a mut dyn FnMut(&str) -> Result<(), Error>);

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        (self.0)(text).map_err(E::custom)
    }
}

/// A whole number, also when it is written as `1.0`.
struct Whole<T>(T);

impl<'de, T: TryFrom<i64> + TryFrom<u64>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(WholeVisitor(PhantomData)).map(Whole)
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<T: TryFrom<i64> + TryFrom<u64>> Visitor<'_> for WholeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number ({})", std::any::type_name::<T>())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<T, E> {
        // The bounds are exact powers of two, so the casts below neither round nor saturate.
        if number.fract() == 0.0 && (0.0..18_446_744_073_709_551_616.0).contains(&number) {
            self.visit_u64(number as u64)
        } else if number.fract() == 0.0 && (-9_223_372_036_854_775_808.0..0.0).contains(&number) {
            self.visit_i64(number as i64)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}
