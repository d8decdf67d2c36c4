//! Unions: one of several types, told apart by a member or by what fits.

use std::collections::BTreeMap;

use quote::quote;

use crate::ir::{StringFormat, Type, TypeDef, TypeId, Union};
use crate::names::TypeNames;
use crate::render::context::Context;
use crate::render::docs::describe;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::{Code, Doc, code_span, literal};

/// A union.
pub(super) struct UnionView {
    pub(super) docs: Doc,
    pub(super) ident: Code,
    /// The member that tells the type; none for a union that only the value itself tells apart.
    pub(super) tag: Option<Code>,
    pub(super) variants: Vec<VariantView>,
    /// The variants in the order in which they are tried.
    pub(super) reads: Vec<Code>,
}

/// A type of a union.
pub(super) struct VariantView {
    pub(super) docs: Doc,
    pub(super) ident: Code,
    pub(super) ty: Code,
    /// Values of the tag that mean it.
    pub(super) tags: Vec<Code>,
    /// The value of the tag that is written.
    pub(super) written_tag: Code,
    /// Whether its type is given by no other variant, so that it can be made from a value by `From`.
    pub(super) from: bool,
}

impl UnionView {
    pub(super) fn new(context: &Context<'_>, id: TypeId, def: &TypeDef, union: &Union, names: &TypeNames) -> Self {
        let types: Vec<String> = union
            .variants
            .iter()
            .map(|variant| rust_type(context, context.resolved(&variant.ty), Place::Models).to_string())
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for ty in &types {
            *counts.entry(ty).or_default() += 1;
        }
        let tagged = union.discriminator.is_some() && union.variants.iter().all(|variant| !variant.tags.is_empty());
        let variants = union.variants.iter().zip(names.variants()).zip(&types).enumerate();
        let variants = variants.map(|(index, ((variant, ident), ty))| {
            let boxed = context.analysis.boxes.contains(id, index);
            let bare = rust_type(context, &variant.ty, Place::Models);
            VariantView {
                docs: Doc::line(variant_docs(variant)),
                ident: Code::new(ident.token()),
                ty: Code::new(if boxed { quote!(Box<#bare>) } else { bare }),
                tags: variant.tags.iter().map(|tag| Code::new(literal(tag))).collect(),
                written_tag: Code::new(literal(variant.tags.first().map_or("", String::as_str))),
                from: counts.get(ty.as_str()) == Some(&1) && ty != "serde_json :: Value",
            }
        });
        Self {
            docs: describe(&def.docs, names.ident.text()),
            ident: Code::new(names.ident.token()),
            tag: union
                .discriminator
                .as_ref()
                .filter(|_| tagged)
                .map(|tag| Code::new(literal(tag))),
            variants: variants.collect(),
            reads: reads(context, union, names),
        }
    }
}

/// The variants in the order in which they are tried: that of the description, but a date is also read as its first moment,
/// so that moments come last.
fn reads(context: &Context<'_>, union: &Union, names: &TypeNames) -> Vec<Code> {
    let mut variants: Vec<_> = union.variants.iter().zip(names.variants()).collect();
    let moment = Type::String(StringFormat::DateTime);
    variants.sort_by_key(|(variant, _)| *context.resolved(&variant.ty).non_null() == moment);
    variants.iter().map(|(_, ident)| Code::new(ident.token())).collect()
}

fn variant_docs(variant: &crate::ir::Variant) -> String {
    match variant.tags.as_slice() {
        [] => format!("{}.", code_span(&variant.name)),
        tags => {
            let tags: Vec<String> = tags.iter().map(|tag| code_span(tag)).collect();
            format!("{}, told by {}.", code_span(&variant.name), tags.join(" or "))
        }
    }
}
