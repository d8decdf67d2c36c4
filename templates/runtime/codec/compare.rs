//! `Debug` and `PartialEq` of structs, by the members that they write.
//!
//! Derived, the two are a sixth of what the compiler needs for a large client. Written once here, each struct only says
//! that it has them. Two values are equal where they are written the same.

use std::cell::RefCell;
use std::fmt;

use serde_json::Value;

use super::held::Held;
use super::{Codec, Elements, Encode, Entries, Error, Member, Members, Object, Output, Ref, Slot};

/// What a value is written as.
enum Written<'w> {
    Null,
    Bool(bool),
    I64(i64),
    U64(u64),
    F32(f32),
    F64(f64),
    String(&'w str),
    Secret(&'w str),
    Sequence(&'w [&'w dyn Encode]),
    Object(&'w [Ref<'w>], &'w [(&'w str, &'w dyn Encode)]),
    Value(&'w Value),
}

/// Shows a struct: its name, and its members by their names in JSON.
#[allow(dead_code)] // Not every API has a struct.
pub(crate) fn debug<T: Codec>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let path = std::any::type_name::<T>();
    let with_members = &mut |look: &mut dyn FnMut(&mut [Member<'_>])| {
        T::read(&mut Held(&mut |members, _| look(members)), &mut Ok(()));
    };
    show(value, with_members, path.rsplit(':').next().unwrap_or(path), f)
}

/// Shows the members that a struct reads.
type WithMembers<'a> = dyn FnMut(&mut dyn FnMut(&mut [Member<'_>])) + 'a;

fn show(value: &dyn Encode, with_members: &mut WithMembers<'_>, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Err(fmt::Error);
    with_written(value, &mut |written| {
        if let Written::Object(values, rest) = written {
            with_members(&mut |members| {
                let mut shown = f.debug_struct(name);
                let mut values = values.iter().peekable();
                for Member(name, slot) in members {
                    // The value has those of the members that are there, in the same order.
                    let value = values.next_if(|value| value.entry().0 == *name);
                    shown.field(name, &Shown(value, slot));
                }
                for (name, value) in rest {
                    shown.field(name, value);
                }
                result = shown.finish();
            });
        }
    });
    result
}

/// Shows a member as its own type does.
struct Shown<'a, 's>(Option<&'a Ref<'a>>, &'a Slot<'s>);

impl fmt::Debug for Shown<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.map(|value| value.entry().1), self.1) {
            (Some(value), slot) if slot.is_some_of_scalars() => f.debug_tuple("Some").field(&value).finish(),
            (Some(value), _) => value.fmt(f),
            (None, Slot::ThreeState(_)) => f.write_str("Absent"),
            (None, _) => f.write_str("None"),
        }
    }
}

/// Shows a variant of a union, as if that were derived.
#[allow(dead_code)] // Not every API has a union.
pub(crate) fn debug_variant<T: fmt::Debug>(name: &'static str, value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_tuple(name).field(value).finish()
}

/// Whether two values are written the same. Here, and not where each type calls it, a `dyn` is made of them: it is work for
/// the compiler.
#[allow(dead_code)] // Not every API has a model.
pub(crate) fn equal<T: Codec>(one: &T, other: &T) -> bool {
    are_written_alike(one, other)
}

fn are_written_alike(one: &dyn Encode, other: &dyn Encode) -> bool {
    let mut equal = false;
    with_written(one, &mut |one| {
        with_written(other, &mut |other| equal = are_equal(&one, &other))
    });
    equal
}

fn are_equal(one: &Written<'_>, other: &Written<'_>) -> bool {
    match (one, other) {
        (Written::Null, Written::Null) => true,
        (Written::Bool(one), Written::Bool(other)) => one == other,
        (Written::I64(one), Written::I64(other)) => one == other,
        (Written::U64(one), Written::U64(other)) => one == other,
        (Written::F32(one), Written::F32(other)) => one == other,
        (Written::F64(one), Written::F64(other)) => one == other,
        (Written::String(one), Written::String(other)) => one == other,
        (Written::Secret(one), Written::Secret(other)) => same_text(one, other),
        (Written::Sequence(one), Written::Sequence(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(*other)
                    .all(|(one, other)| are_written_alike(*one, *other))
        }
        (Written::Object(one, rest), Written::Object(other, other_rest)) => {
            one.len() == other.len()
                && rest.len() == other_rest.len()
                && one.iter().zip(*other).all(same_member)
                && rest.iter().zip(*other_rest).all(same_entry)
        }
        (Written::Value(one), Written::Value(other)) => one == other,
        _ => false,
    }
}

fn same_member((one, other): (&Ref<'_>, &Ref<'_>)) -> bool {
    match (one, other) {
        (Ref::String(name, one), Ref::String(other_name, other)) => name == other_name && one == other,
        (one, other) => same_entry((&one.entry(), &other.entry())),
    }
}

fn same_entry((one, other): (&(&str, &dyn Encode), &(&str, &dyn Encode))) -> bool {
    one.0 == other.0 && are_written_alike(one.1, other.1)
}

/// Whether two secrets are the same. It takes the same time wherever two texts of one length differ.
pub(crate) fn same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    one.len() == other.len() && one.iter().zip(other).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Shows what a value is written as.
fn with_written(value: &dyn Encode, look: &mut dyn FnMut(Written<'_>)) {
    // A value that cannot be written is shown to nobody, and so it equals none.
    let _ = value.encode(&mut Look(look));
}

/// An [`Output`] that writes nothing.
struct Look<'l>(&'l mut dyn FnMut(Written<'_>));

impl Look<'_> {
    fn at(&mut self, written: Written<'_>) -> Result<(), Error> {
        (self.0)(written);
        Ok(())
    }
}

impl Output for Look<'_> {
    fn null(&mut self) -> Result<(), Error> {
        self.at(Written::Null)
    }

    fn bool(&mut self, value: bool) -> Result<(), Error> {
        self.at(Written::Bool(value))
    }

    fn i64(&mut self, value: i64) -> Result<(), Error> {
        self.at(Written::I64(value))
    }

    fn u64(&mut self, value: u64) -> Result<(), Error> {
        self.at(Written::U64(value))
    }

    fn f32(&mut self, value: f32) -> Result<(), Error> {
        self.at(Written::F32(value))
    }

    fn f64(&mut self, value: f64) -> Result<(), Error> {
        self.at(Written::F64(value))
    }

    fn string(&mut self, value: &str) -> Result<(), Error> {
        self.at(Written::String(value))
    }

    fn secret(&mut self, value: &str) -> Result<(), Error> {
        self.at(Written::Secret(value))
    }

    fn list(&mut self, _count: usize, elements: &dyn Elements) -> Result<(), Error> {
        self.at(Written::Sequence(&elements.each().collect::<Vec<_>>()))
    }

    fn object(&mut self, value: &dyn Encode) -> Result<(), Error> {
        let list = Listed::default();
        value.encode_members(Object::new(&list));
        let (members, others) = (list.members.borrow(), list.others.borrow());
        self.at(Written::Object(&members, &others))
    }

    fn value(&mut self, value: &Value) -> Result<(), Error> {
        self.at(Written::Value(value))
    }

    fn is_sending(&self) -> bool {
        false
    }
}

/// The members of an object as lists.
#[derive(Default)]
struct Listed<'a> {
    members: RefCell<Vec<Ref<'a>>>,
    others: RefCell<Vec<(&'a str, &'a dyn Encode)>>,
}

impl<'a> Members<'a> for Listed<'a> {
    fn put(&self, member: Ref<'a>) {
        self.members.borrow_mut().push(member);
    }

    fn others(&self, others: &'a dyn Entries) {
        self.others.borrow_mut().extend(others.each());
    }
}
