//! `discriminator`: what tells the variants of a union apart.
//!
//! The values that mean a variant come from the mapping, from the values that the variant's own schema allows for the
//! member, or from the schema's name, in this order. A union without `discriminator` whose variants all require a
//! member with values of their own is told apart by that member too.

use std::collections::HashSet;

use serde_json::Value;

use crate::diagnostic::Code;
use crate::spec::{Cursor, Node};

use super::compose::{View, same_place};
use super::context::Context;
use super::dialect::{Kind, Kinds};
use super::union::{Branch, Content, is_null, last_token};

/// The schemas that were looked into: unions may contain each other.
type Seen = HashSet<*const Node>;

/// The member, and for each branch the values that mean it.
type Tags = (String, Vec<Vec<String>>);

impl<'d> Context<'d, '_> {
    /// What tells the branches of a view apart.
    pub(super) fn discriminator(&mut self, view: &View<'d>, branches: &[Branch<'d>]) -> Option<Tags> {
        let Some(member) = view.last("discriminator") else {
            return self.implied_discriminator(branches);
        };
        let Some(property) = self.property_name(&member) else {
            self.report(
                Code::BadDiscriminator,
                &member,
                "the discriminator has no `propertyName`",
            );
            return self.implied_discriminator(branches);
        };
        let mapping = self.members(&member, "mapping");
        self.check_mapping(&mapping, branches);
        let mut all: Vec<Vec<String>> = Vec::new();
        for branch in branches {
            let tags = self.tags_of(branch, &property, &mapping);
            let unusable = if tags.is_empty() {
                Some("has no discriminator value")
            } else if !self.is_object_like(branch) {
                Some("is not an object")
            } else {
                None
            };
            if let Some(reason) = unusable {
                let message =
                    format!("this variant {reason}, so variants are chosen by shape, not by the discriminator");
                self.report(Code::BadDiscriminator, &branch.at, message);
                return None;
            }
            all.push(tags);
        }
        Some((property, all))
    }

    /// `defaultMapping` (3.2): the branch of a value whose discriminator is missing or has no branch of its own, by position.
    pub(super) fn default_branch(&mut self, view: &View<'d>, branches: &[Branch<'d>]) -> Option<usize> {
        let default = view.last("discriminator")?.get("defaultMapping")?;
        let Some(text) = default.node.as_str() else {
            let message = "`defaultMapping` must be the name of a schema or a reference to one";
            self.report(Code::WrongType, &default, message);
            return None;
        };
        let found = branches.iter().position(|branch| self.leads_to(&default, text, branch));
        if found.is_none() {
            let message = format!("`{text}` is not one of the variants; a value with an unknown tag is kept as it is");
            self.report(Code::BadDiscriminator, &default, message);
        }
        found
    }

    /// `propertyName`, or the text itself in 2.0.
    pub(super) fn property_name(&mut self, member: &Cursor<'d>) -> Option<String> {
        match member.node {
            Node::String(name) => Some(name.to_string()),
            Node::Object(_) => self.text(member, "propertyName"),
            _ => None,
        }
    }

    /// Reports values of a mapping that mean none of the branches.
    fn check_mapping(&mut self, mapping: &[(&'d str, Cursor<'d>)], branches: &[Branch<'d>]) {
        for (_, target) in mapping {
            let Some(text) = target.node.as_str() else {
                self.report(
                    Code::WrongType,
                    target,
                    "an entry of a mapping must be the name of a schema or a reference to one",
                );
                continue;
            };
            if !branches.iter().any(|branch| self.leads_to(target, text, branch)) {
                self.note(
                    Code::BadDiscriminator,
                    target,
                    format!("`{text}` is not one of the variants"),
                );
            }
        }
    }

    fn tags_of(&mut self, branch: &Branch<'d>, property: &str, mapping: &[(&'d str, Cursor<'d>)]) -> Vec<String> {
        let mapped: Vec<String> = mapping
            .iter()
            .filter(|(_, target)| {
                target
                    .node
                    .as_str()
                    .is_some_and(|text| self.leads_to(target, text, branch))
            })
            .map(|(value, _)| (*value).to_owned())
            .collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let view = self.whole(branch);
        if let (Content::Elsewhere(target), Some(view)) = (&branch.content, &view)
            && let Some(values) = self.inherited_values(target, view, property)
        {
            return values;
        }
        match view.and_then(|view| self.values_of_member(&view, property, &mut Seen::new())) {
            Some(values) => values,
            None => self.schema_names(branch).into_iter().take(1).collect(),
        }
    }

    /// Whether the text of a mapping means the schema of a branch.
    fn leads_to(&mut self, from: &Cursor<'d>, text: &str, branch: &Branch<'d>) -> bool {
        if let (Some(found), Content::Elsewhere(target)) = (self.docs.lookup(from, text), &branch.content) {
            return self.target(&found).is_some_and(|found| same_place(&found, target));
        }
        let name = last_token(text);
        self.schema_names(branch).iter().any(|known| known == name)
    }

    /// The names of the schema that a branch refers to: as it is referred to, and where it stands.
    fn schema_names(&self, branch: &Branch<'d>) -> Vec<String> {
        let referred = branch.at.str("$ref").map(|text| last_token(text).to_owned());
        let target = match &branch.content {
            Content::Elsewhere(target) => Some(self.place_name(target)),
            _ => None,
        };
        referred.into_iter().chain(target).collect()
    }

    /// The view of all that a branch says.
    pub(super) fn whole(&mut self, branch: &Branch<'d>) -> Option<View<'d>> {
        match &branch.content {
            Content::Elsewhere(target) => Some(self.flat(target)),
            Content::Here(view) => Some(view.clone()),
            Content::Ready(_) => None,
        }
    }

    /// The values that a view allows for a member, as text; none where it allows any.
    fn values_of_member(&mut self, view: &View<'d>, property: &str, seen: &mut Seen) -> Option<Vec<String>> {
        let definitions = self.properties(view).swap_remove(property);
        if let Some((schema, _)) = definitions.as_ref().and_then(|definitions| definitions.last()) {
            let schema = schema.clone();
            if let Some(values) = self.tag_values(&schema) {
                return Some(values);
            }
        }
        if !first_time(view, seen) {
            return None;
        }
        let branches: Vec<Cursor<'d>> = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|keyword| view.last(keyword))
            .flat_map(|list| list.items().collect::<Vec<_>>())
            .collect();
        let mapped = self.mapped_values(view, property);
        if mapped.is_some() || branches.is_empty() {
            return mapped;
        }
        let mut values = Vec::new();
        for branch in branches {
            let inner = self.flat(&branch);
            values.extend(self.values_of_member(&inner, property, seen)?);
        }
        Some(values)
    }

    /// The scalars that a schema lists as text, `null` aside, also in pieces.
    pub(super) fn tag_values(&mut self, schema: &Cursor<'d>) -> Option<Vec<String>> {
        let view = self.flat(schema);
        if let Some((values, _)) = self.listed_values(&view) {
            return tag_texts(&values);
        }
        let pieces: Vec<Cursor<'d>> = view
            .last("oneOf")
            .or_else(|| view.last("anyOf"))?
            .items()
            .filter(|piece| !is_null(piece))
            .collect();
        let mut all = Vec::new();
        for piece in &pieces {
            let view = self.flat(piece);
            all.extend(tag_texts(&self.listed_values(&view)?.0)?);
        }
        (!all.is_empty()).then_some(all)
    }

    /// The values that a union inside a union maps by the same member.
    fn mapped_values(&mut self, view: &View<'d>, property: &str) -> Option<Vec<String>> {
        let member = view.last("discriminator")?;
        if self.property_name(&member)? != property {
            return None;
        }
        let mapping = self.members(&member, "mapping");
        (!mapping.is_empty()).then(|| mapping.iter().map(|(value, _)| (*value).to_owned()).collect())
    }

    fn is_object_like(&mut self, branch: &Branch<'d>) -> bool {
        match self.whole(branch) {
            Some(view) => self.is_object_view(&view, &mut Seen::new()),
            None => false,
        }
    }

    fn is_object_view(&mut self, view: &View<'d>, seen: &mut Seen) -> bool {
        if view.has("properties") || view.has("additionalProperties") || !first_time(view, seen) {
            return true;
        }
        let branches: Vec<Cursor<'d>> = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|keyword| view.last(keyword))
            .flat_map(|list| list.items().collect::<Vec<_>>())
            .collect();
        if branches.is_empty() {
            return matches!(self.kinds(view), Kinds::Known(kinds) if kinds == [Kind::Object]);
        }
        branches.iter().all(|branch| {
            let inner = self.flat(branch);
            self.is_object_view(&inner, seen)
        })
    }

    /// A member that every branch requires, with values that no other branch has.
    pub(super) fn implied_discriminator(&mut self, branches: &[Branch<'d>]) -> Option<Tags> {
        let mut views = Vec::new();
        for branch in branches {
            let view = self.whole(branch)?;
            if !view.has("properties") {
                return None;
            }
            views.push(view);
        }
        let candidates: Vec<&str> = self
            .required(views.first()?)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        candidates
            .into_iter()
            .find_map(|property| Some((property.to_owned(), self.distinct_values(&views, property)?)))
    }

    fn distinct_values(&mut self, views: &[View<'d>], property: &str) -> Option<Vec<Vec<String>>> {
        let mut all: Vec<Vec<String>> = Vec::new();
        for view in views {
            if !self.required(view).iter().any(|(name, _)| *name == property) {
                return None;
            }
            let values = self.values_of_member(view, property, &mut Seen::new())?;
            if values.is_empty()
                || values
                    .iter()
                    .any(|value| all.iter().flatten().any(|taken| taken == value))
            {
                return None;
            }
            all.push(values);
        }
        Some(all)
    }
}

/// Scalars as text, by which a discriminator is compared (OpenAPI 3.1, Discriminator Object), `null` aside; none where one
/// of them is no scalar.
fn tag_texts(values: &[Value]) -> Option<Vec<String>> {
    let texts = values.iter().filter(|value| !value.is_null()).map(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text))
        }
        _ => None,
    });
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    (!texts.is_empty()).then_some(texts)
}

/// Whether a view is looked into for the first time.
fn first_time(view: &View<'_>, seen: &mut Seen) -> bool {
    view.layers
        .last()
        .is_none_or(|layer| seen.insert(std::ptr::from_ref(layer.node.node)))
}

/// Positions of branches, those that share a value together, in order of first appearance.
pub(super) fn grouped(tags: &[Vec<String>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Vec<usize>, Vec<&String>)> = Vec::new();
    for (index, own) in tags.iter().enumerate() {
        let mut joined = (vec![index], own.iter().collect::<Vec<_>>());
        let mut apart = Vec::new();
        for group in groups {
            if group.1.iter().any(|tag| own.contains(tag)) {
                joined.0.extend(group.0);
                joined.1.extend(group.1);
            } else {
                apart.push(group);
            }
        }
        joined.0.sort_unstable();
        apart.push(joined);
        apart.sort_by_key(|(members, _)| members.first().copied());
        groups = apart;
    }
    groups.into_iter().map(|(members, _)| members).collect()
}
