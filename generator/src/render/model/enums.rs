//! Enums over strings and whole numbers, open to values that are not known yet.

use askama::Template;
use proc_macro2::Literal;
use quote::quote;

use crate::ir::{Enum, EnumRepr, TypeDef};
use crate::names::TypeNames;
use crate::render::docs::describe;
use crate::render::text::{Code, Doc, Prose, code_span, literal};

/// An enum.
#[derive(Template)]
#[template(path = "model/enum.rs.askama", escape = "none")]
pub(super) struct EnumView {
    pub(super) docs: Doc,
    pub(super) ident: Code,
    pub(super) is_string: bool,
    pub(super) variants: Vec<ValueView>,
}

/// A known value.
pub(super) struct ValueView {
    pub(super) docs: Doc,
    pub(super) deprecated: bool,
    pub(super) ident: Code,
    /// The value as a literal.
    pub(super) value: Code,
}

impl EnumView {
    pub(super) fn new(def: &TypeDef, list: &Enum, names: &TypeNames) -> Self {
        let value = |(value, ident): (&crate::ir::EnumValue, &crate::names::VariantIdent)| {
            let text = value
                .value
                .as_str()
                .map_or_else(|| value.value.to_string(), str::to_owned);
            let tokens = match (list.repr, value.value.as_i64()) {
                (EnumRepr::Integer, Some(number)) => {
                    let number = Literal::i64_unsuffixed(number);
                    quote!(#number)
                }
                _ => literal(&text),
            };
            let mut docs = Doc::line(format!("{}.", code_span(&text)));
            for prose in [&value.docs.summary, &value.docs.description].into_iter().flatten() {
                docs.prose(Prose::new(prose));
            }
            ValueView {
                docs,
                deprecated: value.docs.deprecated,
                ident: Code::new(ident.token()),
                value: Code::new(tokens),
            }
        };
        Self {
            docs: describe(&def.docs, names.ident.text()),
            ident: Code::new(names.ident.token()),
            is_string: list.repr == EnumRepr::String,
            variants: list.values.iter().zip(names.variants()).map(value).collect(),
        }
    }
}
