//! One operation: how it is called, what it needs, and what it says of itself.

use std::collections::BTreeSet;

use super::change::Place;
use super::comparison::{Comparison, Side};
use super::kind::Kind;
use super::paths::{Indexed, form};
use crate::ir::{Operation, OperationId, Permissions, SecurityRequirement};
use crate::names::OperationNames;
use crate::pointer::Origin;

/// An operation with its names in Rust.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) id: OperationId,
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
}

impl<'a> Named<'a> {
    fn of(side: Side<'a>, (index, operation): Indexed<'a>) -> Option<Self> {
        let id = OperationId(u32::try_from(index).ok()?);
        let names = side.names.of_operation(id)?;
        Some(Self { id, operation, names })
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn operation(&mut self, old: Indexed<'_>, new: Indexed<'_>) {
        let old = self.old.api.operations.get(old.0).map(|operation| (old.0, operation));
        let new = self.new.api.operations.get(new.0).map(|operation| (new.0, operation));
        let old = old.and_then(|old| Named::of(self.old, old));
        let new = new.and_then(|new| Named::of(self.new, new));
        let (Some(old), Some(new)) = (old, new) else { return };
        let place = Place::of(format!("{} {}", old.operation.method.as_str(), old.operation.path.text));
        let at = &new.operation.origin;
        self.called(&place, old, new, at);
        self.prose(&place, &old.operation.docs, &new.operation.docs, at);
        self.params(&place, old, new);
        self.body(&place, old, new);
        self.responses(&place, old, new);
        self.needs(&place, old.operation, new.operation, at);
        self.servers(&place, &old.operation.servers, &new.operation.servers);
        self.pages(&place, old.id, new.id, at);
        if old.operation.callbacks != new.operation.callbacks {
            self.report_plain(Kind::LinksChanged, &place, at);
        }
    }

    /// How an operation is called in Rust and where its request goes.
    fn called(&mut self, place: &Place, old: Named<'_>, new: Named<'_>, at: &Origin) {
        let call = |operation: &Operation| format!("{} {}", operation.method.as_str(), operation.path.text);
        let (from, to) = (call(old.operation), call(new.operation));
        let is_moved =
            old.operation.method != new.operation.method || form(&old.operation.path) != form(&new.operation.path);
        if is_moved {
            self.report_between(Kind::OperationMoved, place, &from, &to, at);
        }
        let (from, to) = (old.names.method.text(), new.names.method.text());
        if from != to {
            self.report_between(Kind::OperationRenamed, place, from, to, at);
        } else if old.operation.id != new.operation.id {
            let between = (old.operation.id.clone(), new.operation.id.clone());
            self.report(Kind::OperationIdChanged, place, between, at);
        } else if old.names.call != new.names.call {
            let (from, to) = (old.names.call.text(), new.names.call.text());
            self.report_between(Kind::IdentifierChanged, place, from, to, at);
        }
        let group = |side: Side<'_>, id: OperationId| {
            let group = side.names.groups.iter().find(|group| group.operations.contains(&id));
            group.map(|group| group.accessor.text().to_owned())
        };
        let (from, to) = (group(self.old, old.id), group(self.new, new.id));
        if from != to {
            self.report(Kind::OperationRegrouped, place, (from, to), at);
        }
    }

    /// The methods that walk a list page by page.
    fn pages(&mut self, place: &Place, old: OperationId, new: OperationId, at: &Origin) {
        let has_pages = |side: Side<'_>, id: OperationId| {
            let paging = side.analysis.paging.get(id.0 as usize);
            paging.is_some_and(Option::is_some)
        };
        match (has_pages(self.old, old), has_pages(self.new, new)) {
            (false, true) => self.report_plain(Kind::PagesAdded, place, at),
            (true, false) => self.report_plain(Kind::PagesLost, place, at),
            _ => {}
        }
    }

    /// What a caller must be allowed to do and send.
    fn needs(&mut self, place: &Place, old: &Operation, new: &Operation, at: &Origin) {
        self.permissions(place, old.permissions.as_ref(), new.permissions.as_ref(), at);
        let from = security(self.old, &old.security);
        let to = security(self.new, &new.security);
        if from != to {
            self.report_between(Kind::SecurityChanged, place, &from, &to, at);
        }
    }

    fn permissions(&mut self, place: &Place, old: Option<&Permissions>, new: Option<&Permissions>, at: &Origin) {
        let names = |permissions: Option<&Permissions>| -> BTreeSet<String> {
            permissions
                .map(|one| one.names.iter().cloned().collect())
                .unwrap_or_default()
        };
        let (before, after) = (names(old), names(new));
        for name in before.difference(&after) {
            self.report(Kind::PermissionRemoved, &place.at(name), (Some(name.clone()), None), at);
        }
        for name in after.difference(&before) {
            self.report(Kind::PermissionAdded, &place.at(name), (None, Some(name.clone())), at);
        }
        let rule = |permissions: &Permissions| if permissions.all { "all" } else { "any" };
        if let (Some(old), Some(new)) = (old, new)
            && old.all != new.all
        {
            self.report_between(Kind::PermissionsRuleChanged, place, rule(old), rule(new), at);
        }
    }
}

/// The alternatives of what authenticates a call, in words.
fn security(side: Side<'_>, alternatives: &[SecurityRequirement]) -> String {
    let words = |requirement: &SecurityRequirement| {
        let parts: Vec<String> = requirement
            .schemes
            .iter()
            .filter_map(|(id, scopes)| {
                let scheme = side.api.security_schemes.get(id.0 as usize)?;
                Some(match scopes.is_empty() {
                    true => scheme.name.clone(),
                    false => format!("{} ({})", scheme.name, scopes.join(", ")),
                })
            })
            .collect();
        match parts.is_empty() {
            true => "nothing".to_owned(),
            false => parts.join(" and "),
        }
    };
    let all: Vec<String> = alternatives.iter().map(words).collect();
    match all.is_empty() {
        true => "nothing".to_owned(),
        false => all.join(", or "),
    }
}
