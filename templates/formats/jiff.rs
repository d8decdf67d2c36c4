//! Dates and times of `jiff`.
//!
//! RFC 3339 is what is written. Services are read more leniently: an offset may lack its colon (`+0000`) or be missing,
//! which means UTC, and a space may stand for the `T`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::runtime::codec::{Decode, Encode, Error, Input, Output, parsed};

impl Decode for Timestamp {
    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date and time (RFC 3339)", |text| {
            let text = text.trim();
            text.parse().ok().or_else(|| {
                let time: DateTime = text.parse().ok()?;
                time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp())
            })
        })
    }
}

impl Encode for Timestamp {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_string())
    }
}

impl Decode for Date {
    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date (YYYY-MM-DD)", |text| text.trim().parse().ok())
    }
}

impl Encode for Date {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_string())
    }
}
