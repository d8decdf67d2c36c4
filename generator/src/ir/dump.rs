//! The representation as text, for people: `xtask dump-ir` and the tests of lowering.
//!
//! One line an item, members indented. `!` marks what is required, `?` what may be `null`, `<-` only ever answered,
//! `->` only ever sent.

use std::fmt::Write as _;

use super::{
    Additional, AnyCause, Api, Constraints, Content, Docs, EnumRepr, Field, IntegerFormat, NumberFormat, OAuthFlow,
    Operation, Param, ParamLocation, ParamStyle, PropertyEncoding, Response, SchemeKind, SecurityRequirement,
    StatusSpec, StringFormat, Type, TypeDef, TypeId, TypeKind, TypeName, Union,
};

/// The whole of an API.
pub fn dump(api: &Api) -> String {
    let mut text = String::new();
    line(
        &mut text,
        0,
        format_args!("api {:?} {}", api.info.title, api.info.version),
    );
    for server in &api.servers {
        let variables: Vec<String> = server
            .variables
            .iter()
            .map(|variable| format!(" {}={}", variable.name, variable.default))
            .collect();
        line(
            &mut text,
            0,
            format_args!("server {}{}", server.url, variables.concat()),
        );
    }
    for scheme in &api.security_schemes {
        line(
            &mut text,
            0,
            format_args!("scheme {:?} {}", scheme.name, scheme_kind(&scheme.kind)),
        );
    }
    for operation in &api.operations {
        text.push_str(&dump_operation(api, operation));
    }
    for webhook in &api.webhooks {
        line(
            &mut text,
            0,
            format_args!(
                "webhook {} {}{}",
                webhook.method.as_str(),
                webhook.name,
                docs(&webhook.docs)
            ),
        );
        contents(&mut text, api, &webhook.content);
    }
    for (index, definition) in api.types.iter().enumerate() {
        let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
        text.push_str(&dump_type(api, id, definition));
    }
    text
}

/// One operation.
pub fn dump_operation(api: &Api, operation: &Operation) -> String {
    let mut text = String::new();
    let tags: Vec<&str> = operation
        .tags
        .iter()
        .filter_map(|tag| api.tags.get(tag.0 as usize))
        .map(|tag| tag.name.as_str())
        .collect();
    line(
        &mut text,
        0,
        format_args!(
            "{} {} {} [{}]{}",
            operation.method.as_str(),
            operation.path.text,
            operation.id.as_deref().unwrap_or("-"),
            tags.join(", "),
            docs(&operation.docs)
        ),
    );
    let sent = operation.path.sent();
    if sent != operation.path.text {
        line(&mut text, 1, format_args!("sent as {sent}"));
    }
    for param in &operation.params {
        line(&mut text, 1, format_args!("{}", param_line(api, param)));
    }
    if let Some(body) = &operation.body {
        line(&mut text, 1, format_args!("body{}", mark(body.required)));
        contents(&mut text, api, &body.content);
    }
    for response in &operation.responses {
        response_lines(&mut text, api, response);
    }
    if !operation.security.is_empty() {
        let alternatives: Vec<String> = operation.security.iter().map(|one| requirement(api, one)).collect();
        line(&mut text, 1, format_args!("security {}", alternatives.join(" | ")));
    }
    if let Some(permissions) = &operation.permissions {
        let how = if permissions.all { "all" } else { "any" };
        line(
            &mut text,
            1,
            format_args!("permissions {how} {}", permissions.names.join(", ")),
        );
    }
    for server in &operation.servers {
        line(&mut text, 1, format_args!("server {}", server.url));
    }
    for (name, expression) in &operation.callbacks {
        line(&mut text, 1, format_args!("callback {name} {expression}"));
    }
    text
}

/// One type.
pub fn dump_type(api: &Api, id: TypeId, definition: &TypeDef) -> String {
    let mut text = String::new();
    let name = name_of(api, id);
    let docs = docs(&definition.docs);
    match &definition.kind {
        TypeKind::Alias(ty) => line(&mut text, 0, format_args!("alias {name} = {}{docs}", show(api, ty))),
        TypeKind::Newtype(ty) => line(&mut text, 0, format_args!("newtype {name} = {}{docs}", show(api, ty))),
        TypeKind::Enum(one) => {
            let repr = match one.repr {
                EnumRepr::String => "",
                EnumRepr::Integer => " of integers",
            };
            let values: Vec<String> = one
                .values
                .iter()
                .map(|value| match &value.name {
                    Some(name) => format!("{} as {name}", value.value),
                    None => value.value.to_string(),
                })
                .collect();
            line(
                &mut text,
                0,
                format_args!("enum {name}{repr} {}{docs}", values.join(" ")),
            );
        }
        TypeKind::Struct(one) => {
            line(&mut text, 0, format_args!("struct {name}{docs}"));
            for field in &one.fields {
                line(&mut text, 1, format_args!("{}", field_line(api, field)));
            }
            match &one.additional {
                Additional::Ignored => {}
                Additional::Denied => line(&mut text, 1, format_args!("no others")),
                Additional::Typed(ty) => {
                    let limits = limits_of(&one.additional_constraints);
                    line(&mut text, 1, format_args!("others: {}{limits}", show(api, ty)));
                }
            }
        }
        TypeKind::Union(one) => union_lines(&mut text, api, one, &name, &docs),
    }
    text
}

fn union_lines(text: &mut String, api: &Api, one: &Union, name: &str, docs: &str) {
    let by = one
        .discriminator
        .as_ref()
        .map(|property| format!(" by {property}"))
        .unwrap_or_default();
    line(text, 0, format_args!("union {name}{by}{docs}"));
    for (index, variant) in one.variants.iter().enumerate() {
        let tags = variant.tags.join(", ");
        let tags = if tags.is_empty() { tags } else { format!(" if {tags}") };
        let tags = if one.fallback == Some(index) {
            tags + " else"
        } else {
            tags
        };
        let limits = limits_of(&variant.constraints);
        line(
            text,
            1,
            format_args!("{}: {}{limits}{tags}", variant.name, show(api, &variant.ty)),
        );
    }
}

fn limits_of(limits: &Option<Box<Constraints>>) -> String {
    limits.as_deref().map(constraints).unwrap_or_default()
}

/// What a type is called here: the document's name, below a parent with the parent's.
pub fn name_of(api: &Api, id: TypeId) -> String {
    let Some(definition) = api.type_def(id) else {
        return format!("#{}", id.0);
    };
    match (&definition.name, definition.parent) {
        (TypeName::Child(name), Some(parent)) if parent < id => format!("{}/{name}", name_of(api, parent)),
        (TypeName::Schema(name) | TypeName::Child(name) | TypeName::Variants(name), _) => name.clone(),
        (TypeName::Operation { operation, place }, _) => format!("{operation}:{place}"),
    }
}

/// A use of a type.
pub fn show(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Any(cause) => format!("any({})", any_cause(*cause)),
        Type::Null => "null".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Integer(format) => integer(*format).to_owned(),
        Type::Number(NumberFormat::F32) => "f32".to_owned(),
        Type::Number(NumberFormat::F64) => "f64".to_owned(),
        Type::String(format) => string(format).to_owned(),
        Type::Array(items) => format!("[{}]", show(api, items)),
        Type::Map(values) => format!("{{{}}}", show(api, values)),
        Type::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| show(api, part)).collect();
            format!("({})", parts.join(", "))
        }
        Type::Named(id) => name_of(api, *id),
        Type::Nullable(inner) => format!("{}?", show(api, inner)),
    }
}

fn line(text: &mut String, depth: usize, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{:indent$}{arguments}", "", indent = depth * 2);
}

fn mark(required: bool) -> &'static str {
    if required { "!" } else { "" }
}

fn docs(docs: &Docs) -> String {
    let mut text = String::new();
    if docs.deprecated {
        text.push_str(" deprecated");
    }
    for prose in [&docs.summary, &docs.description].into_iter().flatten() {
        let mut short: String = prose.chars().take(40).collect();
        if short.len() < prose.len() {
            short.push('…');
        }
        let _ = write!(text, " {short:?}");
    }
    text
}

fn field_line(api: &Api, field: &Field) -> String {
    let mut text = format!("{}{}: {}", field.wire, mark(field.required), show(api, &field.ty));
    if field.read_only {
        text.push_str(" <-");
    }
    if field.write_only {
        text.push_str(" ->");
    }
    if let Some(default) = &field.default {
        let _ = write!(text, " = {default}");
    }
    if let Some(limits) = &field.constraints {
        text.push_str(&constraints(limits));
    }
    text.push_str(&docs(&field.docs));
    text
}

fn param_line(api: &Api, param: &Param) -> String {
    let location = format!("{:?}", param.location).to_lowercase();
    let mut text = format!(
        "{location} {}{}: {}",
        param.name,
        mark(param.required),
        show(api, &param.ty)
    );
    let explode = if param.explode { "*" } else { "" };
    let usual = matches!(
        (param.style, param.explode),
        (ParamStyle::Simple, false) | (ParamStyle::Form, true)
    ) || param.location == ParamLocation::QueryString;
    if !usual {
        let _ = write!(text, " {:?}{explode}", param.style);
    }
    if param.allow_empty {
        text.push_str(" or empty");
    }
    if param.allow_reserved {
        text.push_str(" reserved");
    }
    if let Some(content) = &param.content {
        let _ = write!(text, " as {content}");
    }
    for encoding in &param.encoding {
        let _ = write!(text, " {}", encoding_text(encoding));
    }
    if let Some(default) = &param.default {
        let _ = write!(text, " = {default}");
    }
    if let Some(limits) = &param.constraints {
        text.push_str(&constraints(limits));
    }
    text.push_str(&docs(&param.docs));
    text
}

fn contents(text: &mut String, api: &Api, all: &[Content]) {
    for content in all {
        let kind = format!("{:?}", content.kind).to_lowercase();
        line(
            text,
            2,
            format_args!(
                "{} {kind}: {}{}",
                content.media_type,
                show(api, &content.ty),
                content.constraints.as_deref().map(constraints).unwrap_or_default()
            ),
        );
        for encoding in &content.encoding {
            line(text, 3, format_args!("{}", encoding_text(encoding)));
        }
    }
}

fn encoding_text(encoding: &PropertyEncoding) -> String {
    let kind = encoding.content_type.as_deref().unwrap_or("");
    let style = encoding.style.map(|style| format!(" {style:?}")).unwrap_or_default();
    let explode = encoding
        .explode
        .map(|explode| format!(" explode={explode}"))
        .unwrap_or_default();
    format!("{}: {kind}{style}{explode}", encoding.property)
}

fn response_lines(text: &mut String, api: &Api, response: &Response) {
    let status = match response.status {
        StatusSpec::Code(code) => code.to_string(),
        StatusSpec::Range(hundred) => format!("{hundred}XX"),
        StatusSpec::Default => "default".to_owned(),
    };
    line(text, 1, format_args!("{status}{}", docs(&response.docs)));
    contents(text, api, &response.content);
    for header in &response.headers {
        line(
            text,
            2,
            format_args!(
                "header {}{}: {}{}",
                header.name,
                mark(header.required),
                show(api, &header.ty),
                match header.style {
                    ParamStyle::Simple => String::new(),
                    style => format!(" {style:?}"),
                }
            ),
        );
    }
    for (code, message) in &response.error_codes {
        line(text, 2, format_args!("code {code} {message:?}"));
    }
    for (name, target) in &response.links {
        line(text, 2, format_args!("link {name} {target}"));
    }
}

fn requirement(api: &Api, requirement: &SecurityRequirement) -> String {
    if requirement.schemes.is_empty() {
        return "none".to_owned();
    }
    let schemes: Vec<String> = requirement
        .schemes
        .iter()
        .map(|(id, scopes)| {
            let name = api
                .security_schemes
                .get(id.0 as usize)
                .map_or("", |scheme| scheme.name.as_str());
            format!("{name}({})", scopes.join(", "))
        })
        .collect();
    schemes.join(" + ")
}

fn scheme_kind(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::ApiKey { location, name } => {
            format!("api key in {} {name}", format!("{location:?}").to_lowercase())
        }
        SchemeKind::Basic => "basic".to_owned(),
        SchemeKind::Bearer { .. } => "bearer".to_owned(),
        SchemeKind::Http(scheme) => format!("http {scheme}"),
        SchemeKind::OAuth2(flows) => format!("oauth2 {}", flows.iter().map(flow).collect::<Vec<_>>().join(", ")),
        SchemeKind::OpenIdConnect(url) => format!("openid {url}"),
        SchemeKind::MutualTls => "mutual tls".to_owned(),
    }
}

fn flow(flow: &OAuthFlow) -> String {
    let scopes: Vec<&str> = flow.scopes.iter().map(|(scope, _)| scope.as_str()).collect();
    let url = flow
        .token_url
        .as_deref()
        .or(flow.authorization_url.as_deref())
        .unwrap_or("-");
    let device = flow
        .device_url
        .as_ref()
        .map(|url| format!(" by {url}"))
        .unwrap_or_default();
    format!("{:?} {url}{device} ({})", flow.kind, scopes.join(", "))
}

fn constraints(limits: &Constraints) -> String {
    let mut parts = Vec::new();
    if let Some((bound, excluded)) = &limits.minimum {
        parts.push(format!("{}{bound}", if *excluded { ">" } else { ">=" }));
    }
    if let Some((bound, excluded)) = &limits.maximum {
        parts.push(format!("{}{bound}", if *excluded { "<" } else { "<=" }));
    }
    if let Some(divisor) = &limits.multiple_of {
        parts.push(format!("multiple of {divisor}"));
    }
    for (word, low, high) in [
        ("chars", limits.min_length, limits.max_length),
        ("items", limits.min_items, limits.max_items),
        ("members", limits.min_properties, limits.max_properties),
    ] {
        if low.is_some() || high.is_some() {
            let bound = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            parts.push(format!("{}..{} {word}", bound(low), bound(high)));
        }
    }
    if let Some(pattern) = &limits.pattern {
        parts.push(format!("/{pattern}/"));
    }
    if let Some(format) = &limits.format {
        parts.push(format!("format {format}"));
    }
    if limits.unique_items {
        parts.push("unique".to_owned());
    }
    let items = limits
        .items
        .as_ref()
        .map(|items| format!(" each{}", constraints(items)))
        .unwrap_or_default();
    let own = if parts.is_empty() {
        String::new()
    } else {
        format!(" ({})", parts.join(", "))
    };
    own + &items
}

fn any_cause(cause: AnyCause) -> &'static str {
    match cause {
        AnyCause::Unconstrained => "unconstrained",
        AnyCause::FreeObject => "free object",
        AnyCause::MixedTypes => "mixed types",
        AnyCause::Composition => "composition",
        AnyCause::Reference => "reference",
        AnyCause::Unsupported => "unsupported",
    }
}

fn integer(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::I8 => "i8",
        IntegerFormat::I16 => "i16",
        IntegerFormat::I32 => "i32",
        IntegerFormat::I64 => "i64",
        IntegerFormat::U8 => "u8",
        IntegerFormat::U16 => "u16",
        IntegerFormat::U32 => "u32",
        IntegerFormat::U64 => "u64",
    }
}

fn string(format: &StringFormat) -> &'static str {
    match format {
        StringFormat::Plain => "string",
        StringFormat::DateTime => "date-time",
        StringFormat::Date => "date",
        StringFormat::Time => "time",
        StringFormat::Uuid => "uuid",
        StringFormat::Base64 => "base64",
        StringFormat::Binary => "binary",
        StringFormat::Password => "password",
    }
}
