//! Paths, and which operations belong together.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Place;
use super::comparison::{Comparison, matched};
use super::kind::Kind;
use crate::analyze::{request_types, response_types};
use crate::ir::{Api, Operation, PathPiece, PathTemplate, Tag, Type};
use crate::pointer::Origin;

/// An operation with its index.
pub(super) type Indexed<'a> = (usize, &'a Operation);

/// Operations of both sides by what they are.
struct Operations<'a> {
    both: Vec<(Indexed<'a>, Indexed<'a>)>,
    removed: Vec<Indexed<'a>>,
    added: Vec<Indexed<'a>>,
}

impl<'a> Comparison<'a> {
    /// Compares paths and operations.
    pub(super) fn paths(&mut self) {
        let found = pairs(self.old.api, self.new.api);
        self.renamed_paths(&found);
        self.lone_operations(&found);
        for (old, new) in &found.both {
            self.operation(*old, *new);
        }
        self.groups();
    }

    /// Paths of which only the placeholders are called otherwise.
    fn renamed_paths(&mut self, found: &Operations<'_>) {
        let mut said = BTreeSet::new();
        for ((_, one), (_, other)) in &found.both {
            let (from, to) = (&one.path.text, &other.path.text);
            if from != to && form(&one.path) == form(&other.path) && said.insert(from.clone()) {
                let at = path_origin(&other.origin);
                self.report_between(Kind::PathRenamed, &Place::of(from), from, to, &at);
            }
        }
    }

    /// Operations that are on one side only, below their path. A path that is there only for them is said too.
    fn lone_operations(&mut self, found: &Operations<'_>) {
        let forms = |api: &Api| -> BTreeSet<String> { api.operations.iter().map(|one| form(&one.path)).collect() };
        let (before, after) = (forms(self.old.api), forms(self.new.api));
        let mut said = BTreeSet::new();
        for (_, operation) in &found.removed {
            let path = &operation.path.text;
            let place = Place::of(path);
            if !after.contains(&form(&operation.path)) && said.insert(path) {
                self.report_plain(Kind::PathRemoved, &place, &path_origin(&operation.origin));
            }
            self.report_plain(
                Kind::OperationRemoved,
                &place.at(operation.method.as_str()),
                &operation.origin,
            );
            for id in request_types(operation).into_iter().chain(response_types(operation)) {
                self.explain(&Type::Named(id));
            }
        }
        said.clear();
        for (_, operation) in &found.added {
            let path = &operation.path.text;
            let place = Place::of(path);
            if !before.contains(&form(&operation.path)) && said.insert(path) {
                self.report_plain(Kind::PathAdded, &place, &path_origin(&operation.origin));
            }
            self.report_plain(
                Kind::OperationAdded,
                &place.at(operation.method.as_str()),
                &operation.origin,
            );
        }
    }

    /// Groups of operations by what gives them in Rust.
    fn groups(&mut self) {
        let accessors = |side: super::comparison::Side<'_>| -> BTreeSet<String> {
            let groups = side.names.groups.iter();
            groups.map(|group| group.accessor.text().to_owned()).collect()
        };
        let (before, after) = (accessors(self.old), accessors(self.new));
        let place = Place::of("tags");
        let none = Origin::default();
        for accessor in before.difference(&after) {
            self.report_plain(Kind::GroupRemoved, &place.at(accessor), &none);
        }
        for accessor in after.difference(&before) {
            self.report_plain(Kind::GroupAdded, &place.at(accessor), &none);
        }
        let found = matched(&self.old.api.tags, &self.new.api.tags, |tag| tag.name.as_str());
        for ((_, one), (_, other)) in &found.both {
            let place = place.at(&one.name);
            if one.description != other.description {
                let between = (one.description.clone(), other.description.clone());
                self.report(Kind::DescriptionChanged, &place, between, &other.origin);
            }
            if one.parent != other.parent {
                let between = (one.parent.clone(), other.parent.clone());
                self.report(Kind::DescriptionChanged, &place.at("parent"), between, &other.origin);
            }
            if one.external_docs != other.external_docs {
                let url = |tag: &Tag| tag.external_docs.as_ref().map(|docs| docs.url.clone());
                self.report(Kind::LinksChanged, &place, (url(one), url(other)), &other.origin);
            }
        }
    }
}

/// Finds which operations belong together: first by method and path, then by method and path with other placeholders,
/// then by operationId.
fn pairs<'a>(old: &'a Api, new: &'a Api) -> Operations<'a> {
    let mut found = Operations {
        both: Vec::new(),
        removed: old.operations.iter().enumerate().collect(),
        added: new.operations.iter().enumerate().collect(),
    };
    found.take(|operation| Some(format!("{} {}", operation.method.as_str(), operation.path.text)));
    found.take(|operation| Some(format!("{} {}", operation.method.as_str(), form(&operation.path))));
    found.take(|operation| operation.id.clone());
    found.both.sort_by_key(|(_, (index, _))| *index);
    found
}

impl Operations<'_> {
    /// Takes together what has the same key.
    fn take(&mut self, key: impl Fn(&Operation) -> Option<String>) {
        let mut waiting = BTreeMap::new();
        for one in &self.added {
            if let Some(key) = key(one.1) {
                waiting.entry(key).or_insert(*one);
            }
        }
        let mut pairs = Vec::new();
        self.removed.retain(|old| {
            let new = key(old.1).and_then(|key| waiting.remove(&key));
            pairs.extend(new.map(|new| (*old, new)));
            new.is_none()
        });
        let taken: BTreeSet<usize> = pairs.iter().map(|(_, (index, _))| *index).collect();
        self.added.retain(|(index, _)| !taken.contains(index));
        self.both.extend(pairs);
    }
}

/// A path without the names of its placeholders.
pub(super) fn form(path: &PathTemplate) -> String {
    let pieces = path.pieces.iter().map(|piece| match piece {
        PathPiece::Literal(text) => text.as_str(),
        PathPiece::Param(_) | PathPiece::Optional(..) => "{}",
    });
    pieces.collect()
}

/// The Path Item Object that an operation stands in.
fn path_origin(operation: &Origin) -> Origin {
    Origin {
        file: operation.file,
        pointer: operation.pointer.parent().unwrap_or_default(),
    }
}
