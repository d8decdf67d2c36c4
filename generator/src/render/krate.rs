//! Views of the files that every crate has once: manifest, root module, facts of the API, regions, error codes.

use std::collections::BTreeMap;

use askama::Template;
use quote::quote;

use super::context::Context;
use super::formats;
use super::gate;
use super::parts::Parts;
use super::rust_type::{Place, bare_type};
use super::security;
use super::servers;
use super::text::{Code, Doc, Prose, Toml, code_span, literal, one_line};
use crate::analyze::{Header, depth, error_body, types_in};
use crate::config::DefaultFeatures;
use crate::ir::{OAuthFlow, OAuthFlowKind, ParamStyle, SchemeKind, Server};
use crate::names::ConstIdent;

/// `Cargo.toml`.
#[derive(Template)]
#[template(path = "crate/Cargo.toml.askama", escape = "none")]
pub(crate) struct Manifest {
    name: Toml,
    version: Toml,
    description: Toml,
    license: Toml,
    hash: Toml,
    api_version: Toml,
    optional: Vec<(&'static str, Toml)>,
    dependencies: Vec<Toml>,
    dev_dependencies: Vec<Toml>,
    features: Vec<Toml>,
    has_groups: bool,
    default_features: Toml,
}

/// What every generated crate needs. Versions are the lowest that it compiles with.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("base64", "\"0.22\""),
    ("bytes", "\"1\""),
    (
        "futures-util",
        "{ version = \"0.3\", default-features = false, features = [\"std\"] }",
    ),
    ("http", "\"1\""),
    ("http-body", "\"1\""),
    ("httpdate", "\"1\""),
    ("percent-encoding", "\"2\""),
    (
        "reqwest",
        "{ version = \"0.13\", default-features = false, features = [\"http2\", \"gzip\", \"system-proxy\"] }",
    ),
    ("secrecy", "\"0.10\""),
    (
        "serde",
        "{ version = \"1\", default-features = false, features = [\"std\"] }",
    ),
    ("serde_json", "\"1\""),
    ("serde_path_to_error", "\"0.1\""),
    (
        "tokio",
        "{ version = \"1\", default-features = false, features = [\"rt\", \"sync\", \"time\"] }",
    ),
    (
        "tracing",
        "{ version = \"0.1\", default-features = false, features = [\"std\"] }",
    ),
    ("url", "\"2\""),
];

/// What the flows of OAuth 2 need.
const OAUTH2: (&str, &str) = ("oauth2", "{ version = \"5\", default-features = false }");

impl Manifest {
    /// The manifest; `hash` is that of the description.
    pub(crate) fn new(context: &Context<'_>, hash: &str) -> Self {
        let package = &context.config.package;
        let text = |key, value: &Option<String>| value.as_ref().map(|value| (key, Toml::string(value)));
        let list = |key, values: &[String]| (!values.is_empty()).then(|| (key, Toml::strings(values)));
        let optional = [
            text("repository", &package.repository),
            text("homepage", &package.homepage),
            text("documentation", &package.documentation),
            list("authors", &package.authors),
            list("keywords", &package.keywords),
            list("categories", &package.categories),
        ];
        let mut dev: BTreeMap<String, toml::Value> = package.dev_dependencies.clone();
        dev.entry("tokio".to_owned()).or_insert_with(|| {
            let features = ["macros", "rt-multi-thread"].map(|feature| toml::Value::String(feature.to_owned()));
            let entries = [
                ("version".to_owned(), toml::Value::String("1".to_owned())),
                ("features".to_owned(), toml::Value::Array(features.to_vec())),
            ];
            toml::Value::Table(entries.into_iter().collect())
        });
        let features = context.names.features.all().iter().map(|name| name.text().to_owned());
        let features: Vec<String> = features.collect();
        let none = toml::Value::Array(Vec::new());
        Self {
            name: Toml::string(context.package),
            version: Toml::string(&package.version.to_string()),
            description: Toml::string(&description(context)),
            license: Toml::string(&package.license),
            hash: Toml::string(hash),
            api_version: Toml::string(&context.api.info.version),
            optional: optional.into_iter().flatten().collect(),
            dependencies: dependencies(context),
            features: features.iter().map(|name| Toml::entry(name, &none)).collect(),
            has_groups: !features.is_empty(),
            default_features: Toml::strings(&default_features(context, &features)),
            dev_dependencies: dev.iter().map(|(name, value)| Toml::entry(name, value)).collect(),
        }
    }
}

/// What is on unless a program switches it off: TLS, and the groups of operations where the configuration says so.
fn default_features(context: &Context<'_>, groups: &[String]) -> Vec<String> {
    let groups = match context.config.features.default {
        DefaultFeatures::All => groups,
        DefaultFeatures::None => &[],
    };
    std::iter::once("rustls".to_owned())
        .chain(groups.iter().cloned())
        .collect()
}

/// What every crate needs, and the libraries of the parts and the formats that its API has.
fn dependencies(context: &Context<'_>) -> Vec<Toml> {
    let formats = formats::used(context).into_iter().map(formats::Library::dependency);
    let flows = Parts::of(context).flows.then_some(OAUTH2);
    let mut all: Vec<(&str, &str)> = DEPENDENCIES.iter().copied().chain(flows).chain(formats).collect();
    all.sort_unstable();
    all.into_iter().map(|(name, value)| Toml::own(name, value)).collect()
}

/// One line on the crate: as configured, or the first sentence of the description.
pub(crate) fn description(context: &Context<'_>) -> String {
    if let Some(text) = &context.config.package.description {
        return one_line(text);
    }
    let title = one_line(&context.api.info.title);
    if title.is_empty() {
        "Client of an HTTP API".to_owned()
    } else {
        format!("Client of {title}")
    }
}

/// `src/info.rs`.
#[derive(Template)]
#[template(path = "crate/info.rs.askama", escape = "none")]
pub(crate) struct InfoFile {
    base_url: Code,
    server: Code,
    variables: Vec<Code>,
    api_host: Code,
    token_url: Code,
    authorize_url: Code,
    device_url: Option<Code>,
    default_domain: Code,
    correlation_header: Code,
    error_code: Vec<Code>,
    error_message: Vec<Code>,
    schemes: Vec<Code>,
    idempotency_header: Code,
    never_repeated: Vec<Code>,
    environment: Code,
    config_file: Code,
    regions: Vec<Code>,
}

impl InfoFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let hosts = &context.config.hosts;
        let (errors, retries) = (&context.config.errors, &context.config.retries);
        let pointers = |list: &[String], default: &[&str]| -> Vec<Code> {
            if list.is_empty() {
                return default.iter().map(|pointer| Code::literal(pointer)).collect();
            }
            list.iter().map(|pointer| Code::literal(pointer)).collect()
        };
        Self {
            base_url: option(base_url(context).as_deref()),
            server: option(servers::template(context)),
            variables: servers::variables(context),
            api_host: option(hosts.api.as_deref()),
            token_url: option(hosts.token.as_deref().or(token_url(context))),
            authorize_url: option(hosts.authorize.as_deref().or(authorize_url(context))),
            device_url: device_url(context).map(Code::literal),
            default_domain: option(hosts.default_domain.as_deref()),
            correlation_header: option(errors.correlation_header.as_deref()),
            error_code: pointers(&errors.code, &["/code", "/error/code"]),
            error_message: pointers(&errors.message, &["/message", "/error/message"]),
            schemes: security::schemes(context),
            idempotency_header: option(Some(retries.idempotency_header.as_str()).filter(|name| !name.is_empty())),
            environment: Code::literal(&environment(context)),
            config_file: option(context.config.environment.config_file.as_deref()),
            regions: hosts.regions.iter().map(|(name, domain)| pair(name, domain)).collect(),
            never_repeated: retries.never.iter().map(|name| Code::literal(name)).collect(),
        }
    }
}

/// What the names of variables of the environment begin with.
fn environment(context: &Context<'_>) -> String {
    let prefix = context.config.environment.prefix.as_deref().unwrap_or(context.package);
    let upper = prefix.chars().map(|char| {
        if char.is_ascii_alphanumeric() {
            char.to_ascii_uppercase()
        } else {
            '_'
        }
    });
    upper.collect()
}

fn pair(one: &str, other: &str) -> Code {
    let (one, other) = (literal(one), literal(other));
    Code::new(quote!((#one, #other)))
}

fn option(text: Option<&str>) -> Code {
    match text {
        Some(text) => {
            let text = literal(text);
            Code::new(quote!(Some(#text)))
        }
        None => Code::new(quote!(None)),
    }
}

/// The address of the service with the defaults of its variables.
pub(crate) fn base_url(context: &Context<'_>) -> Option<String> {
    context.api.main_server().map(Server::expanded)
}

/// All flows of OAuth 2 that the description has.
fn flows<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a OAuthFlow> {
    let schemes = context.api.security_schemes.iter();
    let flows = schemes.filter_map(|scheme| match &scheme.kind {
        SchemeKind::OAuth2(flows) => Some(flows),
        _ => None,
    });
    flows.flatten()
}

/// Where users are sent to by the flow that gives a code.
fn authorize_url<'a>(context: &Context<'a>) -> Option<&'a str> {
    let flow = flows(context).find(|flow| flow.kind == OAuthFlowKind::AuthorizationCode)?;
    flow.authorization_url.as_deref()
}

/// Where devices ask for a code, if the description has that flow.
pub(super) fn device_url<'a>(context: &Context<'a>) -> Option<&'a str> {
    let flow = flows(context).find(|flow| flow.is_for_devices())?;
    flow.device_url.as_deref()
}

/// Where client credentials get their token: the address of the flow for them, or that of any other.
fn token_url<'a>(context: &Context<'a>) -> Option<&'a str> {
    let mut flows: Vec<_> = flows(context).filter(|flow| flow.token_url.is_some()).collect();
    flows.sort_by_key(|flow| flow.kind != OAuthFlowKind::ClientCredentials);
    flows.first().and_then(|flow| flow.token_url.as_deref())
}

/// `src/region.rs`.
#[derive(Template)]
#[template(path = "crate/region.rs.askama", escape = "none")]
pub(crate) struct RegionFile {
    regions: Vec<RegionView>,
}

struct RegionView {
    docs: Doc,
    ident: Code,
    name: Code,
    domain: Code,
}

impl RegionFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let regions = context.config.hosts.regions.iter().zip(&context.names.regions);
        let view = |((name, domain), ident): ((&String, &String), &crate::names::VariantIdent)| RegionView {
            docs: Doc::line(format!("{}: {}.", code_span(name), code_span(domain))),
            ident: Code::new(ident.token()),
            name: Code::literal(name),
            domain: Code::literal(domain),
        };
        Self {
            regions: regions.map(view).collect(),
        }
    }
}

/// `src/error_codes.rs`.
#[derive(Template)]
#[template(path = "crate/error_codes.rs.askama", escape = "none")]
pub(crate) struct ErrorCodesFile {
    codes: Vec<CodeView>,
}

struct CodeView {
    docs: Doc,
    ident: Code,
    status: Code,
    code: Code,
    message: Code,
}

impl ErrorCodesFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let mut messages: BTreeMap<(&str, u16), &str> = BTreeMap::new();
        for response in context.api.operations.iter().flat_map(|operation| &operation.responses) {
            for (code, message) in &response.error_codes {
                messages.entry((code, response.status.code())).or_insert(message);
            }
        }
        let view = |((code, status), ident): (&(String, u16), &ConstIdent)| {
            let message = one_line(messages.get(&(code.as_str(), *status)).copied().unwrap_or_default());
            let mut docs = Doc::line(format!("{}, with status {status}.", code_span(code)));
            docs.prose(Prose::new(&message));
            let status = proc_macro2::Literal::u16_unsuffixed(*status);
            CodeView {
                docs,
                ident: Code::new(ident.token()),
                status: Code::new(status),
                code: Code::literal(code),
                message: Code::literal(&message),
            }
        };
        Self {
            codes: context.names.codes.iter().map(view).collect(),
        }
    }
}

/// `src/headers.rs`.
#[derive(Template)]
#[template(path = "crate/headers.rs.askama", escape = "none")]
pub(crate) struct HeadersFile {
    headers: Vec<HeaderView>,
    uses_models: bool,
    models_gate: Code,
}

struct HeaderView {
    gate: Code,
    docs: Doc,
    ident: Code,
    ty: Code,
    name: Code,
    /// The character between the elements of a list, if that is no comma.
    separator: Option<Code>,
}

impl HeadersFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        let headers = context.analysis.headers.iter().zip(&context.names.headers);
        let view = |(header, ident): (&Header, &ConstIdent)| {
            let mut docs = Doc::line(format!("The header {}.", code_span(&header.name)));
            if let Some(text) = &header.docs.description {
                docs.prose(Prose::new(text));
            }
            HeaderView {
                gate: gate::of_types(context, &types_in(&header.ty)),
                docs,
                ident: Code::new(ident.token()),
                ty: Code::new(bare_type(context, &header.ty, Place::Api)),
                name: Code::literal(&header.name),
                separator: separator(header.style).map(|separator| Code::new(quote!(#separator))),
            }
        };
        let headers: Vec<HeaderView> = headers.map(view).collect();
        Self {
            models_gate: gate::of_types(
                context,
                &context
                    .analysis
                    .headers
                    .iter()
                    .flat_map(|header| types_in(&header.ty))
                    .collect::<Vec<_>>(),
            ),
            uses_models: headers.iter().any(|header| header.ty.to_string().contains("models ::")),
            headers,
        }
    }
}

/// `src/lib.rs`.
#[derive(Template)]
#[template(path = "crate/lib.rs.askama", escape = "none")]
pub(crate) struct LibFile {
    parts: Parts,
    has_codes: bool,
    has_regions: bool,
    has_models: bool,
    /// What the compiler needs to look through types that are nested deeply.
    recursion_limit: Option<Code>,
    has_credentials: bool,
    has_servers: bool,
    has_headers: bool,
    formats: Vec<Code>,
    error_body: Option<Code>,
    readme: Code,
    error_body_gate: Code,
    pages: Vec<PageView>,
}

/// A page with examples.
struct PageView {
    gate: Code,
    path: Code,
}

impl LibFile {
    /// `pages` are paths of the reference pages with examples, from `src`, each with the index of its group.
    pub(crate) fn new(context: &Context<'_>, pages: &[(usize, String)]) -> Self {
        let features = &context.names.features;
        let page = |(group, path): &(usize, String)| {
            let condition = gate::condition(features.of_group(*group).as_slice());
            let gate = match condition {
                Some(condition) => quote!(#[cfg(all(doctest, #condition))]),
                None => quote!(#[cfg(doctest)]),
            };
            PageView {
                gate: Code::new(gate),
                path: Code::literal(path),
            }
        };
        // The example of the README calls the first operation.
        let readme = match gate::condition(features.of_group(0).as_slice()) {
            Some(condition) => {
                quote!(#![cfg_attr(any(not(doctest), #condition), doc = include_str!("../README.md"))])
            }
            None => quote!(#![doc = include_str!("../README.md")]),
        };
        let error_body = error_body(context.api, &context.analysis.answers);
        Self {
            parts: Parts::of(context),
            has_codes: !context.names.codes.is_empty(),
            has_regions: !context.config.hosts.regions.is_empty(),
            has_headers: !context.names.headers.is_empty(),
            has_models: context.has_models(),
            recursion_limit: recursion_limit(depth(context.api)),
            has_credentials: security::has_setters(context),
            has_servers: !context.names.variables.is_empty(),
            formats: formats::used(context)
                .into_iter()
                .map(formats::Library::module)
                .collect(),
            error_body: error_body.map(|ty| Code::new(bare_type(context, ty, Place::Api))),
            error_body_gate: gate::of_types(context, &error_body.map(types_in).unwrap_or_default()),
            readme: Code::new(readme),
            pages: pages.iter().map(page).collect(),
        }
    }
}

/// The limit that the compiler needs where types are nested in each other to this depth; none where its own will do. A type
/// in a box in a variant takes it seven steps. The limits are few, so that the line seldom changes.
fn recursion_limit(depth: usize) -> Option<Code> {
    const OF_THE_COMPILER: usize = 128;
    const STEPS: usize = 8;
    const LARGEST: usize = 1 << 16;
    let steps = depth.saturating_mul(STEPS).min(LARGEST);
    (steps > OF_THE_COMPILER).then(|| Code::literal(&steps.next_power_of_two().to_string()))
}

/// The character between the elements of a list in a header; none for the comma.
fn separator(style: ParamStyle) -> Option<char> {
    match style {
        ParamStyle::SpaceDelimited => Some(' '),
        ParamStyle::TabDelimited => Some('\t'),
        ParamStyle::PipeDelimited => Some('|'),
        _ => None,
    }
}
