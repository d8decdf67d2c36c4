//! Identifiers of `uuid`.

use uuid::Uuid;

use crate::runtime::codec::{Decode, Encode, Error, Input, Output, parsed};

impl Decode for Uuid {
    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a UUID", |text| Uuid::try_parse(text.trim()).ok())
    }

    fn blank() -> Self {
        Self::nil()
    }
}

impl Encode for Uuid {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.hyphenated().to_string())
    }
}
