//! `info`, `tags`, `servers` (`host`, `basePath` and `schemes` of 2.0).

use crate::diagnostic::Code;
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
            for keyword in ["parent", "kind"] {
                if let Some(member) = at.get(keyword)
                    && self.first_of("tag", keyword)
                {
                    let message =
                        format!("`{keyword}` of a tag is new in OpenAPI 3.2 and has no effect, here and elsewhere");
                    self.note(Code::Unsupported, &member, message);
                }
            }
            tags.push(Tag {
                origin: at.origin(),
                name,
                description: self.prose(&at, "description").or_else(|| self.prose(&at, "summary")),
                external_docs: self.external_docs(&at),
            });
        }
        tags
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
        variables: Vec::new(),
    }
}
