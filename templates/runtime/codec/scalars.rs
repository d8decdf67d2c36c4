//! Lists and maps of scalars and of any JSON values, each read and written in one call: the calls for every value alone take as long as
//! the value does.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::slot::Rest;
use super::whole::Whole;
use super::{Codec, Elements, Encode, Error, Input, Object, Outcome, Output};

/// Makes the lists of each type, with the type that a value of it is read as and how it is made of that.
macro_rules! lists {
    ($($variant:ident: $ty:ty, $what:literal, $read:ty, $value:expr;)+) => {
        /// A list to be written.
        pub enum List<'a> {
            $(
                #[doc = $what]
                $variant(&'a [$ty]),
            )+
        }

        /// A list that values are read into.
        pub enum ListMut<'a> {
            $(
                #[doc = $what]
                $variant(&'a mut Vec<$ty>),
            )+
        }

        impl<'a> List<'a> {
            /// The list, where it is one of scalars. The compiler decides it where this is called.
            #[inline(always)]
            pub(super) fn of(any: &'a dyn Any) -> Option<Self> {
                $(
                    if let Some(list) = any.downcast_ref::<Vec<$ty>>() {
                        return Some(Self::$variant(list));
                    }
                )+
                None
            }

            /// How many there are, and each value as one of any type.
            pub(super) fn elements(&self) -> (usize, &dyn Elements) {
                match self {
                    $(Self::$variant(list) => (list.len(), list),)+
                }
            }
        }

        impl<'a> ListMut<'a> {
            /// The list, where it is one of scalars. The compiler decides it where this is called.
            #[inline(always)]
            pub(super) fn of(any: &'a mut dyn Any) -> Option<Self> {
                $(
                    if any.is::<Vec<$ty>>() {
                        return Some(Self::$variant(any.downcast_mut()?));
                    }
                )+
                None
            }

            /// Reads a value to the end of the list.
            pub(super) fn push(&mut self, input: &mut dyn Input) -> Outcome {
                match self {
                    $(Self::$variant(list) => Codec::decode(input).map(|value| list.push(value)),)+
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

        impl<'de> DeserializeSeed<'de> for ListMut<'_> {
            type Value = ();

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_seq(self)
            }
        }

        impl<'de> Visitor<'de> for ListMut<'_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
                match self {
                    $(Self::$variant(list) => read_list::<A, $read, $ty>(list, seq, $value),)+
                }
            }
        }
    };
}

lists! {
    Bool: bool, "`true` and `false`.", bool, own;
    I32: i32, "Whole numbers of 32 bits.", Whole<i32>, whole;
    I64: i64, "Whole numbers of 64 bits.", Whole<i64>, whole;
    F32: f32, "Numbers of single precision.", f32, own;
    F64: f64, "Numbers.", f64, own;
    String: String, "Strings.", String, own;
    OptI64: Option<i64>, "Whole numbers of 64 bits and `null`.", Option<Whole<i64>>, opt_whole;
    OptF64: Option<f64>, "Numbers and `null`.", Option<f64>, own;
    OptString: Option<String>, "Strings and `null`.", Option<String>, own;
    Value: Value, "JSON values.", Value, own;
}

/// Makes the maps of each type, as [`lists`] does. There are fewer, as each costs the compiler: the entries of other maps are read and
/// written one by one.
macro_rules! maps {
    ($($variant:ident: $ty:ty, $what:literal, $read:ty, $value:expr;)+) => {
        /// A map to be written.
        #[derive(Debug)]
        pub enum Map<'a> {
            $(
                #[doc = $what]
                $variant(&'a BTreeMap<String, $ty>),
            )+
        }

        /// A map that values are read into. An entry that is `null` where the type has none counts as absent.
        pub enum MapMut<'a> {
            $(
                #[doc = $what]
                $variant(&'a mut BTreeMap<String, $ty>),
            )+
        }

        impl<'a> Map<'a> {
            /// The map, where it is one of scalars. The compiler decides it where this is called.
            #[inline(always)]
            pub(super) fn of(any: &'a dyn Any) -> Option<Self> {
                $(
                    if let Some(map) = any.downcast_ref() {
                        return Some(Self::$variant(map));
                    }
                )+
                None
            }
        }

        impl Encode for Map<'_> {
            fn encode(&self, output: &mut dyn Output) -> Outcome {
                output.object(self)
            }

            fn encode_members<'a>(&'a self, object: Object<'a>) {
                match self {
                    $(Self::$variant(map) => drop(object.others(map)),)+
                }
            }
        }

        impl<'a> MapMut<'a> {
            /// The map, where it is one of scalars. The compiler decides it where this is called.
            #[inline(always)]
            pub(super) fn of(any: &'a mut dyn Any) -> Option<Self> {
                $(
                    if any.is::<BTreeMap<String, $ty>>() {
                        return Some(Self::$variant(any.downcast_mut()?));
                    }
                )+
                None
            }
        }

        impl Rest for MapMut<'_> {
            fn member(&mut self, name: String, value: Option<&mut dyn Input>) -> Result<(), Error> {
                match self {
                    $(Self::$variant(map) => map.member(name, value),)+
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

        impl<'de> DeserializeSeed<'de> for MapMut<'_> {
            type Value = usize;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
                deserializer.deserialize_map(self)
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
                    $(Self::$variant(map) => read_map::<A, $read, $ty>(map, access, $value),)+
                }
            }
        }
    };
}

maps! {
    Bool: bool, "`true` and `false`.", bool, own;
    I32: i32, "Whole numbers of 32 bits.", Whole<i32>, whole;
    I64: i64, "Whole numbers of 64 bits.", Whole<i64>, whole;
    F64: f64, "Numbers.", f64, own;
    String: String, "Strings.", String, own;
    OptI64: Option<i64>, "Whole numbers of 64 bits and `null`.", Option<Whole<i64>>, opt_whole;
    OptF64: Option<f64>, "Numbers and `null`.", Option<f64>, own;
    OptString: Option<String>, "Strings and `null`.", Option<String>, own;
}

// Each type has a function of its own: where one reads all types, each is slower.
#[inline(never)]
fn read_list<'de, A: SeqAccess<'de>, R: Deserialize<'de>, T>(
    list: &mut Vec<T>,
    mut seq: A,
    value: impl Fn(R) -> T,
) -> Result<(), A::Error> {
    while let Some(read) = seq.next_element()? {
        list.push(value(read));
    }
    Ok(())
}

#[inline(never)]
fn read_map<'de, A: MapAccess<'de>, R: Deserialize<'de>, T: Codec>(
    map: &mut BTreeMap<String, T>,
    mut access: A,
    value: impl Fn(R) -> T,
) -> Result<usize, A::Error> {
    let mut count = 0;
    while let Some((name, read)) = access.next_entry::<String, Option<R>>()? {
        count += 1;
        if let Some(value) = read.map(&value).or_else(T::null) {
            map.insert(name, value);
        }
    }
    Ok(count)
}

/// What is read is the value.
fn own<T>(value: T) -> T {
    value
}

fn whole<T>(number: Whole<T>) -> T {
    number.0
}

fn opt_whole<T>(number: Option<Whole<T>>) -> Option<T> {
    number.map(whole)
}
