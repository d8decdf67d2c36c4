//! The reading and writing of JSON: the same results as serde's derive, and where it is more lenient on purpose.

mod compare;
mod members;
mod scalars;
mod unions;
mod values;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use purecloud_platform_client::runtime::codec::{self, Codec, Input, Member, Object, Output, Slot, union};
use purecloud_platform_client::{Base64, Field};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

/// Gives a type of the tests what the models have from a macro of the crate.
macro_rules! serde_by_codec {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                codec::serialize(self, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                codec::deserialize(deserializer)
            }
        }
    };
}

/// One member of each kind.
#[derive(Clone, Debug, PartialEq)]
struct Ours {
    text: String,
    flag: bool,
    small: i32,
    large: i64,
    natural: u32,
    huge: u64,
    single: f32,
    double: f64,
    list: Vec<String>,
    maybe: Option<String>,
    map: Option<BTreeMap<String, Vec<i64>>>,
    children: Option<Vec<Ours>>,
    child: Option<Box<Ours>>,
    any: Option<Value>,
}

/// The same with serde's derive.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Derived {
    text: String,
    flag: bool,
    small: i32,
    large: i64,
    natural: u32,
    huge: u64,
    single: f32,
    double: f64,
    list: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    maybe: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    map: Option<BTreeMap<String, Vec<i64>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    children: Option<Vec<Derived>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    child: Option<Box<Derived>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any: Option<Value>,
}

impl Codec for Ours {
    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        let mut value = Self::blank();
        input.record(&mut [
            Member("text", Slot::String(&mut value.text)),
            Member("flag", Slot::Bool(&mut value.flag)),
            Member("small", Slot::I32(&mut value.small)),
            Member("large", Slot::I64(&mut value.large)),
            Member("natural", Slot::U32(&mut value.natural)),
            Member("huge", Slot::U64(&mut value.huge)),
            Member("single", Slot::F32(&mut value.single)),
            Member("double", Slot::F64(&mut value.double)),
            Member("list", Slot::VecString(&mut value.list)),
            Member("maybe", Slot::OptString(&mut value.maybe)),
            Member("map", Slot::Optional(&mut value.map)),
            Member("children", Slot::Optional(&mut value.children)),
            Member("child", Slot::Optional(&mut value.child)),
            Member("any", Slot::Optional(&mut value.any)),
        ])?;
        Ok(value)
    }

    fn blank() -> Self {
        Self {
            text: String::new(),
            flag: false,
            small: 0,
            large: 0,
            natural: 0,
            huge: 0,
            single: 0.0,
            double: 0.0,
            list: Vec::new(),
            maybe: None,
            map: None,
            children: None,
            child: None,
            any: None,
        }
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        object
            .string("text", &self.text)
            .bool("flag", &self.flag)
            .i32("small", &self.small)
            .i64("large", &self.large)
            .u32("natural", &self.natural)
            .u64("huge", &self.huge)
            .f32("single", &self.single)
            .f64("double", &self.double)
            .vec_string("list", &self.list)
            .opt_string("maybe", &self.maybe)
            .optional("map", &self.map)
            .optional("children", &self.children)
            .optional("child", &self.child)
            .optional("any", &self.any);
    }
}

serde_by_codec!(Ours);

fn full() -> Value {
    let leaf = json!({
        "text": "ü \"quoted\" \n\u{1F600}", "flag": true, "small": -2_147_483_648_i64, "large": i64::MIN, "natural": u32::MAX,
        "huge": u64::MAX, "single": 0.5, "double": 1.7976931348623157e308, "list": ["a", ""]
    });
    let mut value = leaf.clone();
    value["maybe"] = json!("m");
    value["map"] = json!({"a": [1, -2], "b": []});
    value["children"] = json!([leaf, leaf]);
    value["child"] = leaf;
    value["any"] = json!({"x": [null, 1.5, {"y": "z"}]});
    value
}

/// Reads a text with both, and compares what they make of it.
fn compare(text: &str) {
    let ours = serde_json::from_str::<Ours>(text);
    let derived = serde_json::from_str::<Derived>(text);
    match (&ours, &derived) {
        (Ok(ours), Ok(derived)) => {
            assert_eq!(
                serde_json::to_string(ours).unwrap(),
                serde_json::to_string(derived).unwrap(),
                "{text}"
            );
            assert_eq!(
                serde_json::to_value(ours).unwrap(),
                serde_json::to_value(derived).unwrap()
            );
            assert_eq!(
                &serde_json::from_value::<Ours>(serde_json::to_value(ours).unwrap()).unwrap(),
                ours
            );
        }
        (Err(_), Err(_)) => {}
        _ => panic!("{text}: {ours:?} but {derived:?}"),
    }
}

#[test]
fn objects_are_the_same_wherever_they_are() {
    fn places<T: Clone>(value: &T) -> (Vec<T>, Vec<Vec<Box<T>>>, BTreeMap<String, T>) {
        let (one, other) = (Box::new(value.clone()), Box::new(value.clone()));
        let by_name = ["a", "b"].map(|name| (name.to_owned(), value.clone()));
        (
            vec![value.clone(), value.clone()],
            vec![vec![], vec![one, other]],
            by_name.into(),
        )
    }
    let text = full().to_string();
    let ours = places(&serde_json::from_str::<Ours>(&text).unwrap());
    let derived = places(&serde_json::from_str::<Derived>(&text).unwrap());
    let ours = (Written(&ours.0), Written(&ours.1), Written(&ours.2));
    assert_eq!(
        serde_json::to_string(&ours).unwrap(),
        serde_json::to_string(&derived).unwrap()
    );
}

#[test]
fn the_same_as_the_derive() {
    let full = full();
    compare(&full.to_string());
    compare(&serde_json::to_string_pretty(&full).unwrap());
    // Without each of the members, and with each of them of another type.
    for name in full.as_object().unwrap().keys() {
        let mut without = full.clone();
        without.as_object_mut().unwrap().remove(name);
        compare(&without.to_string());
        for other in [
            json!("x"),
            json!(-1),
            json!(4_294_967_296_i64),
            json!([7]),
            json!({"a": [1]}),
            json!(true),
        ] {
            let mut changed = full.clone();
            changed[name] = other;
            compare(&changed.to_string());
        }
    }
    // Members in another order, twice, unknown, and with names that need an unescape.
    let members = full.as_object().unwrap().iter().rev();
    let reversed: Vec<String> = members
        .map(|(name, value)| format!("{}:{value}", json!(name)))
        .collect();
    compare(&format!("{{{}}}", reversed.join(",")));
    compare(&format!("{{{},\"new\":{{\"text\":[1]}}}}", reversed.join(",")));
    compare(&format!(
        "{{{}}}",
        reversed.join(",").replace("\"text\"", "\"\\u0074ext\"")
    ));
    // Every prefix is broken JSON.
    let text = full.to_string();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        compare(&text[..end]);
    }
}

#[test]
fn any_serde_format_will_do() {
    let ours: Ours = serde_json::from_value(full()).unwrap();
    // A value that serde buffers on its own.
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    #[serde(untagged)]
    enum Buffered {
        Number(i64),
        Ours(Box<Ours>),
    }
    let buffered: Buffered = serde_json::from_value(full()).unwrap();
    assert_eq!(buffered, Buffered::Ours(Box::new(ours.clone())));
    #[derive(Deserialize, Serialize)]
    struct Flattened {
        own: i32,
        #[serde(flatten)]
        ours: Ours,
    }
    let mut with_own = full();
    with_own["own"] = json!(1);
    let flattened: Flattened = serde_json::from_value(with_own.clone()).unwrap();
    assert_eq!((flattened.own, &flattened.ours), (1, &ours));
    assert_eq!(
        serde_json::to_value(&flattened).unwrap(),
        serde_json::to_value(&with_own).unwrap()
    );
}
/// A value read and written by its [`Codec`].
struct Plain<T>(T);

impl<'de, T: Codec> Deserialize<'de> for Plain<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::deserialize(deserializer).map(Self)
    }
}

fn read<T: Codec>(value: Value) -> Option<T> {
    let from_value = serde_json::from_value::<Plain<T>>(value.clone()).ok();
    let from_text = serde_json::from_str::<Plain<T>>(&value.to_string()).ok();
    assert_eq!(from_value.is_some(), from_text.is_some(), "{value}");
    from_text.map(|plain| plain.0)
}

fn write<T: Codec>(value: &T) -> Value {
    codec::serialize(value, serde_json::value::Serializer).unwrap()
}
struct Written<'a, T>(&'a T);

impl<T: Codec> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        codec::serialize(self.0, serializer)
    }
}
#[derive(Clone, Debug, Default, PartialEq)]
struct Change {
    note: Field<String>,
    nullable: Option<i32>,
    server_set: Option<i32>,
    rest: BTreeMap<String, Option<bool>>,
}

impl Codec for Change {
    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        let mut change = Self::default();
        input.record_with(
            &mut [
                Member("note", Slot::ThreeState(&mut change.note)),
                Member("nullable", Slot::OptI32(&mut change.nullable)),
                Member("serverSet", Slot::OptI32(&mut change.server_set)),
            ],
            &mut change.rest,
        )?;
        Ok(change)
    }

    fn blank() -> Self {
        Self::default()
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        object
            .three_state("note", &self.note)
            .nullable("nullable", &self.nullable)
            .read_only("serverSet", &self.server_set)
            .others(&self.rest);
    }
}

serde_by_codec!(Change);

#[test]
fn absent_null_and_value() {
    let cases = [
        (json!({"nullable": null}), Field::Absent),
        (json!({"note": null, "nullable": null}), Field::Null),
        (json!({"note": "x", "nullable": null}), Field::Value("x".to_owned())),
    ];
    for (value, note) in cases {
        let change: Change = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(change.note, note);
        assert_eq!(serde_json::to_value(&change).unwrap(), value);
    }
    assert_eq!(Field::from(Some(1)), Field::Value(1));
    assert_eq!(Field::<i32>::from(None), Field::Null);
    assert_eq!(Field::from("x"), Field::Value("x".to_owned()));
}

#[test]
fn members_beside_the_known_ones() {
    let value = json!({"nullable": 1, "a": true, "b": null, "serverSet": 2});
    let change: Change = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(
        change.rest,
        [("a".to_owned(), Some(true)), ("b".to_owned(), None)].into()
    );
    assert_eq!(serde_json::to_value(&change).unwrap(), value);
    assert!(serde_json::from_value::<Change>(json!({"c": "x"})).is_err());
    // An entry that is `null` where its type has no `null` counts as absent.
    assert_eq!(
        read::<BTreeMap<String, i32>>(json!({"a": null, "b": 1})),
        Some([("b".to_owned(), 1)].into())
    );
}
fn error_text<T: DeserializeOwned>(text: &str) -> String {
    serde_json::from_str::<T>(text).err().unwrap().to_string()
}

#[test]
fn errors_say_what_is_expected_and_not_what_came() {
    let mut value = full();
    value["small"] = json!("hidden\", expected hidden");
    let text = error_text::<Ours>(&value.to_string());
    assert!(
        text.contains("expected a whole number (i32)") && text.contains("line 1"),
        "{text}"
    );
    assert!(!text.contains("hidden"), "{text}");
    assert!(error_text::<Ours>("{}").contains("missing member `text`"));
    assert!(error_text::<Ours>("[]").contains("expected an object"));
    value["small"] = Value::Null;
    let text = error_text::<Ours>(&value.to_string());
    assert!(text.contains("null, expected a whole number (i32)"), "{text}");
}
