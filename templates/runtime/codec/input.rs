//! The one implementation of [`Input`]: over the places where any serde `Deserializer` gives values.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Unexpected, Visitor};

use super::decode::{Input, ReadTagged, Reading, Tally};
use super::head::Tagged;
use super::order::{Order, Seen};
use super::slot::{ElementsMut, Fill, Member, Rest, Slot};
use super::source::{Alone, Kind, Listed, Sequence, Source};
use super::whole::Whole;
use super::{Error, ListMut, MapMut};

/// [`Input`] over what gives a value.
pub(super) struct In<'c, S> {
    source: S,
    reading: &'c Reading,
    order: Option<&'c Order>,
}

impl<'c, D> In<'c, Alone<D>> {
    pub(super) fn new(deserializer: D, reading: &'c Reading) -> Self {
        Self::of(Alone::new(deserializer), reading, None)
    }
}

impl<'c, S> In<'c, S> {
    pub(super) fn of(source: S, reading: &'c Reading, order: Option<&'c Order>) -> Self {
        Self { source, reading, order }
    }
}

impl<'de, S: Source<'de>> Input for In<'_, S> {
    fn bool(&mut self) -> Result<bool, Error> {
        self.source.take(Kind::Bool, PhantomData)
    }

    fn i64(&mut self) -> Result<i64, Error> {
        self.source
            .take(Kind::Number, PhantomData)
            .map(|number: Whole<i64>| number.0)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        self.source
            .take(Kind::Number, PhantomData)
            .map(|number: Whole<u64>| number.0)
    }

    fn f64(&mut self) -> Result<f64, Error> {
        self.source.take(Kind::Number, PhantomData)
    }

    fn string(&mut self) -> Result<String, Error> {
        self.source.take(Kind::String, PhantomData)
    }

    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        let reading = self.reading;
        match reading.takes_listed() {
            None => self.source.take(Kind::String, Text(read)),
            Some(values) => self.source.take(
                Kind::String,
                Text(&mut |text| {
                    reading.check(text, values);
                    read(text)
                }),
            ),
        }
    }

    fn known(&mut self, values: &'static [&'static str]) {
        self.reading.list(values);
    }

    fn is_trial(&self) -> bool {
        self.reading.is_trial()
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        let reading = self.reading;
        self.source.take(Kind::Any, Place { place, reading })
    }

    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        let reading = self.reading;
        self.source.take(Kind::Array, Sequence { element, reading })
    }

    fn list(&mut self, list: &mut dyn ElementsMut) -> Result<(), Error> {
        if self.reading.is_located() {
            return self.sequence(&mut |element| list.push(element));
        }
        let reading = self.reading;
        self.source.take(Kind::Array, Listed { list, reading })
    }

    fn scalars(&mut self, list: ListMut<'_>) -> Result<(), Error> {
        self.source.take(Kind::Array, list)
    }

    fn scalars_by_name(&mut self, map: MapMut<'_>) -> Result<(), Error> {
        let kept = self.source.take(Kind::Object, map)?;
        self.count(Tally {
            kept,
            ..Tally::default()
        });
        Ok(())
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        let mut object = Object::<false>::new(members, rest, self.reading, self.order);
        self.source.take(Kind::Object, &mut object)
    }

    fn value(&mut self) -> Result<serde_json::Value, Error> {
        self.source.take(Kind::Any, PhantomData)
    }

    fn tagged(&mut self, tag: &str, read: &mut ReadTagged<'_>) -> Result<(), Error> {
        let reading = self.reading;
        self.source.take(Kind::Any, Tagged { tag, read, reading })
    }

    fn count(&mut self, members: Tally) {
        self.reading.count(members);
    }
}

/// Reads an object into its slots.
///
/// Reading a few numbers takes little time, of which each call is a good part. So it is passed around as one pointer, and
/// what reads a member is put where it is called, in the loop over the members. The compiler does that with functions of the
/// format only where they have one caller: `PREFIXED` makes types of their own for objects whose first member was read
/// before, and so other functions.
pub(super) struct Object<'a, 'm, 'r, 'c, const PREFIXED: bool> {
    members: &'a mut [Member<'m>],
    rest: Option<&'r mut dyn Rest>,
    reading: &'c Reading,
    order: Option<&'c Order>,
    seen: Seen,
    /// How many members are not listed.
    others: usize,
}

impl<'a, 'm, 'r, 'c, const PREFIXED: bool> Object<'a, 'm, 'r, 'c, PREFIXED> {
    #[inline]
    pub(super) fn new(
        members: &'a mut [Member<'m>],
        rest: Option<&'r mut dyn Rest>,
        reading: &'c Reading,
        order: Option<&'c Order>,
    ) -> Self {
        Self {
            members,
            rest,
            reading,
            order,
            seen: Seen::default(),
            others: 0,
        }
    }

    /// Finds a member that is not the next one.
    fn find(&mut self, name: &str) -> Named<'_, 'm> {
        let is_named = |member: &Member<'_>| is_same(member.0, name);
        let next = self.seen.next;
        let known = self.order.and_then(|order| order.after(next));
        let index = match known.and_then(|index| self.members.get(index)) {
            Some(member) if is_named(member) => known,
            _ => {
                let (before, after) = self.members.split_at(next.min(self.members.len()));
                let after = after.iter().position(is_named).map(|index| next + index);
                after.or_else(|| before.iter().position(is_named))
            }
        };
        match index {
            Some(index) => {
                if let Some(order) = self.order.filter(|_| known != Some(index)) {
                    order.note(next, index);
                }
                self.seen.jump_to(index);
                Named::Listed(&mut self.members[index].1)
            }
            None => Named::Other(self.rest.is_some().then(|| name.to_owned())),
        }
    }

    /// Reads the value of a member that is not listed.
    fn read_other<'de, A: MapAccess<'de>>(&mut self, name: Option<String>, map: &mut A) -> Result<(), A::Error> {
        self.others += 1;
        match (name, self.rest.as_deref_mut()) {
            (Some(name), Some(rest)) => map.next_value_seed(Extra {
                rest,
                name,
                reading: self.reading,
            }),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

/// What the name of a member stands for.
enum Named<'o, 'm> {
    /// A member that is listed.
    Listed(&'o mut Slot<'m>),
    /// One that is not listed, with its name where there is a place for it.
    Other(Option<String>),
}

impl<'de, const PREFIXED: bool> DeserializeSeed<'de> for &mut Object<'_, '_, '_, '_, PREFIXED> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const PREFIXED: bool> Visitor<'de> for &mut Object<'_, '_, '_, '_, PREFIXED> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reading = self.reading;
        while let Some(named) = map.next_key_seed(Key(&mut *self))? {
            match named {
                Named::Listed(slot) => map.next_value_seed(SlotValue::<PREFIXED> { slot, reading })?,
                Named::Other(name) => self.read_other(name, &mut map)?,
            }
        }
        let (known, others) = (self.seen.count(), self.others);
        let (skipped, kept) = if self.rest.is_some() { (0, others) } else { (others, 0) };
        reading.count(Tally {
            known,
            skipped,
            kept,
            unlisted: 0,
        });
        match self.seen.missing(self.members) {
            Some(name) => Err(A::Error::custom(Error::missing(name))),
            None => Ok(()),
        }
    }
}

/// Reads the value of a member into its slot.
struct SlotValue<'a, 'm, 'c, const PREFIXED: bool> {
    slot: &'a mut Slot<'m>,
    reading: &'c Reading,
}

impl<'de, const PREFIXED: bool> DeserializeSeed<'de> for SlotValue<'_, '_, '_, PREFIXED> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.slot {
            Slot::String(place) => **place = String::deserialize(deserializer)?,
            Slot::Bool(place) => **place = bool::deserialize(deserializer)?,
            Slot::I32(place) => **place = Whole::deserialize(deserializer)?.0,
            Slot::I64(place) => **place = Whole::deserialize(deserializer)?.0,
            Slot::U32(place) => **place = Whole::deserialize(deserializer)?.0,
            Slot::U64(place) => **place = Whole::deserialize(deserializer)?.0,
            Slot::F32(place) => **place = f32::deserialize(deserializer)?,
            Slot::F64(place) => **place = f64::deserialize(deserializer)?,
            Slot::VecString(place) => **place = Vec::deserialize(deserializer)?,
            // Only for these `null` may be a value, or none, which is asked for first.
            _ => return deserializer.deserialize_option(self),
        }
        Ok(())
    }
}

impl<'de, const PREFIXED: bool> Visitor<'de> for SlotValue<'_, '_, '_, PREFIXED> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        match self.slot.fill_null() {
            true => Ok(()),
            false => Err(E::invalid_type(Unexpected::Unit, &self)),
        }
    }

    #[inline]
    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        match self.slot {
            Slot::OptString(place) => **place = Some(String::deserialize(value)?),
            Slot::OptBool(place) => **place = Some(bool::deserialize(value)?),
            Slot::OptI32(place) => **place = Some(Whole::deserialize(value)?.0),
            Slot::OptI64(place) => **place = Some(Whole::deserialize(value)?.0),
            Slot::OptU32(place) => **place = Some(Whole::deserialize(value)?.0),
            Slot::OptU64(place) => **place = Some(Whole::deserialize(value)?.0),
            Slot::OptF32(place) => **place = Some(f32::deserialize(value)?),
            Slot::OptF64(place) => **place = Some(f64::deserialize(value)?),
            Slot::OptVecString(place) => **place = Some(Vec::deserialize(value)?),
            Slot::Required(place) => place
                .replace(&mut In::new(value, self.reading))
                .map_err(D::Error::custom)?,
            Slot::Optional(place) | Slot::Nullable(place) | Slot::ThreeState(place) | Slot::ReadOnly(place) => place
                .fill(&mut In::new(value, self.reading))
                .map_err(D::Error::custom)?,
            // The others are read without this visitor.
            _ => {}
        }
        Ok(())
    }
}

/// Finds a member by its name. Members mostly come in the order of the description, so the search starts after the member
/// found last.
struct Key<'o, 'a, 'm, 'r, 'c, const PREFIXED: bool>(&'o mut Object<'a, 'm, 'r, 'c, PREFIXED>);

impl<'de, 'o, 'm, const PREFIXED: bool> DeserializeSeed<'de> for Key<'o, '_, 'm, '_, '_, PREFIXED> {
    type Value = Named<'o, 'm>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Named<'o, 'm>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'o, 'm, const PREFIXED: bool> Visitor<'_> for Key<'o, '_, 'm, '_, '_, PREFIXED> {
    type Value = Named<'o, 'm>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Named<'o, 'm>, E> {
        let object = self.0;
        let next = object.seen.next;
        match object.members.get(next) {
            Some(member) if is_same(member.0, name) => {
                object.seen.next = next + 1;
                Ok(Named::Listed(&mut object.members[next].1))
            }
            _ => Ok(object.find(name)),
        }
    }
}

/// Whether two names are the same. Most are short, and compared by their ends in less time than a call of the system's
/// comparison takes.
#[inline]
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    one.len() == other.len()
        && match one.len() {
            0 => true,
            1 => one[0] == other[0],
            2..=4 => has_same_ends::<2>(one, other),
            5..=8 => has_same_ends::<4>(one, other),
            9..=16 => has_same_ends::<8>(one, other),
            _ => one == other,
        }
}

/// Whether the first and the last `N` bytes are the same.
#[inline]
fn has_same_ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk() && one.last_chunk::<N>() == other.last_chunk()
}

/// Reads a value into a place, or tells the place that it is `null`.
struct Place<'a, 'c> {
    place: &'a mut dyn Fill,
    reading: &'c Reading,
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
            .fill(&mut In::new(deserializer, self.reading))
            .map_err(D::Error::custom)
    }
}

/// Reads the value of a member that is not listed.
struct Extra<'a, 'c> {
    rest: &'a mut dyn Rest,
    name: String,
    reading: &'c Reading,
}

impl<'de> DeserializeSeed<'de> for Extra<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Extra<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.rest.member(self.name, None).map_err(E::custom)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.rest
            .member(self.name, Some(&mut In::new(deserializer, self.reading)))
            .map_err(D::Error::custom)
    }
}

/// Shows a string.
struct Text<'a>(&'a mut dyn FnMut(&str) -> Result<(), Error>);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        (self.0)(text).map_err(E::custom)
    }
}
