//! Security: the schemes that the crate knows, what each operation authenticates with, and how both are documented.

use askama::Template;
use quote::quote;

use super::context::Context;
use super::text::{Cell, Code, Doc, Prose, code_span, literal, one_line};
use crate::ir::{OAuthFlow, OAuthFlowKind, Operation, ParamLocation, SchemeKind, SecurityRequirement, SecurityScheme};

/// The schemes as the runtime knows them.
pub(crate) fn schemes(context: &Context<'_>) -> Vec<Code> {
    let scheme = |scheme: &SecurityScheme| {
        let name = literal(&scheme.name);
        let kind = match &scheme.kind {
            SchemeKind::ApiKey { location, name } => {
                let name = literal(name);
                match location {
                    ParamLocation::Query => quote!(Query(#name)),
                    ParamLocation::Cookie => quote!(Cookie(#name)),
                    ParamLocation::Header | ParamLocation::Path | ParamLocation::QueryString => quote!(Header(#name)),
                }
            }
            SchemeKind::Basic => quote!(Basic),
            SchemeKind::Bearer { .. } | SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect(_) => quote!(Token),
            SchemeKind::Http(name) => {
                let name = literal(name);
                quote!(Http(#name))
            }
            SchemeKind::MutualTls => quote!(Certificate),
        };
        Code::new(quote!(Scheme { name: #name, kind: SchemeKind::#kind }))
    };
    context.api.security_schemes.iter().map(scheme).collect()
}

/// Alternatives of what authenticates operations, as the runtime knows them.
pub(crate) fn alternatives(context: &Context<'_>, security: &[SecurityRequirement]) -> Code {
    let alternatives = security.iter().map(|requirement| {
        let names = required(context, requirement).map(|(scheme, _)| literal(&scheme.name));
        quote!(&[#(#names),*])
    });
    Code::new(quote!(&[#(#alternatives),*]))
}

/// The schemes of an alternative, each with its scopes.
fn required<'a>(
    context: &Context<'a>,
    requirement: &'a SecurityRequirement,
) -> impl Iterator<Item = (&'a SecurityScheme, &'a [String])> {
    let schemes = &context.api.security_schemes;
    let found = requirement.schemes.iter();
    found.filter_map(|(id, scopes)| Some((schemes.get(id.0 as usize)?, scopes.as_slice())))
}

/// What an operation authenticates with, as a sentence of Markdown.
pub(crate) fn authentication(context: &Context<'_>, operation: &Operation) -> Option<String> {
    if operation.security.is_empty() {
        let declared = !context.api.security_schemes.is_empty();
        return declared.then(|| "Needs no authentication.".to_owned());
    }
    let alternatives = operation.security.iter().map(|requirement| {
        let parts: Vec<String> = required(context, requirement).map(part).collect();
        match parts.is_empty() {
            true => "nothing".to_owned(),
            false => parts.join(" and "),
        }
    });
    Some(format!(
        "Authenticates with {}.",
        alternatives.collect::<Vec<_>>().join(", or ")
    ))
}

fn part((scheme, scopes): (&SecurityScheme, &[String])) -> String {
    let name = code_span(&scheme.name);
    let scopes: Vec<String> = scopes.iter().map(|scope| code_span(scope)).collect();
    match scopes.as_slice() {
        [] => name,
        [scope] => format!("{name} (scope {scope})"),
        _ => format!("{name} (scopes {})", scopes.join(", ")),
    }
}

/// Whether the crate has settings for single schemes.
pub(crate) fn has_setters(context: &Context<'_>) -> bool {
    context.names.schemes.iter().any(Option::is_some)
}

/// `src/credentials.rs`.
#[derive(Template)]
#[template(path = "crate/credentials.rs.askama", escape = "none")]
pub(crate) struct CredentialsFile {
    setters: Vec<SetterView>,
}

struct SetterView {
    docs: Doc,
    ident: Code,
    name: Code,
    argument: Code,
}

impl CredentialsFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let schemes = context.api.security_schemes.iter().zip(&context.names.schemes);
        let setter = |(scheme, ident): (&SecurityScheme, &Option<crate::names::ValueIdent>)| {
            let mut docs = Doc::line(format!(
                "The credential for {}: {}.",
                code_span(&scheme.name),
                what(scheme)
            ));
            if let Some(text) = &scheme.description {
                docs.prose(Prose::new(text));
            }
            Some(SetterView {
                docs,
                ident: Code::new(ident.as_ref()?.token()),
                name: Code::literal(&scheme.name),
                argument: Code::new(match scheme.kind {
                    SchemeKind::ApiKey { .. } => quote!(key),
                    SchemeKind::Bearer { .. } => quote!(token),
                    _ => quote!(credential),
                }),
            })
        };
        Self {
            setters: schemes.filter_map(setter).collect(),
        }
    }
}

/// What a scheme sends, as a part of a sentence.
fn what(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            let place = match location {
                ParamLocation::Query => "query parameter",
                ParamLocation::Cookie => "cookie",
                ParamLocation::Header | ParamLocation::Path | ParamLocation::QueryString => "header",
            };
            format!("a key in the {place} {}", code_span(name))
        }
        SchemeKind::Basic => "user name and password in `Authorization: Basic`".to_owned(),
        SchemeKind::Bearer { format } => {
            let format = format.as_ref().map(|format| format!(" ({})", code_span(format)));
            format!("a token{} in `Authorization: Bearer`", format.unwrap_or_default())
        }
        SchemeKind::Http(name) => format!("what follows {} in `Authorization`", code_span(name)),
        SchemeKind::OAuth2(_) => "an access token of OAuth 2".to_owned(),
        SchemeKind::OpenIdConnect(url) => format!("an access token of OpenID Connect, see {}", address(url)),
        SchemeKind::MutualTls => "a certificate of the client".to_owned(),
    }
}

/// An address as Markdown; one that is not of the web, relative for instance, is shown as code.
fn address(url: &str) -> String {
    let url = one_line(url);
    let plain = !url.contains(|character: char| character.is_whitespace() || "<>\\`".contains(character));
    match plain && (url.starts_with("https://") || url.starts_with("http://")) {
        true => format!("<{url}>"),
        false => code_span(&url),
    }
}

/// A row of the README's table of schemes.
pub(crate) struct SchemeRow {
    pub(crate) name: Cell,
    pub(crate) what: Cell,
    pub(crate) setting: Cell,
    pub(crate) notes: Vec<Cell>,
}

/// The schemes as the README lists them.
pub(crate) fn scheme_rows(context: &Context<'_>) -> Vec<SchemeRow> {
    let schemes = context.api.security_schemes.iter().zip(&context.names.schemes);
    let row = |(scheme, ident): (&SecurityScheme, &Option<crate::names::ValueIdent>)| {
        let setter = ident.as_ref().map(|ident| format!("`{}`", ident.text()));
        let setting = match &scheme.kind {
            SchemeKind::ApiKey { name, .. } if name.eq_ignore_ascii_case("authorization") => {
                format!("{} (the whole header), or `access_token`", setter.unwrap_or_default())
            }
            SchemeKind::ApiKey { .. } | SchemeKind::Http(_) => setter.unwrap_or_default(),
            SchemeKind::Bearer { .. } => format!("{} or `access_token`", setter.unwrap_or_default()),
            SchemeKind::Basic => "`basic_auth`".to_owned(),
            SchemeKind::OAuth2(flows) => {
                let credentials = has(flows, OAuthFlowKind::ClientCredentials).then_some("`client_credentials`");
                let device = flows.iter().any(OAuthFlow::is_for_devices).then_some("`device_login`");
                let settings: Vec<&str> = credentials
                    .into_iter()
                    .chain(device)
                    .chain(["`access_token`"])
                    .collect();
                settings.join(" or ")
            }
            SchemeKind::OpenIdConnect(_) => "`access_token`".to_owned(),
            SchemeKind::MutualTls => "`http_client`, with the certificate set".to_owned(),
        };
        SchemeRow {
            name: Cell::code(&scheme.name),
            what: Cell::own(escaped(&what(scheme))),
            setting: Cell::own(setting),
            notes: notes(scheme),
        }
    };
    schemes.map(row).collect()
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn has(flows: &[OAuthFlow], kind: OAuthFlowKind) -> bool {
    flows.iter().any(|flow| flow.kind == kind)
}

/// Prose, flows and scopes of a scheme, as items of a list.
fn notes(scheme: &SecurityScheme) -> Vec<Cell> {
    let mut notes = Vec::new();
    let name = code_span(&scheme.name);
    if let Some(text) = &scheme.description {
        notes.push(Cell::own(format!("{name}: {}", Cell::prose(&one_line(text)))));
    }
    let SchemeKind::OAuth2(flows) = &scheme.kind else {
        return notes;
    };
    for flow in flows {
        let addresses = [
            ("authorization", &flow.authorization_url),
            ("device authorization", &flow.device_url),
            ("token", &flow.token_url),
            ("refresh", &flow.refresh_url),
        ];
        let addresses = addresses.into_iter().filter_map(|(kind, url)| {
            let url = url.as_deref()?;
            Some(format!("{kind} at {}", address(url)))
        });
        let scopes: Vec<String> = flow.scopes.iter().map(|(scope, _)| code_span(scope)).collect();
        let mut parts: Vec<String> = addresses.collect();
        if !scopes.is_empty() {
            parts.push(format!("scopes {}", scopes.join(", ")));
        }
        let parts = if parts.is_empty() {
            String::new()
        } else {
            format!(": {}", parts.join("; "))
        };
        notes.push(Cell::own(format!("{name}, {}{parts}", flow_name(flow.kind))));
    }
    notes
}

fn flow_name(kind: OAuthFlowKind) -> &'static str {
    match kind {
        OAuthFlowKind::Implicit => "implicit grant",
        OAuthFlowKind::Password => "password grant",
        OAuthFlowKind::ClientCredentials => "client credentials grant",
        OAuthFlowKind::AuthorizationCode => "authorization code grant",
        OAuthFlowKind::DeviceAuthorization => "device authorization grant",
    }
}

/// The statement of an example that gives a client its credentials: for what most operations need.
pub(crate) fn example_setting(context: &Context<'_>) -> Option<String> {
    let schemes = &context.api.security_schemes;
    let count = |index: usize| {
        let needs =
            |requirement: &SecurityRequirement| requirement.schemes.iter().any(|(id, _)| id.0 as usize == index);
        let operations = context.api.operations.iter();
        operations
            .filter(|operation| operation.security.first().is_some_and(needs))
            .count()
    };
    // The first one of those that are needed most often.
    let (index, scheme) = schemes
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(index, _)| count(*index))?;
    if count(index) == 0 {
        return None;
    }
    let setter = context.names.schemes.get(index).and_then(Option::as_ref);
    let call = match (&scheme.kind, setter) {
        (SchemeKind::ApiKey { .. }, Some(ident)) => format!("{}(\"key\")", ident.text()),
        (SchemeKind::Http(_), Some(ident)) => format!("{}(\"credential\")", ident.text()),
        (SchemeKind::Basic, _) => "basic_auth(\"user\", \"password\")".to_owned(),
        (SchemeKind::OAuth2(flows), _)
            if context.config.hosts.token.is_some() || has(flows, OAuthFlowKind::ClientCredentials) =>
        {
            "client_credentials(\"client id\", \"client secret\")".to_owned()
        }
        (SchemeKind::MutualTls, _) => return None,
        _ => "access_token(\"token\")".to_owned(),
    };
    Some(format!("    .{call}"))
}
