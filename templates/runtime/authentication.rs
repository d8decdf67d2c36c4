//! What a client authenticates with, as it is set.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use oauth2::TokenUrl;
use url::Url;

use super::auth::{Bearer, Source, Token};
use super::builder::ClientBuilder;
use super::credentials::Auth;
use super::error::Error;
use super::login::Login;
use super::network::Http;
use super::oauth::{Endpoint, Grant, Provider};
use super::secret::SecretString;
use super::token::{AccessToken, Hidden, TokenProvider, TokenStore};
use crate::info::API;

/// The settings that have to do with authentication.
#[derive(Default)]
pub(super) struct Authentication {
    token_url: Option<String>,
    authorize_url: Option<String>,
    bearer: Settings,
    store: Option<Arc<dyn TokenStore>>,
    basic: Option<(String, SecretString)>,
    own: Vec<(String, SecretString)>,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
}

/// Where the access token comes from.
#[derive(Default)]
enum Settings {
    #[default]
    None,
    Token(SecretString),
    Grant(String, Option<SecretString>, Grant),
    Provider(Hidden<dyn TokenProvider>),
}

impl Authentication {
    /// Whether there has to be an address that tokens come from.
    pub(super) fn needs_endpoint(&self) -> bool {
        matches!(self.bearer, Settings::Grant(..))
    }

    /// What the client authenticates with.
    pub(super) fn open(self, http: &Http, url: Option<Url>, limit: Option<Duration>) -> Result<Auth, Error> {
        let bearer = match (self.bearer, url) {
            (Settings::Token(token), _) => {
                let token = Token::new(AccessToken::new(token))
                    .ok_or_else(|| Error::config("the access token has characters that cannot be sent"))?;
                Bearer::Token(Arc::new(token))
            }
            (Settings::Grant(id, secret, grant), Some(url)) => {
                let name = grant.name();
                let key = format!("{url} {id} {}", self.scopes.join(" "));
                let endpoint = Endpoint {
                    http: http.clone(),
                    url: TokenUrl::from_url(url),
                    id,
                    secret,
                    scopes: self.scopes,
                    parameters: self.parameters,
                    limit,
                };
                let provider = Arc::new(Provider { endpoint, grant });
                Bearer::Source(Arc::new(Source::new(name, provider, self.store, key)))
            }
            (Settings::Provider(Hidden(provider)), _) => {
                let key = format!("{} {}", API.user_agent, self.scopes.join(" "));
                Bearer::Source(Arc::new(Source::new("TokenProvider", provider, self.store, key)))
            }
            (Settings::Grant(..) | Settings::None, _) => Bearer::None,
        };
        Auth::new(bearer, self.basic, self.own)
    }
}

/// Shows what kinds of credentials there are.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bearer = match &self.bearer {
            Settings::None => "None",
            Settings::Token(_) => "AccessToken",
            Settings::Grant(_, _, grant) => grant.name(),
            Settings::Provider(_) => "TokenProvider",
        };
        f.debug_struct("Authentication")
            .field("bearer", &format_args!("{bearer}([redacted])"))
            .field("basic", &self.basic.as_ref().map(|_| format_args!("[redacted]")))
            .field("schemes", &self.own.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Authentication.
impl ClientBuilder {
    /// The address that access tokens come from, in place of the one of a domain.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.authentication.token_url = Some(url.into());
        self
    }

    /// An access token that is there already. It is not renewed.
    pub fn access_token(mut self, token: impl Into<SecretString>) -> Self {
        self.authentication.bearer = Settings::Token(token.into());
        self
    }

    /// Identifier and secret of an OAuth client. The access token is asked for with the first call and renewed before it
    /// expires.
    pub fn client_credentials(mut self, id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        self.authentication.bearer = Settings::Grant(id.into(), Some(secret.into()), Grant::ClientCredentials);
        self
    }

    /// A refresh token that was given before, to a client with or without a secret. Each token that comes with a new one
    /// replaces it; a [`token_store`](Self::token_store) keeps it for the next run.
    pub fn refresh_token(
        mut self,
        id: impl Into<String>,
        secret: Option<SecretString>,
        token: impl Into<SecretString>,
    ) -> Self {
        self.authentication.bearer = Settings::Grant(id.into(), secret, Grant::Refresh(token.into()));
        self
    }

    /// An assertion of an identity provider in SAML 2.0, encoded in Base64 (RFC 7522). Where a refresh token comes with the
    /// access token, that renews it; otherwise the assertion is sent again, which most services take for a few minutes.
    /// Services that want to know more get it by [`token_parameter`](Self::token_parameter).
    pub fn saml2_bearer(
        mut self,
        id: impl Into<String>,
        secret: Option<SecretString>,
        assertion: impl Into<SecretString>,
    ) -> Self {
        self.authentication.bearer = Settings::Grant(id.into(), secret, Grant::Saml2(assertion.into()));
        self
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
        let settings = &self.authentication;
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
    pub fn login_answer(mut self, login: Login, answer: &str) -> Result<Self, Error> {
        let (id, secret, code) = login.code(answer)?;
        self.authentication.bearer = Settings::Grant(id, secret, Grant::Code(Mutex::new(Some(code))));
        Ok(self)
    }

    /// A way of the program's own to get access tokens.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.authentication.bearer = Settings::Provider(Hidden(Arc::new(provider)));
        self
    }

    /// Where tokens are kept besides the memory of the client.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.authentication.store = Some(Arc::new(store));
        self
    }

    /// Adds a parameter to requests for tokens, besides those of OAuth 2.
    pub fn token_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.authentication.parameters.push((name.into(), value.into()));
        self
    }

    /// The address that users are sent to for a [`login`](Self::login), in place of the one of a domain.
    pub fn authorize_url(mut self, url: impl Into<String>) -> Self {
        self.authentication.authorize_url = Some(url.into());
        self
    }

    /// User name and password, for operations that take basic authentication.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.authentication.basic = Some((user.into(), password.into()));
        self
    }

    /// The credential for one security scheme, by its name in the description: the key where it is an API key, the token
    /// where it is a token other than the [`access_token`](Self::access_token) of all schemes that take one, and what
    /// follows the scheme's name in `Authorization` where it is another scheme of HTTP.
    pub fn credential(mut self, scheme: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        let scheme = scheme.into();
        self.authentication.own.retain(|(known, _)| *known != scheme);
        self.authentication.own.push((scheme, secret.into()));
        self
    }

    /// The scopes that tokens are asked for with. Without any, the service decides.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.authentication.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn tokens_url(&self) -> Result<Url, Error> {
        self.service_url(self.authentication.token_url.as_ref(), API.token_url, "a `token_url`")
    }

    /// An address of the service besides that of the API: the one that was set, or that of the domain.
    fn service_url(&self, set: Option<&String>, pattern: Option<&str>, what: &str) -> Result<Url, Error> {
        let name = what.trim_start_matches(|char| char != '`');
        if let Some(url) = set {
            return self.check_url(name, url);
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
