//! Reading of objects that a member tells the type of. Where that member comes first, as it mostly does, the others are read
//! at once; else the whole value is kept until it is found.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::Error;
use super::decode::{Input, ReadTagged, Reading, Tally, read_told, tag_text};
use super::input::Object;
use super::slot::{Fill, Member, Rest};

/// Shows a value of any kind with the text of a member.
pub(super) struct Tagged<'a, 'r, 'c> {
    pub(super) tag: &'a str,
    pub(super) read: &'a mut ReadTagged<'r>,
    pub(super) reading: &'c Reading,
}

impl Tagged<'_, '_, '_> {
    /// Shows a value that is no object.
    fn untold<E: serde::de::Error>(self, value: Value) -> Result<(), E> {
        let tally = read_told(&value, self.tag, self.read, self.reading.is_trial()).map_err(E::custom)?;
        self.reading.count(tally);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Tagged<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tagged<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let first = match map.next_key::<String>()? {
            Some(name) => Some((name, map.next_value::<Value>()?)),
            None => None,
        };
        let text = match &first {
            Some((name, value)) if name == self.tag => tag_text(value).map(Cow::into_owned),
            _ => None,
        };
        let mut head = Head {
            map: Some(Prefixed {
                first,
                map,
                value: None,
            }),
            reading: self.reading,
        };
        match text {
            Some(text) => (self.read)(Some(&text), &mut head),
            None => head.tagged(self.tag, self.read),
        }
        .map_err(A::Error::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(seq))?;
        self.untold(value)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.untold(value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.untold(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.untold(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.untold(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.untold(value.into())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.untold(Value::Null)
    }
}

/// [`Input`] over an object of which the first member is read.
struct Head<'c, A> {
    map: Option<Prefixed<A>>,
    reading: &'c Reading,
}

impl<A> Head<'_, A> {
    fn take(&mut self) -> Result<Prefixed<A>, Error> {
        self.map.take().ok_or_else(|| Error::new("a value was read twice"))
    }
}

/// What is no object was asked for.
fn is_object<T>() -> Result<T, Error> {
    Err(Error::new("invalid type: object, expected another"))
}

impl<'de, A: MapAccess<'de>> Input for Head<'_, A> {
    fn bool(&mut self) -> Result<bool, Error> {
        is_object()
    }

    fn i64(&mut self) -> Result<i64, Error> {
        is_object()
    }

    fn u64(&mut self) -> Result<u64, Error> {
        is_object()
    }

    fn f64(&mut self) -> Result<f64, Error> {
        is_object()
    }

    fn string(&mut self) -> Result<String, Error> {
        is_object()
    }

    fn text(&mut self, _: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error> {
        is_object()
    }

    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error> {
        place.fill(self)
    }

    fn sequence(&mut self, _: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error> {
        is_object()
    }

    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error> {
        let mut object = Object::<true>::new(members, rest, self.reading, None);
        object.visit_map(self.take()?).map_err(Error::from_serde)
    }

    fn value(&mut self) -> Result<Value, Error> {
        Value::deserialize(MapAccessDeserializer::new(self.take()?)).map_err(Error::from_serde)
    }

    fn is_trial(&self) -> bool {
        self.reading.is_trial()
    }

    fn count(&mut self, members: Tally) {
        self.reading.count(members);
    }
}

/// The members of an object, the first of which is read.
struct Prefixed<A> {
    first: Option<(String, Value)>,
    /// The value of the first one, once its name is taken.
    value: Option<Value>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Prefixed<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some((name, value)) => {
                self.value = Some(value);
                seed.deserialize(StrDeserializer::new(&name)).map(Some)
            }
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(A::Error::custom),
            None => self.map.next_value_seed(seed),
        }
    }
}
