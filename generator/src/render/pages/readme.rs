//! The README of the generated crate, which is also the documentation of its root.

use askama::Template;

use super::linked_type_below;
use crate::config::DefaultFeatures;
use crate::ir::{Server, Tag, Webhook};
use crate::names::Group;
use crate::render::api::{Example, arguments, example, outcome};
use crate::render::context::Context;
use crate::render::krate::description;
use crate::render::security::{SchemeRow, example_setting, scheme_rows};
use crate::render::text::{Cell, Prose, one_line};

/// `README.md`.
#[derive(Template)]
#[template(path = "docs/readme.md.askama", escape = "none")]
pub(crate) struct Readme {
    package: Cell,
    version: Cell,
    crate_name: Cell,
    description: Cell,
    prose: Option<Prose>,
    api_title: Cell,
    api_version: Cell,
    license: Cell,
    client: Vec<Cell>,
    example: Vec<Cell>,
    imports: Cell,
    groups: Vec<GroupRow>,
    webhooks: Vec<WebhookRow>,
    /// The servers, if there are several or they have names.
    servers: Vec<ServerRow>,
    has_regions: bool,
    schemes: Vec<SchemeRow>,
    scheme_notes: Vec<Cell>,
    has_client_credentials: bool,
    has_codes: bool,
    has_features: bool,
    default_features: bool,
}

struct GroupRow {
    api: Cell,
    page: Cell,
    accessor: Cell,
    description: Cell,
    operations: usize,
    feature: Option<Cell>,
}

struct ServerRow {
    address: Cell,
    name: Cell,
    description: Cell,
}

struct WebhookRow {
    name: Cell,
    method: Cell,
    body: Cell,
    description: Cell,
}

impl Readme {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let example = first_example(context);
        let package = &context.config.package;
        let schemes = scheme_rows(context);
        Self {
            package: Cell::own(context.package),
            version: Cell::own(package.version.to_string()),
            crate_name: Cell::own(context.crate_ident().to_string()),
            description: Cell::prose(&description(context)),
            prose: context.api.info.description.as_ref().map(|text| Prose::new(text)),
            api_title: Cell::prose(&one_line(&context.api.info.title)),
            api_version: Cell::code(&context.api.info.version),
            license: Cell::code(&package.license),
            client: client_lines(context).into_iter().map(Cell::own).collect(),
            imports: Cell::own(
                example
                    .as_ref()
                    .map(|example| example.imports.clone())
                    .unwrap_or_default(),
            ),
            example: example
                .map(|example| example.statements)
                .unwrap_or_default()
                .into_iter()
                .map(Cell::own)
                .collect(),
            groups: tree(context)
                .into_iter()
                .filter_map(|index| Some(row(context, index, context.names.groups.get(index)?)))
                .collect(),
            servers: server_rows(context),
            webhooks: context
                .api
                .webhooks
                .iter()
                .map(|webhook| webhook_row(context, webhook))
                .collect(),
            has_features: !context.names.features.all().is_empty(),
            default_features: context.config.features.default == DefaultFeatures::All,
            has_regions: !context.config.hosts.regions.is_empty(),
            has_client_credentials: schemes
                .iter()
                .any(|row| row.setting.to_string().contains("client_credentials")),
            scheme_notes: schemes.iter().flat_map(|row| row.notes.clone()).collect(),
            schemes,
            has_codes: !context.names.codes.is_empty(),
        }
    }
}

/// The groups in their order, each behind the one that it is a part of.
fn tree(context: &Context<'_>) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..context.names.groups.len()).collect();
    let groups = &context.names.groups;
    let tags = &context.api.tags;
    let place = |index: &usize| -> Vec<usize> {
        let tag = groups.get(*index).and_then(|group| group.tag);
        let Some(tag) = tag.and_then(|tag| tags.get(tag.0 as usize)) else {
            return vec![usize::MAX];
        };
        let names = parents(context, tag).into_iter().chain([tag.name.as_str()]);
        let position = |name: &str| tags.iter().position(|tag| tag.name == name).unwrap_or(usize::MAX);
        names.map(position).collect()
    };
    if tags.iter().any(|tag| tag.parent.is_some()) {
        indexes.sort_by_cached_key(place);
    }
    indexes
}

/// The tags that a tag is a part of, the outermost first; none of those of a cycle.
pub(crate) fn parents<'a>(context: &Context<'a>, tag: &'a Tag) -> Vec<&'a str> {
    let tags = &context.api.tags;
    let parent = |tag: &&'a Tag| {
        let name = tag.parent.as_deref()?;
        tags.iter().find(|other| other.name == name)
    };
    let mut found: Vec<&str> = Vec::new();
    for above in std::iter::successors(parent(&tag), |tag| parent(tag)) {
        if above.name == tag.name || found.contains(&above.name.as_str()) {
            return Vec::new();
        }
        found.insert(0, &above.name);
    }
    found
}

fn server_rows(context: &Context<'_>) -> Vec<ServerRow> {
    let servers = &context.api.servers;
    let is_told = servers.len() > 1 || servers.iter().any(|server| server.name.is_some());
    let row = |server: &Server| ServerRow {
        address: Cell::code(&server.url),
        name: Cell::prose(server.name.as_deref().unwrap_or_default()),
        description: Cell::prose(&one_line(server.description.as_deref().unwrap_or_default())),
    };
    servers.iter().filter(|_| is_told).map(row).collect()
}

fn row(context: &Context<'_>, index: usize, group: &Group) -> GroupRow {
    let tag = group.tag.and_then(|tag| context.api.tags.get(tag.0 as usize));
    let description = tag.and_then(|tag| tag.description.as_deref()).unwrap_or_default();
    let above = tag.map(|tag| parents(context, tag)).unwrap_or_default();
    let part = if above.is_empty() {
        String::new()
    } else {
        format!("Part of {}. ", above.join(", "))
    };
    let first = format!("{part}{}", description.lines().next().unwrap_or_default());
    let first = first.trim();
    GroupRow {
        api: Cell::own(group.api.text()),
        page: Cell::own(group.page.text()),
        accessor: Cell::own(group.accessor.text()),
        description: Cell::prose(first),
        operations: group.operations.len(),
        feature: context
            .names
            .features
            .of_group(index)
            .map(|feature| Cell::code(feature.text())),
    }
}

fn webhook_row(context: &Context<'_>, webhook: &Webhook) -> WebhookRow {
    let docs = &webhook.docs;
    let description = docs.summary.as_deref().or(docs.description.as_deref());
    let mut bodies: Vec<String> = Vec::new();
    for content in &webhook.content {
        let body = linked_type_below(context, &content.ty, "docs/").to_string();
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    WebhookRow {
        name: Cell::code(&webhook.name),
        method: Cell::own(webhook.method.as_str()),
        body: Cell::own(bodies.join(" or ")),
        description: Cell::prose(description.and_then(|text| text.lines().next()).unwrap_or_default()),
    }
}

/// The statement that makes a client in examples.
pub(crate) fn client_lines(context: &Context<'_>) -> Vec<String> {
    let address = match (
        context.config.hosts.regions.keys().next(),
        super::super::krate::base_url(context),
    ) {
        (Some(region), _) => format!("    .region({})", super::super::text::literal(region)),
        (None, Some(_)) => String::new(),
        (None, None) => "    .base_url(\"https://api.example.com\")".to_owned(),
    };
    let auth = example_setting(context).unwrap_or_default();
    let mut lines = vec!["let client = Client::builder()".to_owned(), address, auth];
    lines.push("    .build()?;".to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// An example of an operation that there is a short call for: one that reads, where there is one.
fn first_example(context: &Context<'_>) -> Option<Example> {
    let all = || {
        context
            .names
            .groups
            .iter()
            .flat_map(|group| group.operations.iter().map(move |&id| (group, id)))
            .filter_map(|(group, id)| {
                let (operation, names) = context.operation(id)?;
                let all = arguments(context, group, operation, names);
                let outcome = outcome(context, id, operation, names);
                Some((operation, example(group, names, &all, &outcome)))
            })
    };
    let usable = |example: &Example| example.parameters.is_empty();
    all()
        .find(|(operation, example)| operation.method == crate::ir::Method::Get && usable(example))
        .or_else(|| all().find(|(_, example)| usable(example)))
        .map(|(_, example)| example)
}
