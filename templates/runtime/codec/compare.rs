//! `Debug` and `PartialEq` of structs, by the members that they write.
//!
//! Derived, the two are a sixth of what the compiler needs for a large client. Written once here, each struct only says
//! that it has them. Two values are equal where they are written the same.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde_json::Value;

use super::held::Held;
use super::input::is_same;
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
    Object(&'w dyn Encode),
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
    let list = Listed::default();
    value.encode_members(Object::new(&list));
    let mut result = Err(fmt::Error);
    with_members(&mut |members| {
        let mut shown = f.debug_struct(name);
        let values = list.members.borrow();
        let mut values = values.iter().peekable();
        for Member(name, slot) in members {
            // The value has those of the members that are there, in the same order.
            let value = values.next_if(|value| is_same(value.entry().0, name));
            shown.field(name, &Shown(value, slot));
        }
        for (name, value) in &*list.others.borrow() {
            shown.field(name, value);
        }
        result = shown.finish();
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
        (Written::Object(one), Written::Object(other)) => have_equal_members(*one, *other),
        (Written::Value(one), Written::Value(other)) => one == other,
        _ => false,
    }
}

fn have_equal_members(one: &dyn Encode, other: &dyn Encode) -> bool {
    let list = Listed::default();
    one.encode_members(Object::new(&list));
    let same = Same {
        list: &list,
        members: Cell::new(0),
        others: Cell::new(0),
        so_far: Cell::new(true),
    };
    other.encode_members(Object::new(&same));
    let counts = (list.members.borrow().len(), list.others.borrow().len());
    same.so_far.get() && (same.members.get(), same.others.get()) == counts
}

fn are_equal_members(one: &Ref<'_>, other: &Ref<'_>) -> bool {
    macro_rules! by_kind {
        ($($kind:ident),+) => {
            match (one, other) {
                $((Ref::$kind(name, one), Ref::$kind(other_name, other)) => is_same(name, other_name) && one == other,)+
                (one, other) => are_equal_entries(one.entry(), other.entry()),
            }
        };
    }
    by_kind!(String, Bool, I32, I64, U32, U64, F32, F64, VecString)
}

fn are_equal_entries(one: (&str, &dyn Encode), other: (&str, &dyn Encode)) -> bool {
    is_same(one.0, other.0) && are_written_alike(one.1, other.1)
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
        self.at(Written::Object(value))
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

/// The members of an object beside those of another.
struct Same<'s, 'l> {
    list: &'s Listed<'l>,
    /// How many there were.
    members: Cell<usize>,
    /// How many others there were.
    others: Cell<usize>,
    /// Whether all of them are equal.
    so_far: Cell<bool>,
}

impl<'a> Members<'a> for Same<'_, '_> {
    fn put(&self, member: Ref<'a>) {
        let (index, members) = (self.members.get(), self.list.members.borrow());
        let is_equal = || members.get(index).is_some_and(|one| are_equal_members(one, &member));
        self.so_far.set(self.so_far.get() && is_equal());
        self.members.set(index + 1);
    }

    fn others(&self, others: &'a dyn Entries) {
        let list = self.list.others.borrow();
        let are_equal = || {
            list.iter()
                .zip(others.each())
                .all(|(one, other)| are_equal_entries(*one, other))
        };
        self.so_far.set(self.so_far.get() && are_equal());
        self.others.set(others.count());
    }
}
