//! The state of a comparison: both sides, what of them belongs together, and the changes found so far.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::change::{Change, Place};
use super::kind::Kind;
use super::pairs::{self, Pairs};
use crate::analyze::{Analysis, mentioned, types_in};
use crate::config::Config;
use crate::generation::Surface;
use crate::ir::{Api, Type, TypeDef, TypeId, TypeName};
use crate::names::{Names, TypeNames};
use crate::pointer::Origin;

/// One of the two descriptions.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) api: &'a Api,
    pub(super) analysis: &'a Analysis,
    pub(super) names: &'a Names,
}

impl<'a> Side<'a> {
    fn of(surface: &'a Surface) -> Self {
        Self {
            api: &surface.api,
            analysis: &surface.analysis,
            names: &surface.names,
        }
    }

    /// A type with its names in Rust.
    pub(super) fn of_type(&self, id: TypeId) -> Option<(&'a TypeDef, &'a TypeNames)> {
        Some((self.api.type_def(id)?, self.names.of_type(id)?))
    }
}

/// Two types that belong together, with the place where that was found.
pub(super) struct Met {
    pub(super) old: TypeId,
    pub(super) new: TypeId,
    pub(super) place: Place,
}

/// The state of a comparison.
pub(super) struct Comparison<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) config: &'a Config,
    pub(super) pairs: Pairs,
    /// Types that belong together, each pair once.
    pub(super) met: Vec<Met>,
    known: HashSet<(TypeId, TypeId)>,
    /// Inline types that are being compared, so that one that contains itself comes to an end.
    pub(super) open: Vec<(TypeId, TypeId)>,
    /// Inline types between which nothing differs.
    pub(super) equal: HashSet<(TypeId, TypeId)>,
    /// Old types whose absence follows from a change that is graded major.
    pub(super) explained: HashSet<TypeId>,
    changes: Vec<Change>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(old: &'a Surface, new: &'a Surface, config: &'a Config) -> Self {
        let (old, new) = (Side::of(old), Side::of(new));
        Self {
            pairs: pairs::find(old.api, new.api),
            old,
            new,
            config,
            met: Vec::new(),
            known: HashSet::new(),
            open: Vec::new(),
            equal: HashSet::new(),
            explained: HashSet::new(),
            changes: Vec::new(),
        }
    }

    /// Adds a change.
    pub(super) fn report(&mut self, kind: Kind, place: &Place, between: (Option<String>, Option<String>), at: &Origin) {
        let subject = Some(place.subject.clone()).filter(|subject| !subject.is_empty());
        let (from, to) = between;
        let headline = kind.headline(subject.as_deref(), from.as_deref(), to.as_deref());
        self.changes.push(Change {
            level: kind.level(),
            kind,
            entity: place.entity.clone(),
            subject,
            from,
            to,
            pointer: at.pointer.clone(),
            message: format!("{headline}: {}", kind.why()),
            action: kind.action().to_owned(),
        });
    }

    /// Whether a change of a place, or of what it is in, is among those found so far.
    pub(super) fn is_said_at(&self, at: &Origin) -> bool {
        // What concerns the whole has no place.
        let mut placed = self.changes.iter().filter(|change| !change.pointer.as_str().is_empty());
        placed.any(|change| change.pointer.contains(&at.pointer))
    }

    /// How many changes there are so far.
    pub(super) fn found(&self) -> usize {
        self.changes.len()
    }

    /// Adds a change of something that was and is.
    pub(super) fn report_between(&mut self, kind: Kind, place: &Place, from: &str, to: &str, at: &Origin) {
        self.report(kind, place, (Some(from.to_owned()), Some(to.to_owned())), at);
    }

    /// Adds a change that has no value before or after.
    pub(super) fn report_plain(&mut self, kind: Kind, place: &Place, at: &Origin) {
        self.report(kind, place, (None, None), at);
    }

    /// Takes down that two types belong together.
    pub(super) fn meet(&mut self, old: TypeId, new: TypeId, place: &Place) {
        if self.known.insert((old, new)) {
            self.met.push(Met {
                old,
                new,
                place: place.clone(),
            });
        }
    }

    /// Takes down that a use of a type is gone, which has been said: the inline types in it are too.
    pub(super) fn explain(&mut self, ty: &Type) {
        let mut pending = types_in(ty);
        while let Some(id) = pending.pop() {
            let Some(def) = self.old.api.type_def(id) else { continue };
            let is_inline = !matches!(def.name, TypeName::Schema(_));
            if is_inline && self.explained.insert(id) {
                pending.extend(mentioned(def));
            }
        }
    }

    /// The changes, the gravest first; those of one level by entity, in the order in which entities were met.
    pub(super) fn into_changes(self) -> Vec<Change> {
        let mut order: HashMap<String, usize> = HashMap::new();
        for change in &self.changes {
            let next = order.len();
            order.entry(change.entity.clone()).or_insert(next);
        }
        let mut seen = HashSet::new();
        let key = |change: &Change| {
            let Change {
                kind,
                entity,
                subject,
                from,
                to,
                ..
            } = change;
            (*kind, entity.clone(), subject.clone(), from.clone(), to.clone())
        };
        let mut changes = self.changes;
        changes.retain(|change| seen.insert(key(change)));
        changes.sort_by_key(|change| {
            let entity = order.get(&change.entity).copied().unwrap_or_default();
            (std::cmp::Reverse(change.level), entity)
        });
        changes
    }
}

/// An item of a list with its index.
pub(super) type Item<'a, T> = (usize, &'a T);

/// Items of both sides that belong together.
pub(super) type Pair<'a, T> = (Item<'a, T>, Item<'a, T>);

/// What is on one side only and what is on both, by a key, in the order of the sides.
pub(super) struct Matched<'a, T> {
    pub(super) removed: Vec<Item<'a, T>>,
    pub(super) added: Vec<Item<'a, T>>,
    pub(super) both: Vec<Pair<'a, T>>,
}

/// Matches two lists by a key. What has a key twice is matched in order.
pub(super) fn matched<'a, T, K: Ord>(old: &'a [T], new: &'a [T], key: impl Fn(&'a T) -> K) -> Matched<'a, T> {
    let mut waiting: BTreeMap<K, Vec<(usize, &'a T)>> = BTreeMap::new();
    for (index, one) in new.iter().enumerate().rev() {
        waiting.entry(key(one)).or_default().push((index, one));
    }
    let mut found = Matched {
        removed: Vec::new(),
        added: Vec::new(),
        both: Vec::new(),
    };
    for (index, one) in old.iter().enumerate() {
        match waiting.get_mut(&key(one)).and_then(Vec::pop) {
            Some(other) => found.both.push(((index, one), other)),
            None => found.removed.push((index, one)),
        }
    }
    found.added = waiting.into_values().flatten().collect();
    found.added.sort_by_key(|(index, _)| *index);
    found
}

/// Finds what was renamed: those of the removed and the added ones that fit each other and no other. They are taken out.
pub(super) fn renamed<'a, T>(found: &mut Matched<'a, T>, fits: impl Fn(&'a T, &'a T) -> bool) -> Vec<Pair<'a, T>> {
    let only = |list: &[(usize, &'a T)], test: &dyn Fn(&'a T) -> bool| -> Option<(usize, &'a T)> {
        let mut fitting = list.iter().filter(|(_, one)| test(one));
        let first = fitting.next().copied()?;
        fitting.next().is_none().then_some(first)
    };
    let mut pairs = Vec::new();
    for &old in &found.removed {
        let Some(new) = only(&found.added, &|other| fits(old.1, other)) else {
            continue;
        };
        if only(&found.removed, &|other| fits(other, new.1)).is_some() {
            pairs.push((old, new));
        }
    }
    found
        .removed
        .retain(|(index, _)| !pairs.iter().any(|((old, _), _)| old == index));
    found
        .added
        .retain(|(index, _)| !pairs.iter().any(|(_, (new, _))| new == index));
    pairs
}

/// Whether two names are so near that one is likely the other, spelled anew.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    strsim::normalized_damerau_levenshtein(&one.to_lowercase(), &other.to_lowercase()) >= 0.75
}
