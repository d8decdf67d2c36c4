//! Overlays (OpenAPI Overlay 1.0 and 1.1): actions that change the main file after it is read and before anything is made of it.
//!
//! What an action changes is taken down, so that a place in the changed tree is found again where it was written: in the
//! description or in the overlay.

use std::sync::Arc;

use serde_json_path::JsonPath;

use super::Cursor;
use super::node::{Member, Node, Object};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pointer::{FileId, Origin, Pointer};

/// A change of places in the main file.
#[derive(Clone, Debug)]
enum Edit {
    /// What stands at a place was written elsewhere.
    Written { at: Pointer, from: Origin },
    /// An element of a list was removed, so that those behind it moved up.
    Removed { list: Pointer, index: usize },
}

/// All changes of places, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    /// Where what stands at a place of the changed main file was written.
    pub(super) fn written(&self, origin: &Origin) -> Origin {
        let mut origin = origin.clone();
        if origin.file != FileId(0) {
            return origin;
        }
        for edit in self.0.iter().rev() {
            match edit {
                Edit::Written { at, from } => {
                    if let Some(rest) = origin.pointer.as_str().strip_prefix(at.as_str())
                        && at.contains(&origin.pointer)
                    {
                        let pointer = Pointer::parse(&format!("{}{rest}", from.pointer));
                        return Origin {
                            file: from.file,
                            pointer,
                        };
                    }
                }
                Edit::Removed { list, index } => origin.pointer = moved_back(&origin.pointer, list, *index),
            }
        }
        origin
    }
}

/// The place that something had before an element in front of it, or the one that it is in, was removed from a list.
fn moved_back(pointer: &Pointer, list: &Pointer, index: usize) -> Pointer {
    if !list.contains(pointer) {
        return pointer.clone();
    }
    let depth = list.tokens().count();
    let mut before = list.clone();
    for (position, token) in pointer.tokens().enumerate().skip(depth) {
        before = match token.parse::<usize>() {
            Ok(own) if position == depth && own >= index => before.child(&own.saturating_add(1).to_string()),
            _ => before.child(&token),
        };
    }
    before
}

/// Applies the actions of an overlay, in order. What is wrong with it is said at its place in the overlay, and the action is
/// left out.
pub(super) fn apply(overlay: &Cursor<'_>, root: &mut Node, edits: &mut Edits, diagnostics: &mut Diagnostics) {
    let refuse = |at: Origin, message: &str| Diagnostic::new(Code::InvalidOverlay, at, message);
    match overlay.str("overlay") {
        Some(version) if version.starts_with("1.") => {}
        _ => {
            let message = "an overlay must begin with `overlay: 1.0.0`; nothing in this file is applied";
            return diagnostics.push(refuse(overlay.origin(), message));
        }
    }
    let Some(actions) = overlay
        .get("actions")
        .filter(|actions| actions.node.as_array().is_some())
    else {
        return diagnostics.push(refuse(overlay.origin(), "an overlay must have a list of `actions`"));
    };
    for action in actions.items() {
        if let Err(found) = Action::read(&action).and_then(|action| action.apply(root, edits)) {
            diagnostics.push(*found);
        }
    }
}

/// An Action Object.
struct Action<'o> {
    at: Cursor<'o>,
    target: JsonPath,
    target_at: Origin,
    text: &'o str,
    change: Change<'o>,
}

enum Change<'o> {
    Remove,
    Update(Cursor<'o>),
    /// A value from elsewhere in the description (1.1).
    Copy(JsonPath, Origin),
}

impl<'o> Action<'o> {
    fn read(at: &Cursor<'o>) -> Result<Self, Box<Diagnostic>> {
        let refuse = |origin: Origin, message: String| Box::new(Diagnostic::new(Code::InvalidOverlay, origin, message));
        let Some(text) = at.str("target") else {
            return Err(refuse(
                at.origin(),
                "an action must have a `target`, a JSONPath expression".to_owned(),
            ));
        };
        let target_at = at.origin().child("target");
        let target = JsonPath::parse(text).map_err(|error| {
            refuse(
                target_at.clone(),
                format!("`{text}` is not a JSONPath expression: {error}"),
            )
        })?;
        let change = match at.get("update") {
            _ if at.bool("remove") => Change::Remove,
            Some(update) => Change::Update(update),
            None => {
                let Some(copy) = at.str("copy") else {
                    let message = "an action must have an `update`, a `copy` or `remove: true`";
                    return Err(refuse(at.origin(), message.to_owned()));
                };
                let place = at.origin().child("copy");
                let path = JsonPath::parse(copy).map_err(|error| {
                    refuse(place.clone(), format!("`{copy}` is not a JSONPath expression: {error}"))
                })?;
                Change::Copy(path, place)
            }
        };
        Ok(Self {
            at: at.clone(),
            target,
            target_at,
            text,
            change,
        })
    }

    fn apply(&self, root: &mut Node, edits: &mut Edits) -> Result<(), Box<Diagnostic>> {
        let value = root.to_json();
        let found = self.target.query_located(&value);
        let mut places: Vec<Pointer> = found
            .locations()
            .map(|path| Pointer::parse(&path.to_json_pointer()))
            .collect();
        if places.is_empty() {
            let message = format!("`{}` matches nothing; the action has no effect", self.text);
            let found = Diagnostic::new(Code::UnmatchedAction, self.target_at.clone(), message);
            return Err(Box::new(found));
        }
        // Inner places first, and later elements of a list first, so that no place moves before its turn.
        places.sort_by_cached_key(|place| std::cmp::Reverse(sort_key(place)));
        places.dedup();
        let source = match &self.change {
            Change::Copy(path, at) => Some(copied(root, &value, path, at, edits)?),
            Change::Remove | Change::Update(_) => None,
        };
        for place in &places {
            match &self.change {
                Change::Remove if place.as_str().is_empty() => {
                    let message = "the whole description cannot be removed; name a part of it";
                    let found = Diagnostic::new(Code::InvalidOverlay, self.target_at.clone(), message);
                    return Err(Box::new(found));
                }
                Change::Remove => remove(root, place, edits),
                Change::Update(update) => self.update(root, place, update, edits)?,
                Change::Copy(..) => {
                    if let Some((origin, node)) = &source {
                        let copy = Cursor {
                            file: origin.file,
                            pointer: origin.pointer.clone(),
                            node,
                        };
                        self.update(root, place, &copy, edits)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn update(
        &self,
        root: &mut Node,
        place: &Pointer,
        update: &Cursor<'_>,
        edits: &mut Edits,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(target) = node_mut(root, place) else {
            return Ok(());
        };
        match (&target, update.node) {
            (Node::Array(items), _) => {
                let at = place.child(&items.len().to_string());
                push(target, update.node.clone());
                edits.0.push(Edit::Written {
                    at,
                    from: update.origin(),
                });
            }
            (Node::Object(_), Node::Object(_)) => merge(target, update, place, edits),
            // Scalars are replaced (1.1).
            (Node::Object(_), _) | (_, Node::Object(_) | Node::Array(_)) => {
                let message = format!(
                    "`{}` leads to {} at `{place}`, which {} cannot be merged into: objects are merged, lists are added to, and other values are replaced",
                    self.text,
                    target.kind(),
                    update.node.kind()
                );
                return Err(Box::new(Diagnostic::new(
                    Code::InvalidOverlay,
                    self.at.origin(),
                    message,
                )));
            }
            _ => {
                *target = update.node.clone();
                edits.0.push(Edit::Written {
                    at: place.clone(),
                    from: update.origin(),
                });
            }
        }
        Ok(())
    }
}

/// Resolves a `copy`: the single location that its expression selects, and the value there.
fn copied(
    root: &Node,
    value: &serde_json::Value,
    path: &JsonPath,
    at: &Origin,
    edits: &Edits,
) -> Result<(Origin, Node), Box<Diagnostic>> {
    let found = path.query_located(value);
    let places: Vec<Pointer> = found
        .locations()
        .map(|path| Pointer::parse(&path.to_json_pointer()))
        .collect();
    let node = match places.as_slice() {
        [place] => place
            .tokens()
            .try_fold(root, |node, token| node.step(&token))
            .map(|node| (place, node)),
        _ => None,
    };
    let Some((place, node)) = node else {
        let message = format!("`copy` must lead to one place, and leads to {}", places.len());
        return Err(Box::new(Diagnostic::new(Code::InvalidOverlay, at.clone(), message)));
    };
    let origin = edits.written(&Origin {
        file: FileId(0),
        pointer: place.clone(),
    });
    Ok((origin, node.clone()))
}

/// Tokens by which places are sorted, elements of lists by their number.
fn sort_key(place: &Pointer) -> Vec<(usize, String)> {
    let key = |token: std::borrow::Cow<'_, str>| (token.parse().unwrap_or_default(), token.into_owned());
    place.tokens().map(key).collect()
}

/// Merges an object into another one: what is not there yet is added, objects are merged, lists are put one behind the
/// other, and anything else is replaced.
fn merge(target: &mut Node, update: &Cursor<'_>, place: &Pointer, edits: &mut Edits) {
    for (key, value) in update.entries() {
        let at = place.child(key);
        let written = |at: Pointer, from: Origin| Edit::Written { at, from };
        match (target.step_mut(key), value.node) {
            (Some(own @ Node::Object(_)), Node::Object(_)) => merge(own, &value, &at, edits),
            (Some(Node::Array(own)), Node::Array(_)) => {
                let mut items = std::mem::take(own).into_vec();
                for item in value.items() {
                    edits.0.push(written(at.child(&items.len().to_string()), item.origin()));
                    items.push(item.node.clone());
                }
                *own = items.into_boxed_slice();
            }
            (Some(own), _) => {
                *own = value.node.clone();
                edits.0.push(written(at, value.origin()));
            }
            (None, _) => {
                if let Node::Object(object) = target {
                    insert(object, key, value.node.clone());
                }
                edits.0.push(written(at, value.origin()));
            }
        }
    }
}

fn node_mut<'n>(root: &'n mut Node, place: &Pointer) -> Option<&'n mut Node> {
    place.tokens().try_fold(root, |node, token| node.step_mut(&token))
}

fn insert(object: &mut Object, key: &str, value: Node) {
    let mut members = std::mem::replace(object, Object::new(Vec::new()).0).into_members();
    members.push(Member {
        key: Arc::from(key),
        value,
    });
    *object = Object::new(members).0;
}

fn push(list: &mut Node, value: Node) {
    if let Node::Array(items) = list {
        let mut all = std::mem::take(items).into_vec();
        all.push(value);
        *items = all.into_boxed_slice();
    }
}

fn remove(root: &mut Node, place: &Pointer, edits: &mut Edits) {
    let (Some(parent), Some(token)) = (place.parent(), place.last()) else {
        return;
    };
    match node_mut(root, &parent) {
        Some(Node::Object(object)) => {
            let mut members = std::mem::replace(object, Object::new(Vec::new()).0).into_members();
            members.retain(|member| *member.key != *token);
            *object = Object::new(members).0;
        }
        Some(Node::Array(items)) => {
            let Ok(index) = token.parse::<usize>() else { return };
            let mut all = std::mem::take(items).into_vec();
            if index < all.len() {
                all.remove(index);
                edits.0.push(Edit::Removed { list: parent, index });
            }
            *items = all.into_boxed_slice();
        }
        _ => {}
    }
}
