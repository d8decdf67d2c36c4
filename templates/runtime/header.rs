//! [`Header`]: the headers of answers by name and type.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use http::HeaderMap;

use super::codec::{self, Codec};

/// A header that answers have, and the type of its value.
pub struct Header<T> {
    name: &'static str,
    separator: char,
    value: PhantomData<fn() -> T>,
}

impl<T> Header<T> {
    /// A header.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            separator: ',',
            value: PhantomData,
        }
    }

    /// The same header, with another character than the comma between the elements of a list.
    pub const fn separated_by(mut self, separator: char) -> Self {
        self.separator = separator;
        self
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Header<T> {}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header<{}>({:?})", type_name::<T>(), self.name)
    }
}

/// The value of a header, where there is one.
pub(super) fn read<T: Codec>(headers: &HeaderMap, header: Header<T>) -> Result<Option<T>, codec::Error> {
    let separator = header.separator;
    let Some(text) = text(headers, header.name, separator)? else {
        return Ok(None);
    };
    // What a text means depends on the type: it is read as the first of these that the type takes.
    if let Some(value) = value_of(&text) {
        return Ok(Some(value));
    }
    for form in [strings, values] {
        if let Some(value) = form(&text, separator).and_then(|json| codec::from_slice(&json).ok()) {
            return Ok(Some(value));
        }
    }
    Err(codec::Error::new(
        "the header is not of the type that it has in the description",
    ))
}

/// The value that a text is for a type, where it is one.
pub(super) fn value_of<T: Codec>(text: &str) -> Option<T> {
    let mut forms = [quoted, bare, date].into_iter();
    forms.find_map(|form| form(text).and_then(|json| codec::from_slice(&json).ok()))
}

/// All values of a header, as one text.
fn text(headers: &HeaderMap, name: &str, separator: char) -> Result<Option<String>, codec::Error> {
    let mut text: Option<String> = None;
    for value in headers.get_all(name) {
        let value = value
            .to_str()
            .map_err(|_| codec::Error::new("the header is not text"))?;
        match &mut text {
            Some(text) => {
                text.push(separator);
                text.push_str(if separator == ',' { " " } else { "" });
                text.push_str(value);
            }
            None => text = Some(value.to_owned()),
        }
    }
    Ok(text)
}

/// A string.
fn quoted(text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(text).ok()
}

/// A number, `true` or `false`, or whatever else is JSON.
fn bare(text: &str) -> Option<Vec<u8>> {
    Some(text.trim().as_bytes().to_vec())
}

/// A date as headers have it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date(text: &str) -> Option<Vec<u8>> {
    let time = httpdate::parse_http_date(text.trim()).ok()?;
    // Of the three forms that there are, this is the one with everything in its place.
    let form = httpdate::fmt_http_date(time);
    let mut parts = form.split(' ').skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = names.find(month)? / 3 + 1;
    quoted(&format!("{year}-{month:02}-{day}T{time}Z"))
}

/// A list of strings.
fn strings(text: &str, separator: char) -> Option<Vec<u8>> {
    serde_json::to_vec(&pieces(text, separator).collect::<Vec<_>>()).ok()
}

/// A list of numbers and the like.
fn values(text: &str, separator: char) -> Option<Vec<u8>> {
    Some(format!("[{}]", pieces(text, separator).collect::<Vec<_>>().join(",")).into_bytes())
}

fn pieces(text: &str, separator: char) -> impl Iterator<Item = &str> {
    text.split(separator).map(str::trim).filter(|piece| !piece.is_empty())
}
