//! Identifiers of `uuid`.

use uuid::Uuid;

use crate::runtime::codec::{Codec, Error, Input, Output, parsed};

impl Codec for Uuid {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a UUID", |text| Uuid::try_parse(text.trim()).ok())
    }

    fn blank() -> Self {
        Self::nil()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.hyphenated().to_string())
    }
}
