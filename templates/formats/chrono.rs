//! Dates and times of `chrono`.
//!
//! RFC 3339 is what is written. Services are read more leniently: an offset may lack its colon (`+0000`) or be missing,
//! which means UTC, and a space may stand for the `T`. A date alone is its first moment, and dates of mails are read too.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

use crate::runtime::codec::{Decode, Encode, Error, Input, Output, parsed};

impl Decode for DateTime<Utc> {
    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date and time (RFC 3339)", parse_date_time)
    }

    fn blank() -> Self {
        Self::UNIX_EPOCH
    }
}

fn parse_date_time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    [
        "%Y-%m-%dT%H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f %#z",
    ]
    .iter()
    .find_map(|format| DateTime::parse_from_str(text, format).ok())
    .map(|time| time.to_utc())
    .or_else(|| {
        [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M:%S%.fZ",
        ]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| parse_date(text)?.and_hms_opt(0, 0, 0))
        .map(|time| time.and_utc())
    })
    .or_else(|| DateTime::parse_from_rfc2822(text).ok().map(|time| time.to_utc()))
}

impl Encode for DateTime<Utc> {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Decode for NaiveDate {
    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date (YYYY-MM-DD)", parse_date)
    }

    fn blank() -> Self {
        Self::default()
    }
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

impl Encode for NaiveDate {
    fn encode(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.format("%Y-%m-%d").to_string())
    }
}
