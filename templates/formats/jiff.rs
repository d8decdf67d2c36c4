//! Dates and times of `jiff`.
//!
//! RFC 3339 is what is written. Services are read more leniently: an offset may lack its colon (`+0000`) or be missing,
//! which means UTC, and a space may stand for the `T`. A date alone is its first moment, and dates of mails are read too.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::runtime::codec::{Codec, Error, Input, Output, parsed};

impl Codec for Timestamp {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date and time (RFC 3339)", |text| {
            let text = text.trim();
            let local = || {
                let time: DateTime = text.parse().ok()?;
                time.to_zoned(TimeZone::UTC).ok()
            };
            let mail = || jiff::fmt::rfc2822::parse(text).ok();
            let other = || local().or_else(mail).map(|time| time.timestamp());
            text.parse().ok().or_else(other)
        })
    }

    fn blank() -> Self {
        Self::UNIX_EPOCH
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_string())
    }
}

impl Codec for Date {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date (YYYY-MM-DD)", |text| text.trim().parse().ok())
    }

    fn blank() -> Self {
        Self::ZERO
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_string())
    }
}
