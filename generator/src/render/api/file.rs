//! A file of operations, made of pieces.
//!
//! A group may have thousands of operations, and the tree of a file is many times as large as its text. Each operation
//! is rendered, parsed and printed by itself, on any thread, and only text is kept.

use askama::Template;
use rayon::prelude::*;

use super::{ApiFile, OperationView, Uses};
use crate::ir::OperationId;
use crate::names::Group;
use crate::render::context::Context;
use crate::render::format;
use crate::render::text::Code;

/// The methods of an operation, in an `impl` of the group.
#[derive(Template)]
#[template(path = "api/methods.rs.askama", escape = "none")]
struct Methods<'v> {
    api: &'v Code,
    operation: &'v OperationView,
}

/// The call of an operation, and what only it uses.
#[derive(Template)]
#[template(path = "api/call.rs.askama", escape = "none")]
struct Call<'v> {
    operation: &'v OperationView,
}

/// The printed pieces of an operation.
struct Piece {
    methods: String,
    call: String,
    uses: Uses,
}

/// The file of a group, printed.
///
/// # Errors
///
/// What of it is no Rust; a fault of a template.
pub(crate) fn api_file(context: &Context<'_>, group: &Group) -> Result<String, String> {
    let api = Code::new(group.api.token());
    let pieces: Vec<Piece> = group
        .operations
        .par_iter()
        .filter_map(|&id| piece(context, group, &api, id).transpose())
        .collect::<Result<_, _>>()?;
    let uses = pieces.iter().fold(Uses::default(), |all, piece| all.and(piece.uses));
    let mut text = format::printed(&ApiFile::new(context, group, &uses))?;
    text.push_str(&format!("impl {api}<'_> {{\n"));
    text.extend(pieces.iter().map(|piece| piece.methods.as_str()));
    text.push_str("}\n");
    text.extend(pieces.iter().map(|piece| piece.call.as_str()));
    Ok(text)
}

fn piece(context: &Context<'_>, group: &Group, api: &Code, id: OperationId) -> Result<Option<Piece>, String> {
    let Some(operation) = OperationView::new(context, group, id) else {
        return Ok(None);
    };
    let methods = format::printed(&Methods {
        api,
        operation: &operation,
    })?;
    Ok(Some(Piece {
        methods: inside(&methods).to_owned(),
        call: format::printed(&Call { operation: &operation })?,
        uses: Uses {
            models: operation.names_models(),
            codes: !operation.codes.is_empty(),
            errors: !operation.errors.is_empty(),
            style: operation.has_styles(),
        },
    }))
}

/// What is between the first and the last line of an `impl`.
fn inside(printed: &str) -> &str {
    let inner = printed.split_once('\n').map_or("", |(_, rest)| rest);
    inner.strip_suffix("}\n").unwrap_or(inner)
}

impl Uses {
    fn and(self, other: Self) -> Self {
        Self {
            models: self.models || other.models,
            codes: self.codes || other.codes,
            errors: self.errors || other.errors,
            style: self.style || other.style,
        }
    }
}
