//! `Clone` of structs, by the members that they write and read.
//!
//! Derived, it is a tenth of what checking a large crate takes. Members are copied by their own types: nothing is turned
//! into text on the way.

use std::cell::RefCell;
use std::slice::IterMut;

use super::held::Held;
use super::input::is_same;
use super::{Codec, Encode, Entries, Member, Members, Object, Ref, Rest, Slot};

/// A copy of the value of a variant of a union.
#[allow(dead_code)] // Not every API has a union.
pub(crate) fn cloned<T: Clone>(value: &T) -> T {
    value.clone()
}

/// A copy of a struct.
#[allow(dead_code)] // Not every API has a struct.
pub(crate) fn copied<T: Codec>(value: &T) -> T {
    T::read(
        &mut Held(&mut |members, rest| copy_members(value, members, rest)),
        &mut Ok(()),
    )
}

fn copy_members(value: &dyn Encode, members: &mut [Member<'_>], rest: Option<&mut dyn Rest>) {
    let blank = Blank {
        members: RefCell::new(members.iter_mut()),
        rest: RefCell::new(rest),
    };
    value.encode_members(Object::new(&blank));
}

/// The members of a blank struct, which those of another are copied to. It has them in the same order, and more of them.
struct Blank<'b, 's, 'r> {
    members: RefCell<IterMut<'b, Member<'s>>>,
    rest: RefCell<Option<&'r mut dyn Rest>>,
}

impl<'a> Members<'a> for Blank<'_, '_, '_> {
    fn put(&self, value: Ref<'a>) {
        let name = value.entry().0;
        let mut members = self.members.borrow_mut();
        if let Some(Member(_, slot)) = members.find(|Member(known, _)| is_same(known, name)) {
            copy(&value, slot);
        }
    }

    fn others(&self, others: &'a dyn Entries) {
        if let Some(rest) = &mut *self.rest.borrow_mut() {
            rest.copy(others);
        }
    }
}

/// Copies the value of a member to a blank one.
fn copy(value: &Ref<'_>, slot: &mut Slot<'_>) {
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
        // The two lists are made of one, so that their kinds are the same.
        _ => {}
    }
}
