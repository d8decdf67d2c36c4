//! Lists and maps of scalars, each read and written in one call: the calls for every value alone take as long as the value does.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::decode::Rest;
use super::input::Whole;
use super::{Codec, Encode, Entries, Error, Input, Outcome};

/// Makes the lists and maps of each type, with the type that a value of it is read as.
macro_rules! collections {
    ($($variant:ident: $ty:ty, $what:literal, $read:ty;)+) => {
        /// A list to be written.
        pub enum List<'a> {
            $(
                #[doc = $what]
                $variant(&'a [$ty]),
            )+
        }

        /// A map to be written.
        pub enum Map<'a> {
            $(
                #[doc = $what]
                $variant(&'a BTreeMap<String, $ty>),
            )+
        }

        /// A list that values are read into.
        pub enum ListMut<'a> {
            $(
                #[doc = $what]
                $variant(&'a mut Vec<$ty>),
            )+
        }

        /// A map that values are read into. An entry that is `null` counts as absent.
        pub enum MapMut<'a> {
            $(
                #[doc = $what]
                $variant(&'a mut BTreeMap<String, $ty>),
            )+
        }

        impl<'a> List<'a> {
            /// Gives the values one by one.
            pub(super) fn each(
                self,
                write: impl FnOnce(&mut (dyn Iterator<Item = &'a dyn Encode> + 'a)) -> Outcome,
            ) -> Outcome {
                match self {
                    $(Self::$variant(list) => write(&mut list.iter().map(|value| value as &dyn Encode)),)+
                }
            }
        }

        impl<'a> Map<'a> {
            /// Gives the entries one by one.
            pub(super) fn each(self, write: impl FnOnce(&mut Entries<'a>) -> Outcome) -> Outcome {
                match self {
                    $(Self::$variant(map) => write(&mut entries(map)),)+
                }
            }
        }

        impl ListMut<'_> {
            /// Reads a value to the end of the list.
            pub(super) fn push(&mut self, input: &mut dyn Input) -> Outcome {
                match self {
                    $(Self::$variant(list) => Codec::decode(input).map(|value| list.push(value)),)+
                }
            }
        }

        impl Rest for MapMut<'_> {
            fn member(&mut self, name: String, input: &mut dyn Input) -> Result<(), Error> {
                match self {
                    $(Self::$variant(map) => map.member(name, input),)+
                }
            }
        }

        impl Serialize for List<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(list) => list.serialize(serializer),)+
                }
            }
        }

        impl Serialize for Map<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(map) => map.serialize(serializer),)+
                }
            }
        }

        impl<'de> Visitor<'de> for ListMut<'_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
                match self {
                    $(Self::$variant(list) => read_list::<A, $read, $ty>(list, seq),)+
                }
            }
        }

        impl<'de> Visitor<'de> for MapMut<'_> {
            /// How many entries there are in what is read.
            type Value = usize;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<usize, A::Error> {
                match self {
                    $(Self::$variant(map) => read_map::<A, $read, $ty>(map, access),)+
                }
            }
        }
    };
}

collections! {
    Bool: bool, "`true` and `false`.", bool;
    I32: i32, "Whole numbers of 32 bits.", Whole<i32>;
    I64: i64, "Whole numbers of 64 bits.", Whole<i64>;
    F32: f32, "Numbers of single precision.", f32;
    F64: f64, "Numbers.", f64;
    String: String, "Strings.", String;
}

/// The entries of a map, of whatever type.
pub(super) fn entries<T: Encode>(map: &BTreeMap<String, T>) -> impl Iterator<Item = (&str, &dyn Encode)> {
    map.iter().map(|(name, value)| (name.as_str(), value as &dyn Encode))
}

fn read_list<'de, A: SeqAccess<'de>, R: Deserialize<'de>, T: From<R>>(
    list: &mut Vec<T>,
    mut seq: A,
) -> Result<(), A::Error> {
    while let Some(value) = seq.next_element::<R>()? {
        list.push(value.into());
    }
    Ok(())
}

fn read_map<'de, A: MapAccess<'de>, R: Deserialize<'de>, T: From<R>>(
    map: &mut BTreeMap<String, T>,
    mut access: A,
) -> Result<usize, A::Error> {
    let mut count = 0;
    while let Some((name, value)) = access.next_entry::<String, Option<R>>()? {
        count += 1;
        if let Some(value) = value {
            map.insert(name, value.into());
        }
    }
    Ok(count)
}

impl From<Whole<i32>> for i32 {
    fn from(number: Whole<i32>) -> Self {
        number.0
    }
}

impl From<Whole<i64>> for i64 {
    fn from(number: Whole<i64>) -> Self {
        number.0
    }
}
