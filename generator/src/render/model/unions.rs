//! Unions: one of several types, told apart by a member or by what fits.

use std::collections::BTreeMap;

use askama::Template;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::analyze::Presence;
use crate::ir::{Additional, EnumRepr, StringFormat, Type, TypeDef, TypeId, TypeKind, Union, Variant};
use crate::names::TypeNames;
use crate::render::context::Context;
use crate::render::docs::{describe, value_facts};
use crate::render::layout;
use crate::render::limits::limits;
use crate::render::rust_type::{Place, rust_type};
use crate::render::text::{Code, Doc, code_span, literal};

/// A union.
#[derive(Template)]
#[template(path = "model/union.rs.askama", escape = "none")]
pub(super) struct UnionView {
    pub(super) docs: Doc,
    pub(super) ident: Code,
    /// The member that tells the type; none for a union that only the value itself tells apart.
    pub(super) tag: Option<Code>,
    pub(super) variants: Vec<VariantView>,
    /// Rules that the types do not express.
    pub(super) rules: Option<Code>,
    /// Where the variants are, in the order in which they are tried.
    tried: Vec<usize>,
    /// The variant of objects whose tag is missing or not known, by its position.
    fallback: Option<usize>,
}

/// A type of a union.
pub(super) struct VariantView {
    pub(super) docs: Doc,
    pub(super) ident: Code,
    pub(super) ty: Code,
    /// The line that declares it, or lines.
    pub(super) line: String,
    /// Limits on its values, which are checked where no value of another variant can be taken for one of it.
    pub(super) limits: Option<Code>,
    /// Values of the tag that mean it; the first is the one that is written.
    pub(super) tags: Vec<Code>,
    /// Whether the type itself writes the tag, always.
    pub(super) has_tag: bool,
    /// Whether its type is given by no other variant, so that it can be made from a value by `From`.
    pub(super) from: bool,
}

impl UnionView {
    pub(super) fn new(context: &Context<'_>, id: TypeId, def: &TypeDef, union: &Union, names: &TypeNames) -> Self {
        let types: Vec<String> = union
            .variants
            .iter()
            .map(|variant| rust_type(context, context.resolved(&variant.ty), Place::Model(id)).to_string())
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for ty in &types {
            *counts.entry(ty).or_default() += 1;
        }
        let is_told = |(index, variant): (usize, &Variant)| !variant.tags.is_empty() || union.fallback == Some(index);
        let tagged = union.discriminator.is_some() && union.variants.iter().enumerate().all(is_told);
        let variants = union.variants.iter().zip(names.variants()).zip(&types).enumerate();
        let variants = variants.map(|(index, ((variant, ident), unboxed))| {
            let boxed = context.analysis.boxes.contains(id, index);
            let bare = rust_type(context, &variant.ty, Place::Model(id));
            let ty = Code::new(if boxed { quote!(Box<#bare>) } else { bare });
            let ident = Code::new(ident.token());
            VariantView {
                docs: Doc::line(variant_docs(variant, union.fallback == Some(index))),
                limits: (tagged || is_told_apart(context, union, index))
                    .then(|| limits(variant.constraints.as_deref(), &quote!(codec)))
                    .flatten()
                    .map(Code::new),
                line: layout::variant(&ident, &ty),
                ident,
                ty,
                has_tag: union
                    .discriminator
                    .as_ref()
                    .is_some_and(|tag| has_member(context, &variant.ty, tag)),
                tags: variant.tags.iter().map(|tag| Code::new(literal(tag))).collect(),
                from: counts.get(unboxed.as_str()) == Some(&1) && unboxed != "serde_json :: Value",
            }
        });
        let tried = tried(context, union);
        Self {
            rules: rules(context, union, &tried).filter(|_| !tagged),
            docs: describe(&def.docs, names.ident.text()),
            ident: Code::new(names.ident.token()),
            tag: union
                .discriminator
                .as_ref()
                .filter(|_| tagged)
                .map(|tag| Code::new(literal(tag))),
            variants: variants.collect(),
            tried,
            fallback: union.fallback,
        }
    }
}

impl UnionView {
    /// The variants in the order in which they are tried.
    pub(super) fn as_tried(&self) -> impl Iterator<Item = &VariantView> {
        self.tried.iter().filter_map(|index| self.variants.get(*index))
    }

    /// The variant of objects whose tag is missing or not known.
    pub(super) fn fallback(&self) -> Option<&VariantView> {
        self.variants.get(self.fallback?)
    }
}

/// What JSON calls a value.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// Whether values of a variant are of a kind that no other variant has.
fn is_told_apart(context: &Context<'_>, union: &Union, index: usize) -> bool {
    let kinds: Vec<Option<Kind>> = union
        .variants
        .iter()
        .map(|variant| kind(context, &variant.ty))
        .collect();
    let own = kinds.get(index).copied().flatten();
    own.is_some() && kinds.iter().filter(|kind| kind.is_none() || **kind == own).count() == 1
}

/// The kind of the values of a type; none where they are of several.
fn kind(context: &Context<'_>, ty: &Type) -> Option<Kind> {
    Some(match context.resolved(ty).non_null() {
        Type::Boolean => Kind::Boolean,
        Type::Integer(_) | Type::Number(_) => Kind::Number,
        Type::String(_) => Kind::String,
        Type::Array(_) | Type::Tuple(_) => Kind::Array,
        Type::Map(_) => Kind::Object,
        Type::Named(id) => match &context.api.type_def(*id)?.kind {
            TypeKind::Struct(_) => Kind::Object,
            TypeKind::Enum(one) if one.repr == EnumRepr::String => Kind::String,
            TypeKind::Enum(_) => Kind::Number,
            _ => return None,
        },
        _ => return None,
    })
}

/// Whether values of a type are objects that are never written without a member.
fn has_member(context: &Context<'_>, ty: &Type, wire: &str) -> bool {
    let Type::Named(id) = context.resolved(ty) else {
        return false;
    };
    let Some(TypeKind::Struct(one)) = context.api.type_def(*id).map(|def| &def.kind) else {
        return false;
    };
    one.fields.iter().enumerate().any(|(position, field)| {
        let presence = context.analysis.presence(context.api, *id, position, field);
        let is_written = !field.read_only && presence == Presence::Required;
        *field.wire == *wire && (is_written || !is_text(context, &field.ty))
    })
}

/// Whether values of a type are written as strings. A tag of another kind is for the type itself to write.
fn is_text(context: &Context<'_>, ty: &Type) -> bool {
    !matches!(kind(context, ty), Some(Kind::Boolean | Kind::Number))
}

/// The rules of a union by which a value is told that its types do not express.
fn rules(context: &Context<'_>, union: &Union, tried: &[usize]) -> Option<Code> {
    let variants = || tried.iter().filter_map(|index| union.variants.get(*index)).enumerate();
    let mut rules = Vec::new();
    if union.overlapping {
        rules.push(quote!(overlapping: true));
    }
    let closed = variants().filter(|(_, variant)| is_closed(context, &variant.ty));
    let closed: Vec<Literal> = closed.map(|(index, _)| Literal::usize_unsuffixed(index)).collect();
    if !closed.is_empty() {
        rules.push(quote!(closed: &[#(#closed),*]));
    }
    let constants = variants().flat_map(|(index, variant)| {
        let index = Literal::usize_unsuffixed(index);
        variant.constants.iter().map(move |constant| {
            let pointer = literal(&constant.pointer);
            let values = constant.values.iter().filter_map(constant_value);
            quote!((#index, #pointer, &[#(#values),*]))
        })
    });
    let constants: Vec<TokenStream> = constants.collect();
    if !constants.is_empty() {
        rules.push(quote!(constants: &[#(#constants),*]));
    }
    (!rules.is_empty()).then(|| Code::new(quote!({ #(#rules),* })))
}

fn constant_value(value: &Value) -> Option<TokenStream> {
    Some(match value {
        Value::Null => quote!(codec::union::Constant::Null),
        Value::Bool(flag) => quote!(codec::union::Constant::Bool(#flag)),
        Value::Number(number) => {
            let number = Literal::f64_unsuffixed(number.as_f64().filter(|number| number.is_finite())?);
            quote!(codec::union::Constant::Number(#number))
        }
        Value::String(text) => {
            let text = literal(text);
            quote!(codec::union::Constant::String(#text))
        }
        Value::Array(_) | Value::Object(_) => return None,
    })
}

/// Whether a type is an object without further properties.
fn is_closed(context: &Context<'_>, ty: &Type) -> bool {
    let Type::Named(id) = context.resolved(ty) else {
        return false;
    };
    let kind = context.api.type_def(*id).map(|def| &def.kind);
    matches!(kind, Some(TypeKind::Struct(object)) if matches!(object.additional, Additional::Denied))
}

/// Where the variants are, in the order in which they are tried: that of the description, but enums come first, as a value
/// that they list is theirs, and moments come last, as a date is also read as its first moment.
fn tried(context: &Context<'_>, union: &Union) -> Vec<usize> {
    let rank = |index: &usize| match union.variants.get(*index) {
        Some(variant) => match context.resolved(&variant.ty).non_null() {
            Type::Named(id) => match context.api.type_def(*id).map(|def| &def.kind) {
                Some(TypeKind::Enum(_)) => 0,
                _ => 1,
            },
            Type::String(StringFormat::DateTime) => 2,
            _ => 1,
        },
        None => 1,
    };
    let mut indices: Vec<usize> = (0..union.variants.len()).collect();
    indices.sort_by_key(rank);
    indices
}

fn variant_docs(variant: &Variant, is_fallback: bool) -> String {
    let name = variant_name(variant, is_fallback);
    let facts = value_facts(None, variant.constraints.as_deref());
    std::iter::once(name).chain(facts).collect::<Vec<_>>().join(" ")
}

fn variant_name(variant: &Variant, is_fallback: bool) -> String {
    let name = code_span(&variant.name);
    let tags: Vec<String> = variant.tags.iter().map(|tag| code_span(tag)).collect();
    let tags = tags.join(" or ");
    match (tags.as_str(), is_fallback) {
        ("", false) => format!("{name}."),
        ("", true) => format!("{name}, for objects whose tag is missing or not known."),
        (tags, false) => format!("{name}, told by {tags}."),
        (tags, true) => format!("{name}, told by {tags}, and for objects whose tag is missing or not known."),
    }
}
