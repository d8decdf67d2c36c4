//! A program in a generated crate that decodes examples and encodes them again.
//!
//! What depends on a type is one line of a table and one small function made from a generic one, so that thousands of
//! types are compiled quickly. The examples are read when it runs.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Valid;
use crate::Failure;
use crate::corpus::documents::Document;
use crate::scratch::Scratch;

const NAME: &str = "examples";

/// Runs the valid examples through the types of a crate. Gives the value of each that came out, or why there is none; or
/// what the compiler or the program says where that fails.
pub(super) fn run(
    valid: &[Valid<'_>],
    document: &Document,
    scratch: &Scratch,
) -> Result<Result<Vec<Result<Value, String>>, String>, Failure> {
    let mut types: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut lines = String::new();
    for example in valid {
        let place = *places.entry(example.path).or_insert_with(|| {
            types.push(example.path);
            types.len() - 1
        });
        lines.push_str(&format!("{place} {}\n", example.value));
    }
    let folder = scratch.member(&document.name).join("tests");
    let [input, output, source] = ["in.txt", "out.txt", "rs"].map(|end| folder.join(format!("{NAME}.{end}")));
    let write = |path: &Path, text: &str| fs::write(path, text).map_err(|error| Failure::file(path, error));
    fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
    write(&input, &lines)?;
    write(&output, "")?;
    write(&source, &program(&document.name.replace('-', "_"), &types))?;
    if let Err(output) = scratch.run_test(&document.name, NAME)? {
        return Ok(Err(output));
    }
    let results = fs::read_to_string(&output).map_err(|error| Failure::file(&output, error))?;
    let results: Vec<Result<Value, String>> = results.lines().map(result).collect();
    Ok(match results.len() == valid.len() {
        true => Ok(results),
        false => Err(format!("{} of {} examples were read", results.len(), valid.len())),
    })
}

/// A line of the program's results.
fn result(line: &str) -> Result<Value, String> {
    match line.split_once(' ') {
        Some(("value", text)) => serde_json::from_str(text).map_err(|error| error.to_string()),
        Some((_, reason)) => Err(reason.to_owned()),
        None => Err(line.to_owned()),
    }
}

fn program(krate: &str, types: &[&str]) -> String {
    let table: String = types.iter().map(|path| format!("    read::<{path}>,\n")).collect();
    format!("{}{table}];\n", PROGRAM.replace("subject::", &format!("{krate}::")))
}

const PROGRAM: &str = r#"//! Decodes each example into its type and encodes it again.

use std::cell::Cell;
use std::rc::Rc;

use subject::runtime::codec::{Codec, Encode, Error, Input, Output, deserialize, serialize};

type Read = fn(&mut dyn Input) -> Result<Rc<dyn Encode>, Error>;

fn read<T: Codec>(input: &mut dyn Input) -> Result<Rc<dyn Encode>, Error> {
    Ok(Rc::new(T::decode(input)?))
}

thread_local!(static READ: Cell<Option<Read>> = const { Cell::new(None) });

/// A value of the type that is asked for.
#[derive(Clone, Debug)]
struct Any(Rc<dyn Encode>);

impl Codec for Any {
    const IS_OBJECT: bool = false;

    fn decode(input: &mut dyn Input) -> Result<Self, Error> {
        match READ.get() {
            Some(read) => read(input).map(Any),
            None => Err(Error::new("no type is asked for")),
        }
    }

    fn blank() -> Self {
        Self(Rc::new(()))
    }

    fn write(&self, output: &mut dyn Output) -> Result<(), Error> {
        self.0.encode(output)
    }
}

fn again(json: &str) -> Result<String, String> {
    let mut track = serde_path_to_error::Track::new();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let value: Any = deserialize(tracked).map_err(|error| error.to_string()).map_err(|error| format!("{}: {error}", track.path()))?;
    let mut text = Vec::new();
    serialize(&value, &mut serde_json::Serializer::new(&mut text)).map_err(|error| error.to_string())?;
    String::from_utf8(text).map_err(|error| error.to_string())
}

#[test]
fn examples() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples");
    let lines = std::fs::read_to_string(format!("{folder}.in.txt")).unwrap();
    let mut results = String::new();
    for line in lines.lines() {
        let (index, json) = line.split_once(' ').unwrap();
        READ.set(Some(TYPES[index.parse::<usize>().unwrap()]));
        let line = match again(json) {
            Ok(text) => format!("value {text}\n"),
            Err(error) => format!("error {}\n", error.replace('\n', " ")),
        };
        results.push_str(&line);
    }
    std::fs::write(format!("{folder}.out.txt"), results).unwrap();
}

const TYPES: &[Read] = &[
"#;
