//! Objects that say what else they hold, several types at once, patterns of names and formats of numbers: which type a value
//! is read as, and that nothing of it is lost. Runs in the crate that is made of `v31-open-types.yaml`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use subject::models::{
    ListOrObject, MapOrText, Nested, NestedValue, NestedValueObjectX, Numbers, ObjectOrText, OpenEmpty, OpenHeir,
    OpenInherited, OpenTexts, OpenTrue, PatternsAlone, PatternsAndOthers, PatternsAndOthersValue, PatternsAndSilence,
    PatternsAndSilenceValue, PatternsOfAny, PatternsOfTwo, PatternsOfTwoValue, Sealed, Silent, TextOrObject,
    UnevaluatedAny, UnevaluatedMap,
};

/// Decodes a value, which is encoded to the same again.
fn kept<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
    decoded
}

#[test]
fn an_object_among_several_types_has_its_properties() {
    assert!(matches!(kept(json!({"a": "x"})), TextOrObject::Object(object) if object.a.as_deref() == Some("x")));
    assert!(matches!(kept(json!("x")), TextOrObject::String(text) if text == "x"));
    assert!(matches!(kept(json!({"a": "x", "b": 1})), ObjectOrText::Object(object) if object.b == Some(1)));
    assert!(matches!(kept(json!("s")), ObjectOrText::String(text) if text == "s"));
    assert!(matches!(kept(json!(5)), ObjectOrText::Unknown(_)));
}

#[test]
fn types_that_contain_themselves() {
    let value = json!([[], {"next": null}, {"next": [{"next": []}]}, null]);
    let ListOrObject::Array(list) = kept(value) else {
        panic!()
    };
    assert_eq!(list.len(), 4);
    assert!(
        matches!(&list[1], Some(ListOrObject::Object(object)) if object.next.is_none()),
        "{list:?}"
    );
    let nested: Nested = kept(json!({"value": {"x": {"y": "deep"}}}));
    let Some(NestedValue::Object(object)) = nested.value else {
        panic!()
    };
    assert!(matches!(object.x, Some(NestedValueObjectX::Object(inner)) if inner.y.as_deref() == Some("deep")));
    assert!(matches!(
        kept::<Nested>(json!({"value": 5})).value,
        Some(NestedValue::Integer(5))
    ));
    assert!(matches!(kept(json!({"n": 1, "m": 2})), MapOrText::Object(map) if map["m"] == 2));
}

#[test]
fn further_properties_are_kept_where_the_schema_speaks_of_them() {
    let all = json!({"a": "x", "z": [1, {"y": null}], "none": null});
    assert_eq!(
        kept::<OpenTrue>(all.clone()).additional_properties["z"],
        json!([1, {"y": null}])
    );
    assert_eq!(kept::<OpenInherited>(all.clone()).additional_properties.len(), 2);
    assert_eq!(kept::<UnevaluatedAny>(all.clone()).additional_properties.len(), 2);
    let with_required = kept::<OpenEmpty>(json!({"a": "x", "b": 1, "z": 2}));
    assert_eq!(
        (with_required.b, with_required.additional_properties.len()),
        (Some(json!(1)), 1)
    );
    let silent: Silent = serde_json::from_value(all.clone()).unwrap();
    assert_eq!(
        serde_json::to_value(&silent).unwrap(),
        json!({"a": "x"}),
        "nothing is said of them"
    );
    let sealed: Sealed = serde_json::from_value(all).unwrap();
    assert_eq!(serde_json::to_value(&sealed).unwrap(), json!({"a": "x"}));
}

#[test]
fn further_properties_have_their_type() {
    let texts = kept::<OpenTexts>(json!({"id": 1, "x": "y"}));
    assert_eq!(texts.additional_properties["x"], "y");
    let heir = kept::<OpenHeir>(json!({"id": 1, "more": 1.5, "x": "y"}));
    assert_eq!((heir.more, heir.additional_properties["x"].as_str()), (Some(1.5), "y"));
    let map: UnevaluatedMap = kept(json!({"a": [1, 2], "b": []}));
    assert_eq!(map["a"], [1, 2]);
    let error = serde_json::from_value::<OpenTexts>(json!({"id": 1, "x": 5})).unwrap_err();
    assert!(error.to_string().contains("string"), "{error}");
    let mut made = OpenTexts::new(3);
    made.additional_properties.insert("k".to_owned(), "v".to_owned());
    assert_eq!(serde_json::to_value(&made).unwrap(), json!({"id": 3, "k": "v"}));
}

#[test]
fn names_with_patterns() {
    let map: PatternsAndOthers = kept(json!({"x-a": "text", "n": 5}));
    assert!(matches!(&map["x-a"], PatternsAndOthersValue::String(text) if text == "text"));
    assert!(matches!(map["n"], PatternsAndOthersValue::Integer(5)));
    let closed = kept::<PatternsAlone>(json!({"a": true, "x-a": "text"}));
    assert_eq!(closed.additional_properties["x-a"], "text");
    let any = kept::<PatternsOfAny>(json!({"a": true, "x-a": {"y": [null]}}));
    assert_eq!(any.additional_properties["x-a"], json!({"y": [null]}));
    let open = kept::<PatternsAndSilence>(json!({"a": true, "x-a": "text", "other": 5}));
    assert!(matches!(&open.additional_properties["x-a"], PatternsAndSilenceValue::String(text) if text == "text"));
    assert!(matches!(&open.additional_properties["other"], PatternsAndSilenceValue::Unknown(other) if *other == 5));
    let two = kept::<PatternsOfTwo>(json!({"x-a": "text", "y-b": true, "z": []}));
    assert!(matches!(
        &two.additional_properties["y-b"],
        PatternsOfTwoValue::Boolean(true)
    ));
    assert!(matches!(
        &two.additional_properties["z"],
        PatternsOfTwoValue::Unknown(_)
    ));
}

#[test]
fn numbers_with_formats_of_whole_numbers_are_whole() {
    let value = json!({"large": 9_007_199_254_740_993_i64, "small": 5, "unsigned": u64::MAX, "fraction": 0.5});
    let numbers: Numbers = kept(value);
    assert_eq!(
        (numbers.large, numbers.small),
        (Some(9_007_199_254_740_993), Some(5_i32))
    );
    assert_eq!(
        serde_json::to_string(&Numbers::default().large(5)).unwrap(),
        r#"{"large":5}"#
    );
    let written: Numbers =
        serde_json::from_str(r#"{"plain": 1.0, "small": -2.0, "unknown": 3, "digits": "7"}"#).unwrap();
    assert_eq!(
        (written.plain, written.small, written.unknown),
        (Some(1), Some(-2), Some(3))
    );
}

#[test]
fn numbers_beyond_their_type_are_errors() {
    for (value, path) in [
        (json!({"plain": 9_223_372_036_854_775_808_u64}), "plain"),
        (json!({"large": 9_223_372_036_854_775_808_u64}), "large"),
        (json!({"plain": 1e19}), "plain"),
        (json!({"small": 2_147_483_648_i64}), "small"),
        (json!({"list": [1, 9_223_372_036_854_776_000_u64]}), "list[1]"),
        (json!({"plain": 1.5}), "plain"),
    ] {
        let text = value.to_string();
        let mut track = serde_path_to_error::Track::new();
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
        let read: Result<Numbers, _> = serde::Deserialize::deserialize(tracked);
        assert!(read.is_err(), "{value}");
        let found = track.path().to_string();
        assert!(path.starts_with(&found) && !found.is_empty(), "{found} is not {path}");
    }
}
