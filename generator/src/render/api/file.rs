//! A file of operations, made of pieces.
//!
//! A group may have thousands of operations, and the tree of a file is many times as large as its text. Each operation
//! is rendered, parsed and printed by itself, on any thread, and only text is kept.

use std::iter::once;

use askama::Template;
use rayon::prelude::*;

use super::errors::ErrorLists;
use super::{ApiFile, OperationView, Uses};
use crate::ir::OperationId;
use crate::names::Group;
use crate::packed::Packed;
use crate::render::Pieces;
use crate::render::context::Context;
use crate::render::format;
use crate::render::header::Header;
use crate::render::layout;
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
    /// What the list of the types of its errors is called.
    errors: Option<&'v Code>,
}

/// How many operations are rendered and packed together.
const CHUNK: usize = 16;

/// The texts of some operations, printed and packed: those of a whole group at once may be larger than its description.
struct Chunk {
    methods: Packed,
    calls: Packed,
    uses: Uses,
}

/// The file of a group.
///
/// # Errors
///
/// What of it is no Rust; a fault of a template.
pub(crate) fn api_file(context: &Context<'_>, group: &Group, header: &Header) -> Result<Pieces, String> {
    let api = Code::new(group.api.token());
    let errors = ErrorLists::new(context, group);
    let chunks: Vec<Chunk> = group
        .operations
        .par_chunks(CHUNK)
        .map(|ids| chunk(context, group, (&api, &errors), ids))
        .collect::<Result<_, _>>()?;
    let uses = chunks.iter().fold(Uses::default(), |all, chunk| all.and(chunk.uses));
    let start = format::file(header, &format::printed(&ApiFile::new(context, group, &uses, &errors))?);
    let (methods, calls): (Vec<Packed>, Vec<Packed>) =
        chunks.into_iter().map(|chunk| (chunk.methods, chunk.calls)).unzip();
    let methods = methods.into_iter().enumerate().map(|(index, methods)| {
        let text = methods.text();
        // Functions stand apart; the first one follows the line of the `impl`.
        if index == 0 {
            text.get(1..).unwrap_or_default().to_owned()
        } else {
            text
        }
    });
    let pieces = once(format!("{start}\nimpl {api}<'_> {{\n"))
        .chain(methods)
        .chain(once("}\n".to_owned()))
        .chain(calls.into_iter().map(|calls| calls.text()));
    Ok(Box::new(pieces))
}

/// The texts of operations, each function and item after an empty line.
fn chunk(
    context: &Context<'_>,
    group: &Group,
    (api, errors): (&Code, &ErrorLists),
    ids: &[OperationId],
) -> Result<Chunk, String> {
    let mut methods = String::new();
    let mut calls = String::new();
    let mut uses = Uses::default();
    for &id in ids {
        let Some(view) = &OperationView::new(context, group, id) else {
            continue;
        };
        let errors = errors.of(id);
        let printed = layout::laid_out_if(view.has_regular_methods(), &Methods { api, operation: view })?;
        methods.push('\n');
        methods.push_str(inside(&format::spaced(&printed)));
        let call = Call {
            operation: view,
            errors,
        };
        let printed = layout::laid_out_if(view.has_regular_call(), &call)?;
        calls.push('\n');
        calls.push_str(&format::spaced(&printed));
        uses = uses.and(view.uses());
    }
    Ok(Chunk {
        methods: Packed::new(&methods),
        calls: Packed::new(&calls),
        uses,
    })
}

impl OperationView {
    fn uses(&self) -> Uses {
        Uses {
            models: self.names_models(),
            codes: !self.codes.is_empty(),
            style: self.has_styles(),
            response: self.reads_responses(),
        }
    }
}

impl OperationView {
    /// Whether its answers are read by functions of `response`: those that are nothing but events are not.
    fn reads_responses(&self) -> bool {
        let readers = [Some(&self.reading), self.job.as_ref().map(|job| &job.reader)];
        let named = readers.into_iter().flatten();
        self.answer.is_some()
            || named
                .into_iter()
                .any(|reader| reader.to_string().contains("response ::"))
    }
}

/// Returns the text between the braces of an `impl`, even if its head spans lines.
fn inside(printed: &str) -> &str {
    let inner = printed.split_once("{\n").map_or("", |(_, rest)| rest);
    inner.strip_suffix("}\n").unwrap_or(inner)
}

impl Uses {
    fn and(self, other: Self) -> Self {
        Self {
            models: self.models || other.models,
            codes: self.codes || other.codes,
            style: self.style || other.style,
            response: self.response || other.response,
        }
    }
}
