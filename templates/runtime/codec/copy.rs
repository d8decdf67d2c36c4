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
        if let Written::Object(members, _) = written {
            copy = Some(T::read(&mut Held(members), &mut Ok(())));
        }
    });
    // Structs are written as objects, so that there always is one.
    copy.unwrap_or_else(T::blank)
}

/// Copies the value of a member.
pub(super) fn copy(value: &Ref<'_>, slot: &mut Slot<'_>) {
    match (value, slot) {
        (Ref::String(value), Slot::String(place)) => (*value).clone_into(place),
        (Ref::Bool(value), Slot::Bool(place)) => **place = **value,
        (Ref::I32(value), Slot::I32(place)) => **place = **value,
        (Ref::I64(value), Slot::I64(place)) => **place = **value,
        (Ref::U32(value), Slot::U32(place)) => **place = **value,
        (Ref::U64(value), Slot::U64(place)) => **place = **value,
        (Ref::F32(value), Slot::F32(place)) => **place = **value,
        (Ref::F64(value), Slot::F64(place)) => **place = **value,
        (Ref::VecString(value), Slot::VecString(place)) => (*value).clone_into(place),
        (Ref::OptString(value), Slot::OptString(place)) => place.clone_from(value),
        (Ref::OptBool(value), Slot::OptBool(place)) => **place = **value,
        (Ref::OptI32(value), Slot::OptI32(place)) => **place = **value,
        (Ref::OptI64(value), Slot::OptI64(place)) => **place = **value,
        (Ref::OptU32(value), Slot::OptU32(place)) => **place = **value,
        (Ref::OptU64(value), Slot::OptU64(place)) => **place = **value,
        (Ref::OptF32(value), Slot::OptF32(place)) => **place = **value,
        (Ref::OptF64(value), Slot::OptF64(place)) => **place = **value,
        (Ref::OptVecString(value), Slot::OptVecString(place)) => place.clone_from(value),
        (Ref::Any(value, _) | Ref::ReadOnly(value, _), Slot::Required(place)) => value.copy_to(*place),
        (
            Ref::Any(value, _) | Ref::ReadOnly(value, _),
            Slot::Optional(place) | Slot::Nullable(place) | Slot::ThreeState(place) | Slot::ReadOnly(place),
        ) => value.copy_to(*place),
        // The two lists are made of one, so that their kinds are the same.
        _ => {}
    }
}
