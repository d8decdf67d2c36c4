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
                    None => {
                        input.count(Tally::UNLISTED);
                        unknown(value)
                    }
                }
            }
        });
        Ok(())
    })?;
    found.ok_or_else(|| Error::new("a value was not read"))
}

/// Reads a value as one type, if it can be.
fn read_as<T>(value: &Value, read: Read<T>) -> Option<(T, Tally)> {
    let reading = Reading::trial();
    let found = read(&mut In::of(Candidate(value), &reading, None)).ok()?;
    Some((found, reading.tally()))
}

/// A value that a description gives as a constant, where its type in Rust allows others.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(&'static str),
}

impl Constant {
    fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(one), Value::Bool(other)) => one == other,
            (Self::Number(one), Value::Number(other)) => other.as_f64() == Some(*one),
            (Self::String(one), Value::String(other)) => one == other,
            _ => false,
        }
    }
}

/// Rules of a union that its types do not express.
#[derive(Debug)]
pub struct Rules {
    /// Whether a value may be of several types at once (`anyOf`).
    pub overlapping: bool,
    /// The variants, by position, that are objects without further properties.
    pub closed: &'static [usize],
    /// The values that a property of a variant may have: its position, a JSON pointer, the values.
    pub constants: &'static [(usize, &'static str, &'static [Constant])],
}

impl Rules {
    /// No rules.
    pub const NONE: Self = Self {
        overlapping: false,
        closed: &[],
        constants: &[],
    };

    /// How often a value breaks a constant of a variant.
    fn broken(&self, variant: usize, value: &Value) -> usize {
        let constants = self.constants.iter().filter(|(index, ..)| *index == variant);
        let is_broken = |pointer: &str, constants: &[Constant]| {
            let found = value.pointer(pointer);
            found.is_some_and(|found| !constants.iter().any(|constant| constant.is(found)))
        };
        constants
            .filter(|(_, pointer, values)| is_broken(pointer, values))
            .count()
    }
}

/// Reads a union that nothing but the value itself tells the type of, as [`untagged_by`] does without rules.
pub fn untagged<T: Codec, const N: usize>(
    input: &mut dyn Input,
    outcome: &mut Result<(), Error>,
    variants: [Read<T>; N],
    unknown: fn(Value) -> T,
) -> T {
    untagged_by(input, outcome, variants, &Rules::NONE, unknown)
}

/// Reads a union that nothing but the value itself tells the type of.
///
/// A value is of the type for which it is valid: of a kind that the type reads, with the properties that it requires, and
/// with values that its constants and enums list. Of several types it is the one that lists most of the value's
/// properties, and of those the first. A type whose enums do not list what came is chosen only where no other fits, and
/// an object of which a type lists no property at all is not of that type. What fits none goes to `unknown`, and so does
/// a value of an `anyOf` that belongs to several types of which none holds all of it.
pub fn untagged_by<T: Codec, const N: usize>(
    input: &mut dyn Input,
    outcome: &mut Result<(), Error>,
    variants: [Read<T>; N],
    rules: &'static Rules,
    unknown: fn(Value) -> T,
) -> T {
    read(input, outcome, unknown, |input| {
        let value = match (input.is_sample(), variants.first()) {
            (true, Some(read)) => return read(input),
            _ => input.value()?,
        };
        let best = Effort::on(&value).and_then(|effort| best(&value, &variants, rules, &effort));
        match best {
            Some((found, tally)) => {
                input.count(tally);
                Ok(found)
            }
            None => {
                input.count(Tally::UNLISTED);
                Ok(unknown(value))
            }
        }
    })
}

/// A limit on the work of choosing variants: each trial decodes the value, and repeats the trials of the unions inside it.
struct Effort;

thread_local! {
    /// The number of unions being decoded, and of trials left for the outermost.
    static EFFORT: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

impl Effort {
    /// Begins with a value, unless what may be done for the one around it is done.
    fn on(value: &Value) -> Option<Self> {
        let (depth, left) = EFFORT.get();
        let left = match depth {
            0 => nodes(value).saturating_mul(64).saturating_add(10_000),
            _ => left,
        };
        if left == 0 {
            return None;
        }
        EFFORT.set((depth + 1, left));
        Some(Self)
    }

    /// Counts a trial; `false` if none is left.
    fn one_more(&self) -> bool {
        let (depth, left) = EFFORT.get();
        EFFORT.set((depth, left.saturating_sub(1)));
        left > 0
    }
}

impl Drop for Effort {
    fn drop(&mut self) {
        let (depth, left) = EFFORT.get();
        EFFORT.set((depth.saturating_sub(1), left));
    }
}

/// Counts the values inside a value, itself included.
fn nodes(value: &Value) -> usize {
    let (mut count, mut pending) = (0, vec![value]);
    while let Some(value) = pending.pop() {
        count += 1;
        match value {
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => pending.extend(members.values()),
            _ => {}
        }
    }
    count
}

/// The type that fits a value best. Of an `anyOf` it is none where another type that fits holds a property that it leaves out.
fn best<T: Codec>(value: &Value, variants: &[Read<T>], rules: &Rules, effort: &Effort) -> Option<(T, Tally)> {
    // Each with its tally and whether the value is valid for it.
    let mut best: Option<(T, Tally, bool)> = None;
    let mut others: Vec<T> = Vec::new();
    let rank = |tally: &Tally| (tally.unlisted, tally.skipped, tally.kept);
    for (index, read) in variants.iter().enumerate() {
        if !effort.one_more() {
            return None;
        }
        let Some((found, mut tally)) = read_as(value, *read) else {
            continue;
        };
        if tally.known == 0 && tally.kept == 0 && tally.skipped > 0 {
            continue;
        }
        tally.unlisted += rules.broken(index, value);
        let is_valid = tally.unlisted == 0;
        tally.unlisted += usize::from(tally.skipped > 0 && rules.closed.contains(&index));
        let is_better = best.as_ref().is_none_or(|(_, least, _)| rank(&tally) < rank(least));
        let found = (found, tally, is_valid);
        let other = if is_better { best.replace(found) } else { Some(found) };
        others.extend(
            other
                .filter(|(.., is_valid)| *is_valid && rules.overlapping)
                .map(|(other, ..)| other),
        );
        if best.as_ref().is_some_and(|(_, least, _)| rank(least) == (0, 0, 0)) {
            break;
        }
    }
    let (found, tally, _) = best?;
    (tally.skipped == 0 || !is_partial(value, &found, &others)).then_some((found, tally))
}

/// A value with all that it holds.
struct Whole<'a, T>(&'a T);

impl<T: Codec> serde::Serialize for Whole<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> super::Serialized<S> {
        super::serialize(self.0, serializer)
    }
}

/// Whether another type that fits holds a property of the value that the best one leaves out.
fn is_partial<T: Codec>(value: &Value, best: &T, others: &[T]) -> bool {
    let names = |found: &T| match serde_json::to_value(Whole(found)) {
        Ok(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let Some(members) = value.as_object().filter(|_| !others.is_empty()) else {
        return false;
    };
    let held = names(best);
    let mut left_out = members.keys().filter(|name| !held.contains_key(*name));
    let others: Vec<_> = others.iter().map(names).collect();
    left_out.any(|name| others.iter().any(|other| other.contains_key(name)))
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
