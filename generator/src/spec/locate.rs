//! JSON pointers to places in the text of a file, all of a file's in one pass.
//!
//! Nodes carry no positions: only what is shown needs one, and that is little. A second pass over the text, guided by a
//! tree of the wanted pointers, skips everything else.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use granit_parser::{Event, Parser, Span};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::block::{self, Events, Scalar};
use super::lines::Lines;
use super::parse::Format;
use crate::diagnostic::Location;
use crate::pointer::Pointer;

/// The places of `pointers` in `text`, in their order. What is not in the text has the place of what contains it.
pub(super) fn locate(text: &str, format: Format, pointers: &[Pointer]) -> Vec<Location> {
    let mut wanted = Wanted::new(pointers.iter());
    let lines = Lines::new(text);
    match format {
        Format::Json => walk_json(text, &mut wanted),
        Format::Yaml => walk_yaml(text, &mut wanted),
    }
    let start = text.len() - text.trim_start().len();
    let places = pointers.iter().map(|pointer| {
        let spot = wanted.exact(pointer).and_then(|spot| spot.shown(text));
        let around = || wanted.around(pointer).and_then(Spot::either);
        spot.or_else(around).unwrap_or(start..start + 1)
    });
    lines.locations(places.collect())
}

/// The texts of the values at `pointers` in a JSON text, in their order.
pub(super) fn values<'t>(text: &'t str, pointers: &[Pointer]) -> Vec<Option<&'t str>> {
    let mut wanted = Wanted::new(pointers.iter());
    walk_json(text, &mut wanted);
    let found = pointers
        .iter()
        .map(|pointer| wanted.exact(pointer).and_then(|spot| spot.value.clone()));
    found.map(|range| range.and_then(|range| text.get(range))).collect()
}

/// Where a member or an element stands.
#[derive(Clone, Debug, Default)]
struct Spot {
    key: Option<Range<usize>>,
    value: Option<Range<usize>>,
}

impl Spot {
    /// What to underline: a scalar itself, but the key of what spans lines.
    fn shown(&self, text: &str) -> Option<Range<usize>> {
        let is_scalar = |range: &Range<usize>| {
            let value = text.get(range.clone()).unwrap_or_default();
            !value.is_empty() && !value.starts_with(['{', '[', '|', '>'])
        };
        self.value.clone().filter(is_scalar).or_else(|| self.either())
    }

    fn either(&self) -> Option<Range<usize>> {
        self.key.clone().or_else(|| self.value.clone())
    }
}

/// A tree of the wanted pointers; the root is the first entry.
#[derive(Debug, Default)]
struct Wanted {
    entries: Vec<Entry>,
}

#[derive(Debug, Default)]
struct Entry {
    children: BTreeMap<String, usize>,
    spot: Spot,
}

impl Wanted {
    fn new<'p>(pointers: impl Iterator<Item = &'p Pointer>) -> Self {
        let mut wanted = Self {
            entries: vec![Entry::default()],
        };
        for pointer in pointers {
            pointer
                .tokens()
                .fold(0, |parent, token| wanted.child_or_insert(parent, token.into_owned()));
        }
        wanted
    }

    fn child_or_insert(&mut self, parent: usize, token: String) -> usize {
        let next = self.entries.len();
        let Some(entry) = self.entries.get_mut(parent) else {
            return parent;
        };
        let child = *entry.children.entry(token).or_insert(next);
        if child == next {
            self.entries.push(Entry::default());
        }
        child
    }

    fn child(&self, parent: usize, token: &str) -> Option<usize> {
        self.entries
            .get(parent)
            .and_then(|entry| entry.children.get(token))
            .copied()
    }

    fn is_leaf(&self, at: usize) -> bool {
        self.entries.get(at).is_none_or(|entry| entry.children.is_empty())
    }

    fn spot_mut(&mut self, at: usize) -> Option<&mut Spot> {
        self.entries.get_mut(at).map(|entry| &mut entry.spot)
    }

    /// Notes the place of a key. A key that was there before loses what was found below it: the last one counts.
    fn start_member(&mut self, at: usize, key: Range<usize>) {
        let mut stale = vec![at];
        while let Some(next) = stale.pop() {
            let Some(entry) = self.entries.get_mut(next) else {
                continue;
            };
            entry.spot = Spot::default();
            stale.extend(entry.children.values());
        }
        if let Some(spot) = self.spot_mut(at) {
            spot.key = Some(key);
        }
    }

    fn set_value(&mut self, at: usize, value: Range<usize>) {
        if let Some(spot) = self.spot_mut(at) {
            spot.value = Some(value);
        }
    }

    /// Forgets what was found.
    fn forget(&mut self) {
        for entry in &mut self.entries {
            entry.spot = Spot::default();
        }
    }

    fn exact(&self, pointer: &Pointer) -> Option<&Spot> {
        let at = pointer
            .tokens()
            .try_fold(0, |parent, token| self.child(parent, &token))?;
        self.entries.get(at).map(|entry| &entry.spot)
    }

    /// The spot of the nearest thing around what a pointer points to.
    fn around(&self, pointer: &Pointer) -> Option<&Spot> {
        let mut at = Some(0);
        let mut found = None;
        let mut tokens = pointer.tokens();
        while let Some(entry) = at.and_then(|at| self.entries.get(at)) {
            if entry.spot.either().is_some() {
                found = Some(&entry.spot);
            }
            at = tokens.next().and_then(|token| entry.children.get(&*token).copied());
        }
        found
    }
}

fn walk_json(text: &str, wanted: &mut Wanted) {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // The text was read before, so an error can only mean that it is larger than the limits of this second pass; what
    // was found until then is good.
    let _ = JsonPlace { text, wanted, at: 0 }.deserialize(&mut deserializer);
}

/// Looks for what is wanted in the JSON value that comes next.
struct JsonPlace<'t, 'w> {
    text: &'t str,
    wanted: &'w mut Wanted,
    at: usize,
}

impl JsonPlace<'_, '_> {
    /// The place in the whole text of a piece of it.
    fn range(&self, piece: &str) -> Range<usize> {
        let start = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + piece.len()
    }
}

impl<'de> DeserializeSeed<'de> for JsonPlace<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonPlace<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(key) = access.next_key::<&RawValue>()? {
            let name = serde_json::from_str::<String>(key.get()).map_err(A::Error::custom)?;
            let Some(child) = self.wanted.child(self.at, &name) else {
                access.next_value::<IgnoredAny>()?;
                continue;
            };
            let place = self.range(key.get());
            self.wanted.start_member(child, place);
            if self.wanted.is_leaf(child) {
                let value = access.next_value::<&RawValue>()?;
                let place = self.range(value.get());
                self.wanted.set_value(child, place);
            } else {
                access.next_value_seed(JsonPlace {
                    text: self.text,
                    wanted: self.wanted,
                    at: child,
                })?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        for position in 0.. {
            let child = self.wanted.child(self.at, &usize::to_string(&position));
            let Some(child) = child else {
                if access.next_element::<IgnoredAny>()?.is_none() {
                    break;
                }
                continue;
            };
            let Some(value) = access.next_element::<&RawValue>()? else {
                break;
            };
            let place = self.range(value.get());
            self.wanted.set_value(child, place);
            if !self.wanted.is_leaf(child) {
                let mut inner = serde_json::Deserializer::from_str(value.get());
                let place = JsonPlace {
                    text: self.text,
                    wanted: self.wanted,
                    at: child,
                };
                place.deserialize(&mut inner).map_err(A::Error::custom)?;
            }
        }
        Ok(())
    }
}

/// A mapping or a list of YAML that is being read.
struct Frame {
    at: Option<usize>,
    /// The position of the next element, in a list.
    position: Option<usize>,
    /// In a mapping: what the value to come belongs to, once its key was read.
    member: Option<Option<usize>>,
    /// Whether this is the key of the mapping around it.
    is_key: bool,
}

fn walk_yaml(text: &str, wanted: &mut Wanted) {
    let mut walk = YamlWalk {
        wanted,
        frames: Vec::new(),
    };
    if block::walk(text, &mut walk).is_some() {
        return;
    }
    wanted.forget();
    let mut walk = YamlWalk {
        wanted,
        frames: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        // As with JSON: what was found until an error is good.
        let Ok((event, span)) = event else { return };
        match event {
            Event::Scalar(value, ..) => walk.scalar(Some(&value), range(span)),
            Event::Alias(_) => walk.scalar(None, range(span)),
            Event::MappingStart(..) => walk.open(None, range(span).start),
            Event::SequenceStart(..) => walk.open(Some(0), range(span).start),
            Event::MappingEnd | Event::SequenceEnd => walk.close(),
            Event::DocumentEnd => return,
            // The start of the stream and of the document; no other events are asked for.
            _ => {}
        }
    }
}

impl<'t> Events<'t> for YamlWalk<'_> {
    fn scalar(&mut self, scalar: Scalar<'t>) -> Option<()> {
        YamlWalk::scalar(self, Some(&scalar.text), scalar.place);
        Some(())
    }

    fn open(&mut self, is_list: bool, start: usize) -> Option<()> {
        YamlWalk::open(self, is_list.then_some(0), start);
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        YamlWalk::close(self);
        Some(())
    }
}

struct YamlWalk<'w> {
    wanted: &'w mut Wanted,
    frames: Vec<Frame>,
}

/// What an event stands for in the mapping or list around it.
enum Role {
    Key,
    Value(Option<usize>),
    Element(Option<usize>),
}

impl YamlWalk<'_> {
    fn role(&mut self) -> Role {
        let Some(frame) = self.frames.last_mut() else {
            return Role::Value(Some(0));
        };
        let Some(position) = &mut frame.position else {
            return frame.member.take().map_or(Role::Key, Role::Value);
        };
        let at = frame.at;
        let here = *position;
        *position += 1;
        Role::Element(at.and_then(|at| self.wanted.child(at, &here.to_string())))
    }

    fn scalar(&mut self, value: Option<&str>, place: Range<usize>) {
        match self.role() {
            Role::Key => {
                let at = self.frames.last().and_then(|frame| frame.at);
                let child = at.zip(value).and_then(|(at, value)| self.wanted.child(at, value));
                if let Some(child) = child {
                    self.wanted.start_member(child, place);
                }
                if let Some(frame) = self.frames.last_mut() {
                    frame.member = Some(child);
                }
            }
            Role::Value(Some(at)) | Role::Element(Some(at)) => {
                self.wanted.set_value(at, place);
            }
            Role::Value(None) | Role::Element(None) => {}
        }
    }

    fn open(&mut self, position: Option<usize>, start: usize) {
        let (at, is_key) = match self.role() {
            Role::Key => (None, true),
            Role::Value(at) => (at, false),
            Role::Element(at) => {
                if let Some(at) = at {
                    self.wanted.set_value(at, start..start + 1);
                }
                (at, false)
            }
        };
        self.frames.push(Frame {
            at,
            position,
            member: None,
            is_key,
        });
    }

    fn close(&mut self) {
        let closed = self.frames.pop();
        if closed.is_some_and(|frame| frame.is_key)
            && let Some(frame) = self.frames.last_mut()
        {
            frame.member = Some(None);
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.byte_range().unwrap_or_default()
}

#[cfg(test)]
mod tests;
