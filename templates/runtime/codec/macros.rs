//! What every model and every enum has besides its members and values.
//!
//! The macros want `codec` in scope where they are used, as their own names do: a longer path is more that the compiler
//! keeps for each member. For the same reason they name a type and not `Self` before its variants, and have no `allow` on a
//! statement.

/// Implements serde's `Serialize` and `Deserialize` for types that have [`Codec`](super::Codec).
#[allow(unused_macros)]
macro_rules! serde_impls {
    ($($name:ident),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> codec::Serialized<S> {
                codec::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> codec::Deserialized<'de, Self, D> {
                codec::deserialize(deserializer)
            }
        }
    )+};
}
/// Lists the members of a struct: each with the kind of its value, which is a function of [`read`](super::read) and one of
/// [`Object`](super::Object), and its name in JSON. Very many members are in groups, as the calls that write a group are one expression.
/// `limits` are those on members that are sent; `rest` is the member for all others, with the limits on each of them. With `default` it
/// can be made without any member.
#[allow(unused_macros)]
macro_rules! record {
    ($name:ident $($default:ident)? {
        $($member:ident: $kind:ident = $wire:literal,)* $(; $($more:ident: $more_kind:ident = $more_wire:literal,)+)*
    } $(limits { $($limited:literal: $limits:expr,)+ })? $(rest $rest:ident $(, $rest_limits:expr)?)?) => {
        impl codec::Codec for $name {
            $(const LIMITS: &'static [(&'static str, codec::Limits)] = &[$(($limited, $limits)),+];)?

            fn read(
                input: &mut dyn codec::Input,
                outcome: &mut codec::Outcome,
            ) -> Self {
                let mut value = Self {
                    $($member: codec::blank!($kind),)*
                    $($($more: codec::blank!($more_kind),)+)*
                    $($rest: std::collections::BTreeMap::new(),)?
                };
                $(
                    #[cfg(feature = "test-util")]
                    codec::limits!(input $($limited)+);
                )?
                codec::read_all(
                    input,
                    outcome,
                    [
                        $(codec::read::$kind($wire, &mut value.$member),)*
                        $($(codec::read::$more_kind($more_wire, &mut value.$more),)+)*
                    ],
                    ($(&mut value.$rest,)?),
                );
                value
            }

            fn members<'a>(
                &'a self,
                object: codec::Object<'a>,
            ) {
                $(codec::limits!(object $($limited)+);)?
                $($(object.other_limits(const { &$rest_limits });)?)?
                let _ = object$(.$kind($wire, &self.$member))*;
                $(object$(.$more_kind($more_wire, &self.$more))+;)*
                $(object.others(&self.$rest);)?
            }
        }

        impl std::clone::Clone for $name {
            fn clone(&self) -> Self {
                codec::copied(self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                codec::debug(self, f)
            }
        }

        $(codec::$default!($name);)?

        impl std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                codec::equal(self, other)
            }
        }

        codec::serde_impls!($name);
    };
}

/// Tells the limits of a struct that has some: all that their names are for here.
#[allow(unused_macros)]
macro_rules! limits {
    ($to:ident $($limited:literal)+) => {
        $to.limits(<Self as codec::Codec>::LIMITS)
    };
}

/// What a member is before its value is read.
#[allow(unused_macros)]
macro_rules! blank {
    (three_state) => {
        codec::Field::Absent
    };
    (bool) => {
        false
    };
    (string) => {
        codec::EMPTY
    };
    (vec_string) => {
        Vec::new()
    };
    (f32) => {
        0.0
    };
    (f64) => {
        0.0
    };
    (i32) => {
        0
    };
    (i64) => {
        0
    };
    (u32) => {
        0
    };
    (u64) => {
        0
    };
    (required) => {
        codec::Codec::blank()
    };
    ($optional:ident) => {
        None
    };
}

/// Makes a struct without any member.
#[allow(unused_macros)]
macro_rules! default {
    ($name:ident) => {
        impl std::default::Default for $name {
            fn default() -> Self {
                codec::Codec::blank()
            }
        }
    };
}

/// Lists the values of an enum over strings. A text that is none of them is kept in `Unknown`.
#[allow(unused_macros)]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $value:literal,)* }) => {
        impl $name {
            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $value,)*
                    $name::Unknown(text) => text,
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                codec::debug_text(self, f)
            }
        }

        impl std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                codec::equal_texts(self, other)
            }
        }

        impl std::clone::Clone for $name {
            fn clone(&self) -> Self {
                if let $name::Unknown(text) = self {
                    return $name::Unknown(text.clone());
                }
                codec::copied_text(self)
            }
        }

        // Derived, it would be a function that the compiler checks.
        impl std::cmp::Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                codec::hash_text(self, state);
            }
        }

        impl<T: codec::IntoText> From<T> for $name {
            fn from(text: T) -> Self {
                match text.as_text() {
                    $($value => $name::$variant,)*
                    _ => $name::Unknown(text.into_text()),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> codec::Parsed<Self> {
                codec::parsed_text(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                codec::display_text(self, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        // That it can be read and written follows from it.
        impl codec::Values for codec::Of<$name> {
            const VALUES: &'static [&'static str] = &[$($value),*];
        }

        codec::serde_impls!($name);
    };
}

/// Lists the values of an enum over whole numbers. A number that is none of them is kept in `Unknown`.
#[allow(unused_macros)]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $value:literal,)* }) => {
        impl $name {
            /// The value as it is sent.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $($name::$variant => $value,)*
                    $name::Unknown(number) => *number,
                }
            }
        }

        impl std::cmp::Eq for $name {}

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($value => $name::$variant,)*
                    other => $name::Unknown(other),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.as_i64()
            }
        }

        impl codec::Codec for $name {
            const IS_OBJECT: bool = false;

            fn read(
                input: &mut dyn codec::Input,
                outcome: &mut codec::Outcome,
            ) -> Self {
                codec::known_number(input, outcome, &[$($value),*])
            }

            fn write(
                &self,
                output: &mut dyn codec::Output,
            ) -> codec::Outcome {
                output.i64(self.as_i64())
            }
        }

        codec::serde_impls!($name);
    };
}

/// Lists the variants of a union that nothing but the value itself tells apart, in the order in which they are tried: each
/// with its type where a value of this is made one of the union by `From`, and with the limits on its value. `if` has the
/// rules that the types do not express.
#[allow(unused_macros)]
macro_rules! union {
    ($name:ident $(if $rules:tt)? { $($variant:ident $(: $ty:ty)? $(, $limits:expr)?;)* }) => {
        $($(codec::conversion!($name $variant $ty);)?)*

        impl codec::Codec for $name {
            const IS_OBJECT: bool = false;

            fn read(
                input: &mut dyn codec::Input,
                outcome: &mut codec::Outcome,
            ) -> Self {
                codec::union::untagged_by(
                    input,
                    outcome,
                    [$(codec::variant!($variant $($ty)?)),*],
                    codec::rules!($($rules)?),
                    $name::Unknown,
                )
            }

            fn write(
                &self,
                output: &mut dyn codec::Output,
            ) -> codec::Outcome {
                match self {
                    $($name::$variant(value) => {
                        $(output.own_limits(const { &$limits });)?
                        codec::encode(value, output)
                    })*
                    $name::Unknown(value) => output.value(value),
                }
            }
        }

        codec::union_impls!($name { $($variant)* });
    };
}

/// Lists the variants of a union that a member tells apart: each with its type as in [`union`], with the values of the
/// member, of which the first is written, with `inside` where the type itself always writes that member, and with the
/// limits on its value. Objects with another value, or none, are of the variant behind `else`, if there is one.
#[allow(unused_macros)]
macro_rules! tagged_union {
    ($name:ident $tag:literal $(else $fallback:ident $(: $base:ty)?,)? {
        $($variant:ident $(: $ty:ty)? = $($written:literal)|* $($inside:ident)? $(, $limits:expr)?;)*
    }) => {
        $($(codec::conversion!($name $variant $ty);)?)*

        impl codec::Codec for $name {
            const IS_OBJECT: bool = false;

            fn read(
                input: &mut dyn codec::Input,
                outcome: &mut codec::Outcome,
            ) -> Self {
                codec::union::tagged_or(
                    input,
                    outcome,
                    $tag,
                    &[$((&[$($written),*], codec::variant!($variant $($ty)?))),*],
                    codec::fallback!($($fallback $($base)?)?),
                    $name::Unknown,
                )
            }

            fn write(
                &self,
                output: &mut dyn codec::Output,
            ) -> codec::Outcome {
                match self {
                    $($name::$variant(value) => {
                        $(output.own_limits(const { &$limits });)?
                        codec::tagged!(output $tag value $($written)|* $($inside)?)
                    })*
                    $name::Unknown(value) => output.value(value),
                }
            }
        }

        codec::union_impls!($name { $($variant)* });
    };
}

/// Implements what unions have besides being read and written. They have no table of members: they are copied and shown
/// variant by variant.
#[allow(unused_macros)]
macro_rules! union_impls {
    ($name:ident { $($variant:ident)* }) => {
        impl std::clone::Clone for $name {
            fn clone(&self) -> Self {
                match self {
                    $($name::$variant(value) => $name::$variant(codec::cloned(value)),)*
                    $name::Unknown(value) => $name::Unknown(codec::cloned(value)),
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $($name::$variant(value) => codec::debug_variant(stringify!($variant), value, f),)*
                    $name::Unknown(value) => codec::debug_variant("Unknown", value, f),
                }
            }
        }

        impl std::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                codec::equal(self, other)
            }
        }

        codec::serde_impls!($name);
    };
}

/// Makes a value of a type one of a union.
#[allow(unused_macros)]
macro_rules! conversion {
    ($name:ident $variant:ident $ty:ty) => {
        impl From<$ty> for $name {
            fn from(value: $ty) -> Self {
                $name::$variant(value)
            }
        }
    };
}

/// Writes a variant of a union with its tag.
#[allow(unused_macros)]
macro_rules! tagged {
    ($output:ident $tag:literal $value:ident $($written:literal)|* inside) => {
        codec::encode($value, $output)
    };
    ($output:ident $tag:literal $value:ident) => {
        codec::encode($value, $output)
    };
    ($output:ident $tag:literal $value:ident $written:literal $(| $other:literal)*) => {
        codec::union::encode_tagged($output, $tag, $written, $value)
    };
}

/// Reads a variant of a union. Where `From` makes it, the function is one for all unions; elsewhere it is a closure, which is
/// one more function that the compiler checks.
#[allow(unused_macros)]
macro_rules! variant {
    ($variant:ident $ty:ty) => {
        codec::union::variant::<$ty, Self>
    };
    ($variant:ident) => {
        |input| codec::Codec::decode(input).map(Self::$variant)
    };
}

/// Rules of a union.
#[allow(unused_macros)]
macro_rules! rules {
    () => {
        &codec::union::Rules::NONE
    };
    ({ $($rules:tt)* }) => {
        &codec::union::Rules {
            $($rules)*,
            ..codec::union::Rules::NONE
        }
    };
}

/// Reads the variant of objects whose tag is not known, if a union has one.
#[allow(unused_macros)]
macro_rules! fallback {
    () => {
        None
    };
    ($variant:ident $($ty:ty)?) => {
        Some(codec::variant!($variant $($ty)?))
    };
}

#[allow(unused_imports)]
pub(crate) use {
    blank, conversion, default, fallback, integer_enum, limits, record, rules, serde_impls, string_enum, tagged,
    tagged_union, union, union_impls, variant,
};
