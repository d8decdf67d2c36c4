//! Decodes any JSON into each type.

#![cfg(test)]

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// The names and strings that random values are made of.
struct Words<'w> {
    names: &'w [&'w str],
    texts: &'w [&'w str],
}

/// Numbers without a pattern (xorshift, Marsaglia 2003), the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn one_of<'t>(&mut self, words: &'t [&'t str]) -> &'t str {
        words[self.below(words.len())]
    }
}

fn value(numbers: &mut Numbers, words: &Words<'_>, depth: usize) -> Value {
    let kinds = if depth == 0 { 7 } else { 13 };
    match numbers.below(kinds) {
        0 => Value::Null,
        1 => json!(numbers.below(2) == 0),
        2 => json!(numbers.below(4)),
        3 => json!([0.5, 1.0, -1.5, 1e300][numbers.below(4)]),
        4 => json!([i64::MIN, i64::MAX, -1, 1 << 53][numbers.below(4)]),
        5 | 6 => json!(numbers.one_of(words.texts)),
        7 | 8 => (0..numbers.below(4))
            .map(|_| value(numbers, words, depth - 1))
            .collect(),
        _ => {
            let members = 0..numbers.below(5);
            let member = |_| (numbers.one_of(words.names).to_owned(), value(numbers, words, depth - 1));
            Value::Object(members.map(member).collect::<Map<_, _>>())
        }
    }
}

/// A value inside of many others, as deep as JSON is read.
fn nested(numbers: &mut Numbers, words: &Words<'_>) -> Value {
    let name = numbers.one_of(words.names).to_owned();
    let (lists, mut inner) = (numbers.below(3), value(numbers, words, 1));
    for level in 0..100 {
        inner = match lists {
            0 => json!([inner]),
            1 => json!({name.as_str(): inner}),
            _ if level % 2 == 0 => json!([inner]),
            _ => json!({name.as_str(): inner}),
        };
    }
    inner
}

fn decode<T: DeserializeOwned + Serialize + Debug>(name: &str, words: &Words<'_>) {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..2000 {
        let value = match round % 20 {
            0 => nested(&mut numbers, words),
            _ => value(&mut numbers, words, 4),
        };
        let text = value.to_string();
        let Ok(decoded) = serde_json::from_str::<T>(&text) else {
            continue;
        };
        let encoded = serde_json::to_value(&decoded).unwrap_or_else(|error| panic!("{name} of {text}: {error}"));
        let again = serde_json::from_value::<T>(encoded.clone());
        let again = again.unwrap_or_else(|error| panic!("{name} of {text}: {encoded}: {error}"));
        let twice = serde_json::to_value(&again).unwrap();
        assert_eq!(encoded, twice, "{name} of {text}: {decoded:?}, then {again:?}");
    }
}
