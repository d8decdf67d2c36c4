//! The one implementation of [`Output`]: over the places where any serde `Serializer` takes values.

use std::cell::RefCell;

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::{Elements, Encode, Entries, Error, List, Map, MemberValue, Members, Object, Objects, Outcome, Output, Ref};

/// A value as a `Serialize`.
pub(super) struct Encoded<'a> {
    pub(super) value: &'a dyn Encode,
    /// Whether it is for the service.
    pub(super) sending: bool,
}

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut output = Out::new(Alone(Some(serializer), None), self.sending);
        self.value.encode(&mut output).map_err(S::Error::custom)?;
        output.place.1.ok_or_else(|| S::Error::custom(NOT_ONCE))
    }
}

/// What is wrong with an [`Encode`] that does not call exactly one method, once. For the elements of a list only their number tells, and for the
/// entries of a map that of the names.
const NOT_ONCE: &str = "a value was not written, or more than once";

/// What is wrong with a type that has no [`Codec::members`](super::Codec::members) of its own, and does not say that it is no object.
const NO_MEMBERS: &str = "a value was written as an object, but its type has no `Codec::members`: one that is no object has `Codec::IS_OBJECT` as `false`";

/// Where a format takes values.
trait Place {
    /// The format's own error.
    type Error: serde::ser::Error;
    /// Takes a value.
    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error>;
    /// Takes a value and its name, where it has one.
    fn entry<T: Serialize + ?Sized>(&mut self, _name: &str, value: &T) -> Result<(), Self::Error> {
        self.put(value)
    }
    /// Takes the name of the value that comes next, where it has one.
    fn name(&mut self, _name: &str) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// A value that is not in another one: the serializer before it is written, and what that gave.
struct Alone<S: Serializer>(Option<S>, Option<S::Ok>);

impl<S: Serializer> Place for Alone<S> {
    type Error = S::Error;

    #[inline]
    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let serializer = self.0.take().ok_or_else(|| S::Error::custom(NOT_ONCE))?;
        self.1 = Some(value.serialize(serializer)?);
        Ok(())
    }
}

/// The end of a list, and how many elements it has.
struct InList<S>(S, usize);

impl<S: SerializeSeq> Place for InList<S> {
    type Error = S::Error;

    #[inline]
    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.1 += 1;
        self.0.serialize_element(value)
    }
}

/// The end of an object. Formats need not answer to a value without a name.
struct InObject<'m, S> {
    map: &'m mut S,
    /// Whether a name waits for its value.
    waits: bool,
    /// How many names of entries are still to come.
    names: usize,
}

impl<S: SerializeMap> InObject<'_, S> {
    /// Whether each name came, and has its value.
    #[inline]
    fn is_written(&self) -> Result<(), S::Error> {
        match self.waits || self.names > 0 {
            false => Ok(()),
            true => Err(S::Error::custom(NOT_ONCE)),
        }
    }
}

impl<S: SerializeMap> Place for InObject<'_, S> {
    type Error = S::Error;

    #[inline]
    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        match std::mem::take(&mut self.waits) {
            true => self.map.serialize_value(value),
            false => Err(S::Error::custom(NOT_ONCE)),
        }
    }

    #[inline]
    fn entry<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), S::Error> {
        match (self.waits, self.names.checked_sub(1)) {
            (false, Some(names)) => {
                self.names = names;
                self.map.serialize_entry(name, value)
            }
            _ => Err(S::Error::custom(NOT_ONCE)),
        }
    }

    #[inline]
    fn name(&mut self, name: &str) -> Result<(), S::Error> {
        match (std::mem::replace(&mut self.waits, true), self.names.checked_sub(1)) {
            (false, Some(names)) => {
                self.names = names;
                self.map.serialize_key(name)
            }
            _ => Err(S::Error::custom(NOT_ONCE)),
        }
    }
}

/// [`Output`] over a place.
struct Out<P> {
    place: P,
    sending: bool,
}

impl<P: Place> Out<P> {
    #[inline]
    fn new(place: P, sending: bool) -> Self {
        Self { place, sending }
    }

    #[inline]
    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Outcome {
        self.place.put(value).map_err(Error::from_serde)
    }
}

impl<P: Place> Output for Out<P> {
    fn null(&mut self) -> Outcome {
        self.put(&())
    }

    fn bool(&mut self, value: bool) -> Outcome {
        self.put(&value)
    }

    fn i64(&mut self, value: i64) -> Outcome {
        self.put(&value)
    }

    fn u64(&mut self, value: u64) -> Outcome {
        self.put(&value)
    }

    fn f32(&mut self, value: f32) -> Outcome {
        self.put(&value)
    }

    fn f64(&mut self, value: f64) -> Outcome {
        self.put(&value)
    }

    fn string(&mut self, value: &str) -> Outcome {
        self.put(value)
    }

    fn list(&mut self, count: usize, elements: &dyn Elements) -> Outcome {
        self.put(&Listed {
            count,
            elements,
            sending: self.sending,
        })
    }

    fn scalars(&mut self, list: List<'_>) -> Outcome {
        self.put(&list)
    }

    fn scalars_by_name(&mut self, map: Map<'_>) -> Outcome {
        self.put(&map)
    }

    fn object(&mut self, value: &dyn Encode) -> Outcome {
        self.put(&Written {
            value,
            sending: self.sending,
        })
    }

    fn name(&mut self, name: &str) -> Outcome {
        self.place.name(name).map_err(Error::from_serde)
    }

    fn object_by_name(&mut self, name: &str, value: &dyn Encode) -> Outcome {
        let sending = self.sending;
        self.place
            .entry(name, &Written { value, sending })
            .map_err(Error::from_serde)
    }

    fn value(&mut self, value: &Value) -> Outcome {
        self.put(value)
    }

    fn is_sending(&self) -> bool {
        self.sending
    }
}

/// A list as a `Serialize`.
struct Listed<'a> {
    count: usize,
    elements: &'a dyn Elements,
    sending: bool,
}

impl Serialize for Listed<'_> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = Out::new(InList(serializer.serialize_seq(Some(self.count))?, 0), self.sending);
        self.elements.write(&mut list).map_err(S::Error::custom)?;
        match list.place.1 == self.count {
            true => list.place.0.end(),
            false => Err(S::Error::custom(NOT_ONCE)),
        }
    }
}

/// A list of objects as a `Serialize`.
struct ListedObjects<'a> {
    count: usize,
    objects: &'a dyn Objects,
    sending: bool,
}

impl Serialize for ListedObjects<'_> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.count))?;
        for index in 0..self.count {
            list.serialize_element(&Element {
                objects: self.objects,
                index,
                sending: self.sending,
            })?;
        }
        list.end()
    }
}

/// An element of a list of objects as a `Serialize`.
struct Element<'a> {
    objects: &'a dyn Objects,
    index: usize,
    sending: bool,
}

impl Serialize for Element<'_> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let open = Open::new(serializer, self.sending)?;
        self.objects.members(self.index, Object::new(&open));
        open.end()
    }
}

/// An object as a `Serialize`.
struct Written<'a> {
    value: &'a dyn Encode,
    sending: bool,
}

impl Serialize for Written<'_> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let open = Open::new(serializer, self.sending)?;
        self.value.encode_members(Object::new(&open));
        open.end()
    }
}

/// An object that is being written.
struct Open<S: SerializeMap> {
    /// The object, and why it could not be written.
    map: RefCell<(S, Option<S::Error>)>,
    sending: bool,
}

impl<S: SerializeMap> Open<S> {
    /// An object without members so far.
    #[inline]
    fn new<T: Serializer<SerializeMap = S, Error = S::Error>>(serializer: T, sending: bool) -> Result<Self, S::Error> {
        Ok(Self {
            map: RefCell::new((serializer.serialize_map(None)?, None)),
            sending,
        })
    }

    /// Ends the object.
    #[inline]
    fn end(self) -> Result<S::Ok, S::Error> {
        match self.map.into_inner() {
            (map, None) => map.end(),
            (_, Some(error)) => Err(error),
        }
    }

    /// Writes something. What is written has no way to the object that it is in. Where it fails the object stays borrowed, so that nothing
    /// more is written.
    #[inline]
    fn write(&self, write: impl FnOnce(&mut S) -> Result<(), S::Error>) {
        if let Ok(mut open) = self.map.try_borrow_mut()
            && let Err(error) = write(&mut open.0)
        {
            open.1 = Some(error);
            std::mem::forget(open);
        }
    }

    #[inline]
    fn entry<T: Serialize + ?Sized>(&self, name: &str, value: &T) {
        self.write(|map| map.serialize_entry(name, value));
    }

    /// Lets the value of a member be written, or so many members with their names.
    #[inline]
    fn at_end(
        &self,
        map: &mut S,
        names: usize,
        write: impl FnOnce(&mut dyn Output) -> Outcome,
    ) -> Result<(), S::Error> {
        let waits = names == 0;
        let mut object = Out::new(InObject { map, waits, names }, self.sending);
        write(&mut object).map_err(S::Error::custom)?;
        object.place.is_written()
    }
}

impl<'a, S: SerializeMap> Members<'a> for Open<S> {
    fn put(&self, member: Ref<'a>) {
        match member {
            Ref::String(name, value) => self.string(name, value),
            Ref::Bool(name, value) => self.bool(name, value),
            Ref::I32(name, value) => self.entry(name, &value),
            Ref::I64(name, value) => self.i64(name, value),
            Ref::U32(name, value) => self.entry(name, &value),
            Ref::U64(name, value) => self.entry(name, &value),
            Ref::F32(name, value) => self.entry(name, &value),
            Ref::F64(name, value) => self.entry(name, &value),
            Ref::VecString(name, value) => self.entry(name, value),
            Ref::Any(name, value) => self.any(name, value),
            Ref::ReadOnly(name, value) => {
                if !self.sending {
                    self.any(name, value);
                }
            }
        }
    }

    fn string(&self, name: &'a str, value: &'a String) {
        self.entry(name, value);
    }

    fn bool(&self, name: &'a str, value: bool) {
        self.entry(name, &value);
    }

    fn i64(&self, name: &'a str, value: i64) {
        self.entry(name, &value);
    }

    fn any(&self, name: &'a str, value: &'a dyn MemberValue) {
        self.write(|map| {
            map.serialize_key(name)?;
            self.at_end(map, 0, |output| value.encode(output))
        });
    }

    fn text(&self, name: &'a str, text: &'a str, _value: &'a dyn MemberValue) {
        self.entry(name, text);
    }

    fn list(&self, name: &'a str, count: usize, elements: &'a dyn Elements, _value: &'a dyn MemberValue) {
        self.entry(
            name,
            &Listed {
                count,
                elements,
                sending: self.sending,
            },
        );
    }

    fn objects(&self, name: &'a str, count: usize, objects: &'a dyn Objects, _value: &'a dyn MemberValue) {
        let sending = self.sending;
        self.entry(
            name,
            &ListedObjects {
                count,
                objects,
                sending,
            },
        );
    }

    fn object(&self, name: &'a str, object: &'a dyn Encode, _value: &'a dyn MemberValue) {
        let sending = self.sending;
        self.entry(name, &Written { value: object, sending });
    }

    fn refuse(&self) {
        self.write(|_| Err(S::Error::custom(NO_MEMBERS)));
    }

    fn others(&self, others: &'a dyn Entries) {
        match others.count() {
            0 => {}
            names => self.write(|map| self.at_end(map, names, |output| others.write(output))),
        }
    }
}
