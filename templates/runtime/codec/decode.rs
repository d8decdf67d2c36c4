//! The trait that models have, and reading: the traits that it uses, and the ways in.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{Deserializer, Error as _};

use super::held::Held;
use super::input::In;
use super::{Elements, ElementsMut, Encode, Error, Fill, ListMut, MapMut, Member, Object, Objects, Output, Rest};

/// A type that can be read and written. It is one trait for both, as an implementation counts when a crate is compiled.
///
/// A model has one function for all of its reading, [`read`](Self::read), since each function counts too. Other types have
/// [`decode`](Self::decode) and [`blank`](Self::blank).
pub trait Codec: Clone + fmt::Debug + Sized + 'static {
    /// Limits on members that are sent, by the names of these.
    const LIMITS: &'static [(&'static str, super::Limits)] = &[];

    /// Whether each value is written as an object, with the members that [`members`](Self::members) gives. Where such a type is known, it is
    /// written with fewer calls, and not by [`write`](Self::write): a type that has one of its own says `false`.
    const IS_OBJECT: bool = true;

    /// Reads a value. Where that fails, `outcome` has the reason, and what is given is what could be read.
    fn read(input: &mut dyn Input, outcome: &mut Result<(), Error>) -> Self {
        Self::decode(input).unwrap_or_else(|error| {
            *outcome = Err(error);
            Self::blank()
        })
    }

    /// Reads a value.
    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        let mut outcome = Ok(());
        let value = Self::read(input, &mut outcome);
        outcome.map(|()| value)
    }

    /// What `null` stands for, where it stands for anything; [`decode`](Self::decode) takes it too then. Elsewhere a member that is `null` counts as absent, or is an error where
    /// it is required.
    fn null() -> Option<Self> {
        None
    }

    /// What stands in a required member until its value is read, and where none could be, as at the end of a list of [objects](Self::IS_OBJECT).
    /// A type whose [`decode`](Self::decode) refuses empty texts, zero, `false` or an object without members has a `blank` of its own.
    fn blank() -> Self {
        Held::blank()
    }

    /// Writes the value: where it is an object, by [`members`](Self::members).
    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.object(self)
    }

    /// Gives the members to the object that the value is written as. A type that is no object has a [`write`](Self::write) of its own instead.
    fn members<'a>(&'a self, object: Object<'a>) {
        object.refuse();
    }

    /// The object that the value is written as, where it is one of a type of [objects](Self::IS_OBJECT).
    fn object(&self) -> Option<&dyn Encode> {
        match Self::IS_OBJECT {
            true => Some(self),
            false => None,
        }
    }

    /// The text that the value is written as, where it is one of an enum over strings. Where a type is known that has it, it is written with fewer calls.
    fn text(&self) -> Option<&str> {
        None
    }

    /// How many elements the value is written as a list of, and these, where they are no [objects](Self::objects). Where a type is known that
    /// has them, it is written with fewer calls.
    fn elements(&self) -> Option<(usize, &dyn Elements)> {
        None
    }

    /// How many [objects](Self::IS_OBJECT) the value is written as a list of, and these.
    fn objects(&self) -> Option<(usize, &dyn Objects)> {
        None
    }

    /// Whether a member with this value is left out of its object. In a copy of the object it is [`blank`](Self::blank).
    fn is_absent(&self) -> bool {
        false
    }
}

/// Reads a value whose type is told by a text.
pub type ReadTagged<'a> = dyn FnMut(Option<&str>, &mut dyn Input) -> Result<(), Error> + 'a;

/// One value to be read, in whatever format it comes. It can be read once; in a list, whoever reads twice takes the next one too, which is an
/// error.
pub trait Input {
    /// Reads `true` or `false`.
    fn bool(&mut self) -> Result<bool, Error>;
    /// Reads a whole number. One written as `1.0` is a whole number too.
    fn i64(&mut self) -> Result<i64, Error>;
    /// Reads a whole number that is not negative.
    fn u64(&mut self) -> Result<u64, Error>;
    /// Reads a number.
    fn f64(&mut self) -> Result<f64, Error>;
    /// Reads a string.
    fn string(&mut self) -> Result<String, Error>;
    /// Shows a string without a copy of its own.
    fn text(&mut self, read: &mut dyn FnMut(&str) -> Result<(), Error>) -> Result<(), Error>;
    /// Fills a place with the value, or with `null`.
    fn fill(&mut self, place: &mut dyn Fill) -> Result<(), Error>;
    /// Reads a list, element by element. Every element must be read.
    fn sequence(&mut self, element: &mut dyn FnMut(&mut dyn Input) -> Result<(), Error>) -> Result<(), Error>;
    /// Reads a list whose elements are all of one type. It takes fewer calls than [`sequence`](Self::sequence).
    fn list(&mut self, list: &mut dyn ElementsMut) -> Result<(), Error> {
        self.sequence(&mut |element| list.push(element))
    }
    /// Reads a list of scalars.
    fn scalars(&mut self, mut list: ListMut<'_>) -> Result<(), Error> {
        self.sequence(&mut |element| list.push(element))
    }
    /// Reads an object as a map of scalars.
    fn scalars_by_name(&mut self, mut map: MapMut<'_>) -> Result<(), Error> {
        self.object(&mut [], Some(&mut map))
    }
    /// Reads an object with the members listed; others go to `rest`, or are skipped where there is none.
    fn object(&mut self, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) -> Result<(), Error>;
    /// Reads anything.
    fn value(&mut self) -> Result<serde_json::Value, Error>;
    /// Shows a value to `read`, with the text of its member `tag` where it is an object that has one.
    fn tagged(&mut self, tag: &str, read: &mut ReadTagged<'_>) -> Result<(), Error> {
        let is_trial = self.is_trial();
        let tally = read_told(&self.value()?, tag, read, is_trial)?;
        self.count(tally);
        Ok(())
    }
    /// Tells the values that the text has which is read next, as far as they are known.
    fn known(&mut self, _values: &'static [&'static str]) {}
    /// Tells the limits on members of the object that is read next, for values that are made up.
    #[cfg(feature = "test-util")]
    fn limits(&mut self, _members: &'static [(&'static str, super::Limits)]) {}
    /// Whether values are made up, so that the first type of several will do.
    fn is_sample(&self) -> bool {
        false
    }
    /// Whether the value is tried as one type of several, so that what speaks against that type is counted.
    fn is_trial(&self) -> bool {
        false
    }
    /// Whether there is nothing to read, and what stands for it is asked for.
    fn is_blank(&self) -> bool {
        false
    }
    /// Counts members that were read elsewhere.
    fn count(&mut self, members: Tally);
}

impl dyn Input + '_ {
    /// Reads an object with the members listed; others are skipped.
    pub fn record(&mut self, members: &mut [Member<'_>]) -> Result<(), Error> {
        self.object(members, None)
    }

    /// Reads an object with the members listed; others go to `rest`.
    pub fn record_with(&mut self, members: &mut [Member<'_>], rest: &mut dyn Rest) -> Result<(), Error> {
        self.object(members, Some(rest))
    }
}

/// Counts of what a value has that its type lists, and that it does not. Unions choose by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Properties that are listed.
    pub(super) known: usize,
    /// Properties that are left out.
    pub(super) skipped: usize,
    /// Properties that are kept, though not listed.
    pub(super) kept: usize,
    /// Values that no enum or union lists.
    pub(super) unlisted: usize,
}

impl Tally {
    /// One value that is not listed.
    pub(super) const UNLISTED: Self = Self {
        known: 0,
        skipped: 0,
        kept: 0,
        unlisted: 1,
    };

    fn plus(self, other: Self) -> Self {
        Self {
            known: self.known.wrapping_add(other.known),
            skipped: self.skipped.wrapping_add(other.skipped),
            kept: self.kept.wrapping_add(other.kept),
            unlisted: self.unlisted.wrapping_add(other.unlisted),
        }
    }
}

/// What the inputs of one reading have in common.
#[derive(Default)]
pub(super) struct Reading {
    tally: Cell<Tally>,
    located: bool,
    trial: bool,
    /// The values of the enum that is read next, in a trial.
    listed: Cell<Option<&'static [&'static str]>>,
}

impl Reading {
    /// A reading that is done to say where an error is. All that an element does is done inside of the format's list then, as the format
    /// knows only there which one it is.
    fn located() -> Self {
        Self {
            located: true,
            ..Self::default()
        }
    }

    /// A reading of a value as one type of several.
    pub(super) fn trial() -> Self {
        Self {
            trial: true,
            ..Self::default()
        }
    }

    pub(super) fn is_trial(&self) -> bool {
        self.trial
    }

    /// Notes the values of the enum that is read next, where it matters whether it is one of them.
    pub(super) fn list(&self, values: &'static [&'static str]) {
        if self.trial {
            self.listed.set(Some(values));
        }
    }

    /// The values of the enum that is read now.
    pub(super) fn takes_listed(&self) -> Option<&'static [&'static str]> {
        if self.trial { self.listed.take() } else { None }
    }

    /// Counts a value of an enum that is not listed.
    pub(super) fn check(&self, text: &str, values: &[&str]) {
        if !values.contains(&text) {
            self.count(Tally::UNLISTED);
        }
    }

    pub(super) fn is_located(&self) -> bool {
        self.located
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally.get()
    }

    pub(super) fn count(&self, members: Tally) {
        self.tally.set(self.tally.get().plus(members));
    }
}

/// What serde's `deserialize` gives, in fewer words for the compiler to look up than `D::Error` in each type.
pub type Deserialized<'de, T, D> = Result<T, <D as Deserializer<'de>>::Error>;

/// Reads a value from any serde format.
pub fn deserialize<'de, T: Codec, D: Deserializer<'de>>(deserializer: D) -> Deserialized<'de, T, D> {
    T::decode(&mut In::new(deserializer, &Reading::default())).map_err(D::Error::custom)
}

/// Reads an enum over whole numbers.
#[allow(dead_code)] // Not every API has one.
pub(crate) fn known_number<T: From<i64>>(input: &mut dyn Input, outcome: &mut Result<(), Error>, values: &[i64]) -> T {
    let number = input.i64();
    let number = number.unwrap_or_else(|error| {
        *outcome = Err(error);
        0
    });
    if input.is_trial() && !values.contains(&number) {
        input.count(Tally::UNLISTED);
    }
    T::from(number)
}

/// Shows a JSON value to `read`, with its member `tag` as text. Returns how many of its members were known.
pub(super) fn read_told(
    value: &serde_json::Value,
    tag: &str,
    read: &mut ReadTagged<'_>,
    is_trial: bool,
) -> Result<Tally, Error> {
    let name = value.get(tag).and_then(tag_text);
    let reading = match is_trial {
        true => Reading::trial(),
        false => Reading::default(),
    };
    from_value_in(value, reading, |input| read(name.as_deref(), input)).map(|((), tally)| tally)
}

/// The text that a tag is compared by: a discriminator may be a number or a boolean too (OpenAPI 3.1, Discriminator
/// Object). `1.0` is the same number as `1`.
pub(super) fn tag_text(tag: &serde_json::Value) -> Option<Cow<'_, str>> {
    match tag {
        serde_json::Value::String(text) => Some(Cow::Borrowed(text)),
        serde_json::Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        serde_json::Value::Number(number) => {
            let mut text = number.to_string();
            if text.ends_with(".0") {
                text.truncate(text.len() - 2);
            }
            Some(Cow::Owned(text))
        }
        _ => None,
    }
}

/// Reads a value out of a JSON value, and says how many of its members were known.
pub(crate) fn from_value<T>(
    value: &serde_json::Value,
    decode: impl FnMut(&mut dyn Input) -> Result<T, Error>,
) -> Result<(T, Tally), Error> {
    from_value_in(value, Reading::default(), decode)
}

fn from_value_in<T>(
    value: &serde_json::Value,
    reading: Reading,
    mut decode: impl FnMut(&mut dyn Input) -> Result<T, Error>,
) -> Result<(T, Tally), Error> {
    match decode(&mut In::new(value, &reading)) {
        Ok(found) => Ok((found, reading.tally())),
        Err(error) => {
            let mut track = serde_path_to_error::Track::new();
            let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
            let _ = decode(&mut In::new(tracked, &Reading::located()));
            match track.path() {
                path if path.iter().next().is_none() => Err(error),
                path => Err(Error::new(format!("{path}: {error}"))),
            }
        }
    }
}

/// Why a body could not be read, and where.
#[derive(Clone, Debug)]
pub struct Located {
    /// The member, as in `entities[3].name`; empty for the body as a whole.
    pub(crate) path: String,
    /// What is wrong with it.
    pub(crate) error: Error,
}

/// Reads a JSON text. Only when that fails is it read a second time, with its path kept, to say where.
pub(crate) fn from_slice<T: Codec>(json: &[u8]) -> Result<T, Located> {
    let json = without_mark(json);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let result = T::decode(&mut In::new(&mut deserializer, &Reading::default()))
        .and_then(|value| deserializer.end().map(|()| value).map_err(Error::from_serde));
    result.map_err(|error| {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
        let _ = T::decode(&mut In::new(tracked, &Reading::located()));
        let path = track.path();
        let path = if path.iter().next().is_none() {
            String::new()
        } else {
            path.to_string()
        };
        Located { path, error }
    })
}

/// The text without a byte order mark, which some services write (RFC 8259, section 8.1).
fn without_mark(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json)
}

/// Reads a JSON text as any value.
#[allow(dead_code)] // Not every API has pages or jobs.
pub(crate) fn value_from_slice(json: &[u8]) -> Result<serde_json::Value, Located> {
    serde_json::from_slice(without_mark(json)).map_err(|error| Located {
        path: String::new(),
        error: match json.is_empty() {
            true => Error::new("the body is empty"),
            false => Error::from_serde(error),
        },
    })
}

/// Reads a part of a JSON text that was read before.
pub(crate) fn from_part<T: Codec>(value: &serde_json::Value) -> Result<T, Located> {
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
    let result = T::decode(&mut In::new(tracked, &Reading::located()));
    result.map_err(|error| Located {
        path: match track.path() {
            path if path.iter().next().is_none() => String::new(),
            path => path.to_string(),
        },
        error,
    })
}
