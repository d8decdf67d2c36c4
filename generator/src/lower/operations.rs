//! `paths`: operations, what they inherit, and which of them are left out.

use std::collections::HashSet;

use crate::diagnostic::Code;
use crate::ir::{Method, Operation, Permissions, SecurityRequirement, SecurityScheme, Server, Tag, TagId};
use crate::select::ADDITIONAL;
use crate::spec::{Cursor, Node};

use super::context::Context;
use super::methods::method;
use super::security::Authorization;
use super::template::Template;

/// What operations inherit from the document, and what they add to it.
pub(super) struct Surroundings {
    /// The names of the security schemes, by id, and what each sends in `Authorization`.
    pub(super) schemes: Vec<(String, Authorization)>,
    pub(super) tags: Vec<Tag>,
    pub(super) security: Vec<SecurityRequirement>,
    ids: HashSet<String>,
}

/// What the operations of a path share.
struct PathItem<'d> {
    at: Cursor<'d>,
    template: Template,
    servers: Vec<Server>,
}

impl Surroundings {
    pub(super) fn new(schemes: &[SecurityScheme]) -> Self {
        Self {
            schemes: schemes
                .iter()
                .map(|scheme| (scheme.name.clone(), Authorization::of(scheme)))
                .collect(),
            tags: Vec::new(),
            security: Vec::new(),
            ids: HashSet::new(),
        }
    }

    fn tag(&mut self, name: &str, at: &Cursor<'_>) -> TagId {
        let index = self.tags.iter().position(|tag| tag.name == name).unwrap_or_else(|| {
            self.tags.push(Tag {
                origin: at.origin(),
                name: name.to_owned(),
                description: None,
                parent: None,
                kind: None,
                external_docs: None,
            });
            self.tags.len().saturating_sub(1)
        });
        TagId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl<'d> Context<'d, '_> {
    /// All operations that can be expressed, in document order.
    pub(super) fn operations(&mut self, root: &Cursor<'d>, surroundings: &mut Surroundings) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.members(root, "paths") {
            if !self.is_selected(path) {
                continue;
            }
            for item in self.path_items(&item) {
                self.operations_of(path, &item, surroundings, &mut operations);
            }
        }
        operations
    }

    /// Whether any operation of a path is selected. What is wrong with others is not said.
    fn is_selected(&self, path: &str) -> bool {
        let selection = self.selection.as_ref();
        selection.is_none_or(|selection| selection.has_path(path))
    }

    /// A Path Item Object with the one it refers to.
    pub(super) fn path_items(&mut self, item: &Cursor<'d>) -> Vec<Cursor<'d>> {
        if !self.is_object(item) {
            return Vec::new();
        }
        if item.str("$ref").is_none() {
            return vec![item.clone()];
        }
        let mut items: Vec<Cursor<'d>> = self.resolve(item).into_iter().collect();
        if item
            .entries()
            .any(|(key, _)| method(key).is_some() || key == ADDITIONAL)
        {
            items.push(item.clone());
        }
        items
    }

    fn operations_of(
        &mut self,
        path: &str,
        item: &Cursor<'d>,
        surroundings: &mut Surroundings,
        operations: &mut Vec<Operation>,
    ) {
        let template = self.path_template(path, item);
        let servers = self.own_servers(item);
        for described in self.described_methods(path, item) {
            let (method, at) = (described.method, described.at);
            if self
                .selection
                .as_ref()
                .is_some_and(|selection| !selection.has(path, described.key))
            {
                continue;
            }
            // An operation that stands in a file of its own is not foreseen by the specification, yet in use.
            let Some(at) = self.resolve(&at) else {
                self.skip(&at, &method, path, "its reference leads nowhere");
                continue;
            };
            if !self.is_object(&at) {
                self.skip(&at, &method, path, "it is not an object");
                continue;
            }
            let Some(template) = &template else {
                self.skip(&at, &method, path, "its path is not valid");
                continue;
            };
            let shared = PathItem {
                at: item.clone(),
                template: template.clone(),
                servers: servers.clone(),
            };
            operations.push(self.operation(method, &shared, &at, surroundings));
        }
    }

    pub(super) fn skip(&mut self, at: &Cursor<'d>, method: &Method, path: &str, reason: &str) {
        let message = format!("`{} {path}` is left out: {reason}", method.as_str());
        self.report(Code::SkippedOperation, at, message);
    }

    fn operation(
        &mut self,
        method: Method,
        item: &PathItem<'d>,
        at: &Cursor<'d>,
        surroundings: &mut Surroundings,
    ) -> Operation {
        let id = self.operation_id(at, surroundings);
        let name = id
            .clone()
            .unwrap_or_else(|| format!("{} {}", method.as_str().to_lowercase(), item.template.text));
        let mut inputs = self.inputs(&item.at, at, &item.template, &name);
        let mut responses = self.responses(at, &name);
        inputs.params.shrink_to_fit();
        responses.shrink_to_fit();
        let mut servers = self.own_servers(at);
        if servers.is_empty() {
            servers.clone_from(&item.servers);
        }
        let tags = self.operation_tags(at, surroundings);
        if let Some(id) = &id {
            surroundings.ids.insert(id.clone());
        }
        Operation {
            origin: at.origin(),
            id,
            method,
            path: inputs.path,
            tags,
            docs: self.docs_of(at),
            params: inputs.params,
            body: inputs.body,
            responses,
            security: match at.get("security") {
                Some(_) => self.requirements(at, surroundings),
                None => surroundings.security.clone(),
            },
            permissions: self.permissions(at),
            servers,
            callbacks: self.callbacks(at),
        }
    }

    /// `operationId`, unless another operation has it.
    fn operation_id(&mut self, at: &Cursor<'d>, surroundings: &Surroundings) -> Option<String> {
        let id = self.prose(at, "operationId")?;
        if surroundings.ids.contains(&id) {
            let member = at.get("operationId").unwrap_or_else(|| at.clone());
            self.advise(
                Code::DuplicateOperationId,
                &member,
                format!("another operation has the operationId `{id}`; this one is named by its method and path"),
                "give each operation its own operationId",
            );
            return None;
        }
        Some(id)
    }

    fn operation_tags(&mut self, at: &Cursor<'d>, surroundings: &mut Surroundings) -> Vec<TagId> {
        let mut tags = Vec::new();
        for tag in self.elements(at, "tags") {
            match tag.node {
                Node::String(name) if !name.trim().is_empty() => {
                    let id = surroundings.tag(name.trim(), &tag);
                    if !tags.contains(&id) {
                        tags.push(id);
                    }
                }
                _ => self.report(Code::WrongType, &tag, "a tag must be a string"),
            }
        }
        // Tags for other purposes than navigation (3.2, "Tag Object") make no group where another one does.
        let is_other = |id: &TagId| {
            let tag = surroundings.tags.get(id.0 as usize);
            tag.and_then(|tag| tag.kind.as_deref())
                .is_some_and(|kind| kind != "nav")
        };
        tags.sort_by_key(is_other);
        tags
    }

    /// Servers that a path or an operation has of its own (not in 2.0).
    fn own_servers(&mut self, at: &Cursor<'d>) -> Vec<Server> {
        match at.get("servers") {
            Some(_) => self.servers(at),
            None => Vec::new(),
        }
    }

    /// The permissions that the configured extension lists: `{type: ANY|ALL, permissions: […]}`, or a plain list.
    fn permissions(&mut self, at: &Cursor<'d>) -> Option<Permissions> {
        let key = self.config.extensions.permissions.as_deref()?;
        let member = at.get(key)?;
        let list = member.get("permissions").unwrap_or_else(|| member.clone());
        if list.node.as_array().is_none() {
            self.report(
                Code::WrongType,
                &member,
                format!("`{key}` must be a list of permissions"),
            );
            return None;
        }
        let names: Vec<String> = list
            .items()
            .filter_map(|name| name.node.as_str().map(str::to_owned))
            .collect();
        let all = member.str("type").is_some_and(|kind| kind.eq_ignore_ascii_case("all"));
        (!names.is_empty()).then_some(Permissions { all, names })
    }

    fn callbacks(&mut self, at: &Cursor<'d>) -> Vec<(String, String)> {
        let mut callbacks = Vec::new();
        for (name, callback) in self.members(at, "callbacks") {
            let Some(callback) = self.resolve(&callback) else {
                continue;
            };
            for (expression, _) in callback.entries().filter(|(key, _)| !key.starts_with("x-")) {
                callbacks.push((name.to_owned(), expression.to_owned()));
            }
        }
        callbacks
    }
}
