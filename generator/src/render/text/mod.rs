//! The wrappers that text of a description passes through before a template sees it.
//!
//! Templates accept only these types, never a `String` of the description: askama's own escaping is off, and the type
//! is the escape. Each wrapper is for one context, and its constructors build what cannot leave that context.

mod code;
mod literal;
mod prose;

pub(crate) use code::{Code, Doc, InnerDoc};
pub(crate) use literal::{Toml, is_unsafe_in_source, literal, one_line};
pub(crate) use prose::{Cell, Prose, code_span};
