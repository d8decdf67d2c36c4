//! Many pairs of descriptions in one: each under names of its own, so that one pair of crates shows them all, and what is
//! said of an item tells which pair it belongs to.

use serde_yaml::{Mapping, Value};

use crate::cases::Case;

/// Letters that stand for digits: names are cut at digits, and no word has a `q` in front of these.
const DIGITS: &[u8] = b"bdfghjklmn";

/// What the names of a pair begin with: `Qbd`.
pub(crate) fn prefix(number: usize) -> String {
    let digit = |index: usize| char::from(DIGITS[index % DIGITS.len()]);
    format!("Q{}{}", digit(number / DIGITS.len()), digit(number))
}

/// Whether a text names an item of a pair, in whatever case.
pub(crate) fn names(text: &str, prefix: &str) -> bool {
    let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.to_lowercase().contains(&prefix.to_lowercase())
}

/// A program of a case, with its names: `@A` is a type, `@a` a method, `@@` a constant, `@` alone the group, and `api` the
/// operations of the case.
pub(crate) fn program(text: &str, prefix: &str) -> String {
    let text = text.replace("api.", "client.@().");
    let mut program = String::new();
    let mut rest = text.replace("@@", &prefix.to_uppercase());
    while let Some((before, after)) = rest.split_once('@') {
        program.push_str(before);
        program.push_str(&match after.chars().next() {
            Some(next) if next.is_ascii_uppercase() => prefix.to_owned(),
            Some(next) if next.is_ascii_lowercase() => format!("{}_", prefix.to_lowercase()),
            _ => prefix.to_lowercase(),
        });
        rest = after.to_owned();
    }
    program + &rest
}

/// One side of all cases as one description of a version of OpenAPI.
pub(crate) fn merged(cases: &[&Case], side: impl Fn(&Case) -> &str, version: (&str, &str)) -> String {
    let mut whole = Mapping::new();
    whole.insert(version.0.into(), version.1.into());
    for (number, case) in cases.iter().enumerate() {
        let description: Value = serde_yaml::from_str(side(case)).expect("a case is YAML");
        let names = Names { prefix: prefix(number) };
        for (key, value) in map(&description) {
            match text(key) {
                "openapi" | "swagger" => {}
                // There is one of these for the whole API, so that only one case can change it.
                "info" | "servers" => keep_changed(&mut whole, key, value),
                key => add(&mut whole, key, names.section(key, value)),
            }
        }
    }
    serde_yaml::to_string(&whole).expect("YAML can be written")
}

/// Takes what differs from what all others have.
fn keep_changed(whole: &mut Mapping, key: &Value, value: &Value) {
    let usual: Value = serde_yaml::from_str("{title: T, version: '1'}").expect("this is YAML");
    if !whole.contains_key(key) || *value != usual {
        whole.insert(key.clone(), value.clone());
    }
}

/// Adds the members of a section to those that are there, and to the sections in it.
fn add(whole: &mut Mapping, key: &str, value: Value) {
    match (whole.get_mut(key), value) {
        (Some(Value::Mapping(there)), Value::Mapping(more)) => {
            for (key, value) in more {
                add(there, text(&key), value);
            }
        }
        (_, value) => drop(whole.insert(key.into(), value)),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("keys are text")
}

fn map(value: &Value) -> &Mapping {
    value.as_mapping().expect("this is an object")
}

/// The names of a case.
struct Names {
    prefix: String,
}

impl Names {
    /// A section of a description, its entries and all references under the names of the case.
    fn section(&self, key: &str, value: &Value) -> Value {
        match key {
            "paths" => self.keys(
                value,
                |path| format!("/{}{path}", self.lower()),
                |value| self.path(value),
            ),
            "webhooks" => self.keys(value, |name| self.joined(name), |value| self.path(value)),
            "definitions" => self.keys(value, |name| self.joined(name), |value| self.references(value)),
            "components" => self.keys(value, str::to_owned, |section| {
                self.keys(section, |name| self.joined(name), |value| self.references(value))
            }),
            other => panic!("no names for {other}"),
        }
    }

    fn lower(&self) -> String {
        self.prefix.to_lowercase()
    }

    /// `A` is `QbdA`, `getA` `qbdGetA`, and `get_a` `qbd_get_a`.
    fn joined(&self, name: &str) -> String {
        let (first, rest) = name.split_at(1);
        match first.chars().all(char::is_uppercase) {
            true => format!("{}{name}", self.prefix),
            false if name.contains('_') => format!("{}_{name}", self.lower()),
            false => format!("{}{}{rest}", self.lower(), first.to_uppercase()),
        }
    }

    fn keys(&self, value: &Value, key: impl Fn(&str) -> String, each: impl Fn(&Value) -> Value) -> Value {
        let entries = map(value).iter();
        Value::Mapping(
            entries
                .map(|(name, value)| (key(text(name)).into(), each(value)))
                .collect(),
        )
    }

    fn path(&self, path: &Value) -> Value {
        self.keys(path, str::to_owned, |operation| {
            let Value::Mapping(mut operation) = self.references(operation) else {
                panic!("an operation is an object")
            };
            let tags = operation.get("tags").and_then(|tags| tags[0].as_str());
            let tag = tags.map_or(self.prefix.clone(), |tag| self.joined(tag));
            operation.insert("tags".into(), Value::Sequence(vec![tag.into()]));
            if let Some(id) = operation.get("operationId") {
                operation.insert("operationId".into(), self.joined(text(id)).into());
            }
            Value::Mapping(operation)
        })
    }

    /// References to what is in the components, by address or by name.
    fn references(&self, value: &Value) -> Value {
        match value {
            Value::Mapping(members) => Value::Mapping(
                members
                    .iter()
                    .map(|(key, value)| (key.clone(), self.member(text_or_number(key), value)))
                    .collect(),
            ),
            Value::Sequence(list) => Value::Sequence(list.iter().map(|value| self.references(value)).collect()),
            other => other.clone(),
        }
    }

    fn member(&self, key: &str, value: &Value) -> Value {
        match (key, value) {
            ("$ref", Value::String(address)) => {
                let (folder, name) = address.rsplit_once('/').expect("a reference has a path");
                format!("{folder}/{}", self.joined(name)).into()
            }
            ("mapping", value) => self.keys(value, str::to_owned, |name| self.joined(text(name)).into()),
            ("security", Value::Sequence(list)) => {
                let renamed = |one: &Value| self.keys(one, |name| self.joined(name), Value::clone);
                Value::Sequence(list.iter().map(renamed).collect())
            }
            ("headers", value) => {
                let renamed = |name: &str| name.replace("X-", &format!("X-{}-", self.prefix));
                self.keys(value, renamed, Value::clone)
            }
            ("x-inin-error-codes", value) => self.keys(value, |code| format!("{}.{code}", self.lower()), Value::clone),
            (_, value) => self.references(value),
        }
    }
}

fn text_or_number(key: &Value) -> &str {
    key.as_str().unwrap_or_default()
}
