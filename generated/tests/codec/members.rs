//! Members of objects in any order, and elements of lists: what is read is what came, and each once.

use super::*;

/// More members than there are bits in a word. Each third one must be there.
const COUNT: usize = 70;

#[derive(Clone, Debug)]
struct Many {
    required: Vec<i64>,
    optional: Vec<Option<i64>>,
}

fn name(index: usize) -> &'static str {
    static NAMES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        (0..COUNT)
            .map(|index| format!("{}{index}", "m".repeat(index % 19)))
            .collect()
    });
    &NAMES[index]
}

impl Codec for Many {
    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let (mut required, mut optional) = (vec![0; COUNT], vec![None; COUNT]);
        let places = required.iter_mut().zip(&mut optional).enumerate();
        let mut members: Vec<Member<'_>> = places
            .map(|(index, (required, optional))| match index % 3 {
                0 => Member(name(index), Slot::I64(required)),
                _ => Member(name(index), Slot::OptI64(optional)),
            })
            .collect();
        *outcome = input.record(&mut members);
        Self { required, optional }
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        for index in 0..COUNT {
            match index % 3 {
                0 => object.i64(name(index), &self.required[index]),
                _ => object.opt_i64(name(index), &self.optional[index]),
            };
        }
    }
}

fn read(members: &[usize]) -> Result<Many, String> {
    let members: Vec<String> = members
        .iter()
        .map(|index| format!(r#""{}":{index}"#, name(*index)))
        .collect();
    let text = format!("{{{}}}", members.join(","));
    codec::deserialize(&mut serde_json::Deserializer::from_str(&text)).map_err(|error| error.to_string())
}

/// Each order here has every member, some of them twice.
fn orders() -> [Vec<usize>; 5] {
    [
        (0..COUNT).collect(),
        (0..COUNT).rev().collect(),
        (0..COUNT).map(|index| index * 37 % COUNT).collect(),
        (30..COUNT).chain(0..35).collect(),
        (60..COUNT).chain(50..66).chain(0..60).collect(),
    ]
}

#[test]
fn members_are_found_in_any_order() {
    for order in orders() {
        let many = read(&order).unwrap();
        for index in 0..COUNT {
            let found = match index % 3 {
                0 => Some(many.required[index]),
                _ => many.optional[index],
            };
            assert_eq!(found, Some(index as i64), "{order:?}");
        }
        let written = serde_json::to_value(Written(&many)).unwrap();
        assert_eq!(written.as_object().unwrap().len(), COUNT);
    }
}

#[test]
fn a_member_that_is_missing_is_told_in_any_order() {
    for order in orders() {
        for missing in 0..COUNT {
            let rest: Vec<usize> = order.iter().copied().filter(|index| *index != missing).collect();
            match (missing % 3, read(&rest)) {
                (0, outcome) => {
                    let error = outcome.err().unwrap();
                    assert!(
                        error.contains(&format!("missing member `{}`", name(missing))),
                        "{error}: {rest:?}"
                    );
                }
                (_, outcome) => assert_eq!(outcome.unwrap().optional[missing], None, "{rest:?}"),
            }
        }
    }
}

#[test]
fn members_that_are_absent_are_left_out() {
    for kept in 0..COUNT {
        let many = Many {
            required: vec![0; COUNT],
            optional: (0..COUNT).map(|index| (index == kept).then_some(1)).collect(),
        };
        let written = serde_json::to_value(Written(&many)).unwrap();
        let expected = (0..COUNT).filter(|index| index % 3 == 0 || *index == kept).map(name);
        assert!(written.as_object().unwrap().keys().map(String::as_str).eq({
            let mut expected: Vec<&str> = expected.collect();
            expected.sort_unstable();
            expected
        }));
    }
}

/// Reads a number so many times.
#[derive(Clone, Debug)]
struct Times<const N: usize>;

impl<const N: usize> Codec for Times<N> {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        (0..N).try_for_each(|_| input.i64().map(drop)).map(|()| Self)
    }

    fn blank() -> Self {
        Self
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        output.i64(0)
    }
}

#[test]
fn an_element_that_is_not_read_once_is_an_error() {
    fn list<T: Codec>(text: &str) -> Result<usize, String> {
        let list: Result<Vec<T>, _> = codec::deserialize(&mut serde_json::Deserializer::from_str(text));
        list.map(|list| list.len()).map_err(|error| error.to_string())
    }
    assert_eq!(list::<Times<1>>("[1,2,3]"), Ok(3));
    assert_eq!(list::<Times<1>>("[]"), Ok(0));
    for text in ["[1]", "[1,2]", "[1,2,3]"] {
        for error in [list::<Times<0>>(text), list::<Times<2>>(text)] {
            let error = error.unwrap_err();
            assert!(
                error.contains("a value was not read, or more than once"),
                "{error}: {text}"
            );
        }
    }
    assert!(list::<Times<0>>("[]").is_err());
}

/// Takes what is no number for zero.
#[derive(Clone, Debug, PartialEq)]
struct Lenient(i64);

impl Codec for Lenient {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        Ok(Self(input.i64().unwrap_or_default()))
    }

    fn blank() -> Self {
        Self(0)
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        output.i64(self.0)
    }
}

#[test]
fn a_list_ends_also_where_its_elements_take_anything() {
    let read = |value: Value| codec::deserialize::<Vec<Lenient>, _>(&value).unwrap();
    assert_eq!(read(json!([])), []);
    assert_eq!(read(json!([1, "x", 3])), [Lenient(1), Lenient(0), Lenient(3)]);
    let read_text = |text: &str| codec::deserialize::<Vec<Lenient>, _>(&mut serde_json::Deserializer::from_str(text));
    assert_eq!(read_text(r#"[1,"x",3]"#).unwrap(), [Lenient(1), Lenient(0), Lenient(3)]);
    // What the format itself cannot go on from is an error, whatever the elements take.
    for text in ["[{}]", "[[1]]", "[1,", "[1 2]", "[", "[1,]", "[{},{}]"] {
        assert!(read_text(text).is_err(), "{text}");
    }
}

/// A text that is not empty. It has no blank value of its own.
#[derive(Clone, Debug, PartialEq)]
struct Word(String);

impl Codec for Word {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, codec::Error> {
        match input.string()? {
            text if text.is_empty() => Err(codec::Error::new("an empty word")),
            text => Ok(Self(text)),
        }
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        output.string(&self.0)
    }
}

#[test]
fn elements_need_no_blank_value() {
    let read = |value: Value| codec::deserialize::<Vec<Word>, _>(&value).map_err(|error| error.to_string());
    assert_eq!(read(json!([])), Ok(vec![]));
    assert_eq!(
        read(json!(["a", "b"])),
        Ok(vec![Word("a".to_owned()), Word("b".to_owned())])
    );
    assert!(read(json!(["a", ""])).unwrap_err().contains("an empty word"));
}

/// A union of one type with a list whose elements are refused after they were read.
#[derive(Clone, Debug)]
enum Listing {
    Numbers(Numbers),
    Unknown(Value),
}

#[derive(Clone, Debug)]
struct Numbers {
    small: Vec<u8>,
    lists: Option<Vec<Vec<u8>>>,
}

impl Codec for Numbers {
    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let (mut small, mut lists) = (Vec::new(), None);
        *outcome = input.record(&mut [
            Member("small", Slot::Required(&mut small)),
            Member("lists", Slot::Optional(&mut lists)),
        ]);
        Self { small, lists }
    }

    fn members<'a>(&'a self, object: Object<'a>) {
        object.required("small", &self.small).optional("lists", &self.lists);
    }
}

impl Codec for Listing {
    const IS_OBJECT: bool = false;

    fn read(input: &mut dyn Input, outcome: &mut Result<(), codec::Error>) -> Self {
        let numbers: union::Read<Self> = |input| Codec::decode(input).map(Self::Numbers);
        union::tagged(input, outcome, "kind", &[(&["numbers"], numbers)], Self::Unknown)
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), codec::Error> {
        match self {
            Self::Numbers(value) => union::encode_tagged(output, "kind", "numbers", value),
            Self::Unknown(value) => value.write(output),
        }
    }
}

#[test]
fn an_element_that_is_refused_is_told_with_its_index() {
    let error = |value: Value| codec::deserialize::<Listing, _>(&value).unwrap_err().to_string();
    let small = error(json!({"a": 0, "kind": "numbers", "small": [1, 2, 300]}));
    assert!(small.starts_with("small[2]: "), "{small}");
    let lists = error(json!({"a": 0, "kind": "numbers", "small": [], "lists": [[], [1, 300]]}));
    assert!(lists.starts_with("lists[1][1]: "), "{lists}");
}
