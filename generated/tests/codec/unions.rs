//! Tagged and untagged unions.

use super::*;

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Change(Box<Change>),
    Text(String),
    Numbers(Vec<i64>),
    Unknown(Value),
}

impl Codec for Shape {
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        union::untagged(
            input,
            outcome,
            [
                |input| Codec::decode(input).map(Self::Change),
                |input| Codec::decode(input).map(Self::Text),
                |input| Codec::decode(input).map(Self::Numbers),
            ],
            Self::Unknown,
        )
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        match self {
            Self::Change(value) => value.write(output),
            Self::Text(value) => value.write(output),
            Self::Numbers(value) => value.write(output),
            Self::Unknown(value) => value.write(output),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Tagged {
    One(Ours),
    Two(Change),
    Unknown(Value),
}

impl Codec for Tagged {
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        union::tagged(
            input,
            outcome,
            "kind",
            &[
                (&["one", "uno"], |input| Codec::decode(input).map(Self::One)),
                (&["two"], |input| Codec::decode(input).map(Self::Two)),
            ],
            Self::Unknown,
        )
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        match self {
            Self::One(value) => union::encode_tagged(output, "kind", "one", value),
            Self::Two(value) => union::encode_tagged(output, "kind", "two", value),
            Self::Unknown(value) => value.write(output),
        }
    }
}

#[test]
fn untagged_unions() {
    assert_eq!(read::<Shape>(json!("x")), Some(Shape::Text("x".to_owned())));
    assert_eq!(read::<Shape>(json!([1, 2.0])), Some(Shape::Numbers(vec![1, 2])));
    assert!(matches!(read::<Shape>(json!({"note": "x"})), Some(Shape::Change(_))));
    for other in [json!(1), json!([{}]), json!({"a": "b"}), json!(null)] {
        assert_eq!(read::<Shape>(other.clone()), Some(Shape::Unknown(other)));
    }
}

#[test]
fn tagged_unions() {
    let mut one = full();
    one["kind"] = json!("uno");
    let found = read::<Tagged>(one.clone()).unwrap();
    assert!(matches!(found, Tagged::One(_)));
    one["kind"] = json!("one");
    assert_eq!(write(&found), one, "the tag is added where the type has none");
    let text = full()
        .to_string()
        .replace("0.5", "0.1")
        .replacen('{', "{\"kind\":\"one\",", 1);
    let found: Plain<Tagged> = serde_json::from_str(&text).unwrap();
    let again = serde_json::to_string(&Written(&found.0)).unwrap();
    assert!(
        again.starts_with("{\"kind\":\"one\",") && again.contains("\"single\":0.1,"),
        "{again}"
    );
    let two = json!({"kind": "two", "nullable": 3});
    assert_eq!(
        read::<Tagged>(two),
        None,
        "`kind` is not a boolean, as members beside the known ones are"
    );
    for other in [
        json!({"kind": "three", "x": 1}),
        json!({}),
        json!("one"),
        json!({"kind": 1}),
    ] {
        let found = read::<Tagged>(other.clone()).unwrap();
        assert_eq!(found, Tagged::Unknown(other.clone()));
        assert_eq!(write(&found), other);
    }
    one["children"][1]["small"] = json!("hidden-value");
    let error = serde_json::from_value::<Plain<Tagged>>(one).err().unwrap().to_string();
    assert!(
        error.contains("children[1].small") && !error.contains("hidden-value"),
        "{error}"
    );
}

#[derive(Clone, Debug, PartialEq)]
struct Note(Option<String>);

impl Codec for Note {
    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let mut note = None;
        *outcome = input.record(&mut [Member("note", Slot::OptString(&mut note))]);
        Self(note)
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        object.opt_string("note", &self.0);
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Inner {
    Note(Note),
    Unknown(Value),
}

impl Codec for Inner {
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let note: union::Read<Self> = |input| Codec::decode(input).map(Self::Note);
        union::tagged(input, outcome, "kind", &[(&["note"], note)], Self::Unknown)
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        match self {
            Self::Note(value) => union::encode_tagged(output, "kind", "note", value),
            Self::Unknown(value) => value.write(output),
        }
    }
}

/// A union of which a variant is a union by another member.
#[derive(Clone, Debug, PartialEq)]
enum Outer {
    Inner(Inner),
    Unknown(Value),
}

impl Codec for Outer {
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let inner: union::Read<Self> = |input| Codec::decode(input).map(Self::Inner);
        union::tagged(input, outcome, "family", &[(&["papers"], inner)], Self::Unknown)
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        match self {
            Self::Inner(value) => union::encode_tagged(output, "family", "papers", value),
            Self::Unknown(value) => value.write(output),
        }
    }
}

#[test]
fn the_member_that_tells_the_type_may_stand_anywhere() {
    let read = |text: &str| -> Outer { codec::deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap() };
    let expected = read(r#"{"family":"papers","kind":"note","note":"x"}"#);
    assert_eq!(expected, Outer::Inner(Inner::Note(Note(Some("x".to_owned())))));
    let unknown = json!({"family": "papers", "kind": "other", "note": "x"});
    assert_eq!(read(&unknown.to_string()), Outer::Inner(Inner::Unknown(unknown)));
    for text in [
        r#"{"kind":"note","family":"papers","note":"x"}"#,
        r#"{"note":"x","kind":"note","family":"papers"}"#,
        r#"{"family":"papers","note":"x","kind":"note"}"#,
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
    for text in [
        r#"{"family":"others","kind":"note"}"#,
        r#"{"family":1,"kind":"note"}"#,
        r#"{"kind":"note"}"#,
        "{}",
        "[{}]",
        "null",
        "-1",
        "1.5",
        "true",
        r#""papers""#,
    ] {
        assert_eq!(read(text), Outer::Unknown(serde_json::from_str(text).unwrap()));
    }
}

/// A union that must be there. It is only read.
#[derive(Clone, Debug)]
struct Drawing(Shape);

impl Codec for Drawing {
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let mut shape = Shape::Unknown(Value::Null);
        *outcome = input.record(&mut [Member("shape", Slot::Required(&mut shape))]);
        Self(shape)
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        self.0.write(output)
    }
}

#[test]
fn null_is_no_value_of_a_union_that_must_be_there() {
    let read = |value: Value| serde_json::from_value::<Plain<Drawing>>(value);
    let error = read(json!({"shape": null})).err().unwrap().to_string();
    assert!(error.contains("null, expected a value"), "{error}");
    assert!(read(json!({"shape": ["other"]})).is_ok());
}
