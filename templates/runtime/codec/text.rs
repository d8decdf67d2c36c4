//! Reading and writing of enums over strings. Such an enum only lists its values ([`Values`]): all else is written once.

use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::{Codec, Input, Outcome, Output};

/// The values of an enum over strings, told by [`Of`] it.
pub trait Values {
    /// The values that are known, as they are sent.
    const VALUES: &'static [&'static str];
}

/// Stands for a type in the implementations below.
///
/// `impl<T: Values> Codec for T` would be refused: crates that use this one might implement `Values` for a `Box` of a type
/// of theirs, which has a `Codec` of its own. They cannot for what is not theirs, as this type never is.
pub struct Of<T>(PhantomData<T>);

impl<T> Codec for T
where
    T: AsRef<str> + for<'a> From<&'a str> + Clone + fmt::Debug + 'static,
    Of<T>: Values,
{
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Outcome) -> Self {
        let mut found = None;
        input.known(Of::<T>::VALUES);
        *outcome = input.text(&mut |text| {
            found = Some(T::from(text));
            Ok(())
        });
        found.unwrap_or_else(|| T::from(""))
    }

    fn write(&self, output: &mut dyn Output) -> Outcome {
        output.string(self.as_ref())
    }

    fn text(&self) -> Option<&str> {
        Some(self.as_ref())
    }
}

// What an enum over strings does in the traits of the standard library: each enum has one call of it and nothing else, as it is
// compiled for each.
#[allow(dead_code)] // Not every API has an enum.
pub(super) mod enums {
    use super::{Hash, Hasher, Parsed, fmt};

    /// Whether two values are the same.
    pub(crate) fn equal_texts<T: AsRef<str>>(one: &T, other: &T) -> bool {
        one.as_ref() == other.as_ref()
    }

    /// A copy of a value that is known.
    pub(crate) fn copied_text<T: AsRef<str> + for<'a> From<&'a str>>(value: &T) -> T {
        T::from(value.as_ref())
    }

    /// Feeds the text of a value to a hasher.
    pub(crate) fn hash_text<T: AsRef<str>, H: Hasher>(value: &T, state: &mut H) {
        value.as_ref().hash(state);
    }

    /// Shows a value as its text in quotes.
    pub(crate) fn debug_text<T: AsRef<str>>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(value.as_ref(), f)
    }

    /// Writes the text of a value, of the width that is asked for.
    pub(crate) fn display_text<T: AsRef<str>>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(value.as_ref())
    }

    /// The value that a text stands for.
    pub(crate) fn parsed_text<T: for<'a> From<&'a str>>(text: &str) -> Parsed<T> {
        Ok(T::from(text))
    }
}

/// What parsing an enum over strings gives: any text is a value.
pub type Parsed<T> = Result<T, Infallible>;

/// A text that an enum over strings is made from. Only a value that is not known takes it over.
pub trait IntoText {
    /// The text.
    fn as_text(&self) -> &str;
    /// The text as a string of its own.
    fn into_text(self) -> String;
}

impl IntoText for &str {
    fn as_text(&self) -> &str {
        self
    }

    fn into_text(self) -> String {
        self.to_owned()
    }
}

impl IntoText for &String {
    fn as_text(&self) -> &str {
        self
    }

    fn into_text(self) -> String {
        self.clone()
    }
}

impl IntoText for String {
    fn as_text(&self) -> &str {
        self
    }

    fn into_text(self) -> String {
        self
    }
}
