//! Dates and times of `chrono`.
//!
//! RFC 3339 is what is written. Services are read more leniently: an offset may lack its colon (`+0000`) or be missing,
//! which means UTC, and a space may stand for the `T`. A date alone is its first moment, and dates of mails are read too.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

use crate::runtime::codec::{Codec, Error, Input, Output, parsed};

impl Codec for DateTime<Utc> {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date and time (RFC 3339)", parse_date_time)
    }

    fn blank() -> Self {
        Self::UNIX_EPOCH
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

fn parse_date_time(text: &str) -> Option<DateTime<Utc>> {
    if let Some(time) = parse_usual(text.as_bytes()) {
        return Some(time);
    }
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

/// Reads the form in which most services write, `2024-05-06T07:08:09.123Z`, in a quarter of the time; nothing else.
fn parse_usual(text: &[u8]) -> Option<DateTime<Utc>> {
    let (head, rest) = text.split_first_chunk::<19>()?;
    let fraction = match rest {
        [b'Z'] => &[],
        [b'.', digits @ .., b'Z'] if (1..=9).contains(&digits.len()) => digits,
        _ => return None,
    };
    if [head[10], head[13], head[16]] != *b"T::" {
        return None;
    }
    let date = parse_usual_date(head.first_chunk()?)?;
    let nanoseconds = number(fraction)? * 10_u32.pow(9 - fraction.len() as u32);
    let (hour, minute, second) = (number(&head[11..13])?, number(&head[14..16])?, number(&head[17..])?);
    Some(date.and_hms_nano_opt(hour, minute, second, nanoseconds)?.and_utc())
}

fn parse_usual_date(text: &[u8; 10]) -> Option<NaiveDate> {
    if [text[4], text[7]] != *b"--" {
        return None;
    }
    let year = i32::try_from(number(&text[..4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&text[5..7])?, number(&text[8..])?)
}

/// A number of at most nine digits.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
    })
}

impl Codec for NaiveDate {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        parsed(input, "a date (YYYY-MM-DD)", parse_date)
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        output.string(&self.to_string())
    }
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    let usual = text.as_bytes().try_into().ok().and_then(parse_usual_date);
    usual.or_else(|| NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok())
}
