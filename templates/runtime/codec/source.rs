//! Where values are read: one that stands alone, or one after the other from a list.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};

use super::Error;
use super::decode::{Input, Reading};
use super::input::In;
use super::order::Order;
use super::slot::{ElementsMut, NOT_READ_ONCE, Taken};

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
struct Elements<'t, A, E> {
    seq: A,
    taken: &'t Taken,
    /// Why the format gave no other element, where it should have.
    failure: &'t Cell<Option<E>>,
}

impl<'de, A: SeqAccess<'de>> Source<'de> for Elements<'_, A, A::Error> {
    #[inline]
    fn take<S: DeserializeSeed<'de>>(&mut self, _: Kind, seed: S) -> Result<S::Value, Error> {
        // A type hears that the list has ended once for each list, and so it is told without a text, which would take time.
        let end = || Error::new("");
        if self.taken.is_all() {
            return Err(end());
        }
        let mut reached = false;
        match self.seq.next_element_seed(Reached(seed, &mut reached)) {
            Ok(Some(value)) => {
                self.taken.add_one();
                Ok(value)
            }
            Ok(None) => {
                self.taken.set_all();
                Err(end())
            }
            Err(error) if reached => {
                self.taken.add_one();
                Err(Error::from_serde(error))
            }
            // No element was there, so that the type that reads it has no say in whether that matters.
            Err(error) => {
                self.failure.set(Some(error));
                self.taken.set_all();
                Err(end())
            }
        }
    }
}

/// Reads an element, and notes that there is one.
struct Reached<'r, S>(S, &'r mut bool);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Reached<'_, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        *self.1 = true;
        self.0.deserialize(deserializer)
    }
}

/// Reads a list into its place.
pub(super) struct Listed<'a, 'c> {
    pub(super) list: &'a mut dyn ElementsMut,
    pub(super) reading: &'c Reading,
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
        let (taken, order, failure) = (Taken::default(), Order::default(), Cell::default());
        let elements = Elements {
            seq,
            taken: &taken,
            failure: &failure,
        };
        let mut input = In::of(elements, self.reading, Some(&order));
        self.list.read(&mut input, &taken).map_err(A::Error::custom)?;
        match failure.take() {
            Some(error) => Err(error),
            None if taken.is_all() => Ok(()),
            None => Err(A::Error::custom(NOT_READ_ONCE)),
        }
    }
}

/// Reads a list element by element.
pub(super) struct Sequence<'a, 'c> {
    pub(super) element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    pub(super) reading: &'c Reading,
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
                reading: self.reading,
            })?
            .is_some()
        {}
        Ok(())
    }
}

struct Element<'a, 'c> {
    element: &'a mut dyn FnMut(&mut dyn Input) -> Result<(), Error>,
    reading: &'c Reading,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        (self.element)(&mut In::new(deserializer, self.reading)).map_err(D::Error::custom)
    }
}
