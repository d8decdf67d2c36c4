//! Reading and writing of values that are one of several types.

use std::cell::Cell;

use serde_json::Value;

use super::candidate::Candidate;
use super::decode::{Reading, Tally};
use super::input::In;
use super::{Codec, Elements, Encode, Entries, Error, Input, Limits, Members, Object, Output, Ref};

/// Reads one of the types of a union.
pub type Read<T> = fn(&mut dyn Input) -> Result<T, Error>;

/// Reads a type of a union that a value of it is made from.
pub fn variant<T: Codec, U: From<T>>(input: &mut dyn Input) -> Result<U, Error> {
    T::decode(input).map(U::from)
}

/// Reads a union. What cannot be read is as if it were `null`.
fn read<T>(
    input: &mut dyn Input,
    outcome: &mut Result<(), Error>,
    unknown: fn(Value) -> T,
    read: impl FnOnce(&mut dyn Input) -> Result<T, Error>,
) -> T {
    if input.is_blank() {
        return unknown(Value::Null);
    }
    read(input).unwrap_or_else(|error| {
        *outcome = Err(error);
        unknown(Value::Null)
    })
}

/// Reads a union whose member `tag` tells the type. A value whose tag is missing or not known goes to `unknown`.
pub fn tagged<T>(
    input: &mut dyn Input,
    outcome: &mut Result<(), Error>,
    tag: &str,
    variants: &[(&[&str], Read<T>)],
    unknown: fn(Value) -> T,
) -> T {
    tagged_or(input, outcome, tag, variants, None, unknown)
}

/// Reads a union as [`tagged`] does, with a `fallback` for values whose tag is missing or unknown. Values that it cannot
/// read go to `unknown`.
pub fn tagged_or<T>(
    input: &mut dyn Input,
    outcome: &mut Result<(), Error>,
    tag: &str,
    variants: &[(&[&str], Read<T>)],
    fallback: Option<Read<T>>,
    unknown: fn(Value) -> T,
) -> T {
    read(input, outcome, unknown, |input| {
        read_tagged(input, tag, variants, fallback, unknown)
    })
}

fn read_tagged<T>(
    input: &mut dyn Input,
    tag: &str,
    variants: &[(&[&str], Read<T>)],
    fallback: Option<Read<T>>,
    unknown: fn(Value) -> T,
) -> Result<T, Error> {
    if let (true, Some((_, read))) = (input.is_sample(), variants.first()) {
        return read(input);
    }
    let mut found = None;
    input.tagged(tag, &mut |name, input| {
        let variant = name.and_then(|name| variants.iter().find(|(known, _)| known.contains(&name)));
        found = Some(match variant {
            Some((_, read)) => read(input)?,
            None => {
                let value = input.value()?;
                match fallback.and_then(|read| read_as(&value, read)) {
                    Some((found, tally)) => {
                        input.count(tally);
                        found
                    }
                    None => unknown(value),
                }
            }
        });
        Ok(())
    })?;
    found.ok_or_else(|| Error::new("a value was not read"))
}

/// Reads a value as one type, if it can be.
fn read_as<T>(value: &Value, read: Read<T>) -> Option<(T, Tally)> {
    let reading = Reading::default();
    let found = read(&mut In::of(Candidate(value), &reading, None)).ok()?;
    Some((found, reading.tally()))
}

/// Reads a union that nothing but the value itself tells the type of: of the types that it can be read as, the one that
/// leaves the fewest members unknown, and the first of those. An object of which a type knows no member at all is not of
/// that type. A value that is none of them goes to `unknown`.
pub fn untagged<T, const N: usize>(
    input: &mut dyn Input,
    outcome: &mut Result<(), Error>,
    variants: [Read<T>; N],
    unknown: fn(Value) -> T,
) -> T {
    read(input, outcome, unknown, |input| {
        read_untagged(input, &variants, unknown)
    })
}

fn read_untagged<T>(input: &mut dyn Input, variants: &[Read<T>], unknown: fn(Value) -> T) -> Result<T, Error> {
    if let (true, Some(read)) = (input.is_sample(), variants.first()) {
        return read(input);
    }
    let value = input.value()?;
    let mut best: Option<(T, Tally)> = None;
    for read in variants {
        let Some((found, tally)) = read_as(&value, *read) else {
            continue;
        };
        let foreign = tally.known == 0 && tally.skipped > 0;
        if !foreign && best.as_ref().is_none_or(|(_, fewest)| tally.skipped < fewest.skipped) {
            best = Some((found, tally));
        }
        if best.as_ref().is_some_and(|(_, fewest)| fewest.skipped == 0) {
            break;
        }
    }
    match best {
        Some((found, tally)) => {
            input.count(tally);
            Ok(found)
        }
        None => Ok(unknown(value)),
    }
}

/// Writes a value of a tagged union. The tag is added where the type itself does not write it.
#[allow(dead_code)] // Types mostly write their tags themselves.
pub fn encode_tagged(output: &mut dyn Output, tag: &str, name: &str, value: &dyn Encode) -> Result<(), Error> {
    value.encode(&mut Tagged { output, tag, name })
}

/// An [`Output`] that adds the tag to the object that is written.
struct Tagged<'a> {
    output: &'a mut dyn Output,
    tag: &'a str,
    name: &'a str,
}

impl Output for Tagged<'_> {
    fn object(&mut self, value: &dyn Encode) -> Result<(), Error> {
        let search = Search {
            name: self.tag,
            sending: self.output.is_sending(),
            found: Cell::new(false),
        };
        value.encode_members(Object::new(&search));
        if search.found.get() {
            return self.output.object(value);
        }
        self.output.object(&WithTag {
            tag: self.tag,
            name: self.name.to_owned(),
            value,
        })
    }

    fn value(&mut self, value: &Value) -> Result<(), Error> {
        let mut value = value.clone();
        if let Value::Object(members) = &mut value {
            members
                .entry(self.tag)
                .or_insert_with(|| Value::String(self.name.to_owned()));
        }
        self.output.value(&value)
    }

    fn null(&mut self) -> Result<(), Error> {
        self.output.null()
    }

    fn bool(&mut self, value: bool) -> Result<(), Error> {
        self.output.bool(value)
    }

    fn i64(&mut self, value: i64) -> Result<(), Error> {
        self.output.i64(value)
    }

    fn u64(&mut self, value: u64) -> Result<(), Error> {
        self.output.u64(value)
    }

    fn f32(&mut self, value: f32) -> Result<(), Error> {
        self.output.f32(value)
    }

    fn f64(&mut self, value: f64) -> Result<(), Error> {
        self.output.f64(value)
    }

    fn string(&mut self, value: &str) -> Result<(), Error> {
        self.output.string(value)
    }

    fn secret(&mut self, value: &str) -> Result<(), Error> {
        self.output.secret(value)
    }

    fn list(&mut self, count: usize, elements: &dyn Elements) -> Result<(), Error> {
        self.output.list(count, elements)
    }

    fn is_sending(&self) -> bool {
        self.output.is_sending()
    }

    fn own_limits(&mut self, limits: &'static Limits) {
        self.output.own_limits(limits);
    }
}

/// Whether an object has a member of a name where it is written.
struct Search<'a> {
    name: &'a str,
    sending: bool,
    found: Cell<bool>,
}

impl<'a> Members<'a> for Search<'_> {
    fn put(&self, member: Ref<'a>) {
        if member.entry().0 == self.name && (member.is_sent() || !self.sending) {
            self.found.set(true);
        }
    }

    fn others(&self, others: &'a dyn Entries) {
        if others.each().any(|(name, _)| name == self.name) {
            self.found.set(true);
        }
    }
}

/// An object with its tag, which is the first of its members.
#[derive(Debug)]
struct WithTag<'a> {
    tag: &'a str,
    name: String,
    value: &'a dyn Encode,
}

impl Encode for WithTag<'_> {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.object(self)
    }

    fn encode_members<'a>(&'a self, object: Object<'a>) {
        object.put(Ref::String(self.tag, &self.name));
        self.value.encode_members(object);
    }
}
