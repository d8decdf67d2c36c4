//! Lists and maps of themselves, which are types of their own.

/// Reads and writes a list or a map of itself as what is in it.
#[allow(unused_macros)]
macro_rules! newtype {
    ($name:ident: $ty:ty) => {
        impl From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self(value)
            }
        }

        impl std::ops::Deref for $name {
            type Target = $ty;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl codec::Codec for $name {
            const IS_OBJECT: bool = false;

            fn decode(input: &mut dyn codec::Input) -> std::result::Result<Self, codec::Error> {
                codec::Codec::decode(input).map(Self)
            }

            fn blank() -> Self {
                Self::default()
            }

            fn write(&self, output: &mut dyn codec::Output) -> std::result::Result<(), codec::Error> {
                codec::encode(&self.0, output)
            }
        }

        codec::serde_impls!($name);
    };
}

#[allow(unused_imports)] // Few descriptions have such.
pub(crate) use newtype;
