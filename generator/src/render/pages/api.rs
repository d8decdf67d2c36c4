//! The page of a group of operations: everything that the vendor's pages hold, and the errors with their codes.

use std::iter::once;

use askama::Template;
use rayon::prelude::*;

use super::{linked, linked_type, type_text};
use crate::analyze::{BodyForm, Reading};
use crate::ir::{ContentKind, HeaderDef, Operation, OperationId, Type};
use crate::names::{ConstIdent, Group};
use crate::packed::Packed;
use crate::render::api::{
    Argument, Example, Outcome, Variant, Way, answer_headers, answer_lines, arguments, error_rows, example,
    form_members, outcome, permission_lines, servers_line, status_text, ways, wraps,
};
use crate::render::context::Context;
use crate::render::docs::{cell, first_paragraph};
use crate::render::header::Header;
use crate::render::krate::base_url;
use crate::render::security::authentication;
use crate::render::text::{Cell, Prose, one_line};
use crate::render::{Pieces, tidy_markdown};

/// The first lines of `docs/<group>Api.md`, up to the table of its methods.
#[derive(Template)]
#[template(path = "docs/api.md.askama", escape = "none")]
struct PageHead {
    title: Cell,
    description: Option<Prose>,
    base_url: Option<Cell>,
}

/// A section on one operation.
#[derive(Template)]
#[template(path = "docs/operation.md.askama", escape = "none")]
struct OperationSection<'v> {
    operation: &'v OperationView,
}

/// What a page says of one operation.
struct OperationView {
    method: Cell,
    summary: Cell,
    signature: Cell,
    deprecated: bool,
    prose: Vec<Prose>,
    wraps: Cell,
    permissions: Vec<Cell>,
    authentication: Option<Cell>,
    example: Vec<Cell>,
    parameters: Vec<ParameterRow>,
    returns: Cell,
    answers: Vec<Cell>,
    variants: Vec<AnswerRow>,
    headers: Vec<HeaderRow>,
    content_type: Option<Cell>,
    /// Methods or setters that take the body in another media type.
    others: Vec<Cell>,
    accept: Cell,
    errors: Vec<ErrorLine>,
}

/// A row of the table of parameters.
struct ParameterRow {
    name: Cell,
    wire: Cell,
    ty: Cell,
    description: Cell,
    notes: Cell,
}

/// A row of the table of answers.
struct AnswerRow {
    variant: Cell,
    status: Cell,
    ty: Cell,
    description: Cell,
}

/// A row of the table of headers.
struct HeaderRow {
    name: Cell,
    constant: Cell,
    ty: Cell,
    description: Cell,
}

/// A row of the table of errors.
struct ErrorLine {
    status: Cell,
    description: Cell,
    ty: Cell,
    codes: Cell,
}

/// How many operations are rendered and packed together.
const CHUNK: usize = 16;

/// `docs/<group>Api.md`. A group may have thousands of operations, whose sections are packed until they are written.
///
/// # Errors
///
/// A fault of a template.
pub(crate) fn api_page(context: &Context<'_>, group: &Group, header: &Header) -> Result<Pieces, String> {
    let chunks: Vec<(String, Packed)> = group
        .operations
        .par_chunks(CHUNK)
        .map(|ids| chunk(context, group, ids))
        .collect::<Result<_, _>>()?;
    let head = tidied(&PageHead::new(context, group))?;
    let (rows, sections): (Vec<String>, Vec<Packed>) = chunks.into_iter().unzip();
    let start = format!("{}\n{head}", header.markdown());
    let sections = sections.into_iter().map(|sections| sections.text());
    Ok(Box::new(once(start).chain(rows).chain(sections)))
}

/// The rows of the table of methods, and the sections.
fn chunk(context: &Context<'_>, group: &Group, ids: &[OperationId]) -> Result<(String, Packed), String> {
    let mut rows = String::new();
    let mut sections = String::new();
    for operation in ids.iter().filter_map(|&id| view(context, group, id)) {
        rows.push_str(&row(&operation));
        sections.push('\n');
        sections.push_str(&tidied(&OperationSection { operation: &operation })?);
    }
    Ok((rows, Packed::new(&sections)))
}

/// The row of the table of methods.
fn row(operation: &OperationView) -> String {
    let OperationView { method, summary, .. } = operation;
    format!("| [`{method}`](#{method}) | {summary} |\n")
}

fn tidied(view: &impl Template) -> Result<String, String> {
    let rendered = view.render().map_err(|error| error.to_string())?;
    Ok(tidy_markdown(&rendered) + "\n")
}

impl PageHead {
    fn new(context: &Context<'_>, group: &Group) -> Self {
        let tag = group.tag.and_then(|tag| context.api.tags.get(tag.0 as usize));
        Self {
            title: Cell::own(group.api.text()),
            description: tag
                .and_then(|tag| tag.description.as_ref())
                .map(|text| Prose::new(text)),
            base_url: base_url(context).map(|url| Cell::prose(&url)),
        }
    }
}

fn view(context: &Context<'_>, group: &Group, id: OperationId) -> Option<OperationView> {
    let (operation, names) = context.operation(id)?;
    let all = arguments(context, group, operation, names);
    let ways = ways(context, group, operation, names);
    let outcome = outcome(context, id, operation, names);
    let docs = &operation.docs;
    let summary = docs
        .summary
        .as_deref()
        .or(docs.description.as_deref().map(first_paragraph))
        .unwrap_or_else(|| names.method.text());
    let permissions = operation
        .permissions
        .iter()
        .flat_map(permission_lines)
        .map(Cell::own)
        .collect();
    Some(OperationView {
        method: Cell::own(names.method.text()),
        summary: Cell::prose(&one_line(summary)),
        signature: Cell::own(signature(
            names.method.text(),
            &all,
            &type_text(&outcome.ty.to_string()),
        )),
        deprecated: docs.deprecated,
        prose: [&docs.summary, &docs.description]
            .into_iter()
            .flatten()
            .map(|text| Prose::new(text))
            .collect(),
        wraps: Cell::own(match servers_line(operation) {
            Some(servers) => format!("{}\n\n{servers}", wraps(operation)),
            None => wraps(operation),
        }),
        permissions,
        authentication: authentication(context, operation).map(Cell::own),
        example: program(context, &example(group, names, &all, &outcome)),
        parameters: rows(context, &all, &ways),
        returns: returns(context, &outcome),
        answers: answer_lines(&outcome, "`stream`").into_iter().map(Cell::own).collect(),
        variants: outcome
            .variants
            .iter()
            .flat_map(|(_, variants)| variants)
            .map(|variant| variant_row(context, variant))
            .collect(),
        headers: header_rows(context, operation),
        content_type: content_types(&ways),
        others: others(&ways),
        accept: Cell::code(&outcome.accept),
        errors: errors(context, operation),
    })
}

/// The type of the value, with links to what it is made of.
fn returns(context: &Context<'_>, outcome: &Outcome<'_>) -> Cell {
    let shown = Cell::code(&type_text(&outcome.ty.to_string()));
    let ty = match (&outcome.variants, outcome.reading, outcome.content) {
        (None, Reading::Empty, _) => Cell::own("`()` (empty response body)"),
        (None, Reading::Json | Reading::Form | Reading::Text, Some(content)) => linked_type(context, &content.ty),
        (None, Reading::Events | Reading::Lines, Some(content)) => {
            Cell::own(format!("{shown} of {}", linked_type(context, &content.ty)))
        }
        _ => shown,
    };
    if outcome.optional {
        Cell::own(format!("{ty}, or nothing"))
    } else {
        ty
    }
}

fn variant_row(context: &Context<'_>, variant: &Variant<'_>) -> AnswerRow {
    let shown = |ty: &proc_macro2::TokenStream| Cell::code(&type_text(&ty.to_string()));
    AnswerRow {
        variant: Cell::own(variant.ident.text()),
        status: Cell::own(status_text(variant.response.status)),
        ty: match (variant.reading, variant.content) {
            (Reading::Json | Reading::Form, Some(content)) => linked_type(context, &content.ty),
            _ => variant.ty.as_ref().map_or_else(Cell::default, shown),
        },
        description: cell(&variant.response.docs, &[]),
    }
}

fn header_rows(context: &Context<'_>, operation: &Operation) -> Vec<HeaderRow> {
    let row = |(constant, header, ty): (&ConstIdent, &HeaderDef, &Type)| HeaderRow {
        name: Cell::code(&header.name),
        constant: Cell::own(constant.text()),
        ty: linked_type(context, ty),
        description: cell(&header.docs, &[]),
    };
    answer_headers(context, operation).into_iter().map(row).collect()
}

fn signature(method: &str, arguments: &[Argument<'_>], returns: &str) -> String {
    let list: Vec<String> = arguments
        .iter()
        .filter(|argument| argument.required)
        .map(|argument| format!("{}: {}", argument.ident.text(), type_text(&argument.ty.to_string())))
        .collect();
    format!("{method}({}) -> {returns}", list.join(", "))
}

/// The rows of the arguments, and of the parts of the forms that are among them.
fn rows(context: &Context<'_>, arguments: &[Argument<'_>], ways: &[Way<'_>]) -> Vec<ParameterRow> {
    let mut rows: Vec<ParameterRow> = arguments.iter().map(|argument| parameter(context, argument)).collect();
    for way in ways {
        let BodyForm::Parts(id) = way.choice.form else { continue };
        let members = form_members(context, id, way.names, way.content);
        rows.extend(members.iter().map(|member| {
            let mut row = parameter(context, member);
            let required = if member.required { "required" } else { "optional" };
            row.notes = Cell::own(format!("part of `{}`, {required}", way.names.form.text()));
            row
        }));
    }
    rows
}

fn content_types(ways: &[Way<'_>]) -> Option<Cell> {
    let all: Vec<String> = ways
        .iter()
        .map(|way| Cell::code(&way.content.media_type).to_string())
        .collect();
    (!all.is_empty()).then(|| Cell::own(all.join(", ")))
}

/// How the body is given in other media types than the preferred one.
fn others(ways: &[Way<'_>]) -> Vec<Cell> {
    let other = |way: &Way<'_>| {
        let argument = &way.argument;
        let media_type = Cell::code(&way.content.media_type);
        let ty = type_text(&argument.ty.to_string());
        let how = match argument.required {
            true => format!(
                "method `{}`, `{}: {ty}`",
                way.names.method.text(),
                argument.ident.text()
            ),
            false => format!("setter `{}({ty})`", way.names.setter.text()),
        };
        Cell::own(format!("{media_type}: {how}"))
    };
    ways.iter().skip(1).map(other).collect()
}

fn parameter(context: &Context<'_>, argument: &Argument<'_>) -> ParameterRow {
    let mut notes = vec![argument.place.to_owned()];
    notes.push(if argument.required {
        "required".to_owned()
    } else {
        "optional: a setter of the call".to_owned()
    });
    let shown = type_text(&argument.ty.to_string());
    ParameterRow {
        name: Cell::own(argument.ident.text()),
        wire: Cell::code(&argument.wire),
        ty: linked(context, argument.value_type, &shown),
        description: cell(argument.docs, &argument.facts),
        notes: Cell::own(notes.join(", ")),
    }
}

fn errors(context: &Context<'_>, operation: &Operation) -> Vec<ErrorLine> {
    let line = |row: crate::render::api::ErrorRow<'_>| {
        let response = row.response;
        let json = response
            .content
            .iter()
            .find(|content| content.kind == ContentKind::Json);
        let codes: Vec<String> = response
            .error_codes
            .iter()
            .map(|(code, message)| format!("{}: {}", Cell::code(code), Cell::prose(message)))
            .collect();
        ErrorLine {
            status: Cell::own(row.status),
            description: cell(&response.docs, &[]),
            ty: json.map_or_else(Cell::default, |content| linked_type(context, &content.ty)),
            codes: Cell::own(codes.join("<br>")),
        }
    };
    error_rows(operation).into_iter().map(line).collect()
}

/// A whole program around an example call. The page's text is what `cargo test` compiles.
fn program(context: &Context<'_>, example: &Example) -> Vec<Cell> {
    let name = context.crate_ident();
    let imports = &example.imports;
    let mut lines = vec![format!("use {name}::{{Client, Error{imports}}};"), String::new()];
    let (head, main) = match example.parameters.is_empty() {
        true => ("#[tokio::main]", "async fn main() -> Result<(), Error> {".to_owned()),
        false => (
            "",
            format!(
                "async fn example({}) -> Result<(), Error> {{",
                example.parameters.trim_start_matches(", ")
            ),
        ),
    };
    if !head.is_empty() {
        lines.push(head.to_owned());
    }
    lines.push(main);
    lines.extend(
        super::readme::client_lines(context)
            .into_iter()
            .map(|line| format!("    {line}")),
    );
    lines.push(String::new());
    lines.extend(example.statements.iter().map(|line| format!("    {line}")));
    lines.extend(["    Ok(())".to_owned(), "}".to_owned()]);
    lines.into_iter().map(Cell::own).collect()
}
