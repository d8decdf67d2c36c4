//! [`Codec`] for the types of the standard library, JSON values and bytes.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{
    Codec, Elements, Encode, Entries, Error, Input, List, ListMut, Map, MapMut, Object, Objects, Output, Rest,
};
use crate::runtime::codec;

/// A type that is read and written as one scalar of the format.
macro_rules! scalars {
    ($($name:ty: $method:ident),+ $(,)?) => {$(
        impl Codec for $name {
            const IS_OBJECT: bool = false;

            fn decode(input: &mut dyn Input) -> Result<Self, Error> {
                input.$method()
            }

            fn blank() -> Self {
                Self::default()
            }

            fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
                output.$method(*self)
            }
        }
    )+};
}

scalars!(bool: bool, i64: i64, u64: u64, f64: f64);

/// A whole number of fewer than 64 bits.
macro_rules! narrow {
    ($($name:ty: $wide:ident),+ $(,)?) => {$(
        impl Codec for $name {
            const IS_OBJECT: bool = false;

            fn decode(input: &mut dyn Input) -> Result<Self, Error> {
                let number = input.$wide()?;
                number.try_into().map_err(|_| Error::new(concat!("invalid value: number, expected ", stringify!($name))))
            }

            fn blank() -> Self {
                0
            }

            fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
                output.$wide((*self).into())
            }
        }
    )+};
}

narrow!(i8: i64, i16: i64, i32: i64, u8: u64, u16: u64, u32: u64);

impl Codec for f32 {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        // The nearest number of single precision is what the description asks for.
        input.f64().map(|number| number as f32)
    }

    fn blank() -> Self {
        0.0
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.f32(*self)
    }
}

impl Codec for String {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        input.string()
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(self)
    }
}

impl<T: Codec> Codec for Box<T> {
    const IS_OBJECT: bool = T::IS_OBJECT;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        T::decode(input).map(Box::new)
    }

    fn read(input: &mut dyn Input, outcome: &mut Result<(), Error>) -> Self {
        Box::new(T::read(input, outcome))
    }

    fn null() -> Option<Self> {
        T::null().map(Box::new)
    }

    fn blank() -> Self {
        Box::new(T::blank())
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        (**self).write(output)
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        (**self).members(object);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Codec> Codec for Option<T> {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        let mut value = None;
        input.fill(&mut value)?;
        Ok(value)
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn blank() -> Self {
        None
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        match self {
            Some(value) => value.write(output),
            None => output.null(),
        }
    }

    fn object(&self) -> Option<&dyn Encode> {
        self.as_ref()?.object()
    }

    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }

    fn elements(&self) -> Option<(usize, &dyn Elements)> {
        self.as_ref()?.elements()
    }

    fn objects(&self) -> Option<(usize, &dyn Objects)> {
        self.as_ref()?.objects()
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Codec> Codec for Vec<T> {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        let mut list = Self::new();
        match ListMut::of(&mut list) {
            Some(scalars) => input.scalars(scalars)?,
            None => input.list(&mut list)?,
        }
        Ok(list)
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        match List::of(self) {
            Some(scalars) => output.scalars(scalars),
            None => output.list(self.len(), self),
        }
    }

    fn elements(&self) -> Option<(usize, &dyn Elements)> {
        match List::of(self) {
            None if !T::IS_OBJECT => Some((self.len(), self)),
            _ => None,
        }
    }

    fn objects(&self) -> Option<(usize, &dyn Objects)> {
        match T::IS_OBJECT {
            true => Some((self.len(), self)),
            false => None,
        }
    }
}

impl<T: Codec> Rest for BTreeMap<String, T> {
    fn member(&mut self, name: String, value: Option<&mut dyn Input>) -> Result<(), Error> {
        let value = match value {
            Some(input) => Some(T::decode(input)?),
            // An entry that is `null` where the type has none counts as absent, as a member does.
            None => T::null(),
        };
        if let Some(value) = value {
            self.insert(name, value);
        }
        Ok(())
    }

    fn copy(&mut self, others: &dyn Entries) {
        others.copy_to(self);
    }
}

impl<T: Codec> Codec for BTreeMap<String, T> {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        let mut map = Self::new();
        match MapMut::of(&mut map) {
            Some(scalars) => input.scalars_by_name(scalars)?,
            None => input.record_with(&mut [], &mut map)?,
        }
        Ok(map)
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        match Map::of(self) {
            Some(scalars) => output.scalars_by_name(scalars),
            None => output.object(self),
        }
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        object.others(self);
    }
}

impl Codec for serde_json::Value {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        input.value()
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn blank() -> Self {
        Self::Null
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.value(self)
    }
}

/// Only `null`.
impl Codec for () {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        match input.value()? {
            serde_json::Value::Null => Ok(()),
            _ => Err(Error::new("invalid type: value, expected null")),
        }
    }

    fn null() -> Option<Self> {
        Some(())
    }

    fn blank() -> Self {}

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.null()
    }
}

/// Bytes that are written as a Base64 string.
///
/// Written with padding in the standard alphabet; read in the standard or the URL-safe one, with or without padding.
#[derive(Clone, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Base64(pub Vec<u8>);

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

impl Base64 {
    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl Codec for Base64 {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        input.text(&mut |text| {
            let engine = if text.contains(['-', '_']) {
                &URL_SAFE
            } else {
                &STANDARD
            };
            engine
                .decode_vec(text, &mut bytes)
                .map_err(|_| Error::new("invalid value: string, expected Base64"))
        })?;
        Ok(Self(bytes))
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&STANDARD.encode(&self.0))
    }
}

codec::serde_impls!(Base64);
