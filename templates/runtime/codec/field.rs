//! [`Field`]: a member that may be absent, `null`, or a value.

use super::{Codec, Elements, Encode, Error, Fill, Input, Objects, Output};

/// A member that may be left out, be `null`, or have a value. The three mean different things to a service: in a change,
/// an absent member is left as it is, and `null` clears it.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Field<T> {
    /// Left out.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value itself, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether it is left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<T> for Field<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

/// `None` is `null`: to leave a member out, say [`Field::Absent`].
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Codec> Fill for Field<T> {
    fn fill(&mut self, input: &mut dyn Input) -> Result<(), Error> {
        *self = Self::Value(T::decode(input)?);
        Ok(())
    }

    fn fill_null(&mut self) {
        *self = Self::Null;
    }
}

impl<T: Codec> Codec for Field<T> {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        let mut field = Self::Absent;
        input.fill(&mut field)?;
        Ok(field)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn blank() -> Self {
        Self::Absent
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        match self {
            Self::Value(value) => value.write(output),
            Self::Absent | Self::Null => output.null(),
        }
    }

    fn object(&self) -> Option<&dyn Encode> {
        self.value()?.object()
    }

    fn text(&self) -> Option<&str> {
        self.value()?.text()
    }

    fn elements(&self) -> Option<(usize, &dyn Elements)> {
        self.value()?.elements()
    }

    fn objects(&self) -> Option<(usize, &dyn Objects)> {
        self.value()?.objects()
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}
