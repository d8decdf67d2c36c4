//! Writing: the traits that it uses, and the ways in.

use std::any::Any;
use std::collections::BTreeMap;

use serde::ser::{Serialize, Serializer};

use super::output::Encoded;
use super::{Codec, Error, Limits, List, Map, Object};

/// A value that can be written, of whatever type.
pub trait Encode: std::fmt::Debug {
    /// Writes the value.
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error>;

    /// Gives the members to the object that the value is written as, where it is one.
    fn encode_members<'a>(&'a self, _object: Object<'a>) {}

    /// Whether a member with this value is left out of its object.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Codec> Encode for T {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        self.write(output)
    }

    fn encode_members<'a>(&'a self, object: Object<'a>) {
        self.members(object);
    }

    fn is_absent(&self) -> bool {
        Codec::is_absent(self)
    }
}

impl Encode for &str {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(self)
    }
}

impl Encode for &dyn Encode {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        (**self).encode(output)
    }

    fn encode_members<'a>(&'a self, object: Object<'a>) {
        (**self).encode_members(object);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Codec> Encode for &[T] {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.list(self.len(), self)
    }
}

/// The value of a member: it can be written, and copied.
pub trait MemberValue: Encode {
    /// Copies the value to the same member of another one.
    fn copy_to(&self, member: &mut dyn Any);
}

impl<T: Codec> MemberValue for T {
    fn copy_to(&self, member: &mut dyn Any) {
        if let Some(member) = member.downcast_mut::<Self>() {
            member.clone_from(self);
        }
    }
}

/// Where a value is written to, in whatever format. Each value calls exactly one method that writes, once.
pub trait Output {
    /// Writes `null`.
    fn null(&mut self) -> Result<(), Error>;
    /// Writes `true` or `false`.
    fn bool(&mut self, value: bool) -> Result<(), Error>;
    /// Writes a whole number.
    fn i64(&mut self, value: i64) -> Result<(), Error>;
    /// Writes a whole number that is not negative.
    fn u64(&mut self, value: u64) -> Result<(), Error>;
    /// Writes a number of single precision.
    fn f32(&mut self, value: f32) -> Result<(), Error>;
    /// Writes a number.
    fn f64(&mut self, value: f64) -> Result<(), Error>;
    /// Writes a string.
    fn string(&mut self, value: &str) -> Result<(), Error>;
    /// Writes a string that must not be seen.
    fn secret(&mut self, value: &str) -> Result<(), Error> {
        self.string(value)
    }
    /// Writes a list of so many elements.
    fn list(&mut self, count: usize, elements: &dyn Elements) -> Result<(), Error>;
    /// Writes a list of scalars.
    fn scalars(&mut self, list: List<'_>) -> Result<(), Error> {
        let (count, elements) = list.elements();
        self.list(count, elements)
    }
    /// Writes a map of scalars as an object.
    fn scalars_by_name(&mut self, map: Map<'_>) -> Result<(), Error> {
        self.object(&map)
    }
    /// Writes an object with the members that the value [gives](Encode::encode_members).
    fn object(&mut self, value: &dyn Encode) -> Result<(), Error>;
    /// Tells the name of the entry whose value comes next, where an entry is written.
    fn name(&mut self, _name: &str) -> Result<(), Error> {
        Ok(())
    }
    /// Writes an entry whose value is an object: its name, and the value after it.
    fn object_by_name(&mut self, name: &str, value: &dyn Encode) -> Result<(), Error> {
        self.name(name)?;
        self.object(value)
    }
    /// Writes any JSON value.
    fn value(&mut self, value: &serde_json::Value) -> Result<(), Error>;
    /// Whether this is for the service, which is not sent what only itself can set.
    fn is_sending(&self) -> bool;
    /// Tells the limits on the value that comes next, unless it already has some.
    fn own_limits(&mut self, _limits: &'static Limits) {}
}

/// The elements of a list.
pub trait Elements {
    /// One after the other.
    fn each(&self) -> Box<dyn Iterator<Item = &dyn Encode> + '_>;
    /// Writes one after the other, to an output that is the end of a list. It takes fewer calls than to get each and to write it then.
    fn write(&self, output: &mut dyn Output) -> Result<(), Error>;
}

impl<T: Encode> Elements for Vec<T> {
    fn each(&self) -> Box<dyn Iterator<Item = &dyn Encode> + '_> {
        Box::new(self.iter().map(|element| element as &dyn Encode))
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        self.as_slice().write(output)
    }
}

impl<T: Encode> Elements for &[T] {
    fn each(&self) -> Box<dyn Iterator<Item = &dyn Encode> + '_> {
        Box::new(self.iter().map(|element| element as &dyn Encode))
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        self.iter().try_for_each(|element| element.encode(output))
    }
}

/// The elements of a list of [objects](Codec::IS_OBJECT). The members of each are asked for in one call.
pub trait Objects {
    /// Gives the members of an element to the object that it is written as.
    fn members<'a>(&'a self, index: usize, object: Object<'a>);
}

impl<T: Codec> Objects for Vec<T> {
    fn members<'a>(&'a self, index: usize, object: Object<'a>) {
        match self.get(index) {
            Some(element) => element.members(object),
            None => object.refuse(),
        }
    }
}

/// Members of an object by their names.
pub trait Entries {
    /// How many there are.
    fn count(&self) -> usize;
    /// Each name with its value.
    fn each(&self) -> Box<dyn Iterator<Item = (&str, &dyn Encode)> + '_>;
    /// Writes each [`name`](Output::name) and after it the value, to an output that is the end of an object. It takes fewer calls than
    /// to get both and to write them then.
    fn write(&self, output: &mut dyn Output) -> Result<(), Error>;
    /// Copies them to those of another value of the same type.
    fn copy_to(&self, others: &mut dyn Any);
}

impl<T: Codec> Entries for BTreeMap<String, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self) -> Box<dyn Iterator<Item = (&str, &dyn Encode)> + '_> {
        Box::new(self.iter().map(|(name, value)| (name.as_str(), value as &dyn Encode)))
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        if T::IS_OBJECT {
            return self
                .iter()
                .try_for_each(|(name, value)| output.object_by_name(name, value));
        }
        self.iter().try_for_each(|(name, value)| {
            output.name(name)?;
            value.encode(output)
        })
    }

    fn copy_to(&self, others: &mut dyn Any) {
        if let Some(others) = others.downcast_mut::<Self>() {
            others.clone_from(self);
        }
    }
}

/// Writes the value of a variant of a union.
#[allow(dead_code)] // Not every API has a union.
pub(crate) fn encode<T: Codec>(value: &T, output: &mut dyn Output) -> Result<(), Error> {
    value.encode(output)
}

/// What serde's `serialize` gives.
pub type Serialized<S> = Result<<S as Serializer>::Ok, <S as Serializer>::Error>;

/// Writes a value in any serde format.
pub fn serialize<T: Codec, S: Serializer>(value: &T, serializer: S) -> Serialized<S> {
    Encoded { value, sending: false }.serialize(serializer)
}

/// The JSON text of a value that is sent to the service.
pub(crate) fn to_vec(value: &dyn Encode) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(&Encoded { value, sending: true }).map_err(Error::from_serde)
}
