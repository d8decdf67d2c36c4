//! Where what is read goes: the members of an object ([`Member`], [`Slot`]) and the elements of a list ([`ElementsMut`]).

use std::any::Any;
use std::cell::Cell;

use super::{Codec, Entries, Error, Input};

/// A member of an object: its name in JSON and where its value goes.
pub struct Member<'a>(pub &'static str, pub Slot<'a>);

/// Where a member's value goes. The usual types are filled without a call through a table of functions.
pub enum Slot<'a> {
    /// A string.
    String(&'a mut String),
    /// `true` or `false`.
    Bool(&'a mut bool),
    /// A whole number of 32 bits.
    I32(&'a mut i32),
    /// A whole number of 64 bits.
    I64(&'a mut i64),
    /// A whole number of 32 bits that is not negative.
    U32(&'a mut u32),
    /// A whole number of 64 bits that is not negative.
    U64(&'a mut u64),
    /// A number of single precision.
    F32(&'a mut f32),
    /// A number.
    F64(&'a mut f64),
    /// A list of strings.
    VecString(&'a mut Vec<String>),
    /// Anything else that must be there. It stands here as all of which that is so are told by one comparison.
    Required(&'a mut (dyn Replace + 'static)),
    /// A string, or nothing.
    OptString(&'a mut Option<String>),
    /// `true` or `false`, or nothing.
    OptBool(&'a mut Option<bool>),
    /// A whole number of 32 bits, or nothing.
    OptI32(&'a mut Option<i32>),
    /// A whole number of 64 bits, or nothing.
    OptI64(&'a mut Option<i64>),
    /// A whole number of 32 bits that is not negative, or nothing.
    OptU32(&'a mut Option<u32>),
    /// A whole number of 64 bits that is not negative, or nothing.
    OptU64(&'a mut Option<u64>),
    /// A number of single precision, or nothing.
    OptF32(&'a mut Option<f32>),
    /// A number, or nothing.
    OptF64(&'a mut Option<f64>),
    /// A list of strings, or nothing.
    OptVecString(&'a mut Option<Vec<String>>),
    /// Anything else.
    Optional(&'a mut (dyn Fill + 'static)),
    /// Anything that may be `null`.
    Nullable(&'a mut (dyn Fill + 'static)),
    /// Anything that may be left out and may be `null`.
    ThreeState(&'a mut (dyn Fill + 'static)),
    /// A member that only the service sets.
    ReadOnly(&'a mut (dyn Fill + 'static)),
}

impl Slot<'_> {
    /// Whether there is an error where no value comes.
    pub(super) fn is_required(&self) -> bool {
        matches!(
            self,
            Self::String(_)
                | Self::Bool(_)
                | Self::I32(_)
                | Self::I64(_)
                | Self::U32(_)
                | Self::U64(_)
                | Self::F32(_)
                | Self::F64(_)
                | Self::VecString(_)
                | Self::Required(_)
        )
    }

    /// Whether it is for a scalar, or a list of strings, that may be left out.
    pub(super) fn is_some_of_scalars(&self) -> bool {
        matches!(
            self,
            Self::OptString(_)
                | Self::OptBool(_)
                | Self::OptI32(_)
                | Self::OptI64(_)
                | Self::OptU32(_)
                | Self::OptU64(_)
                | Self::OptF32(_)
                | Self::OptF64(_)
                | Self::OptVecString(_)
        )
    }

    /// Takes `null`, and says whether that may stand here.
    pub(super) fn fill_null(&mut self) -> bool {
        match self {
            Self::OptString(place) => **place = None,
            Self::OptBool(place) => **place = None,
            Self::OptI32(place) => **place = None,
            Self::OptI64(place) => **place = None,
            Self::OptU32(place) => **place = None,
            Self::OptU64(place) => **place = None,
            Self::OptF32(place) => **place = None,
            Self::OptF64(place) => **place = None,
            Self::OptVecString(place) => **place = None,
            Self::Required(place) => return place.replace_null(),
            Self::Optional(place) | Self::Nullable(place) | Self::ThreeState(place) | Self::ReadOnly(place) => {
                place.fill_null()
            }
            _ => return false,
        }
        true
    }
}

/// A place for a value of some type.
pub trait Fill: Any {
    /// Reads the value into it.
    fn fill(&mut self, input: &mut dyn Input) -> Result<(), Error>;
    /// The value is `null`.
    fn fill_null(&mut self);
}

impl<T: Codec> Fill for Option<T> {
    fn fill(&mut self, input: &mut dyn Input) -> Result<(), Error> {
        let mut outcome = Ok(());
        let value = T::read(input, &mut outcome);
        if outcome.is_ok() {
            *self = Some(value);
        }
        outcome
    }

    fn fill_null(&mut self) {
        *self = T::null();
    }
}

/// A value that another one takes the place of.
pub trait Replace: Any {
    /// Reads the value.
    fn replace(&mut self, input: &mut dyn Input) -> Result<(), Error>;
    /// The value is `null`. Says whether that is a value here.
    fn replace_null(&mut self) -> bool;
}

impl<T: Codec> Replace for T {
    fn replace(&mut self, input: &mut dyn Input) -> Result<(), Error> {
        let mut outcome = Ok(());
        let value = T::read(input, &mut outcome);
        if outcome.is_ok() {
            *self = value;
        }
        outcome
    }

    fn replace_null(&mut self) -> bool {
        T::null().map(|value| *self = value).is_some()
    }
}

/// The elements of a list that is read.
pub trait ElementsMut {
    /// Reads one element to the end of the list.
    fn push(&mut self, input: &mut dyn Input) -> Result<(), Error>;
    /// Reads one element after the other from an input that is the next one each time, until all are taken: that is told by an error
    /// of what is read after the last.
    fn read(&mut self, input: &mut dyn Input, taken: &Taken) -> Result<(), Error>;
}

impl<T: Codec> ElementsMut for Vec<T> {
    fn push(&mut self, input: &mut dyn Input) -> Result<(), Error> {
        T::decode(input).map(|element| self.push(element))
    }

    fn read(&mut self, input: &mut dyn Input, taken: &Taken) -> Result<(), Error> {
        if T::IS_OBJECT {
            return read_objects(self, input, taken);
        }
        for count in 0.. {
            match T::decode(input) {
                Ok(element) if taken.is(count + 1) => Vec::push(self, element),
                outcome => return taken.end(count, outcome.map(drop)),
            }
        }
        Ok(())
    }
}

/// Reads elements that are objects, which may be large: they are not put into a `Result` first, as that is a copy. After the last one a blank one is
/// made, which other types need not have.
#[inline]
fn read_objects<T: Codec>(list: &mut Vec<T>, input: &mut dyn Input, taken: &Taken) -> Result<(), Error> {
    for count in 0.. {
        let mut outcome = Ok(());
        let element = T::read(input, &mut outcome);
        if outcome.is_err() || !taken.is(count + 1) {
            return taken.end(count, outcome);
        }
        list.push(element);
    }
    Ok(())
}

/// What is wrong with a type that does not read each element of a list once.
pub(super) const NOT_READ_ONCE: &str = "a value was not read, or more than once";

/// How many elements of a list were taken, and whether those were all.
#[derive(Default)]
pub struct Taken(Cell<usize>);

impl Taken {
    /// Stands beside the number when there is no other.
    const ALL: usize = 1 << (usize::BITS - 1);

    fn is(&self, count: usize) -> bool {
        self.0.get() == count
    }

    pub(super) fn add_one(&self) {
        self.0.set(self.0.get() + 1);
    }

    pub(super) fn is_all(&self) -> bool {
        self.0.get() & Self::ALL != 0
    }

    pub(super) fn set_all(&self) {
        self.0.set(self.0.get() | Self::ALL);
    }

    /// What became of a list that this many elements were read of.
    fn end(&self, count: usize, outcome: Result<(), Error>) -> Result<(), Error> {
        match self.is_all() {
            true if self.is(Self::ALL | count) => Ok(()),
            false if outcome.is_err() => outcome,
            _ => Err(Error::new(NOT_READ_ONCE)),
        }
    }
}

/// A place for the members of an object that are not listed.
pub trait Rest {
    /// Takes a member: its name and its value, or nothing where that is `null`.
    fn member(&mut self, name: String, value: Option<&mut dyn Input>) -> Result<(), Error>;
    /// Takes a copy of those of another value of the same type.
    fn copy(&mut self, _others: &dyn Entries) {}
}
