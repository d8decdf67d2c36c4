//! The tree that JSON and YAML are both read into: document order, exact integers, compact.
//!
//! A description of 70 MB has tens of millions of nodes, so a node is 24 bytes, and short texts, which are mostly the
//! same few keywords, are shared (see `read`).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::hash::HashSet;

/// A value of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Node {
    /// `null`, and YAML's empty value.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(Arc<str>),
    /// A list.
    Array(Box<[Node]>),
    /// An object.
    Object(Object),
}

impl Node {
    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The value of an integer from 0 on that fits; `3.0` is one.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number().and_then(Number::as_u64)
    }

    /// The value of an integer that fits; `3.0` is one.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The nearest `f64` of a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().map(Number::as_f64)
    }

    /// The elements, if this is a list.
    pub fn as_array(&self) -> Option<&[Node]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// A member of an object; nothing for any other value.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object().and_then(|object| object.get(key))
    }

    /// What a token of a JSON Pointer leads to: a member of an object or an element of a list.
    pub fn step(&self, token: &str) -> Option<&Node> {
        match self {
            Self::Object(object) => object.get(token),
            Self::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// What [`Node::step`] finds, to be changed.
    pub(super) fn step_mut(&mut self, token: &str) -> Option<&mut Node> {
        match self {
            Self::Object(object) => object.get_mut(token),
            Self::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What kind of value this is, for messages: "a string", "an object".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The value as `serde_json` has it. An integer beyond 64 bits becomes the nearest `f64` there, and what JSON cannot
    /// write (infinity) becomes `null`.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => number.to_json().map_or(Value::Null, Value::Number),
            Self::String(text) => Value::String(text.to_string()),
            Self::Array(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(object) => Value::Object(
                object
                    .iter()
                    .map(|(key, value)| (key.to_owned(), value.to_json()))
                    .collect(),
            ),
        }
    }
}

/// A number, integers exact.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An integer from 0 on.
    Unsigned(u64),
    /// An integer below 0.
    Negative(i64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// An integer that no other variant holds.
    Big(Box<BigInteger>),
}

impl Number {
    /// An integer of any size from its text: a sign and decimal digits.
    pub(super) fn big(text: &str) -> Self {
        Self::Big(Box::new(BigInteger(text.into())))
    }

    /// The value if it is an integer from 0 on that fits.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Unsigned(value) => Some(*value),
            Self::Float(value) if is_integral(*value) && *value >= 0.0 => Some(*value as u64),
            _ => None,
        }
    }

    /// The value if it is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Unsigned(value) => i64::try_from(*value).ok(),
            Self::Negative(value) => Some(*value),
            Self::Float(value) if is_integral(*value) => Some(*value as i64),
            _ => None,
        }
    }

    /// The nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        match self {
            Self::Unsigned(value) => *value as f64,
            Self::Negative(value) => *value as f64,
            Self::Float(value) => *value,
            Self::Big(text) => text.0.parse().unwrap_or(f64::NAN),
        }
    }

    /// Whether it is an integer, of any size; `3.0` is one.
    pub fn is_integer(&self) -> bool {
        match self {
            Self::Float(value) => value.fract() == 0.0,
            _ => true,
        }
    }

    /// The number as `serde_json` has it; none for infinity and what is not a number.
    pub fn to_json(&self) -> Option<serde_json::Number> {
        match self {
            Self::Unsigned(value) => Some((*value).into()),
            Self::Negative(value) => Some((*value).into()),
            Self::Float(_) | Self::Big(_) => serde_json::Number::from_f64(self.as_f64()),
        }
    }
}

/// Whether a float is an integer that `f64` holds exactly.
fn is_integral(value: f64) -> bool {
    value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned(value) => write!(formatter, "{value}"),
            Self::Negative(value) => write!(formatter, "{value}"),
            Self::Float(value) => write!(formatter, "{value:?}"),
            Self::Big(text) => formatter.write_str(&text.0),
        }
    }
}

/// The digits of an integer beyond 64 bits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BigInteger(Box<str>);

/// An object: members in document order, each key once.
#[derive(Clone, Debug, PartialEq)]
pub struct Object(Members);

/// Small objects are searched from the front, and equal ones may share their members; the maps of thousands of schemas
/// have an index.
#[derive(Clone, Debug, PartialEq)]
enum Members {
    Few(Arc<[Member]>),
    Many(Box<Indexed>),
}

#[derive(Clone, Debug, PartialEq)]
struct Indexed {
    members: Box<[Member]>,
    /// Positions in `members` in the order of their keys.
    by_key: Box<[u32]>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) key: Arc<str>,
    pub(super) value: Node,
}

/// How many members an object may have to be shared.
const SHORT: usize = 4;

/// The members of an object that is shared: texts, truth values and nothing, which can all be compared.
#[derive(Debug, PartialEq)]
pub(super) struct Short(Arc<[Member]>);

impl Eq for Short {}

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for member in self.0.iter() {
            member.key.hash(state);
            match &member.value {
                Node::String(text) => text.hash(state),
                other => other.as_bool().hash(state),
            }
        }
    }
}

/// From how many members on an object has an index.
const INDEXED_FROM: usize = 16;

impl Object {
    /// An object of these members. Of equal keys the first place and the last value stay; the keys are returned.
    pub(super) fn new(mut members: Vec<Member>) -> (Self, Vec<Arc<str>>) {
        if members.len() < INDEXED_FROM {
            let duplicates = if has_equal_keys(&members) {
                fold_equal_keys(&mut members)
            } else {
                Vec::new()
            };
            return (Self(Members::Few(members.into())), duplicates);
        }
        let duplicates = fold_equal_keys(&mut members);
        let by_key = sorted_by_key(&members).into_boxed_slice();
        let members = members.into_boxed_slice();
        (Self(Members::Many(Box::new(Indexed { members, by_key }))), duplicates)
    }

    /// The same object as it is held once for all that are equal, if it is one of the short ones that a document
    /// repeats: a schema of a type and a format, a reference.
    pub(super) fn shared(self, known: &mut HashSet<Short>) -> Self {
        let Members::Few(members) = &self.0 else { return self };
        let is_leaf = |member: &Member| matches!(member.value, Node::String(_) | Node::Bool(_) | Node::Null);
        if members.len() > SHORT || !members.iter().all(is_leaf) {
            return self;
        }
        let short = Short(Arc::clone(members));
        match known.get(&short) {
            Some(Short(known)) => Self(Members::Few(Arc::clone(known))),
            None => {
                known.insert(short);
                self
            }
        }
    }

    /// Adds the members of `other` that are not there yet, as YAML's `<<` does.
    pub(super) fn merge(self, other: Node) -> Self {
        let Node::Object(other) = other else { return self };
        let added: Vec<Member> = other
            .into_members()
            .into_iter()
            .filter(|member| !self.contains_key(&member.key))
            .collect();
        let mut members = self.into_members();
        members.extend(added);
        Self::new(members).0
    }

    /// The members in document order.
    pub(super) fn into_members(self) -> Vec<Member> {
        match self.0 {
            Members::Few(members) => members.to_vec(),
            Members::Many(indexed) => indexed.members.into_vec(),
        }
    }

    fn members(&self) -> &[Member] {
        match &self.0 {
            Members::Few(members) => members,
            Members::Many(indexed) => &indexed.members,
        }
    }

    /// The value of a member.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let position = self.position(key)?;
        self.members().get(position).map(|member| &member.value)
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let position = self.position(key)?;
        let members = match &mut self.0 {
            Members::Few(members) => Arc::make_mut(members),
            Members::Many(indexed) => &mut indexed.members,
        };
        members.get_mut(position).map(|member| &mut member.value)
    }

    fn position(&self, key: &str) -> Option<usize> {
        match &self.0 {
            Members::Few(members) => members.iter().position(|member| &*member.key == key),
            Members::Many(indexed) => {
                let compare = |position: &u32| {
                    let member = indexed.members.get(*position as usize);
                    member.map_or(Ordering::Less, |member| (*member.key).cmp(key))
                };
                let found = indexed.by_key.binary_search_by(compare).ok()?;
                indexed.by_key.get(found).map(|position| *position as usize)
            }
        }
    }

    /// Whether there is a member of this name.
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// The members in document order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> + Clone {
        self.members().iter().map(|member| (&*member.key, &member.value))
    }

    /// The keys in document order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.members().iter().map(|member| &*member.key)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }
}

/// Compares each pair; only for few members.
fn has_equal_keys(members: &[Member]) -> bool {
    let mut rest = members.iter();
    while let Some(member) = rest.next() {
        if rest.as_slice().iter().any(|other| other.key == member.key) {
            return true;
        }
    }
    false
}

/// Positions in the order of keys, those of equal keys in document order.
fn sorted_by_key(members: &[Member]) -> Vec<u32> {
    let mut keyed: Vec<(&str, u32)> = members.iter().map(|member| &*member.key).zip(0..).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, position)| position).collect()
}

/// Of members with equal keys leaves the first, with the value of the last.
fn fold_equal_keys(members: &mut Vec<Member>) -> Vec<Arc<str>> {
    let order = sorted_by_key(members);
    let mut duplicates = Vec::new();
    let mut dropped = vec![false; members.len()];
    let mut first = None;
    for position in order.into_iter().map(|position| position as usize) {
        let Some(key) = members.get(position).map(|member| member.key.clone()) else {
            continue;
        };
        match &first {
            Some((first_key, first_position)) if *first_key == key => {
                members.swap(*first_position, position);
                if let Some(flag) = dropped.get_mut(position) {
                    *flag = true;
                }
                if duplicates.last() != Some(&key) {
                    duplicates.push(key);
                }
            }
            _ => first = Some((key, position)),
        }
    }
    if !duplicates.is_empty() {
        let mut flags = dropped.into_iter();
        members.retain(|_| !flags.next().unwrap_or(false));
    }
    duplicates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(keys: &[&str]) -> (Object, Vec<Arc<str>>) {
        let members = keys.iter().zip(0u64..);
        Object::new(
            members
                .map(|(key, value)| Member {
                    key: Arc::from(*key),
                    value: Node::Number(Number::Unsigned(value)),
                })
                .collect(),
        )
    }

    #[test]
    fn a_node_is_small() {
        assert_eq!(size_of::<Node>(), 24);
    }

    #[test]
    fn members_keep_their_order_and_the_last_of_equal_keys_wins() {
        let (few, duplicates) = object(&["b", "a", "b", "c", "b"]);
        assert_eq!(few.keys().collect::<Vec<_>>(), ["b", "a", "c"]);
        assert_eq!(few.get("b").and_then(Node::as_u64), Some(4));
        assert_eq!(duplicates, [Arc::from("b")]);
    }

    #[test]
    fn large_objects_are_searched_by_key() {
        let keys: Vec<String> = (0..1000).map(|number| format!("key{}", (number * 7) % 999)).collect();
        let (many, duplicates) = object(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(many.len(), 999);
        assert_eq!(duplicates, [Arc::from("key0")]);
        assert_eq!(many.get("key0").and_then(Node::as_u64), Some(999));
        assert_eq!(many.get("key7").and_then(Node::as_u64), Some(1));
        assert_eq!(many.get("key1000"), None);
    }
}
