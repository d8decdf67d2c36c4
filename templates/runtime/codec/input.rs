//! The one implementation of [`Input`]: over any serde `Deserializer`.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use super::decode::{Fill, Input, Member, ReadTagged, Rest, Slot, Tally};
use super::head::Tagged;
use super::whole::Whole;
use super::{Error, ListMut, MapMut};

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

    fn scalars(&mut self, list: ListMut<'_>) -> Result<(), Error> {
        self.take()?.deserialize_seq(list).map_err(Error::from_serde)
    }

    fn scalars_by_name(&mut self, map: MapMut<'_>) -> Result<(), Error> {
        let skipped = self.take()?.deserialize_map(map).map_err(Error::from_serde)?;
        self.count(Tally { known: 0, skipped });
        Ok(())
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        let mut object = Object::<false>::new(members, rest, self.tally);
        self.take()?.deserialize_map(&mut object).map_err(Error::from_serde)
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
///
/// Reading a few numbers takes little time, of which each call is a good part. So it is passed around as one pointer, and
/// what reads a member is put where it is called, in the loop over the members. The compiler does that with functions of the
/// format only where they have one caller: `PREFIXED` makes types of their own for objects whose first member was read
/// before, and so other functions.
pub(super) struct Object<'a, 'm, 'r, 'c, const PREFIXED: bool> {
    members: &'a mut [Member<'m>],
    rest: Option<&'r mut dyn Rest>,
    tally: &'c Cell<Tally>,
    /// The member after the one found last.
    next: usize,
    seen: Seen,
    skipped: usize,
}

impl<'a, 'm, 'r, 'c, const PREFIXED: bool> Object<'a, 'm, 'r, 'c, PREFIXED> {
    #[inline]
    pub(super) fn new(members: &'a mut [Member<'m>], rest: Option<&'r mut dyn Rest>, tally: &'c Cell<Tally>) -> Self {
        Self {
            members,
            rest,
            tally,
            next: 0,
            seen: Seen::default(),
            skipped: 0,
        }
    }

    /// Finds a member that is not the next one.
    fn find(&self, name: &str) -> Named {
        let is_named = |member: &Member<'_>| member.0 == name;
        let (before, after) = self.members.split_at(self.next.min(self.members.len()));
        match after.iter().position(is_named) {
            Some(index) => Named::Listed(before.len() + index),
            None => match before.iter().position(is_named) {
                Some(index) => Named::Listed(index),
                None => Named::Other(self.rest.is_some().then(|| name.to_owned())),
            },
        }
    }

    /// Reads the value of a member that is not listed.
    fn read_other<'de, A: MapAccess<'de>>(&mut self, name: Option<String>, map: &mut A) -> Result<(), A::Error> {
        self.skipped += 1;
        match (name, self.rest.as_deref_mut()) {
            (Some(name), Some(rest)) => map.next_value_seed(Extra {
                rest,
                name,
                tally: self.tally,
            }),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

/// What the name of a member stands for.
enum Named {
    /// The member with this index.
    Listed(usize),
    /// One that is not listed, with its name where there is a place for it.
    Other(Option<String>),
}

impl<'de, const PREFIXED: bool> Visitor<'de> for &mut Object<'_, '_, '_, '_, PREFIXED> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut known = 0;
        while let Some(named) = map.next_key_seed(Key(&*self))? {
            match named {
                Named::Listed(index) => {
                    known += 1;
                    self.next = index + 1;
                    let value = SlotValue::<PREFIXED> {
                        slot: &mut self.members[index].1,
                        tally: self.tally,
                    };
                    map.next_value_seed(value)?;
                    self.seen.add(index);
                }
                Named::Other(name) => self.read_other(name, &mut map)?,
            }
        }
        let skipped = self.skipped;
        self.tally.set(self.tally.get().plus(Tally { known, skipped }));
        match self.seen.missing(self.members) {
            Some(name) => Err(A::Error::custom(Error::missing(name))),
            None => Ok(()),
        }
    }
}

/// Reads the value of a member into its slot.
struct SlotValue<'a, 'm, 'c, const PREFIXED: bool> {
    slot: &'a mut Slot<'m>,
    tally: &'c Cell<Tally>,
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
                .replace(&mut In::new(value, self.tally))
                .map_err(D::Error::custom)?,
            Slot::Optional(place) | Slot::Nullable(place) | Slot::ThreeState(place) | Slot::ReadOnly(place) => {
                place.fill(&mut In::new(value, self.tally)).map_err(D::Error::custom)?
            }
            // The others are read without this visitor.
            _ => {}
        }
        Ok(())
    }
}

/// Which members came, by their positions.
#[derive(Default)]
struct Seen {
    first: u64,
    others: Vec<usize>,
}

impl Seen {
    #[inline]
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

    /// The first required member that did not come.
    #[inline]
    fn missing(&self, members: &[Member<'_>]) -> Option<&'static str> {
        // Mostly all members come, or all but a few.
        let all = 1_u64.checked_shl(members.len() as u32).map(|end| end - 1);
        match all == Some(self.first) {
            true => None,
            false => self.find_missing(members),
        }
    }

    fn find_missing(&self, members: &[Member<'_>]) -> Option<&'static str> {
        let mut all = members.iter().enumerate();
        let (_, member) = all.find(|(index, member)| member.1.is_required() && !self.has(*index))?;
        Some(member.0)
    }
}

/// Finds a member by its name. Members mostly come in the order of the description, so the search starts after the member
/// found last.
struct Key<'o, 'a, 'm, 'r, 'c, const PREFIXED: bool>(&'o Object<'a, 'm, 'r, 'c, PREFIXED>);

impl<'de, const PREFIXED: bool> DeserializeSeed<'de> for Key<'_, '_, '_, '_, '_, PREFIXED> {
    type Value = Named;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Named, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<const PREFIXED: bool> Visitor<'_> for Key<'_, '_, '_, '_, '_, PREFIXED> {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Named, E> {
        let Object { members, next, .. } = self.0;
        match members.get(*next) {
            Some(member) if is_same(member.0, name) => Ok(Named::Listed(*next)),
            _ => Ok(self.0.find(name)),
        }
    }
}

/// Whether two names are the same. Short ones are compared in less time than a call of the system's comparison takes.
#[inline]
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    match one.len() == other.len() {
        true if one.len() <= 4 => one.iter().zip(other).all(|(one, other)| one == other),
        same => same && one == other,
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
            .member(self.name, Some(&mut In::new(deserializer, self.tally)))
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
