//! `Clone` of structs, by the members that they write and read.
//!
//! Derived, it is a tenth of what checking a large crate takes. Members are copied by their own types: nothing is turned
//! into text on the way.

use super::compare::{Written, with_written};
use super::held::Held;
use super::{Codec, Ref, Slot};

/// A copy of the value of a variant of a union.
#[allow(dead_code)] // Not every API has a union.
pub(crate) fn cloned<T: Clone>(value: &T) -> T {
    value.clone()
}

/// A copy of a struct, but for the members that it does not list.
#[allow(dead_code)] // Not every API has a struct.
pub(crate) fn copied<T: Codec>(value: &T) -> T {
    let mut copy = None;
    with_written(value, &mut |written| {
        if let Written::Object(values, _) = written {
            copy = Some(Held::copy(values));
        }
    });
    // Structs are written as objects, so that there always is one.
    copy.unwrap_or_else(T::blank)
}

/// Copies the value of a member to a blank one.
pub(super) fn copy(value: &Ref<'_>, slot: &mut Slot<'_>) {
    match (value, slot) {
        (Ref::String(_, value), Slot::String(place)) => (*value).clone_into(place),
        (Ref::Bool(_, value), Slot::Bool(place)) => **place = *value,
        (Ref::I32(_, value), Slot::I32(place)) => **place = *value,
        (Ref::I64(_, value), Slot::I64(place)) => **place = *value,
        (Ref::U32(_, value), Slot::U32(place)) => **place = *value,
        (Ref::U64(_, value), Slot::U64(place)) => **place = *value,
        (Ref::F32(_, value), Slot::F32(place)) => **place = *value,
        (Ref::F64(_, value), Slot::F64(place)) => **place = *value,
        (Ref::VecString(_, value), Slot::VecString(place)) => (*value).clone_into(place),
        (Ref::String(_, value), Slot::OptString(place)) => **place = Some((*value).to_owned()),
        (Ref::Bool(_, value), Slot::OptBool(place)) => **place = Some(*value),
        (Ref::I32(_, value), Slot::OptI32(place)) => **place = Some(*value),
        (Ref::I64(_, value), Slot::OptI64(place)) => **place = Some(*value),
        (Ref::U32(_, value), Slot::OptU32(place)) => **place = Some(*value),
        (Ref::U64(_, value), Slot::OptU64(place)) => **place = Some(*value),
        (Ref::F32(_, value), Slot::OptF32(place)) => **place = Some(*value),
        (Ref::F64(_, value), Slot::OptF64(place)) => **place = Some(*value),
        (Ref::VecString(_, value), Slot::OptVecString(place)) => **place = Some(value.to_vec()),
        (Ref::Any(_, value) | Ref::ReadOnly(_, value), Slot::Required(place)) => value.copy_to(*place),
        (
            Ref::Any(_, value) | Ref::ReadOnly(_, value),
            Slot::Optional(place) | Slot::Nullable(place) | Slot::ThreeState(place) | Slot::ReadOnly(place),
        ) => value.copy_to(*place),
        // What is absent is blank. The two lists are made of one, so that their kinds are the same.
        _ => {}
    }
}
