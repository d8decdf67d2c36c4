//! Parameters: merging those of the path, places, styles (`collectionFormat` of 2.0), `content`.

use std::sync::Arc;

use crate::diagnostic::Code;
use crate::ir::{Body, Param, ParamLocation, ParamStyle, PathTemplate, Role, StringFormat, Type, TypeName};
use crate::spec::{Cursor, Dialect};

use super::context::{Context, Place};
use super::operations::Skip;
use super::responses::parse_status;

/// What goes into a request.
pub(super) struct Inputs {
    pub(super) params: Vec<Arc<Param>>,
    pub(super) body: Option<Body>,
}

impl<'d> Context<'d, '_> {
    /// The parameters and the body of an operation.
    pub(super) fn inputs(
        &mut self,
        item: &Cursor<'d>,
        at: &Cursor<'d>,
        path: &PathTemplate,
        operation: &str,
    ) -> Result<Inputs, Skip> {
        let mut params = Vec::new();
        let mut body = None;
        let mut form = Vec::new();
        for parameter in self.parameters(item, at)? {
            if self.is_given_by_path(path, &parameter) {
                continue;
            }
            match parameter.str("in") {
                Some("body") => body = Some(parameter),
                Some("formData") => form.push(parameter),
                Some(place) => match location(place) {
                    Some(location) => params.extend(self.param(&parameter, location, operation)),
                    None if place == "querystring" => {
                        return Err(Skip(
                            "a parameter for the whole query (`querystring`) is new in 3.2".to_owned(),
                        ));
                    }
                    None => return Err(Skip(format!("`{place}` is no place for a parameter"))),
                },
                None => return Err(Skip("a parameter does not say where it goes (`in`)".to_owned())),
            }
        }
        let body = match (self.docs.dialect(), body) {
            (Dialect::V2, Some(body)) => Some(self.body_of_parameter(&body, at, operation)),
            (Dialect::V2, None) if !form.is_empty() => Some(self.body_of_form(&form, item, at, operation)),
            _ => self.request_body(at, operation)?,
        };
        Ok(Inputs { params, body })
    }

    /// The Parameter Objects of an operation, those of the path first unless the operation has its own.
    fn parameters(&mut self, item: &Cursor<'d>, at: &Cursor<'d>) -> Result<Vec<Cursor<'d>>, Skip> {
        let shared = self.parameters_at(item)?;
        let own = self.parameters_at(at)?;
        let mut all: Vec<Cursor<'d>> = shared
            .into_iter()
            .filter(|shared| !own.iter().any(|own| same_parameter(shared, own)))
            .collect();
        all.extend(own);
        Ok(all)
    }

    fn parameters_at(&mut self, at: &Cursor<'d>) -> Result<Vec<Cursor<'d>>, Skip> {
        let mut all: Vec<Cursor<'d>> = Vec::new();
        for element in self.elements(at, "parameters") {
            let Some(parameter) = self.resolve(&element) else {
                return Err(Skip("a parameter cannot be found".to_owned()));
            };
            if !self.is_object(&parameter) {
                return Err(Skip("a parameter is not an object".to_owned()));
            }
            if parameter.str("name").is_none() {
                self.report(Code::Missing, &parameter, "a parameter needs a name");
                return Err(Skip("a parameter has no name".to_owned()));
            }
            if all.iter().any(|known| same_parameter(known, &parameter)) {
                self.report(
                    Code::DuplicateParameter,
                    &element,
                    "this parameter is given twice; the first one counts",
                );
                continue;
            }
            all.push(parameter);
        }
        Ok(all)
    }

    fn param(&mut self, at: &Cursor<'d>, location: ParamLocation, operation: &str) -> Option<Arc<Param>> {
        let name = at.str("name")?.to_owned();
        if self.is_left_to_client(at, location, &name) {
            return None;
        }
        let place = self.shared_place(at, operation, &name);
        let (schema, content) = self.parameter_schema(at);
        let (ty, chain) = match &schema {
            Some(schema) => (self.schema(schema, &place).non_null().clone(), self.chain(schema)),
            None => (Type::String(StringFormat::Plain), Vec::new()),
        };
        if let Some(schema) = &schema {
            self.samples_are(Role::Request);
            self.sample_media(at, "", schema, &ty);
        }
        let allow_empty = location == ParamLocation::Query && at.bool("allowEmptyValue");
        if allow_empty && !matches!(ty, Type::String(StringFormat::Plain)) {
            self.advise_note(
                Code::Unsupported,
                at,
                format!("the parameter may be sent empty (`{name}=`), which its type cannot say"),
                "add it to the call with `query(name, \"\")`",
            );
        }
        let (style, explode) = self.style(at, location);
        let default = self.default_of(&chain, &ty);
        let example = self.examples_at(at).into_iter().next().map(|example| example.value);
        let param = Param {
            origin: at.origin(),
            required: self.is_required(at, location),
            name,
            location,
            ty,
            style,
            explode,
            allow_empty,
            allow_reserved: at.bool("allowReserved"),
            content,
            docs: self.docs_of(at),
            default: default.map(Box::new),
            constraints: self.constraints_of_chain(&chain),
            example: example.or_else(|| self.example_of(&chain)).map(Box::new),
        };
        Some(self.shared_param(param))
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
            let message =
                format!("the header `{name}` is set by the client; the specification ignores a parameter of this name");
            self.note(Code::Unsupported, at, message);
        }
        left
    }

    /// The schema of a parameter: its own member, that of its `content`, or in 2.0 the parameter itself.
    fn parameter_schema(&mut self, at: &Cursor<'d>) -> (Option<Cursor<'d>>, Option<String>) {
        if let Some(schema) = at.get("schema") {
            return (Some(schema), None);
        }
        if let Some((media_type, media)) = self.members(at, "content").into_iter().next() {
            return (media.get("schema"), Some(media_type.to_owned()));
        }
        if at.get("type").is_some() {
            return (Some(at.clone()), None);
        }
        self.report(
            Code::Missing,
            at,
            "the parameter has no schema; it is taken as a string",
        );
        (None, None)
    }

    fn is_required(&mut self, at: &Cursor<'d>, location: ParamLocation) -> bool {
        let required = at.bool("required");
        if location == ParamLocation::Path && !required {
            self.note(Code::Missing, at, "a path parameter is always required");
            return true;
        }
        required
    }

    fn style(&mut self, at: &Cursor<'d>, location: ParamLocation) -> (ParamStyle, bool) {
        let usual = match location {
            ParamLocation::Path | ParamLocation::Header => ParamStyle::Simple,
            ParamLocation::Query | ParamLocation::Cookie => ParamStyle::Form,
        };
        if self.docs.dialect() == Dialect::V2 {
            return match at.str("collectionFormat") {
                None => (usual, false),
                Some(format) => collection_format(format, usual).unwrap_or_else(|| {
                    self.report(
                        Code::Unsupported,
                        at,
                        format!("the collection format `{format}` is not known"),
                    );
                    (usual, false)
                }),
            };
        }
        let style = match at.str("style") {
            None => usual,
            Some(text) => parse_style(text)
                .filter(|style| goes_with(*style, location))
                .unwrap_or_else(|| {
                    self.report(
                        Code::Unsupported,
                        at,
                        format!("the style `{text}` is not for this kind of parameter"),
                    );
                    usual
                }),
        };
        let explode = match at.get("explode") {
            Some(_) => at.bool("explode"),
            None => matches!(style, ParamStyle::Form | ParamStyle::DeepObject),
        };
        (style, explode)
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

fn same_parameter(one: &Cursor<'_>, other: &Cursor<'_>) -> bool {
    one.str("in") == other.str("in") && (one.str("name") == other.str("name") || one.str("in") == Some("body"))
}

fn location(text: &str) -> Option<ParamLocation> {
    Some(match text {
        "path" => ParamLocation::Path,
        "query" => ParamLocation::Query,
        "header" => ParamLocation::Header,
        "cookie" => ParamLocation::Cookie,
        _ => return None,
    })
}

/// The style of OpenAPI 3 that does what a `collectionFormat` of 2.0 does.
pub(super) fn collection_format(format: &str, usual: ParamStyle) -> Option<(ParamStyle, bool)> {
    Some(match format {
        "csv" => (usual, false),
        "multi" => (usual, true),
        "ssv" => (ParamStyle::SpaceDelimited, false),
        "tsv" => (ParamStyle::TabDelimited, false),
        "pipes" => (ParamStyle::PipeDelimited, false),
        _ => return None,
    })
}

/// The style of a name.
pub(super) fn parse_style(text: &str) -> Option<ParamStyle> {
    Some(match text {
        "matrix" => ParamStyle::Matrix,
        "label" => ParamStyle::Label,
        "simple" => ParamStyle::Simple,
        "form" => ParamStyle::Form,
        "spaceDelimited" => ParamStyle::SpaceDelimited,
        "pipeDelimited" => ParamStyle::PipeDelimited,
        "deepObject" => ParamStyle::DeepObject,
        _ => return None,
    })
}

fn goes_with(style: ParamStyle, location: ParamLocation) -> bool {
    match location {
        ParamLocation::Path => matches!(style, ParamStyle::Matrix | ParamStyle::Label | ParamStyle::Simple),
        ParamLocation::Header => style == ParamStyle::Simple,
        ParamLocation::Cookie => style == ParamStyle::Form,
        ParamLocation::Query => matches!(
            style,
            ParamStyle::Form | ParamStyle::SpaceDelimited | ParamStyle::PipeDelimited | ParamStyle::DeepObject
        ),
    }
}
