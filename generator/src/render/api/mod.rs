//! Views of `src/api`: a file for each group of operations.

mod answers;
mod arguments;
mod bodies;
mod docs;
mod errors;
mod file;
mod forms;
mod jobs;
mod operation;
mod outcome;
mod paging;
mod shared;
mod statement;

use askama::Template;

pub(crate) use self::arguments::{Argument, arguments, parameters};
pub(crate) use self::bodies::{Way, ways};
pub(crate) use self::docs::{
    ErrorRow, Example, answer_headers, answer_lines, error_rows, example, example_call, permission_lines, servers_line,
    status_text, wraps,
};
use self::errors::{ErrorList, ErrorLists};
pub(crate) use self::file::api_file;
pub(crate) use self::forms::members as form_members;
use self::operation::OperationView;
pub(crate) use self::operation::operation_id;
pub(crate) use self::outcome::{Outcome, Variant, outcome};
pub(crate) use self::shared::SharedFile;
use super::context::Context;
use super::gate;
use super::security::alternatives;
use super::text::{Code, Doc, InnerDoc, Prose, code_span};
use crate::ir::Tag;
use crate::names::{Group, SHARED_MODULE};

/// What the operations of a file need of other modules.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Uses {
    models: bool,
    codes: bool,
    style: bool,
    response: bool,
}

/// The beginning of a file of `src/api`.
#[derive(Template)]
#[template(path = "api/file.rs.askama", escape = "none")]
pub(crate) struct ApiFile<'v> {
    inner_docs: InnerDoc,
    docs: Doc,
    api: Code,
    accessor: Code,
    tag: Code,
    /// What authenticates its operations, unless they say otherwise.
    security: Option<Code>,
    errors: &'v [ErrorList],
    uses_models: bool,
    uses_codes: bool,
    uses_errors: bool,
    uses_style: bool,
    uses_response: bool,
}

impl<'v> ApiFile<'v> {
    /// What stands above the operations of a group.
    pub(crate) fn new(context: &Context<'_>, group: &Group, uses: &Uses, errors: &'v ErrorLists) -> Self {
        Self {
            inner_docs: InnerDoc(Doc::line(format!("[`{}`] and its calls.", group.api.text()))),
            docs: group_docs(context, group),
            api: Code::new(group.api.token()),
            accessor: Code::new(group.accessor.token()),
            tag: Code::literal(tag(context, group).map_or("", |tag| tag.name.as_str())),
            security: (!context.api.security.is_empty()).then(|| alternatives(context, &context.api.security)),
            errors: &errors.lists,
            uses_models: uses.models || errors.name_models(),
            uses_codes: uses.codes,
            uses_errors: !errors.lists.is_empty(),
            uses_style: uses.style,
            uses_response: uses.response,
        }
    }
}

/// The tag that the operations of a group have, where they have one.
fn tag<'a>(context: &Context<'a>, group: &Group) -> Option<&'a Tag> {
    context.api.tags.get(group.tag?.0 as usize)
}

/// What the tag says of the group.
pub(crate) fn group_docs(context: &Context<'_>, group: &Group) -> Doc {
    let tag = tag(context, group);
    let mut doc = match tag {
        Some(tag) => Doc::line(format!("Operations tagged {}.", code_span(&tag.name))),
        None => Doc::line("Operations of the API."),
    };
    if let Some(description) = tag.and_then(|tag| tag.description.as_ref()) {
        doc.prose(Prose::new(description));
    }
    doc
}

/// `src/api/mod.rs`.
#[derive(Template)]
#[template(path = "crate/mod.rs.askama", escape = "none")]
pub(crate) struct ApiIndex {
    /// The module of setters that are written once.
    shared: Option<Code>,
    groups: Vec<IndexEntry>,
}

struct IndexEntry {
    gate: Code,
    module: Code,
}

impl ApiIndex {
    /// The modules of all groups.
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let mut groups: Vec<_> = context.names.groups.iter().enumerate().collect();
        groups.sort_by_key(|(_, group)| &group.module);
        let entry = |(index, group): (usize, &Group)| IndexEntry {
            gate: gate::attribute(context.names.features.of_group(index).as_slice()),
            module: Code::new(group.module.token()),
        };
        let has_shared = !context.names.shared.all().is_empty();
        Self {
            shared: has_shared.then(|| Code::new(quote::format_ident!("{SHARED_MODULE}"))),
            groups: groups.into_iter().map(entry).collect(),
        }
    }
}
