//! Reading of `application/x-www-form-urlencoded` (WHATWG URL, section 5), whose values are texts: what each one means
//! depends on the type of its member.

use serde_json::{Map, Value};

use super::codec::{self, Codec, Located};
use super::error::Error;
use super::response::{RawResponse, Response};

/// The interpretations of a field's strings, in the order of attempts.
const READINGS: [fn(&[String]) -> Option<Value>; 4] = [text, bare, texts, bares];

/// A response in `application/x-www-form-urlencoded`.
pub fn form_value<T: Codec>(raw: RawResponse) -> Result<Response<T>, Error> {
    match read(&raw.body) {
        Ok(value) => Ok(raw.with(value)),
        Err(located) => Err(raw.unreadable(located)),
    }
}

/// A value whose members are the names of a form.
fn read<T: Codec>(body: &[u8]) -> Result<T, Located> {
    let mut members: Vec<(String, Vec<String>, usize)> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        match members.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, values, _)) => values.push(value.into_owned()),
            None => members.push((name.into_owned(), vec![value.into_owned()], 0)),
        }
    }
    for (_, values, reading) in &mut members {
        // Several values of one name are a list.
        *reading = if values.len() > 1 { 2 } else { 0 };
    }
    loop {
        let mut object = Map::new();
        for (name, values, reading) in &members {
            let value = READINGS.get(*reading).and_then(|read| read(values));
            object.insert(name.clone(), value.unwrap_or(Value::Null));
        }
        let located = match codec::from_part(&Value::Object(object)) {
            Ok(value) => return Ok(value),
            Err(located) => located,
        };
        // The member that is wrong is read in the next way, if there is one.
        let is_at = |name: &str| {
            let rest = located.path.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let wrong = members.iter_mut().filter(|(name, ..)| is_at(name));
        let wrong = wrong.max_by_key(|(name, ..)| name.len());
        let Some((_, values, reading)) = wrong else {
            return Err(located);
        };
        let next = (*reading + 1..READINGS.len()).find(|next| READINGS[*next](values).is_some());
        match next {
            Some(next) => *reading = next,
            None => return Err(located),
        }
    }
}

fn text(values: &[String]) -> Option<Value> {
    values.first().cloned().map(Value::String)
}

fn bare(values: &[String]) -> Option<Value> {
    serde_json::from_str(values.first()?).ok()
}

fn texts(values: &[String]) -> Option<Value> {
    Some(values.iter().cloned().map(Value::String).collect())
}

fn bares(values: &[String]) -> Option<Value> {
    values
        .iter()
        .map(|value| serde_json::from_str::<Value>(value).ok())
        .collect()
}
