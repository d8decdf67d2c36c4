//! `securitySchemes` (`securityDefinitions` of 2.0) and `security`.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    OAuthFlow, OAuthFlowKind, Operation, ParamLocation, SchemeId, SchemeKind, SecurityRequirement, SecurityScheme,
};
use crate::spec::{Cursor, Dialect};

use super::context::Context;
use super::operations::Surroundings;

impl<'d> Context<'d, '_> {
    /// The declared ways to authenticate.
    pub(super) fn security_schemes(&mut self, root: &Cursor<'d>) -> Vec<SecurityScheme> {
        let declared = match self.docs.dialect() {
            Dialect::V2 => self.members_and_extensions(root, &["securityDefinitions"]),
            _ => self.members_and_extensions(root, &["components", "securitySchemes"]),
        };
        let mut schemes = Vec::new();
        for (name, at) in declared {
            let Some(at) = self.resolve(&at) else {
                continue;
            };
            if !self.is_object(&at) {
                continue;
            }
            match self.scheme_kind(&at) {
                Some(kind) => schemes.push(SecurityScheme {
                    origin: at.origin(),
                    name: name.to_owned(),
                    description: self.prose(&at, "description"),
                    kind,
                }),
                None => self.report(
                    Code::UnknownSecurityScheme,
                    &at,
                    format!("the security scheme `{name}` is not supported and is left out"),
                ),
            }
        }
        schemes
    }

    fn scheme_kind(&mut self, at: &Cursor<'d>) -> Option<SchemeKind> {
        Some(match at.str("type")? {
            "apiKey" => SchemeKind::ApiKey {
                location: match at.str("in")? {
                    "header" => ParamLocation::Header,
                    "query" => ParamLocation::Query,
                    "cookie" => ParamLocation::Cookie,
                    _ => return None,
                },
                name: self.prose(at, "name").filter(|name| fits(at, name))?,
            },
            "basic" => SchemeKind::Basic,
            "http" => match at.str("scheme")?.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer {
                    format: self.prose(at, "bearerFormat"),
                },
                _ => SchemeKind::Http(at.str("scheme").filter(|name| is_token(name))?.to_owned()),
            },
            "oauth2" => SchemeKind::OAuth2(self.flows(at)),
            "openIdConnect" => SchemeKind::OpenIdConnect(self.prose(at, "openIdConnectUrl")?),
            "mutualTLS" => SchemeKind::MutualTls,
            _ => return None,
        })
    }

    fn flows(&mut self, at: &Cursor<'d>) -> Vec<OAuthFlow> {
        if let Some(flow) = at.get("flow") {
            let kind = flow.node.as_str().and_then(flow_kind);
            if kind.is_none() {
                self.report(
                    Code::UnknownSecurityScheme,
                    &flow,
                    "this flow of OAuth 2 does not exist and is left out",
                );
            }
            return kind.map(|kind| self.flow(kind, at)).into_iter().collect();
        }
        let mut flows = Vec::new();
        for (name, flow) in self.members(at, "flows") {
            match flow_kind(name) {
                Some(kind) => flows.push(self.flow(kind, &flow)),
                None => self.report(
                    Code::UnknownSecurityScheme,
                    &flow,
                    format!("the flow `{name}` of OAuth 2 does not exist and is left out"),
                ),
            }
        }
        flows
    }

    fn flow(&mut self, kind: OAuthFlowKind, at: &Cursor<'d>) -> OAuthFlow {
        let scopes = self
            .members(at, "scopes")
            .into_iter()
            .map(|(name, text)| {
                (
                    name.to_owned(),
                    text.node.as_str().unwrap_or_default().trim().to_owned(),
                )
            })
            .collect();
        OAuthFlow {
            kind,
            authorization_url: self.prose(at, "authorizationUrl"),
            device_url: self.prose(at, "deviceAuthorizationUrl"),
            token_url: self.prose(at, "tokenUrl"),
            refresh_url: self.prose(at, "refreshUrl"),
            scopes,
        }
    }

    /// Says which schemes no operation needs: a credential for them is never sent.
    pub(super) fn report_unused_schemes(&mut self, schemes: &[SecurityScheme], operations: &[Operation]) {
        let used: HashSet<SchemeId> = operations
            .iter()
            .flat_map(|operation| &operation.security)
            .flat_map(|requirement| requirement.schemes.iter().map(|(id, _)| *id))
            .collect();
        for (index, scheme) in schemes.iter().enumerate() {
            if !u32::try_from(index).is_ok_and(|index| used.contains(&SchemeId(index))) {
                let message = format!("no operation uses the security scheme `{}`", scheme.name);
                self.push(Diagnostic::new(
                    Code::UnusedSecurityScheme,
                    scheme.origin.clone(),
                    message,
                ));
            }
        }
    }

    /// The alternatives that `security` lists at `at`. Empty where it lists none.
    pub(super) fn requirements(&mut self, at: &Cursor<'d>, surroundings: &Surroundings) -> Vec<SecurityRequirement> {
        let mut alternatives = Vec::new();
        for alternative in self.elements(at, "security") {
            if !self.is_object(&alternative) {
                continue;
            }
            let mut requirement = SecurityRequirement::default();
            let mut known = true;
            for (name, scopes) in alternative.entries() {
                match surroundings.scheme(name) {
                    Some(id) => {
                        let scopes = scopes
                            .items()
                            .filter_map(|scope| scope.node.as_str().map(str::to_owned))
                            .collect();
                        requirement.schemes.push((id, scopes));
                    }
                    None => {
                        known = false;
                        self.report(
                            Code::UnknownSecurityScheme,
                            &scopes,
                            format!("the security scheme `{name}` is not declared; this alternative is left out"),
                        );
                    }
                }
            }
            let of_schemes = requirement
                .schemes
                .iter()
                .map(|(id, _)| surroundings.authorization(*id));
            let sent: Vec<Authorization> = of_schemes.filter(|kind| *kind != Authorization::Nothing).collect();
            // One token satisfies all schemes that take one.
            if sent.len() > 1 && sent.iter().any(|kind| *kind != Authorization::Token) {
                self.report(
                    Code::Unsupported,
                    &alternative,
                    "several schemes in `Authorization` are required together; only the last one is sent",
                );
            }
            if known && !alternatives.contains(&requirement) {
                alternatives.push(requirement);
            }
        }
        alternatives
    }
}

/// Whether a key can stand in the place of this name.
fn fits(at: &Cursor<'_>, name: &str) -> bool {
    match at.str("in") {
        Some("query") => !name.is_empty(),
        _ => is_token(name),
    }
}

/// Whether a text can be the name of a header, of a cookie, of a method or of a scheme of HTTP (RFC 9110, "token").
pub(super) fn is_token(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(fits)
}

/// The contents of `Authorization` that a scheme sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Authorization {
    Nothing,
    /// An access token, the same for all such schemes.
    Token,
    Other,
}

impl Authorization {
    pub(super) fn of(scheme: &SecurityScheme) -> Self {
        match &scheme.kind {
            SchemeKind::ApiKey { location, name } => {
                match *location == ParamLocation::Header && name.eq_ignore_ascii_case("authorization") {
                    true => Self::Other,
                    false => Self::Nothing,
                }
            }
            SchemeKind::MutualTls => Self::Nothing,
            SchemeKind::Bearer { .. } | SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect(_) => Self::Token,
            SchemeKind::Basic | SchemeKind::Http(_) => Self::Other,
        }
    }
}

impl Surroundings {
    fn scheme(&self, name: &str) -> Option<SchemeId> {
        let index = self.schemes.iter().position(|(scheme, _)| scheme == name)?;
        u32::try_from(index).ok().map(SchemeId)
    }

    fn authorization(&self, id: SchemeId) -> Authorization {
        let scheme = self.schemes.get(id.0 as usize);
        scheme.map_or(Authorization::Nothing, |(_, authorization)| *authorization)
    }
}

fn flow_kind(name: &str) -> Option<OAuthFlowKind> {
    Some(match name {
        "implicit" => OAuthFlowKind::Implicit,
        "password" => OAuthFlowKind::Password,
        "clientCredentials" | "application" => OAuthFlowKind::ClientCredentials,
        "authorizationCode" | "accessCode" => OAuthFlowKind::AuthorizationCode,
        "deviceAuthorization" => OAuthFlowKind::DeviceAuthorization,
        _ => return None,
    })
}
