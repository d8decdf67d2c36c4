//! Limits that the description sets on values ([`Limits`]), and their check before a value is sent.
//!
//! What the service answers is never checked. Patterns are not either: they are regular expressions of another language.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use serde_json::Value;

use super::{Elements, Encode, Entries, Error, Members, Object, Output, Ref, to_vec};

/// Limits on a value.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    minimum: Option<(f64, bool)>,
    maximum: Option<(f64, bool)>,
    multiple_of: Option<f64>,
    length: (u64, u64),
    items: (u64, u64),
    unique: bool,
    properties: (u64, u64),
    each: Option<&'static Limits>,
    each_length: (u64, u64),
}

/// A count that no limit is set on.
const ANY: (u64, u64) = (0, u64::MAX);

/// Limits with the least and the greatest number of characters.
#[allow(dead_code)] // Not every API has some.
pub(crate) const fn length(least: u64, most: u64) -> Limits {
    Limits::new().length(least, most)
}

/// Limits with the least and the greatest number of characters of each element.
#[allow(dead_code)] // Not every API has some.
pub(crate) const fn each_length(least: u64, most: u64) -> Limits {
    Limits::new().each_length(least, most)
}

impl Limits {
    /// No limits.
    #[allow(clippy::new_without_default)] // A constant is made of it, which a trait cannot do.
    pub const fn new() -> Self {
        Self {
            minimum: None,
            maximum: None,
            multiple_of: None,
            length: ANY,
            items: ANY,
            unique: false,
            properties: ANY,
            each: None,
            each_length: ANY,
        }
    }

    /// The least number allowed.
    pub const fn minimum(mut self, bound: f64) -> Self {
        self.minimum = Some((bound, false));
        self
    }

    /// The number that all allowed ones are above.
    pub const fn above(mut self, bound: f64) -> Self {
        self.minimum = Some((bound, true));
        self
    }

    /// The greatest number allowed.
    pub const fn maximum(mut self, bound: f64) -> Self {
        self.maximum = Some((bound, false));
        self
    }

    /// The number that all allowed ones are below.
    pub const fn below(mut self, bound: f64) -> Self {
        self.maximum = Some((bound, true));
        self
    }

    /// The number that all allowed ones are multiples of.
    pub const fn multiple_of(mut self, factor: f64) -> Self {
        self.multiple_of = Some(factor);
        self
    }

    /// The least and the greatest number of characters.
    pub const fn length(mut self, least: u64, most: u64) -> Self {
        self.length = (least, most);
        self
    }

    /// The least and the greatest number of elements.
    pub const fn items(mut self, least: u64, most: u64) -> Self {
        self.items = (least, most);
        self
    }

    /// No element twice.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The least and the greatest number of members.
    pub const fn properties(mut self, least: u64, most: u64) -> Self {
        self.properties = (least, most);
        self
    }

    /// Limits on each element, or on each value of a map.
    pub const fn each(mut self, limits: &'static Limits) -> Self {
        self.each = Some(limits);
        self
    }

    /// The least and the greatest number of characters of each element, where that is the only limit on them.
    pub const fn each_length(mut self, least: u64, most: u64) -> Self {
        self.each_length = (least, most);
        self
    }

    /// Limits on each element.
    pub(super) fn of_each(&self) -> Option<Self> {
        let (least, most) = self.each_length;
        let by_length = || Self::new().length(least, most);
        self.each.copied().or_else(|| (self.each_length != ANY).then(by_length))
    }
}

/// What samples are made by.
#[cfg(feature = "test-util")]
impl Limits {
    /// The least and the greatest number.
    pub(super) fn bounds(&self) -> (f64, f64) {
        let bound = |bound: Option<(f64, bool)>, none| bound.map_or(none, |(bound, _)| bound);
        (
            bound(self.minimum, f64::NEG_INFINITY),
            bound(self.maximum, f64::INFINITY),
        )
    }

    /// What all numbers are multiples of.
    pub(super) fn factor(&self) -> Option<f64> {
        self.multiple_of
    }

    /// The least and the greatest number of characters.
    pub(super) fn lengths(&self) -> (u64, u64) {
        self.length
    }

    /// The least and the greatest number of elements.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.items
    }
}

/// Checks a value that is sent. The error names the member and the rule; of the value it says no more than its length,
/// or the number that it is.
pub(crate) fn check(name: &str, limits: Option<&Limits>, value: &dyn Encode) -> Result<(), Error> {
    value.encode(&mut Checker {
        outer: None,
        step: Step::Member(name),
        limits,
    })
}

/// Where a value stands in the one around it.
#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Element(usize),
}

/// An [`Output`] that writes nothing.
struct Checker<'a> {
    /// The value that this one is in. The path is only put together for an error.
    outer: Option<&'a Checker<'a>>,
    step: Step<'a>,
    limits: Option<&'a Limits>,
}

impl Checker<'_> {
    /// Checks a value inside of this one.
    fn inner(&self, step: Step<'_>, limits: Option<&Limits>, value: &dyn Encode) -> Result<(), Error> {
        value.encode(&mut Checker {
            outer: Some(self),
            step,
            limits,
        })
    }

    /// Where the value stands, as a program would write it.
    fn path(&self) -> String {
        let outer = self.outer.map(Checker::path).unwrap_or_default();
        match self.step {
            Step::Member(name) if outer.is_empty() => name.to_owned(),
            Step::Member(name) => format!("{outer}.{name}"),
            Step::Element(index) => format!("{outer}[{index}]"),
        }
    }

    fn refuse(&self, what: impl std::fmt::Display) -> Result<(), Error> {
        Err(Error::new(match self.path().as_str() {
            "" => format!("the value {what}"),
            path => format!("`{path}` {what}"),
        }))
    }

    fn count(&self, noun: &str, count: usize, (least, most): (u64, u64)) -> Result<(), Error> {
        let count = count as u64;
        if count < least {
            self.refuse(format_args!("has {count} {noun}, at least {least} are needed"))
        } else if count > most {
            self.refuse(format_args!("has {count} {noun}, at most {most} are allowed"))
        } else {
            Ok(())
        }
    }

    /// A whole number is compared as such: as a fraction, a large one would lose digits.
    fn whole(&self, number: i128) -> Result<(), Error> {
        let Some(limits) = self.limits else { return Ok(()) };
        let too_small = limits.minimum.is_some_and(|(bound, excluded)| {
            number < bound.ceil() as i128 || excluded && bound.fract() == 0.0 && number == bound as i128
        });
        let too_large = limits.maximum.is_some_and(|(bound, excluded)| {
            number > bound.floor() as i128 || excluded && bound.fract() == 0.0 && number == bound as i128
        });
        let multiple = limits.multiple_of.is_none_or(|factor| match factor.fract() == 0.0 {
            true => number.checked_rem(factor as i128).unwrap_or(0) == 0,
            false => is_multiple(number as f64, factor),
        });
        self.number(&number, too_small, too_large, multiple)
    }

    fn fraction(&self, number: f64) -> Result<(), Error> {
        let Some(limits) = self.limits else { return Ok(()) };
        let too_small = limits
            .minimum
            .is_some_and(|(bound, excluded)| number < bound || excluded && number == bound);
        let too_large = limits
            .maximum
            .is_some_and(|(bound, excluded)| number > bound || excluded && number == bound);
        let multiple = limits.multiple_of.is_none_or(|factor| is_multiple(number, factor));
        self.number(&number, too_small, too_large, multiple)
    }

    fn number(
        &self,
        number: &dyn std::fmt::Display,
        too_small: bool,
        too_large: bool,
        multiple: bool,
    ) -> Result<(), Error> {
        let Some(limits) = self.limits else { return Ok(()) };
        let word = |excluded| if excluded { "" } else { " or equal to" };
        if let (true, Some((bound, excluded))) = (too_small, limits.minimum) {
            return self.refuse(format_args!(
                "is {number}, it must be greater than{} {bound}",
                word(excluded)
            ));
        }
        if let (true, Some((bound, excluded))) = (too_large, limits.maximum) {
            return self.refuse(format_args!(
                "is {number}, it must be less than{} {bound}",
                word(excluded)
            ));
        }
        match (multiple, limits.multiple_of) {
            (false, Some(factor)) => self.refuse(format_args!("is {number}, it must be a multiple of {factor}")),
            _ => Ok(()),
        }
    }

    fn json(&mut self, value: &Value) -> Result<(), Error> {
        match value {
            Value::Null | Value::Bool(_) => Ok(()),
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => self.i64(number),
                (_, Some(number)) => self.u64(number),
                _ => number.as_f64().map_or(Ok(()), |number| self.f64(number)),
            },
            Value::String(text) => self.string(text),
            Value::Array(items) => self.list(items.len(), &items.as_slice()),
            Value::Object(members) => {
                let object = CheckedObject::of(self);
                for (name, value) in members {
                    object.check(name, object.limits_of_others(), value);
                }
                object.end()
            }
        }
    }
}

/// An object whose members are checked.
struct CheckedObject<'a> {
    object: &'a Checker<'a>,
    /// Limits on members by their names.
    table: Cell<&'static [(&'static str, Limits)]>,
    /// Limits on the other members.
    other: Cell<Option<&'static Limits>>,
    /// Limits on each value of a map.
    each: Option<Limits>,
    count: Cell<usize>,
    outcome: RefCell<Result<(), Error>>,
}

impl<'a> CheckedObject<'a> {
    fn of(object: &'a Checker<'a>) -> Self {
        Self {
            object,
            table: Cell::new(&[]),
            other: Cell::new(None),
            each: object.limits.and_then(Limits::of_each),
            count: Cell::new(0),
            outcome: RefCell::new(Ok(())),
        }
    }

    fn limits_of_others(&self) -> Option<&Limits> {
        self.other.get().or(self.each.as_ref())
    }

    /// Checks a member, unless one before was refused.
    fn check(&self, name: &str, limits: Option<&Limits>, value: &dyn Encode) {
        self.count.set(self.count.get() + 1);
        if let Ok(mut outcome) = self.outcome.try_borrow_mut()
            && outcome.is_ok()
        {
            *outcome = self.object.inner(Step::Member(name), limits, value);
        }
    }

    /// Checks the number of members.
    fn end(self) -> Result<(), Error> {
        self.outcome.into_inner()?;
        match self.object.limits {
            Some(limits) => self.object.count("members", self.count.get(), limits.properties),
            None => Ok(()),
        }
    }
}

impl<'a> Members<'a> for CheckedObject<'_> {
    fn put(&self, member: Ref<'a>) {
        if member.is_sent() {
            let (name, value) = member.entry();
            let known = self.table.get().iter().find(|(known, _)| *known == name);
            self.check(name, known.map(|(_, limits)| limits), value);
        }
    }

    fn others(&self, others: &'a dyn Entries) {
        for (name, value) in others.each() {
            self.check(name, self.limits_of_others(), value);
        }
    }

    fn limits(&self, members: &'static [(&'static str, Limits)]) {
        self.table.set(members);
    }

    fn other_limits(&self, limits: &'static Limits) {
        self.other.set(Some(limits));
    }
}

/// Whether a number is a multiple, as far as fractions of two can tell.
fn is_multiple(number: f64, factor: f64) -> bool {
    let quotient = number / factor;
    !quotient.is_finite() || (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
}

impl Output for Checker<'_> {
    fn own_limits(&mut self, limits: &'static Limits) {
        self.limits.get_or_insert(limits);
    }

    fn null(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn bool(&mut self, _: bool) -> Result<(), Error> {
        Ok(())
    }

    fn i64(&mut self, value: i64) -> Result<(), Error> {
        self.whole(value.into())
    }

    fn u64(&mut self, value: u64) -> Result<(), Error> {
        self.whole(value.into())
    }

    fn f32(&mut self, value: f32) -> Result<(), Error> {
        self.fraction(value.into())
    }

    fn f64(&mut self, value: f64) -> Result<(), Error> {
        self.fraction(value)
    }

    fn string(&mut self, value: &str) -> Result<(), Error> {
        match self.limits {
            Some(limits) if limits.length != ANY => self.count("characters", value.chars().count(), limits.length),
            _ => Ok(()),
        }
    }

    fn list(&mut self, count: usize, elements: &dyn Elements) -> Result<(), Error> {
        let limits = self.limits;
        let unique = limits.is_some_and(|limits| limits.unique);
        let each = limits.and_then(Limits::of_each);
        let mut seen = HashSet::new();
        for (index, value) in elements.each().enumerate() {
            self.inner(Step::Element(index), each.as_ref(), value)?;
            if unique && !seen.insert(to_vec(value)?) {
                return self.refuse(format_args!("has an element twice, at {index} for the second time"));
            }
        }
        limits.map_or(Ok(()), |limits| self.count("elements", count, limits.items))
    }

    fn object(&mut self, value: &dyn Encode) -> Result<(), Error> {
        let object = CheckedObject::of(self);
        value.encode_members(Object::new(&object));
        object.end()
    }

    fn value(&mut self, value: &Value) -> Result<(), Error> {
        self.json(value)
    }

    fn is_sending(&self) -> bool {
        true
    }
}
