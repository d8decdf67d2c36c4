//! Writing: the traits that it uses, and the one adapter that implements them over any serde `Serializer`.

use std::any::Any;
use std::collections::BTreeMap;

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::scalars::entries;
use super::{Codec, Error, Limits, List, Map};

/// A value that can be written, of whatever type.
pub trait Encode: std::fmt::Debug {
    /// Writes the value.
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error>;

    /// Whether a member with this value is left out of its object.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Codec> Encode for T {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        self.write(output)
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

impl<T: Codec> Encode for &[T] {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        T::write_list(self, output)
    }
}

/// The value of a member: it can be written, and copied.
pub trait MemberValue: Encode {
    /// Copies the value to the same member of another one.
    fn copy_to(&self, member: &mut dyn Any);
}

impl<T: Codec + Clone> MemberValue for T {
    fn copy_to(&self, member: &mut dyn Any) {
        if let Some(member) = member.downcast_mut::<Self>() {
            member.clone_from(self);
        }
    }
}

/// Where one value is written to, in whatever format. Exactly one method that writes is called, once.
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
    /// Writes a list.
    fn sequence<'a>(&mut self, elements: &mut (dyn Iterator<Item = &'a dyn Encode> + 'a)) -> Result<(), Error>;
    /// Writes a list of one type.
    fn list(&mut self, list: &dyn Elements) -> Result<(), Error> {
        self.sequence(&mut (0..list.count()).map(|index| list.get(index)))
    }
    /// Writes a list of scalars.
    fn scalars(&mut self, list: List<'_>) -> Result<(), Error> {
        list.each(|elements| self.sequence(elements))
    }
    /// Writes a map of scalars as an object.
    fn scalars_by_name(&mut self, map: Map<'_>) -> Result<(), Error> {
        map.each(|entries| self.object(&[], Some(entries)))
    }
    /// Writes an object with the members listed and then those of `rest`.
    fn object<'a>(&mut self, members: &[(&str, Ref<'_>)], rest: Option<&mut Entries<'a>>) -> Result<(), Error>;
    /// Writes any JSON value.
    fn value(&mut self, value: &serde_json::Value) -> Result<(), Error>;
    /// Whether this is for the service, which is not sent what only itself can set.
    fn is_sending(&self) -> bool;
    /// Tells the limits on members of the object that comes next.
    fn limits(&mut self, _members: &'static [(&'static str, Limits)]) {}
    /// Tells the limits on the members of the object that comes next that have no limits of their own.
    fn other_limits(&mut self, _limits: &'static Limits) {}
    /// Tells the limits on the value that comes next, unless it already has some.
    fn own_limits(&mut self, _limits: &'static Limits) {}
}

/// The elements of a list that are all of one type.
pub trait Elements {
    /// How many there are.
    fn count(&self) -> usize;
    /// The element at a position.
    fn get(&self, index: usize) -> &dyn Encode;
    /// Writes the element at a position: one call less than to get it and to write it then.
    fn write(&self, index: usize, output: &mut dyn Output) -> Result<(), Error>;
}

impl<T: Encode> Elements for &[T] {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> &dyn Encode {
        &self[index]
    }

    fn write(&self, index: usize, output: &mut dyn Output) -> Result<(), Error> {
        self[index].encode(output)
    }
}

/// Members of an object by their names.
pub type Entries<'a> = dyn Iterator<Item = (&'a str, &'a dyn Encode)> + 'a;

impl dyn Output + '_ {
    /// Writes an object with the members listed.
    pub fn record(&mut self, members: &[(&str, Ref<'_>)]) -> Result<(), Error> {
        self.object(members, None)
    }

    /// Writes an object with the members listed and those of a map.
    pub fn record_with<T: Encode>(
        &mut self,
        members: &[(&str, Ref<'_>)],
        rest: &BTreeMap<String, T>,
    ) -> Result<(), Error> {
        self.object(members, Some(&mut entries(rest)))
    }
}

/// The value of a member. The usual types are written without a call through a table of functions.
#[derive(Clone, Copy)]
pub enum Ref<'a> {
    /// A string.
    String(&'a str),
    /// `true` or `false`.
    Bool(&'a bool),
    /// A whole number of 32 bits.
    I32(&'a i32),
    /// A whole number of 64 bits.
    I64(&'a i64),
    /// A whole number of 32 bits that is not negative.
    U32(&'a u32),
    /// A whole number of 64 bits that is not negative.
    U64(&'a u64),
    /// A number of single precision.
    F32(&'a f32),
    /// A number.
    F64(&'a f64),
    /// A list of strings.
    VecString(&'a [String]),
    /// A string, or nothing.
    OptString(&'a Option<String>),
    /// `true` or `false`, or nothing.
    OptBool(&'a Option<bool>),
    /// A whole number of 32 bits, or nothing.
    OptI32(&'a Option<i32>),
    /// A whole number of 64 bits, or nothing.
    OptI64(&'a Option<i64>),
    /// A whole number of 32 bits that is not negative, or nothing.
    OptU32(&'a Option<u32>),
    /// A whole number of 64 bits that is not negative, or nothing.
    OptU64(&'a Option<u64>),
    /// A number of single precision, or nothing.
    OptF32(&'a Option<f32>),
    /// A number, or nothing.
    OptF64(&'a Option<f64>),
    /// A list of strings, or nothing.
    OptVecString(&'a Option<Vec<String>>),
    /// Anything else that must be there.
    Required(&'a dyn MemberValue),
    /// Anything else; left out where it says that it is absent.
    Optional(&'a dyn MemberValue),
    /// Anything that is always written: `null` where it has no value.
    Nullable(&'a dyn MemberValue),
    /// Anything that may be left out and may be `null`.
    ThreeState(&'a dyn MemberValue),
    /// A member that only the service sets: kept, but not sent to it.
    ReadOnly(&'a dyn MemberValue),
}

impl Ref<'_> {
    /// The value, whatever it is.
    pub(super) fn value(&self) -> &dyn Encode {
        match self {
            Self::String(value) => value,
            Self::Bool(value) => *value,
            Self::I32(value) => *value,
            Self::I64(value) => *value,
            Self::U32(value) => *value,
            Self::U64(value) => *value,
            Self::F32(value) => *value,
            Self::F64(value) => *value,
            Self::VecString(value) => value,
            Self::OptString(value) => *value,
            Self::OptBool(value) => *value,
            Self::OptI32(value) => *value,
            Self::OptI64(value) => *value,
            Self::OptU32(value) => *value,
            Self::OptU64(value) => *value,
            Self::OptF32(value) => *value,
            Self::OptF64(value) => *value,
            Self::OptVecString(value) => *value,
            Self::Required(value)
            | Self::Optional(value)
            | Self::Nullable(value)
            | Self::ThreeState(value)
            | Self::ReadOnly(value) => *value,
        }
    }

    /// Whether the member is written at all.
    pub(super) fn is_written(&self, sending: bool) -> bool {
        match self {
            Self::Nullable(_) => true,
            Self::ReadOnly(_) if sending => false,
            other => !other.value().is_absent(),
        }
    }

    /// The value as it is sent to the service; none where the member is left out.
    pub(crate) fn sent(&self) -> Option<&dyn Encode> {
        self.is_written(true).then(|| self.value())
    }
}

/// Writes the value of a variant of a union.
#[allow(dead_code)] // Not every API has a union.
pub(crate) fn encode<T: Encode>(value: &T, output: &mut dyn Output) -> Result<(), Error> {
    value.encode(output)
}

/// What serde's `serialize` gives.
pub type Serialized<S> = Result<<S as Serializer>::Ok, <S as Serializer>::Error>;

/// Writes a value in any serde format.
pub fn serialize<T: Encode, S: Serializer>(value: &T, serializer: S) -> Serialized<S> {
    Encoded { value, sending: false }.serialize(serializer)
}

/// The JSON text of a value that is sent to the service.
pub(crate) fn to_vec(value: &dyn Encode) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(&Encoded { value, sending: true }).map_err(Error::from_serde)
}

/// An [`Encode`] as a `Serialize`.
struct Encoded<'a> {
    value: &'a dyn Encode,
    sending: bool,
}

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Out::fill(serializer, self.sending, |output| self.value.encode(output))
    }
}

/// An element of a list as a `Serialize`.
struct Element<'a> {
    elements: &'a dyn Elements,
    index: usize,
    sending: bool,
}

impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Out::fill(serializer, self.sending, |output| {
            self.elements.write(self.index, output)
        })
    }
}

/// [`Output`] over a `Serializer`.
struct Out<S: Serializer> {
    serializer: Option<S>,
    done: Option<S::Ok>,
    sending: bool,
}

impl<S: Serializer> Out<S> {
    /// Gives a serializer the value that is written.
    #[inline]
    fn fill(
        serializer: S,
        sending: bool,
        write: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<S::Ok, S::Error> {
        let mut output = Self {
            serializer: Some(serializer),
            done: None,
            sending,
        };
        write(&mut output).map_err(S::Error::custom)?;
        output.done.ok_or_else(|| S::Error::custom("a value was not written"))
    }

    fn write(&mut self, write: impl FnOnce(S, bool) -> Result<S::Ok, S::Error>) -> Result<(), Error> {
        let serializer = self
            .serializer
            .take()
            .ok_or_else(|| Error::new("a value was written twice"))?;
        self.done = Some(write(serializer, self.sending).map_err(Error::from_serde)?);
        Ok(())
    }
}

impl<S: Serializer> Output for Out<S> {
    fn null(&mut self) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_unit())
    }

    fn bool(&mut self, value: bool) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_bool(value))
    }

    fn i64(&mut self, value: i64) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_i64(value))
    }

    fn u64(&mut self, value: u64) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_u64(value))
    }

    fn f32(&mut self, value: f32) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_f32(value))
    }

    fn f64(&mut self, value: f64) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_f64(value))
    }

    fn string(&mut self, value: &str) -> Result<(), Error> {
        self.write(|serializer, _| serializer.serialize_str(value))
    }

    fn sequence<'a>(&mut self, elements: &mut (dyn Iterator<Item = &'a dyn Encode> + 'a)) -> Result<(), Error> {
        self.write(|serializer, sending| {
            let mut list = serializer.serialize_seq(elements.size_hint().1)?;
            for value in elements {
                list.serialize_element(&Encoded { value, sending })?;
            }
            list.end()
        })
    }

    fn list(&mut self, elements: &dyn Elements) -> Result<(), Error> {
        self.write(|serializer, sending| {
            let count = elements.count();
            let mut list = serializer.serialize_seq(Some(count))?;
            for index in 0..count {
                list.serialize_element(&Element {
                    elements,
                    index,
                    sending,
                })?;
            }
            list.end()
        })
    }

    fn scalars(&mut self, list: List<'_>) -> Result<(), Error> {
        self.write(|serializer, _| list.serialize(serializer))
    }

    fn scalars_by_name(&mut self, map: Map<'_>) -> Result<(), Error> {
        self.write(|serializer, _| map.serialize(serializer))
    }

    fn object<'a>(&mut self, members: &[(&str, Ref<'_>)], rest: Option<&mut Entries<'a>>) -> Result<(), Error> {
        self.write(|serializer, sending| {
            let mut map = serializer.serialize_map(None)?;
            for (name, value) in members {
                match value {
                    // The most frequent kind by far, for which no table of jumps is asked.
                    Ref::String(value) => map.serialize_entry(name, value)?,
                    value => write_member(&mut map, name, value, sending)?,
                }
            }
            for (name, value) in rest.into_iter().flatten() {
                map.serialize_entry(name, &Encoded { value, sending })?;
            }
            map.end()
        })
    }

    fn value(&mut self, value: &serde_json::Value) -> Result<(), Error> {
        self.write(|serializer, _| value.serialize(serializer))
    }

    fn is_sending(&self) -> bool {
        self.sending
    }
}

fn write_member<M: SerializeMap>(map: &mut M, name: &str, value: &Ref<'_>, sending: bool) -> Result<(), M::Error> {
    match value {
        Ref::String(value) => map.serialize_entry(name, value),
        Ref::Bool(value) => map.serialize_entry(name, value),
        Ref::I32(value) => map.serialize_entry(name, value),
        Ref::I64(value) => map.serialize_entry(name, value),
        Ref::U32(value) => map.serialize_entry(name, value),
        Ref::U64(value) => map.serialize_entry(name, value),
        Ref::F32(value) => map.serialize_entry(name, value),
        Ref::F64(value) => map.serialize_entry(name, value),
        Ref::VecString(value) => map.serialize_entry(name, value),
        Ref::OptString(value) => write_some(map, name, value),
        Ref::OptBool(value) => write_some(map, name, value),
        Ref::OptI32(value) => write_some(map, name, value),
        Ref::OptI64(value) => write_some(map, name, value),
        Ref::OptU32(value) => write_some(map, name, value),
        Ref::OptU64(value) => write_some(map, name, value),
        Ref::OptF32(value) => write_some(map, name, value),
        Ref::OptF64(value) => write_some(map, name, value),
        Ref::OptVecString(value) => write_some(map, name, value),
        Ref::Required(value) | Ref::Optional(value) | Ref::ThreeState(value) if value.is_absent() => Ok(()),
        Ref::ReadOnly(value) if sending || value.is_absent() => Ok(()),
        Ref::Required(value)
        | Ref::Optional(value)
        | Ref::Nullable(value)
        | Ref::ThreeState(value)
        | Ref::ReadOnly(value) => map.serialize_entry(name, &Encoded { value: *value, sending }),
    }
}

fn write_some<M: SerializeMap, T: Serialize>(map: &mut M, name: &str, value: &Option<T>) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(name, value),
        None => Ok(()),
    }
}
