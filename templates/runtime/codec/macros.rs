//! What every model and every enum has besides its members and values.

/// Implements serde's `Serialize` and `Deserialize` for types that have [`Encode`] and [`Decode`].
#[allow(unused_macros)]
macro_rules! serde_impls {
    ($($name:ident),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::codec::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::codec::deserialize(deserializer)
            }
        }
    )+};
}
/// Implements reading, writing and conversions of an enum over strings. The enum has `as_str` and `From<&str>`, which
/// keeps a text that it does not know.
#[allow(unused_macros)]
macro_rules! string_enum {
    ($name:ident) => {
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::runtime::codec::Decode for $name {
            fn decode(input: &mut dyn $crate::runtime::codec::Input) -> Result<Self, $crate::runtime::codec::Error> {
                let mut found = None;
                input.text(&mut |text| {
                    found = Some(Self::from(text));
                    Ok(())
                })?;
                $crate::runtime::codec::required(found, stringify!($name))
            }
        }

        impl $crate::runtime::codec::Encode for $name {
            fn encode(
                &self,
                output: &mut dyn $crate::runtime::codec::Output,
            ) -> Result<(), $crate::runtime::codec::Error> {
                output.string(self.as_str())
            }
        }

        $crate::runtime::codec::serde_impls!($name);
    };
}

/// Implements reading, writing and conversions of an enum over whole numbers. The enum has `as_i64` and `From<i64>`,
/// which keeps a number that it does not know.
#[allow(unused_macros)]
macro_rules! integer_enum {
    ($name:ident) => {
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

        impl $crate::runtime::codec::Decode for $name {
            fn decode(input: &mut dyn $crate::runtime::codec::Input) -> Result<Self, $crate::runtime::codec::Error> {
                input.i64().map(Self::from)
            }
        }

        impl $crate::runtime::codec::Encode for $name {
            fn encode(
                &self,
                output: &mut dyn $crate::runtime::codec::Output,
            ) -> Result<(), $crate::runtime::codec::Error> {
                output.i64(self.as_i64())
            }
        }

        $crate::runtime::codec::serde_impls!($name);
    };
}

#[allow(unused_imports)]
pub(crate) use {integer_enum, serde_impls, string_enum};
