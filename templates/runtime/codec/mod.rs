//! Reading and writing of JSON for the models.
//!
//! A derived `Serialize` and `Deserialize` for every model is most of the compile time of a large client. Here a model
//! only lists its members ([`Member`], [`Ref`]); one visitor, written once, does the rest. [`Codec`] is object safe on its
//! far side ([`Input`], [`Output`]), so that a model's impl is compiled once and not once for each format, and it works over
//! any self-describing serde format: `serde_impls!` gives a model serde's own traits.

mod candidate;
mod compare;
mod copy;
mod decode;
mod encode;
mod field;
mod head;
mod held;
mod input;
mod limits;
mod macros;
mod members;
mod newtype;
mod object;
mod order;
mod output;
#[cfg(feature = "test-util")]
pub(crate) mod sample;
mod scalars;
mod slot;
mod source;
mod text;
pub mod union;
mod values;
mod whole;

pub use decode::{Codec, Deserialized, Input, ReadTagged, Tally, deserialize};
pub use encode::{Elements, Encode, Entries, MemberValue, Objects, Output, Serialized, serialize};
pub use field::Field;
pub use limits::Limits;
pub use object::{Members, Object, Ref};
pub use scalars::{List, ListMut, Map, MapMut};
pub use slot::{ElementsMut, Fill, Member, Replace, Rest, Slot, Taken};
#[allow(unused_imports)] // Only enums over strings use them.
pub use text::{IntoText, Of, Parsed, Values};
pub use values::Base64;

pub(crate) use compare::same_text;
#[allow(unused_imports)] // Only models use them.
pub(crate) use compare::{debug, debug_variant, equal};
#[allow(unused_imports)] // Only models use them.
pub(crate) use copy::{cloned, copied};
pub use decode::Located;
#[allow(unused_imports)] // Only pages are read in parts.
pub(crate) use decode::from_part;
#[allow(unused_imports)] // Only enums over numbers use it.
pub(crate) use decode::known_number;
pub(crate) use decode::{from_slice, value_from_slice};
#[allow(unused_imports)] // Only unions use it.
pub(crate) use encode::encode;
pub(crate) use encode::to_vec;
pub(crate) use limits::check;
#[allow(unused_imports)] // Only limits use them.
pub(crate) use limits::{each_length, length};
#[allow(unused_imports)] // Which of them are used depends on the models.
pub(crate) use macros::{
    blank, conversion, default, fallback, integer_enum, limits, record, rules, serde_impls, string_enum, tagged,
    tagged_union, union, union_impls, variant,
};
#[allow(unused_imports)] // Only structs have members.
pub(crate) use members::{read, read_all};
#[allow(unused_imports)] // Few descriptions have lists of themselves.
pub(crate) use newtype::newtype;
#[allow(unused_imports)] // Only enums over strings use them.
pub(crate) use text::enums::{copied_text, debug_text, display_text, equal_texts, hash_text, parsed_text};

use std::fmt;

/// Why a value could not be read or written.
///
/// The text never holds a piece of the value itself: it may be a secret, and errors end up in logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<str>);

impl Error {
    /// An error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().into_boxed_str())
    }

    /// The error of a required member that is not there.
    pub fn missing(member: &str) -> Self {
        Self::new(format!("missing member `{member}`"))
    }

    /// Takes over the text of a format's own error, without the value that serde quotes in it.
    pub(crate) fn from_serde(error: impl fmt::Display) -> Self {
        Self::new(without_value(error.to_string()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Whether a value could be read or written.
pub type Outcome = Result<(), Error>;

/// What a string is before its value is read. A constant costs the compiler less than a call.
#[allow(dead_code)] // Not every API has a struct with a string.
pub(crate) const EMPTY: String = String::new();

/// Cuts the quoted value out of serde's ``invalid type: string "…", expected a number``.
///
/// What follows the last `, expected ` is always our own text, so everything between the quote and it is the value.
fn without_value(mut text: String) -> String {
    for start in ["invalid type: ", "invalid value: "] {
        let Some(begin) = text.find(start).map(|at| at + start.len()) else {
            continue;
        };
        let Some(end) = text.rfind(", expected ") else { continue };
        let quote = text.get(begin..end).and_then(|kind| kind.find(['"', '`']));
        if let Some(quote) = quote.map(|at| begin + at) {
            let quote = text[..quote].trim_end().len();
            text.replace_range(quote..end, "");
        }
    }
    text
}

/// Reads a value that is written as text. What is expected is told where the text is something else.
pub fn parsed<T>(input: &mut dyn Input, expected: &str, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
    let mut found = None;
    let invalid = || Error::new(format!("invalid value: string, expected {expected}"));
    input.text(&mut |text| {
        found = parse(text);
        found.as_ref().map(drop).ok_or_else(invalid)
    })?;
    found.ok_or_else(invalid)
}
