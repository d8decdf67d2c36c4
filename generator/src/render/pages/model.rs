//! The page of a model.

use askama::Template;

use super::linked_type;
use crate::ir::{Additional, Field, TypeDef, TypeKind};
use crate::names::TypeNames;
use crate::render::context::Context;
use crate::render::docs::{cell, field_docs, field_facts, json_text, kind_word};
use crate::render::text::{Cell, Prose, is_unsafe_in_source};

/// `docs/<model>.md`.
#[derive(Template)]
#[template(path = "docs/model.md.askama", escape = "none")]
pub(crate) struct ModelPage {
    title: Cell,
    kind: &'static str,
    deprecated: bool,
    prose: Vec<Prose>,
    properties: Vec<PropertyRow>,
    additional: Option<Cell>,
    values: Vec<ValueRow>,
    variants: Vec<ValueRow>,
    /// Whether nothing but the value tells the variants apart.
    by_value: bool,
    fallback: Option<Cell>,
    alias: Option<Cell>,
    example: Vec<Cell>,
}

struct PropertyRow {
    name: Cell,
    wire: Cell,
    ty: Cell,
    description: Cell,
    notes: Cell,
}

struct ValueRow {
    variant: Cell,
    value: Cell,
    description: Cell,
}

impl ModelPage {
    pub(crate) fn new(context: &Context<'_>, def: &TypeDef, names: &TypeNames) -> Self {
        let docs = &def.docs;
        let mut page = Self {
            title: Cell::own(names.ident.text()),
            kind: kind_word(&def.kind),
            deprecated: docs.deprecated,
            prose: [&docs.summary, &docs.description]
                .into_iter()
                .flatten()
                .map(|text| Prose::new(text))
                .collect(),
            properties: Vec::new(),
            additional: None,
            values: Vec::new(),
            variants: Vec::new(),
            by_value: false,
            fallback: None,
            alias: None,
            example: example(def),
        };
        page.fill(context, def, names);
        page
    }

    fn fill(&mut self, context: &Context<'_>, def: &TypeDef, names: &TypeNames) {
        match &def.kind {
            TypeKind::Struct(object) => {
                let fields = object.fields.iter().zip(names.fields());
                self.properties = fields
                    .map(|(field, ident)| property(context, field, ident.text()))
                    .collect();
                if let Additional::Typed(ty) = &object.additional {
                    self.additional = Some(linked_type(context, ty));
                }
            }
            TypeKind::Enum(list) => {
                let values = list.values.iter().zip(names.variants());
                let row = |(value, ident): (&crate::ir::EnumValue, &crate::names::VariantIdent)| ValueRow {
                    variant: Cell::own(ident.text()),
                    value: Cell::code(&json_text(&value.value)),
                    description: cell(&value.docs, &[]),
                };
                self.values = values.map(row).collect();
            }
            TypeKind::Union(union) => {
                let variants = union.variants.iter().zip(names.variants());
                let row = |(variant, ident): (&crate::ir::Variant, &crate::names::VariantIdent)| ValueRow {
                    variant: Cell::own(ident.text()),
                    value: linked_type(context, &variant.ty),
                    description: Cell::own(
                        variant
                            .tags
                            .iter()
                            .map(|tag| Cell::code(tag).to_string())
                            .collect::<Vec<_>>()
                            .join(", "),
                    ),
                };
                self.variants = variants.map(row).collect();
                self.by_value = union.discriminator.is_none();
                let fallback = union.fallback.and_then(|index| names.variants().get(index));
                self.fallback = fallback.map(|ident| Cell::own(ident.text()));
            }
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => self.alias = Some(linked_type(context, ty)),
        }
    }
}

fn property(context: &Context<'_>, field: &Field, ident: &str) -> PropertyRow {
    let mut notes = vec![if field.required { "required" } else { "optional" }];
    if context.is_nullable(&field.ty) {
        notes.push("nullable");
    }
    if field.read_only {
        notes.push("read-only");
    }
    if field.write_only {
        notes.push("write-only");
    }
    PropertyRow {
        name: Cell::own(ident),
        wire: Cell::code(&field.wire),
        ty: linked_type(context, &field.ty),
        description: cell(&field_docs(context, field), &field_facts(context, field)),
        notes: Cell::own(notes.join(", ")),
    }
}

/// The first example, as indented JSON without a fence in it.
fn example(def: &TypeDef) -> Vec<Cell> {
    let Some(example) = def.examples.first() else {
        return Vec::new();
    };
    let text = serde_json::to_string_pretty(example).unwrap_or_default();
    let clean = |line: &str| {
        line.chars()
            .filter(|&c| !is_unsafe_in_source(c))
            .collect::<String>()
            .replace("```", "'''")
    };
    text.lines().take(200).map(|line| Cell::own(clean(line))).collect()
}
