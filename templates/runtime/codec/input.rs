//! The one implementation of [`Input`]: over any serde `Deserializer`.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::Error;
use super::decode::{Fill, Input, Member, ReadTagged, Replace, Rest, Slot, Tally};
use super::head::Tagged;

/// [`Input`] over a `Deserializer`.
pub(super) struct In<'c, D> {
    deserializer: Option<D>,
    tally: &'c Cell<Tally>,
}

impl<'c, D> In<'c, D> {
    pub(super) fn new(deserializer: D, tally: &'c Cell<Tally>) -> Self {
        Self {
            deserializer: Some(deserializer),
            tally,
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
            tally: self.tally,
        };
        seed.deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        let visitor = Sequence {
            element,
            tally: self.tally,
        };
        self.take()?.deserialize_seq(visitor).map_err(Error::from_serde)
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        let visitor = Object {
            members,
            rest,
            tally: self.tally,
        };
        self.take()?.deserialize_map(visitor).map_err(Error::from_serde)
    }

    fn value(&mut self) -> Result<serde_json::Value, Error> {
        serde_json::Value::deserialize(self.take()?).map_err(Error::from_serde)
    }

    fn tagged(&mut self, tag: &str, read: &mut ReadTagged<'_>) -> Result<(), Error> {
        let visitor = Tagged {
            tag,
            read,
            tally: self.tally,
        };
        self.take()?.deserialize_any(visitor).map_err(Error::from_serde)
    }

    fn count(&mut self, members: Tally) {
        self.tally.set(self.tally.get().plus(members));
    }
}

/// Reads an object into its slots.
pub(super) struct Object<'a, 'm, 'r, 'c> {
    pub(super) members: &'a mut [Member<'m>],
    pub(super) rest: Option<&'r mut dyn Rest>,
    pub(super) tally: &'c Cell<Tally>,
}

impl<'de> Visitor<'de> for Object<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut next = 0;
        let (mut known, mut skipped) = (0, 0);
        let mut other = None;
        let mut seen = Seen::default();
        loop {
            let key = Key {
                members: &*self.members,
                next,
                other: self.rest.is_some().then_some(&mut other),
            };
            let Some(index) = map.next_key_seed(key)? else { break };
            if let Some(Member(_, slot)) = self.members.get_mut(index) {
                known += 1;
                next = index + 1;
                if fill_slot(slot, &mut map, self.tally)? {
                    seen.add(index);
                }
                continue;
            }
            skipped += 1;
            match (other.take(), self.rest.as_deref_mut()) {
                (Some(name), Some(rest)) => map.next_value_seed(Extra {
                    rest,
                    name,
                    tally: self.tally,
                })?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        self.tally.set(self.tally.get().plus(Tally { known, skipped }));
        match missing(self.members, &seen) {
            Some(name) => Err(A::Error::custom(Error::missing(name))),
            None => Ok(()),
        }
    }
}

/// Reads the value of a member, and says whether there is one.
fn fill_slot<'de, A: MapAccess<'de>>(slot: &mut Slot<'_>, map: &mut A, tally: &Cell<Tally>) -> Result<bool, A::Error> {
    match slot {
        Slot::String(place) => return replace(&mut **place, map.next_value()?),
        Slot::Bool(place) => return replace(&mut **place, map.next_value()?),
        Slot::I32(place) => return replace(&mut **place, whole::<i32, A>(map)?),
        Slot::I64(place) => return replace(&mut **place, whole::<i64, A>(map)?),
        Slot::U32(place) => return replace(&mut **place, whole::<u32, A>(map)?),
        Slot::U64(place) => return replace(&mut **place, whole::<u64, A>(map)?),
        Slot::F32(place) => return replace(&mut **place, map.next_value()?),
        Slot::F64(place) => return replace(&mut **place, map.next_value()?),
        Slot::VecString(place) => return replace(&mut **place, map.next_value()?),
        Slot::OptString(place) => **place = map.next_value()?,
        Slot::OptBool(place) => **place = map.next_value()?,
        Slot::OptI32(place) => **place = whole::<i32, A>(map)?,
        Slot::OptI64(place) => **place = whole::<i64, A>(map)?,
        Slot::OptU32(place) => **place = whole::<u32, A>(map)?,
        Slot::OptU64(place) => **place = whole::<u64, A>(map)?,
        Slot::OptF32(place) => **place = map.next_value()?,
        Slot::OptF64(place) => **place = map.next_value()?,
        Slot::OptVecString(place) => **place = map.next_value()?,
        Slot::Required(place) => {
            let mut found = Required {
                place: &mut **place,
                found: false,
            };
            map.next_value_seed(Place {
                place: &mut found,
                tally,
            })?;
            return Ok(found.found);
        }
        Slot::Optional(place) | Slot::Nullable(place) | Slot::ThreeState(place) | Slot::ReadOnly(place) => map
            .next_value_seed(Place {
                place: &mut **place,
                tally,
            })?,
    }
    Ok(true)
}

fn replace<T, E>(place: &mut T, value: Option<T>) -> Result<bool, E> {
    Ok(value.map(|value| *place = value).is_some())
}

fn whole<'de, T, A: MapAccess<'de>>(map: &mut A) -> Result<Option<T>, A::Error>
where
    Whole<T>: Deserialize<'de>,
{
    Ok(map.next_value::<Option<Whole<T>>>()?.map(|number| number.0))
}

/// The place of a required member, which has to be told whether its value came.
struct Required<'a> {
    place: &'a mut dyn Replace,
    found: bool,
}

impl Fill for Required<'_> {
    fn fill(&mut self, input: &mut dyn Input) -> Result<(), Error> {
        self.found = true;
        self.place.replace(input)
    }

    fn fill_null(&mut self) {
        self.found = self.place.replace_null();
    }
}

/// Which members came, by their positions.
#[derive(Default)]
struct Seen {
    first: u64,
    others: Vec<usize>,
}

impl Seen {
    fn add(&mut self, index: usize) {
        match index {
            ..64 => self.first |= 1 << index,
            _ => self.others.push(index),
        }
    }

    fn has(&self, index: usize) -> bool {
        match index {
            ..64 => self.first & (1 << index) != 0,
            _ => self.others.contains(&index),
        }
    }
}

/// The first required member that did not come.
fn missing(members: &[Member<'_>], seen: &Seen) -> Option<&'static str> {
    let mut all = members.iter().enumerate();
    let (_, member) = all.find(|(index, member)| member.1.is_required() && !seen.has(*index))?;
    Some(member.0)
}

/// Finds a member by its name, and gives its index. Members mostly come in the order of the description, so the search
/// starts after the member found last. What is not found has no index, and its name is kept if there is a place for it.
struct Key<'a, 'm> {
    members: &'a [Member<'m>],
    next: usize,
    other: Option<&'a mut Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<usize, E> {
        let is_named = |member: &Member<'_>| member.0 == name;
        if self.members.get(self.next).is_some_and(is_named) {
            return Ok(self.next);
        }
        let (before, after) = self.members.split_at(self.next.min(self.members.len()));
        let found = match after.iter().position(is_named) {
            Some(index) => Some(before.len() + index),
            None => before.iter().position(is_named),
        };
        if let (None, Some(other)) = (found, self.other) {
            *other = Some(name.to_owned());
        }
        Ok(found.unwrap_or(usize::MAX))
    }
}

/// Reads a value into a place, or tells the place that it is `null`.
struct Place<'a, 'c> {
    place: &'a mut dyn Fill,
    tally: &'c Cell<Tally>,
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
            .fill(&mut In::new(deserializer, self.tally))
            .map_err(D::Error::custom)
    }
}

/// Reads the value of a member that is not listed.
struct Extra<'a, 'c> {
    rest: &'a mut dyn Rest,
    name: String,
    tally: &'c Cell<Tally>,
}

impl<'de> DeserializeSeed<'de> for Extra<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.rest
            .member(self.name, &mut In::new(deserializer, self.tally))
            .map_err(D::Error::custom)
    }
}

/// Reads a list.
struct Sequence<'a, 'c> {
    element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    tally: &'c Cell<Tally>,
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
                tally: self.tally,
            })?
            .is_some()
        {}
        Ok(())
    }
}

struct Element<'a, 'c> {
    element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    tally: &'c Cell<Tally>,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        (self.element)(&mut In::new(deserializer, self.tally)).map_err(D::Error::custom)
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
        // The largest number of 64 bits, from a program whose numbers are all `f64`: it was rounded up.
        let largest = || (number as f64 == 9_223_372_036_854_775_808.0).then(|| T::try_from(i64::MAX).ok())?;
        T::try_from(number)
            .ok()
            .or_else(largest)
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
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
