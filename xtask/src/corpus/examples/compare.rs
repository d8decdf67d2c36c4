//! Whether a value that was decoded and encoded is still the same one.
//!
//! It is, where every member that the type knows is there with an equal value. Numbers are equal by their value, dates
//! with a time by the instant, bytes by what their Base64 stands for.

use std::collections::HashSet;

use generator::ir::{Additional, Api, NumberFormat, StringFormat, Type, TypeId, TypeKind};
use serde_json::{Map, Value};

/// What differs first between a value of a type before and after: where, and how.
pub(super) fn difference(api: &Api, ty: &Type, before: &Value, after: &Value) -> Option<String> {
    Comparison { api }.difference(&[ty], before, after, "")
}

struct Comparison<'a> {
    api: &'a Api,
}

/// What a type is without names, `null` and alternatives.
enum Leaf<'a> {
    Plain(&'a Type),
    Struct(&'a generator::ir::Struct),
    Enum,
}

impl<'a> Comparison<'a> {
    fn difference(&self, types: &[&'a Type], before: &Value, after: &Value, at: &str) -> Option<String> {
        let leaves = self.leaves(types);
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => self.of_objects(&leaves, before, after, at),
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                let pairs = before.iter().zip(after).enumerate();
                pairs.into_iter().find_map(|(index, (before, after))| {
                    self.difference(&elements(&leaves, index), before, after, &format!("{at}/{index}"))
                })
            }
            _ if is_same_scalar(&leaves, before, after) => None,
            _ => Some(format!("{}: {} became {}", shown(at), short(before), short(after))),
        }
    }

    fn of_objects(
        &self,
        leaves: &[Leaf<'a>],
        before: &Map<String, Value>,
        after: &Map<String, Value>,
        at: &str,
    ) -> Option<String> {
        for (name, value) in before {
            let types = members(leaves, name);
            let here = format!("{at}/{name}");
            match after.get(name) {
                Some(after) => {
                    let found = self.difference(&types, value, after, &here);
                    if found.is_some() {
                        return found;
                    }
                }
                None if types.is_empty() => {}
                None => return Some(format!("{here}: {} was lost", short(value))),
            }
        }
        let added = after.iter().find(|(name, _)| !before.contains_key(*name));
        added.map(|(name, value)| format!("{at}/{name}: {} was added", short(value)))
    }

    fn leaves(&self, types: &[&'a Type]) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        let mut met = HashSet::new();
        types.iter().for_each(|ty| self.collect(ty, &mut met, &mut leaves));
        leaves
    }

    fn collect(&self, ty: &'a Type, met: &mut HashSet<TypeId>, leaves: &mut Vec<Leaf<'a>>) {
        let id = match ty.non_null() {
            Type::Named(id) => *id,
            plain => return leaves.push(Leaf::Plain(plain)),
        };
        if !met.insert(id) {
            return;
        }
        match self.api.type_def(id).map(|def| &def.kind) {
            Some(TypeKind::Alias(target) | TypeKind::Newtype(target)) => self.collect(target, met, leaves),
            Some(TypeKind::Union(union)) => {
                let variants = union.variants.iter();
                variants.for_each(|variant| self.collect(&variant.ty, met, leaves));
            }
            Some(TypeKind::Struct(object)) => leaves.push(Leaf::Struct(object)),
            Some(TypeKind::Enum(_)) => leaves.push(Leaf::Enum),
            None => {}
        }
    }
}

/// The types of a member; none where it is not known.
fn members<'a>(leaves: &[Leaf<'a>], name: &str) -> Vec<&'a Type> {
    let of_leaf = |leaf: &Leaf<'a>| match leaf {
        Leaf::Struct(object) => match object.fields.iter().find(|field| *field.wire == *name) {
            Some(field) => Some(&field.ty),
            None => match &object.additional {
                Additional::Typed(ty) => Some(ty),
                Additional::Ignored | Additional::Denied => None,
            },
        },
        Leaf::Plain(Type::Map(value)) => Some(&**value),
        Leaf::Plain(any @ Type::Any(_)) => Some(*any),
        Leaf::Plain(_) | Leaf::Enum => None,
    };
    leaves.iter().filter_map(of_leaf).collect()
}

/// The types of an element.
fn elements<'a>(leaves: &[Leaf<'a>], index: usize) -> Vec<&'a Type> {
    let of_leaf = |leaf: &Leaf<'a>| match leaf {
        Leaf::Plain(Type::Array(item)) => Some(&**item),
        Leaf::Plain(Type::Tuple(items)) => items.get(index),
        Leaf::Plain(any @ Type::Any(_)) => Some(*any),
        _ => None,
    };
    leaves.iter().filter_map(of_leaf).collect()
}

fn is_same_scalar(leaves: &[Leaf<'_>], before: &Value, after: &Value) -> bool {
    let is = |wanted: &dyn Fn(&Type) -> bool| leaves.iter().any(|leaf| matches!(leaf, Leaf::Plain(ty) if wanted(ty)));
    match (before, after) {
        (Value::Number(one), Value::Number(other)) => {
            let equal = match (one.as_i128(), other.as_i128()) {
                (Some(one), Some(other)) => one == other,
                _ => one.as_f64() == other.as_f64(),
            };
            let single = |number: &serde_json::Number| number.as_f64().map(|number| number as f32);
            equal || is(&|ty| *ty == Type::Number(NumberFormat::F32)) && single(one) == single(other)
        }
        (Value::String(one), Value::String(other)) => {
            one == other
                || is(&|ty| *ty == Type::String(StringFormat::DateTime)) && is_same_instant(one, other)
                || is(&|ty| *ty == Type::String(StringFormat::Base64)) && plain_base64(one) == plain_base64(other)
                || is(&|ty| *ty == Type::String(StringFormat::Uuid)) && one.eq_ignore_ascii_case(other)
        }
        _ => before == after,
    }
}

fn is_same_instant(one: &str, other: &str) -> bool {
    let instant = instant(one);
    instant.is_some() && instant == self::instant(other)
}

/// The instant that a text means; without an offset it is one of UTC.
fn instant(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    let local = || {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        civil.to_zoned(jiff::tz::TimeZone::UTC).ok()
    };
    // A library may take a space in front of an offset for the end of the text.
    let joined = text.replace(" +", "+").replace(" -", "-");
    let zoned: Result<jiff::Timestamp, _> = joined.parse();
    let of_mail = || jiff::fmt::rfc2822::parse(text).ok();
    let zoned = zoned.ok().or_else(|| local().map(|zoned| zoned.timestamp()));
    zoned.or_else(|| of_mail().map(|zoned| zoned.timestamp()))
}

/// Base64 in the standard alphabet, without padding and white space.
fn plain_base64(text: &str) -> String {
    let signs = text.chars().filter(|sign| *sign != '=' && !sign.is_whitespace());
    let standard = signs.map(|sign| match sign {
        '-' => '+',
        '_' => '/',
        other => other,
    });
    standard.collect()
}

fn shown(at: &str) -> &str {
    if at.is_empty() { "the value" } else { at }
}

/// A value, cut where it is long.
fn short(value: &Value) -> String {
    const LENGTH: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_equal(ty: Type, before: Value, after: Value) -> bool {
        difference(&Api::default(), &ty, &before, &after).is_none()
    }

    #[test]
    fn spellings_are_equal() {
        let date_time = || Type::String(StringFormat::DateTime);
        assert!(is_equal(
            date_time(),
            json!("2020-01-02 03:04:05"),
            json!("2020-01-02T03:04:05Z")
        ));
        assert!(is_equal(
            date_time(),
            json!("2020-01-02T03:04:05+0200"),
            json!("2020-01-02T01:04:05Z")
        ));
        assert!(is_equal(
            date_time(),
            json!("Wed, 19 Jun 2019 22:04:00 -0000"),
            json!("2019-06-19T22:04:00Z")
        ));
        assert!(is_equal(Type::Number(NumberFormat::F64), json!(1), json!(1.0)));
        assert!(is_equal(Type::Number(NumberFormat::F32), json!(0.1), json!(0.1_f32)));
        assert!(is_equal(Type::String(StringFormat::Base64), json!("_w"), json!("/w==")));
    }

    #[test]
    fn values_that_differ_do_not_pass() {
        let plain = || Type::String(StringFormat::Plain);
        assert!(!is_equal(
            plain(),
            json!("2020-01-02 03:04:05"),
            json!("2020-01-02T03:04:05Z")
        ));
        assert!(!is_equal(
            Type::String(StringFormat::DateTime),
            json!("2020-01-02"),
            json!("2020-01-03")
        ));
        assert!(!is_equal(Type::Map(Box::new(plain())), json!({"a": "b"}), json!({})));
        assert!(!is_equal(Type::Array(Box::new(plain())), json!(["a"]), json!([])));
        assert!(!is_equal(plain(), json!("a"), json!(null)));
    }
}
