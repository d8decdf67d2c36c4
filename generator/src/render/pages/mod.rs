//! The reference pages in `docs/`, and the crate's README.

mod api;
mod model;
mod readme;

pub(crate) use self::api::api_page;
pub(crate) use self::model::ModelPage;
pub(crate) use self::readme::Readme;

use super::context::Context;
use super::rust_type::{Place, rust_type};
use super::text::Cell;
use crate::ir::{Type, TypeId};

/// A type as a page shows it: its name in Rust, with a link to the page of the model in it.
pub(crate) fn linked_type(context: &Context<'_>, ty: &Type) -> Cell {
    linked_type_below(context, ty, "")
}

/// The same, for a page that is in another folder than those of the models.
pub(crate) fn linked_type_below(context: &Context<'_>, ty: &Type, folder: &str) -> Cell {
    let text = type_text(&rust_type(context, ty, Place::Page).to_string());
    linked_below(context, ty, &text, folder)
}

/// A text with a link to the page of the model that a type holds.
pub(crate) fn linked(context: &Context<'_>, ty: &Type, text: &str) -> Cell {
    linked_below(context, ty, text, "")
}

fn linked_below(context: &Context<'_>, ty: &Type, text: &str, folder: &str) -> Cell {
    let code = Cell::code(text).to_string();
    match named_in(ty).and_then(|id| context.names.of_type(id)) {
        Some(names) => Cell::own(format!("[{code}]({folder}{}.md)", names.page.text())),
        None => Cell::own(code),
    }
}

fn named_in(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => named_in(inner),
        _ => None,
    }
}

/// Tokens as a person writes them: no spaces but after a comma, no paths to the standard library.
pub(crate) fn type_text(tokens: &str) -> String {
    if !tokens.contains([' ', ':']) {
        return tokens.to_owned();
    }
    let mut text = tokens.replace(" :: ", "::").replace(":: ", "::");
    for (spaced, tight) in [
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
    ] {
        text = text.replace(spaced, tight);
    }
    text.replace("std::collections::", "")
        .replace("crate::runtime::", "")
        .replace("runtime::", "")
        .replace("models::", "")
}
