//! Request bodies and media types (`consumes`, `body` and `formData` parameters of 2.0).

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::ir::media_type::essence;
use crate::ir::{
    Additional, AnyCause, Body, Content, ContentKind, Docs, Field, ParamStyle, PropertyEncoding, Role, StringFormat,
    Struct, Type, TypeKind,
};
use crate::spec::{Cursor, Node};

use super::compose::{Found, View};
use super::context::{Context, Place};
use super::dialect::{Kind, Kinds};
use super::sequential::is_json_lines;
use super::styles::parse_style;

impl<'d> Context<'d, '_> {
    /// `requestBody` (3.x).
    pub(super) fn request_body(&mut self, at: &Cursor<'d>, operation: &str) -> Option<Body> {
        let member = at.get_present("requestBody")?;
        // A reference that leads nowhere is reported by the loader.
        let body = self.resolve(&member).filter(|body| self.is_object(body));
        let Some(body) = body else {
            return Some(self.unknown_body(&member));
        };
        let place = match self.component_name(&body) {
            Some(component) => Place::operation(&component, "request"),
            None => Place::operation(operation, "request"),
        };
        if !body.bool("required") && is_empty_form(&body) {
            return None;
        }
        self.samples_are(Role::Request);
        let mut content = self.contents(&body, &place);
        for content in &mut content {
            make_sendable(content);
        }
        if content.is_empty() {
            let message = "the body has no media type; the request is sent without one";
            self.advise(Code::Missing, &body, message, "add the media type below `content`");
            return None;
        }
        Some(Body {
            origin: body.origin(),
            required: body.bool("required"),
            docs: self.docs_of(&body),
            name: None,
            content,
        })
    }

    /// A body of which nothing can be read: any JSON value, which may be left out.
    fn unknown_body(&mut self, at: &Cursor<'d>) -> Body {
        Body {
            origin: at.origin(),
            required: false,
            docs: Docs::default(),
            name: None,
            content: vec![Content {
                origin: at.origin(),
                media_type: self.interned("application/json"),
                kind: ContentKind::Json,
                ty: Type::Any(AnyCause::Reference),
                constraints: None,
                encoding: Vec::new(),
                examples: Vec::new(),
            }],
        }
    }

    /// The media types below `content`.
    pub(super) fn contents(&mut self, at: &Cursor<'d>, place: &Place) -> Vec<Content> {
        let mut contents = Vec::new();
        for (media_type, media) in self.members(at, "content") {
            let Some(media) = self.resolve(&media) else {
                continue;
            };
            let place = match contents.is_empty() {
                true => place.clone(),
                false => place.part(kind_word(content_kind(media_type))),
            };
            let schema = match media.get("itemSchema") {
                Some(item) if content_kind(media_type) == ContentKind::EventStream => Some(self.event_data(&item)),
                item => media.get("schema").or(item),
            };
            contents.push(self.content(&media, media_type, schema.as_ref(), &place));
        }
        contents
    }

    /// A body in one media type.
    pub(super) fn content(
        &mut self,
        at: &Cursor<'d>,
        media_type: &str,
        schema: Option<&Cursor<'d>>,
        place: &Place,
    ) -> Content {
        let (kind, ty) = self.typed(at, media_type, schema, place);
        if let (ContentKind::Json | ContentKind::Form, Some(schema)) = (kind, schema) {
            self.sample_media(at, media_type, schema, &ty);
        }
        Content {
            origin: at.origin(),
            media_type: self.interned(media_type),
            kind,
            ty,
            constraints: schema.and_then(|schema| {
                let chain = self.chain(schema);
                self.constraints_of_chain(&chain)
            }),
            encoding: self.encodings(at),
            examples: self.examples_at(at),
        }
    }

    fn typed(
        &mut self,
        at: &Cursor<'d>,
        media_type: &str,
        schema: Option<&Cursor<'d>>,
        place: &Place,
    ) -> (ContentKind, Type) {
        let declared = content_kind(media_type);
        match declared {
            ContentKind::Text => match schema.filter(|schema| self.is_scalar(schema)) {
                Some(schema) => (declared, self.schema_of_text(schema, place)),
                None => (declared, Type::String(StringFormat::Plain)),
            },
            ContentKind::JsonLines => self.lines(at, schema, place),
            ContentKind::Binary if !is_range(media_type) => {
                if schema
                    .is_some_and(|schema| schema.node.get("$ref").is_some() || schema.node.get("properties").is_some())
                {
                    self.note_once_for_media(at, media_type);
                }
                (declared, Type::String(StringFormat::Binary))
            }
            _ => {
                let Some(schema) = schema else {
                    return match declared {
                        ContentKind::Binary => (declared, Type::String(StringFormat::Binary)),
                        _ => (declared, Type::Any(AnyCause::Unconstrained)),
                    };
                };
                if declared == ContentKind::Multipart && (at.has("itemSchema") || schema.str("type") == Some("array")) {
                    // Parts that are told by their position, which callers give as they like.
                    return (declared, Type::Any(AnyCause::Unconstrained));
                }
                if declared == ContentKind::Multipart
                    && let Some(ty) = self.parts_of_alternatives(schema, place)
                {
                    return (declared, ty);
                }
                if declared == ContentKind::Json && self.is_file(schema) {
                    return (declared, Type::Any(AnyCause::Unconstrained));
                }
                let ty = self.schema(schema, place);
                match (declared, &ty) {
                    (ContentKind::Json | ContentKind::Binary, Type::String(StringFormat::Binary)) => {
                        (ContentKind::Binary, ty)
                    }
                    (ContentKind::Binary, _) => (ContentKind::Json, ty),
                    _ => (declared, ty),
                }
            }
        }
    }

    /// Returns `true` for a schema of numbers, booleans, dates or an enum, which plain text can hold.
    fn is_scalar(&mut self, schema: &Cursor<'d>) -> bool {
        let view = match self.look(schema) {
            Found::Elsewhere(target) => self.flat(&target),
            Found::Here(view) => view,
            Found::Nothing(_) => return false,
        };
        let is_of_format = view
            .last("format")
            .and_then(|format| format.node.as_str())
            .is_some_and(|format| {
                const TYPED: &[&str] = &["date-time", "date", "time", "uuid"];
                TYPED.contains(&format)
            });
        let is_told = is_of_format || view.has("enum") || view.has("const");
        match self.kinds(&view) {
            Kinds::Known(kinds) => match kinds.as_slice() {
                [Kind::Integer | Kind::Number | Kind::Boolean] => true,
                [Kind::String] => is_told,
                _ => false,
            },
            _ => false,
        }
    }

    /// Returns `true` for a schema with only the media type of a file. `contentMediaType` constrains strings alone, and a file
    /// in JSON need not be a string.
    fn is_file(&mut self, schema: &Cursor<'d>) -> bool {
        const SAYS_NOTHING: &[&str] = &["title", "description", "deprecated", "example", "examples", "$comment"];
        let Some(schema) = self.resolve(schema) else {
            return false;
        };
        let mut others = schema.entries().map(|(keyword, _)| keyword);
        let is_other = |keyword: &str| {
            keyword != "contentMediaType" && !keyword.starts_with("x-") && !SAYS_NOTHING.contains(&keyword)
        };
        schema.has("contentMediaType") && !others.any(is_other)
    }

    fn note_once_for_media(&mut self, at: &Cursor<'d>, media_type: &str) {
        if self.first_of("media type", media_type) {
            let message = format!(
                "bodies of `{media_type}` are bytes, here and elsewhere: this media type is not encoded or decoded"
            );
            self.note(Code::Unsupported, at, message);
        }
    }

    /// `encoding`: how single properties of a form are written.
    pub(super) fn encodings(&mut self, at: &Cursor<'d>) -> Vec<PropertyEncoding> {
        let mut encodings = Vec::new();
        // Those of positions (3.2) are called by these, and the one of all others by nothing.
        let positions = self.elements(at, "prefixEncoding").into_iter().enumerate();
        let mut all: Vec<(String, Cursor<'d>)> = positions.map(|(index, one)| (index.to_string(), one)).collect();
        all.extend(at.get("itemEncoding").map(|others| (String::new(), others)));
        let named = self.members(at, "encoding").into_iter();
        all.extend(named.map(|(name, one)| (name.to_owned(), one)));
        for (property, encoding) in all {
            if !self.is_object(&encoding) {
                continue;
            }
            let style = encoding.str("style").and_then(parse_style);
            if style.is_none() && encoding.str("style").is_some() {
                self.report(
                    Code::Unsupported,
                    &encoding,
                    "this `style` does not exist; the default is used",
                );
            }
            encodings.push(PropertyEncoding {
                property,
                content_type: self.prose(&encoding, "contentType"),
                style,
                explode: encoding.get("explode").map(|_| encoding.bool("explode")),
                allow_reserved: encoding.bool("allowReserved"),
                headers: self
                    .members(&encoding, "headers")
                    .into_iter()
                    .map(|(name, _)| name.to_owned())
                    .collect(),
            });
        }
        encodings
    }

    /// The `body` parameter of 2.0.
    pub(super) fn body_of_parameter(&mut self, parameter: &Cursor<'d>, at: &Cursor<'d>, operation: &str) -> Body {
        let place = Place::operation(operation, "request");
        self.samples_are(Role::Request);
        let schema = parameter.get("schema");
        if schema.is_none() {
            self.report(Code::Missing, parameter, "the body parameter has no `schema`");
        }
        let content = self
            .media_types(at, "consumes")
            .iter()
            .map(|media_type| {
                let mut content = self.content(parameter, media_type, schema.as_ref(), &place);
                make_sendable(&mut content);
                content.encoding.clear();
                content
            })
            .collect();
        Body {
            origin: parameter.origin(),
            required: parameter.bool("required"),
            docs: self.docs_of(parameter),
            name: parameter.str("name").map(str::to_owned),
            content,
        }
    }

    /// The `formData` parameters of 2.0, as one object.
    pub(super) fn body_of_form(
        &mut self,
        form: &[Cursor<'d>],
        item: &Cursor<'d>,
        at: &Cursor<'d>,
        operation: &str,
    ) -> Body {
        let list = at
            .get("parameters")
            .or_else(|| item.get("parameters"))
            .unwrap_or_else(|| at.clone());
        let view = View::plain(&list);
        let ty = self.define(&view, &Place::operation(operation, "request"), |context, id| {
            let fields = form
                .iter()
                .filter_map(|parameter| context.form_field(parameter, id))
                .collect();
            TypeKind::Struct(Struct {
                fields,
                additional: Additional::Ignored,
                additional_constraints: None,
            })
        });
        let encoding: Vec<PropertyEncoding> = form.iter().filter_map(|one| self.form_encoding(one)).collect();
        let content = self
            .form_media_types(form, at)
            .into_iter()
            .map(|media_type| Content {
                origin: list.origin(),
                kind: content_kind(&media_type),
                media_type: Arc::from(media_type),
                ty: ty.clone(),
                constraints: None,
                encoding: encoding.clone(),
                examples: Vec::new(),
            })
            .collect();
        Body {
            origin: list.origin(),
            required: form.iter().any(|parameter| parameter.bool("required")),
            docs: Docs::default(),
            name: None,
            content,
        }
    }

    fn form_field(&mut self, parameter: &Cursor<'d>, id: crate::ir::TypeId) -> Option<Field> {
        let name = parameter.str("name")?;
        let ty = self.schema_of_text(parameter, &Place::child(id, name));
        let chain = self.chain(parameter);
        let default = self.default_of(&chain, &ty);
        Some(Field {
            elsewhere: Some(Box::new(parameter.origin())),
            wire: self.interned(name),
            ty,
            required: parameter.bool("required"),
            read_only: false,
            write_only: false,
            docs: self.docs_of(parameter),
            default: default.map(Box::new),
            constraints: self.constraints_of_chain(&chain),
            example: self.example_of(&chain).map(Box::new),
        })
    }

    /// The separator of a list in a form.
    fn form_encoding(&mut self, parameter: &Cursor<'d>) -> Option<PropertyEncoding> {
        if parameter.str("type") != Some("array") {
            return None;
        }
        Some(PropertyEncoding {
            property: parameter.str("name")?.to_owned(),
            content_type: None,
            style: Some(self.list_style(parameter, ParamStyle::Form)),
            explode: Some(parameter.str("collectionFormat") == Some("multi")),
            allow_reserved: false,
            headers: Vec::new(),
        })
    }

    fn form_media_types(&mut self, form: &[Cursor<'d>], at: &Cursor<'d>) -> Vec<String> {
        let has_file = form.iter().any(|parameter| parameter.str("type") == Some("file"));
        let mut media_types: Vec<String> = self
            .media_types(at, "consumes")
            .into_iter()
            .filter(|media_type| match content_kind(media_type) {
                ContentKind::Multipart => true,
                ContentKind::Form => !has_file,
                _ => false,
            })
            .collect();
        if media_types.is_empty() {
            media_types.push(match has_file {
                true => "multipart/form-data".to_owned(),
                false => "application/x-www-form-urlencoded".to_owned(),
            });
        }
        media_types
    }

    /// `consumes` or `produces` of an operation, or of the document (2.0); JSON where neither says anything.
    pub(super) fn media_types(&mut self, at: &Cursor<'d>, key: &str) -> Vec<String> {
        let root = self.docs.root();
        let holder = if at.get(key).is_some() { at } else { &root };
        let mut media_types: Vec<String> = Vec::new();
        for element in self.elements(holder, key) {
            match element.node {
                Node::String(text) if !media_types.iter().any(|known| **known == **text) => {
                    media_types.push(text.to_string())
                }
                Node::String(_) => {}
                _ => self.report(Code::WrongType, &element, "a media type must be a string"),
            }
        }
        if media_types.is_empty() {
            media_types.push("application/json".to_owned());
        }
        media_types
    }
}

/// A range such as `*/*` cannot be sent: what is written here has a media type. Of bytes and text, the caller says it.
fn make_sendable(content: &mut Content) {
    if is_range(&content.media_type) {
        match content.kind {
            ContentKind::Json => content.media_type = Arc::from("application/json"),
            ContentKind::Multipart => content.media_type = Arc::from("multipart/form-data"),
            _ => {}
        }
    }
}

/// Whether a media type stands for several.
pub(super) fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// How a media type is written and read. Of a range, and of what is not known, bytes are.
pub(super) fn content_kind(media_type: &str) -> ContentKind {
    let essence = essence(media_type);
    match essence.as_str() {
        "application/json" | "text/json" | "application/*+json" => ContentKind::Json,
        "application/x-www-form-urlencoded" => ContentKind::Form,
        "text/event-stream" => ContentKind::EventStream,
        text if is_json_lines(text) => ContentKind::JsonLines,
        text if text.ends_with("+json") => ContentKind::Json,
        text if text.starts_with("multipart/") => ContentKind::Multipart,
        text if text.starts_with("text/") => ContentKind::Text,
        _ => ContentKind::Binary,
    }
}

fn kind_word(kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::Json => "json",
        ContentKind::Form => "form",
        ContentKind::Multipart => "multipart",
        ContentKind::EventStream => "event",
        ContentKind::JsonLines => "line",
        ContentKind::Text => "text",
        ContentKind::Binary => "binary",
    }
}

/// Whether a body is a form that never has a member, so that sending it is the same as sending none.
fn is_empty_form(body: &Cursor<'_>) -> bool {
    let mut media = body.get("content").into_iter().flat_map(|content| content.entries());
    let (Some((media_type, only)), None) = (media.next(), media.next()) else {
        return false;
    };
    let has_no_members = |schema: Cursor<'_>| {
        let mut properties = schema
            .get("properties")
            .into_iter()
            .flat_map(|members| members.entries());
        let others = ["allOf", "anyOf", "oneOf", "patternProperties", "$ref", "$dynamicRef"];
        schema
            .get("additionalProperties")
            .is_some_and(|other| other.node.as_bool() == Some(false))
            && properties.next().is_none()
            && !others.iter().any(|keyword| schema.has(keyword))
    };
    essence(media_type) == "application/x-www-form-urlencoded" && only.get("schema").is_some_and(has_no_members)
}
