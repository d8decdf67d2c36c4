//! `info`, `tags`, `servers` (`host`, `basePath` and `schemes` of 2.0).

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Contact, Info, Server, ServerVariable, Tag};
use crate::spec::{Cursor, Dialect};

use super::context::Context;

impl<'d> Context<'d, '_> {
    /// What the document says of the API as a whole.
    pub(super) fn info(&mut self, root: &Cursor<'d>) -> Info {
        let mut info = Info {
            external_docs: self.external_docs(root),
            ..Info::default()
        };
        let Some(at) = root.get("info").filter(|at| at.node.as_object().is_some()) else {
            self.report(
                Code::Missing,
                root,
                "`info` with the API's title and version is missing",
            );
            return info;
        };
        info.title = self.prose(&at, "title").unwrap_or_default();
        info.version = self.prose(&at, "version").unwrap_or_default();
        for (key, value) in [("title", &info.title), ("version", &info.version)] {
            if value.is_empty() {
                self.report(Code::Missing, &at, format!("`info.{key}` is missing"));
            }
        }
        info.description = self.prose(&at, "description").or_else(|| self.prose(&at, "summary"));
        info.terms_of_service = self.prose(&at, "termsOfService");
        info.contact = at.get("contact").map(|contact| Contact {
            name: self.prose(&contact, "name"),
            url: self.prose(&contact, "url"),
            email: self.prose(&contact, "email"),
        });
        info.license = at.get("license").and_then(|license| {
            let name = self
                .prose(&license, "identifier")
                .or_else(|| self.prose(&license, "name"))?;
            Some((name, self.prose(&license, "url")))
        });
        info
    }

    /// The declared tags.
    pub(super) fn tags(&mut self, root: &Cursor<'d>) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for at in self.elements(root, "tags") {
            let Some(name) = self.prose(&at, "name") else {
                self.report(Code::Missing, &at, "the tag has no `name`");
                continue;
            };
            if tags.iter().any(|tag| tag.name == name) {
                self.note(Code::DuplicateKey, &at, format!("the tag `{name}` is declared twice"));
                continue;
            }
            tags.push(Tag {
                origin: at.origin(),
                name,
                description: self.prose(&at, "description").or_else(|| self.prose(&at, "summary")),
                parent: self.prose(&at, "parent"),
                kind: self.prose(&at, "kind"),
                external_docs: self.external_docs(&at),
            });
        }
        self.check_parents(root, &tags);
        tags
    }

    /// Reports tags that are part of one that is not declared, or of themselves.
    fn check_parents(&mut self, root: &Cursor<'d>, tags: &[Tag]) {
        let parent = |name: &str| tags.iter().find(|tag| tag.name == name)?.parent.as_deref();
        for at in self.elements(root, "tags") {
            let (Some(name), Some(member)) = (at.str("name"), at.get("parent")) else {
                continue;
            };
            let Some(text) = member.node.as_str() else { continue };
            let is_known = tags.iter().any(|tag| tag.name == text);
            let mut above = std::iter::successors(Some(text), |name| parent(name)).take(tags.len() + 1);
            let message = if !is_known {
                format!("no tag is called `{text}`; this one is not shown as part of another")
            } else if above.any(|above| above == name) {
                "this tag is a part of itself by way of its `parent`; it is not shown as part of another".to_owned()
            } else {
                continue;
            };
            let found = Diagnostic::new(Code::DanglingRef, member.origin(), message);
            self.push(found.did_you_mean(text, tags.iter().map(|tag| tag.name.as_str())));
        }
    }

    /// The base addresses that stand at `at`: the document, a path or an operation.
    pub(super) fn servers(&mut self, at: &Cursor<'d>) -> Vec<Server> {
        if self.docs.dialect() == Dialect::V2 {
            return self.servers_of_host(at);
        }
        let list = self.elements(at, "servers");
        list.iter().filter_map(|server| self.server(server)).collect()
    }

    fn server(&mut self, at: &Cursor<'d>) -> Option<Server> {
        let Some(url) = self.prose(at, "url") else {
            self.report(Code::Missing, at, "the server has no `url`");
            return None;
        };
        let variables = self
            .members(at, "variables")
            .into_iter()
            .map(|(name, variable)| {
                let values: Vec<String> = self
                    .elements(&variable, "enum")
                    .iter()
                    .map(|value| match value.node.as_str() {
                        Some(text) => text.to_owned(),
                        None => value.node.to_json().to_string(),
                    })
                    .collect();
                let default = self.text(&variable, "default").unwrap_or_else(|| {
                    self.report(Code::Missing, &variable, "the server variable has no `default`");
                    values.first().cloned().unwrap_or_default()
                });
                ServerVariable {
                    name: name.to_owned(),
                    default,
                    values,
                    description: self.prose(&variable, "description"),
                }
            })
            .collect();
        Some(Server {
            origin: at.origin(),
            url,
            description: self.prose(at, "description"),
            name: self.prose(at, "name"),
            variables,
        })
    }

    /// 2.0: the schemes with the host and the base path. The encrypted one comes first, as it is the default.
    fn servers_of_host(&mut self, root: &Cursor<'d>) -> Vec<Server> {
        let base = self.prose(root, "basePath").unwrap_or_default();
        let base = base.trim_end_matches('/');
        let Some(host) = self.prose(root, "host") else {
            let at = root.get("basePath");
            return at
                .filter(|_| !base.is_empty())
                .map(|at| server_at(&at, base.to_owned()))
                .into_iter()
                .collect();
        };
        let mut schemes: Vec<&str> = Vec::new();
        for at in self.elements(root, "schemes") {
            match at.node.as_str() {
                Some(scheme @ ("http" | "https")) => schemes.push(scheme),
                _ => self.note(
                    Code::Unsupported,
                    &at,
                    "this scheme is ignored: only `http` and `https` are supported",
                ),
            }
        }
        if schemes.is_empty() {
            schemes.push("https");
        }
        schemes.sort_by_key(|scheme| *scheme != "https");
        let at = root.get("host").unwrap_or_else(|| root.clone());
        schemes
            .into_iter()
            .map(|scheme| server_at(&at, format!("{scheme}://{host}{base}")))
            .collect()
    }
}

fn server_at(at: &Cursor<'_>, url: String) -> Server {
    Server {
        origin: at.origin(),
        url,
        description: None,
        name: None,
        variables: Vec::new(),
    }
}
