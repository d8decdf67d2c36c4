//! Ways to authenticate.

use serde::Serialize;

use crate::pointer::Origin;

/// Index of a [`SecurityScheme`] in [`Api::security_schemes`](super::Api::security_schemes).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct SchemeId(pub u32);

/// A declared way to authenticate.
#[derive(Clone, Debug, Serialize)]
pub struct SecurityScheme {
    /// The Security Scheme Object.
    pub origin: Origin,
    /// The key that requirements use.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What is sent.
    pub kind: SchemeKind,
}

/// What a scheme sends.
#[derive(Clone, Debug, Serialize)]
pub enum SchemeKind {
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where it goes.
        location: super::ParamLocation,
        /// The name of the header, query parameter or cookie.
        name: String,
    },
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer`.
    Bearer {
        /// `bearerFormat`.
        format: Option<String>,
    },
    /// Another scheme of HTTP authentication, by its name.
    Http(String),
    /// OAuth 2.
    OAuth2(Vec<OAuthFlow>),
    /// OpenID Connect, by the address of its discovery document.
    OpenIdConnect(String),
    /// A client certificate (3.1).
    MutualTls,
}

/// A flow of OAuth 2.
#[derive(Clone, Debug, Serialize)]
pub struct OAuthFlow {
    /// Which one.
    pub kind: OAuthFlowKind,
    /// `authorizationUrl`.
    pub authorization_url: Option<String>,
    /// `deviceAuthorizationUrl` (3.2).
    pub device_url: Option<String>,
    /// `tokenUrl`.
    pub token_url: Option<String>,
    /// `refreshUrl`.
    pub refresh_url: Option<String>,
    /// Scopes, each with what it allows.
    pub scopes: Vec<(String, String)>,
}

impl OAuthFlow {
    /// Whether a device without a browser can log a user in by it (RFC 8628).
    pub(crate) fn is_for_devices(&self) -> bool {
        self.kind == OAuthFlowKind::DeviceAuthorization && self.device_url.is_some()
    }
}

/// Flows of OAuth 2 (RFC 6749), under OpenAPI 3's names.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub enum OAuthFlowKind {
    /// `implicit`.
    Implicit,
    /// `password`.
    Password,
    /// `clientCredentials`; `application` of 2.0.
    ClientCredentials,
    /// `authorizationCode`; `accessCode` of 2.0.
    AuthorizationCode,
    /// `deviceAuthorization` (3.2).
    DeviceAuthorization,
}

/// Schemes that are needed together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SecurityRequirement {
    /// Each scheme with the scopes needed.
    pub schemes: Vec<(SchemeId, Vec<String>)>,
}
