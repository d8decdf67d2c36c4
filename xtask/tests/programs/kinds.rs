//! Enums whose values are of another kind than their type, whole numbers, and keywords that tell of one kind of value without a
//! type: usual values are typed, and all others are kept. Runs in the crate that is made of `enum-other-kinds.yaml`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subject::models::{
    A, Digits, DigitsString, Flags, FlagsString, Items, Least, Limited, Mixed, Partly, PartlyString, Texts, Tuple, Untyped,
    Whole, WholeNumbers,
};

/// Decodes a value, which is encoded to the same again.
fn kept<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
    decoded
}

#[test]
fn values_of_both_kinds_are_read() {
    assert!(matches!(kept(json!("1")), Digits::String(DigitsString::N1)));
    assert!(matches!(kept(json!(7)), Digits::Integer(7)));
    assert!(matches!(kept(json!("9")), Digits::String(DigitsString::Unknown(_))));
    assert!(matches!(kept(json!(true)), Flags::Boolean(true)));
    assert!(matches!(kept(json!("true")), Flags::String(FlagsString::True)));
    assert!(matches!(kept(json!(1)), Partly::Integer(1)));
    assert!(matches!(kept(json!("2")), Partly::String(PartlyString::N2)));
    assert!(matches!(kept(json!("1")), Texts::N1), "texts are read as texts");
    assert!(matches!(kept(json!("a")), Mixed::String(_)));
    assert!(matches!(kept(json!(true)), Mixed::Boolean(true)));
}

#[test]
fn whole_numbers_are_equal_however_they_are_written() {
    for text in ["1", "1.0"] {
        assert_eq!(serde_json::from_str::<Whole>(text).unwrap(), Whole::N1, "{text}");
        assert_eq!(serde_json::from_str::<WholeNumbers>(text).unwrap(), WholeNumbers::N1, "{text}");
        assert_eq!(serde_json::from_str::<Untyped>(text).unwrap(), Untyped::N1, "{text}");
    }
}

#[test]
fn keywords_of_one_kind_say_nothing_of_others() {
    assert!(matches!(kept(json!(["a"])), Items::Array(list) if list == ["a"]));
    for other in [json!({"id": "x"}), json!("text"), json!([1]), json!(5)] {
        assert!(matches!(kept(other), Items::Unknown(_)));
    }
    assert!(matches!(kept(json!(["a", 1])), Tuple::Array((_, 1))));
    assert!(matches!(kept(json!({"id": "x"})), Tuple::Unknown(_)));
    assert!(matches!(kept(json!("long")), Limited::String(_)));
    assert!(matches!(kept(json!(12)), Limited::Unknown(_)));
    assert!(matches!(kept(json!(12.5)), Least::Number(_)));
    assert!(matches!(kept(json!("no number")), Least::Unknown(_)));
    let all: A = kept(json!({"items": {"a": 1}, "tags": [["a"], 5], "lists": [1], "shape": {"a": "b"}}));
    assert!(all.items.is_some());
}
