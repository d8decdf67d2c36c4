//! Values of every shape: what is read is written again, and what does not fit is refused. Runs in the crate that is made
//! of `values.yaml`.

use serde_json::{Value, json};
use subject::models::Thing;

fn round_trip(value: Value) -> Result<Value, serde_json::Error> {
    let thing: Thing = serde_json::from_value(value)?;
    serde_json::to_value(&thing)
}

fn values() -> Vec<Value> {
    vec![
        json!({"int8": -128, "int16": 32767, "uint8": 255, "uint16": [0, 65535]}),
        json!({"uint8": null}),
        json!({"uint64": u64::MAX}),
        json!({"pair": ["a", null]}),
        json!({"pair": ["a", 5]}),
        json!({"long": [1, 2, 3, 4, 5, 6, "seven"]}),
        json!({"longest": [1, 2, 3, 4, 5, 6, "seven", 8, 9, 10, 11, 12, 13]}),
        json!({"mixed": "auto", "mixedFractions": 2.5, "mixedAll": "auto"}),
        json!({"mixed": 2, "mixedFractions": "auto", "mixedAll": 1}),
        json!({"mixed": null}),
        json!({"mixed": "one that is new"}),
        json!({"constant": 5}),
        json!({"levels": {"default": 1, "a": [0.5, 1.0], "b": []}}),
        json!({"bytes": "AP8="}),
        json!({"secret": "s"}),
    ]
}

#[test]
fn everything_is_kept() {
    for value in values() {
        assert_eq!(round_trip(value.clone()).unwrap(), value);
    }
}

#[test]
fn values_equal_themselves_and_no_others() {
    let things = || {
        values()
            .into_iter()
            .map(|value| serde_json::from_value::<Thing>(value).unwrap())
    };
    for (index, one) in things().enumerate() {
        assert_eq!(one, one.clone());
        for (other_index, other) in things().enumerate() {
            assert_eq!(one == other, index == other_index, "{one:?} and {other:?}");
        }
    }
}

#[test]
fn copies_are_the_same_down_to_what_is_shown() {
    for value in values() {
        let thing: Thing = serde_json::from_value(value.clone()).unwrap();
        let copy = thing.clone();
        assert_eq!(format!("{copy:?}"), format!("{thing:?}"));
        drop(thing);
        assert_eq!(serde_json::to_value(&copy).unwrap(), value);
    }
}

#[test]
fn a_copy_has_members_of_its_own_that_are_not_listed() {
    let thing: Thing = serde_json::from_value(json!({"levels": {"default": 1, "a": [0.5]}})).unwrap();
    let mut copy = thing.clone();
    let others = &mut copy.levels.as_mut().unwrap().additional_properties;
    others.values_mut().for_each(|list| list.push(0.25));
    assert_ne!(copy, thing);
    copy.levels.as_mut().unwrap().additional_properties.clear();
    assert_ne!(copy, thing);
    assert_ne!(thing, copy);
    assert_eq!(thing.levels.unwrap().additional_properties.len(), 1);
}

#[test]
fn lists_by_position_may_be_longer_but_not_shorter() {
    assert_eq!(
        round_trip(json!({"pair": ["a", 5, "more"]})).unwrap(),
        json!({"pair": ["a", 5]})
    );
    assert!(round_trip(json!({"pair": []})).is_err());
    assert!(round_trip(json!({"pair": [5, "a"]})).is_err());
}

#[test]
fn numbers_that_do_not_fit_are_refused() {
    for value in [
        json!({"int8": 128}),
        json!({"int16": -32769}),
        json!({"uint8": -1}),
        json!({"uint8": 256}),
        json!({"uint16": [65536]}),
        json!({"uint64": -1}),
    ] {
        assert!(round_trip(value.clone()).is_err(), "{value}");
    }
}

#[test]
fn numbers_beyond_the_type_are_errors() {
    let value = |first: u64| json!({"long": [first, 2, 3, 4, 5, 6, "seven"]});
    assert_eq!(round_trip(value(i64::MAX as u64)).unwrap(), value(i64::MAX as u64));
    assert!(round_trip(value(9_223_372_036_854_775_808)).is_err());
    assert!(round_trip(value(9_223_372_036_854_776_000)).is_err());
}
