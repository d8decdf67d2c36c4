//! Doc comments: the prose of an item and the facts that its schema states.

use serde_json::Value;

use super::context::Context;
use super::text::{Cell, Doc, Prose, code_span};
use crate::ir::{Constraints, Docs, Field, Type, TypeKind};

/// Prose of an item. An item that nothing is said of is called by its name.
pub(crate) fn describe(docs: &Docs, name: &str) -> Doc {
    let mut doc = Doc::new();
    for text in [&docs.summary, &docs.description].into_iter().flatten() {
        doc.prose(Prose::new(text));
    }
    if doc.is_empty() {
        doc.push(format!("{}.", code_span(name)));
    }
    if let Some(link) = see_also(docs) {
        doc.prose(Prose::new(&link));
    }
    doc
}

/// The link of `externalDocs` as a sentence.
pub(crate) fn see_also(docs: &Docs) -> Option<String> {
    let link = docs.external_docs.as_ref()?;
    let label = link
        .description
        .as_deref()
        .unwrap_or("more")
        .trim()
        .trim_end_matches('.')
        .to_owned();
    Some(format!("See [{label}]({}).", link.url.trim()))
}

/// The text up to its first empty line.
pub(crate) fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or_default()
}

/// Prose and facts of a member.
pub(crate) fn describe_field(context: &Context<'_>, field: &Field) -> Doc {
    let mut doc = describe(&field_docs(context, field), &field.wire);
    let facts = field_facts(context, field);
    if !facts.is_empty() {
        doc.gap();
        doc.push(facts.join(" "));
    }
    doc
}

/// The prose of a member, or the first paragraph of its type's where it has none of its own.
pub(crate) fn field_docs(context: &Context<'_>, field: &Field) -> Docs {
    let own = &field.docs;
    if own.summary.is_some() || own.description.is_some() {
        return own.clone();
    }
    let Type::Named(id) = field.ty.non_null() else {
        return own.clone();
    };
    let of_type = context.api.type_def(*id).map(|def| &def.docs);
    let text = of_type.and_then(|docs| docs.description.as_ref().or(docs.summary.as_ref()));
    let paragraph = text.map(|text| first_paragraph(text).into());
    Docs {
        description: paragraph,
        ..own.clone()
    }
}

/// What the schema of a member states beside its type, a sentence each.
pub(crate) fn field_facts(_context: &Context<'_>, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if field.read_only {
        facts.push("Read-only: set by the service.".to_owned());
    }
    if field.write_only {
        facts.push("Write-only: never sent by the service.".to_owned());
    }
    facts.extend(value_facts(field.default.as_deref(), field.constraints.as_deref()));
    facts
}

/// Default and limits of a value, a sentence each.
pub(crate) fn value_facts(default: Option<&Value>, constraints: Option<&Constraints>) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(default) = default {
        facts.push(format!("Default: {}.", code_span(&json_text(default))));
    }
    if let Some(limits) = constraints {
        facts.extend(limit_facts(limits));
        if let Some(items) = &limits.items {
            facts.extend(limit_facts(items).into_iter().map(|fact| format!("Each: {fact}")));
        }
    }
    facts
}

/// A JSON value as a reader wants it: a string without quotes.
pub(crate) fn json_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn limit_facts(limits: &Constraints) -> Vec<String> {
    let mut facts = Vec::new();
    let bound = |word: &str, bound: &Option<(serde_json::Number, bool)>| {
        bound
            .as_ref()
            .map(|(number, excluded)| format!("{word}{} `{number}`.", if *excluded { ", exclusive:" } else { ":" }))
    };
    facts.extend(bound("Minimum", &limits.minimum));
    facts.extend(bound("Maximum", &limits.maximum));
    facts.extend(
        limits
            .multiple_of
            .as_ref()
            .map(|number| format!("A multiple of `{number}`.")),
    );
    facts.extend(range("character", limits.min_length, limits.max_length));
    facts.extend(
        limits
            .pattern
            .as_ref()
            .map(|pattern| format!("Pattern: {}.", code_span(pattern))),
    );
    facts.extend(
        limits
            .format
            .as_ref()
            .map(|format| format!("Format: {}.", code_span(format))),
    );
    facts.extend(range("element", limits.min_items, limits.max_items));
    if limits.unique_items {
        facts.push("No element twice.".to_owned());
    }
    facts.extend(range("member", limits.min_properties, limits.max_properties));
    facts
}

fn range(noun: &str, least: Option<u64>, most: Option<u64>) -> Option<String> {
    let plural = |count: u64| {
        if count == 1 {
            noun.to_owned()
        } else {
            format!("{noun}s")
        }
    };
    match (least, most) {
        (Some(least), Some(most)) if least == most => Some(format!("Exactly {least} {}.", plural(least))),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {}.", plural(most))),
        (Some(least), None) => Some(format!("At least {least} {}.", plural(least))),
        (None, Some(most)) => Some(format!("At most {most} {}.", plural(most))),
        (None, None) => None,
    }
}

/// What a cell of a table says of an item: its prose, then facts.
pub(crate) fn cell(docs: &Docs, facts: &[String]) -> Cell {
    let mut parts = Vec::new();
    let text = docs
        .description
        .as_deref()
        .or(docs.summary.as_deref())
        .unwrap_or_default();
    let prose = Cell::prose(text).to_string();
    if !prose.is_empty() {
        parts.push(if prose.ends_with(['.', '!', '?', ':']) {
            prose
        } else {
            format!("{prose}.")
        });
    }
    if docs.deprecated {
        parts.push("Deprecated.".to_owned());
    }
    parts.extend(facts.iter().map(|fact| fact.replace('|', "\\|")));
    Cell::own(parts.join(" "))
}

/// A word for what kind of type a definition is, for pages.
pub(crate) fn kind_word(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) | TypeKind::Newtype(_) => "struct",
        TypeKind::Enum(_) | TypeKind::Union(_) => "enum",
        TypeKind::Alias(_) => "type",
    }
}
