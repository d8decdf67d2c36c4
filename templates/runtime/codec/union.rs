//! Reading and writing of values that are one of several types.

use serde_json::Value;

use super::decode::from_value;
use super::encode::to_value;
use super::{Encode, Error, Input, Output};

/// Reads one of the types of a union.
pub type Read<T> = fn(&mut dyn Input) -> Result<T, Error>;

/// Reads a union whose member `tag` tells the type. A value whose tag is missing or not known goes to `unknown`.
pub fn tagged<T>(
    input: &mut dyn Input,
    tag: &str,
    variants: &[(&str, Read<T>)],
    unknown: fn(Value) -> T,
) -> Result<T, Error> {
    let value = input.value()?;
    let name = value.get(tag).and_then(Value::as_str);
    match name.and_then(|name| variants.iter().find(|(known, _)| *known == name)) {
        Some((_, read)) => {
            let (found, skipped) = from_value(&value, *read)?;
            input.add_skipped(skipped);
            Ok(found)
        }
        None => Ok(unknown(value)),
    }
}

/// Reads a union that nothing but the value itself tells the type of: of the types that it can be read as, the one that
/// knows most of its members, and the first of those. A value that is none of them goes to `unknown`.
pub fn untagged<T>(input: &mut dyn Input, variants: &[Read<T>], unknown: fn(Value) -> T) -> Result<T, Error> {
    let value = input.value()?;
    let mut best: Option<(T, usize)> = None;
    for read in variants {
        let Ok((found, skipped)) = from_value(&value, *read) else {
            continue;
        };
        let better = best.as_ref().is_none_or(|(_, fewest)| skipped < *fewest);
        if better {
            best = Some((found, skipped));
        }
        if skipped == 0 {
            break;
        }
    }
    match best {
        Some((found, skipped)) => {
            input.add_skipped(skipped);
            Ok(found)
        }
        None => Ok(unknown(value)),
    }
}

/// Writes a value of a tagged union. The tag is added where the type itself has no member for it.
pub fn encode_tagged(output: &mut dyn Output, tag: &str, name: &str, value: &dyn Encode) -> Result<(), Error> {
    let mut value = to_value(value, output.is_sending())?;
    if let Value::Object(members) = &mut value {
        members.entry(tag).or_insert_with(|| Value::String(name.to_owned()));
    }
    output.value(&value)
}
