//! Unions that nothing but the value tells apart: which variant a value is read as, and that nothing of it is lost. Runs in
//! the crate that is made of `v31-choices.yaml`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subject::models::*;

/// Decodes a value, which is encoded to the same again.
fn kept<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
    decoded
}

/// Decodes a value and checks which variant it is.
macro_rules! is {
    (@ [$($value:tt)*] => $pattern:pat $(if $guard:expr)?) => {
        match kept(json!($($value)*)) {
            $pattern $(if $guard)? => {}
            other => panic!("{} is {other:?}", json!($($value)*)),
        }
    };
    (@ [$($value:tt)*] $next:tt $($rest:tt)*) => { is!(@ [$($value)* $next] $($rest)*) };
    ($($value:tt)+) => { is!(@ [] $($value)+) };
}

#[test]
fn maps_take_part() {
    is!({"n": "s"} => MapOrText::Texts(map) if map["n"] == "s");
    is!("s" => MapOrText::String(_));
    is!({} => MapOrText::Texts(map) if map.is_empty());
    is!({"n": 5} => MapOrText::Unknown(_));
    is!({"n": 5} => MapOfIntOrText::Object(_));
    is!({"n": "s"} => MapOfIntOrText::Object2(_));
    is!({"x": 1, "y": 2} => OpenOrText::Open(open) if open.additional_properties.len() == 2);
    is!({"a": "s", "y": 2} => OpenOrText::Open(open) if open.a.as_deref() == Some("s"));
    is!([{"a": "b"}, {}] => ListOrMap::Array(list) if list.len() == 2);
    is!({"a": "b"} => ListOrMap::Texts(_));
    is!({"a": {"b": [1]}} => FreeOrFlag::Object(_));
    is!({"a": "b"} => KnownOrMap::Known(_));
    is!({"c": "b"} => KnownOrMap::Object(_));
    is!({"a": "b", "c": "d"} => KnownOrMap::Object(map) if map.len() == 2);
}

#[test]
fn recursive_unions_take_part() {
    is!({"a": [1.5, "x", {"b": [[]]}], "c": true} => JsonLike::Object(map) if matches!(&map["a"], JsonLike::Array(list) if matches!(&list[2], JsonLike::Object(_))));
    is!([] => JsonLike::Array(_));
    is!(null => JsonLike::Unknown(_));
    is!({"x": "y"} => Outer::Inner(Inner::Texts(_)));
    is!(["x"] => Outer::Array(_));
    is!(5 => Outer::Inner(Inner::Integer(5)));
    is!("x" => Itself::String(_));
    is!(5 => Itself::Integer(5));
    is!({"any": 1} => Itself::Unknown(_));
    is!("x" => Mutual::String(_));
    is!(true => MutualOther::Mutual(Mutual::Boolean(true)));
    is!([1] => MutualOther::Mutual(Mutual::Unknown(_)));
}

#[test]
fn discriminators_of_numbers_and_booleans() {
    is!({"version": 1, "one": "x"} => Version::VersionOne(_));
    is!({"version": 2} => Version::VersionTwo(_));
    is!({"two": "x", "version": 2} => Version::VersionTwo(two) if two.two.as_deref() == Some("x"));
    is!({"version": 3} => Version::Unknown(_));
    let one: Version = serde_json::from_value(json!({"version": 1.0})).unwrap();
    assert!(matches!(one, Version::VersionOne(_)), "{one:?}");
    is!({"is_http": true, "host": "h", "port": 80} => Connection::Https(_));
    is!({"host": "h", "is_http": false} => Connection::Socket(_));
    is!({"v": 1.5, "x": "x"} => Fraction::Half(_));
    is!({"v": 2.5, "x": "x"} => Fraction::More(_));
    is!({"v": 3.5, "x": "x"} => Fraction::Unknown(_));
}

#[test]
fn constants_tell_variants_apart() {
    is!({"success": true, "v": "x"} => Outcome::Success(_));
    is!({"success": false, "v": "x"} => Outcome::Failure(_));
    is!({"v": "x"} => Outcome::Failure(_));
    is!({"err": null, "x": "y"} => ErrorOrNone::NoError(_));
    is!({"err": "e", "x": "y"} => ErrorOrNone::WithError(_));
    is!({"shape": "round", "size": 1.0} => OptionalTag::Round(_));
    is!({"shape": "square", "size": 1.0} => OptionalTag::Square(_));
    is!({"size": 1.0} => OptionalTag::Round(_));
    is!({"a": 1, "b": 2, "x": "y"} => TwoTags::OneAndTwo(_));
    is!({"a": 1, "b": 1} => TwoTags::BothOne(_));
    is!({"type": "sync", "ev": {"type": "created", "id": "1"}} => Event::SyncCreated(_));
    is!({"type": "sync", "ev": {"type": "deleted", "id": "1"}} => Event::SyncDeleted(_));
    is!({"type": "plain"} => Event::PlainEvent(_));
    is!({"state": {"on": true}} => DeepFlag::On(_));
    is!({"state": {"on": false}} => DeepFlag::Off(_));
    is!(["add", 1] => Command::Add(_));
    is!(["delete", 1] => Command::Delete(_));
    is!([true, 1] => Command::Flag(_));
}

#[test]
fn known_values_before_typed_ones_before_unknown_ones() {
    is!("now" => NowOrMoment::Now(NowOrMomentNow::Now));
    is!("2024-01-02T03:04:05Z" => NowOrMoment::DateTime(_));
    is!("tomorrow" => NowOrMoment::Now(NowOrMomentNow::Unknown(_)));
    is!("2024-01-02" => DateOrToday::Date(_));
    is!("today" => DateOrToday::Today(DateOrTodayToday::Today));
    is!("AP8=" => BytesOrNone::String(_));
    is!(5 => NumberOrNever::Integer(5));
    is!(-1 => NumberOrNever::Value(NumberOrNeverValue::Minus1));
    is!("inf" => NumberOrWord::Value(NumberOrWordValue::Inf));
    is!(0.5 => NumberOrWord::Number(_));
    is!({"color": "green"} => Paint::Color(_));
    is!({"color": "blue"} => Paint::Tint(_));
    is!({"color": "red"} => Paint::Color(_));
    is!({"color": "pink"} => Paint::Color(_));
}

#[test]
fn values_of_several_types_lose_nothing() {
    let both: AnyOfBoth = kept(json!({"a": "x", "b": "y"}));
    assert_eq!((both.a.as_deref(), both.b.as_deref()), (Some("x"), Some("y")));
    let beside: AnyOfBeside = kept(json!({"id": "i", "a": "x", "b": "y"}));
    assert_eq!((beside.id.as_str(), beside.b.as_deref()), ("i", Some("y")));
    is!({"a": "x"} => AnyOfNeeds::NeedsA(_));
    is!({"b": "x"} => AnyOfNeeds::NeedsB(_));
    is!({"a": "x", "b": "y"} => AnyOfNeeds::Unknown(all) if all["b"] == "y");
    is!({"b": "y"} => OneOfBoth::HasB(_));
    is!({"a": "x", "c": "y"} => Closed::Loose(_));
    is!({"a": "x"} => Closed::Tight(_));
}
