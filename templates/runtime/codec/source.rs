//! Where values are read: one that stands alone, or one after the other from a list.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};

use super::Error;
use super::decode::{ElementsMut, Input, Taken, Tally};
use super::input::In;
use super::order::Order;

/// What gives a value.
pub(super) trait Source<'de> {
    /// Gives the value to what reads one of this kind.
    fn take<S: DeserializeSeed<'de>>(&mut self, kind: Kind, seed: S) -> Result<S::Value, Error>;
}

/// What is read, as far as JSON tells it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Any,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A value that is not in a list. It can be taken once.
pub(super) struct Alone<D>(Option<D>);

impl<D> Alone<D> {
    pub(super) fn new(deserializer: D) -> Self {
        Self(Some(deserializer))
    }
}

impl<'de, D: Deserializer<'de>> Source<'de> for Alone<D> {
    #[inline]
    fn take<S: DeserializeSeed<'de>>(&mut self, _: Kind, seed: S) -> Result<S::Value, Error> {
        let deserializer = self.0.take().ok_or_else(|| Error::new("a value was read twice"))?;
        seed.deserialize(deserializer).map_err(Error::from_serde)
    }
}

/// The elements of a list from the next one on.
struct Elements<'t, A> {
    seq: A,
    taken: &'t Taken,
}

impl<'de, A: SeqAccess<'de>> Source<'de> for Elements<'_, A> {
    #[inline]
    fn take<S: DeserializeSeed<'de>>(&mut self, _: Kind, seed: S) -> Result<S::Value, Error> {
        // Nobody sees this error, so it has no text: to make one would take time.
        let end = || Error::new("");
        if self.taken.is_all() {
            return Err(end());
        }
        let element = self.seq.next_element_seed(seed);
        match element {
            Ok(None) => self.taken.set_all(),
            _ => self.taken.add_one(),
        }
        element.map_err(Error::from_serde)?.ok_or_else(end)
    }
}

/// Reads a list into its place.
pub(super) struct Listed<'a, 'c> {
    pub(super) list: &'a mut dyn ElementsMut,
    pub(super) tally: &'c Cell<Tally>,
}

impl<'de> DeserializeSeed<'de> for Listed<'_, '_> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Listed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let (taken, order) = (Taken::default(), Order::default());
        let elements = Elements { seq, taken: &taken };
        let mut input = In::of(elements, self.tally, Some(&order));
        self.list.read(&mut input, &taken).map_err(A::Error::custom)
    }
}

/// Reads a list element by element.
pub(super) struct Sequence<'a, 'c> {
    pub(super) element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    pub(super) tally: &'c Cell<Tally>,
}

impl<'de> DeserializeSeed<'de> for Sequence<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
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
