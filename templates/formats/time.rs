//! Dates and times of `time`.
//!
//! RFC 3339 is what is written. Services are read more leniently: an offset may lack its colon (`+0000`) or be missing,
//! which means UTC, and a space may stand for the `T`. A date alone is its first moment, and dates of mails are read too.

use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::{Date, Month, OffsetDateTime};

use crate::runtime::codec::{Codec, Error, Input, Output, parsed};

impl Codec for OffsetDateTime {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date and time (RFC 3339)", |text| {
            let text = text.trim();
            OffsetDateTime::parse(text, &Rfc3339)
                .ok()
                .or_else(|| strict(text).and_then(|text| OffsetDateTime::parse(&text, &Rfc3339).ok()))
                .or_else(|| parse_date(text).map(|date| date.midnight().assume_utc()))
                .or_else(|| OffsetDateTime::parse(text, &Rfc2822).ok())
        })
    }

    fn blank() -> Self {
        Self::UNIX_EPOCH
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        match self.format(&Rfc3339) {
            Ok(text) => output.string(&text),
            Err(_) => Err(Error::new("a date and time that RFC 3339 cannot write")),
        }
    }
}

/// The text as RFC 3339 has it.
fn strict(text: &str) -> Option<String> {
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time.get(..at)?.trim_end(), time.get(at..)?),
        None => (time, "Z"),
    };
    let offset = match offset.len() {
        5 => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
        _ => offset.to_owned(),
    };
    let seconds = if time.len() == 5 { ":00" } else { "" };
    Some(format!("{date}T{time}{seconds}{offset}"))
}

impl Codec for Date {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date (YYYY-MM-DD)", parse_date)
    }

    fn blank() -> Self {
        Self::MIN
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&format!(
            "{:04}-{:02}-{:02}",
            self.year(),
            u8::from(self.month()),
            self.day()
        ))
    }
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse::<u8>().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}
