//! Responses: statuses, bodies (`produces` of 2.0), headers, links, known error codes.

use crate::diagnostic::Code;
use crate::ir::{
    Content, ContentKind, Docs, HeaderDef, ParamStyle, Response, Role, StatusSpec, StringFormat, Type, TypeName,
};
use crate::spec::{Cursor, Dialect, Node};

use super::body::{content_kind, is_range};
use super::compose::{Found, View};
use super::context::{Context, Place};
use super::dialect::{Kind, Kinds};

impl<'d> Context<'d, '_> {
    /// The answers of an operation, in document order.
    pub(super) fn responses(&mut self, at: &Cursor<'d>, operation: &str) -> Vec<Response> {
        let mut responses: Vec<Response> = Vec::new();
        let mut succeeded = false;
        for (key, member) in self.members(at, "responses") {
            let Some(status) = parse_status(key) else {
                self.report(
                    Code::InvalidStatus,
                    &member,
                    format!("`{key}` is not a status; this response is left out"),
                );
                continue;
            };
            if responses.iter().any(|known| known.status == status) {
                continue;
            }
            // A reference that leads nowhere is reported by the loader.
            let response = self.resolve(&member).filter(|response| self.is_object(response));
            let Some(response) = response else {
                if is_success(status) && !matches!(member.node, Node::Null) {
                    responses.push(unknown(&member, status));
                }
                continue;
            };
            let place = match self.component_name(&response) {
                Some(component) => Place::operation(&component, "response"),
                None if is_success(status) && !succeeded => Place::operation(operation, "response"),
                None => Place::operation(operation, &format!("response {key}")),
            };
            succeeded |= is_success(status);
            responses.push(self.response(&response, status, at, &place));
        }
        let is_described = |status: StatusSpec| {
            // Without a status of its own, success is what `default` describes.
            status.is_success() || status.is_redirect() || status == StatusSpec::Default
        };
        if !responses.iter().any(|response| is_described(response.status)) {
            self.note(
                Code::NoSuccess,
                at,
                "no successful response is described, so its body is not decoded",
            );
        }
        responses
    }

    fn response(&mut self, at: &Cursor<'d>, status: StatusSpec, operation: &Cursor<'d>, place: &Place) -> Response {
        self.samples_are(Role::Response);
        let content = match self.docs.dialect() {
            Dialect::V2 => self.contents_of_schema(at, operation, place),
            _ => self.contents(at, place),
        };
        Response {
            origin: at.origin(),
            status,
            docs: self.docs_of(at),
            content,
            headers: self.headers(at, place),
            error_codes: self.error_codes(at),
            links: self.links(at),
        }
    }

    /// The body of a response of 2.0: a schema in each media type that the operation produces.
    fn contents_of_schema(&mut self, at: &Cursor<'d>, operation: &Cursor<'d>, place: &Place) -> Vec<Content> {
        let Some(schema) = at.get("schema") else {
            return Vec::new();
        };
        let mut media_types = self.media_types(operation, "produces");
        let readable = media_types
            .iter()
            .any(|media_type| content_kind(media_type) == ContentKind::Json || is_range(media_type));
        if !readable && self.is_structured(&schema) {
            // An object cannot be plain text or bytes: services that say so answer with JSON.
            media_types = vec!["application/json".to_owned()];
        }
        let file = schema.str("type") == Some("file");
        let samples = at.get("examples");
        media_types
            .iter()
            .map(|media_type| {
                let mut content = self.content(at, media_type, Some(&schema), place);
                if file {
                    content.kind = ContentKind::Binary;
                    content.ty = Type::String(StringFormat::Binary);
                }
                content.encoding.clear();
                let sample = samples.as_ref().and_then(|samples| samples.get(media_type));
                content.examples = sample
                    .map(|sample| crate::ir::Example {
                        name: None,
                        summary: None,
                        value: sample.node.to_json(),
                    })
                    .into_iter()
                    .collect();
                content
            })
            .collect()
    }

    fn is_structured(&mut self, schema: &Cursor<'d>) -> bool {
        let view = match self.look(schema) {
            Found::Elsewhere(target) => self.flat(&target),
            Found::Here(view) => view,
            Found::Nothing(_) => return false,
        };
        self.is_structured_view(&view)
    }

    fn is_structured_view(&mut self, view: &View<'d>) -> bool {
        match self.kinds(view) {
            Kinds::Known(kinds) => kinds.iter().any(|kind| matches!(kind, Kind::Object | Kind::Array)),
            _ => view.has("properties") || view.has("items"),
        }
    }

    fn headers(&mut self, at: &Cursor<'d>, place: &Place) -> Vec<HeaderDef> {
        let mut headers = Vec::new();
        for (name, header) in self.named_members(at, "headers") {
            let Some(header) = self.resolve(&header) else {
                continue;
            };
            if !self.is_object(&header) || name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let place = match self.component_name(&header) {
                Some(component) => Place::Root(TypeName::Schema(component)),
                None => place.part(name),
            };
            let content = self.members(&header, "content").into_iter().next();
            let ty = match (header.get("schema"), content) {
                (Some(schema), _) => Some(self.schema_of_text(&schema, &place)),
                (None, Some((_, media))) => media.get("schema").map(|schema| self.schema(&schema, &place)),
                (None, None) => header.get("type").map(|_| self.schema_of_text(&header, &place)),
            };
            let ty = ty.map_or(Type::String(StringFormat::Plain), |ty| ty.non_null().clone());
            let style = match self.docs.dialect() {
                Dialect::V2 => self.list_style(&header, ParamStyle::Simple),
                _ => ParamStyle::Simple,
            };
            headers.push(HeaderDef {
                origin: header.origin(),
                name: name.to_owned(),
                ty,
                style,
                required: header.bool("required"),
                docs: self.docs_of(&header),
            });
        }
        headers
    }

    /// The error codes that the configured extension lists: `{code: message}`.
    fn error_codes(&mut self, at: &Cursor<'d>) -> Vec<(String, String)> {
        let Some(key) = self.config.extensions.error_codes.as_deref() else {
            return Vec::new();
        };
        let Some(member) = at.get(key) else {
            return Vec::new();
        };
        if !self.is_object(&member) {
            return Vec::new();
        }
        member
            .entries()
            .map(|(code, message)| {
                let text = match message.node {
                    Node::String(text) => text.trim().to_owned(),
                    Node::Null => String::new(),
                    other => other.to_json().to_string(),
                };
                (code.to_owned(), text)
            })
            .collect()
    }

    fn links(&mut self, at: &Cursor<'d>) -> Vec<(String, String)> {
        let mut links = Vec::new();
        for (name, link) in self.members(at, "links") {
            let Some(link) = self.resolve(&link) else {
                continue;
            };
            let target = link.str("operationId").or_else(|| link.str("operationRef"));
            links.push((name.to_owned(), target.unwrap_or_default().to_owned()));
        }
        links
    }
}

/// A response of which nothing can be read, so that its body is not.
fn unknown(at: &Cursor<'_>, status: StatusSpec) -> Response {
    Response {
        origin: at.origin(),
        status,
        docs: Docs::default(),
        content: Vec::new(),
        headers: Vec::new(),
        error_codes: Vec::new(),
        links: Vec::new(),
    }
}

fn is_success(status: StatusSpec) -> bool {
    match status {
        StatusSpec::Code(code) => (200..300).contains(&code),
        StatusSpec::Range(hundred) => hundred == 2,
        StatusSpec::Default => false,
    }
}

/// The statuses that a key of `responses` stands for.
pub(super) fn parse_status(key: &str) -> Option<StatusSpec> {
    if key == "default" {
        return Some(StatusSpec::Default);
    }
    let hundred: u8 = key.get(..1)?.parse().ok().filter(|hundred| (1..=5).contains(hundred))?;
    match key.get(1..)? {
        "XX" | "xx" | "Xx" | "xX" => Some(StatusSpec::Range(hundred)),
        rest if rest.len() == 2 => key.parse().ok().map(StatusSpec::Code),
        _ => None,
    }
}
