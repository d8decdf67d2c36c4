//! Parameters: merging those of the path, their places, `content`.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::hash::HashSet;
use crate::ir::media_type::is_form;
use crate::ir::{Body, Docs, Param, ParamLocation, PathTemplate, PropertyEncoding, Role, StringFormat, Type, TypeName};
use crate::spec::{Cursor, Dialect};

use super::context::{Context, Place};
use super::paths::{Layout, Slot};
use super::responses::parse_status;
use super::styles::{Written, of_slot, usual};
use super::template::Template;

/// A request: where it goes and what it is made of.
pub(super) struct Inputs {
    pub(super) path: PathTemplate,
    pub(super) params: Vec<Arc<Param>>,
    pub(super) body: Option<Body>,
}

/// The schema of a parameter, and how it is encoded where `content` says so.
struct Encoded<'d> {
    schema: Option<Cursor<'d>>,
    content: Option<String>,
    encoding: Vec<PropertyEncoding>,
}

impl<'d> Context<'d, '_> {
    /// The parameters and the body of an operation.
    pub(super) fn inputs(
        &mut self,
        item: &Cursor<'d>,
        at: &Cursor<'d>,
        template: &Template,
        operation: &str,
    ) -> Inputs {
        let mut params: Vec<Arc<Param>> = Vec::new();
        let mut body = None;
        let mut form = Vec::new();
        let parameters = self.parameters(item, at);
        let layout = self.layout(template, &parameters, item);
        let is_v2 = self.docs.dialect() == Dialect::V2;
        for parameter in &parameters {
            if self.is_given_by_path(&layout, parameter) {
                continue;
            }
            match parameter.str("in") {
                Some("body") if is_v2 => body = Some(parameter),
                Some("formData") if is_v2 => form.push(parameter.clone()),
                _ => {
                    let location = self.location(parameter, &layout, &parameters);
                    match location {
                        Some(ParamLocation::QueryString) if self.is_second_query(parameter, &params) => {}
                        Some(location) => params.extend(self.param(parameter, location, &layout, operation)),
                        None => {}
                    }
                }
            }
        }
        self.check_query_string(&params, at);
        let body = match (is_v2, body) {
            (true, Some(body)) => Some(self.body_of_parameter(body, at, operation)),
            (true, None) if !form.is_empty() => Some(self.body_of_form(&form, item, at, operation)),
            _ => self.request_body(at, operation),
        };
        Inputs {
            path: self.fit_parameters(&layout, &mut params, at),
            params,
            body,
        }
    }

    /// The place of a parameter. One that names none, or none that is known, is lost unless the path has a placeholder for
    /// it.
    fn location(
        &mut self,
        parameter: &Cursor<'d>,
        layout: &Layout,
        parameters: &[Cursor<'d>],
    ) -> Option<ParamLocation> {
        let name = parameter.str("name")?;
        let place = parameter.str("in");
        let is_path = |one: &Cursor<'_>| one.str("in") == Some("path") && one.str("name") == Some(name);
        let known = place.and_then(location);
        if known == Some(ParamLocation::Path) && layout.slot(name).is_none() && layout.query_slot(name).is_some() {
            let message = format!("the path has `{name}` in its query; the parameter is sent there");
            self.note(Code::InvalidPath, parameter, message);
            return Some(ParamLocation::Query);
        }
        if known.is_some() {
            return known;
        }
        let (code, reason) = match place {
            Some(place) => (
                Code::WrongType,
                format!("`{place}` is no place for the parameter `{name}`"),
            ),
            None => (
                Code::Missing,
                format!("the parameter `{name}` does not say where it goes (`in`)"),
            ),
        };
        let is_needed = layout.slot(name).is_some() && !parameters.iter().any(is_path);
        let outcome = match is_needed {
            true => "it is taken as the placeholder of the path",
            false => "it is left out",
        };
        let help = match place {
            Some("body" | "formData") => "describe the body with `requestBody`",
            _ => "write `in: path`, `query`, `header` or `cookie`, whichever the service reads",
        };
        self.advise(code, parameter, format!("{reason}; {outcome}"), help);
        is_needed.then_some(ParamLocation::Path)
    }

    /// Returns `true` for a second parameter that is the whole query.
    fn is_second_query(&mut self, parameter: &Cursor<'d>, params: &[Arc<Param>]) -> bool {
        let is_second = params.iter().any(|param| param.location == ParamLocation::QueryString);
        if is_second {
            let message = "only one parameter can be the whole query; this one is left out";
            self.report(Code::DuplicateParameter, parameter, message);
        }
        is_second
    }

    /// Says that nothing else can be in the query beside a parameter that is the whole of it.
    fn check_query_string(&mut self, params: &[Arc<Param>], at: &Cursor<'d>) {
        let has = |location: ParamLocation| params.iter().any(|param| param.location == location);
        if has(ParamLocation::QueryString) && has(ParamLocation::Query) {
            let message = "a parameter is the whole query (`querystring`) and others are in the query; all are sent, one \
                           behind the other";
            let help = "describe the others as properties of the one that is the whole query";
            self.advise(Code::Unsupported, at, message, help);
        }
    }

    /// The Parameter Objects of an operation, those of the path first unless the operation has its own.
    fn parameters(&mut self, item: &Cursor<'d>, at: &Cursor<'d>) -> Vec<Cursor<'d>> {
        let mut all = self.parameters_at(item);
        let own = self.parameters_at(at);
        let known: HashSet<_> = own.iter().map(identity).collect();
        all.retain(|shared| !known.contains(&identity(shared)));
        all.extend(own);
        all
    }

    fn parameters_at(&mut self, at: &Cursor<'d>) -> Vec<Cursor<'d>> {
        let mut all: Vec<Cursor<'d>> = Vec::new();
        let mut known = HashSet::default();
        for element in self.elements(at, "parameters") {
            // A reference that leads nowhere is reported by the loader.
            let Some(parameter) = self.resolve(&element) else {
                continue;
            };
            if !self.is_object(&parameter) {
                continue;
            }
            if parameter.str("name").is_none() {
                self.report(Code::Missing, &parameter, "the parameter has no `name` and is left out");
                continue;
            }
            if !known.insert(identity(&parameter)) {
                self.report(
                    Code::DuplicateParameter,
                    &element,
                    "this parameter is declared twice; the first one is used",
                );
                continue;
            }
            all.push(parameter);
        }
        all
    }

    fn param(
        &mut self,
        at: &Cursor<'d>,
        location: ParamLocation,
        layout: &Layout,
        operation: &str,
    ) -> Option<Arc<Param>> {
        let name = at.str("name")?;
        if self.is_left_to_client(at, location, name) {
            return None;
        }
        let place = self.shared_place(at, operation, name);
        let slot = match location {
            ParamLocation::Path => layout.slot(name),
            ParamLocation::Query if at.str("in") == Some("path") => layout.query_slot(name),
            _ => None,
        };
        let Encoded {
            schema,
            content,
            encoding,
        } = self.encoded(at, location);
        let (ty, chain) = match &schema {
            Some(schema) if content.is_some() => (self.schema(schema, &place), self.chain(schema)),
            Some(schema) => (self.schema_of_text(schema, &place), self.chain(schema)),
            None => (Type::String(StringFormat::Plain), Vec::new()),
        };
        let ty = ty.non_null().clone();
        if let Some(schema) = &schema {
            self.samples_are(Role::Request);
            self.sample_media(at, "", schema, &ty);
        }
        let Written {
            style,
            explode,
            allow_reserved,
        } = self.written(at, location, slot);
        let default = self.default_of(&chain, &ty);
        let example = self.examples_at(at).into_iter().next().map(|example| example.value);
        let param = Param {
            origin: at.origin(),
            required: self.is_required(at, location, slot),
            name: name.to_owned(),
            location,
            style,
            explode,
            allow_empty: self.allows_empty(at, location, &ty),
            ty,
            allow_reserved,
            content,
            encoding,
            docs: self.docs_of(at),
            default: default.map(Box::new),
            constraints: self.constraints_of_chain(&chain),
            example: example.or_else(|| self.example_of(&chain)).map(Box::new),
        };
        Some(self.shared_param(param))
    }

    /// `allowEmptyValue`.
    fn allows_empty(&mut self, at: &Cursor<'d>, location: ParamLocation, ty: &Type) -> bool {
        let allowed = location == ParamLocation::Query && at.bool("allowEmptyValue");
        if allowed && !matches!(ty, Type::String(StringFormat::Plain)) {
            let name = at.str("name").unwrap_or_default();
            self.advise_note(
                Code::Unsupported,
                at,
                format!("the parameter may be sent empty (`{name}=`), which its type cannot express"),
                "add it to the call with `query(name, \"\")`",
            );
        }
        allowed
    }

    /// The parameter, held once for all operations that it is the same in.
    fn shared_param(&mut self, param: Param) -> Arc<Param> {
        match self.params.get(&param.origin) {
            Some(known) if **known == param => Arc::clone(known),
            _ => {
                let new = Arc::new(param);
                self.params.insert(new.origin.clone(), Arc::clone(&new));
                new
            }
        }
    }

    /// Headers that OpenAPI 3 reserves for the client: a parameter of that name has no meaning there.
    fn is_left_to_client(&mut self, at: &Cursor<'d>, location: ParamLocation, name: &str) -> bool {
        const RESERVED: &[&str] = &["accept", "content-type", "authorization"];
        let left = location == ParamLocation::Header
            && self.docs.dialect() != Dialect::V2
            && RESERVED.contains(&name.to_ascii_lowercase().as_str());
        if left {
            let message = format!("the client sets the header `{name}`; OpenAPI ignores parameters of this name");
            self.advise_note(Code::Unsupported, at, message, "remove the parameter");
        }
        left
    }

    /// The parameter of a placeholder that the document does not declare.
    pub(super) fn undeclared(&mut self, slot: &Slot, location: ParamLocation, at: &Cursor<'d>) -> Arc<Param> {
        let own = Written {
            style: usual(location),
            explode: false,
            allow_reserved: false,
        };
        let written = of_slot(own, slot);
        let param = Param {
            origin: at.origin().child("parameters").child(&slot.name),
            name: slot.name.clone(),
            location,
            required: location == ParamLocation::Path,
            ty: Type::String(StringFormat::Plain),
            style: written.style,
            // A string has no elements, so that this is the usual value only.
            explode: location == ParamLocation::Query,
            allow_empty: false,
            allow_reserved: written.allow_reserved,
            content: None,
            encoding: Vec::new(),
            docs: Docs::default(),
            default: None,
            constraints: None,
            example: None,
        };
        self.shared_param(param)
    }

    /// The schema of a parameter: its own member, that of its `content`, or in 2.0 the parameter itself.
    fn encoded(&mut self, at: &Cursor<'d>, location: ParamLocation) -> Encoded<'d> {
        let plain = |schema| Encoded {
            schema,
            content: None,
            encoding: Vec::new(),
        };
        if location == ParamLocation::QueryString && at.get("content").is_none() {
            let message = "a parameter that is the whole query needs `content`; it is sent as a form";
            self.report(Code::Missing, at, message);
            return Encoded {
                content: Some("application/x-www-form-urlencoded".to_owned()),
                ..plain(at.get("schema"))
            };
        }
        if let Some(schema) = at.get("schema") {
            return plain(Some(schema));
        }
        if let Some((media_type, media)) = self.members(at, "content").into_iter().next() {
            let media = self.resolve(&media);
            let is_encoded = location == ParamLocation::QueryString && is_form(media_type);
            return Encoded {
                schema: media.as_ref().and_then(|media| media.get("schema")),
                content: Some(media_type.to_owned()),
                encoding: match media {
                    Some(media) if is_encoded => self.encodings(&media),
                    _ => Vec::new(),
                },
            };
        }
        if at.get("type").is_some() {
            return plain(Some(at.clone()));
        }
        self.report(Code::Missing, at, "the parameter has no `schema` and becomes a string");
        plain(None)
    }

    fn is_required(&mut self, at: &Cursor<'d>, location: ParamLocation, slot: Option<&Slot>) -> bool {
        let required = at.bool("required");
        let may_vanish = slot.is_some_and(|slot| slot.operator.vanishing().is_some());
        if location == ParamLocation::Path && !required && !may_vanish {
            if at.str("in") == Some("path") {
                self.advise_note(
                    Code::Missing,
                    at,
                    "this path parameter has no `required: true`; path parameters are always required",
                    "add `required: true`",
                );
            }
            return true;
        }
        required
    }

    /// The place of inline schemas of a component: by itself where the component is shared, else in the operation.
    fn shared_place(&mut self, at: &Cursor<'d>, operation: &str, name: &str) -> Place {
        match self.component_name(at) {
            Some(component) => Place::Root(TypeName::Schema(component)),
            None => Place::operation(operation, name),
        }
    }

    /// The name of the component that stands at `at`; none where it stands in an operation or a path.
    pub(super) fn component_name(&self, at: &Cursor<'d>) -> Option<String> {
        let tokens: Vec<_> = at.pointer.tokens().collect();
        let is_component = match tokens.as_slice() {
            [first, ..] if first == "components" => true,
            [section, _] if self.docs.dialect() == Dialect::V2 => section == "parameters" || section == "responses",
            _ => false,
        };
        let in_operation = tokens
            .iter()
            .zip(tokens.iter().skip(1))
            .any(|(section, key)| match section.as_ref() {
                "parameters" => key.parse::<u32>().is_ok(),
                "responses" => parse_status(key).is_some(),
                _ => false,
            });
        let in_operation = in_operation || tokens.iter().any(|token| token == "requestBody" || token == "paths");
        (is_component || !in_operation).then(|| self.place_name(at))
    }
}

/// The place and the name that no two parameters share. There is only one body.
fn identity<'d>(parameter: &Cursor<'d>) -> (Option<&'d str>, Option<&'d str>) {
    match parameter.str("in") {
        Some("body") => (Some("body"), None),
        place => (place, parameter.str("name")),
    }
}

fn location(text: &str) -> Option<ParamLocation> {
    Some(match text {
        "path" => ParamLocation::Path,
        "query" => ParamLocation::Query,
        "header" => ParamLocation::Header,
        "cookie" => ParamLocation::Cookie,
        "querystring" => ParamLocation::QueryString,
        _ => return None,
    })
}
