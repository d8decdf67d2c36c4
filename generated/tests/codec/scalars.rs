//! Lists and maps of scalars, most of which are read and written in one call: what comes out is what it is value by value.

use super::*;

fn comes_back<T: Codec>(value: Value) {
    let read: T = read(value.clone()).unwrap();
    assert_eq!(write(&read), value);
}

#[test]
fn lists_come_back() {
    comes_back::<Vec<bool>>(json!([true, false]));
    comes_back::<Vec<i32>>(json!([-1, 2]));
    comes_back::<Vec<i64>>(json!([i64::MIN, i64::MAX]));
    comes_back::<Vec<f32>>(json!([0.5, -1.25]));
    comes_back::<Vec<f64>>(json!([0.1, 1e300]));
    comes_back::<Vec<String>>(json!(["", "a \"quoted\" word", "\u{e9}"]));
    comes_back::<Vec<i64>>(json!([]));
}

#[test]
fn maps_come_back() {
    comes_back::<BTreeMap<String, bool>>(json!({"on": true}));
    comes_back::<BTreeMap<String, i32>>(json!({"a": -1}));
    comes_back::<BTreeMap<String, i64>>(json!({"a": -1, "b": i64::MAX}));
    comes_back::<BTreeMap<String, f32>>(json!({"x": 0.5}));
    comes_back::<BTreeMap<String, f64>>(json!({"x": 0.1}));
    comes_back::<BTreeMap<String, String>>(json!({"": "y"}));
}

#[test]
fn lists_and_maps_that_have_null_come_back() {
    comes_back::<Vec<Option<bool>>>(json!([true, null]));
    comes_back::<Vec<Option<i32>>>(json!([null, -1]));
    comes_back::<Vec<Option<i64>>>(json!([i64::MIN, null]));
    comes_back::<Vec<Option<f32>>>(json!([0.5, null]));
    comes_back::<Vec<Option<f64>>>(json!([0.1, null]));
    comes_back::<Vec<Option<String>>>(json!(["", null]));
    comes_back::<Vec<Value>>(json!(["", null, {"a": [1]}]));
    comes_back::<BTreeMap<String, Option<f64>>>(json!({"a": null, "b": 0.1}));
    comes_back::<BTreeMap<String, Option<i64>>>(json!({"a": null, "b": 1}));
    comes_back::<BTreeMap<String, Value>>(json!({"a": null, "b": [null]}));
    let whole: Vec<Option<i32>> = read(json!([1.0, null])).unwrap();
    assert_eq!(whole, [Some(1), None]);
}

/// Writes nothing, or twice.
#[derive(Clone, Debug)]
struct NotOnce(usize);

impl Codec for NotOnce {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        input.i64().map(|times| Self(times as usize))
    }

    fn blank() -> Self {
        Self(0)
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        (0..self.0).try_for_each(|_| output.bool(true))
    }
}

/// Writes a name and a value of its own beside its value.
#[derive(Clone, Debug)]
struct Beside;

impl Codec for Beside {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        input.value().map(|_| Self)
    }

    fn blank() -> Self {
        Self
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        output.i64(1)?;
        output.name("x")?;
        output.i64(2)
    }
}

/// Is a number, and does not say that it is no object.
#[derive(Clone, Debug)]
struct Undeclared;

impl Codec for Undeclared {
    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        input.i64().map(|_| Self)
    }

    fn blank() -> Self {
        Self
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        output.i64(1)
    }
}

/// A struct with one member of a type.
#[derive(Clone, Debug)]
struct Of<T>(T);

impl<T: Codec> Codec for Of<T> {
    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        T::decode(input).map(Self)
    }

    fn blank() -> Self {
        Self(T::blank())
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        object.required("a", &self.0);
    }
}

#[test]
fn a_value_that_is_not_written_once_is_an_error() {
    fn refused<T: Codec>(value: T) {
        let error = serde_json::to_value(Written(&value)).unwrap_err();
        assert_eq!(error.to_string(), "a value was not written, or more than once");
    }
    for times in [0, 2] {
        refused(NotOnce(times));
        refused(vec![NotOnce(1), NotOnce(times)]);
        refused(BTreeMap::from([("a".to_owned(), NotOnce(times))]));
        refused(vec![vec![NotOnce(times)]]);
        refused(Of(NotOnce(times)));
        refused(Of(Of(NotOnce(times))));
        refused(Of(vec![Of(NotOnce(1)), Of(NotOnce(times))]));
        refused(BTreeMap::from([("a".to_owned(), Of(NotOnce(times)))]));
    }
    refused(Of(Beside));
    refused(BTreeMap::from([("a".to_owned(), Beside)]));
}

#[test]
fn a_value_that_is_no_object_is_not_written_as_an_empty_one() {
    fn refused<T: Codec>(value: T) {
        let error = serde_json::to_value(Written(&value)).unwrap_err();
        assert!(
            error.to_string().contains("its type has no `Codec::members`"),
            "{error}"
        );
    }
    refused(Of(Undeclared));
    refused(Of(vec![Undeclared]));
    refused(Of(Some(vec![Box::new(Undeclared)])));
    refused(BTreeMap::from([("a".to_owned(), Undeclared)]));
}

#[test]
fn numbers_are_read_as_leniently_as_one_alone() {
    assert_eq!(
        read::<Vec<i64>>(json!([1.0, -2.0])),
        Some(vec![1, -2]),
        "whole numbers with a point"
    );
    assert_eq!(read::<Vec<f64>>(json!([1, 2.5])), Some(vec![1.0, 2.5]));
    let map: BTreeMap<String, i32> = read(json!({"a": 3.0})).unwrap();
    assert_eq!(map["a"], 3);
    for wrong in [
        json!([1.5]),
        json!([3_000_000_000_i64]),
        json!(["1"]),
        json!([null]),
        json!({}),
        json!(1),
    ] {
        assert_eq!(read::<Vec<i32>>(wrong.clone()), None, "{wrong}");
    }
}

#[test]
fn an_entry_that_is_null_counts_as_absent() {
    let map: BTreeMap<String, i64> = read(json!({"a": null, "b": 1})).unwrap();
    assert_eq!(map, [("b".to_owned(), 1)].into());
}

#[test]
fn an_error_tells_the_place_and_not_the_value() {
    #[derive(Clone, Debug)]
    struct Holder {
        numbers: Vec<i64>,
        names: BTreeMap<String, String>,
    }
    impl Codec for Holder {
        fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
            let (mut numbers, mut names) = (Vec::new(), BTreeMap::new());
            *outcome = input.record(&mut [
                Member("numbers", Slot::Required(&mut numbers)),
                Member("names", Slot::Required(&mut names)),
            ]);
            Self { numbers, names }
        }

        fn members<'a>(&'a self, object: Object<'a>) {
            object.required("numbers", &self.numbers).required("names", &self.names);
        }
    }
    let place = |text: &str| {
        let mut track = serde_path_to_error::Track::new();
        let mut json = serde_json::Deserializer::from_str(text);
        let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        let error = codec::deserialize::<Holder, _>(tracked).unwrap_err().to_string();
        assert!(!error.contains("hidden"), "{error}");
        track.path().to_string()
    };
    assert_eq!(place(r#"{"numbers":[1,2,"hidden"],"names":{}}"#), "numbers[2]");
    assert_eq!(place(r#"{"numbers":[],"names":{"a":"b","c":["hidden"]}}"#), "names.c");
}

#[test]
fn a_union_still_counts_the_members_of_a_map() {
    // An object of which a type knows no member is none of that type, so that a map is no reason to prefer it.
    #[derive(Clone, Debug, PartialEq)]
    enum Either {
        Map(BTreeMap<String, String>),
        Change(Box<Change>),
        Unknown(Value),
    }
    impl Codec for Either {
        const IS_OBJECT: bool = false;

        fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
            let variants: [union::Read<Self>; 2] = [
                |input| Codec::decode(input).map(Self::Map),
                |input| Codec::decode(input).map(Self::Change),
            ];
            union::untagged(input, outcome, variants, Self::Unknown)
        }

        fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
            match self {
                Self::Map(value) => value.write(output),
                Self::Change(value) => value.write(output),
                Self::Unknown(value) => value.write(output),
            }
        }
    }
    let change = read::<Either>(json!({"note": "x"})).unwrap();
    assert!(
        matches!(&change, Either::Change(change) if change.note == Field::Value("x".to_owned())),
        "{change:?}"
    );
}
