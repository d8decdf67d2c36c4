//! The parts of the runtime that only some APIs need, and which of them an API does.

use askama::Template;

use super::context::Context;
use super::krate::device_url;
use crate::analyze::Reading;
use crate::ir::{ContentKind, ParamLocation, SchemeKind, Type};

/// Which parts a crate has. What it cannot use is neither in its folder nor compiled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Parts {
    /// Logins on devices that have no browser. Nothing else of the runtime knows of them.
    pub(crate) device: bool,
    /// Answers that are events.
    pub(crate) events: bool,
    /// Tokens by the flows of OAuth 2, and with them the `oauth2` crate.
    pub(crate) flows: bool,
    /// Responses that are forms.
    pub(crate) form_values: bool,
    /// Bodies of several parts.
    pub(crate) forms: bool,
    /// Operations that start jobs.
    pub(crate) jobs: bool,
    /// Bodies of several values in JSON, one after the other.
    pub(crate) lines: bool,
    /// Lists that are answered in pages.
    pub(crate) paging: bool,
    /// Parameters that are the whole query.
    pub(crate) querystring: bool,
    /// Lists whose elements have types by their position.
    pub(crate) tuples: bool,
}

impl Parts {
    /// Those that an API needs.
    pub(crate) fn of(context: &Context<'_>) -> Self {
        let (api, config) = (context.api, context.config);
        let flow = |kind: &SchemeKind| matches!(kind, SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect(_));
        let mut contents = api
            .operations
            .iter()
            .filter_map(|operation| operation.body.as_ref())
            .flat_map(|body| &body.content);
        let is_read = |reading: Reading| {
            let mut answers = context.analysis.answers.iter();
            answers.any(|answers| answers.cases.iter().any(|case| case.reading == reading))
        };
        Self {
            device: device_url(context).is_some(),
            form_values: is_read(Reading::Form),
            lines: is_read(Reading::Lines) || contents.clone().any(|content| content.kind == ContentKind::JsonLines),
            events: is_read(Reading::Events) || context.analysis.answers.iter().any(|answers| answers.events.is_some()),
            flows: config.hosts.token.is_some() || api.security_schemes.iter().any(|scheme| flow(&scheme.kind)),
            forms: contents.any(|content| content.kind == ContentKind::Multipart),
            jobs: api
                .operations
                .iter()
                .any(|operation| operation.id.as_ref().is_some_and(|id| config.jobs.contains_key(id))),
            paging: context.analysis.paging.iter().any(Option::is_some),
            querystring: api
                .operations
                .iter()
                .flat_map(|operation| &operation.params)
                .any(|param| param.location == ParamLocation::QueryString),
            tuples: api.every_type().any(|ty| matches!(ty, Type::Tuple(_))),
        }
    }

    /// Whether nothing is left out that other parts of the runtime have something for.
    pub(crate) fn are_all(self) -> bool {
        self.events && self.flows && self.forms && self.jobs && self.paging
    }

    /// Whether a file of the runtime is one of this crate.
    pub(super) fn have(self, path: &str) -> bool {
        match path.trim_start_matches("src/runtime/") {
            "device.rs" => self.device,
            "event_parser.rs" | "event_stream.rs" | "reconnect.rs" => self.events,
            "form_value.rs" => self.form_values,
            "json_lines.rs" => self.lines,
            "login.rs" | "oauth.rs" => self.flows,
            "multipart.rs" => self.forms,
            "job.rs" => self.jobs,
            "pages.rs" | "walk.rs" => self.paging,
            "querystring.rs" => self.querystring,
            "tuples.rs" => self.tuples,
            _ => true,
        }
    }
}

/// `src/runtime/mod.rs`.
#[derive(Template)]
#[template(path = "crate/runtime.rs.askama", escape = "none")]
pub(crate) struct RuntimeFile {
    parts: Parts,
}

impl RuntimeFile {
    pub(crate) fn new(context: &Context<'_>) -> Self {
        Self {
            parts: Parts::of(context),
        }
    }
}
