//! `securitySchemes` (`securityDefinitions` of 2.0) and `security`.

use crate::diagnostic::Code;
use crate::ir::{OAuthFlow, OAuthFlowKind, ParamLocation, SchemeId, SchemeKind, SecurityRequirement, SecurityScheme};
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
                    format!("the security scheme `{name}` is of no known type and is left out"),
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
                name: self.prose(at, "name")?,
            },
            "basic" => SchemeKind::Basic,
            "http" => match at.str("scheme")?.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer {
                    format: self.prose(at, "bearerFormat"),
                },
                _ => SchemeKind::Http(at.str("scheme")?.to_owned()),
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
                self.report(Code::UnknownSecurityScheme, &flow, "this flow of OAuth 2 is not known");
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
                    format!("the flow `{name}` of OAuth 2 is not known"),
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
            token_url: self.prose(at, "tokenUrl"),
            refresh_url: self.prose(at, "refreshUrl"),
            scopes,
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
            if known && !alternatives.contains(&requirement) {
                alternatives.push(requirement);
            }
        }
        alternatives
    }
}

impl Surroundings {
    fn scheme(&self, name: &str) -> Option<SchemeId> {
        let index = self.schemes.iter().position(|scheme| scheme == name)?;
        u32::try_from(index).ok().map(SchemeId)
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
