//! The flows of OAuth 2 that a client can be set to.

use std::sync::Arc;
use std::time::Duration;

use oauth2::TokenUrl;
use url::Url;

use super::authentication::{Flow, Settings};
use super::builder::ClientBuilder;
use super::environment::{FlowSettings, not_set};
use super::error::Error;
use super::login::{Login, OneCode};
use super::network::Http;
use super::oauth::{Endpoint, Grant, Provider};
use super::secret::SecretString;
use crate::info::API;

/// What is set of flows.
#[derive(Default)]
pub(super) struct Flows {
    token_url: Option<String>,
    authorize_url: Option<String>,
    /// What the service's own addresses of logins and tokens are below, in place of their hosts.
    gateway: Option<String>,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    /// The OAuth client, its secret, and what it shows to get a token.
    grant: Option<(String, Option<SecretString>, Grant)>,
}

impl Flows {
    /// What the flow is called in `Debug`.
    pub(super) fn name(&self) -> &'static str {
        self.grant.as_ref().map_or("None", |(_, _, grant)| grant.name())
    }

    /// The scopes that tokens are asked for with, in one text.
    pub(super) fn scope(&self) -> String {
        self.scopes.join(" ")
    }

    /// What gets tokens from an endpoint.
    pub(super) fn open(mut self, http: &Http, url: Url, limit: Option<Duration>) -> Option<Flow> {
        let scope = self.scope();
        let (id, secret, grant) = self.grant.take()?;
        let (name, key) = (grant.name(), format!("{url} {id} {scope}"));
        let is_login = matches!(grant, Grant::Login(_));
        let endpoint = self.endpoint(http.clone(), url, (id, secret), limit);
        let provider = Arc::new(Provider { endpoint, grant });
        Some(Flow {
            name,
            provider,
            key,
            is_login,
        })
    }

    /// The token endpoint at an address, for an OAuth client with or without a secret.
    pub(super) fn endpoint(
        &self,
        http: Http,
        url: Url,
        (id, secret): (String, Option<SecretString>),
        limit: Option<Duration>,
    ) -> Endpoint {
        Endpoint {
            http,
            url: TokenUrl::from_url(url),
            id,
            secret,
            scopes: self.scopes.clone(),
            parameters: self.parameters.clone(),
            limit,
        }
    }
}

/// Tokens of the service's own token endpoint.
impl ClientBuilder {
    /// The address that access tokens come from, in place of the one of a domain.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.authentication.flows.token_url = Some(url.into());
        self
    }

    /// The addresses of a gateway in front of the service: the one that the API is below, as a [`base_url`](Self::base_url), and
    /// the one that logins and tokens are below, with the paths that they have at the service. A `token_url` or an
    /// `authorize_url` goes before it.
    pub fn gateway(mut self, api: impl Into<String>, login: impl Into<String>) -> Self {
        self.authentication.flows.gateway = Some(login.into());
        self.base_url(api)
    }

    /// Identifier and secret of an OAuth client. The access token is asked for with the first call and renewed before it
    /// expires.
    pub fn client_credentials(self, id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        self.with_grant(id.into(), Some(secret.into()), Grant::ClientCredentials)
    }

    /// A refresh token that was given before, to a client with or without a secret. Each token that comes with a new one
    /// replaces it; a [`token_store`](Self::token_store) keeps it for the next run.
    pub fn refresh_token(
        self,
        id: impl Into<String>,
        secret: Option<SecretString>,
        token: impl Into<SecretString>,
    ) -> Self {
        self.with_grant(id.into(), secret, Grant::Refresh(token.into()))
    }

    /// An assertion of an identity provider in SAML 2.0, encoded in Base64 (RFC 7522). Where a refresh token comes with the
    /// access token, that renews it; otherwise the assertion is sent again, which most services take for a few minutes.
    /// Services that want to know more get it by [`token_parameter`](Self::token_parameter).
    pub fn saml2_bearer(
        self,
        id: impl Into<String>,
        secret: Option<SecretString>,
        assertion: impl Into<SecretString>,
    ) -> Self {
        self.with_grant(id.into(), secret, Grant::Saml2(assertion.into()))
    }

    /// Begins a login with an authorization code and PKCE: gives it, and the address that the user is sent to. `redirect`
    /// is where the service sends the user afterwards, as the service knows it of the client. Set region and
    /// [`scopes`](Self::scopes) before. What the user comes back with goes to [`login_answer`](Self::login_answer).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where an address is not valid, or there is none that users are sent to.
    pub fn login(&self, client_id: impl Into<String>, redirect: &str) -> Result<(Login, Url), Error> {
        self.begin_login(Login::begin(client_id.into(), redirect, true)?)
    }

    /// The same without PKCE, for a service that does not know it. The client then needs a secret.
    ///
    /// # Errors
    ///
    /// As [`login`](Self::login).
    pub fn login_without_pkce(&self, client_id: impl Into<String>, redirect: &str) -> Result<(Login, Url), Error> {
        self.begin_login(Login::begin(client_id.into(), redirect, false)?)
    }

    fn begin_login(&self, login: Login) -> Result<(Login, Url), Error> {
        let settings = &self.authentication.flows;
        let url = self.service_url(settings.authorize_url.as_ref(), API.authorize_url, "an `authorize_url`")?;
        let url = login.url(url, &settings.scopes);
        Ok((login, url))
    }

    /// Takes what the user came back with: the address with its query, or the query alone. The state is compared, the code
    /// is exchanged for a token with the first call, and the token is renewed as long as a refresh token comes with it.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where the state is not that of the login, or the login was refused.
    pub fn login_answer(self, login: Login, answer: &str) -> Result<Self, Error> {
        let (id, secret, code) = login.code(answer)?;
        Ok(self.with_grant(id, secret, Grant::Login(Box::new(OneCode::new(code)))))
    }

    /// Adds a parameter to requests for tokens, besides those of OAuth 2.
    pub fn token_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.authentication.flows.parameters.push((name.into(), value.into()));
        self
    }

    /// The address that users are sent to for a [`login`](Self::login), in place of the one of a domain.
    pub fn authorize_url(mut self, url: impl Into<String>) -> Self {
        self.authentication.flows.authorize_url = Some(url.into());
        self
    }

    /// The scopes that tokens are asked for with. Without any, the service decides.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.authentication.flows.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The address of the token endpoint, where the credentials need one.
    pub(super) fn token_endpoint(&self) -> Result<Option<Url>, Error> {
        if !matches!(self.authentication.bearer, Settings::Flow) {
            return Ok(None);
        }
        self.flow_token_url().map(Some)
    }

    /// The address of the token endpoint.
    pub(super) fn flow_token_url(&self) -> Result<Url, Error> {
        let set = self.authentication.flows.token_url.as_ref();
        self.service_url(set, API.token_url, "a `token_url`")
    }

    /// Takes over what the environment or a file says of tokens: their address, and the credentials of an OAuth client.
    pub(super) fn with_flow_settings(mut self, settings: FlowSettings) -> Result<Self, Error> {
        if let Some(url) = settings.token_url {
            self = self.token_url(url);
        }
        if settings.gateway.is_some() {
            self.authentication.flows.gateway = settings.gateway;
        }
        match (settings.client_id, settings.client_secret) {
            (Some(id), Some(secret)) => Ok(self.client_credentials(id, secret)),
            (None, None) => Ok(self),
            (Some(_), None) => Err(not_set("client_secret")),
            (None, Some(_)) => Err(not_set("client_id")),
        }
    }

    pub(super) fn with_grant(mut self, id: String, secret: Option<SecretString>, grant: Grant) -> Self {
        self.authentication.bearer = Settings::Flow;
        self.authentication.flows.grant = Some((id, secret, grant));
        self
    }

    /// An address of the service besides that of the API: the one that was set, or that of the domain.
    pub(super) fn service_url(&self, set: Option<&String>, pattern: Option<&str>, what: &str) -> Result<Url, Error> {
        let name = what.trim_start_matches(|char| char != '`');
        if let Some(url) = set {
            return self.check_url(name, url);
        }
        if let (Some(gateway), Some(pattern)) = (&self.authentication.flows.gateway, pattern) {
            return self.check_url(name, &behind(gateway, pattern));
        }
        // A secret must not go to the service's own host because a host was only half replaced.
        if self.base_url.is_some() && self.domain.is_none() {
            return Err(Error::config(format!(
                "these credentials with a `base_url` also need {what} or a `domain`"
            )));
        }
        let pattern = pattern.ok_or_else(|| Error::config(format!("these credentials need {what}")))?;
        let domain = self.domain.as_deref().or(API.default_domain);
        let text = match domain {
            Some(domain) => pattern.replace("{domain}", domain),
            None => pattern.to_owned(),
        };
        // The description may give it relative to the API.
        let url = self.api_url()?.join(&text);
        let url = url.map_err(|error| Error::config_source(format!("the {name} is not valid"), error))?;
        self.check_url(name, url.as_str())
    }
}

/// The path and the query of an address, below that of a gateway.
fn behind(gateway: &str, pattern: &str) -> String {
    let path = match pattern.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => pattern.trim_start_matches('/'),
    };
    format!("{}/{path}", gateway.trim_end_matches('/'))
}
